"""Finding a value by its name among the named values of a record, also within others.

`source.name` is `name` within `source`; `authors.0.name` and `authors.name` lead through a list.
It must not know which fields an article has.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

_LONGEST_CELL = 100_000
_LONGEST_NAME = 40
_MOST_NAMES = 16
_PACKING = ("$date", "@value", "#text", "rendered")
"""Names under which some formats keep what is really the value: {"rendered": "Harbour opens"}."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """The name without what does not count in it: capitals and punctuation."""
    return "".join(char for char in name.casefold() if char.isalnum())


@lru_cache(maxsize=1024)
def _steps(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))


class Fields:
    """The named values of one record."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._known = {plain(name): (name, value) for name, value in values.items()}

    def __iter__(self) -> Iterator[str]:
        """The names, `plain`."""
        return iter(self._known)

    def find(self, name: str) -> tuple[str, object] | None:
        """The name as it stands there, and the value; None if there is nothing of that name."""
        if whole := self._known.get(plain(name)):
            return whole[0], unpacked(whole[1])
        first, *others = _steps(name)
        if not others or (start := self._known.get(plain(first))) is None:
            return None
        value: object = start[1]
        for step in others:
            try:
                value = _within(value, step)
            except LookupError:
                return None
        return ".".join((start[0], *others)), unpacked(value)

    def listed(self) -> str:
        """The names, for a message."""
        return listed([name for name, _ in self._known.values()])


class Aliases:
    """Names for what is looked for, turned round: only those that a record has are looked at."""

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        self._meant: dict[str, list[tuple[str, int, str]]] = {}
        for ours, names in known.items():
            for rank, name in enumerate(names):
                for begins in {plain(name), plain(_steps(name)[0])}:
                    self._meant.setdefault(begins, []).append((ours, rank, name))

    def within(self, fields: Iterable[str]) -> dict[str, list[str]]:
        """What is looked for → those names for it, in order, that fields of these may answer to.

        The names of the fields are `plain`.
        """
        found: dict[str, set[tuple[int, str]]] = {}
        for name in fields:
            for ours, rank, alias in self._meant.get(name, ()):
                found.setdefault(ours, set()).add((rank, alias))
        return {ours: [alias for _, alias in sorted(each)] for ours, each in found.items()}


def listed(names: Sequence[str]) -> str:
    """Names for a message, shortened where there are many."""
    names = [" ".join(name.split()) for name in names]
    shown = [name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…" for name in names]
    more = f" and {len(shown) - _MOST_NAMES} more" if len(shown) > _MOST_NAMES else ""
    return (", ".join(shown[:_MOST_NAMES]) or "(none)") + more


def unpacked(value: object) -> object:
    """The value without a wrapping that says nothing."""
    if not isinstance(value, str) and isinstance(value, Mapping):
        for name in _PACKING:
            if name in value:
                return value[name]
    return value


def unfolded(value: object) -> object:
    """The list or object that stands as text in a cell of a table, if that is what it is.

    Tables are written from lists as JSON, or as Python shows them: ['Jane Doe', 'John Roe'].
    """
    if not isinstance(value, str) or len(value) > _LONGEST_CELL:
        return value
    text = value.strip()
    if text[:1] + text[-1:] not in {"[]", "{}"}:
        return value
    for read in (json.loads, ast.literal_eval):
        try:
            found: object = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(found, list | dict):
            return found
    return value


def _within(value: object, step: str) -> object:
    """What the value has under one name, or at one place. Raises LookupError."""
    value = unfolded(value)
    if isinstance(value, Mapping):
        wanted = plain(step)
        for name, inner in value.items():
            if isinstance(name, str) and (name == step or plain(name) == wanted):
                return inner
        raise LookupError(step)
    if isinstance(value, list):
        return value[int(step)] if step.isascii() and step.isdecimal() else list(_each(value, step))
    raise LookupError(step)


def _each(values: list[object], step: str) -> Iterator[object]:
    """What each has of that name. Raises LookupError if none has it."""
    found = False
    for value in values:
        if isinstance(value, Mapping):
            try:
                yield _within(value, step)
            except LookupError:
                continue
            found = True
    if not found:
        raise LookupError(step)
