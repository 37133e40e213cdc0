"""Text exports of Nexis: those of LexisNexis ("1 of 10 DOCUMENTS") and those of Nexis Uni ("End of
Document").

Many articles a file, read as a stream. This is the splitting; what is in an article is found by
`nexis_article`. The list of documents on an export's first page belongs to no article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.delimited import decoded, each_record, normalized_head
from newsarchive.readers.fields import build
from newsarchive.readers.formats.nexis_article import read_article
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, Record, suffix_of

_GAP = rb"[ \t\xa0]{0,120}"
_COUNTED = (
    rb"(?:\d{1,6} of \d{1,6} DOCUMENTS?|Document \d{1,6} (?:of|de) \d{1,6}"
    rb"|Dokument \d{1,6} von \d{1,6})"
)
_ENDING = rb"End of Document"
_MARK = re.compile(
    rb"(?<![^\r\n\f])" + _GAP + rb"(?:(" + _COUNTED + rb")|" + _ENDING + rb"())" + _GAP
    + rb"(?![^\r\n\f])"
)  # fmt: skip
_ENDS = re.compile(_ENDING + rb"\s*\Z")
_BEGINS_COUNTED = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + _COUNTED + rb"[ \t]*(?=[\r\n\f])")
_BEGINS_WITH_LIST = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:User Name:[^\n]*\s+)?Date and Time:[^\n]*\s+Job Number:[^\n]*\n"
)
_GIVES_LENGTH = re.compile(
    rb"L(?<![^\n]L)(?:ENGTH|ength|\xc3?[\x84\xc4]NGE|ONGUEUR):[ \t\xc2\xa0]*"
    rb"\d[\d.,]* (?:words|W\S+rter|mots)"
)
"""At the beginning of a line; by its first letter it is found soon."""
_RIGHTS = re.compile(rb"^Copyright \S", re.MULTILINE)
_BODY = re.compile(rb"^Body[ \t]*\r?$", re.MULTILINE)


class Nexis:
    """An article from one mark to the next."""

    name = "nexis"

    def claims(self, name: str, head: bytes) -> bool:
        if suffix_of(name) not in {"", ".txt", ".text"}:
            return False
        head = normalized_head(head)
        if _BEGINS_WITH_LIST.match(head):
            return True
        if not (length := _GIVES_LENGTH.search(head)):
            return False
        rights = _RIGHTS.search(head, 0, length.start())
        newer = rights is not None and _BODY.search(head, length.end()) is not None
        return newer or _BEGINS_COUNTED.match(head) is not None

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        ended = 0

        def one(piece: bytes, last: bool) -> tuple[Article, bytes, str] | None:
            nonlocal ended
            if _ENDS.search(piece):
                ended += 1
            elif last and ended:
                raise ReadError('cut off: there is no "End of Document"')
            text, encoding = decoded(piece)
            found = read_article(text, options.order)
            article = build(found.fields, found.where.__getitem__, options)
            return article, _from_line(found.first, piece, encoding), encoding

        return each_record(name, stream, _MARK, options, one)


def _from_line(first: int, piece: bytes, encoding: str) -> bytes:
    """The piece without the list of documents above its first article, where that is known."""
    if not first or encoding != "utf-8":
        return piece  # the list may have been needed to recognise the encoding
    return b"".join(piece.splitlines(keepends=True)[first:])
