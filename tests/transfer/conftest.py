"""An archive for each test that asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archives import World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An archive with versions, corrections, one of them undone, and an article without a date."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = World(tmp_path, "scan")
    made.fill()
    made.ingest(gas="Gas fell.")
    with made.open() as archive:
        [oil] = [hit.archived for hit in archive.search("title:oil")]
        everything = [hit.archived for hit in archive.search("*")]
        archive.edit(everything, add_tags=["all"])
        archive.edit([oil], title="Oil again", authors=["A. B."])
        archive.undo([oil])
        archive.edit([archive.get(oil.id)], date="2001-02-03")
    return made
