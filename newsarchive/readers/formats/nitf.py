"""NITF 3, the news industry's text format: one article a document."""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.fields import build
from newsarchive.readers.markup.htmltext import node_paragraphs
from newsarchive.readers.markup.xmltext import Node, article_elements, is_document
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.readers.values import notes_on

_NORM = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2})(?::?(\d{2}))?(Z|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_TAGGED = ("classifier", "org", "person", "event", "object.title", "location")


class Nitf:
    """The details come from the head, and from the head within the body."""

    name = "nitf"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, {".nitf"}, {"nitf"})

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        found = next(article_elements(stream, "nitf"), None)
        if found is None:
            raise ReadError("no NITF: there is no element <nitf> in it")
        nitf = found.intact()
        article = build(nitf_fields(nitf), lambda _: "NITF", options)
        status = nitf.first_or_empty("docdata").attributes.get("management-status")
        yield Record(article, found.original, found.encoding, notes=notes_on(status))


def nitf_fields(nitf: Node) -> dict[str, object]:
    """The named values of an article in NITF; also of one within another format."""
    head, body_head = nitf.first_or_empty("head"), nitf.first_or_empty("body.head")
    published = head.first_or_empty("pubdata").attributes
    titles = [*body_head.named("hl1"), *nitf.named("hl1"), *head.named("title")]
    issued = [*head.named("date.issue"), *body_head.named("story.date")]
    dates = [published.get("date.publication"), *(node.attributes.get("norm") for node in issued)]
    link = published.get("ex-ref", "")
    body = nitf.first("body") or nitf
    return {
        "title": next((text for node in titles if (text := node.text())), None),
        "date": next((iso(norm) for norm in dates if norm), None),
        "authors": _authors(body_head),
        "agency": body_head.text_of("distributor"),
        "place": body_head.first_or_empty("dateline").text_of("location"),
        "dateline": body_head.text_of("dateline"),
        "body": "\n\n".join(_paragraphs(nitf)),
        "url": link if link.startswith(("http://", "https://")) else None,
        "source": published.get("name"),
        "section": published.get("position.section"),
        "language": body.language or nitf.language,
        "tags": _tags(head),
    }


def iso(norm: str) -> str:
    """A date as these formats write it, 20180410T221500-0500, as ISO 8601 with all its marks.

    Programs that know the day only write midnight without a time zone.
    """
    parts = _NORM.fullmatch(norm.strip())
    if not parts:
        return norm
    year, month, day, hour, minute, second, offset = parts.groups()
    date = f"{year}-{month}-{day}"
    if hour is None or ((hour, minute, second or "00") == ("00", "00", "00") and not offset):
        return date
    time = f"{hour}:{minute}" + (f":{second}" if second else "")
    return f"{date}T{time}{offset or ''}"


def _authors(body_head: Node) -> list[str]:
    bylines = list(body_head.named("byline"))
    named = [person.text() for byline in bylines for person in byline.named("person")]
    if named:
        return named
    return [_without(byline, "byttl").text() for byline in bylines]


def _without(node: Node, local: str) -> Node:
    kept = [one for one in node.children if isinstance(one, str) or one.local != local]
    return Node(node.name, node.attributes, kept)


def _paragraphs(nitf: Node) -> list[str]:
    contents = list(nitf.named("body.content"))
    # Some archives give the lead twice: as a block of its own, and within the full text.
    full = [
        block
        for content in contents
        for block in content.named("block")
        if block.attributes.get("class") == "full_text"
    ]
    found = [text for node in full or contents for text in node_paragraphs(node)]
    return found or [text for node in nitf.named("abstract") for text in node_paragraphs(node)]


def _tags(head: Node) -> list[str]:
    keys = [keyword.attributes.get("key", "") for keyword in head.named("keyword")]
    identified = [
        node.attributes.get("value") or node.text()
        for content in head.named("identified-content")
        for node in content.named(*_TAGGED)
    ]
    return [tag for tag in (*keys, *identified) if tag]
