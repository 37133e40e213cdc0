"""A place for archives that are thrown away, with their indexes and what is noted of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """An empty folder; while it lasts, the user's cache and state are in it too.

    It is where temporary files are, if not in another `parent`.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="newsarchive-", dir=parent) as folder:
        os.environ |= {"XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
        try:
            yield Path(folder)
        finally:
            for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
                os.environ.pop(name)
            os.environ |= before
