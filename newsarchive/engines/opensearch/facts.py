"""Dates, lengths, presences, ids, urls and paths as OpenSearch's queries.

Where one cannot be said exactly, the query finds at least the right articles. This module must not
know words of texts, or requests.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsarchive.engines.opensearch import encoded
from newsarchive.engines.opensearch.expand import EXPRESSION, Query, literal
from newsarchive.query.tree import Added, Dates, Every, Has, KeyValue, Length, Node

EVERY: Query = {"match_all": {}}
_GREATEST = 2**31 - 1
"""No number in a document is greater."""
_MOST_IN_ROW = 50
"""Words of an address that are compared in order."""


class Compiled(NamedTuple):
    """A query, and whether it finds exactly the articles that the tree asks for."""

    query: Query
    exact: bool


def fact(node: Node) -> Compiled:
    """The query for a fact about whole articles."""
    match node:
        case Every():
            return Compiled(EVERY, exact=True)
        case Dates(first, last, undated):
            dated = _term("has", "date")
            if undated:
                return Compiled({"bool": {"must_not": [dated]}}, exact=True)
            if first is None and last is None:
                return Compiled(dated, exact=True)
            low, high = (day.toordinal() if day else None for day in (first, last))
            return Compiled(_range("day", low, high), exact=True)
        case Added(first, last):
            low, high = (day.toordinal() if day else None for day in (first, last))
            return Compiled(_range("added", low, high), exact=True)
        case Length(low, high):
            return Compiled(_range("words", low, high), exact=True)
        case Has(what):
            return Compiled(_term("has", what), exact=True)
        case KeyValue("id", value):
            return Compiled({"prefix": {"id": {"value": value.lower()}}}, exact=True)
        case KeyValue("language", value):
            return Compiled(_term("language", value.lower()), exact=True)
        case KeyValue(key, value):
            return _address(key, value)
        case _:
            raise TypeError(f"{node} is not known to this engine")


def _term(field: str, value: str) -> Query:
    return {"term": {field: {"value": value}}}


def _range(field: str, low: int | None, high: int | None) -> Query:
    ends = {"gte": low, "lte": high}
    within = {name: min(end, _GREATEST) for name, end in ends.items() if end is not None}
    return {"range": {field: within}}


_WILDCARDS = re.compile(r"[*?]+")


def _address(key: str, value: str) -> Compiled:
    """The articles with a value in a url or path, at the bounds of words.

    A run without wildcards is a phrase of words and other characters; a wildcard may continue its
    first or its last word.
    """
    runs = _WILDCARDS.split(value)
    clauses: list[Query] = []
    exact = "?" not in value and len([run for run in runs if run]) == 1
    for n, run in enumerate(runs):
        terms = encoded.value(run)
        open_left = n > 0 and run[:1].isalnum()
        open_right = n < len(runs) - 1 and run[-1:].isalnum()
        whole = terms[open_left : len(terms) - open_right]
        # Without case, a letter may end with a mark: then it is no word to its end.
        ends = [(run[:1], run.casefold()[:1]), (run[-1:], run.casefold()[-1:])]
        sure = all(one.isalnum() == other.isalnum() for one, other in ends)
        exact = exact and sure and len(whole) == len(terms) <= _MOST_IN_ROW
        if whole:
            row = " ".join(whole[:_MOST_IN_ROW])
            clauses.append({"match_phrase": {key: {"query": row}}})
        parts = {0: open_left, len(terms) - 1: open_right}
        for place in sorted(place for place, is_open in parts.items() if is_open):
            before = ".*" if place == 0 and open_left else ""
            behind = ".*" if place == len(terms) - 1 and open_right else ""
            if sure and len(shape := literal(terms[place])) <= EXPRESSION:
                shape = f"{before}{shape}{behind}|{encoded.LONG}.*"
                clauses.append({"regexp": {key: {"value": shape, "rewrite": "constant_score"}}})
    if len(clauses) == 1:
        return Compiled(clauses[0], exact)
    return Compiled({"bool": {"filter": clauses[:_MOST_IN_ROW]}}, exact=False)
