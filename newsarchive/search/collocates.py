"""Collocates: the words that stand near a word more often than elsewhere.

A window is some words on either side, within the sentence. Words are counted by their stems, and
shown as they are most often written. It must not know how numbers look.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import stepping
from newsarchive.model.errors import QueryError
from newsarchive.model.frozen import frozen
from newsarchive.model.progress import Advance, counter
from newsarchive.query.matches import TextDocument, intervals
from newsarchive.query.tree import And, Node, has_intervals, is_field, scope_of
from newsarchive.search.association import association, log_ratio, mutual_information
from newsarchive.search.keywords import LEAST, SIGNIFICANT, most_written, stems, word_counts
from newsarchive.search.results import Results

Order = Literal["g2", "log-ratio", "mi", "count"]
ORDERS: tuple[Order, ...] = get_args(Order)
WINDOW = 5
"""Words on either side, unless another number is given."""


@frozen
class Collocate:
    """A word near the word that was asked about."""

    word: str
    """As it is most often written there."""
    count: int
    """In the windows; a word in two windows counts once."""
    left: int
    right: int
    """On either side; a word between two matches is on both."""
    total: int
    """In all texts that were searched, the matches themselves left out."""
    expected: float
    """In the windows, if it stood anywhere alike."""
    g2: float
    log_ratio: float
    mi: float
    articles: int
    """With the word in a window."""


@frozen
class Collocates:
    """The words near others, most telling first, and how much text was looked at."""

    rows: tuple[Collocate, ...]
    node: Node
    """What they stand near."""
    places: int
    """Where it was found."""
    articles: int
    """That have it."""
    near: int
    """Words in the windows."""
    words: int
    """In all texts that were searched, the matches themselves left out."""


@dataclass(slots=True)
class _Near:
    """What stands in the windows."""

    places: int = 0
    articles: int = 0
    nodes: Counter[str] = field(default_factory=Counter)
    """The words of the matches themselves."""
    all: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    in_articles: Counter[str] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=dict)


def collocates(
    results: Results,
    *,
    window: int = WINDOW,
    least: int = LEAST,
    sort: Order = "g2",
    limit: int | None = None,
    advance: Advance | None = None,
) -> Collocates:
    """See `Results.collocates`. Raises QueryError, and DeadlineError if the time is up."""
    node, deadline = _node(results.query), results.deadline
    keys = results.keys()
    everywhere = Results(
        results.session, scope_of(results.query, dates=True), deadline=deadline
    ).unordered()
    step = deadline.check if deadline else None
    if step:
        step()
    store = results.session.reading()
    tell = counter(advance, "counting", len(keys) + len(everywhere))
    near = _Near()
    for archived in stepping(store.articles(keys), step, 1):
        _add(near, TextDocument(archived, step), node, window)
        tell(1)
    often = {stem for stem, count in near.all.items() if count >= least}
    known = word_counts(results, everywhere, often, (), tell)
    if known:
        total, size = known.of_words, known.words
    else:
        total, size = _counted(stepping(store.articles(everywhere), step, 1), often, tell)
    total.subtract(near.nodes)
    size -= near.nodes.total()
    rows = sorted(_rows(near, total, size, least), key=lambda row: _place(row, sort))
    return Collocates(tuple(rows[:limit]), node, near.places, near.articles, near.all.total(), size)


def _counted(
    articles: Iterable[ArchivedArticle], only: Collection[str], tell: Callable[[int], None]
) -> tuple[Counter[str], int]:
    """How often these stems occur in the articles, and how many words there are."""
    total: Counter[str] = Counter()
    size = 0
    for archived in articles:
        found = stems(archived)
        total.update(filter(only.__contains__, found))
        size += len(found)
        tell(1)
    return total, size


def _node(query: Node) -> Node:
    """The part of a query that has places in texts, beside dates, sources and so on."""
    parts = query.children if isinstance(query, And) else (query,)
    words = [part for part in parts if not is_field(part)]
    if len(words) == 1 and has_intervals(words[0]):
        return words[0]
    asked = str(query)
    raise QueryError(
        'collocates needs one word, "phrase", a OR b, or a NEAR/5 b, and options or fields beside',
        asked, 0, len(asked),
    )  # fmt: skip


def _add(near: _Near, document: TextDocument, node: Node, window: int) -> None:
    """Count what stands in the windows of an article."""
    before = near.places
    seen: set[str] = set()
    for passage in document.passages:
        if not (places := intervals(node, passage)):
            continue
        near.places += len(places)
        text = passage.text
        own = {n for start, end in places for n in range(start, end)}
        near.nodes.update(text.stems[n] for n in own)
        left, right = _windows(places, passage.bounds("sentence"), window)
        near.left.update(text.stems[n] for n in left - own)
        near.right.update(text.stems[n] for n in right - own)
        for n in (left | right) - own:
            stem = text.stems[n]
            near.all[stem] += 1
            near.forms.setdefault(stem, Counter())[text.words[n]] += 1
            seen.add(stem)
    near.articles += near.places > before
    near.in_articles.update(seen)


def _windows(
    places: list[tuple[int, int]], bounds: list[int], window: int
) -> tuple[set[int], set[int]]:
    """The numbers of the words up to so many before, and after, each place, in its sentence."""
    left: set[int] = set()
    right: set[int] = set()
    for start, end in places:
        first = bounds[bisect_right(bounds, start) - 1]
        last = bounds[bisect_left(bounds, end)]
        left.update(range(max(first, start - window), start))
        right.update(range(end, min(last, end + window)))
    return left, right


def _rows(near: _Near, total: Counter[str], size: int, least: int) -> Iterator[Collocate]:
    """The words that are more frequent near than elsewhere, by more than chance."""
    inside = near.all.total()
    elsewhere = size - inside
    for stem, count in near.all.items():
        if count < least or not elsewhere:
            continue
        table = (count, total[stem] - count, inside, elsewhere)
        ratio, g2 = log_ratio(*table), association(*table)
        if ratio > 0 and g2 >= SIGNIFICANT:
            yield Collocate(
                most_written(near.forms[stem]), count, near.left[stem], near.right[stem],
                total[stem], inside * total[stem] / size, g2, ratio,
                mutual_information(*table), near.in_articles[stem],
            )  # fmt: skip


def _place(row: Collocate, sort: Order) -> tuple[float, float, int, str]:
    by = {"g2": row.g2, "log-ratio": row.log_ratio, "mi": row.mi, "count": row.count}
    return (-by[sort], -row.g2, -row.count, row.word)
