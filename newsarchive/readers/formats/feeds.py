"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom; every entry an article, read as a stream."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterable
from typing import BinaryIO, TypeVar
from urllib.parse import urljoin

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records, attempt
from newsarchive.readers.credits.bylines import people
from newsarchive.readers.fields import build
from newsarchive.readers.markup.htmltext import node_paragraphs, paragraphs, plain_line
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements, is_document
from newsarchive.readers.record import NO_OPTIONS, ReadOptions

_CONTAINERS = frozenset(("rss", "RDF", "channel", "feed"))
_KEEP = frozenset(("title", "link", "language", "author"))
_RSS_1 = (b"http://purl.org/rss/1.0/", b"http://my.netscape.com/rdf/simple/0.9/")
_ATOM = frozenset(("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"))
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_BURNER = "http://rssnamespace.org/feedburner/ext/1.0"
_XML_BASE = "http://www.w3.org/XML/1998/namespace base"
# The most common software for blogs appends this to every entry.
_APPENDED = re.compile(r"The post .{1,300} (?:appeared first|first appeared) on .{1,100}", re.S)
_ADDRESSED = re.compile(r"\S+@\S+\s+\((.+)\)")  # jane@news.example (Jane Doe)
_SHORT_YEAR = re.compile(r"(?:[A-Za-z]{3},? +)?\d{1,2} +[A-Za-z]{3} +\d{2} +\d{1,2}:\d{2}")

T = TypeVar("T")


class Feed:
    """RSS or Atom, by the kind of entry; an entry may lack a detail that its channel has."""

    name = "feed"

    def claims(self, name: str, head: bytes) -> bool:
        narrow = head.replace(b"\0", b"")
        roots = {"rss", "feed", *(["RDF"] if any(space in narrow for space in _RSS_1) else [])}
        return is_document(name, head, {".rss", ".atom"}, roots)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        number = 0
        found = article_elements(stream, "item", "entry", keep=_KEEP, containers=_CONTAINERS)
        for number, entry in enumerate(found, start=1):
            yield attempt(f"{name} line {entry.line}", _record, entry, number, options)
        if not number:
            raise ReadError("a feed without entries, or no feed: neither <item> nor <entry> in it")


def _record(found: ArticleElement, number: int, options: ReadOptions) -> Record:
    entry = found.intact()
    is_atom = entry.name.partition(" ")[0] in _ATOM
    fields = (_atom if is_atom else _rss)(entry, found.above)
    if not fields["body"]:
        raise ReadError("the entry has no text")
    article = build(fields, lambda _: "feed entry", options)
    return Record(article, found.original, found.encoding, number)


def _rss(item: Node, above: tuple[Node, ...]) -> dict[str, object]:
    own, channel = _by_name(item), _channel(above)
    texts = [_texts(own, f"{_CONTENT} encoded"), _texts(own, "description")]
    body = _first(found for text in texts for one in text if (found := paragraphs(one))) or []
    creators = _texts(own, f"{_DC} creator") or [_without_address(a) for a in _texts(own, "author")]
    titles = _texts(own, "title") or _texts(own, f"{_DC} title")
    dates = [
        *map(_whole_year, _texts(own, "pubDate")),
        *_texts(own, f"{_TERMS} issued"), *_texts(own, f"{_DC} date"),
    ]  # fmt: skip
    languages = [*_texts(own, f"{_DC} language"), *_texts(channel, "language", f"{_DC} language")]
    sources = [*_texts(own, "source"), *_texts(channel, "title")]
    return {
        "title": plain_line(titles[0]) if titles else None,
        "date": _first(dates),
        "updated": _first(_texts(own, f"{_TERMS} modified", *(f"{a} updated" for a in _ATOM))),
        "authors": creators,
        "body": _joined(body),
        "url": _rss_link(item, own),
        "source": plain_line(sources[0]) if sources else None,
        "language": _first(languages),
        "tags": _texts(own, "category", f"{_DC} subject"),
    }


