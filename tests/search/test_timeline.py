"""How many articles match in each period."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dates.expressions import parse_dates
from newsarchive.search.timeline import UNITS, Timeline, Unit, _periods, timeline
from newsarchive.store import CountedValue
from tests.archives import World

DAYS = ["2018-01-01", "2018-01-01", "2018-01-03", "2018-02-11", "2020-12-31", None]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Articles about oil on some days, and one about rain earlier, between and later."""
    made = World(tmp_path_factory.mktemp("timeline"), "whoosh")
    for n, day in enumerate(DAYS):
        made.write(f"oil{n}", {"body": f"Oil {n}.", **({"date": day} if day else {})})
    for n, day in enumerate(["2015-05-05", "2018-01-03", "2021-06-30"]):
        made.write(f"rain{n}", {"body": f"Rain {n}.", "date": day})
    made.ingest()
    return made


def drawn(world: World, query: str, by: Unit | None = None) -> Timeline:
    with world.open() as archive:
        return timeline(archive.search(query, now=dt.date(2022, 1, 1)), by)


def told(found: Timeline) -> list[tuple[str, int, int]]:
    return [(period.name, period.articles, period.total) for period in found.periods]


def test_years_without_a_match_are_zero(world: World) -> None:
    found = drawn(world, "oil", "year")
    assert told(found) == [("2018", 4, 5), ("2019", 0, 0), ("2020", 1, 1)]
    assert (found.articles, found.undated) == (6, 1)
    assert [period.share for period in found.periods] == [0.8, None, 1.0]


def test_totals_are_those_of_where_the_words_were_looked_for(world: World) -> None:
    """A path, a source, a tag; not the dates, which cut the timeline; all if there are no words."""
    within = drawn(world, "oil date:2018 NOT path:*rain*", "year")
    assert (told(within), str(within.whole)) == ([("2018", 4, 4)], 'NOT path:"*rain*"')
    alone = drawn(world, "path:*oil* date:2018", "year")
    assert (told(alone), str(alone.whole)) == ([("2018", 4, 5)], "*")


def test_weeks_are_those_of_iso_8601(world: World) -> None:
    found = drawn(world, "oil", "week")
    assert (found.periods[0].name, found.periods[0].first) == ("2018-W01", dt.date(2018, 1, 1))
    assert (found.periods[-1].name, found.periods[-1].last) == ("2020-W53", dt.date(2021, 1, 3))
    assert len(found.periods) == 157


def test_dates_in_the_query_are_the_ends_as_far_as_there_are_articles(world: World) -> None:
    assert [name for name, *_ in told(drawn(world, "oil date:2010..", "year"))] == [
        "2015", "2016", "2017", "2018", "2019", "2020",
    ]  # fmt: skip
    assert told(drawn(world, "oil date:2017-11..2018-01", "month")) == [
        ("2017-11", 0, 0), ("2017-12", 0, 0), ("2018-01", 3, 4),
    ]  # fmt: skip
    assert told(drawn(world, "oil date:2020..2030", "year"))[-1] == ("2021", 0, 1)


def test_the_unit_follows_from_the_span(world: World) -> None:
    units = {
        query: drawn(world, query).by
        for query in ("oil date:2018-01", "oil date:2018", "oil", "* date:any")
    }
    assert list(units.values()) == ["day", "week", "month", "year"]


@pytest.mark.parametrize("query", ["snow", "oil date:none"])
def test_without_a_dated_match_there_is_no_period(world: World, query: str) -> None:
    found = drawn(world, query)
    assert (found.periods, found.articles) == ([], found.undated)


def test_the_parts_of_a_period_add_up(tmp_path: Path) -> None:
    """One for each of the most frequent values, one for the unknown, one for all others."""
    made = World(tmp_path, "whoosh")
    articles = [
        ("Oil", "2018-01-01", "Courier"), ("Oil", "2018-01-02", "Bugle"),
        ("Oil", "2018-02-01", "Bugle"), ("Oil", "2018-02-03", "Aurora"), ("Oil", None, "Aurora"),
        ("Oil", "2018-02-02", ""), ("Rain", "2018-02-02", "Dawn"), ("Rain", "2018-01-09", "Bugle"),
    ]  # fmt: skip
    for n, (word, day, source) in enumerate(articles):
        known = {"body": f"{word} {n}.", "date": day or "", "source": source}
        made.write(f"a{n}", {name: value for name, value in known.items() if value})
    made.ingest()
    with made.open() as archive:
        found = timeline(archive.search("oil"), "month", division="source", most=2)
        plain = timeline(archive.search("oil"), "month")
        every = timeline(archive.search("oil"), "month", division="source")
    assert [(one.value, one.others) for one in found.columns] == [
        ("Bugle", False), ("Aurora", False), (None, False), (None, True),
    ]  # fmt: skip
    assert [[(part.articles, part.total) for part in one.parts] for one in found.periods] == [
        [(1, 2), (0, 0), (0, 0), (1, 1)],
        [(1, 1), (1, 1), (1, 1), (0, 1)],
    ]
    assert told(found) == told(plain) == told(every)
    for one in (*found.periods, *every.periods):
        assert sum(part.articles for part in one.parts) == one.articles
        assert sum(part.total for part in one.parts) == one.total


days = st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31))


@given(st.dictionaries(days, st.integers(1, 5), min_size=1, max_size=5), st.sampled_from(UNITS))
def test_periods_follow_each_other_and_lose_nothing(counts: dict[dt.date, int], by: Unit) -> None:
    found: Counter[CountedValue] = Counter(
        {day.isoformat(): count for day, count in counts.items()}
    )
    last = max(counts)
    first = max(min(counts), last - dt.timedelta(days=1000))
    periods = list(_periods(by, first, last, found, found))
    for one, after in pairwise(periods):
        assert after.first - one.last == dt.timedelta(days=1)
    assert periods[0].first <= first
    assert last <= periods[-1].last
    within = sum(n for day, n in counts.items() if day >= periods[0].first)
    assert sum(period.articles for period in periods) == within


@given(days, st.sampled_from(UNITS))
def test_a_name_is_an_expression_for_the_same_days(day: dt.date, by: Unit) -> None:
    (period,) = _periods(by, day, day, Counter(), Counter())
    found = parse_dates(period.name, now=dt.date(2026, 1, 1))
    assert (found.first, found.last) == (period.first, period.last)
