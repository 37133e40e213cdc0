"""The protocol of a reader, the options it gets, and the records it yields.

It must not know any format.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Protocol

from newsarchive.model.record import Record, Records
from newsarchive.readers.limits import Limits

if TYPE_CHECKING:
    from newsarchive.dates.expressions import Order

__all__ = ["NO_HINTS", "NO_OPTIONS", "Hints", "ReadOptions", "Reader", "Record", "suffix_of"]
"""Readers from other packages import Record from here, and know the options as hints."""


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
    columns: tuple[str, ...] = ()
    """What the columns of tables without a header row are; then only tables are read."""
    beside: Callable[[str], BinaryIO] | None = None
    """Opens a file that this one names, by its path below the folder of this one: "alto/1.xml".

    It raises ReadError for what is not there, or lies elsewhere. None if no file is beside this
    one, as for standard input."""


NO_OPTIONS = ReadOptions()
Hints, NO_HINTS = ReadOptions, NO_OPTIONS  # as readers from other packages know them


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


_OF_TEXT = frozenset(("", ".txt", ".text"))
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
    suffix = suffix_of(name)
    return suffix in _OF_TEXT or suffix in others
