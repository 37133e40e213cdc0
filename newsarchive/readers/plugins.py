"""Plug-ins: readers from other packages, found by their entry points. None can stop a run.

Each error that they raise becomes a message that names the package. The module knows the protocol
of a reader; it must not know any format.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import BinaryIO, Self

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import PluginError, ReadError, described
from newsarchive.model.record import Record, flaw_of
from newsarchive.readers.record import NO_OPTIONS, Reader, ReadOptions

GROUP = "newsarchive.readers"
"""The group of entry points in which a package announces its readers."""

_LISTS = ("authors", "tags", "date_candidates")
_DAYS = ("date", "date_candidates")


class Plugin:
    """A reader from another package, held to the protocol."""

    def __init__(self, reader: Reader, package: str) -> None:
        self._reader = reader
        self.name = reader.name
        self.package = package

    def claims(self, name: str, head: bytes) -> bool:
        """Whether the reader claims the file. Raises PluginError if the reader fails."""
        try:
            return bool(self._reader.claims(name, head))
        except (Exception, SystemExit) as error:
            raise PluginError(_failure(self.name, self.package, error)) from error

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        """What the reader yields. Raises ReadError; any other error becomes a PluginError."""
        try:
            for found in self._reader.read(name, stream, options):
                _expect_sound(found)
                yield found
        except ReadError:
            raise
        except (Exception, SystemExit) as error:
            raise PluginError(_failure(self.name, self.package, error)) from error


class Plugins:
    """The plug-ins that are in use. One that cannot say whether it reads a file is retired."""

    def __init__(self, plugins: Iterable[Plugin] = (), unloaded: Sequence[Problem] = ()) -> None:
        self._plugins = list(plugins)
        self.unloaded = unloaded
        """A Problem for each plug-in that cannot be loaded."""
        self._failures: list[Problem] = []

    @classmethod
    def load(cls) -> Self:
        """The readers that other packages announce, by name."""
        plugins: list[Plugin] = []
        unloaded: list[Problem] = []
        for entry in _announced(tuple((folder, _changed(folder)) for folder in sys.path)):
            package = entry.dist.name if entry.dist else entry.value
            try:
                plugins.append(Plugin(_made(entry), package))
            except (Exception, SystemExit) as error:
                unloaded.append(Problem(f'reader "{entry.name}"', _failure("", package, error)))
        return cls(plugins, unloaded)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the plug-ins in use."""
        return tuple(plugin.name for plugin in self._plugins)

    def only(self, names: Collection[str]) -> Plugins:
        """Those of these names."""
        return Plugins(plugin for plugin in self._plugins if plugin.name in names)

    def retire(self, names: Collection[str]) -> None:
        """Do not ask these plug-ins again."""
        self._plugins = [plugin for plugin in self._plugins if plugin.name not in names]

    def claiming(self, name: str, head: bytes) -> Plugin | None:
        """The first plug-in that claims the file of this name that begins with these bytes."""
        for plugin in self._plugins:
            try:
                if plugin.claims(name, head):
                    return plugin
            except PluginError as error:
                self._failures.append(flaw_of(name or "standard input", error))
                self.retire((plugin.name,))
        return None

    def failures(self) -> list[Problem]:
        """Why plug-ins were retired since the last call."""
        failures, self._failures = self._failures, []
        return failures


@cache
def _announced(_path: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    """The entry points of the packages in these folders, by name.

    They are looked up once, until a folder changes: that opens a file of each package, and takes as
    long as to archive an article.
    """
    entries = set(entry_points(group=GROUP))  # a package can be on the path twice
    return tuple(sorted(entries, key=lambda one: (one.name, one.value)))


def _changed(folder: str) -> int:
    """When something was put into a folder or taken out of it, in nanoseconds; 0 if unknown."""
    try:
        return Path(folder).stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


def _made(entry: EntryPoint) -> Reader:
    """The reader that an entry point names: an instance, or a class to make one of."""
    named = entry.load()
    reader: Reader = named() if isinstance(named, type) else named
    if not (isinstance(reader.name, str) and callable(reader.claims) and callable(reader.read)):
        raise TypeError("it has no name, claims and read, as a reader must")
    return reader


def _expect_sound(found: object) -> None:
    """Raises TypeError for objects that no reader may yield."""
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
        if not isinstance(values, list | tuple) or any(_is_not(one, kind) for one in values):
            raise TypeError(f"it yielded an article whose {field.name} is {value!r:.40}")


def _is_not(value: object, kind: type) -> bool:
    """Whether the value is of another kind; a datetime is not a date here."""
    return not isinstance(value, kind) or isinstance(value, dt.datetime)


def _failure(name: str, package: str, error: BaseException) -> str:
    reader = f'the reader "{name}" of ' if name else ""
    return f"{reader}the package {package} failed: {described(error)}"
