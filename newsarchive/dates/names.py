"""The words of printed dates, from the table `names.txt`; all keys are folded (`text.fold`).

This module must not know how the words of a date are put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsarchive.text.words import fold


def _sections() -> dict[str, list[str]]:
    """Section of the table → its lines, one for each language, without the language's code."""
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            sections.setdefault(name, []).append(line.partition(": ")[2])
    return sections


def _words(section: str) -> list[str]:
    return [word for line in _TABLE[section] for word in line.split()]


def _numbered(section: str) -> Iterator[tuple[str, int]]:
    """Each form of a section with commas, folded, and its number from 1."""
    for line in _TABLE[section]:
        for number, forms in enumerate(line.split(", "), start=1):
            yield from ((fold(form), number) for form in forms.split())


_TABLE = _sections()

MONTHS = dict(_numbered("months"))
"""Folded name or abbreviation → 1 to 12."""

WEEKDAYS = {name: day for name, day in _numbered("weekdays") if name not in MONTHS}
"""Folded name or abbreviation → 1 (Monday) to 7. Without "mar", which may be March."""

ENGLISH_MONTHS = tuple(forms.split()[0] for forms in _TABLE["months"][0].split(", "))

_BY_KIND = {"m": set(MONTHS)} | {
    kind: set(map(fold, _words(section)))
    for kind, section in (
        ("w", "words of weekdays"), ("a", "articles"), ("o", "links"), ("h", "ordinals"),
        ("e", "years"),
    )
}  # fmt: skip
_BY_KIND["w"].update(name for name, _ in _numbered("weekdays"))

KINDS = {
    word: "".join(kind for kind, words in _BY_KIND.items() if word in words)
    for word in set().union(*_BY_KIND.values())
}
"""Folded word → the kinds it can be of, a letter each: "april" → "m", "mar" → "mw" (mardi)."""

BEFORE_TIME = _TABLE["before time"][0].split(", ")
AFTER_TIME = _words("after time")
ZONES = _words("zones")
ERAS = {name: int(year) for name, year in map(str.split, _TABLE["eras"][0].split(", "))}
"""Name of an era → the year before its first."""
