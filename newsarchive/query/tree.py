"""The query tree: frozen nodes, which print as text that parses to the same tree.

It knows no engine, no article and no clock (dates in it are days). `query.parse` makes trees of
text, `query.matches` defines their meaning.

A leaf is one word as it was typed; two or more next to each other are a Phrase. Positional nodes
(leaves, Phrase, Near, Within, and Or of such) find intervals in a text; the others are only true or
false.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from newsarchive.model.frozen import frozen
from newsarchive.model.patterns import lazy

Zone = Literal[
    "title", "body", "lead", "hlead", "author", "source", "agency", "section", "tag", "note"
]  # fmt: skip
"""Parts of an article that hold words."""
TEXT_ZONES: tuple[Zone, ...] = ("title", "body", "lead", "hlead")
"""Zones with stemmed words; the other zones hold names, whose words are compared as they are."""
Key = Literal["url", "path", "language", "id"]
"""Fields of an article with a value to compare as a whole."""
Presence = Literal["date", "author", "title", "url", "note"]


@frozen
class Every:
    """Every article."""

    def __str__(self) -> str:
        return "*"


@frozen
class Word:
    """A word, whatever its case, diacritics and ending."""

    word: str

    @property
    def is_letter(self) -> bool:
        """Whether it is a Latin letter that stands alone, as an initial does."""
        return len(self.word) == 1 and self.word.isascii() and self.word.isalpha()

    def __str__(self) -> str:
        # An operator goes in quotation marks, which still make a Word; so does what would be one
        # before a parenthesis, or is refused before NEAR.
        reserved = is_reserved(self.word) or self.word in ("CAPS", "not")
        return f'"{self.word}"' if reserved else self.word


@frozen
class Exact:
    """A word in exactly this form; case and diacritics are folded."""

    word: str

    def __str__(self) -> str:
        return f'="{self.word}"'


@frozen
class Caps:
    """A word with exactly these capitals (and diacritics)."""

    word: str

    def __str__(self) -> str:
        return f"CAPS({self.word})"


@frozen
class Pattern:
    """Words of this shape: `*` is any letters, `?` is one."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern


@frozen
class Fuzzy:
    """Words within so many edits (insert, delete, replace one letter) of this one."""

    word: str
    edits: int

    def __str__(self) -> str:
        return f"{self.word}~{self.edits}"


Leaf = Word | Exact | Caps | Pattern | Fuzzy


@frozen
class Phrase:
    """Two or more words next to each other, in this order."""

    parts: tuple[Leaf, ...]

    def __str__(self) -> str:
        kind = type(self.parts[0])
        text = [part.pattern if isinstance(part, Pattern) else part.word for part in self.parts]
        if kind is Caps:
            return f"CAPS({' '.join(text)})"
        return ("=" if kind is Exact else "") + f'"{" ".join(text)}"'


@frozen
class And:
    """All of these."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_inner(child, And) for child in self.children)


@frozen
class Or:
    """Any of these."""

    children: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_inner(child, Or) for child in self.children)


@frozen
class Not:
    """Everything but this."""

    child: Node

    def __str__(self) -> str:
        return f"NOT {_inner(self.child, Not)}"


@frozen
class Near:
    """Two intervals within `distance` words of each other (1: next to each other)."""

    left: Node
    right: Node
    distance: int
    ordered: bool = False

    def __str__(self) -> str:
        operator = "PRE" if self.ordered else "NEAR"
        return _chain(self.left, f"{operator}/{self.distance}", self.right)


@frozen
class Within:
    """Two intervals in one sentence, or in one paragraph."""

    left: Node
    right: Node
    unit: Literal["sentence", "paragraph"]

    def __str__(self) -> str:
        return _chain(self.left, "SENT" if self.unit == "sentence" else "PARA", self.right)


@frozen
class AtLeast:
    """At least `count` intervals."""

    count: int
    child: Node

    def __str__(self) -> str:
        return f"ATLEAST/{self.count} {_inner(self.child, AtLeast)}"


@frozen
class In:
    """The child in one zone of the article only."""

    zone: Zone
    child: Node

    def __str__(self) -> str:
        return f"{self.zone}:{_inner(self.child, In)}"


@frozen
class KeyValue:
    """A whole value, or for url and path a run of its words; `*` and `?` as in Pattern."""

    key: Key
    value: str

    def __str__(self) -> str:
        return f'{self.key}:"{self.value}"'


@frozen
class Dates:
    """Published between two days, both included (None: open); or, if `undated`, without a date."""

    first: dt.date | None
    last: dt.date | None
    undated: bool = False
    text: str = ""
    """The expression as it was typed, for people."""

    UNCOMPARED: ClassVar = ("text",)

    def __str__(self) -> str:
        if self.undated:
            return "date:none"
        if self.first is None and self.last is None:
            return "date:any"
        first, last = self.first or "", self.last or ""
        return f"date:{first}" if first == last else f"date:{first}..{last}"


@frozen
class Added:
    """Archived between two days of UTC, both included (None: open), in its latest version."""

    first: dt.date | None
    last: dt.date | None
    text: str = ""
    """The expression as it was typed, for people."""

    UNCOMPARED: ClassVar = ("text",)

    def __str__(self) -> str:
        return "added" + str(Dates(self.first, self.last)).removeprefix("date")


@frozen
class Length:
    """Articles of so many words, both ends included (None: open)."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        low = "" if self.low is None else self.low
        high = "" if self.high is None else self.high
        return f"words:{low}..{high}"


