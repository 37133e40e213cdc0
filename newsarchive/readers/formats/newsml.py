"""NewsML-G2: a news item, or a message with several, whose text is NITF, XHTML or plain.

Other items of a message are named in a warning: a package only refers to items.
"""

from __future__ import annotations

from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records, flaw_of
from newsarchive.readers.fields import build
from newsarchive.readers.formats.nitf import iso, nitf_fields
from newsarchive.readers.formats.packages import references
from newsarchive.readers.markup.htmltext import node_paragraphs, paragraphs
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements, is_document
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.readers.values import notes_on

_CONTAINERS = frozenset(("newsMessage", "itemSet"))
_AROUND = frozenset(("header", "footer", "aside", "nav"))
"""Elements of a page that stand around its text."""
_REACH = 200
"""Characters of a text in which its dateline stands."""
_OTHERS = {
    "packageItem": "a package", "conceptItem": "a concept", "knowledgeItem": "a list of concepts",
    "planningItem": "a plan of news", "catalogItem": "a list of vocabularies",
}  # fmt: skip
"""Items without a text of their own → what they are."""


class NewsMl:
    """Items without a text, such as pictures and packages, are skipped with a warning."""

    name = "newsml"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, {".newsml", ".g2"}, {"newsItem", "newsMessage", *_OTHERS})

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        number = 0
        found = article_elements(stream, "newsItem", *_OTHERS, containers=_CONTAINERS)
        for number, item in enumerate(found, start=1):
            place = f"{name}#{number}" if item.above else name
            try:
                yield from _item(item, place, number if item.above else None, options)
            except Exception as error:
                if not item.above:
                    raise
                yield flaw_of(f"{place} line {item.line}", error)
        if not number:
            raise ReadError("no news item: there is no element <newsItem> in it")


def _item(found: ArticleElement, place: str, number: int | None, options: ReadOptions) -> Records:
    item = found.intact()
    if other := _OTHERS.get(item.local):
        reason = other + references(item, "itemRef", "residref", "href")
        if not number:
            raise ReadError(f"no news item, but {reason}")
        yield ReadWarning(place, f"passed over: {reason}")
        return
    fields = _fields(item)
    if not fields["body"]:
        kind = _code(item.first_or_empty("itemClass"))
        if not number:
            raise ReadError("no text in this item")
        kind = f" ({kind})" if kind not in {"", "text"} else ""
        yield ReadWarning(place, f"passed over: an item without a text{kind}")
        return
    article = build(fields, lambda _: "NewsML", options)
    notes = notes_on(_code(item.first_or_empty("pubStatus")))
    yield Record(article, found.original, found.encoding, number, notes=notes)


def _fields(item: Node) -> dict[str, object]:
    about, content = item.first_or_empty("itemMeta"), item.first_or_empty("contentMeta")
    within = _within(item)
    first, latest = about.text_of("firstCreated"), about.text_of("versionCreated")
    if not first and item.attributes.get("version", "1") == "1":
        first = latest
    first = first or content.text_of("contentCreated")
    latest = latest or content.text_of("contentModified")
    return {
        "title": content.text_of("headline") or within.get("title") or about.text_of("title"),
        "date": iso(first) if first else within.get("date"),
        "updated": iso(latest) if latest and latest != first else None,
        "authors": _authors(content) or within.get("authors"),
        "agency": content.text_of("creditline") or within.get("agency"),
        "place": _located(content, str(within["body"])) or within.get("place"),
        "dateline": content.text_of("dateline") or within.get("dateline"),
        "body": within["body"],
        "source": _name(about.first_or_empty("provider")),
        "language": content.first_or_empty("language").attributes.get("tag")
        or within.get("language")
        or item.language,
        "tags": [
            tag
            for node in content.elements()
            if node.local in {"keyword", "subject"}
            if (tag := node.text() if node.local == "keyword" else _name(node))
        ],
    }


def _within(item: Node) -> dict[str, object]:
    """The text, and the other fields of NITF within the item."""
    for content in item.named("contentSet"):
        for node in content.elements():
            if node.local == "inlineXML":
                if nitf := node.first("nitf"):
                    return nitf_fields(nitf)
                if found := node_paragraphs(_main(node)) or node_paragraphs(node):
                    return {"body": "\n\n".join(found), "language": node.language}
            elif node.local == "inlineData" and "encoding" not in node.attributes:
                kind = node.attributes.get("contenttype", "text/plain")
                if kind.startswith("text/html"):
                    return {"body": "\n\n".join(paragraphs(node.raw()))}
                if kind.startswith("text/plain"):
                    return {"body": node.raw()}
    return {"body": ""}


def _authors(content: Node) -> list[str]:
    bylines = [node.text() for node in content.elements() if node.local == "by"]
    return [*filter(None, bylines)] or list(filter(None, map(_creator, content.elements())))


def _creator(node: Node) -> str:
    """The name of a person who made it; "" for a source, initials or the name of an account."""
    role = node.attributes.get("role", "").rpartition(":")[2].lower()
    name = node.text_of("name") if node.local == "creator" and role != "source" else None
    return name if name and " " in name else ""


def _located(content: Node, body: str) -> str | None:
    """Where it was written, if the dateline or the beginning of the text says so too.

    It may as well be where the agency has its desk.
    """
    place = _name(content.first_or_empty("located")) or ""
    printed = f"{content.text_of('dateline') or ''} {body[:_REACH]}"
    return place if place.casefold() in printed.casefold() else None


def _main(node: Node) -> Node:
    """The part of a page that is the text: some agencies repeat slug line and title above it."""
    body = node.first("body") or node
    kept = [one for one in body.children if isinstance(one, str) or one.local not in _AROUND]
    return Node(body.name, body.attributes, kept)


def _name(node: Node) -> str | None:
    """The name of a provider, place or subject: in words, not its code."""
    name = node.first("name")
    return (name.text() if name else node.attributes.get("literal")) or None


def _code(node: Node) -> str:
    """The last part of a code: "canceled" of stat:canceled."""
    return node.attributes.get("qcode", "").rpartition(":")[2]
