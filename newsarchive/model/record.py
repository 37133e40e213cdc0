"""What readers yield: records, and problems with their place.

It must not know any format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from newsarchive.model.article import Article, Mistake, Problem
from newsarchive.model.errors import NewsArchiveError, PluginError, RefusedError, described

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


Records = Iterator[Record | Problem]
"""What a reader yields: records as it finds them, and a Problem for each that cannot be read."""


class ReadWarning(Problem):
    """A warning, though nothing failed: an item that is skipped, or marked as withdrawn."""

    __slots__ = ()


def flaw_of(place: str, error: BaseException) -> Problem:
    """The problem of a file or a record, from the error that it caused.

    An unexpected error is a mistake of this program: it costs this record, and no other.
    """
    if isinstance(error, MemoryError):
        return Problem(place, "too large for the memory that there is")
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
