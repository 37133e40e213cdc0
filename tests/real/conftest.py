"""Real articles, which lie beside the checkout and are no part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the corpora; the test's caches are its own."""
    if not SHARED.exists():
        pytest.skip(f"no real articles at {SHARED}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return SHARED
