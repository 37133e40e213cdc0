"""Keywords and collocates counted by the index are those of reading every article."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.engines.counts import WordCounts
from newsarchive.engines.whoosh import WhooshEngine, word_counts
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import BusyError
from newsarchive.model.progress import Progress
from newsarchive.search.collocates import ORDERS as COLLOCATE_ORDERS
from newsarchive.search.collocates import Collocates
from newsarchive.search.collocates import Order as CollocateOrder
from newsarchive.search.keywords import ORDERS as KEYWORD_ORDERS
from newsarchive.search.keywords import Keywords
from newsarchive.search.keywords import Order as KeywordOrder
from newsarchive.search.results import Results
from tests.archives import World

SENTENCES = {
    "en": ["The river rose.", "Rivers rise, and the ports wait!", "Heavy rain fell on the port."],
    "de": ["Der Fluß stieg über die Ufer.", "Flüsse und Häfen; die Häfen warten.", "Port rain."],
    "tr": ["İstanbul'da yağmur yağdı.", "Nehir taştı, limanlar kapandı.", "The river."],
    "ru": ["Река вышла из берегов.", "Реки и порты ждут.", "В порту шёл дождь."],
    "ar": ["ارتفع النهر في المدينة.", "الأنهار ـ والموانئ.", "النهر river rose."],
    "ko": ["강물이 불었다.", "항구가 닫혔다. 강물은 높다.", "비가 왔다."],
    "ne": ["नदी छ ठूलो।", "यो छ छ नदी।", "नदी river."],
    "ja": ["川の水が増えた。", "港は閉鎖。", "雨が降った。"],
}
"""Some words have an empty stem in their language: ـ and छ."""
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("river", {}),
    ("port OR Fluß OR نهر", {}),
    ("नदी", {}),
    ("川の水", {}),
    ("강물 OR yağmur", {"since": "2018-04-05"}),
    ("rose NEAR/3 river", {"language": "en"}),
)
"""Queries and options, which limit what is compared with, too."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Articles with and without titles; some were changed, and some were removed."""
    made = World(tmp_path_factory.mktemp("counted"), "whoosh")
    chance = random.Random(5)
    for number in range(120):
        language = chance.choice([*SENTENCES])
        lines = [chance.choice(SENTENCES[language]) for _ in range(chance.randrange(9))]
        title = chance.choice([None, "Rain in the port", lines[0] if lines else "Port"])
        made.write(
            f"n{number}",
            {
                "title": title, "language": language, "date": f"2018-04-{number % 28 + 1:02}",
                "body": chance.choice([" ", "\n\n"]).join(lines) or "-",
            },
        )  # fmt: skip
    made.ingest()
    made.write("n3", {"language": "en", "body": "The river rose. The river rose again " * 9})
    made.write("n4", {"title": "Rivers", "language": "de", "body": "Der Fluß, die Ufer."})
    made.write("late", {"language": "en", "body": "The port waits. Heavy rain fell. " * 5})
    made.ingest()
    for name in ("n7", "n8", "n50"):
        made.remove(name)
    return made


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each question to the index, whether it answered."""
    answered: list[bool] = []
    ask = WhooshEngine.word_counts

    def asked(*given: Any) -> WordCounts | None:
        found = ask(*given)
        answered.append(found is not None)
        return found

    monkeypatch.setattr(WhooshEngine, "word_counts", asked)
    return answered


def same(world: World, ask: Callable[[Archive], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked has the same answer whether the index counts or the articles are read."""
    with world.open() as archive:
        quick = ask(archive)
    with monkeypatch.context() as patch, world.open() as archive:
        patch.setattr(WhooshEngine, "word_counts", lambda *_: None)
        assert quick == ask(archive)


