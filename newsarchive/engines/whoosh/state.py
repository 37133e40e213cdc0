"""The state of an index, its revision, segments and files: one small file per generation.

`state.N.json` is written before the table of contents that makes generation N visible, so the two
always agree. Searches and updates read this instead of that table, which is a pickle of Whoosh's:
they open the files named here, and verify what they read of them. An update verifies all files
first (`check`).
"""

from __future__ import annotations

import contextlib
import json
import re
from typing import NamedTuple
from zlib import crc32

from newsarchive.engines.whoosh.terms import FORMAT
from newsarchive.files.private import Folder
from newsarchive.model.article import Revision
from newsarchive.model.errors import IndexDamagedError
from newsarchive.model.frozen import frozen
from newsarchive.model.patterns import lazy
from newsarchive.text import stemming, words

LOCK = "MAIN_WRITELOCK"
"""The lock file of writers, the same as Whoosh's."""
CHECKS_ITSELF = ".inv"
"""The ending of files with checksums of their own: only their length is recorded."""

_CONTENTS, _ENDING = "_MAIN_", ".toc"
"""Beginning and end of the name of a table of contents; the generation is between."""
_DIGITS = 10
"""More than a generation has: tables of contents have 32 bits for it."""


class SegmentInfo(NamedTuple):
    """The description of a segment in a state."""

    name: str
    """The beginning of the names of its files."""
    size: int
    """The number of its articles, with deleted ones."""
    length: int
    """The length of all articles that are not deleted, for scoring."""
    deleted: tuple[int, ...]


@frozen
class State:
    """The state of an index."""

    revision: Revision
    files: dict[str, tuple[int, int]]
    """Name → length and checksum; 0 for a file that checks itself."""
    segments: tuple[SegmentInfo, ...]
    stemmers: str
    """The release of the stemmers that made its terms."""

    def check_stemmers(self) -> None:
        """Verify that words are stemmed now as they were. Raises IndexDamagedError."""
        if self.stemmers != (now := stemming.release()):
            raise IndexDamagedError(
                f"the index has the stems of Snowball {self.stemmers}, not {now}"
            )

    def check(self, folder: Folder) -> None:
        """Verify all files. Raises IndexDamagedError, OSError."""
        for name, expected in self.files.items():
            if _looked_at(folder, name) != expected:
                raise damaged(name)


def damaged(name: str) -> IndexDamagedError:
    """The error for a file that differs from its state."""
    return IndexDamagedError(f"the index is damaged: {name} is not as it was written")


def latest(folder: Folder) -> int:
    """The generation of the index in the folder; -1 if there is none. Raises OSError."""
    found = -1
    for name in folder.names():
        if name.startswith(_CONTENTS) and name.endswith(_ENDING):
            digits = name[len(_CONTENTS) : -len(_ENDING)]
            if digits.isdecimal() and len(digits) < _DIGITS:  # else it is not ours
                found = max(found, int(digits))
    return found


def read(folder: Folder, generation: int) -> State | None:
    """The state of a generation; None if there is none, or one of another format."""
    try:
        with folder.opened(_name(generation)) as file:
            line, _, checksum = file.read().partition(b"\n")
        state = json.loads(line)
        if int(checksum) != crc32(line):
            return None
        if (state["format"], state["analysis"]) != (FORMAT, words.ANALYSIS):
            return None
        files = {name: (length, checksum) for name, (length, checksum) in state["files"].items()}
        segments = tuple(
            SegmentInfo(name, size, length, tuple(deleted))
            for name, size, length, deleted in state["segments"]
        )
        revision = Revision(state["revision"], state["token"])
        return State(revision, files, segments, state["stemmers"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(
    folder: Folder,
    generation: int,
    revision: Revision,
    *,
    segments: list[SegmentInfo],
    contents: tuple[str, bytes],
    before: State | None,
) -> None:
    """Record a generation: the files of these segments, and its table of contents.

    The files of segments of the state `before` keep their recorded checksums: a file never changes,
    and a damaged one must not pass for sound.
    """
    known = before.files if before else {}
    wanted = {segment.name for segment in segments}
    files = {
        name: known.get(name) or _looked_at(folder, name)
        for name in sorted(folder.names())
        if name.partition(".")[0] in wanted
    }
    name, data = contents
    files[name] = (len(data), crc32(data))
    state = {
        "format": FORMAT,
        "analysis": words.ANALYSIS,
        "revision": revision.number,
        "token": revision.token,
        "stemmers": stemming.release(),
        "segments": segments,
        "files": files,
    }
    line = json.dumps(state).encode("ascii")
    with folder.created(_name(generation)) as file:
        file.write(line + b"\n%d" % crc32(line))


def sweep(folder: Folder) -> None:
    """Delete what killed or failed writers have left, and all that is out of date.

    These are the files with names of an index, except those of the latest generation. The caller
    must hold the write lock: unfinished files have such names, too. Raises OSError.
    """
    generation = latest(folder)
    state = read(folder, generation)
    kept = {LOCK, *((_name(generation), *state.files) if state else ())}
    # States go last: until then they name the files of theirs that a killed process leaves.
    for name in sorted(filter(is_ours, folder.names()), key=lambda name: name.startswith("state.")):
        if name not in kept:
            with contextlib.suppress(OSError):  # on Windows, others may have it open
                folder.remove(name)


def is_ours(name: str) -> bool:
    """Whether an index can have a file of this name."""
    return _OURS.fullmatch(name) is not None


_OURS = lazy(
    rf"MAIN_[0-9a-z]{{16}}\.[\w.]+|{LOCK}|_MAIN_[0-9]+\.toc[.\w]*|state\.[0-9]+\.json", re.ASCII
)


def _name(generation: int) -> str:
    return f"state.{generation}.json"


def _looked_at(folder: Folder, name: str) -> tuple[int, int]:
    if name.endswith(CHECKS_ITSELF):
        return folder.size(name), 0
    with folder.opened(name) as file:
        data = file.read()
    return len(data), crc32(data)
