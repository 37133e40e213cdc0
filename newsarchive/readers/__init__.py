"""Readers turn bytes into articles, one format each.

A reader knows no disk, no store and no terminal: it is given a name and an open stream, and
yields records as it finds them, so that a file of any size takes constant memory. `READERS` is
the whole list, in the order in which they are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import BinaryIO, Protocol

from newsarchive.article import Article, Flaw

# These modules refer to this one, which is not complete before they are: by its name only.
from newsarchive.readers.csvtable import Csv
from newsarchive.readers.jsontext import Json, JsonLines
from newsarchive.readers.markdown import Markdown
from newsarchive.readers.text import Text


@dataclass(frozen=True, slots=True)
class Record:
    """One article and the bytes it was read from.

    The bytes stand alone: the reader that made the record, given just these, makes the same
    article again. So a record of a CSV file carries the header row before its own.
    """

    article: Article
    original: bytes
    encoding: str
    number: int | None = None
    """Its place in a file that holds several, from 1; None for a file that is one article."""


class Reader(Protocol):
    """One format."""

    name: str
    """What the format is called in messages and in the archive: "text", "json lines"."""

    def claims(self, name: str, head: bytes) -> bool:
        """Whether this reader should read the file of this name that begins with these bytes.

        `name` is a path, or "" for standard input, where the bytes alone decide.
        """
        ...

    def read(self, name: str, stream: BinaryIO) -> Iterator[Record | Flaw]:
        """The records of the file, and a Flaw (with its place) for each that cannot be read.

        Raises ReadError when nothing more of the file can be read.
        """
        ...


READERS: tuple[Reader, ...] = (JsonLines(), Json(), Csv(), Markdown(), Text())


def reader_for(name: str, head: bytes) -> Reader | None:
    """The reader for the file of this name that begins with these bytes; None if there is none.

    `name` is a path, or "" for standard input.
    """
    if PurePath(name).name.startswith("."):
        return None
    return next((reader for reader in READERS if reader.claims(name, head)), None)


_SUFFIX = re.compile(r"\.[0-9]*[a-z][a-z0-9]{0,7}")


@lru_cache(maxsize=8)  # each reader asks it of the same file
def suffix(name: str) -> str:
    """What a file's name says of its format, in lower case: ".txt"; "" if it says nothing."""
    last = PurePath(name).suffix.lower()
    return last if _SUFFIX.fullmatch(last) else ""
