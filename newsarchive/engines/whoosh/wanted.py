"""What a query asks of the index: terms, phrases and ranges, and what is made of them.

`compile.py` makes these of query trees, `evaluate.py` finds their articles. They are plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsarchive.query.tree import Node


class Wanted:
    """Articles that are asked for."""

    __slots__ = ()


class Everything(Wanted):
    """Every article."""

    __slots__ = ()


class Term(Wanted):
    """Those with a term in a field."""

    __slots__ = ("field", "term")

    def __init__(self, field: str, term: str) -> None:
        self.field = field
        self.term = term


class Terms(Wanted):
    """Those with a term that lies between two others of a field that has its articles in a run."""

    __slots__ = ("field", "high", "low")

    def __init__(self, field: str, low: int | None, high: int | None) -> None:
        """Both ends included; None: open."""
        self.field = field
        self.low = low
        self.high = high


class Sequenced(Wanted):
    """Those with terms next to each other, in this order."""

    __slots__ = ("field", "terms")

    def __init__(self, field: str, terms: Sequence[str]) -> None:
        self.field = field
        self.terms = terms


class AllOf(Wanted):
    """Those that all of the parts ask for; there is at least one."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Wanted]) -> None:
        self.parts = parts


class AnyOf(Wanted):
    """Those that any of the parts asks for; of no parts, none."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Wanted]) -> None:
        self.parts = parts


class Except(Wanted):
    """All but those that the part asks for."""

    __slots__ = ("part",)

    def __init__(self, part: Wanted) -> None:
        self.part = part


class Placed(Wanted):
    """Those of the candidates of which a node is true, as the places in the index tell."""

    __slots__ = ("candidates", "node", "terms")

    def __init__(self, node: Node, candidates: Wanted, terms: Callable[[str], list[str]]) -> None:
        """`terms` tells the terms of a word in the field `text`."""
        self.node = node
        self.candidates = candidates
        self.terms = terms
