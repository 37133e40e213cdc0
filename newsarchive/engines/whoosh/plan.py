"""Plans: what a query asks of the index, as terms, phrases and ranges and their combinations.

`planner.py` makes them of query trees, `executor.py` finds their articles. They are plain data, of
the quick kind of value class, as every search loads them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newsarchive.model.frozen import frozen
from newsarchive.query.tree import Node


@frozen
class EveryArticle:
    """Every article."""


@frozen
class Term:
    """The articles with a term in a field."""

    field: str
    term: str


@frozen
class Combined:
    """The articles with any of the terms in a field: a pattern, a word of several languages."""

    field: str
    terms: Sequence[str]


@frozen
class TermRange:
    """The articles with a number in a range of a field of numbers; both ends included."""

    field: str
    low: int | None
    """None: open, as is `high`."""
    high: int | None


@frozen
class Adjacent:
    """The articles with terms next to each other, in this order."""

    field: str
    terms: Sequence[str]


@frozen
class AllOf:
    """The articles of all of the plans; there is at least one."""

    plans: Sequence[Plan]


@frozen
class AnyOf:
    """The articles of any of the plans; without plans, none."""

    plans: Sequence[Plan]


@frozen
class Except:
    """All articles but those of the plan."""

    plan: Plan


@frozen
class AtPositions:
    """The articles of a plan for which a node is true by the positions in the index."""

    node: Node
    plan: Plan
    terms: Callable[[str], list[str]]
    """A word → its terms in the field `text`."""


Plan = EveryArticle | Term | Combined | TermRange | Adjacent | AllOf | AnyOf | Except | AtPositions
Listed = Term | Combined | TermRange
"""Those whose articles are listed in a segment."""
