"""Plain text, with a header or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.encoding import clean_body, decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.unread import refuse_export
from newsarchive.readers.header.header import Header, Others, read_header
from newsarchive.readers.header.titles import derive_title
from newsarchive.readers.hyphens import whole_words
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

# Formats that are text by their bytes, but whose markup is not for people.
_FOREIGN = re.compile(rb"\s*(?:%PDF-|\{\\rtf|<(?:!doctype|html|\?xml)\b)", re.IGNORECASE)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x1a]")


class Text:
    """One article: a header (`header`), if there is one, and paragraphs."""

    name = "text"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in {".txt", ".text"}:
            return True
        if suffix or _FOREIGN.match(head):
            return False
        return head.startswith(_UNICODE_MARKS) or not _CONTROLS.search(head)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        return filter(None, self.read_in_steps(name, stream, options))

    def read_in_steps(
        self, name: str, stream: BinaryIO, options: ReadOptions
    ) -> Iterator[Record | None]:
        """As `read`, with None between steps: many files at once take each step together."""
        data = stream.read()
        text, encoding = decode(data)
        text = clean_body(text)
        if not text:
            raise ReadError("the file is empty")
        refuse_export(text)
        text = whole_words(text)
        yield None
        header = read_header(text, options.order)
        yield None
        yield Record(_article(header, name, options), data, encoding)


def read_beside(data: bytes, shared: frozenset[str], layout: tuple[str, ...]) -> Article:
    """The article of a file, read with what other files of its folder say: see `Others`."""
    text = whole_words(clean_body(decode(data)[0]))
    return _article(read_header(text, None, Others(shared, layout)), "", NO_OPTIONS)


def _article(header: Header, name: str, options: ReadOptions) -> Article:
    fields, sources = header.values, header.sources
    if not fields.get("title") and header.body:
        # Derived from the text below the header, not from a line of it that was not understood.
        fields["title"], sources["title"] = derive_title(header.body), "derived"
    body = "\n\n".join([*header.unread, header.body])
    values = fields | {"body": body}
    return build(values, sources.__getitem__, options, name=name, header=header.marks)