def _atom(entry: Node, above: tuple[Node, ...]) -> dict[str, object]:
    own, feed = _by_name(entry), _channel(above)
    original = _first(own.get("source", []))
    titles = own.get("title", [])
    sources = (_by_name(original) if original else feed).get("title", [])
    authors = _people(own.get("author", []))
    if not authors:  # a feed's author may be the paper itself
        authors = [one for one in _people(feed.get("author", [])) if people(one)]
    summaries = own.get("summary", [])
    content = _first([*own.get("content", []), *summaries])
    bodies = (_content(node) for node in (content, *summaries) if node)
    body = _first(filter(None, bodies)) or []
    languages = [
        node.language for node in (content, entry, *reversed(above)) if node and node.language
    ]
    return {
        "title": " ".join(_content(titles[0])) if titles else None,
        "date": _first(_texts(own, "published", "issued")),
        "updated": _first(_texts(own, "updated", "modified")),
        "authors": authors,
        "body": _joined(body),
        "url": _atom_link(entry, own, above),
        "source": " ".join(_content(sources[0])) if sources else None,
        "language": _first(languages),
        "tags": [
            tag
            for node in own.get("category", [])
            if (tag := node.attributes.get("label") or node.attributes.get("term"))
        ],
    }


def _first(values: Iterable[T]) -> T | None:
    return next(iter(values), None)


def _by_name(node: Node) -> dict[str, list[Node]]:
    """The elements right within one, by name; without a namespace where it is the feed's own."""
    found: dict[str, list[Node]] = {}
    for child in node.elements():
        space, _, local = child.name.rpartition(" ")
        own = not space or space in _ATOM or space.encode() in _RSS_1
        if own and node.name.partition(" ")[0] not in _ATOM and space in _ATOM:
            own = False  # an element of Atom within RSS
        found.setdefault(local if own else child.name, []).append(child)
    return found


def _channel(above: tuple[Node, ...]) -> dict[str, list[Node]]:
    """The details of the feed: those of its outermost element, and of the channel within."""
    found: dict[str, list[Node]] = {}
    for node in above:
        found |= _by_name(node)
        for channel in node.elements():
            if channel.local == "channel":
                found |= _by_name(channel)
    return found


def _texts(named: dict[str, list[Node]], *names: str) -> list[str]:
    return [text for name in names for node in named.get(name, []) if (text := node.raw().strip())]


def _joined(found: list[str]) -> str:
    if len(found) > 1 and _APPENDED.fullmatch(found[-1].rstrip(".")):
        found = found[:-1]
    return "\n\n".join(found)


def _content(node: Node) -> list[str]:
    """The paragraphs of an Atom text: plain, HTML in text, or XHTML in elements."""
    kind = node.attributes.get("type", "text").lower()
    if "src" in node.attributes:
        return []
    if kind in {"xhtml", "application/xhtml+xml"} or any(True for _ in node.elements()):
        return node_paragraphs(node)
    if kind in {"html", "text/html"} or node.attributes.get("mode") == "escaped":
        return paragraphs(node.raw())
    if kind not in {"text", "text/plain"}:
        return []
    return [part.strip() for part in re.split(r"\n\s*\n", node.raw()) if part.strip()]


def _people(authors: list[Node]) -> list[str]:
    return [name.text() for author in authors for name in author.elements() if name.local == "name"]


def _without_address(author: str) -> str:
    """The name in an author of RSS, which is an e-mail address with or without a name."""
    addressed = _ADDRESSED.fullmatch(author)
    if addressed:
        return addressed[1]
    return "" if "@" in author else author


def _whole_year(date: str) -> str:
    """A date whose year has two digits, as RFC 822 has it, with four."""
    parts = email.utils.parsedate(date) if _SHORT_YEAR.match(date) else None
    if not parts:
        return date
    return re.sub(r"(\d{1,2} +[A-Za-z]{3} +)\d{2}", rf"\g<1>{parts[0]}", date, count=1)


def _rss_link(item: Node, own: dict[str, list[Node]]) -> str | None:
    ids = [
        node.text()
        for node in own.get("guid", [])
        if node.attributes.get("isPermaLink", "true").lower() != "false"
    ]
    about = [value for name, value in item.attributes.items() if name.endswith(" about")]
    links = [*_texts(own, f"{_BURNER} origLink", "link"), *ids, *about]
    return _first(filter(_is_web, links))


def _atom_link(entry: Node, own: dict[str, list[Node]], above: tuple[Node, ...]) -> str | None:
    base = ""
    for node in (*above, entry):
        base = _join(base, node.attributes.get(_XML_BASE, ""))
    links = [
        _join(base, node.attributes.get("href", "").strip())
        for node in own.get("link", [])
        if node.attributes.get("rel", "alternate") == "alternate"
    ]
    return _first(filter(_is_web, [*_texts(own, f"{_BURNER} origLink"), *links]))


def _join(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:  # such as http://[
        return ""


def _is_web(link: str) -> bool:
    return link.startswith(("http://", "https://")) and not any(map(str.isspace, link))
