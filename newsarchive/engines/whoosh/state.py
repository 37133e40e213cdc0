"""What an index has reached, and which files it is made of: one small file a generation.

`state.N.json` is written before Whoosh makes generation N visible, so the two are never out of
step; and it is read, and the files compared with it, before Whoosh opens any of them: Whoosh
pickles its table of contents, and of a damaged pickle nobody knows what it does.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from newsarchive import text
from newsarchive.article import Revision
from newsarchive.engines.whoosh.schema import FORMAT
from newsarchive.errors import IndexDamagedError

_CHECKS_ITSELF = ".inv"
"""The ending of files with checksums of their own, of which only the length is compared."""


@dataclass(frozen=True, slots=True)
class State:
    """The state of an index."""

    revision: Revision
    files: dict[str, tuple[int, int]]
    """Name → length and checksum; 0 for a file that checks itself."""

    def check(self, folder: Path) -> None:
        """Compare the files with what was written. Raises IndexDamagedError, OSError."""
        for name, expected in self.files.items():
            if _looked_at(folder / name) != expected:
                raise IndexDamagedError(f"the index is damaged: {name} is not as it was written")


def read(folder: Path, generation: int) -> State | None:
    """The state of a generation; None if there is none, or it is not made as it is today."""
    try:
        line, _, checksum = _file(folder, generation).read_bytes().partition(b"\n")
        state = json.loads(line)
        if int(checksum) != crc32(line):
            return None
        if (state["format"], state["analysis"]) != (FORMAT, text.ANALYSIS):
            return None
        files = {name: (length, checksum) for name, (length, checksum) in state["files"].items()}
        return State(Revision(state["revision"], state["token"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(
    folder: Path,
    generation: int,
    revision: Revision,
    *,
    segments: Iterable[str],
    contents: tuple[str, bytes],
    before: State | None,
) -> None:
    """Note what a generation is made of: the files of these segments, and its table of contents.

    The files of segments that were there `before` are taken at the word of then: a file never
    changes, and one that is damaged must not be taken for sound.
    """
    known = before.files if before else {}
    wanted = set(segments)
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
        "files": files,
    }
    line = json.dumps(state).encode("ascii")
    _file(folder, generation).write_bytes(line + b"\n%d" % crc32(line))


def forget_others(folder: Path, generation: int) -> None:
    """Delete the states of all generations but this one."""
    for file in folder.glob("state.*.json"):
        if file != _file(folder, generation):
            with contextlib.suppress(OSError):
                file.unlink()


def _file(folder: Path, generation: int) -> Path:
    return folder / f"state.{generation}.json"


def _looked_at(path: Path) -> tuple[int, int]:
    if path.suffix == _CHECKS_ITSELF:
        return path.stat().st_size, 0
    data = path.read_bytes()
    return len(data), crc32(data)