@pytest.mark.parametrize(("query", "options"), ASKED)
@pytest.mark.parametrize("sort", KEYWORD_ORDERS)
def test_keywords_are_those_of_reading(
    world: World, query: str, options: dict[str, Any], sort: KeywordOrder,
    counted: list[bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def ask(archive: Archive) -> list[Keywords]:
        found = archive.search(query, **options)
        return [found.keywords(least=least, sort=sort) for least in (1, 2, 5)]

    same(world, ask, monkeypatch)
    if not options:
        assert counted == [True] * 6  # twice each: words, then pairs


@pytest.mark.parametrize(("query", "options"), ASKED)
@pytest.mark.parametrize("sort", COLLOCATE_ORDERS)
def test_collocates_are_those_of_reading(
    world: World, query: str, options: dict[str, Any], sort: CollocateOrder,
    counted: list[bool], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def ask(archive: Archive) -> list[Collocates]:
        found = archive.search(query, **options)
        return [found.collocates(least=least, sort=sort) for least in (1, 2, 5)]

    same(world, ask, monkeypatch)
    assert counted == [True] * 3


def test_an_engine_without_an_index_gives_the_same(world: World) -> None:
    def ask(archive: Archive) -> object:
        keywords = archive.search("river").keywords(least=1)
        near = archive.search("river").collocates(least=1)
        # The engines do not give articles in one order: the last digits of a sum differ.
        rows = [(row.term, row.count, row.against, row.g2, row.articles) for row in keywords.rows]
        return rows, [keywords.words, keywords.other_words, keywords.others], [near]

    with world.open() as archive:
        quick = ask(archive)
    world.kind = "scan"
    try:
        with world.open() as archive:
            assert quick == ask(archive)
    finally:
        world.kind = "whoosh"


@pytest.mark.parametrize("sort", KEYWORD_ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 7, 30])
def test_a_limit_gives_the_first_of_all(world: World, sort: KeywordOrder, limit: int) -> None:
    with world.open() as archive:
        found = archive.search("river")
        every = found.keywords(least=1, sort=sort).rows
        assert found.keywords(least=1, sort=sort, limit=limit).rows == every[:limit]


def test_a_chosen_other_side_is_compared_the_same(
    world: World, counted: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(archive: Archive) -> Keywords:
        others = archive.search("rain OR port OR नदी OR 강물 OR река OR Ufer")
        return archive.search("river").keywords(others, least=1)

    same(world, ask, monkeypatch)
    assert counted == [True, True]


def test_few_others_are_read(world: World, counted: list[bool]) -> None:
    with world.open() as archive:
        assert archive.search("river").keywords(archive.search("川の水"), least=1).others
    assert counted == [True, False]


def test_it_is_the_same_a_few_words_at_a_time(
    world: World, counted: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.open() as archive:
        whole = archive.search("river").keywords(least=1)
    monkeypatch.setattr(word_counts, "_IN_ORDER", 60)
    monkeypatch.setattr(word_counts, "_AT_ONCE", 7)
    with world.open() as archive:
        assert archive.search("river").keywords(least=1) == whole
    assert all(counted)


def test_pairs_of_many_words_are_numbers_of_more_bytes() -> None:
    assert list(word_counts._side_by_side(array("H", [1, 2, 65_535]))) == [
        1 | 2 << 16, 2 | 65_535 << 16,
    ]  # fmt: skip
    assert list(word_counts._side_by_side(array("I", [1, 70_000, 3]))) == [
        1 | 70_000 << 32, 70_000 | 3 << 32,
    ]  # fmt: skip


def test_articles_that_the_index_does_not_have_yet_are_left_out(
    tmp_path: Path, counted: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, "whoosh")
    for number in range(12):
        body = f"{SENTENCES['en'][number % 3]} {SENTENCES['ru'][number % 3]} {number} days."
        world.write(f"n{number}", {"language": "en", "body": body})
    world.ingest()

    def busy(*_: object) -> None:
        raise BusyError("another process")

    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "update", busy)
        world.ingest(n1="Rain in the river. " * 9, n13="The river rose. " * 9)
        world.remove("n2")
        found: list[Keywords] = []

        def ask(archive: Archive) -> Keywords:
            found.append(archive.search("river").keywords(least=1))
            return found[-1]

        same(world, ask, monkeypatch)
        assert found[0].articles + found[0].others == 10
    assert counted == [True, True]
    same(world, ask, monkeypatch)
    assert found[-1].articles + found[-1].others == 12


@pytest.mark.parametrize("ask_results", [Results.keywords, Results.collocates])
def test_a_deadline_ends_the_counting(
    world: World, ask_results: Callable[[Results], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    ask = WhooshEngine.word_counts

    def late(*given: Any) -> WordCounts | None:
        nonlocal now
        now = 11.0
        return ask(*given)

    monkeypatch.setattr(WhooshEngine, "word_counts", late)
    with world.open() as archive:
        found = archive.search("river", deadline=Deadline(10, lambda: now))
        with pytest.raises(DeadlineError):
            ask_results(found)
    assert now


def test_progress_counts_each_article(world: World) -> None:
    seen: list[Progress] = []
    with world.open() as archive:
        found = archive.search("river").keywords(least=1, advance=seen.append)
        assert seen[-1].done == seen[-1].total == 2 * found.articles + found.others
        seen.clear()
        near = archive.search("river").collocates(least=1, advance=seen.append)
        assert seen[-1].done == seen[-1].total == near.articles + found.articles + found.others
