"""The archive as the file system sees it: what lies beside the file, and the room on its disk.

Knows which files SQLite keeps beside one of its own, and nothing of what is in the archive.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from newsarchive.model.errors import ArchiveError

_LITTLE = 64 * 1024
"""Bytes left on a disk that count as none: SQLite needs about as many beside an archive."""

State = tuple[tuple[int, int, int] | None, ...]


def beside(path: Path, what: str) -> Path:
    """What SQLite calls "-wal", "-shm" or "-journal" beside a file, and not beside a link to it."""
    return Path(os.path.realpath(path) + what)


def holds_something(path: Path) -> bool:
    """Whether a file beside an archive is not empty. Raises ArchiveError for what is no file."""
    try:
        status = path.stat()
    except OSError:
        return False
    if not stat.S_ISREG(status.st_mode):
        raise ArchiveError(f"{path} is no file; take it away, or choose another archive")
    return status.st_size > 0


def identity_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def state_of(path: Path) -> State:
    """What is no longer the same once an archive was changed, its log or journal included."""
    real = os.path.realpath(path)

    def seen(file: str) -> tuple[int, int, int] | None:
        try:
            status = os.stat(file)  # noqa: PTH116 - asked after every statement
        except OSError:
            return None
        # Processes that only read make an empty log.
        return (status.st_ino, status.st_size, status.st_mtime_ns) if status.st_size else None

    return seen(real), seen(f"{real}-wal"), seen(f"{real}-journal")


def may_write(path: Path) -> bool:
    """Whether we may write to an archive, and make files beside it."""
    return not path.exists() or (
        os.access(path, os.W_OK) and os.access(beside(path, "").parent, os.W_OK)
    )


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder has no room left, as far as that can be known."""
    try:
        disk = os.statvfs(folder)
    except (OSError, AttributeError):  # AttributeError: Windows
        return False
    return disk.f_bavail * disk.f_frsize < _LITTLE


def no_room(path: Path) -> str:
    """What to tell where a file could not be written. SQLite does not say which disk was full."""
    from tempfile import gettempdir

    temporary = Path(os.environ.get("SQLITE_TMPDIR") or gettempdir())
    where = f"{path}"
    if is_full(temporary) and not is_full(path.parent):
        where = f"temporary files in {temporary}, of which {path} needs some"
    return f"no space left for {where}; nothing of this step was kept, free some and repeat"
