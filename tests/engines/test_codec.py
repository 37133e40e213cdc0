"""Our codec holds what Whoosh's own holds, however often its segments are split and merged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from newsarchive.engines.whoosh.codec import ArraySegment
from newsarchive.engines.whoosh.dictionary import DictionaryReader, ForeignFileError
from newsarchive.engines.whoosh.writer import ArrayWriter, merge_small
from newsarchive.model.article import ArchivedArticle
from tests.engines.articles import archived
from tests.engines.indexes import array_index, postings, stock_index, write
from tests.engines.reader import open_reader
from tests.worlds import collections

pytestmark = pytest.mark.long


def merge_none(writer: ArrayWriter, segments: Sequence[ArraySegment]) -> Sequence[ArraySegment]:
    return segments


def merge_all(writer: ArrayWriter, segments: Sequence[ArraySegment]) -> Sequence[ArraySegment]:
    for segment in segments:
        writer.take(segment)
    return []


POLICIES = st.sampled_from([merge_small, merge_none, merge_all])

_terms = st.builds(
    query.Term,
    st.sampled_from(["form", "text", "title"]),
    st.sampled_from(["oil", "price", "prices", "energi", "us", "none"]),
)
_phrases = st.lists(st.sampled_from(["oil", "price", "us", "rate"]), min_size=2, max_size=3).map(
    lambda words: query.Phrase("text", words)
)
_many = st.sampled_from(
    [
        query.Every(), query.NullQuery, query.Prefix("form", "pri"), query.Wildcard("form", "o*l"),
        query.TermRange("words", "0000000003", "0000000012"), query.FuzzyTerm("form", "oil"),
        query.TermRange("day", None, "0000736700"), query.Phrase("text", ["oil", "us"], slop=3),
        query.Every("tag"),
    ]
)  # fmt: skip
queries = st.recursive(
    _terms | _phrases | _many,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(query.And)
        | st.lists(inner, min_size=1, max_size=3).map(query.Or)
        | inner.map(lambda one: query.And([query.Every(), query.Not(one)]))
    ),
    max_leaves=4,
)


@given(
    articles=collections(),
    cut=st.integers(0, 8),
    gone=st.sets(st.integers(1, 8)),
    memory=st.sampled_from([1, 2**20]),
    policies=st.tuples(POLICIES, POLICIES, POLICIES),
)
def test_postings_are_those_of_the_stock_codec(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[ArchivedArticle],
    cut: int,
    gone: set[int],
    memory: int,
    policies: tuple[object, object, object],
) -> None:
    """After two additions, a deletion and any merging: articles, weights and places."""
    folder = tmp_path_factory.mktemp("indexes")
    kept = [archived for archived in articles if archived.key not in gone]
    with stock_index(folder / "stock", kept).reader() as stock:
        expected = postings(stock)
    ours = array_index(folder / "ours")
    write(ours, articles[:cut], memory=memory, merge=policies[0])
    write(ours, articles[cut:], memory=memory, merge=policies[1])
    write(ours, [], gone, merge=policies[2])
    with open_reader(ours) as reader:
        assert postings(reader) == expected
        assert reader.doc_count() == len(kept)


@given(articles=collections(), wanted=queries, gone=st.sets(st.integers(1, 8), max_size=3))
def test_our_matchers_find_what_those_of_the_stock_codec_find(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[ArchivedArticle],
    wanted: query.Query,
    gone: set[int],
) -> None:
    """For every kind of query that Whoosh has."""
    folder = tmp_path_factory.mktemp("indexes")
    made = array_index(folder / "ours")
    write(made, articles)
    write(made, [], gone)
    with open_reader(made) as reader, stock_index(folder / "stock", articles).reader() as stock:
        matched = set()
        for leaf, _ in reader.leaf_readers() if reader.doc_count_all() else ():
            matched |= {keys(leaf)[number] for number in matching(wanted, leaf)}
        assert matched == {keys(stock)[number] for number in matching(wanted, stock)} - gone


def keys(reader: IndexReader) -> list[int]:
    return list(reader.column_reader("key", translate=False).load())


def matching(wanted: query.Query, reader: IndexReader) -> set[int]:
    searcher = Searcher(reader)
    return set(wanted.matcher(searcher, searcher.boolean_context()).all_ids())


def test_terms_are_in_order_and_found_by_prefix(tmp_path: Path) -> None:
    made = array_index(tmp_path / "index")
    write(made, [archived(1, "oil oils pricey"), archived(2, "priced zebra énergie")])
    with open_reader(made) as reader:
        assert list(reader.lexicon("form")) == [
            b"energie",
            b"oil",
            b"oils",
            b"priced",
            b"pricey",
            b"zebra",
        ]
        assert list(reader.expand_prefix("form", "pri")) == [b"priced", b"pricey"]
        assert reader.doc_frequency("form", "zebra") == 1
        assert reader.doc_frequency("form", "zebr") == 0


def test_terms_are_found_by_what_is_in_them(tmp_path: Path) -> None:
    """Never by the end of one term and the beginning of the next; in several blocks of terms."""
    forms = sorted(
        {f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghi" for c in "abcdefghijkl"}
    )
    made = array_index(tmp_path / "index")
    write(made, [archived(1, " ".join(forms))])
    (path,) = (tmp_path / "index").glob("*.inv")
    with path.open("rb") as file:
        terms = DictionaryReader(file).fields["form"]
        for run in (b"a", b"ab", b"aab", b"ia", b"lj", b"jil", b"z"):
            expected = [form.encode() for form in forms if run in form.encode()]
            assert list(terms.texts_with(run)) == expected
            assert [terms.text(terms.find(term)) for term in expected] == expected


def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path) -> None:
    made = array_index(tmp_path / "index")
    write(made, [archived(1, "oil")])
    (path,) = (tmp_path / "index").glob("*.inv")
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole[: len(whole) // 2], b"x" + whole[1:], whole[::-1]):
        path.write_bytes(damaged)
        with path.open("rb") as file, pytest.raises(ForeignFileError):
            DictionaryReader(file)


def test_only_the_postings_are_not_whooshs_own(tmp_path: Path) -> None:
    """The index is a Whoosh index still: its segments, its columns, its table of contents."""
    made = array_index(tmp_path / "index")
    write(made, [archived(1, "oil")])
    (segment,) = made._segments()
    assert isinstance(segment.codec(), W3Codec)
    assert {file.suffix for file in (tmp_path / "index").glob("MAIN_*.*")} == {".inv", ".col"}
