"""ALTO, the layout and the text of a page that was scanned: one page a file.

A page of a newspaper has several articles, and ALTO does not say which block is of which; so the
page is one record, without a title. METS, which says it, only points to other files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.fields import build
from newsarchive.readers.markup.xmltext import (
    Node,
    article_elements,
    is_document,
    root_of,
)
from newsarchive.readers.record import NO_OPTIONS, ReadOptions

_HEAD = 4096


class Alto:
    """The text blocks of a page are its paragraphs; hyphens at line ends are undone."""

    name = "alto"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, {".alto"}, {"alto", "mets"})

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if root_of(data[:_HEAD]) == "mets":
            raise ReadError("METS, which points to the texts: ingest the ALTO files beside it")
        found = next(article_elements(io.BytesIO(data), "alto"), None)
        if found is None:
            raise ReadError("no ALTO: there is no element <alto> in it")
        page = found.intact()
        texts = [text for block in page.named("TextBlock") if (text := _text(block))]
        if not texts:
            raise ReadError("no text on this page")
        article = build({"body": texts}, lambda _: "ALTO", options, name=name)
        yield Record(article, found.original, found.encoding)


def _text(block: Node) -> str:
    """The lines of a block as one paragraph."""
    parts: list[str] = []
    for line in block.named("TextLine"):
        words, hyphen = _words(line)
        if not words:
            continue
        joins = bool(parts) and parts[-1].endswith("\N{SOFT HYPHEN}")
        if joins:
            parts[-1] = parts[-1][:-1] + words.pop(0)
        parts += words
        if hyphen and parts:
            parts[-1] += "\N{SOFT HYPHEN}"
    return " ".join(parts).replace("\N{SOFT HYPHEN}", "")


def _words(line: Node) -> tuple[list[str], bool]:
    """The words of a line, a parted one whole in the first, and whether its last is parted."""
    words: list[str] = []
    hyphen = False
    for node in line.elements():
        if node.local == "HYP":
            hyphen = True
        elif node.local == "String":
            words += _word(node)
    whole = any(node.attributes.get("SUBS_TYPE") == "HypPart1" for node in line.elements())
    return words, hyphen and not whole


def _word(node: Node) -> Iterator[str]:
    kind = node.attributes.get("SUBS_TYPE")
    content = node.attributes.get("CONTENT", "").strip()
    if kind == "HypPart1":
        content = node.attributes.get("SUBS_CONTENT", "").strip() or content
    elif kind == "HypPart2" and node.attributes.get("SUBS_CONTENT", "").strip():
        return
    if content:
        yield content
