"""Which file systems are shared between machines: SQLite's write-ahead log is not safe there.

The processes that use one keep their index of it in memory that they share, which two machines
cannot. Linux tells what is mounted where; elsewhere nothing is known, and nothing is said.
"""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")

_SHARED = frozenset(
    """
    nfs nfs4 cifs smb3 smbfs ncpfs afs coda 9p drvfs vboxsf prl_fs ceph lustre gfs2 ocfs2 beegfs
    fuse.sshfs fuse.glusterfs fuse.rclone fuse.davfs fuse.davfs2 fuse.s3fs fuse.vmhgfs-fuse davfs
    """.split()
)


def shared_file_system(path: Path) -> str | None:
    """The kind of file system the path is on, if other machines can have it too; else None."""
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        place = path.resolve()
    except OSError:
        return None
    kind = ""
    longest = -1
    for line in mounts.splitlines():
        # ID, parent, device, root, where, options, any number of others, "-", kind, ...
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 6:
            continue
        where = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]))
        if place.is_relative_to(where) and len(where.parts) >= longest:
            kind, longest = kinds[0], len(where.parts)
    return kind if kind in _SHARED else None
