"""The readers of ours, in the order in which they are asked."""

from __future__ import annotations

import os.path
import re

from newsarchive.readers.csvtable import Csv
from newsarchive.readers.factiva import Factiva
from newsarchive.readers.feeds import Feed
from newsarchive.readers.jsontext import Json, JsonLines
from newsarchive.readers.mail import Mail
from newsarchive.readers.markdown import Markdown
from newsarchive.readers.mbox import Mbox
from newsarchive.readers.newsml import NewsMl
from newsarchive.readers.nexis import Nexis
from newsarchive.readers.nitf import Nitf
from newsarchive.readers.record import Reader, suffix_of
from newsarchive.readers.reuters import Reuters
from newsarchive.readers.text import Text
from newsarchive.readers.trec import Trec
from newsarchive.readers.warc import Warc
from newsarchive.readers.webpage import Html

LINES: Reader = JsonLines()
"""The reader for which each line of a file is something of its own."""
READERS: tuple[Reader, ...] = (
    Warc(),
    Feed(),
    Nitf(),
    NewsMl(),
    Html(),
    LINES,
    Json(),
    Csv(),
    Mbox(),
    Mail(),
    Markdown(),
    Reuters(),
    Trec(),
    Nexis(),
    Factiva(),
    Text(),
)

_TEXT = frozenset(("", ".txt", ".text"))
_OF_MARKUP = (Feed, Nitf, NewsMl, Html, Reuters, Trec)
_OF_PLAIN_TEXT = tuple(reader for reader in READERS if not isinstance(reader, _OF_MARKUP))
_BEGINS_AS_PLAIN_TEXT = re.compile(rb"[\t-\r\x1c- ]*[!-;=-~]")
"""What the name does not say to be markup is markup only if it begins with a tag."""


def reader_for(name: str, head: bytes) -> Reader | None:
    """The reader for the file of this name that begins with these bytes; None if there is none.

    `name` is a path, or "" for standard input.
    """
    if os.path.basename(name).startswith("."):  # noqa: PTH119 - quicker than a Path
        return None
    plain = suffix_of(name) in _TEXT and _BEGINS_AS_PLAIN_TEXT.match(head)
    for reader in _OF_PLAIN_TEXT if plain else READERS:
        if reader.claims(name, head):
            return reader
    return None
