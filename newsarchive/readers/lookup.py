"""Lookup of named values in a record, also of values within others.

`source.name` is `name` within `source`; `authors.0.name` and `authors.name` lead through a list.
It must not know which fields an article has.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from newsarchive.model.article import Problem

_LONGEST_CELL = 100_000
_LONGEST_NAME = 40
_MOST_NAMES = 16
_MOST_KEPT = 100
"""Names of fields that are kept for a message."""
_PACKING = ("$date", "$numberLong", "$numberInt", "$numberDouble", "@value", "#text", "rendered")
"""Names under which some formats wrap a value: {"rendered": "Harbour opens"}."""
_OF_DRUPAL = frozenset(("value", "format", "processed", "summary", "lang"))
"""The names of what Drupal wraps together with a value, perhaps in a list."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """The name without capitals and punctuation, which do not count."""
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
        """The name as the record has it, and the value; None if there is no such name."""
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
    """The names that each of our fields is known by, by the first step of each name."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        self._by_step: dict[str, list[tuple[str, int, str]]] = {}
        for ours, names in aliases.items():
            for rank, name in enumerate(names):
                for step in {plain(name), plain(_steps(name)[0])}:
                    self._by_step.setdefault(step, []).append((ours, rank, name))

    def within(self, fields: Iterable[str]) -> dict[str, list[str]]:
        """Our field → the names, best first, under which a record with these fields may have it.

        `fields` are `plain` names.
        """
        found: dict[str, set[tuple[int, str]]] = {}
        for name in fields:
            for ours, rank, alias in self._by_step.get(name, ()):
                found.setdefault(ours, set()).add((rank, alias))
        return {ours: [alias for _, alias in sorted(each)] for ours, each in found.items()}


def listed(names: Sequence[str]) -> str:
    """Names for a message: the first of them, none too long."""
    names = [" ".join(name.split()) for name in names]
    shown = [name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…" for name in names]
    more = f" and {len(shown) - _MOST_NAMES} more" if len(shown) > _MOST_NAMES else ""
    return (", ".join(shown[:_MOST_NAMES]) or "(none)") + more


def unpacked(value: object) -> object:
    """The value without its wrapper, if it has one; MongoDB puts two around a time."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping):
        alone = unpacked(value[0])
        return alone if alone is not value[0] and value[0].keys() <= _OF_DRUPAL else value
    if isinstance(value, Mapping):
        if "value" in value and value.keys() <= _OF_DRUPAL:
            return value.get("processed") or value["value"]
        for name in _PACKING:
            if name in value:
                inner = value[name]
                return unpacked(inner) if name == "$date" else inner
    return value


def unfolded(value: object) -> object:
    """The list or object that a cell of a table holds as text; any other value unchanged.

    Programs write lists into tables as JSON, or as Python shows them: ['Jane Doe', 'John Roe'].
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
    """The value under one name, or at one place of a list. Raises LookupError."""
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
    """The value under that name in each object. Raises LookupError if none has it."""
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


class MapCheck:
    """Which names of `--map` no record of a file has had so far."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._unseen = dict(names)
        self._found: dict[str, None] = {}
        self._any_record = False

    def saw(self, fields: Mapping[str, object]) -> None:
        """Check a record."""
        self._any_record = True
        if not self._unseen:
            return
        known = Fields(fields)
        for ours in [ours for ours, name in self._unseen.items() if known.find(name)]:
            del self._unseen[ours]
        if len(self._found) < _MOST_KEPT:
            self._found.update(dict.fromkeys(fields))

    def missing(self, name: str) -> Iterator[Problem]:
        """A Problem for each name that no record of the file had, with the names that there are."""
        if self._any_record:
            for ours, given in self._unseen.items():
                yield Problem(
                    name, f"--map {ours}={given}: no such field; there is {listed([*self._found])}"
                )
