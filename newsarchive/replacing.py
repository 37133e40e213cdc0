"""Files that appear whole or not at all: written beside their place, then put into it.

It knows the file system only. What is being written is the user's alone, and has a name that tells
which process writes it: what a process that was killed left behind is taken away by the next one.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from newsarchive.errors import ExistsError

COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite may have beside a file of its own."""


@contextmanager
def written_whole(
    path: Path, *, force: bool = False, settle: Callable[[Path], None] = lambda _: None
) -> Iterator[Path]:
    """An empty file to write to, which becomes `path` at the end unless anything is raised.

    `settle` makes the place ready at the last moment. Raises ExistsError where there is something
    already, unless `force`.
    """
    _refuse(path, force)
    with beside(path) as part:
        yield part
        _refuse(path, force)  # it may have come meanwhile
        settle(path)
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


def keep(path: Path, name: Path) -> None:
    """Give a file a second name, under which it stays when another takes its place.

    Where the disk knows no second names, it is copied. Raises FileExistsError if there is
    something called so.
    """
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:
        with beside(name) as copy:
            import shutil

            shutil.copyfile(path, copy)
            put_new(copy, name)
    _sync(path.parent)


def put_new(part: Path, path: Path) -> None:
    """Put a file in a place where nothing is. Raises FileExistsError if there is something."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # the disk knows no second names
        if path.exists() or path.is_symlink():
            raise FileExistsError(errno.EEXIST, "File exists", str(path)) from None
        part.replace(path)
    else:
        part.unlink()


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
    for part in path.parent.glob(f".{escape(path.name)}-*.part*"):
        rest = part.name[len(path.name) + 1 :]
        owner = re.fullmatch(r"-(\d+)\.part(?:-wal|-shm|-journal)?", rest)
        # Our own number had somebody else before us: in a container all runs may have the same.
        if owner and (int(owner[1]) == os.getpid() or not _runs(int(owner[1]))):
            with suppress(OSError):
                part.unlink()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
