"""The folder of an index as Whoosh sees it: a `private.Folder`, which follows no links."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.util.filelock import try_for

from newsarchive.engines.whoosh.state import LOCK
from newsarchive.files.private import Folder
from newsarchive.model.errors import BusyError

WAIT = 0.3
"""Seconds to wait for another writer: a search can use an old index."""
_PAUSE = 0.1
BUSY = "another process is bringing the index up to date"


class PrivateStorage(FileStorage):  # type: ignore[misc]
    """Files of a folder that is open."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(str(folder.path))
        self._within = folder

    def create_file(self, name: str, **_: object) -> StructFile:
        """A new file, in the place of any other of the name."""
        return StructFile(self._within.created(name), name=name)

    def open_file(self, name: str, **_: object) -> StructFile:
        """A file to read."""
        return StructFile(BufferedReader(self._within.opened(name)), name=name)

    def list(self) -> list[str]:
        """The names of all files."""
        return self._within.names()

    def file_exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self._within.names()

    def file_length(self, name: str) -> int:
        """Its bytes."""
        return self._within.size(name)

    def delete_file(self, name: str) -> None:
        """Delete it."""
        self._within.remove(name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put it in the place of another, in one step."""
        self._within.rename(oldname, newname)

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """In memory: columns are small."""
        return RamStorage()


@contextmanager
def locked(folder: Folder) -> Iterator[None]:
    """Hold the write lock of the index in a folder. Raises BusyError, OSError."""
    with folder.lockable(LOCK) as file:  # closing it releases the lock
        if not try_for(lambda: _lock(file), timeout=WAIT, delay=_PAUSE):
            raise BusyError(BUSY)
        yield


def _lock(file: FileIO) -> bool:
    """Lock a file as Whoosh does; False if another process has locked it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            raise
        return False
    return True
