"""Words next to each other are found, however their positions are stored."""

from __future__ import annotations

from array import array
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.engines.whoosh.encoder import Postings
from newsarchive.engines.whoosh.phrases import at_once, in_order
from newsarchive.engines.whoosh.postings import PostingList
from newsarchive.engines.whoosh.search_core import compiled

Occurrences = dict[int, set[int]]
"""Article → the positions of a word in it."""

_SIZE = 300
_far = st.sampled_from([0, 250, 256, 4090, 65_530, 70_000])
"""Where positions of the same lowest byte, and of each width, begin."""


@st.composite
def _words(draw: st.DrawFn) -> list[Occurrences]:
    """Of some words, in few places, so that they often meet."""
    far = draw(_far)
    place = st.builds(int.__add__, st.integers(0, 8), st.sampled_from([0, 256, far]))
    common = st.dictionaries(st.integers(0, _SIZE - 1), st.sets(place, min_size=1, max_size=6))
    everywhere = draw(st.sets(place, min_size=1, max_size=3))
    several = draw(st.lists(common.filter(bool), min_size=2, max_size=3))
    for one in several[1:]:
        if draw(st.booleans()):  # a term in most articles is stored in another way
            one.update((article, one.get(article, everywhere)) for article in range(0, _SIZE, 2))
    return several


def _postings(word: Occurrences) -> PostingList:
    places = [sorted(word[article]) for article in sorted(word)]
    counts = array("I", map(len, places))
    made = Postings(array("H", sorted(word)), counts, counts[:], array("I", chain(*places)))
    kind, block, _ = made.pack(_SIZE)
    where = memoryview(made.packed_articles(_SIZE))
    return PostingList(len(word), _SIZE, where, kind, memoryview(block))


@given(_words(), st.lists(st.integers(0, 2), min_size=2, max_size=4), st.data())
def test_a_phrase_is_found_where_its_words_stand_in_order(
    words: list[Occurrences], order: list[int], data: st.DataObject
) -> None:
    phrase = [words[n % len(words)] for n in order]
    known = {id(word): _postings(word) for word in words}  # a word that comes twice is one
    lists = [known[id(word)] for word in phrase]
    having = sorted(set.intersection(*map(set, phrase)))
    meant = [
        article
        for article in having
        if any(
            all(start + n in word[article] for n, word in enumerate(phrase))
            for start in phrase[0][article]
        )
    ]
    rarest = min(lists, key=lambda found: found.frequency)
    some = data.draw(st.sets(st.sampled_from(having)) if having else st.just(set()))
    for _ in range(2):  # the second time, arrays are there
        assert in_order(lists, list(some)) == [article for article in meant if article in some]
        assert in_order(lists, rarest.articles) == meant
    if core := compiled():
        assert at_once(core.in_order, lists) == meant


def test_positions_of_the_same_lowest_byte_are_kept_apart() -> None:
    """The second of them is the one sought; in the other article none is."""
    words: list[Occurrences] = [{1: {256}, 2: {256}}, {1: {1, 257}, 2: {1, 513}}]
    lists = list(map(_postings, words))
    assert in_order(lists, lists[0].articles) == [1]
