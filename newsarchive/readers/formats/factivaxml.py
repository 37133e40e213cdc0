"""Factiva's XML: a response with articles, as its site gave until 2014 and its services do.

The number of articles that the response announces is compared with those in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records, attempt
from newsarchive.readers.fields import build
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements, is_document
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.readers.values import as_language

_ROOTS = frozenset(("PPSResponse", "ppsArticleResponse", "ppsHeadlineResponse"))
_CONTAINERS = _ROOTS | {"ppsarticleResultSet"}
_COUNT = re.compile(rb"(<(?:\w+:)?ppsarticleResultSet\b[^<>]{0,300}?)\s+count\s*=\s*\S?\d+\S?")
"""The announced number, which is not true of a single article's bytes."""
_NUMBER = re.compile(r"[0-9]{1,9}")
_TEXTS = ("leadParagraph", "tailParagraphs")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z?$")
_KINDS = {"newsSubject": "", "industry": "", "region": "place:", "company": "company:"}
"""An element with a name → the prefix of the tag."""
_WHERE = {
    "title": "headline", "date": "publicationDate", "authors": "byline", "source": "sourceName",
    "language": "baseLanguage",
}  # fmt: skip


class FactivaXml:
    """One <ppsarticle> an article."""

    name = "factiva xml"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, frozenset(), _ROOTS)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        number, announced = 0, None
        found = article_elements(stream, "ppsarticle", containers=_CONTAINERS)
        for number, element in enumerate(found, start=1):
            announced = announced or _announced(element)
            yield attempt(f"{name}#{number}", _record, element, number, options)
        if not number:
            raise ReadError("no article in this XML of Factiva: it may be a list of headlines")
        if announced and announced != number:
            reason = f"the export announces {announced} articles, but {number} are in it"
            yield Problem(name, reason)


def _announced(element: ArticleElement) -> int | None:
    counts = (node.attributes.get("count", "") for node in element.above)
    return next((int(count) for count in counts if _NUMBER.fullmatch(count)), None)


def _record(element: ArticleElement, number: int, options: ReadOptions) -> Record:
    article = _article(element.intact(), options)
    original = _COUNT.sub(rb"\1", element.original, count=1)
    return Record(article, original, element.encoding, number)


def _article(node: Node, options: ReadOptions) -> Article:
    fields: dict[str, object] = {
        "title": node.first_or_empty("headline").text(),
        "date": _MIDNIGHT.sub("", _date(node)),
        "authors": (node.text_of("byline") or "").split(";"),
        "agency": node.text_of("credit"),
        "source": node.text_of("sourceName"),
        "section": node.text_of("sectionName") or node.text_of("columnName"),
        "language": as_language(node.text_of("baseLanguage")),
        "tags": list(_tags(node)),
        "body": "\n\n".join(_paragraphs(node)),
    }
    if not fields["body"]:
        raise ReadError("an article without a text")
    return build(fields, lambda name: f"<{_WHERE.get(name, name)}>", options)


def _date(node: Node) -> str:
    """The day, with its time where there is one."""
    published = node.first_or_empty("publicationDate")
    found = published.text_of("dateTime") or published.text_of("date") or published.text()
    return found.strip()


def _paragraphs(node: Node) -> Iterator[str]:
    for name in _TEXTS:
        for part in node.named(name):
            yield from filter(None, (one.text() for one in part.named("paragraph")))


def _tags(node: Node) -> Iterator[str]:
    for name, kind in _KINDS.items():
        for one in node.named(name):
            if text := one.text_of("name"):
                yield kind + text
