"""Files that appear whole or not at all: the one way in which a file that a user names is written.

What is being written is the user's alone, lies beside its place, and has a name that tells which
process writes it: what a killed process left is removed by the next one that writes in the folder.
It knows the file system only.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, ExistsError
from newsarchive.parallel.processes import is_gone

COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite may have beside a file of its own."""
_PART = re.compile(r"\..*\.newsarchive-(.*)-([1-9]\d*)-\d+\.part(?:-wal|-shm|-journal)?")
_SHOWN = 20
"""Characters of its name to come: whatever that is, the part's is not too long."""
_NUMBERS = itertools.count(1)
_LINKS = 40
"""As many as Linux follows."""
_DAY = 86_400
"""Seconds in which whatever writes a file changes it at least once."""


@contextmanager
def written_whole(
    path: Path,
    *,
    force: bool = False,
    archive: Path | None = None,
    mode: int = 0o600,
    settle: Callable[[Path], None] = lambda _: None,
) -> Iterator[Path]:
    """An empty file to write to, which takes its `place` at the end unless anything is raised.

    `settle` makes the place ready at the last moment. Raises what `place` raises, and OSError.
    """
    target = place(path, force=force, archive=archive)
    with beside(target, mode) as part:
        yield part
        place(path, force=force, archive=archive)  # something may have come meanwhile
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
    """Where a file of this name is written: where the links at the end of the path lead.

    The links stay. Raises ExistsError where a file is already, unless `force`; ArchiveError for
    what is no regular file, for the archive in use, and for a name that SQLite takes for a part of
    a file; PermissionError for a link of another user.
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

    Raises PermissionError for a link of another user, who would choose what is written, and OSError
    for links without end.
    """
    for _ in range(_LINKS):
        if not path.is_symlink():
            return path
        if hasattr(os, "getuid") and path.lstat().st_uid not in (0, os.getuid()):
            raise PermissionError(errno.EACCES, "a link of another user", str(path))
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def make_empty(path: Path) -> None:
    """Have an empty file that is the user's alone where there is nothing, or an empty file.

    An empty file of another owner, or that others may read, is replaced: whoever has it open must
    not see what becomes of it. Raises what `place` raises, and OSError.
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
    """An empty file to write to, in the folder of a path; it goes at the end, if still there."""
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
            _remove(part)  # once more: the first may have been ended by Ctrl-C or a signal


def part_name(name: str) -> str:
    """A name for a file that is being written, which tells its name to be and its writer."""
    return f".{name[:_SHOWN]}.newsarchive-{_host()}-{os.getpid()}-{next(_NUMBERS)}.part"


def _part(path: Path) -> Path:
    while os.path.lexists(part := path.with_name(part_name(path.name))):
        pass  # an earlier process had our number
    return part


def _remove(part: Path) -> None:
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


def clear_up(folder: Path) -> None:
    """Remove what processes that have ended were writing in a folder.

    Of a process on another machine nobody here can tell: what it wrote is left for a day.
    """
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            with suppress(OSError):
                if is_abandoned(entry.name, entry.stat(follow_symlinks=False)):
                    Path(entry.path).unlink()


def is_abandoned(name: str, status: os.stat_result) -> bool:
    """Whether a file is a part of ours that a process which has ended was writing."""
    made = _PART.fullmatch(name)
    if made is None or not stat.S_ISREG(status.st_mode) or not _is_ours(status):
        return False
    if made[1] != _host():
        return status.st_mtime < clock.now().timestamp() - _DAY
    return is_gone(int(made[2]), status.st_mtime)


def _is_ours(status: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _exists(path: Path) -> ExistsError:
    return ExistsError(f"{path} is there already; --force replaces it")


def _host() -> str:
    return os.uname().nodename if sys.platform != "win32" else ""


def _sync(path: Path) -> None:
    """Wait for the disk. A folder too has to be written, or a new name in it may be lost."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
