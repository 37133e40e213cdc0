"""The public library: what goes in is found, in the same way on every engine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from newsarchive import parse_query
from newsarchive.model.errors import ArchiveError, QueryError, UnknownIdError
from newsarchive.search.order import SORTS
from tests.archives import ENGINES, NOW, World
from tests.surroundings import held_open, no_collector


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return World(tmp_path, request.param)


@pytest.fixture
def world(empty: World) -> World:
    empty.fill()
    return empty


# Finding


@pytest.mark.parametrize(
    ("query", "options", "names"),
    [
        ("oil", {}, {"oil", "gas", "fog"}),
        ("oil traders", {}, {"oil"}),
        ("traders fog", {"any_word": True}, {"oil", "fog"}),
        ("oil OR regnete", {"literal": True}, set()),
        ("", {"author": "jane doe"}, {"oil"}),
        ("", {"author": ["doe", "veli"]}, {"oil", "gas"}),
        ("", {"title": "gas"}, {"gas"}),
        ("", {"source": "daily"}, {"oil"}),
        ("", {"tag": "energy"}, {"oil"}),
        ("", {"language": "de"}, {"regen"}),
        ("", {"date": "2018"}, {"oil", "gas"}),
        ("", {"date": "none"}, {"fog"}),
        ("", {"on": dt.date(2018, 4, 10)}, {"oil"}),
        ("", {"since": "last month"}, {"oil", "gas"}),
        ("", {"until": "2000"}, {"regen"}),
        ("", {"on": "10/04/2018", "order": "dmy"}, {"oil"}),
        ("oil", {"since": "2018", "author": "veli"}, {"gas"}),
        ("oil", {"added": "2026"}, {"oil", "gas", "fog"}),
        ("oil NOT added:2026", {}, set()),
    ],
)
def test_every_option_is_part_of_the_question(
    world: World, query: str, options: dict[str, Any], names: set[str]
) -> None:
    assert set(world.found(query, **options)) == names


ORDERS = {
    "relevance": ["oil", "gas", "fog"],
    "date": ["gas", "oil", "fog"],
    "date-asc": ["oil", "gas", "fog"],
    "title": ["fog", "gas", "oil"],
    "author": ["gas", "oil", "fog"],
    "words": ["fog", "oil", "gas"],
    "added": ["gas", "oil", "fog"],
}


@pytest.mark.parametrize(("sort", "names"), ORDERS.items())
def test_each_order_has_what_is_unknown_last(world: World, sort: str, names: list[str]) -> None:
    assert world.found("oil", sort=sort) == names


def test_every_order_is_tried_here() -> None:
    assert tuple(ORDERS) == SORTS


def test_a_part_of_the_results_knows_the_total(world: World) -> None:
    with world.open() as archive:
        results = archive.search("oil", sort="date", offset=1, limit=1)
        assert [(hit.rank, hit.article.title) for hit in results] == [(2, "Oil prices")]
        assert results.total == 3
        assert list(archive.search("oil", offset=3)) == []
        assert list(archive.search("oil", limit=0)) == []


def test_of_equals_the_newer_comes_first_and_recent_prefers_it_among_near_equals(
    empty: World,
) -> None:
    empty.write("old", {"date": "1990-01-01", "body": "rain rain sun"})
    empty.write("new", {"date": "2018-05-09", "body": "rain sun wind"})
    empty.ingest()
    assert empty.found("sun") == ["new", "old"]
    assert empty.found("rain") == ["old", "new"]
    assert empty.found("rain", recent=True) == ["new", "old"]


def test_a_hit_says_where_its_words_stand(world: World) -> None:
    with world.open() as archive:
        (hit,) = archive.search("oil traders")
        assert (hit.title_spans, hit.body_spans) == ([(0, 3)], [(0, 3), (14, 21)])
        assert hit.snippet.text == "Oil rose, and traders were glad."


def test_a_query_may_be_a_tree(world: World) -> None:
    with world.open() as archive:
        results = archive.search(parse_query("regnete", now=NOW))
        assert [hit.article.title for hit in results] == ["Regen"]


def test_a_query_that_means_nothing_is_refused(world: World) -> None:
    with world.open() as archive, pytest.raises(QueryError):
        archive.search("(oil")


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"sort": "newest"}, ValueError, "sort knows relevance, .*, added, not 'newest'"),
        ({"dups": "none"}, ValueError, "dups knows show, hide, only, not 'none'"),
        ({"offset": -1}, ValueError, "offset is 0 or more, not -1"),
        ({"limit": -1}, ValueError, "limit is 0 or more, not -1"),
        ({"since": 2018}, TypeError, "since is a text, a date, or a list of them, not 2018"),
        ({"writer": "doe"}, TypeError, "there is no filter 'writer'"),
    ],
)
def test_an_option_that_no_search_has_is_an_error(
    world: World, options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with world.open() as archive, pytest.raises(error, match=said):
        archive.search("oil", **options)


def test_nothing_stays_open_behind_an_archive_that_is_closed(world: World) -> None:
    """Not even until Python looks for circles: services open and close an archive all day."""
    with no_collector():
        assert world.found("oil AND tra* -rain") == ["oil"]
        world.ingest(snow="It snowed.")
        with world.open() as archive:
            assert archive.status().articles == 5
            assert archive.authors(archive.search("gas")) == [("Ali Veli", 1)]
        assert world.flaws() == []
        assert not held_open(world.news.parent)


def test_samples_and_audits_that_there_are_not_are_errors(world: World) -> None:
    with world.open() as archive:
        with pytest.raises(ValueError, match="size is 0 or more, not -1"):
            archive.search("oil").sample(-1)
        with pytest.raises(ValueError, match="seed is 0 or more, not -1"):
            archive.search("oil").sample(1, seed=-1)
        wrong: Any = ["undated", "long"]
        with pytest.raises(ValueError, match=r"the problems are undated, .*, not 'long'"):
            list(archive.audit(wrong, among=archive.search("")))


def test_score_parts_add_up_to_the_score(world: World) -> None:
    with world.open() as archive:
        results = archive.search("oil traders OR fog")
        hits = list(results)
        for id_, parts in archive.score_parts(hits, results.query).items():
            score = next(hit.score for hit in hits if hit.id == id_)
            assert sum(part.score for part in parts) == pytest.approx(score)


def test_authors_are_counted_among_the_results(world: World) -> None:
    with world.open() as archive:
        assert archive.authors(archive.search()) == [("Ali Veli", 1), ("Jane Doe", 1)]
        assert archive.authors(archive.search("traders")) == [("Jane Doe", 1)]


# Keeping


def test_an_article_is_got_by_the_beginning_of_its_id(world: World) -> None:
    id_ = world.id_of("oil")
    with world.open() as archive:
        assert archive.get(id_) == archive.get(id_[:4].upper())
        with pytest.raises(UnknownIdError):
            archive.get("0" * 16)


def test_the_original_comes_back_byte_for_byte(world: World) -> None:
    id_ = world.id_of("fog")
    with world.open() as archive:
        assert archive.original(archive.get(id_)) == (world.news / "fog.json").read_bytes()


def test_a_removed_article_is_not_found_and_comes_back_when_archived_again(world: World) -> None:
    world.remove("oil")
    assert world.found("oil") == ["gas", "fog"]
    assert world.flaws() == []
    world.ingest()
    assert set(world.found("oil")) == {"oil", "gas", "fog"}


def test_a_changed_file_is_found_as_it_is_now(world: World) -> None:
    id_ = world.id_of("gas")
    world.ingest(gas="Coal followed.")
    assert world.found("gas") == []
    assert world.found("coal") == ["gas"]
    with world.open() as archive:
        archived = archive.get(id_)
        assert (archived.version, archived.article.body) == (2, "Coal followed.")
    assert world.flaws() == []


def test_status_counts(world: World) -> None:
    with world.open() as archive:
        archive.search()
        status = archive.status()
    assert (status.articles, status.versions, status.dated, status.authors) == (4, 4, 3, 2)
    assert (status.first, status.last) == (dt.date(1999, 12, 31), dt.date(2018, 5, 1))
    assert status.originals_bytes == sum(f.stat().st_size for f in world.news.iterdir())
    assert status.archive_bytes == world.file.stat().st_size
    assert (status.index, status.path) == ("up to date", str(world.file))


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(world: World) -> None:
    before = world.file.read_bytes()
    world.write("gas", {"body": "Coal."})
    world.write("new", {"body": "New."})
    with world.open() as archive:
        report = archive.ingest(world.news, dry_run=True)
    assert (report.added, report.updated, report.unchanged) == (1, 1, 3)
    assert world.file.read_bytes() == before
    assert set(world.found("coal OR new")) == set()


def test_without_an_archive_there_is_nothing_to_search(empty: World) -> None:
    with empty.open() as archive, pytest.raises(ArchiveError, match="no archive at"):
        archive.search("oil")
    assert not empty.file.exists()


def test_the_scan_engine_needs_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    world = World(tmp_path, "scan")
    world.ingest(oil="Oil.")
    assert world.found("oil") == ["oil"]
    assert not world.cache.exists()
