"""Nearness, counts and zones, decided by the positions in the index instead of the text.

`query.matches` keeps the meaning: its passages here look words up in posting lists, and the bounds
of sentences and paragraphs in others. Only words compared by their stems have positions; nodes with
exact forms or patterns are verified in the text instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.terms import GAP
from newsarchive.model.deadline import stepping
from newsarchive.query.matches import Fact, LeadPassage, Passage, Unit, holds
from newsarchive.query.tree import (
    TEXT_ZONES,
    And,
    AtLeast,
    In,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Within,
    Word,
    Zone,
)

TermsOfWord = Callable[[str], list[str]]
"""A word → its terms in the field `text`, one for each language of the articles."""


def has_positions(node: Node) -> bool:
    """Whether the index has the positions of all words of the node."""
    match node:
        case Word():
            return True
        case Phrase(children) | And(children) | Or(children):
            return all(map(has_positions, children))
        case Near(left, right) | Within(left, right):
            return has_positions(left) and has_positions(right)
        case Not(child) | AtLeast(_, child):
            return has_positions(child)
        case In(zone, child):
            # A derived title is part of the body in the index, without positions of its own.
            return zone in TEXT_ZONES and zone != "title" and has_positions(child)
        case _:
            return False


def matching(
    node: Node, candidates: Collection[int], segment: Segment, terms: TermsOfWord
) -> list[int]:
    """The candidates of a segment for which the node is true."""
    places = _Positions(segment, terms, set(candidates))
    documents = (_IndexDocument(places, number) for number in stepping(candidates, segment.step))
    return [doc.number for doc in documents if holds(node, doc, doc.passages)]


class _Positions:
    """The positions of words, and of bounds, in the candidates of one segment."""

    def __init__(self, segment: Segment, terms: TermsOfWord, candidates: set[int]) -> None:
        self.step = segment.step
        self._segment = segment
        self._terms = terms
        self._candidates = candidates
        self._words: dict[str, dict[int, Sequence[int]]] = {}
        self._bounds: dict[Unit, dict[int, Sequence[int]]] = {}

    def of_word(self, word: str, number: int) -> Sequence[int]:
        """The positions of a word in an article, ascending."""
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = {}
            for term in self._terms(word):  # an article has only the term of its language
                found |= self._read("text", term)
        return found.get(number, [])

    def of_bounds(self, unit: Unit, number: int) -> Sequence[int]:
        """Where sentences or paragraphs of the body begin, and where it ends."""
        found = self._bounds.get(unit)
        if found is None:
            found = self._bounds[unit] = self._read("bounds", unit)
        return found[number]

    def _read(self, field: str, term: str) -> dict[int, Sequence[int]]:
        found = self._segment.postings(field, term)
        return dict(found.spread(self._candidates)) if found else {}


class _IndexDocument:
    """An article read from the index."""

    def __init__(self, places: _Positions, number: int) -> None:
        self.number = number
        paragraphs = places.of_bounds("paragraph", number)
        start, end = paragraphs[0], paragraphs[-1]
        self._title = _IndexPassage(places, number, 0, start - GAP)
        self._body = _IndexPassage(places, number, start, end)
        self.passages = self._with_title(self._body)

    def _with_title(self, passage: Passage) -> Sequence[Passage]:
        """The article's own title, if it has one, and a passage of the body."""
        return (self._title, passage) if self._title.end else (passage,)

    def zone(self, zone: Zone) -> Sequence[Passage]:
        """See `matches.Document`."""
        match zone:
            case "body":
                return (self._body,)
            case "lead":
                return (LeadPassage(self._body),)
            case _:
                return self._with_title(LeadPassage(self._body))

    def answers(self, node: Fact) -> bool:
        """Never called: `has_positions` excludes facts."""
        raise TypeError(f"{node} has no positions")


class _IndexPassage:
    """A run of positions in the index; its words are numbered from 0."""

    def __init__(self, places: _Positions, number: int, start: int, end: int) -> None:
        self.step = places.step
        self._places = places
        self._number = number
        self.start = start
        self.end = end

    def occurrences(self, leaf: Leaf) -> list[int]:
        """See `matches.Passage`."""
        assert isinstance(leaf, Word)  # has_positions() checks it
        start, end = self.start, self.end
        found = self._places.of_word(leaf.word, self._number)
        return [place - start for place in found if start <= place < end]

    def bounds(self, unit: Unit) -> list[int]:
        """See `matches.Passage`. A title is one sentence, and one paragraph."""
        if self.start == 0:
            return [0, self.end]
        return [place - self.start for place in self._places.of_bounds(unit, self._number)]
