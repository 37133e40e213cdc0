"""Wildcards as regular expressions that never try the same thing twice.

A `*` that gives back what it took, as `.*` does, makes a text of a few thousand letters take hours
where there are several of them. The first place at which the next run of letters stands is as good
as any later one, so here each is settled on for good (an atomic group).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_STARS = re.compile(r"\*+")


def whole(pattern: str, run: Callable[[str], str]) -> re.Pattern[str]:
    """For `fullmatch`. `run` makes a run without wildcards what it is in the texts: folded."""
    first, *others = (_fixed(part, run) for part in _STARS.split(pattern))
    if not others:
        return re.compile(first, re.DOTALL)
    *between, last = others
    return re.compile(f"{first}{_settled(between)}.*{last}", re.DOTALL)


def within(pattern: str, begin: str, end: str) -> re.Pattern[str]:
    """For `match`: the pattern anywhere in a text, between these two expressions."""
    parts = [_fixed(part, str) for part in _STARS.split(pattern)]
    parts[0] = begin + parts[0]
    parts[-1] += end
    return re.compile(_settled(parts), re.DOTALL)


def _settled(parts: list[str]) -> str:
    return "".join(f"(?>.*?{part})" for part in parts if part)


def _fixed(part: str, run: Callable[[str], str]) -> str:
    """A run without stars, in which `?` is any one character."""
    pieces = re.split(r"(\?)", part)
    return "".join("." if piece == "?" else re.escape(run(piece)) for piece in pieces if piece)
