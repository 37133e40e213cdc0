"""Atomic files: each appears whole or not at all. All files that a user names are written so.

A file is written as a part beside its place, private to the user. The part's name holds the process
that writes it, and the next process that writes in the folder removes the parts of killed ones.
This module knows the file system only.
"""

from __future__ import annotations

import errno
import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, ExistsError
from newsarchive.model.patterns import lazy
from newsarchive.parallel.processes import is_gone

COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite may have beside a file of its own."""
_PART = lazy(r"\..*\.newsarchive-(.*)-([1-9]\d*)-\d+\.part(?:-wal|-shm|-journal)?")
_SHOWN = 20
"""Characters of the file's name in the name of its part, so that this is never too long."""
_NUMBERS = itertools.count(1)
_LINKS = 40
"""As many as Linux follows."""
_DAY = 86_400
"""Seconds within which every process that writes a part changes it."""


@contextmanager
def written_whole(
    path: Path,
    *,
    force: bool = False,
    archive: Path | None = None,
    mode: int = 0o600,
    settle: Callable[[Path], None] = lambda _: None,
) -> Iterator[Path]:
    """An empty part to write to, which takes its `place` at the end unless anything is raised.

    `settle` is called with the place just before. Raises what `place` raises, ArchiveError if there
    is no folder for the file, and OSError.
    """
    target = place(path, force=force, archive=archive)
    if not os.path.lexists(target.parent):
        raise ArchiveError(
            f"there is no folder {target.parent} for {target.name}; make it, or correct the name"
        )
    with beside(target, mode) as part:
        yield part
        place(path, force=force, archive=archive)  # again: a file may have come meanwhile
        settle(target)
        if force:
            put(part, target)
            return
        _sync(part)
        try:
            put_new(part, target)
        except FileExistsError:
            raise _exists(path) from None
        _sync(target.parent)


def place(path: Path, *, force: bool = False, archive: Path | None = None) -> Path:
    """Where a file of this name is written: at the end of any links, which stay.

    Raises ExistsError if there is a file, unless `force`; ArchiveError if it is no regular file, or
    the archive in use, or has a name that SQLite takes for a part of an archive; PermissionError
    for a link of another user.
    """
    target = led_to(path)
    for companion in COMPANIONS[1:]:
        owner = target.name.removesuffix(companion)
        if owner != target.name and target.with_name(owner).exists():
            raise ArchiveError(f"{path} would pass for a part of {owner}; choose another name")
    try:
        status = target.lstat()
    except FileNotFoundError:
        return target
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "a device, a pipe or the like"
        raise ArchiveError(f"{path} is no file, but {what}; choose another name")
    if archive is not None and archive.exists() and target.samefile(archive):
        raise ArchiveError(f"{path} is the archive itself; choose another name")
    if not force:
        raise _exists(path)
    return target


def led_to(path: Path) -> Path:
    """Where the links at the end of a path lead, whether anything is there or not.

    Raises PermissionError for a link of another user, who would choose the file to write, and
    OSError for an endless chain of links.
    """
    for _ in range(_LINKS):
        if not path.is_symlink():
            return path
        if hasattr(os, "getuid") and path.lstat().st_uid not in (0, os.getuid()):
            raise PermissionError(errno.EACCES, "a link of another user", str(path))
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def make_empty(path: Path) -> None:
    """Make an empty file that only the user may read, if there is no file, or an empty one.

    An empty file of another owner, or that others may read, is replaced: a process that has it open
    must not see what is written later. Raises what `place` raises, and OSError.
    """
    target = place(path, force=True)
    with suppress(FileExistsError):
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        return
    status = target.stat()
    private = _is_ours(status) and (sys.platform == "win32" or not status.st_mode & 0o077)
    if not private and not status.st_size:
        with beside(target) as part:
            put(part, target)


@contextmanager
def beside(path: Path, mode: int = 0o600) -> Iterator[Path]:
    """An empty part to write to, beside a path; it is removed at the end, if still there."""
    clear_up(path.parent)
    part = _part(path)
    try:
        try:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
        except OSError as error:
            error.filename = str(path)  # the name that the user knows
            raise
        yield part
    finally:
        try:
            _remove(part)
        finally:
            _remove(part)  # again: Ctrl-C or a signal may have ended the first


def part_name(name: str) -> str:
    """The name of a part: that of the file, shortened, and the process that writes it."""
    return f".{name[:_SHOWN]}.newsarchive-{_host()}-{os.getpid()}-{next(_NUMBERS)}.part"


def _part(path: Path) -> Path:
    while os.path.lexists(part := path.with_name(part_name(path.name))):
        pass  # an earlier process had the same number
    return part


def _remove(part: Path) -> None:
    for companion in COMPANIONS:
        with suppress(OSError):
            Path(f"{part}{companion}").unlink()


def put(part: Path, path: Path) -> None:
    """Move a part to its place, and wait for the disk."""
    _sync(part)
    part.replace(path)
    _sync(path.parent)


def keep(path: Path, name: Path) -> None:
    """Give a file a second name, under which it stays when another file takes its place.

    It is copied where the disk has no second names. Raises FileExistsError if the name is taken.
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
    """Move a part to a place where nothing is. Raises FileExistsError if something is."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # the disk has no second names
        if path.exists() or path.is_symlink():
            raise FileExistsError(errno.EEXIST, "File exists", str(path)) from None
        part.replace(path)
    else:
        part.unlink()


def clear_up(folder: Path | int) -> None:
    """Remove the parts that ended processes left in a folder, which may be given by its handle.

    Whether a process of another machine has ended is unknown: its parts stay for a day.
    """
    handle = folder if isinstance(folder, int) else None
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            with suppress(OSError):
                if _is_abandoned(entry.name, entry.stat(follow_symlinks=False)):
                    os.unlink(entry.name if handle is not None else entry.path, dir_fd=handle)


def _is_abandoned(name: str, status: os.stat_result) -> bool:
    """Whether a file is a part of this user whose process has ended."""
    match = _PART.fullmatch(name)
    if match is None or not stat.S_ISREG(status.st_mode) or not _is_ours(status):
        return False
    if match[1] != _host():
        return status.st_mtime < clock.now().timestamp() - _DAY
    return is_gone(int(match[2]), status.st_mtime)


def _is_ours(status: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _exists(path: Path) -> ExistsError:
    return ExistsError(f"{path} is there already; --force replaces it")


def _host() -> str:
    return os.uname().nodename if sys.platform != "win32" else ""


def _sync(path: Path) -> None:
    """Wait for the disk. Folders have to be written too, or a new name in one may be lost."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
