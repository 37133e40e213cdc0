"""Samples are drawn by a hash that anybody can compute, and strata give their share."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import Archive, session
from newsarchive.search.hit import Hit
from newsarchive.search.order import SORTS, Sort
from newsarchive.search.sample import BYS, By, allocation
from newsarchive.store import Contents
from tests.archives import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Ten articles of 2018 in three months, one of 2019, one without a date."""
    made = World(tmp_path_factory.mktemp("sampling"), "whoosh")
    days = [*(f"2018-0{1 + n % 3}-0{1 + n}" for n in range(9)), "2018-01-30", "2019-05-05", None]
    for n, day in enumerate(days):
        source = "Daily Example" if n % 2 else None
        fields: dict[str, object] = {"title": f"Rain {n}", "date": day, "source": source}
        fields["body"] = f"Rain number {n}."
        made.write(f"rain{n:02}", fields)
    made.ingest()
    return made


def drawn(world: World, size: int, query: str = "rain", **options: Any) -> list[str]:
    with world.open() as archive:
        results = archive.search(query)
        results.sample(size, **options)
        return [hit.id for hit in results]


def test_those_with_the_smallest_hash_of_seed_and_id_are_drawn_smallest_first(world: World) -> None:
    with world.open() as archive:
        ids = [hit.id for hit in archive.search("rain")]
    by_hash = sorted(ids, key=lambda id_: sha256(f"7:{id_}".encode()).hexdigest())
    assert drawn(world, 5, seed=7) == by_hash[:5]
    assert drawn(world, 99, seed=7) == by_hash
    assert drawn(world, 5, seed=8) != by_hash[:5]


def stratum(hit: Hit, by: By | None) -> str | None:
    article = hit.article
    day = article.date.isoformat() if article.date else None
    names = {None: None, "month": day and day[:7], "year": day and day[:4]}
    names |= {name: getattr(article, str(name)) for name in BYS if name not in names}
    return names[by] or None


