"""The inner loops of searching, where this installation has them compiled.

Only the second question to an index loads this: that takes longer than one question gains by it.
Python finds the same without them (`bounds.py`, `phrases.py`); tests hold the two equal. This
module must not know queries or segments.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from newsarchive.engines.whoosh._compiled import Best, InOrder


class SearchCore(NamedTuple):
    """What is compiled of searching."""

    best: Best
    in_order: InOrder


@cache
def compiled() -> SearchCore | None:
    """None if there is none here, or only one of an earlier version."""
    try:
        from newsarchive.engines.whoosh._compiled import best, in_order
    except ImportError:
        return None
    return SearchCore(best, in_order)
