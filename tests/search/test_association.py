"""Keywords and collocates are those of plain formulas over a tiny corpus, and of other programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log, log2
from pathlib import Path

import pytest

from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import QueryError
from newsarchive.search.association import (
    association,
    deviation,
    keyness,
    log_ratio,
    mutual_information,
)
from newsarchive.search.keywords import Keyword
from tests.archives import World

# scipy 1.18.1: power_divergence([a, b], expected, lambda_="log-likelihood"), and
# chi2_contingency([[a, b], [c - a, d - b]], correction=False, lambda_="log-likelihood"), which
# nltk 3.10.4's BigramAssocMeasures.likelihood_ratio gives too; its pmi(a, (a + b, c), c + d).
OTHERS = [
    ((4082, 10, 343012, 2306117), 16551.5319, 16593.9795, 2.9457),
    ((12, 0, 2304, 1011), 8.7315, 8.7506, 0.5249),
    ((3, 40, 140, 12881), 6.2997, 6.3466, 2.698),
    ((453, 390, 38000, 2550000), 2671.8796, 2677.0864, 5.1937),
]


@pytest.mark.parametrize(("table", "two_cells", "four_cells", "information"), OTHERS)
def test_the_numbers_are_those_of_other_programs(
    table: tuple[int, int, int, int], two_cells: float, four_cells: float, information: float
) -> None:
    assert round(keyness(*table), 4) == two_cells
    assert round(association(*table), 4) == four_cells
    assert round(mutual_information(*table), 4) == information


def test_a_log_ratio_doubles_and_counts_none_as_a_half() -> None:
    assert log_ratio(8, 4, 100, 100) == pytest.approx(1)
    assert log_ratio(8, 8, 100, 400) == pytest.approx(2)
    assert log_ratio(4, 0, 100, 100) == pytest.approx(3)


def test_the_deviation_of_proportions_is_that_of_gries() -> None:
    """His example of 2008: parts of 9, 10, 10, 10 and 11 words, the word 1, 2, 3, 4 and 5 times."""
    sizes, counts = (9, 10, 10, 10, 11), (1, 2, 3, 4, 5)
    parts = [(size / 50, count / 15) for size, count in zip(sizes, counts, strict=True)]
    assert deviation(0, parts) == pytest.approx(0.18)
    assert deviation(0.75, [(0.25, 1)]) == pytest.approx(0.75)


TEXTS = {
    "one": "Rain fell on the river. The river rose, and the ports closed. Ports wait.",
    "two": "The river flooded the ports. Heavy rain! Heavy rain again: the River is high.",
    "three": "Snow fell on the hills. The hills are white, and the roads closed.",
    "four": "The sun shone on the roads. Heavy snow fell again on the white hills.",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("association"), "whoosh")
    for name, body in TEXTS.items():
        made.write(name, {"title": None, "language": "xx", "date": "2018-04-10", "body": body})
    made.write("five", {"title": "River rising", "language": "en", "body": "The rivers rose."})
    made.ingest()
    return made


def sentences(name: str) -> Iterator[list[str]]:
    """Each sentence's words in small letters: in a language that nobody stems, they are stems."""
    for sentence in re.split(r"[.!]", TEXTS[name]):
        if words := re.findall(r"\w+", sentence.lower()):
            yield words


def expected(meant: list[str], others: list[str], pairs: bool) -> dict[str, tuple[float, ...]]:
    """Term → count, count of the others, G2, log ratio and DP, by the formulas as printed."""

    def counted(name: str) -> Counter[str]:
        return Counter(
            term
            for sentence in sentences(name)
            for term in (map(" ".join, pairwise(sentence)) if pairs else sentence)
        )

    parts = [counted(name) for name in meant]
    here = sum(parts, Counter[str]())
    there = sum(map(counted, others), Counter[str]())
    c, d = here.total(), there.total()
    found: dict[str, tuple[float, ...]] = {}
    for term, a in here.items():
        b = there[term]
        e1, e2 = c * (a + b) / (c + d), d * (a + b) / (c + d)
        g2 = 2 * (a * log(a / e1) + (b * log(b / e2) if b else 0))
        ratio = log2((a / c) / ((b or 0.5) / d))
        dp = sum(abs(part[term] / a - part.total() / c) for part in parts) / 2
        if ratio > 0 and g2 >= 3.84:
            found[term] = (a, b, g2, ratio, dp)
    return found


def numbers(row: Keyword) -> tuple[float, ...]:
    return (row.count, row.against, row.g2, row.log_ratio, row.dispersion)


