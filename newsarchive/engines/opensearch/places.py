"""Where words stand, as rules of OpenSearch's `intervals`.

Lucene looks at minimal intervals only: one that holds another of the same rule is passed over. So
a rule says whether it stands for all intervals of a node, for what is nearest to them counts. Words
stand two positions apart (`encoded`). This module must not know trees or requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from newsarchive.engines.opensearch import encoded

Rule = dict[str, Any]


class Places(NamedTuple):
    """Where something stands."""

    rule: Rule
    low: int
    """The least number of words of an interval."""
    high: int | None
    """The greatest; None if there is no end."""
    exact: bool
    """Whether there is such a place just where the rule finds one."""
    minimal: bool
    """Whether, too, each interval of the rule is one of the node, and each of the node holds one of
    the rule: then it can be a part of another rule."""
    terms: int
    """How many clauses the rule has."""


def adjacent(parts: Sequence[Places]) -> Places:
    """The parts, single words, next to each other in this order."""
    rule = _ordered([part.rule for part in parts], len(parts) - 1)
    exact = all(part.minimal for part in parts)
    size = len(parts)
    return Places(rule, size, size, exact, exact, sum(part.terms for part in parts))


def either(parts: Sequence[Places]) -> Places:
    """Any of the parts."""
    highs = [part.high for part in parts if part.high is not None]
    return Places(
        {"any_of": {"intervals": [part.rule for part in parts]}},
        min(part.low for part in parts),
        max(highs) if len(highs) == len(parts) else None,
        all(part.exact for part in parts),
        all(part.minimal for part in parts),
        sum(part.terms for part in parts),
    )


def nearby(left: Places, right: Places, distance: int, ordered: bool, most: int) -> Places | None:
    """The two at most so many words from each other; None if that is `most` positions or more.

    Where their lengths vary, a longer interval may be nearer than the one of the rule within it.
    """
    if left.high is None or right.high is None:
        return None
    slack = left.high - left.low + right.high - right.low
    gaps = 2 * (distance - 1 + slack) + 1
    high = left.high + right.high + distance - 1
    if gaps + 2 * (left.high + right.high) >= most:
        return None
    exact = left.minimal and right.minimal and not slack
    rule = _ordered([left.rule, right.rule], gaps)
    if not ordered:
        rule = {"any_of": {"intervals": [rule, _ordered([right.rule, left.rule], gaps)]}}
    terms = (left.terms + right.terms) * (1 if ordered else 2)
    return Places(rule, left.low + right.low, high, exact, exact, terms)


def together(left: Places, right: Places, unit: str, field: str) -> Places:
    """The two in one sentence or paragraph; `field` is where its marks stand."""
    marks = [encoded.PARAGRAPH, encoded.BODY, encoded.LEAD]
    if unit == "sentence":
        marks.append(encoded.SENTENCE)
    bounds = [{"match": {"query": mark, "use_field": field}} for mark in marks]
    apart = {"not_containing": {"any_of": {"intervals": bounds}}}
    orders = [
        _ordered([left.rule, right.rule], filter=apart),
        _ordered([right.rule, left.rule], filter=apart),
    ]
    exact = left.minimal and right.minimal
    terms = 2 * (left.terms + right.terms + len(marks))
    rule = {"any_of": {"intervals": orders}}
    return Places(rule, left.low + right.low, None, exact, False, terms)


def _ordered(rules: Sequence[Rule], gaps: int = -1, **more: Any) -> Rule:
    if gaps >= 0:
        more["max_gaps"] = gaps
    return {"all_of": {"ordered": True, "intervals": list(rules), **more}}
