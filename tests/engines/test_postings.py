"""Postings come back from their bytes as they went in, however they are laid out."""

from __future__ import annotations

from array import array
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.engines.whoosh.encoder import Postings, SinglePosting
from newsarchive.engines.whoosh.inverted import _runs
from newsarchive.engines.whoosh.postings import PostingList

_articles = st.sets(st.integers(0, 400), min_size=1, max_size=200).map(sorted)
_top = st.sampled_from([10, 255, 256, 1023, 1024, 4095, 4096, 70_000])


@given(_articles, st.data())
def test_whatever_the_numbers(articles: list[int], data: st.DataObject) -> None:
    size = data.draw(st.integers(articles[-1] + 1, 2000))
    top, most, extra = data.draw(_top), data.draw(st.sampled_from([1, 3, 20, 300])), data.draw(_top)
    chance = data.draw(st.randoms(use_true_random=False))
    places, weights = [], []
    for _ in articles:
        here = sorted({chance.randint(0, top) for _ in range(chance.randint(1, most))})
        places.append(here)
        weights.append(len(here) + chance.choice((0, 0, min(extra, 3), extra)))
    postings = Postings(
        array("H", articles),
        array("I", map(len, places)),
        array("I", weights),
        array("I", chain(*places)),
    )
    kind, block, _ = postings.pack(size)
    where = postings.packed_articles(size)
    found = PostingList(len(articles), size, memoryview(where), kind, memoryview(block + b"more"))
    assert list(found.articles) == articles
    assert list(found.weights) == weights
    assert list(found.counts) == list(map(len, places))
    assert list(found.places) == list(chain(*places))
    assert list(map(list, map(found.places_in, found.indexes(articles)))) == places
    absent = sorted(set(range(size)) - set(articles))[:50]
    assert set(found.indexes(absent)) <= {-1}
    assert list(found.indexes([*articles, *absent, *articles[::-1]])) == [
        *range(len(articles)), *[-1] * len(absent), *reversed(range(len(articles))),
    ]  # fmt: skip
    wanted = [*articles[:2], *absent]
    for among in (wanted, [*wanted, *articles]):
        meant = [(a, p) for a, p in zip(articles, places, strict=True) if a in among]
        assert sorted((a, list(p)) for a, p in found.spread(set(among))) == meant
    unplaced = postings.unplaced()
    kind, block, _ = unplaced.pack(size)
    where = unplaced.packed_articles(size)
    bare = PostingList(len(articles), size, memoryview(where), kind, memoryview(block + b"more"))
    assert list(bare.articles) == articles
    assert list(bare.weights) == weights
    known = dict(zip(articles, weights, strict=True))
    assert found.lane == bytes(min(known.get(n, 0), 255) for n in range(size))
    for among in (wanted, list(range(size))):
        assert list(found.weights_at(among)) == [known.get(n, 0) for n in among]
        assert sorted(found.having(among)) == sorted(known.keys() & set(among))


@given(_articles, st.integers(401, 9000))
def test_articles_alone(articles: list[int], size: int) -> None:
    packed = Postings(array("H", articles)).packed_articles(size)
    found = PostingList(len(articles), size, memoryview(packed + b"more"), 0, memoryview(b""))
    assert list(found.articles) == articles
    assert list(found.weights) == [1] * len(articles)
    assert len(packed) <= max(2 * len(articles), 1)


@given(st.integers(1, 100), st.data())
def test_a_single_one_is_packed_as_postings_are(size: int, data: st.DataObject) -> None:
    place, weight = data.draw(st.integers(0, 65_535)), data.draw(st.integers(1, 300))
    single = SinglePosting(data.draw(st.integers(0, size - 1)), place, weight)
    postings = Postings(single.articles, None, single.weights, single.places)
    assert single.pack(size) == postings.pack(size)
    assert single.packed_articles(size) == postings.packed_articles(size)
    assert single.unplaced().pack(size) == postings.unplaced().pack(size)
    assert single.unplaced().packed_articles(size) == postings.unplaced().packed_articles(size)


@given(st.lists(st.tuples(st.integers(0, 65_535), st.integers(1, 300)), min_size=1))
def test_runs_of_equal_numbers(runs: list[tuple[int, int]]) -> None:
    counted = dict(sorted(runs))
    numbers = array("H", [number for number, count in counted.items() for _ in range(count)])
    found, counts = _runs(numbers)
    assert list(found) == list(counted)
    assert list(counts or [1] * len(found)) == list(counted.values())
