"""Which articles of a segment a Whoosh query finds, by whole arrays of postings.

Whoosh runs a query a posting at a time, through matchers; in Python that costs a few microseconds
each. The queries that nearly all searches are made of are sets, and Python has those in C. What
they mean is the same, and any query that is not known here is left to Whoosh.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from whoosh import query
from whoosh.reading import SegmentReader
from whoosh.searching import Searcher

from newsarchive.engines.whoosh.codec import postings
from newsarchive.engines.whoosh.placed import Placed


def articles(wanted: query.Query, reader: SegmentReader) -> set[int]:
    """The numbers of the articles that the query finds, without those deleted."""
    return set(_found(wanted, reader)).difference(reader.deleted_docs_set)


def _found(wanted: query.Query, reader: SegmentReader) -> Collection[int]:
    match wanted:
        case query.Term():
            found = postings(reader, wanted.fieldname, wanted.text)
            return found.articles if found else ()
        case query.And():
            return _all_of(wanted.subqueries, reader)
        case query.Or():
            return set().union(*(_found(one, reader) for one in wanted.subqueries))
        case query.Not():
            return set(range(reader.doc_count_all())).difference(_found(wanted.query, reader))
        case query.Every(fieldname=None):
            return range(reader.doc_count_all())
        case Placed():
            return wanted.of(_found(wanted.candidates, reader), reader)
        case query.Phrase(slop=1):
            return _phrase(wanted, reader)
        case query.Prefix() | query.TermRange():
            # Whoosh turns these into the terms that they stand for.
            return _found(wanted.simplify(reader), reader)
        case _:
            searcher = Searcher(reader)
            return set(wanted.matcher(searcher, searcher.boolean_context()).all_ids())


def _all_of(parts: Iterable[query.Query], reader: SegmentReader) -> Collection[int]:
    several = [_found(part, reader) for part in parts]
    several.sort(key=len)
    return set(several[0]).intersection(*several[1:]) if len(several) > 1 else several[0]


def _phrase(wanted: query.Phrase, reader: SegmentReader) -> Collection[int]:
    words = [postings(reader, wanted.fieldname, word) for word in wanted.words]
    known = [word for word in words if word is not None]
    if len(known) < len(words):
        return ()
    rarest, *others = sorted((word.articles for word in known), key=len)
    within = set(rarest).intersection(*others)
    # A place in an article as one number: the phrase is where all words, each counted back to
    # the place of the first, meet.
    starts: set[int] | None = None
    for before, word in sorted(enumerate(known), key=lambda pair: len(pair[1].articles)):
        places = (
            (article << 32) + place - before
            for article, several in word.spread(within)
            for place in several
        )
        starts = set(places) if starts is None else starts.intersection(places)
    return {start >> 32 for start in starts or ()}
