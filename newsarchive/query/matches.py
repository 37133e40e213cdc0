"""The meaning of queries, in plain Python over words; the only definition.

Engines only make it fast: `engines.scan` uses nothing else, the other engines must find the same
articles, and the highlights come from here too. This module knows articles, words and trees; it
must not know engines, stores or terminals.

An interval is a run of words, half-open in word numbers, within one passage of an article (its
title, its body, one author's name …). No interval reaches from one passage into another.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Literal, Protocol

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.model.deadline import Step, stepping
from newsarchive.query.patterns import form_test, value_test
from newsarchive.query.tree import (
    Added,
    And,
    AtLeast,
    Caps,
    Dates,
    Every,
    Exact,
    Fuzzy,
    Has,
    In,
    KeyValue,
    Leaf,
    Length,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Within,
    Word,
    Zone,
)
from newsarchive.text import stemming, words
from newsarchive.text.folding import plain

Interval = tuple[int, int]
Unit = Literal["sentence", "paragraph"]
Fact = Every | Dates | Added | Length | Has | KeyValue


class Passage(Protocol):
    """One stretch of an article that holds words. Words are numbered from 0."""

    @property
    def step(self) -> Step | None:
        """Called every now and then while intervals are looked for; it may raise to end this."""
        ...

    def occurrences(self, leaf: Leaf) -> list[int]:
        """The numbers of the words that a leaf matches, ascending."""
        ...

    def bounds(self, unit: Unit) -> list[int]:
        """The numbers of the first words of sentences or paragraphs; then the number of words."""
        ...


class TextPassage:
    """A passage that is read from its text."""

    __slots__ = ("stemmed", "step", "text", "whole")

    def __init__(
        self,
        text: str,
        language: str | None,
        *,
        whole: bool = False,
        stemmed: bool = True,
        step: Step | None = None,
    ) -> None:
        """`whole`: one sentence, whatever full stops it has, as titles and names are."""
        self.step = step
        self.text = words.Text(text, language, step=step)
        self.whole = whole
        self.stemmed = stemmed

    def occurrences(self, leaf: Leaf) -> list[int]:
        """See `Passage`."""
        if not self.text.text:
            return []
        match leaf:
            case Word(word):
                form = words.fold(word)
                if not self.stemmed:
                    return _occurrences(plain(form), list(map(plain, self.text.forms)))
                return _occurrences(stemming.stem(form, self.text.language), self.text.stems)
            case Exact(word):
                return _occurrences(words.fold(word), self.text.forms)
            case Caps(word):
                return _occurrences(word, self.text.words)
            case _:
                accepts = form_test(leaf)
                forms = stepping(self.text.forms, self.step)
                return [n for n, form in enumerate(forms) if accepts(form)]

    def bounds(self, unit: Unit) -> list[int]:
        """See `Passage`."""
        if self.whole:
            return [0, len(self.text.forms)]
        return self.text.sentence_bounds if unit == "sentence" else self.text.paragraph_bounds


class LeadPassage:
    """The first paragraph of a body that has words: the body up to there."""

    def __init__(self, body: Passage) -> None:
        self._body = body
        self.step = body.step
        self._end = (body.bounds("paragraph")[1:] or [0])[0]

    def occurrences(self, leaf: Leaf) -> list[int]:
        """See `Passage`."""
        return [n for n in self._body.occurrences(leaf) if n < self._end]

    def bounds(self, unit: Unit) -> list[int]:
        """See `Passage`."""
        return self._body.bounds(unit)


class Document(Protocol):
    """An article as a query sees it, read from its text or from an index."""

    def zone(self, zone: Zone) -> Sequence[Passage]:
        """The passages of a zone."""
        ...

    def answers(self, node: Fact) -> bool:
        """Whether a fact about the whole article holds."""
        ...


class TextDocument:
    """An article that is read from its text."""

    def __init__(self, archived: ArchivedArticle, step: Step | None = None) -> None:
        self.archived = archived
        article = archived.article
        self.title = TextPassage(article.title or "", article.language, whole=True, step=step)
        self.body = TextPassage(article.body, article.language, step=step)
        # A derived title is a piece of the body: `title:` finds it, but its words do not count
        # twice.
        own = has_own_title(article)
        self.passages: tuple[TextPassage, ...] = (self.title, self.body) if own else (self.body,)

    def zone(self, zone: Zone) -> tuple[Passage, ...]:
        """See `Document`."""
        match zone:
            case "title":
                return (self.title,)
            case "body":
                return (self.body,)
            case "lead":
                return (LeadPassage(self.body),)
            case "hlead":
                return (*self.passages[:-1], LeadPassage(self.body))
            case _:
                return tuple(
                    TextPassage(name, None, whole=True, stemmed=False)
                    for name in names(self.archived, zone)
                )

    def answers(self, node: Fact) -> bool:
        """See `Document`."""
        archived, article = self.archived, self.archived.article
        match node:
            case Every():
                return True
            case Dates(first, last, undated):
                day = article.date
                if undated or day is None:
                    return undated and day is None
                return (first is None or first <= day) and (last is None or day <= last)
            case Added(first, last):
                day = dt.date.fromisoformat(archived.added[:10])
                return (first or day) <= day <= (last or day)
            case Length(low, high):
                return (low or 0) <= archived.words and (high is None or archived.words <= high)
            case Has(what):
                present = {
                    "date": article.date is not None,
                    "author": bool(article.authors),
                    "title": has_own_title(article),
                    "url": bool(article.url),
                    "note": bool(archived.notes),
                }
                return present[what]
            case KeyValue("id", value):
                return archived.id.startswith(value.lower())
            case KeyValue("language", value):
                return (article.language or "").lower() == value.lower()
            case KeyValue("url", value):
                return article.url is not None and value_test(value)(article.url)
            case KeyValue(_, value):
                return any(map(value_test(value), archived.paths))


def has_own_title(article: Article) -> bool:
    """Whether the title was printed with the article, not derived from its first sentence."""
    return bool(article.title) and article.title_source != "derived"


def names(archived: ArchivedArticle, zone: Zone) -> tuple[str, ...]:
    """The values of a zone that holds names, or notes."""
    article = archived.article
    if zone == "note":
        return tuple(note.text for note in archived.notes)
    if zone in ("author", "tag"):
        return article.authors if zone == "author" else article.tags
    value = {"source": article.source, "agency": article.agency}.get(zone, article.section)
    return (value,) if value else ()


def matches(tree: Node, archived: ArchivedArticle, step: Step | None = None) -> bool:
    """Whether the article matches the query.

    `step` is called every now and then, and may raise to end this.
    """
    document = TextDocument(archived, step)
    return holds(tree, document, document.passages)


def holds(node: Node, document: Document, passages: Sequence[Passage]) -> bool:
    """Whether the node is true of these passages of an article, or of the article as a whole."""
    match node:
        case And(children):
            return all(holds(child, document, passages) for child in children)
        case Or(children):
            return any(holds(child, document, passages) for child in children)
        case Not(child):
            return not holds(child, document, passages)
        case In(zone, child):
            return holds(child, document, document.zone(zone))
        case AtLeast(count, child):
            found = chain.from_iterable(each_interval(child, passage) for passage in passages)
            return sum(1 for _ in islice(found, count)) >= count
        case Every() | Dates() | Added() | Length() | Has() | KeyValue():
            return document.answers(node)
        case _:
            return any(True for passage in passages for _ in each_interval(node, passage))


# Intervals


def intervals(node: Node, passage: Passage) -> list[Interval]:
    """Every interval of a passage that a positional node matches, in order, each once."""
    return list(each_interval(node, passage))


def each_interval(node: Node, passage: Passage) -> Iterator[Interval]:
    """The same, lazily: the first costs no search for the others."""
    return iter(stepping(_each_interval(node, passage), passage.step))


def _each_interval(node: Node, passage: Passage) -> Iterable[Interval]:
    match node:
        case Word() | Exact() | Caps() | Pattern() | Fuzzy():
            return ((n, n + 1) for n in passage.occurrences(node))
        case Phrase(parts):
            found = set(passage.occurrences(parts[0]))
            for ahead, leaf in enumerate(parts[1:], start=1):
                if not found:
                    break
                found &= {n - ahead for n in passage.occurrences(leaf)}
            return ((n, n + len(parts)) for n in sorted(found))
        case Or(children):
            return _once(merge(*(each_interval(child, passage) for child in children)))
        case Near(left, right, distance, ordered):
            lefts = intervals(left, passage)
            rights = intervals(right, passage) if lefts else []
            joint = _following(lefts, rights, distance, passage.step)
            if not ordered:
                joint = merge(joint, _following(rights, lefts, distance, passage.step))
            return _once(joint)
        case Within(left, right, unit):
            lefts = intervals(left, passage)
            rights = intervals(right, passage) if lefts else []
            return _within(lefts, rights, passage.bounds(unit)) if rights else []
        case _:
            raise TypeError(f"{node} has no intervals")


def _occurrences(word: str, passage: list[str]) -> list[int]:
    found: list[int] = []
    at = -1
    try:
        while True:
            at = passage.index(word, at + 1)
            found.append(at)
    except ValueError:
        return found


def _once(ascending: Iterable[Interval]) -> Iterator[Interval]:
    return (interval for interval, _ in groupby(ascending))


def _following(
    firsts: list[Interval], seconds: list[Interval], distance: int, step: Step | None
) -> Iterator[Interval]:
    """The joint intervals where a second begins at most `distance` words after a first."""
    starts = [start for start, _ in seconds]
    for start, same in groupby(stepping(firsts, step), itemgetter(0)):
        ends: set[int] = set()
        seen = 0  # intervals with one start end later and later, and so do those that follow
        for _, end in same:
            low = max(seen, bisect_left(starts, end))
            seen = max(low, bisect_left(starts, end + distance))
            ends.update(last for _, last in stepping(seconds[low:seen], step))
        for last in sorted(ends):
            yield start, last


def _within(lefts: list[Interval], rights: list[Interval], bounds: list[int]) -> list[Interval]:
    """For each sentence or paragraph with two separate intervals, the run that holds them all."""
    found: list[Interval] = []
    by_unit: dict[int, tuple[list[Interval], list[Interval]]] = {}
    for side, some in enumerate((lefts, rights)):
        for start, end in some:
            number = bisect_right(bounds, start)
            if number == bisect_right(bounds, end - 1):
                by_unit.setdefault(number, ([], []))[side].append((start, end))
    for number in sorted(by_unit):
        ours, theirs = by_unit[number]
        if ours and theirs and _apart(ours, theirs):
            found.append((min(p[0] for p in ours + theirs), max(p[1] for p in ours + theirs)))
    return found


def _apart(ours: list[Interval], theirs: list[Interval]) -> bool:
    """Whether some interval of one side ends before one of the other begins."""
    both_ways = ((ours, theirs), (theirs, ours))
    return any(min(end for _, end in a) <= max(start for start, _ in b) for a, b in both_ways)