def defined(hits: list[Hit], size: int, seed: int, by: By | None) -> list[str]:
    """The ids of a sample, as docs/numbers.md defines it."""
    numbers = {hit.id: sha256(f"{seed}:{hit.id}".encode()).hexdigest() for hit in hits}
    hits = sorted(hits, key=lambda hit: numbers[hit.id])
    strata = defaultdict[str | None, list[str]](list)
    for hit in hits:
        strata[stratum(hit, by)].append(hit.id)
    shares = allocation([len(ids) for ids in strata.values()], min(size, len(hits)))
    parts = zip(strata.values(), shares, strict=True)
    return sorted((id_ for ids, share in parts for id_ in ids[:share]), key=numbers.__getitem__)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Sixty articles that came in parts; some of them were changed, corrected or removed."""
    made = World(tmp_path_factory.mktemp("changed"), "whoosh")
    for n in range(60):
        fields: dict[str, object] = {
            "title": f"Rain {n % 7}", "date": f"20{16 + n % 3}-0{1 + n % 5}-11" if n % 9 else None,
            "source": ("Daily", "Wire", None)[n % 3], "agency": "AP" if n % 4 else None,
            "section": ("A", "B", "C", "D", None)[n % 5], "language": "en" if n % 2 else "fr",
            "authors": ["Jane Doe"] if n % 5 else [], "body": f"Rain {n}, " + "rain " * (n % 4),
        }  # fmt: skip
        made.write(f"rain{n:02}", fields)
        if n % 20 == 19:
            made.ingest()
    made.ingest(rain01="It rains anew.")
    with made.open() as archive:
        archive.remove(hit.archived for hit in archive.search("path:rain*7.json"))
        some = [hit.archived for hit in archive.search("path:rain*2.json")]
        archive.edit(some, source="Weekly", date="2020-02-02")
        yield archive


@pytest.mark.parametrize("few", [session.FEW, 0], ids=["few", "many"])
@given(
    query=st.sampled_from(["", "rain", "-title:3", "CAPS(Rain)", "source:daily", "nothing"]),
    size=st.integers(0, 70), seed=st.integers(0, 10**9), by=st.sampled_from([None, *BYS]),
)  # fmt: skip
def test_a_sample_is_what_the_definition_draws(
    changed: Archive, few: int, query: str, size: int, seed: int, by: By | None
) -> None:
    """Also where the index cannot answer alone, and where many articles are drawn from."""
    meant = defined(list(changed.search(query)), size, seed, by)
    with patch.object(session, "FEW", few):
        results = changed.search(query)
        sample = results.sample(size, seed=seed, by=by)
    hits = list(results)
    assert [hit.id for hit in hits] == meant
    assert [sample.stratum(hit).name for hit in hits] == [stratum(hit, by) for hit in hits]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("dups", ["show", "hide"])
def test_the_order_of_the_search_is_that_of_all_that_was_found(
    changed: Archive, sort: Sort, dups: Any
) -> None:
    everything = [(hit.id, hit.score) for hit in changed.search("rain", sort=sort, dups=dups)]
    results = changed.search("rain", sort=sort, dups=dups)
    results.sample(9, in_order=True)
    found = [(hit.id, hit.score) for hit in results]
    assert len(found) == 9
    assert found == [pair for pair in everything if pair in found]


def test_no_row_of_the_store_is_read_of_many_that_are_not_drawn(
    changed: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FEW", 0)
    changed.search("rain", sort="date").sample(1, by="month")  # the file beside the index is made
    for name in ("dates", "details", "listed"):
        monkeypatch.delattr(Contents, name)
    with patch.object(Contents, "articles", autospec=True, side_effect=Contents.articles) as read:
        results = changed.search("rain", sort="date")
        results.sample(3, by="month")
        assert len(list(results)) == 3
    assert [len(call.args[1]) for call in read.call_args_list] == [3]


def test_another_article_replaces_one_at_most(world: World) -> None:
    few = drawn(world, 5, "rain -path:rain03.json", seed=1)
    assert len(set(drawn(world, 5, seed=1)) - set(few)) <= 1


def test_a_sample_says_how_it_was_drawn(world: World) -> None:
    with world.open() as archive:
        results = archive.search("rain")
        sample = results.sample(6, seed=3, by="year")
        hits = list(results)
        assert (sample.seed, sample.size, sample.population, results.total) == (3, 6, 12, 6)
        assert [(s.name, s.population, s.size) for s in sample.strata] == [
            ("2018", 10, 4), ("2019", 1, 1), (None, 1, 1),
        ]  # fmt: skip
        assert sum(sample.stratum(hit).weight for hit in hits) == 12
        assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6]


def test_strata_are_months_and_sources_too(world: World) -> None:
    with world.open() as archive:
        months = archive.search("rain").sample(6, by="month").strata
        sources = archive.search("rain").sample(4, by="source").strata
    assert [(s.name, s.population) for s in months] == [
        ("2018-01", 4), ("2018-02", 3), ("2018-03", 3), ("2019-05", 1), (None, 1),
    ]  # fmt: skip
    assert [(s.name, s.population, s.size) for s in sources] == [
        ("Daily Example", 6, 2), (None, 6, 2),
    ]  # fmt: skip


def test_the_order_of_the_search_can_be_kept(world: World) -> None:
    with world.open() as archive:
        results = archive.search("rain", sort="date-asc")
        results.sample(5, seed=7, in_order=True)
        days = [str(hit.article.date) for hit in results]
    assert days == sorted(days)
    assert len(days) == 5


def test_a_sample_of_nothing_is_empty(world: World) -> None:
    assert drawn(world, 5, "snow", by="month") == []


@pytest.mark.parametrize(
    ("populations", "size", "shares"),
    [
        ([50, 30, 20], 10, [5, 3, 2]),
        ([50, 30, 20], 4, [2, 1, 1]),
        ([10, 10, 10], 4, [2, 1, 1]),  # equal remainders: the first one
        ([98, 1, 1], 10, [8, 1, 1]),  # each gives one
        ([98, 1, 1], 2, [2, 0, 0]),  # fewer than strata: in proportion only
        ([60, 39, 1], 3, [1, 1, 1]),
        ([3, 2], 5, [3, 2]),
        ([], 0, []),
    ],
)
def test_shares_are_those_of_the_largest_remainder(
    populations: list[int], size: int, shares: list[int]
) -> None:
    assert allocation(populations, size) == shares


def test_a_damaged_article_is_in_no_sample(tmp_path: Path) -> None:
    made = World(tmp_path, "whoosh")
    made.fill()
    assert len(drawn(made, 9, "", by="source")) == 4
    with closing(sqlite3.connect(made.file)) as connection:
        connection.execute("UPDATE version SET source = 7 WHERE source IS NOT NULL")
        connection.commit()
    assert len(drawn(made, 9, "", by="source")) == 3
