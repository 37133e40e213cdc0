"""NITF 3, the news industry's text format: one article a document."""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records
from newsarchive.readers.fields import build
from newsarchive.readers.markup.htmltext import node_paragraphs
from newsarchive.readers.markup.xmltext import Node, article_elements, has_root
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_NORM = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2})(?::?(\d{2}))?(Z|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_TAGGED = ("classifier", "org", "person", "event", "object.title", "location")


class Nitf:
    """The details are those of the head and of the head within the body."""

    name = "nitf"

    def claims(self, name: str, head: bytes) -> bool:
        return suffix_of(name) == ".nitf" or has_root(name, head, "nitf")

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        found = next(article_elements(stream, "nitf"), None)
        if found is None:
            raise ReadError("no NITF: there is no element <nitf> in it")
        nitf = found.intact()
        article = build(nitf_fields(nitf), lambda _: "NITF", options)
        yield Record(article, found.original, found.encoding)
        for docdata in nitf.named("docdata"):
            if docdata.attributes.get("management-status") in {"canceled", "embargoed"}:
                yield ReadWarning(name, f"marked as {docdata.attributes['management-status']}")


def nitf_fields(nitf: Node) -> dict[str, object]:
    """The named values of an article in NITF; also of one within another format."""
    head = nitf.first("head") or Node("head", {})
    body_head = nitf.first("body.head") or Node("body.head", {})
    published = head.first("pubdata") or Node("pubdata", {})
    titles = [*body_head.named("hl1"), *nitf.named("hl1"), *head.named("title")]
    dates = [
        published.attributes.get("date.publication"),
        *(node.attributes.get("norm") for node in head.named("date.issue")),
        *(node.attributes.get("norm") for node in body_head.named("story.date")),
    ]
    body = nitf.first("body") or nitf
    agency = body_head.first("distributor")
    dateline = body_head.first("dateline")
    place = dateline.first("location") if dateline else None
    return {
        "title": next((text for node in titles if (text := node.text())), None),
        "date": next((iso(norm) for norm in dates if norm), None),
        "authors": _authors(body_head),
        "agency": agency.text() if agency else None,
        "place": place.text() if place else None,
        "dateline": dateline.text() if dateline else None,
        "body": "\n\n".join(_paragraphs(nitf)),
        "url": _web(published.attributes.get("ex-ref")),
        "source": published.attributes.get("name"),
        "section": published.attributes.get("position.section"),
        "language": body.language or nitf.language,
        "tags": _tags(head),
    }


def iso(norm: str) -> str:
    """A date as these formats write it, 20180410T221500-0500, as ISO 8601 with all its marks.

    Midnight without a time zone is what programs write when they know the day only.
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


def _web(link: str | None) -> str | None:
    return link if link and link.startswith(("http://", "https://")) else None
