"""Markdown, with or without front matter. The body stays Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.encoding import clean_body, clean_line, decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.frontmatter import front_matter
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_BEGINS_AS_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n[\w \"'-]+:|\+\+\+[ \t]*\r?\n[\w \"'.-]+=)"
)
_SUFFIXES = frozenset((".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx"))
_HEADING = re.compile(r"#[ \t]+(\S.*?)[ \t]*#*(?:\n|\Z)")

_LINK = re.compile(r"\A\[([^\[\]]+)\]\([^()\s]*\)\Z")
"""A heading that leads to the page."""


class Markdown:
    """Front matter gives the metadata; without a title there, a heading at the top is the title."""

    name = "markdown"

    def claims(self, name: str, head: bytes) -> bool:
        if suffix_of(name) in _SUFFIXES:
            return True
        return may_be_text(name) and _BEGINS_AS_FRONT_MATTER.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        text, encoding = decode(data)
        fields, text = front_matter(text)
        text = clean_body(text)
        article = build(fields | {"body": text}, lambda _: "front matter", options, name=name)
        heading = _HEADING.match(text)
        if heading and article.title_source == "derived":
            if not (rest := text[heading.end() :].lstrip("\n")):
                raise ReadError("the text is empty: there is nothing below the heading")
            title = clean_line(_LINK.sub(r"\1", heading[1]))
            article = replace(article, title=title, title_source="heading", body=rest)
        elif heading and clean_line(_LINK.sub(r"\1", heading[1])) == article.title:
            rest = text[heading.end() :].lstrip("\n")
            article = replace(article, body=rest or article.body)  # the title, printed again
        yield Record(article, data, encoding)
