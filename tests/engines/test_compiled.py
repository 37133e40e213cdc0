"""What is compiled writes the same bytes as Python does, whatever the articles."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from operator import add
from pathlib import Path
from random import Random
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.engines.whoosh.core import COMPILED, PLAIN, Core, Parts
from newsarchive.engines.whoosh.dictionary import DictionaryReader
from newsarchive.engines.whoosh.dictionary_writer import DictionaryWriter
from newsarchive.engines.whoosh.encoder import Postings
from newsarchive.engines.whoosh.inverter import Inverter
from newsarchive.engines.whoosh.merger import RenumberedSegment
from newsarchive.engines.whoosh.storage import PrivateStorage
from newsarchive.engines.whoosh.writer import SegmentBuilder
from newsarchive.files.private import inner
from newsarchive.model.article import ArchivedArticle, Article
from tests.engines.articles import archived
from tests.engines.indexes import File
from tests.worlds import collections

pytestmark = pytest.mark.skipif(
    COMPILED is None, reason="nothing is compiled here: `make compiled`"
)

Part = tuple[Sequence[ArchivedArticle], frozenset[int]]
"""The articles of a segment, and the numbers of those that are deleted in it."""
_words = st.sampled_from("oil oils price grün 유가 o'neil us the rates ratés".split())
_runs = st.lists(st.tuples(_words, st.sampled_from([1, 1, 2, 17, 300])), max_size=6)


@st.composite
def _parts(draw: st.DrawFn) -> list[Part]:
    """Some segments of tiny articles with words that come once, or very often."""
    parts: list[Part] = []
    for start in range(0, 100 * draw(st.integers(1, 3)), 100):
        found = []
        for key in range(start, start + draw(st.sampled_from([1, 3, 20, 40]))):
            article = Article(
                title=" ".join(draw(st.lists(_words, max_size=3))) or None,
                title_source="field" if draw(st.booleans()) else None,
                language=draw(st.sampled_from([None, "en", "de", "ko"])),
                authors=tuple(draw(st.lists(st.sampled_from(["Jo", "Jo Oil"]), max_size=2))),
                body=" ".join(f"{word} " * times for word, times in draw(_runs)),
            )
            paths = tuple(draw(st.lists(st.sampled_from(["/a", "/\udce9"]), max_size=2)))
            found.append(replace(archived(key, article.body), article=article, paths=paths))
        parts.append((found, draw(st.frozensets(st.integers(0, len(found) - 1)))))
    return parts


def _bytes(path: Path, core: Core, parts: Sequence[Part]) -> list[dict[str, bytes]]:
    """The files of each part as a segment, and of the segment that the later join the first in."""
    path.mkdir()
    with inner(path) as folder:
        storage = PrivateStorage(folder)
        merged, segments = SegmentBuilder(storage, core=core), []
        assert all(map(merged.add, parts[0][0]))
        for articles, deleted in parts:
            builder = SegmentBuilder(storage, core=core)
            assert all(map(builder.add, articles))
            segments.append(builder.finish())
            for number in deleted:
                segments[-1].delete_document(number)
            merged.take(segments[-1])
        segments.append(merged.finish())
    return [
        {found.suffixes[0]: found.read_bytes() for found in path.glob(f"{one.segment_id()}.*")}
        for one in segments
    ]


def _same(tmp_path: Path, parts: Sequence[Part]) -> None:
    assert COMPILED
    plain = _bytes(tmp_path / "plain", PLAIN, parts)
    assert _bytes(tmp_path / "compiled", COMPILED, parts) == plain
    assert all(".inv" in files for files in plain)


@given(parts=_parts())
def test_words_that_come_once_or_very_often(
    parts: list[Part], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _same(tmp_path_factory.mktemp("any"), parts)


COUNTS = (1, 2, 4, 5, 15, 16, 17, 255, 256)
ABOVE = (0, 1, 3, 4, 14, 15, 16, 239, 240, 253, 254, 255, 65_280)
ENDS = (255, 256, 1023, 1024, 4095, 4096, 65_535, 65_536)
"""Numbers on both sides of each width."""


@pytest.mark.parametrize("placed", [True, False])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("size", [4, 11, 12, 13, 31, 32, 33])
def test_numbers_on_both_sides_of_each_width(size: int, end: int, placed: bool) -> None:
    assert COMPILED
    terms = [
        (f"{count:03d} {above:05d}".encode(), _postings(count, above, end))
        for count in COUNTS
        for above in ABOVE
    ]
    for gone in (False, True):
        numbers = iter([-1, *range(2 * size)] if gone else range(2 * size))
        taken = []
        for some in (terms, terms[::2]):
            older = [(text, one if placed else one.unplaced()) for text, one in some]
            taken.append(_older(older, size, islice(numbers, size)))
        plain, compiled = (_merged(core, taken, 2 * size, placed) for core in (PLAIN, COMPILED))
        assert compiled == plain


def _older(
    terms: Iterable[tuple[bytes, Postings]], size: int, numbers: Iterable[int]
) -> RenumberedSegment:
    """A segment with these terms, whose articles get other numbers."""
    file = File()
    writer = DictionaryWriter(file)
    writer.add_field("bounds", terms, size)
    writer.close()
    with TemporaryFile() as mapped:
        mapped.write(file.written)
        mapped.flush()
        return RenumberedSegment(DictionaryReader(mapped), array("i", numbers))


@given(st.integers(0, 2**32), st.sampled_from([40, 300, 900]), st.booleans())
def test_many_numbers(seed: int, size: int, placed: bool) -> None:
    """In any layers, of terms with few articles and with many."""
    assert COMPILED
    chance = Random(seed)
    terms = []
    for number, frequency in enumerate((7, 8, 31, 32, 33, size // 7, size // 3, size - 1)):
        ones, most = chance.choice((0.1, 0.6, 0.9, 1.0)), chance.choice((4, 20, 100, 300))
        one, other = (
            [0 if chance.random() < ones else chance.randint(1, most) for _ in range(frequency)]
            for _ in range(2)
        )
        counts = [1 + further for further in one]
        postings = Postings(
            array("H", sorted(chance.sample(range(size), frequency))),
            array("I", counts) if any(one) else None,
            array("I", map(add, counts, other)) if any(other) else None,
            array("I", chain.from_iterable(map(range, counts))),
        )
        terms.append((f"{number}".encode(), postings if placed else postings.unplaced()))
    taken = [_older(terms, size, range(size))]
    plain, compiled = (_merged(core, taken, size, placed) for core in (PLAIN, COMPILED))
    assert compiled == plain


def _postings(count: int, above: int, end: int) -> Postings:
    """Those of a term in two articles, the last position of which is this one."""
    counts, weights = [1, count], [1, count + above]
    return Postings(
        array("H", [0, 2]),
        array("I", counts) if count > 1 else None,
        array("I", weights) if above else None,
        array("I", [0, *range(end - count + 1, end + 1)]),
    )


def _merged(core: Core, taken: Sequence[RenumberedSegment], size: int, placed: bool) -> bytes:
    file = File()
    writer = DictionaryWriter(file)
    fields = core.fields(Parts(writer, Inverter(core.tokens), taken, None))
    fields.write("bounds", size, placed=placed, in_a_run=False)
    writer.close()
    return file.written


@given(articles=collections())
def test_articles_of_all_kinds(
    articles: list[ArchivedArticle], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _same(tmp_path_factory.mktemp("kinds"), [(articles, frozenset())])


def test_an_article_longer_than_a_slot(tmp_path: Path) -> None:
    long = archived(2, "oil " * 66_000 + "price")
    _same(tmp_path, [([archived(1, "oil"), long, archived(3, "price oil")], frozenset({0}))])
