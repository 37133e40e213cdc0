"""Why a search found its articles, or none: each part of the query is asked alone.

It must not know how the answers look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from newsarchive.engines import ScorePart
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.query.tree import (
    And,
    Dates,
    Exact,
    In,
    Node,
    Phrase,
    Word,
    conjunction,
    disjunction,
    leaf_words,
    parts_of,
)
from newsarchive.search.hit import Hit
from newsarchive.search.results import Results
from newsarchive.session import Session

MOST_PARTS = 100
"""Parts of one query that are explained: nobody reads more."""

MOST_WORDS = 10
"""Words of a query that get advice: each is compared with the whole vocabulary."""
SHORTEST = 3
"""Letters that a word must have for its spelling to be corrected."""


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One part of a query, and what it matches alone."""

    query: str
    depth: int
    """0 for the whole, 1 for its parts, and so on."""
    articles: int
    verified: bool
    """Whether candidates had to be read, as the index could not answer alone."""
    typed: str = ""
    """For dates: the expression as it was typed, if it differs from `query`."""


def explain(results: Results) -> list[QueryPart]:
    """The query as it was understood, part by part, each with the articles it matches alone.

    Only the parts that are counted before the deadline of the results.
    """
    explained: list[QueryPart] = []
    for node, depth in _walk(results.query, 0):
        if len(explained) == MOST_PARTS:
            break
        alone = Results(results.session, node, deadline=results.deadline)
        total = alone.total
        if alone.cut_short:
            break
        typed = node.text if isinstance(node, Dates) and f"date:{node.text}" != str(node) else ""
        explained.append(QueryPart(str(node), depth, total, not alone.exact, typed))
    return explained


def _walk(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    yield node, depth
    for part in parts_of(node):
        yield from _walk(part, depth + 1)


@dataclass(slots=True)
class Advice:
    """What would help where nothing was found."""

    spellings: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """Words that no article has → the words most like them, with the number of articles."""
    as_author: dict[str, int] = field(default_factory=dict)
    """Words that no text has but a byline → how many articles have it there."""
    with_any: int = 0
    """How many articles have any of the words, where all of them were asked for."""
    without_dates: int = 0
    """How many match at any time, where dates exclude them all."""
    first: dt.date | None = None
    """The days of the oldest and of the newest article, where dates exclude everything."""
    last: dt.date | None = None


def advise(results: Results) -> Advice:
    """What would help with a query that finds nothing, as far as its deadline allows."""
    advice = Advice()
    with suppress(DeadlineError):
        _advise(results, advice)
    return advice


def _advise(results: Results, advice: Advice) -> None:
    session, query, deadline = results.session, results.query, results.deadline

    def matching(node: Node) -> int:
        found = Results(session, node, deadline=deadline)
        total = found.total
        if found.cut_short:
            raise DeadlineError
        return total

    for leaf in islice(dict.fromkeys(leaf_words(query)), MOST_WORDS):
        if isinstance(leaf, Word | Exact) and not matching(leaf):
            bylines = matching(In("author", leaf))
            if bylines:
                advice.as_author[leaf.word] = bylines
            is_long = len(leaf.word) >= SHORTEST
            near = spellings(session, leaf.word, deadline) if is_long else []
            if near or leaf != query:  # of a single word it is clear that no article has it
                advice.spellings[leaf.word] = near
    children = query.children if isinstance(query, And) else (query,)
    timeless = [node for node in children if not _is_about_dates(node)]
    if len(timeless) < len(children):
        advice.without_dates = matching(conjunction(timeless))
        known = session.reading().counts(["date"])["date"]
        if days := [dt.date.fromisoformat(str(day)) for day in known if day]:
            advice.first, advice.last = min(days), max(days)
    looser = _loosened(timeless)
    if looser is not None:
        dated = [node for node in children if node not in timeless]
        advice.with_any = matching(conjunction([looser, *dated]))


def _is_about_dates(node: Node) -> bool:
    parts = parts_of(node)
    if not parts:
        return isinstance(node, Dates)
    return not isinstance(node, Phrase) and all(_is_about_dates(part) for part in parts)


def _loosened(nodes: list[Node]) -> Node | None:
    """The same with any of the words instead of all; None if there are not several."""
    wanted = [node for node in nodes if any(True for _ in leaf_words(node))]
    if len(wanted) < 2:
        return None
    return conjunction([disjunction(wanted), *(node for node in nodes if node not in wanted)])


def score_parts(
    session: Session, hits: Sequence[Hit], query: Node, deadline: Deadline | None = None
) -> dict[str, list[ScorePart]]:
    """See `Archive.score_parts`."""
    ids = {hit.archived.key: hit.id for hit in hits}
    step = deadline.check if deadline else None
    try:
        found, _ = session.ask(
            lambda engine: engine.score_parts(query, ids, step), deadline=deadline
        )
    except DeadlineError:
        return {}
    return {ids[key]: parts for key, parts in found.items()}


def spellings(
    session: Session, word: str, deadline: Deadline | None = None
) -> list[tuple[str, int]]:
    """See `Archive.spellings`."""
    step = deadline.check if deadline else None
    return session.ask(lambda engine: engine.spellings(word, step), deadline=deadline)[0]
