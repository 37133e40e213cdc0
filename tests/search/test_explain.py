"""Why a search found what it found, and what would help where it found nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive import Archive, parse_query
from newsarchive.search.explain import MOST_PARTS, Advice, QueryPart, advise, explain
from tests.archives import ENGINES, NOW, World


@pytest.fixture(params=ENGINES)
def archive(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Archive]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    world = World(tmp_path, request.param)
    world.fill()
    with world.open() as opened:
        yield opened


def parts(archive: Archive, query: str) -> list[tuple[int, str, int]]:
    explained = explain(archive.search(parse_query(query, now=NOW)))
    return [(part.depth, part.query, part.articles) for part in explained]


def advice(archive: Archive, query: str) -> Advice:
    return advise(archive.search(parse_query(query, now=NOW)))


def test_each_part_is_counted_alone(archive: Archive) -> None:
    assert parts(archive, "oil (traders OR fog) NOT title:fog") == [
        (0, "oil (traders OR fog) NOT title:fog", 1),
        (1, "oil", 3),
        (1, "traders OR fog", 2),
        (2, "traders", 1),
        (2, "fog", 1),
        (1, "NOT title:fog", 3),
        (2, "title:fog", 1),
    ]


def test_what_stands_in_a_zone_is_counted_in_that_zone(archive: Archive) -> None:
    assert parts(archive, 'title:"oil gas"')[1:] == [(1, "title:oil", 1), (1, "title:gas", 1)]
    assert parts(archive, "oil NEAR/3 rose") == [
        (0, "oil NEAR/3 rose", 1),
        (1, "oil", 3),
        (1, "rose", 1),
    ]


def test_dates_are_told_as_days_with_what_was_typed(archive: Archive) -> None:
    (whole,) = explain(archive.search(parse_query('date:"last month"', now=NOW)))
    assert whole == QueryPart(
        "date:2018-04-01..2018-04-30", 0, articles=1, verified=False, typed="last month"
    )
    (whole,) = explain(archive.search(parse_query("date:2018-04-10", now=NOW)))
    assert whole.typed == "", "it says the same"


def test_of_an_endless_query_the_first_parts_will_do(archive: Archive) -> None:
    assert len(parts(archive, " OR ".join(f"w{n}" for n in range(2 * MOST_PARTS)))) == MOST_PARTS


def test_a_word_that_no_article_has_gets_the_nearest_spellings(archive: Archive) -> None:
    assert advice(archive, "tradres") == Advice(spellings={"tradres": [("traders", 1)]})


def test_a_word_with_nothing_near_is_named_only_among_others(archive: Archive) -> None:
    assert advice(archive, "xylophone") == Advice()
    assert advice(archive, "oil xylophone") == Advice(spellings={"xylophone": []}, with_any=3)


def test_any_of_the_words_is_tried_within_the_dates(archive: Archive) -> None:
    assert advice(archive, "traders fog").with_any == 2
    assert advice(archive, "traders fog date:2018-04").with_any == 1
    assert advice(archive, "traders has:url").with_any == 0, "one word has no other"


@pytest.mark.parametrize("dates", ["date:1900", "NOT date:1990..", "(date:1900 OR date:1901)"])
def test_dates_that_exclude_everything_are_told_with_the_archives_own(
    archive: Archive, dates: str
) -> None:
    assert advice(archive, f"oil {dates}") == Advice(
        without_dates=3, first=dt.date(1999, 12, 31), last=dt.date(2018, 5, 1)
    )
