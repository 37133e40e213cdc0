"""NewsML 1: a document with news items, whose text is NITF, paragraphs without a document, HTML in
text, or plain.

An item is a tree of components. The first with a text is the article, and a lead or a body of its
own (as some agencies send them) is a part of it; captions of pictures are none. Another text may be
another article: a warning says that it was passed over. Items within an item are articles too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records, flaw_of
from newsarchive.readers.fields import build
from newsarchive.readers.formats.nitf import iso, nitf_fields
from newsarchive.readers.formats.packages import references
from newsarchive.readers.markup.htmltext import is_marked_up, node_paragraphs
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements, is_document
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.readers.values import notes_on

_PARTS = frozenset(("lead", "body", "main", "maintext", "text"))
"""Roles of components that are parts of the article's text."""
_OTHERS = frozenset(("title", "caption", "headline", "slug", "summary", "abstract", "quicklook"))
"""Roles of components whose text is not that of an article."""


class NewsMl1:
    """Items without a text, such as pictures, are skipped with a warning."""

    name = "newsml 1"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, frozenset(), {"NewsML"})

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        number = 0
        found = article_elements(stream, "NewsItem", containers=frozenset(("NewsML",)))
        every = (one for item in found for one in _with_inner(item))
        for number, item in enumerate(every, start=1):
            place = f"{name}#{number}"
            try:
                yield from _item(item, place, number, options)
            except Exception as error:
                yield flaw_of(f"{place} line {item.line}", error)
        if not number:
            raise ReadError("no news item: there is no element <NewsItem> in it")


@dataclass(frozen=True, slots=True)
class _Content:
    """A text, and what is around it."""

    fields: dict[str, object]
    around: tuple[Node, ...]
    """The components, the innermost first."""
    role: str
    """That of the innermost component that has one."""

    def line(self, name: str) -> str | None:
        """A line of the nearest component that has it: HeadLine, ByLine."""
        lines = (_own(one, "NewsLines") for one in self.around)
        return next((text for one in lines if one and (text := one.text_of(name))), None)


def _with_inner(found: ArticleElement) -> Iterator[ArticleElement]:
    """The item, and those within its components, which are written anew to stand alone."""
    inner = [] if found.damaged else [*found.node.nearest("NewsItem")]
    if not inner or any(True for _ in _contents(found.node, (), "")):
        yield found
        return
    for node in inner:
        alone = replace(found, node=node)
        yield from _with_inner(replace(alone, original=alone.written(), encoding="utf-8"))


def _item(found: ArticleElement, place: str, number: int, options: ReadOptions) -> Records:
    item = found.intact()
    contents = [one for one in _contents(item, (), "") if one.role not in _OTHERS]
    if not contents:
        refers = references(item, "NewsItemRef", "NewsItem")
        kind = f"a package{refers}" if refers else "an item without a text"
        yield ReadWarning(place, f"passed over: {kind}")
        return
    parts = _parts(contents)
    article = build(_fields(item, parts), lambda _: "NewsML", options)
    notes = notes_on(_formal(item.first_or_empty("NewsManagement"), "Status"))
    yield Record(article, found.original, found.encoding, number, notes=notes)
    known = {*map(_squeezed, parts), "".join(map(_squeezed, parts))}
    passed_over = sum(_squeezed(one) not in known for one in contents)
    passed_over += sum(1 for _ in item.nearest("NewsItem"))
    if passed_over:
        yield ReadWarning(place, f"passed over: other texts in this item: {passed_over}")


def _parts(contents: list[_Content]) -> list[_Content]:
    """The first text, and those with other roles of parts: the same text can be there twice."""
    found = contents[:1]
    for one in contents[1:]:
        if one.role in _PARTS and all(part.role in _PARTS - {one.role} for part in found):
            found.append(one)
    return found


def _squeezed(content: _Content) -> str:
    """The text without its white space: another form of it has the same."""
    return "".join(str(content.fields["body"]).split())


def _contents(node: Node, around: tuple[Node, ...], role: str) -> Iterator[_Content]:
    """The texts within a node, in their order."""
    for child in node.elements():
        if child.local == "NewsComponent":
            own = _formal(child, "Role").lower() or role
            yield from _contents(child, (child, *around), own)
        elif child.local == "ContentItem" and around:
            data = child.first("DataContent")
            kind = _formal(child, "MediaType").lower() or "text"
            if data and kind == "text" and not child.first("Encoding"):
                fields = _text(data)
                if fields["body"]:
                    yield _Content(fields, around, role)


def _text(data: Node) -> dict[str, object]:
    if nitf := data.first("nitf"):
        return nitf_fields(nitf)
    if any(True for _ in data.elements()):
        return {"body": "\n\n".join(node_paragraphs(data))}
    text = data.raw()
    return {"body": text if is_marked_up(text) else rejoined(text)}


def _fields(item: Node, parts: list[_Content]) -> dict[str, object]:
    first = parts[0]
    about, managed = (
        item.first_or_empty("DescriptiveMetadata"),
        item.first_or_empty("NewsManagement"),
    )
    created, revised = managed.text_of("FirstCreated"), managed.text_of("ThisRevisionCreated")
    date = created or item.first_or_empty("NewsIdentifier").text_of("DateId")
    within = first.fields
    return {
        "title": first.line("HeadLine") or within.get("title"),
        "date": iso(date) if date else within.get("date"),
        "updated": iso(revised) if revised and revised != created else None,
        "authors": first.line("ByLine") or within.get("authors"),
        "agency": first.line("CreditLine") or within.get("agency"),
        "place": within.get("place"),
        "dateline": first.line("DateLine") or within.get("dateline"),
        "body": "\n\n".join(str(part.fields["body"]) for part in parts),
        "source": _party(item, "Provider") or _party(item, "Source"),
        "language": _formal(about, "Language") or within.get("language"),
        "tags": [
            node.attributes.get("Value", "")
            for node in about.named("Property")
            if node.attributes.get("FormalName") == "Keyword"
        ]
        or within.get("tags"),
    }


def _own(node: Node, local: str) -> Node | None:
    return next((child for child in node.elements() if child.local == local), None)


def _formal(node: Node, local: str) -> str:
    """The formal name of an element right within a node."""
    found = _own(node, local)
    return found.attributes.get("FormalName", "") if found else ""


def _party(item: Node, local: str) -> str | None:
    party = item.first_or_empty(local).first_or_empty("Party")
    return party.attributes.get("FormalName") or None