def test_keywords_are_those_of_the_formulas(world: World) -> None:
    with world.open() as archive:
        found = archive.search("ports").keywords(archive.search("hills"), least=1)
    meant, others = ["one", "two"], ["three", "four"]
    for kind, pairs in (("word", False), ("pair", True)):
        wanted = expected(meant, others, pairs)
        rows = {row.term.lower(): numbers(row) for row in found.rows if row.kind == kind}
        assert rows.keys() == wanted.keys()
        assert wanted or pairs
        for term, values in wanted.items():
            assert rows[term] == pytest.approx(values)
    assert [row.g2 for row in found.rows] == sorted((row.g2 for row in found.rows), reverse=True)
    assert (found.articles, found.others, found.words, found.other_words) == (2, 2, 28, 27)


def test_what_is_compared_with_is_everything_else_in_the_same_scope(world: World) -> None:
    with world.open() as archive:
        everything = archive.search("ports").keywords(least=1)
        dated = archive.search("ports", since="2018").keywords(least=1)
        by_date = archive.search(since="2018").keywords(least=1)
        both = archive.search("snow").keywords(archive.search("hills OR rain"), least=1)
        alone = archive.search().keywords(least=1)
    assert (everything.articles, everything.others) == (2, 3)
    assert (dated.articles, dated.others) == (2, 2)  # those of the same time
    assert (by_date.articles, by_date.others) == (4, 1)
    assert (both.articles, both.others) == (2, 2)  # what both find is not compared with itself
    assert (alone.others, alone.rows) == (0, ())


def test_words_are_counted_by_stems_and_shown_as_written(world: World) -> None:
    with world.open() as archive:
        found = archive.search("path:five.json").keywords(
            archive.search("hills"), least=1, sort="count"
        )
    river = found.rows[0]
    assert (river.term, river.count, river.articles) == ("rivers", 2, 1)


def near(window: int) -> tuple[Counter[str], Counter[str]]:
    """The words within so many words of "river", and all words but it: with the title's."""
    inside, total = Counter[str](), Counter[str]()
    for name in TEXTS:
        for words in sentences(name):
            own = {n for n, word in enumerate(words) if word == "river"}
            total.update(word for n, word in enumerate(words) if n not in own)
            inside.update(
                word
                for n, word in enumerate(words)
                if n not in own and any(abs(n - one) <= window for one in own)
            )
    return inside, total


@pytest.mark.parametrize("window", [1, 2, 5])
def test_collocates_are_those_of_the_formulas(world: World, window: int) -> None:
    with world.open() as archive:
        results = archive.search("river", since="2018")
        found = results.collocates(window=window, least=1)
    inside, total = near(window)
    c, d = inside.total(), total.total() - inside.total()
    assert (found.near, found.words, found.places, found.articles) == (c, c + d, 4, 2)
    wanted = {}
    for word, a in inside.items():
        b = total[word] - a
        cells = ((a, b), (c - a, d - b))
        g2 = 2 * sum(
            cell * log(cell * (c + d) / (sum(row) * column))
            for row in cells
            for cell, column in zip(row, (c, d), strict=True)
            if cell
        )
        ratio = log2((a / c) / ((b or 0.5) / d))
        if g2 >= 3.84 and ratio > 0:
            wanted[word] = (a, total[word], g2, ratio, log2(a * (c + d) / (c * total[word])))
    rows = {row.word.lower(): row for row in found.rows}
    assert rows.keys() == wanted.keys()
    for word, values in wanted.items():
        row = rows[word]
        assert (row.count, row.total, row.g2, row.log_ratio, row.mi) == pytest.approx(values)


def test_windows_end_with_the_sentence_and_count_each_side(world: World) -> None:
    with world.open() as archive:
        found = archive.search('"heavy rain"').collocates(window=9, least=1)
    assert {row.word: (row.left, row.right) for row in found.rows} == {
        "is": (0, 1),
        "high": (0, 1),
    }
    assert found.places == 2


@pytest.mark.parametrize("query", ["rain river", "title:river", "NOT river", "*", "date:2018"])
def test_collocates_need_something_that_has_places(world: World, query: str) -> None:
    with world.open() as archive, pytest.raises(QueryError, match="collocates needs one word"):
        archive.search(query).collocates()


def test_time_that_is_up_gives_no_numbers(world: World) -> None:
    with world.open() as archive:
        results = archive.search("river", deadline=Deadline(0))
        for ask in (results.keywords, results.collocates):
            with pytest.raises(DeadlineError):
                ask()


def test_a_word_with_the_empty_stem_is_a_word(tmp_path: Path) -> None:
    """As stems, nothing is left of यो and छ, "this" and "is" in Nepali."""
    world = World(tmp_path, "whoosh")
    for number in range(6):
        world.write(f"n{number}", {"language": "ne", "body": f"यो छ छ छ नदी {number}।"})
        world.write(f"e{number}", {"language": "en", "body": f"The river rose {number} times."})
    world.ingest()
    with world.open() as archive:
        found = archive.search("नदी").keywords(archive.search("river"))
    counts = {row.term: (row.count, row.articles) for row in found.rows}
    assert found.words == 36
    assert counts["छ"] == (24, 6)
    assert counts["नदी"] == (6, 6)
