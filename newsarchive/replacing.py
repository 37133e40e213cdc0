"""Files that appear whole or not at all: written beside their place, then put into it.

It knows the file system only. What is being written is the user's alone, and has a name that tells
which process writes it: what a process that was killed left behind is taken away by the next one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsarchive.errors import ExistsError

COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite may have beside a file of its own."""


@contextmanager
def written_whole(path: Path, *, force: bool = False) -> Iterator[Path]:
    """An empty file to write to, which becomes `path` at the end unless anything is raised.

    Raises ExistsError where there is something already, unless `force`.
    """
    _refuse(path, force)
    with beside(path) as part:
        yield part
        _refuse(path, force)  # it may have come meanwhile
        put(part, path)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """An empty file to write to, beside a path; it goes at the end, if it is still there."""
    _clear_up(path)
    part = path.with_name(f".{path.name}-{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
    finally:
        for companion in COMPANIONS:
            with suppress(OSError):
                Path(f"{part}{companion}").unlink()


def put(part: Path, path: Path) -> None:
    """Put a file in its place, and wait until it is on the disk there."""
    _sync(part)
    part.replace(path)
    _sync(path.parent)


def _refuse(path: Path, force: bool) -> None:
    if not force and (path.exists() or path.is_symlink()):
        raise ExistsError(f"{path} is there already; --force replaces it")


def _sync(path: Path) -> None:
    """Wait for the disk. A folder too has to be written, or a new name in it may be lost."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear_up(path: Path) -> None:
    """Take away what processes that are gone left of an attempt to write the same file."""
    if sys.platform == "win32":
        return  # there os.kill would end the process instead of asking after it
    for part in path.parent.glob(f".{_escaped(path.name)}-*.part*"):
        rest = part.name[len(path.name) + 1 :]
        owner = re.fullmatch(r"-(\d+)\.part(?:-wal|-shm|-journal)?", rest)
        if owner and not _runs(int(owner[1])):
            with suppress(OSError):
                part.unlink()


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
