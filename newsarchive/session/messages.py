"""What people read where something beside an archive cannot be written."""

from __future__ import annotations

from pathlib import Path

from newsarchive.model.errors import ClusterError

WAY_BACK = "; `newsarchive index whoosh` goes back to an index on this machine"


def unwritable(error: ClusterError | OSError, folder: Path | None) -> str:
    """That an index cannot be written: in this folder, or on a cluster, for None."""
    reason = _reason(error) if isinstance(error, OSError) else str(error)
    if folder is None:
        return (
            "the archive is fine, but its index on the cluster is behind until the next search "
            f"or change: {reason}{WAY_BACK}"
        )
    return (
        f"the archive is fine, but its index in {folder} cannot be written "
        f"({reason}); set XDG_CACHE_HOME to a folder that can be"
    )


def likeness_unwritable(error: OSError, file: Path) -> str:
    """That near duplicates cannot be remembered in this file."""
    return (
        f"{file}, which remembers near duplicates, cannot be written ({_reason(error)}); "
        "set XDG_CACHE_HOME to a folder that can be"
    )


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
