"""The protocol of a reader, the options it gets, and the records it yields.

It must not know any format.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, ParamSpec, Protocol, TypeVar

from newsarchive.dates.expressions import Order
from newsarchive.model.article import Article, Mistake, Problem
from newsarchive.model.errors import NewsArchiveError, PluginError, RefusedError, described
from newsarchive.readers.limits import Limits

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How the user wants files to be read."""

    order: Order | None = None
    """How 04/05/2018 is to be read."""
    names: Mapping[str, str] = field(default_factory=dict)
    """A field of ours → its name in these files, which precedes all other names."""
    limits: Limits = field(default_factory=Limits)
    """The most to read of anything."""
    line: int = 0
    """How many lines of the file come before the stream."""


NO_OPTIONS = ReadOptions()
Hints, NO_HINTS = ReadOptions, NO_OPTIONS  # as readers from other packages know them


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


class Reader(Protocol):
    """One format."""

    name: str
    """What the format is called in messages and in the archive: "text", "json lines"."""

    def claims(self, name: str, head: bytes) -> bool:
        """Whether this reader should read the file of this name that begins with these bytes.

        `name` is a path, or "" for standard input, where the bytes alone decide.
        """
        ...

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        """The records of the file, and a Problem (with its place) for each that cannot be read.

        Raises ReadError when the rest of the file cannot be read, and NeedsExtraError, before it
        yields anything, when a package that this format needs is missing.
        """
        ...


_SUFFIX = re.compile(r"\.[0-9]*[a-z][a-z0-9]{0,7}")


@lru_cache(maxsize=8)  # each reader asks for the same file
def suffix_of(name: str) -> str:
    """The suffix of a file's name that shows its format, in lower case: ".txt"; "" for none."""
    own = os.path.basename(name)  # noqa: PTH119 - a Path costs ten times as much, for every file
    point = own.rfind(".")
    last = own[point:].lower() if point > 0 else ""
    return last if _SUFFIX.fullmatch(last) else ""


def may_be_text(name: str, *others: str) -> bool:
    """Whether a file of this name may be text of any format: it ends as text does, or in others."""
    return suffix_of(name) in {"", ".txt", ".text", *others}
