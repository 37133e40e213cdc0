"""Web pages that were saved as HTML: one article each.

What a page says of its article is read in the room `page`; trafilatura finds the text (`htmltree`).
No date and no author is guessed from the text.
"""

from __future__ import annotations

import codecs
import io
import re
from contextlib import suppress
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.addresses import listed_on
from newsarchive.readers.encoding import declared_encoding, decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.databases import export_in
from newsarchive.readers.formats.savedfrom import saved_from
from newsarchive.readers.markup.htmltree import Page
from newsarchive.readers.markup.xmltext import root_of
from newsarchive.readers.page.details import Details
from newsarchive.readers.page.text import SHORT, text_of
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

LARGEST = 16 * 1024 * 1024
"""In bytes. Pages with more in them hold pictures or data, and would take long to read."""

_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".shtml"))
_ALSO = frozenset(("", ".txt", ".text", ".xml", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".amp"))
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<!doctype\s+html\b", re.I | re.S)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_SHORTEST = 80
"""Characters of the shortest article, on a page that is marked as one."""


class Html:
    """Pages by their suffix, or by their first bytes."""

    name = "html"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in _SUFFIXES:
            return True
        if suffix not in _ALSO:
            return False
        return _DOCTYPE.match(head) is not None or root_of(head).lower() == "html"

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read(LARGEST + 1)
        if len(data) <= LARGEST and (export := export_in(data)):
            yield from export.read(name, io.BytesIO(data), options)
            return
        if reason := listed_on(data):
            raise NoArticleError(reason)
        yield read_page(data, options)


class NoArticleError(ReadError):
    """A page that can be read, but holds no article."""


def read_page(
    data: bytes, options: ReadOptions, *, charset: str | None = None, url: str | None = None
) -> Record:
    """The record of a page; `charset` and `url` are from its server. Raises ReadError."""
    if len(data) > LARGEST:
        raise ReadError(f"a page of more than {LARGEST // 1024**2} MiB")
    if not data.strip():
        raise ReadError("the file is empty")
    source, encoding = _decoded(data, charset)
    page = Page(source)
    details = Details(page, url or saved_from(source), options.order)
    given = str(details.own.get("body") or "")
    text = text_of(page, details.survey, given, details.is_beside_title)
    body = "\n\n".join(text.paragraphs)
    if len(body) < (_SHORTEST if details.is_marked_article else SHORT):
        raise NoArticleError("no article on this page, or too little of one")
    places = {name: place for name, (_, place) in details.fields.items()}
    values = {name: value for name, (value, _) in details.fields.items()} | {"body": body}
    article = build(values, lambda name: places.get(name, "page"), options)
    return Record(article, data, encoding, notes=text.notes)


def _decoded(data: bytes, charset: str | None) -> tuple[str, str]:
    """The text of a page. Bytes that are good UTF-8 are that, whatever the page declares."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    declared = _CHARSET.search(data[:4096])
    names = [charset, declared[1].decode("ascii", "replace") if declared else None]
    if not data.isascii():
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8"), "utf-8"
    for name in filter(None, names):
        known = declared_encoding(name)
        # It may be an encoding that is not of text, or not that of the page.
        with suppress(LookupError, ValueError, TypeError):
            if known and known != "utf-8" and "<html".encode(known) == b"<html":
                return data.decode(known), known
    return decode(data)
