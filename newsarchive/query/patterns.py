"""Which words and values a pattern, a misspelling or a wildcard stands for.

It knows folded words and strings; it must not know where they come from. A `*` that gives back
what it took, as `.*` does, makes a text of a few thousand letters take hours where there are
several of them. The first place at which the next run of letters stands is as good as any later
one, so each run is settled on for good here (an atomic group).
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from newsarchive.model.patterns import lazy
from newsarchive.query.tree import Fuzzy, Pattern
from newsarchive.text import words

SUGGESTIONS = 3
"""How many spellings to suggest."""

_STARS = lazy(r"\*+")


@lru_cache(maxsize=256)
def form_test(leaf: Pattern | Fuzzy) -> Callable[[str], bool]:
    """Whether a folded word is one of those that a pattern or a misspelling stands for."""
    if isinstance(leaf, Fuzzy):
        return _remembered(edit_test(words.fold(leaf.word), leaf.edits))
    # Whole runs between the wildcards are folded: an accent belongs to the letter before it.
    match_whole = whole(leaf.pattern, words.fold).fullmatch
    return _remembered(lambda form: match_whole(form) is not None)


def _remembered(test: Callable[[str], bool]) -> Callable[[str], bool]:
    return lru_cache(maxsize=100_000)(test)


@lru_cache(maxsize=256)
def value_test(value: str) -> Callable[[str], bool]:
    """Whether a url or path holds the value: at the bounds of words, `*` for anything, `?` for one.

    "2018/*" is found in "/news/2018/a.txt", "example.org" in "https://www.example.org/a".
    """
    begin = r"(?<![^\W_])" if value[:1].isalnum() else ""
    end = r"(?![^\W_])" if value[-1:].isalnum() else ""
    match = within(value.casefold(), begin, end).match
    return lambda text: match(text.casefold()) is not None


# Wildcards as regular expressions


def whole(pattern: str, run: Callable[[str], str]) -> re.Pattern[str]:
    """For `fullmatch`. `run` brings the runs without wildcards into the form of the texts."""
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


def longest_run(pattern: str) -> str:
    """The longest folded run without wildcards: every word that fits has it."""
    return max((words.fold(run) for run in re.split(r"[*?]+", pattern)), key=len)


# Edits


def closest(
    word: str, known: Iterable[str], frequency: Callable[[str], int]
) -> list[tuple[str, int]]:
    """Of the known words those a few edits from this one, with their frequencies.

    The nearest come first; among equals the most frequent.
    """
    folded = words.fold(word)
    edits = few_edits(folded)
    near = [form for form in filter(edit_test(folded, edits), known) if form != folded]
    nearest = edit_test(folded, 1)
    ranked = ((not nearest(form), -frequency(form), form) for form in near)
    return [(form, -negative) for _, negative, form in heapq.nsmallest(SUGGESTIONS, ranked)]


def few_edits(word: str) -> int:
    """How many edits leave something of a folded word: two, or one in a short word."""
    return 1 if len(word) < 5 else 2


def edit_test(word: str, edits: int) -> Callable[[str], bool]:
    """`within_edits` of one word, as a test for very many others."""
    letters, length = {*word}, len(word)

    def accepts(form: str) -> bool:
        # An edit changes the length by one at most, and the set of letters by two.
        return (
            abs(len(form) - length) <= edits
            and len(letters.symmetric_difference(form)) <= 2 * edits
            and within_edits(word, form, edits)
        )

    return accepts


def within_edits(one: str, other: str, edits: int) -> bool:
    """Whether the Levenshtein distance is at most `edits`.

    The dynamic programme of Wagner & Fischer (1974, "The string-to-string correction problem");
    it stops as soon as a whole row is beyond the limit.
    """
    row = list(range(len(other) + 1))
    for n, char in enumerate(one, start=1):
        before, row = row, [n]
        for m, second in enumerate(other, start=1):
            row.append(min(before[m] + 1, row[-1] + 1, before[m - 1] + (char != second)))
        if min(row) > edits:
            return False
    return row[-1] <= edits
