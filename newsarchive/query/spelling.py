"""Words most like a word that was not found. It knows folded words, not where they come from."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

from newsarchive.query.matches import like
from newsarchive.text import words

MOST = 3
"""How many to offer."""


def closest(
    word: str, known: Iterable[str], frequency: Callable[[str], int]
) -> list[tuple[str, int]]:
    """Of the known words those at most two edits from this one, with their frequencies.

    In short words one edit: two would leave nothing of them. The nearest first, of equals the
    most frequent.
    """
    wanted = words.fold(word)
    most = 1 if len(wanted) < 5 else 2
    near = [form for form in filter(like(wanted, most), known) if form != wanted]
    nearest = like(wanted, 1)
    found = ((not nearest(form), -frequency(form), form) for form in near)
    return [(form, -negative) for _, negative, form in heapq.nsmallest(MOST, found)]