@frozen
class Has:
    """Articles that have a date, an author, a title of their own, a url, a note."""

    what: Presence

    def __str__(self) -> str:
        return f"has:{self.what}"


Node = (
    Every | Word | Exact | Caps | Pattern | Fuzzy | Phrase | And | Or | Not | Near | Within
    | AtLeast | In | KeyValue | Dates | Added | Length | Has
)  # fmt: skip

RESERVED = lazy(
    "AND|OR|NOT|SENT|PARA|NEAR|PRE|SAME|XOR|ANDNOT|BUTNOT|(?i:adj)"
    r"|(?i:near|adj|pre|within|onear|atleast)\d{1,3}|[wWnN](?:1?\d|2[0-5])",
    re.ASCII,
)
"""Words that are operators, here or elsewhere: as words they go in quotation marks."""


def is_reserved(word: str) -> bool:
    """Whether the whole word is RESERVED."""
    if word.isalpha() and word.islower():
        return word == "adj"  # a short way for most words
    return RESERVED.fullmatch(word) is not None


def _inner(child: Node, parent: type[Node]) -> str:
    """The child as an operand: in parentheses where it would otherwise parse differently."""
    loose = isinstance(child, And | Or)
    if not loose and parent in (In, Not, AtLeast):
        loose = isinstance(child, Near | Within)
    if not loose and parent is In:
        loose = isinstance(child, Not | AtLeast)
    return f"({child})" if loose else str(child)


def _chain(left: Node, operator: str, right: Node) -> str:
    # Chains associate to the left, so only a chain on the right needs parentheses.
    first = f"({left})" if isinstance(left, Or) else str(left)
    second = f"({right})" if isinstance(right, Or | Near | Within) else str(right)
    return f"{first} {operator} {second}"


def conjunction(nodes: list[Node]) -> Node:
    """All of the nodes; without nodes, every article."""
    if len(nodes) == 1 and not isinstance(nodes[0], And):
        return nodes[0]
    flat = [part for node in nodes for part in (node.children if isinstance(node, And) else [node])]
    asked = [node for node in flat if not isinstance(node, Every)]
    if not asked:
        return Every()
    return asked[0] if len(asked) == 1 else And(tuple(asked))


def disjunction(nodes: list[Node]) -> Node:
    """Any of the nodes (at least one)."""
    flat = [part for node in nodes for part in (node.children if isinstance(node, Or) else [node])]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def parts_of(node: Node) -> tuple[Node, ...]:
    """The parts of a node, each a query of its own; none for a leaf."""
    match node:
        case And(children) | Or(children):
            return children
        case Phrase(parts):
            return parts
        case Near(left, right) | Within(left, right):
            return (left, right)
        case Not(child) | AtLeast(_, child):
            return (child,)
        case In(zone, child):
            return tuple(In(zone, part) for part in parts_of(child))
        case _:
            return ()


def has_intervals(node: Node) -> bool:
    """Whether the node has places in a text, which may be near others."""
    if isinstance(node, Or):
        return all(map(has_intervals, node.children))
    return isinstance(node, Leaf | Phrase | Near | Within)


def scope_of(node: Node, *, dates: bool = False) -> Node:
    """Where a query looks for its words: its sources, authors and so on, and perhaps its dates.

    Every article if it names none, or has no words.
    """
    parts = node.children if isinstance(node, And) else (node,)
    fields = [part for part in parts if is_field(part)]
    if len(fields) == len(parts):
        return Every()
    return conjunction([part for part in fields if dates or not isinstance(part, Dates)])


def is_field(node: Node) -> bool:
    """Whether the node asks for dates, sources and the like only."""
    match node:
        case And(children) | Or(children):
            return all(map(is_field, children))
        case Not(child):
            return is_field(child)
        case In(zone, _):
            return zone not in TEXT_ZONES
        case _:
            return isinstance(node, KeyValue | Dates | Added | Length | Has)


def leaf_words(node: Node) -> Iterator[Leaf]:
    """The leaves that count for a score: in text zones, and not under NOT."""
    match node:
        case Word() | Exact() | Caps() | Pattern() | Fuzzy():
            yield node
        case Phrase(parts):
            yield from parts
        case And(children) | Or(children):
            for child in children:
                yield from leaf_words(child)
        case Near(left, right) | Within(left, right):
            yield from leaf_words(left)
            yield from leaf_words(right)
        case AtLeast(_, child):
            yield from leaf_words(child)
        case In(zone, child) if zone in TEXT_ZONES:
            yield from leaf_words(child)
