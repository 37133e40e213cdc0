"""What articles have in common, counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, cast

import pytest

from newsarchive.search.counting import COUNTED, Counted
from newsarchive.search.facets import FACETS, Count, Facet, shortened
from newsarchive.search.timeline import UNITS
from tests.archives import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("counting"), "whoosh")
    made.fill()
    return made


def counted(world: World, facet: Facet, query: str | None = None) -> list[tuple[str | None, int]]:
    with world.open() as archive:
        results = None if query is None else archive.search(query)
        return [(c.value, c.articles) for c in archive.tally([facet], results).counts[facet]]


@pytest.mark.parametrize(
    ("facet", "values"),
    [
        ("author", [("Ali Veli", 1), ("Jane Doe", 1), (None, 2)]),
        ("source", [("Daily Example", 1), (None, 3)]),
        ("language", [("en", 3), ("de", 1)]),
        ("tag", [("energy", 1), (None, 3)]),
        ("year", [("1999", 1), ("2018", 2), (None, 1)]),
        ("month", [("1999-12", 1), ("2018-04", 1), ("2018-05", 1), (None, 1)]),
        ("agency", [(None, 4)]),
        ("length", [("0..9", 3), ("10..", 1)]),
    ],
)
def test_all_articles_are_counted(
    world: World, facet: Facet, values: list[tuple[str | None, int]]
) -> None:
    assert counted(world, facet) == values


def test_what_a_query_finds_is_counted(world: World) -> None:
    assert counted(world, "author", "oil") == [("Ali Veli", 1), ("Jane Doe", 1), (None, 1)]
    assert counted(world, "author", "CAPS(Oil)") == [("Jane Doe", 1)]
    assert counted(world, "year", "snow") == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("date", {"1999-12-31": 1, "2018-04-10": 1, "2018-05-01": 1, None: 1}),
        ("week", {"1999-W52": 1, "2018-W15": 1, "2018-W18": 1, None: 1}),
        ("month", {"1999-12": 1, "2018-04": 1, "2018-05": 1, None: 1}),
        ("year", {"1999": 1, "2018": 2, None: 1}),
        ("author", {"Ali Veli": 1, "Jane Doe": 1, None: 2}),
        ("authors", {"Ali Veli": 1, "Jane Doe": 1, None: 2}),
        ("words", {6: 1, 3: 1, 2: 1, 12: 1}),
    ],
)
def test_the_library_counts_fields_and_periods(
    world: World, name: Counted, values: dict[str | int | None, int]
) -> None:
    with world.open() as archive:
        assert archive.counts([name, "tag"]) == {name: values, "tag": {"energy": 1, None: 3}}


def test_facets_and_units_can_be_counted_and_another_name_is_refused_with_all_names(
    world: World,
) -> None:
    with world.open() as archive:
        known: Any = (*(set(FACETS) - {"length"}), *UNITS)
        assert set(archive.counts(known, archive.search("oil"))) == set(known)
        with pytest.raises(ValueError, match=f"'mnth' cannot be counted.*{', '.join(COUNTED)}"):
            archive.counts(cast("Any", ["mnth"]))


def test_a_tally_sums_up(world: World) -> None:
    with world.open() as archive:
        found = archive.tally(["language"])
        nothing = archive.tally(["length"], archive.search("snow"))
    assert (found.articles, found.undated, found.words) == (4, 1, 3)
    assert (found.first, found.last) == (dt.date(1999, 12, 31), dt.date(2018, 5, 1))
    assert [count.share for count in found.counts["language"]] == [0.75, 0.25]
    assert (nothing.articles, nothing.first, nothing.words, nothing.counts) == (
        0, None, 0, {"length": []},
    )  # fmt: skip


def test_counting_needs_no_index(world: World) -> None:
    with world.open() as archive:
        archive.tally(["author"])
        assert archive._session._engine is None


def test_a_name_twice_in_a_byline_is_one(tmp_path: Path) -> None:
    world = World(tmp_path, "whoosh")
    world.write("a", {"body": "Oil.", "tags": ["x", "x", "y"]})
    world.ingest()
    assert counted(world, "tag") == [("x", 1), ("y", 1)]


def test_the_articles_of_old_versions_do_not_count(tmp_path: Path) -> None:
    world = World(tmp_path, "whoosh")
    world.write("a", {"body": "Oil.", "tags": ["old"]})
    world.ingest()
    world.write("a", {"body": "Oil.", "tags": ["newer"]})
    world.ingest()
    assert counted(world, "tag") == [("newer", 1)]


def test_lengths_are_put_into_round_classes_that_leave_no_gap(tmp_path: Path) -> None:
    world = World(tmp_path, "whoosh")
    sizes = [*range(1, 200), 5000]
    world.ingest(**{f"n{size}": "word " * size for size in sizes})
    classes = counted(world, "length")
    assert [value for value, _ in classes] == [
        *(f"{n}..{n + 19}" for n in range(0, 200, 20)), "200..",
    ]  # fmt: skip
    assert sum(count for _, count in classes) == len(sizes)
    assert [count for _, count in classes] == [19, *[20] * 9, 1]


def made(facet: Facet, *values: str | None) -> list[Count]:
    return [Count(facet, value, 1, 0.1) for value in values]


def test_the_first_values_are_shown_and_the_unknown() -> None:
    assert [c.value for c in shortened(made("author", "a", "b", "c", None), 2)] == ["a", "b", None]


def test_of_a_time_the_latest_are_shown() -> None:
    found = shortened(made("year", "2016", "2017", "2018", None), 2)
    assert [c.value for c in found] == ["2017", "2018", None]


def test_lengths_are_shown_together() -> None:
    counts = made("length", "0..9", "10..19", "20..")
    assert shortened(counts, 1) == counts
    assert shortened(counts, None) == counts


def test_corrections_and_settled_dates_count_as_they_stand(tmp_path: Path) -> None:
    world = World(tmp_path, "whoosh")
    world.write("a", {"body": "Oil.", "source": "Echo", "date": "04/05/2018", "authors": ["A B"]})
    world.write("b", {"body": "Gas.", "source": "Echo", "date": "25/05/2018"})
    world.ingest()
    assert counted(world, "month") == [("2018-05", 2)]
    with world.open() as archive:
        oil = archive.get(world.id_of("a"))
        archive.edit([oil], date="1999-12-31", source="", authors=["Ann Lee"], tags=["oil"])
    assert counted(world, "month") == [("1999-12", 1), ("2018-05", 1)]
    assert counted(world, "source") == [("Echo", 1), (None, 1)]
    assert counted(world, "author") == [("Ann Lee", 1), (None, 1)]
    assert counted(world, "tag") == [("oil", 1), (None, 1)]
