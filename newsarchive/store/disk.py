"""The archive as the file system sees it: the files beside it, and its disk.

This module knows which files SQLite keeps beside an archive. It must not know what is in one.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from urllib.parse import quote_from_bytes

from newsarchive.model.errors import ArchiveError

_LITTLE = 64 * 1024
"""Bytes left on a disk that count as none: SQLite needs about as many beside an archive."""

MOUNTS = Path("/proc/self/mountinfo")
"""Linux lists here what is mounted where. Elsewhere, the kind of a disk stays unknown."""
_SHARED = frozenset(
    """
    nfs nfs4 cifs smb3 smbfs ncpfs afs coda 9p drvfs vboxsf prl_fs ceph lustre gfs2 ocfs2 beegfs
    fuse.sshfs fuse.glusterfs fuse.rclone fuse.davfs fuse.davfs2 fuse.s3fs fuse.vmhgfs-fuse davfs
    """.split()
)
"""File systems that several machines can mount. SQLite's write-ahead log is not safe on them: its
users share memory, which two machines cannot."""

State = tuple[tuple[int, int, int] | None, ...]


def companion(path: Path, what: str) -> Path:
    """The file that SQLite keeps beside an archive, such as "-wal"; not beside a link to it."""
    return Path(os.path.realpath(path) + what)


def uri_of(path: Path) -> str:
    """The address of a file, as SQLite takes it.

    `Path.as_uri` gives the same, but loads an HTTP client from Python 3.14 on.
    """
    place = path.absolute().as_posix()
    return "file://" + "/" * (not place.startswith("/")) + quote_from_bytes(os.fsencode(place))


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
    """Device and inode of a file; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def state_of(path: Path) -> State:
    """A value that differs once an archive, its log or its journal was changed."""
    real = os.path.realpath(path)

    def state(file: str) -> tuple[int, int, int] | None:
        try:
            status = os.stat(file)  # noqa: PTH116 - asked after every statement
        except OSError:
            return None
        # Processes that only read make an empty log.
        return (status.st_ino, status.st_size, status.st_mtime_ns) if status.st_size else None

    return state(real), state(f"{real}-wal"), state(f"{real}-journal")


def may_write(path: Path) -> bool:
    """Whether we may write to an archive, and make files beside it."""
    return not path.exists() or (
        os.access(path, os.W_OK) and os.access(companion(path, "").parent, os.W_OK)
    )


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder is known to have no room left."""
    try:
        disk = os.statvfs(folder)
    except (OSError, AttributeError):  # AttributeError: Windows
        return False
    return disk.f_bavail * disk.f_frsize < _LITTLE


def shared_file_system(path: Path) -> str | None:
    """The kind of file system that a path is on, if several machines can share it; else None."""
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        real = str(path.resolve())
    except OSError:
        return None
    kind, longest = "", -1
    for line in mounts.splitlines():
        # ID, parent, device, root, where, options, any number of others, "-", kind, ...
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 6:
            continue
        mounted = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4])
        if len(mounted) >= longest and f"{real}/".startswith(f"{mounted.rstrip('/')}/"):
            kind, longest = kinds[0], len(mounted)
    return kind if kind in _SHARED else None
