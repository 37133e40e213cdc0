"""What a process leaves that was killed while it wrote a file."""

from __future__ import annotations

import platform
from pathlib import Path


def part(folder: Path, process: int, ending: str = "", host: str | None = None) -> Path:
    """A part of a file that a process of this number has written on a machine (None: ours)."""
    path = folder / f".a.db.newsarchive-{host or platform.node()}-{process}-1.part{ending}"
    path.write_bytes(b"half of it")
    return path
