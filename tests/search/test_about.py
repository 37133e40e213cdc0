"""How results were found, for whoever keeps them: `Results.about`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.model.about import About
from newsarchive.search.about import changes


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "a.json").write_text(
        '[{"title": "Oil", "date": "2018-04-10", "body": "Oil rose."}, {"body": "Oil fell."}]'
    )
    archive = Archive(tmp_path / "news.db")
    archive.ingest(tmp_path / "a.json")
    return archive


def test_results_say_how_they_were_found(archive: Archive) -> None:
    with archive:
        day = dt.date(2018, 5, 1)
        results = archive.search("oil", since="last month", limit=1, now=day, dups="hide")
        about = results.about()
        (found,) = results
    assert (about.command, about.query, about.understood) == (
        "search", "oil", "oil date:2018-04-01..",
    )  # fmt: skip
    assert about.options == {
        "sort": "relevance", "dups": "hide", "limit": 1, "since": ["last month"]
    }  # fmt: skip
    assert (about.day, about.revision, about.articles, about.ids) == (
        "2018-05-01", 1, 1, (found.id,),
    )  # fmt: skip
    assert About.of(json.loads(json.dumps(about.as_dict()))) == about


def test_what_has_changed_since_is_told_by_ids(archive: Archive, tmp_path: Path) -> None:
    with archive:
        about = archive.search("oil").about()
        one, other = archive.search("oil", sort="date-asc")
        archive.edit([one.archived], add_tags=["seen"])
        archive.remove([other.archived])
        (tmp_path / "b.json").write_text('{"body": "Oil again."}')
        archive.ingest(tmp_path / "b.json")
        (new,) = archive.search("again")
        found = changes(about, archive.search("oil"))
    assert (found.new, found.gone) == ((new.id,), ())
    assert (found.removed, found.changed) == ((other.id,), (one.id,))
