"""An index never mixes the stems of two releases of the stemmers."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.text import stemming


def test_an_index_of_another_release_is_rebuilt_by_a_search_and_by_an_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "Energies rose."}\n{"body": "Gas fell."}\n')
    (tmp_path / "b.jsonl").write_text('{"body": "Energy again."}\n')
    told: list[str] = []
    with Archive(tmp_path / "news.db", notify=told.append) as archive:
        archive.ingest(tmp_path / "a.jsonl")
        assert len(list(archive.search("energy"))) == 1
    monkeypatch.setattr(stemming, "release", lambda: "9.9")
    with Archive(tmp_path / "news.db", notify=told.append) as archive:
        assert len(list(archive.search("*", limit=1))) == 1
        assert told == []
        assert len(list(archive.search("energy"))) == 1
        assert [note.endswith("not 9.9; it is rebuilt") for note in told] == [True]
        # An update stems with what there is now, so it begins anew.
        monkeypatch.setattr(stemming, "release", lambda: "9.10")
        archive.ingest(tmp_path / "b.jsonl")
        assert len(list(archive.search("energies"))) == 2
        assert len(told) == 1
