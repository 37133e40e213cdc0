"""Readers from other packages: found by their entry points, and kept from stopping a run.

Whatever they raise is a message that names the package. Knows the protocol of a reader; it must
not know any format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields
from importlib.metadata import EntryPoint, entry_points
from typing import BinaryIO

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import PluginError, ReadError, described
from newsarchive.readers.record import NO_OPTIONS, Reader, ReadOptions, Record

GROUP = "newsarchive.readers"
"""The group of entry points in which a package announces its readers."""


_LISTS = ("authors", "tags", "date_candidates")
_DAYS = ("date", "date_candidates")


class Plugin:
    """A reader from another package, held to what a reader promises."""

    def __init__(self, reader: Reader, package: str) -> None:
        self._reader = reader
        self.name = reader.name
        self.package = package

    def claims(self, name: str, head: bytes) -> bool:
        """As the reader says. Raises PluginError if it cannot say."""
        try:
            return bool(self._reader.claims(name, head))
        except (Exception, SystemExit) as error:
            raise PluginError(_told(self.name, self.package, error)) from error

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        """What the reader finds. Raises ReadError, as a PluginError where it is no such error."""
        try:
            for found in self._reader.read(name, stream, options):
                _expect_sound(found)
                yield found
        except ReadError:
            raise
        except (Exception, SystemExit) as error:
            raise PluginError(_told(self.name, self.package, error)) from error


def load() -> tuple[list[Plugin], list[Problem]]:
    """The readers of other packages, by name, and a Problem for each that cannot be loaded."""
    loaded: list[Plugin] = []
    flaws: list[Problem] = []
    found = set(entry_points(group=GROUP))  # a package can be on the path twice
    for entry in sorted(found, key=lambda one: (one.name, one.value)):
        package = entry.dist.name if entry.dist else entry.value
        try:
            loaded.append(Plugin(_made(entry), package))
        except (Exception, SystemExit) as error:
            flaws.append(Problem(f'reader "{entry.name}"', _told("", package, error)))
    return loaded, flaws


def _made(entry: EntryPoint) -> Reader:
    """The reader that an entry point names: an instance, or a class to make one of."""
    named = entry.load()
    reader: Reader = named() if isinstance(named, type) else named
    if not (isinstance(reader.name, str) and callable(reader.claims) and callable(reader.read)):
        raise TypeError("it has no name, claims and read, as a reader must")
    return reader


def _expect_sound(found: object) -> None:
    """Raises TypeError for what no reader may yield."""
    if isinstance(found, Problem):
        if not (isinstance(found.place, str) and isinstance(found.reason, str)):
            raise TypeError("it yielded a Problem without a place or a reason")
        return
    if not isinstance(found, Record) or not isinstance(found.article, Article):
        raise TypeError(f"it yielded {type(found).__name__}, not a Record or a Problem")
    if not (isinstance(found.original, bytes) and isinstance(found.article.body, str)):
        raise TypeError("it yielded a Record without bytes or text")
    if not (isinstance(found.encoding, str) and isinstance(found.number, int | None)):
        raise TypeError("it yielded a Record without an encoding or a sound number")
    for field in fields(Article):
        value = getattr(found.article, field.name)
        kind: type = dt.date if field.name in _DAYS else str
        values = value if field.name in _LISTS else () if value is None else (value,)
        if not isinstance(values, list | tuple) or any(_other(one, kind) for one in values):
            raise TypeError(f"it yielded an article whose {field.name} is {value!r:.40}")


def _other(value: object, kind: type) -> bool:
    """Whether the value is of another kind: a moment is no day either."""
    return not isinstance(value, kind) or isinstance(value, dt.datetime)


def _told(name: str, package: str, error: BaseException) -> str:
    reader = f'the reader "{name}" of ' if name else ""
    return f"{reader}the package {package} failed: {described(error)}"
