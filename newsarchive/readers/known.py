"""Our readers, in the order of their turns."""

from __future__ import annotations

import os.path
import re

from newsarchive.readers.formats.alto import Alto
from newsarchive.readers.formats.bibtex import BibTex
from newsarchive.readers.formats.databases import DATABASES
from newsarchive.readers.formats.documents import DOCUMENTS
from newsarchive.readers.formats.excel import Excel
from newsarchive.readers.formats.factiva import Factiva
from newsarchive.readers.formats.factivaxml import FactivaXml
from newsarchive.readers.formats.feeds import Feed
from newsarchive.readers.formats.har import Har
from newsarchive.readers.formats.htmlexport import HtmlExport
from newsarchive.readers.formats.iptc7901 import Iptc7901
from newsarchive.readers.formats.jsonfeed import JsonFeed
from newsarchive.readers.formats.jsonfile import Json
from newsarchive.readers.formats.jsonlines import JsonLines
from newsarchive.readers.formats.mail import Mail
from newsarchive.readers.formats.markdown import Markdown
from newsarchive.readers.formats.mbox import Mbox
from newsarchive.readers.formats.mets import Mets
from newsarchive.readers.formats.mhtml import Mhtml
from newsarchive.readers.formats.newsml import NewsMl
from newsarchive.readers.formats.newsml1 import NewsMl1
from newsarchive.readers.formats.nexis import Nexis
from newsarchive.readers.formats.nitf import Nitf
from newsarchive.readers.formats.parquet import Parquet
from newsarchive.readers.formats.proquest import ProQuest
from newsarchive.readers.formats.reuters import Reuters
from newsarchive.readers.formats.ris import Ris
from newsarchive.readers.formats.tables import Csv
from newsarchive.readers.formats.text import Text
from newsarchive.readers.formats.trec import Trec
from newsarchive.readers.formats.warc import Warc
from newsarchive.readers.formats.webpage import Html
from newsarchive.readers.formats.wordpress import WordPress
from newsarchive.readers.record import Reader, may_be_text, suffix_of

LINES: Reader = JsonLines()
"""The reader of files whose lines can be read one by one."""
TABLES: Reader = Csv()
READERS: tuple[Reader, ...] = (
    Warc(), *DOCUMENTS, *DATABASES, Har(), Mhtml(), WordPress(), Feed(), Nitf(), NewsMl1(),
    NewsMl(), FactivaXml(), Alto(), Mets(), Html(), JsonFeed(), LINES, Json(), TABLES, Excel(),
    Parquet(), Mbox(), Mail(), Markdown(), Reuters(), Trec(), Ris(), BibTex(), Iptc7901(),
    ProQuest(), Nexis(), Factiva(), Text(),
)  # fmt: skip

_OF_MARKUP = (
    HtmlExport, WordPress, Feed, Nitf, NewsMl, NewsMl1, FactivaXml, Alto, Mets, Html, Reuters, Trec,
)  # fmt: skip
_OF_PLAIN_TEXT = tuple(reader for reader in READERS if not isinstance(reader, _OF_MARKUP))
_BEGINS_AS_PLAIN_TEXT = re.compile(rb"[\t-\r\x1c- ]*[!-;=-~]")
"""A file without the suffix of a markup format is markup only if it begins with a tag."""
_OF_PROSE: tuple[Reader, ...] = (TABLES, ProQuest(), Nexis(), Factiva(), Text())
_BEGINS_AS_PROSE = re.compile(rb"[\t-\r\x1c- ]*(?!PAR1|WARC/|filedesc:|From |TY )[A-Za-z0-9\"'(]")
"""A file with the suffix of text is of one of these formats if it begins so: all others have a
suffix, or begin with a sign, of their own."""


def reader_for(name: str, head: bytes) -> Reader | None:
    """The reader for the file of this name that begins with these bytes; None if there is none.

    `name` is a path, or "" for standard input.
    """
    if os.path.basename(name).startswith("."):  # noqa: PTH119 - quicker than a Path
        return None
    readers = READERS
    if may_be_text(name) and _BEGINS_AS_PLAIN_TEXT.match(head):
        prose = suffix_of(name) and _BEGINS_AS_PROSE.match(head)
        readers = _OF_PROSE if prose else _OF_PLAIN_TEXT
    for reader in readers:
        if reader.claims(name, head):
            return reader
    return None
