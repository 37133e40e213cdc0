"""Terms are found among others, and those that are alike are stored once."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.engines.whoosh.dictionary import Alone, DictionaryReader, TermDictionary
from newsarchive.engines.whoosh.dictionary_writer import DictionaryWriter
from newsarchive.engines.whoosh.encoder import AnyPostings, Postings, SinglePosting
from tests.engines.indexes import File

SIZE = 600


def read(fields: Mapping[str, Mapping[bytes, AnyPostings]]) -> Mapping[str, TermDictionary]:
    """Fields as they come back from a file."""
    file = File()
    writer = DictionaryWriter(file)
    for name, terms in fields.items():
        writer.add_field(name, iter(sorted(terms.items())), SIZE)
    writer.close()
    with TemporaryFile() as mapped:
        mapped.write(file.written)
        mapped.flush()
        return DictionaryReader(mapped).fields


def entries(terms: TermDictionary) -> list[int]:
    return [terms._entries[n] for n in range(len(terms))]


_terms = st.text("ab\0é", min_size=1, max_size=6) | st.text("a", min_size=250, max_size=260)


@given(st.sets(_terms.map(str.encode), min_size=1, max_size=200), st.booleans(), st.data())
def test_terms_are_found_wherever_they_stand(
    terms: set[bytes], placed: bool, data: st.DataObject
) -> None:
    """Compressed (of `path`) or not (of `tag`)."""
    ordered = sorted(terms)
    known = {term: SinglePosting(n, n if placed else None) for n, term in enumerate(ordered)}
    name = data.draw(st.sampled_from(["path", "tag"]))
    found = read({name: known})[name]
    assert [found.text(n) for n in range(len(found))] == ordered
    assert [list(found.postings(found.find(term)).articles) for term in ordered] == [
        [n] for n in range(len(ordered))
    ]
    assert [found.frequency(n) for n in range(len(found))] == [1] * len(ordered)
    assert list(found.every()) == [
        (term, Alone(n, 1, n if placed else None)) for n, term in enumerate(ordered)
    ]
    sought = data.draw(_terms).encode()
    first = bisect_left(ordered, sought)
    assert found.after(sought) == first
    assert found.find(sought) == (first if sought in terms else -1)
    assert list(found.texts_from(sought)) == ordered[first:]
    assert list(found.indexed(first)) == list(enumerate(ordered))[first:]
    assert list(found.texts_with(sought)) == [term for term in ordered if sought in term]


def placed(articles: Sequence[int], counts: Sequence[int], weights: Sequence[int]) -> Postings:
    return Postings(
        array("H", articles),
        array("I", counts) if max(counts) > 1 else None,
        array("I", weights) if weights != counts else None,
        array("I", [place for count in counts for place in range(count)]),
    )


EVERY_THIRD = range(0, SIZE, 3)


@pytest.mark.parametrize(
    ("articles", "counts", "weights"),
    [
        ([3], [1], [2]),
        ([3], [1], [300]),
        ([3, 9], [1, 1], [1, 1]),
        ([3, 9], [1, 2], [1, 2]),
        ([3, 9], [1, 2], [4, 2]),
        ([3, 9], [1, 20], [4, 300]),
        ([3, 9], [1, 20], [4, 70_000]),
        (EVERY_THIRD, [2] * 200, [3] * 200),
        (EVERY_THIRD, [2] * 200, [3] * 199 + [255]),
        (EVERY_THIRD, [2] * 200, [3] * 199 + [70_000]),
    ],
)
def test_a_form_is_stored_with_its_stem_where_they_have_the_same_articles_and_weights(
    articles: Sequence[int], counts: list[int], weights: list[int]
) -> None:
    stem, heavier = (
        placed(articles, counts, [*weights[:-1], weights[-1] + more]) for more in (0, 1)
    )
    forms = {b"oil": stem.unplaced(), b"oils": heavier.unplaced(), b"oily": heavier.unplaced()}
    fields = read({"text": {b"oil": stem}, "form": forms})
    (text,), form = entries(fields["text"]), entries(fields["form"])
    assert form == [text, form[1], form[1]]
    assert form[1] != text
    for term, more in ((b"oil", 0), (b"oils", 1), (b"oily", 1)):
        found = fields["form"].postings(fields["form"].find(term))
        assert list(found.articles) == list(articles)
        assert list(found.weights) == [*weights[:-1], weights[-1] + more]
        assert list(found.weights_at(articles)) == list(found.weights)
        assert not found.places


def test_what_stands_once_takes_no_bytes_but_its_number() -> None:
    fields = read({"text": {b"oil": SinglePosting(3, 65_535), b"us": SinglePosting(4, 65_536)}})
    inline, entry = entries(fields["text"])
    assert inline > entry, "it is no place in the file"
    for term, article, place in ((b"oil", 3, 65_535), (b"us", 4, 65_536)):
        found = fields["text"].postings(fields["text"].find(term))
        assert (found.articles, list(found.places)) == ([article], [place])
        assert list(found.weights) == [1]
