"""The queries that most people type, read without the `grammar`, which takes longer.

They are words with a space between them, perhaps with OR; names (`author:smith`) and days
(`date:2018-04-01..2018-04-30`) beside them; or one phrase. A test holds the two equal.
"""

from __future__ import annotations

from functools import lru_cache

from newsarchive.model.patterns import lazy
from newsarchive.query.leaves import MAX_TERMS, with_acronyms
from newsarchive.query.tree import (
    And,
    In,
    Leaf,
    Node,
    Pattern,
    Phrase,
    Word,
    disjunction,
    is_reserved,
)

_WORD = r"[A-Za-z0-9]+"
_PART = rf"(?:[a-z]+:)?{_WORD}\*?|date:[0-9.-]+"
_PLAIN = lazy(rf'(?:{_PART})(?: (?:{_PART}))*|"{_WORD}(?: {_WORD})*"')


def plain_query(query: str, *, any_word: bool) -> Node | None:
    """The tree of such a query; None for any other one, and for too many words."""
    has_only_words = query.isascii() and all(map(str.isalnum, query.split(" ")))  # soon seen
    if not (has_only_words or _PLAIN.fullmatch(query)) or query.count(" ") + 1 >= MAX_TERMS:
        return None
    if query[0] == '"':
        parts: list[Leaf] = list(map(_word, query[1:-1].split(" ")))
        return Phrase(tuple(parts)) if len(parts) > 1 else parts[0]
    if any_word and ":" in query:
        return None
    options: list[Node] = []
    for option in query.split(" OR "):
        nodes: list[Node] = []
        for typed in option.split(" "):
            node = _field(typed) if ":" in typed else _leaf(typed)
            if node is None:
                return None
            nodes.append(node)
        if any_word:
            options.append(disjunction(with_acronyms(nodes)))
        else:
            options.append(And(tuple(nodes)) if len(nodes) > 1 else nodes[0])
    return disjunction(options) if len(options) > 1 else options[0]


def _field(typed: str) -> Node | None:
    from newsarchive.query.fields import ZONES, plain_days  # most queries name no field

    name, _, value = typed.partition(":")
    if name == "date":
        return plain_days(value)
    child = _leaf(value)
    zone = next((zone for zone in ZONES if zone == name), None)
    return In(zone, child) if zone and child else None


def _leaf(typed: str) -> Leaf | None:
    """None for what may be an operator, here or elsewhere."""
    if is_reserved(typed):
        return None
    return Pattern(typed) if typed[-1] == "*" else _word(typed)


# Words of one question are often in the next ones, too.
_word = lru_cache(4096)(Word)
