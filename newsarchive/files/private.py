"""Private folders and files: only their user can write them.

The program trusts what it keeps there, so it reads nothing that another user could have written,
and writes nothing through a link. A folder is opened once, without following a link; its owner and
mode are checked on the open handle, and its files are reached by that handle. So nobody can replace
it between the check and the use. Windows has no such handles: there paths are used, and its own
rules protect them. This module knows the file system only.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, BufferedWriter, FileIO
from pathlib import Path
from typing import BinaryIO, Self

_HANDLES = os.open in os.supports_dir_fd and os.listdir in os.supports_fd
_OWNERS = hasattr(os, "geteuid")
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FILE = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | _NOFOLLOW
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_SHARED = stat.S_ISVTX | stat.S_ISGID
"""Bits that somebody sets on a folder which several people are to write to."""


class Folder:
    """An open folder of this user, whose files are named without a path.

    Each method raises OSError.
    """

    def __init__(self, path: Path, home: Folder | None = None, *, anybodys: bool = False) -> None:
        """Raises OSError if there is none, if it is a link, or, unless `anybodys`, not private.

        A folder without a `home` is a home itself: others lose their right to write to it, unless
        it is shared with them. Then it is left as it is, and is not private.
        """
        self.path = path
        self.handle: int | None = None
        """None on Windows."""
        if _HANDLES and home is None:
            self.handle = os.open(path, _FOLDER)
        elif _HANDLES and home is not None:
            self.handle = os.open(path.name, _FOLDER, dir_fd=home.handle)
        try:
            if home is None and self.handle is not None:
                self._keep_others_out()
            if not anybodys:
                _check(self.status(), path, stat.S_ISDIR)
        except BaseException:
            self.close()
            raise

    def _keep_others_out(self) -> None:
        status = self.status()
        if status.st_mode & _OTHERS and self._is_ours_alone(status):
            os.fchmod(self.handle or 0, stat.S_IMODE(status.st_mode) & ~_OTHERS)

    def _is_ours_alone(self, status: os.stat_result) -> bool:
        """Whether nobody else has a use for the folder, as for a folder of temporary files."""
        me = os.geteuid()
        if status.st_uid != me or status.st_mode & _SHARED:
            return False
        for name in self.names():
            with contextlib.suppress(FileNotFoundError):  # another process has removed it
                if self.lstat(name).st_uid != me:
                    return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the folder; its files stay open."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def status(self) -> os.stat_result:
        """Owner, mode and times of the folder."""
        return os.lstat(self.path) if self.handle is None else os.fstat(self.handle)

    def names(self) -> list[str]:
        """The names in it, in no order."""
        return os.listdir(self.path if self.handle is None else self.handle)  # noqa: PTH208 - by handle

    def opened(self, name: str) -> FileIO:
        """A file, for reading. Raises OSError too if it is not private."""
        file = FileIO(self._open(name, os.O_RDONLY))
        try:
            _check(os.fstat(file.fileno()), self.path / name, stat.S_ISREG)
        except BaseException:
            file.close()
            raise
        return file

    def created(self, name: str) -> BinaryIO:
        """A new file to write to, which replaces any file of this name."""
        with contextlib.suppress(FileNotFoundError):
            self.remove(name)
        return BufferedWriter(FileIO(self._open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w"))

    def lockable(self, name: str) -> FileIO:
        """A file that is only locked, made if there is none."""
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(self.lstat(name).st_mode):  # a pipe, say
                self.remove(name)
        return FileIO(self._open(name, os.O_RDWR | os.O_CREAT), "r+")

    def size(self, name: str) -> int:
        """Bytes of a file; links are not followed."""
        return self.lstat(name).st_size

    def remove(self, name: str) -> None:
        """Delete a file, or a link and not its target."""
        where, within = self._place(name)
        os.unlink(where, dir_fd=within)

    def rename(self, old: str, new: str) -> None:
        """Rename a file, which replaces any file of the new name."""
        (source, within), (target, _) = self._place(old), self._place(new)
        os.replace(source, target, src_dir_fd=within, dst_dir_fd=within)

    def make(self, name: str) -> None:
        """Make a private folder in it, if nothing has the name."""
        where, within = self._place(name)
        with contextlib.suppress(FileExistsError):
            os.mkdir(where, 0o700, dir_fd=within)

    def discard(self, name: str, is_ours: Callable[[str], bool]) -> None:
        """Delete a link, a file, or a folder with those of its files whose names are ours.

        Other files, and then the folder, stay.
        """
        if not stat.S_ISDIR(self.lstat(name).st_mode):
            self.remove(name)
            return
        with Folder(self.path / name, self, anybodys=True) as folder:
            for file in filter(is_ours, folder.names()):
                with contextlib.suppress(OSError):
                    folder.remove(file)
        where, within = self._place(name)
        os.rmdir(where, dir_fd=within)

    def lstat(self, name: str) -> os.stat_result:
        """Owner, mode and times of a file; links are not followed."""
        where, within = self._place(name)
        return os.stat(where, dir_fd=within, follow_symlinks=False)

    def _open(self, name: str, how: int) -> int:
        where, within = self._place(name)
        return os.open(where, how | _FILE, 0o600, dir_fd=within)

    def _place(self, name: str) -> tuple[str, int | None]:
        """Path and folder for a system call."""
        return (name if self.handle is not None else str(self.path / name)), self.handle


def _check(
    status: os.stat_result, path: Path, is_right: Callable[[int], bool], owner: int | None = None
) -> None:
    """Raises PermissionError for a file of another kind, or one that is not private.

    `owner` is whom it has to belong to, if not this user.
    """
    if not is_right(status.st_mode):
        reason = "a link or something else is in its place"
    elif _OWNERS and status.st_uid != (os.geteuid() if owner is None else owner):
        reason = "it belongs to another user"
    elif _OWNERS and status.st_mode & _OTHERS:
        reason = "others can write to it"
    else:
        return
    raise PermissionError(errno.EPERM, reason, str(path))


def home(path: Path) -> Folder:
    """A home: a private folder of this user, made if there is none. Raises OSError."""
    _make(path)
    return Folder(path)


def _make(path: Path) -> None:
    """Make a private folder, and those above it."""
    try:
        path.mkdir(mode=0o700)
    except FileNotFoundError:
        _make(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        if not path.is_dir():  # another process was faster, or it is mounted on use
            raise


def inner(path: Path) -> Folder:
    """A folder in a home. Raises OSError if there is none, or if it is not private."""
    with Folder(path.parent) as parent:
        return Folder(path, parent)


def made(path: Path, is_ours: Callable[[str], bool]) -> Folder:
    """A folder in a home, made if there is no private one. Raises OSError.

    Anything else in its place is moved aside, and deleted as far as its names are ours.
    """
    aside = f"{path.name}.aside-"
    with home(path.parent) as parent:
        try:
            return Folder(path, parent)
        except OSError:
            with contextlib.suppress(FileNotFoundError):
                parent.rename(path.name, f"{aside}{os.urandom(4).hex()}")
        for left in parent.names():
            if left.startswith(aside):
                with contextlib.suppress(OSError):
                    parent.discard(left, is_ours)
        parent.make(path.name)
        return Folder(path, parent)


def opened(path: Path) -> BinaryIO:
    """A file, for reading. Raises OSError if there is none, or if it is not private."""
    with Folder(path.parent) as folder:
        return BufferedReader(folder.opened(path.name))


def is_open(path: Path) -> bool:
    """Whether every user of this machine can read a file. Raises OSError."""
    return _OWNERS and bool(path.stat().st_mode & stat.S_IROTH)


def read_own(path: Path) -> bytes:
    """A file that only this user, or root, can have written. Links to it are followed.

    Raises OSError, which is PermissionError if it is no regular file or others can write to it.
    """
    with FileIO(os.open(path, os.O_RDONLY | _FILE & ~_NOFOLLOW)) as file:
        status = os.fstat(file.fileno())
        owner = os.geteuid() if _OWNERS and status.st_uid else status.st_uid
        _check(status, path, stat.S_ISREG, owner)
        return file.read()


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A part to write to, which takes its place at the end, unless anything is raised.

    It is written as `atomic` writes files, but by the handle of the folder. Raises OSError.
    """
    from newsarchive.files.atomic import clear_up, part_name

    with home(path.parent) as folder:
        clear_up(path.parent if folder.handle is None else folder.handle)
        part = part_name(path.name)
        try:
            with folder.created(part) as file:
                yield file
            folder.rename(part, path.name)
        except BaseException:
            with contextlib.suppress(OSError):
                folder.remove(part)
            raise
