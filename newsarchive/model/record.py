"""What readers yield: records, and problems with their place.

It must not know any format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from newsarchive.model.article import Article, Mistake, Problem
from newsarchive.model.errors import (
    NewsArchiveError,
    PluginError,
    RefusedError,
    RemovedError,
    RepeatedError,
    described,
)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One article and the bytes it was read from.

    The bytes stand alone: the reader of the record makes the same article again from them. So a
    record of a CSV file carries the header row before its own.
    """

    article: Article
    original: bytes
    encoding: str
    number: int | None = None
    """Its number in a file of several articles, from 1; None in a file that is one article."""
    reader: str | None = None
    """The name of the reader that makes the article of the original, if it is another one."""
    notes: tuple[str, ...] = ()
    """Warnings of this article: its provider has withdrawn it, or its text may be cut."""


Records = Iterator[Record | Problem]
"""What a reader yields: records as it finds them, and a Problem for each that cannot be read."""


class ReadWarning(Problem):
    """A warning, though nothing failed: an item that is skipped, or marked as withdrawn."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Repeated(Problem):
    """A problem that several records of a file share."""

    kind: str
    first: Problem
    """That of the first of these records; a ReadWarning if nothing failed."""
    count: int

    @classmethod
    def of(cls, place: str, kind: str, first: Problem, count: int) -> Repeated:
        reason = f"{first.reason} ({count:,} records, the first is {first.place})"
        return cls(place, reason, kind, first, count)

    def __add__(self, later: Repeated) -> Repeated:
        """The same problem of a later part of the file, too."""
        return Repeated.of(self.place, self.kind, self.first, self.count + later.count)

    def plain(self) -> Problem:
        """The same without its parts."""
        return type(self.first)(self.place, self.reason)


def flaw_of(place: str, error: BaseException) -> Problem:
    """The problem of a file or a record, from the error that it caused.

    An unexpected error is a mistake of this program: it costs this record, and no other.
    """
    if isinstance(error, MemoryError):
        return Problem(place, "too large for the memory that there is")
    if isinstance(error, RemovedError):
        return ReadWarning(place, str(error))
    if isinstance(error, NewsArchiveError) and not isinstance(error, PluginError | RefusedError):
        return Problem(place, str(error))
    reason = f"an error of newsarchive: {described(error)}, please report what --debug shows"
    if isinstance(error, PluginError):
        reason = str(error)
    import traceback  # slow to load

    return Mistake(place, reason, "".join(traceback.format_exception(error)))


def attempt(place: str, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Problem:
    """What `make` returns, or the problem if it fails: a bad record costs no other."""
    try:
        return make(*args, **kwargs)
    except Exception as error:
        return flaw_of(place, error)


class Repeats:
    """Makes the records of a file; an error that many of them share is one problem at the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: dict[type[RepeatedError], tuple[Problem, int]] = {}

    def attempt(
        self, place: str, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | Problem | None:
        """As `attempt`; None for an error that `problems` will report."""
        try:
            return make(*args, **kwargs)
        except RepeatedError as error:
            first, count = self._seen.get(type(error), (flaw_of(place, error), 0))
            self._seen[type(error)] = first, count + 1
            return None
        except Exception as error:
            return flaw_of(place, error)

    def problems(self) -> Iterator[Problem]:
        """The shared errors, each with the first place and the number of its records."""
        for kind, (first, count) in self._seen.items():
            yield Repeated.of(self._name, kind.__name__, first, count) if count > 1 else first


def once_each(name: str, read: Callable[[Repeats], Records]) -> Records:
    """What `read` yields, and at its end, or where it fails, the errors that records share."""
    repeats = Repeats(name)
    try:
        yield from read(repeats)
    except Exception:
        yield from repeats.problems()
        raise
    yield from repeats.problems()
