"""What an index has reached, and what it is made of: one small file a generation.

`state.N.json` is written before Whoosh makes generation N visible, so the two are never out of
step. A search reads this instead of Whoosh's table of contents, which is a pickle: it opens the
files named here, and compares with what is noted here whatever it reads of them. Only who changes
the index lets Whoosh read its table, and compares everything before (`check`): of a damaged pickle
nobody knows what it does.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from newsarchive import text
from newsarchive.article import Revision
from newsarchive.engines.whoosh.terms import FORMAT
from newsarchive.errors import IndexDamagedError

CHECKS_ITSELF = ".inv"
"""The ending of files with checksums of their own, of which only the length is compared."""


_CONTENTS, _ENDING = "_MAIN_", ".toc"
"""What the name of a table of contents begins and ends with: its generation is between."""


class Noted(NamedTuple):
    """A segment, as a state describes it."""

    name: str
    """What the names of its files begin with."""
    size: int
    """How many articles it has, with those deleted."""
    length: int
    """That of all articles together that are not deleted, as they are scored."""
    deleted: tuple[int, ...]


class State(NamedTuple):
    """The state of an index."""

    revision: Revision
    files: dict[str, tuple[int, int]]
    """Name → length and checksum; 0 for a file that checks itself."""
    segments: tuple[Noted, ...]

    def check(self, folder: Path) -> None:
        """Compare the files with what was written. Raises IndexDamagedError, OSError."""
        for name, expected in self.files.items():
            if _looked_at(folder / name) != expected:
                raise damaged(name)


def damaged(name: str) -> IndexDamagedError:
    """The error for a file that is not as a state says."""
    return IndexDamagedError(f"the index is damaged: {name} is not as it was written")


def latest(folder: Path) -> int:
    """The generation of the index in the folder; -1 if there is none that can be trusted."""
    if not _is_private(folder):
        return -1
    found = -1
    for name in os.listdir(folder):  # noqa: PTH208 - quicker
        if name.startswith(_CONTENTS) and name.endswith(_ENDING):
            found = max(found, int(name[len(_CONTENTS) : -len(_ENDING)]))
    return found


def _is_private(folder: Path) -> bool:
    """Whether only this user can have written there: what is read from an index can run code."""
    try:
        status = folder.stat()
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return mine and not status.st_mode & 0o022


def read(folder: Path, generation: int) -> State | None:
    """The state of a generation; None if there is none, or it is not made as it is today."""
    try:
        with open(_file(folder, generation), "rb", buffering=0) as file:  # noqa: PTH123 - quicker
            line, _, checksum = file.read().partition(b"\n")
        state = json.loads(line)
        if int(checksum) != crc32(line):
            return None
        if (state["format"], state["analysis"]) != (FORMAT, text.ANALYSIS):
            return None
        files = {name: (length, checksum) for name, (length, checksum) in state["files"].items()}
        segments = tuple(
            Noted(name, size, length, tuple(deleted))
            for name, size, length, deleted in state["segments"]
        )
        return State(Revision(state["revision"], state["token"]), files, segments)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(
    folder: Path,
    generation: int,
    revision: Revision,
    *,
    segments: Iterable[Noted],
    contents: tuple[str, bytes],
    before: State | None,
) -> None:
    """Note what a generation is made of: the files of these segments, and its table of contents.

    The files of segments that were there `before` are taken at the word of then: a file never
    changes, and one that is damaged must not be taken for sound.
    """
    known = before.files if before else {}
    kept = list(segments)
    wanted = {segment.name for segment in kept}
    files = {
        path.name: known.get(path.name) or _looked_at(path)
        for path in sorted(folder.iterdir())
        if path.name.partition(".")[0] in wanted
    }
    name, data = contents
    files[name] = (len(data), crc32(data))
    state = {
        "format": FORMAT,
        "analysis": text.ANALYSIS,
        "revision": revision.number,
        "token": revision.token,
        "segments": kept,
        "files": files,
    }
    line = json.dumps(state).encode("ascii")
    Path(_file(folder, generation)).write_bytes(line + b"\n%d" % crc32(line))


def forget_others(folder: Path, generation: int) -> None:
    """Delete the states of all generations but this one."""
    for file in folder.glob("state.*.json"):
        if str(file) != _file(folder, generation):
            with contextlib.suppress(OSError):
                file.unlink()


def _file(folder: Path, generation: int) -> str:
    return os.path.join(folder, f"state.{generation}.json")  # noqa: PTH118 - quicker


def _looked_at(path: Path) -> tuple[int, int]:
    if path.suffix == CHECKS_ITSELF:
        return path.stat().st_size, 0
    data = path.read_bytes()
    return len(data), crc32(data)
