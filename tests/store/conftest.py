"""An empty archive for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is."""
    return tmp_path / "archive.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new archive, open for writing."""
    with Store.open(path, create=True) as store:
        yield store
