"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom; every entry an article, read as a stream."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO, TypeVar
from urllib.parse import urljoin

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records, attempt
from newsarchive.readers.credits.bylines import people
from newsarchive.readers.fields import build
from newsarchive.readers.formats.feeddates import feed_day
from newsarchive.readers.markup.htmltext import node_paragraphs, paragraphs, plain_line
from newsarchive.readers.markup.tagsoup import XML_SPACE, Lenience
from newsarchive.readers.markup.xmltext import SUFFIXES, ArticleElement, Node, article_elements
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_CONTAINERS = frozenset(("rss", "rdf", "channel", "feed"))
_KEEP = frozenset(("title", "link", "language", "author"))
_RSS_1 = "http://purl.org/rss/1.0/"
_ATOM = frozenset(("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"))
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_BURNER = "http://rssnamespace.org/feedburner/ext/1.0"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_MEDIA = "http://search.yahoo.com/mrss/"
_YANDEX = "http://news.yandex.ru"
_TEXTS = (f"{_CONTENT} encoded", f"{_YANDEX} full-text", "content", "description",
          f"{_ITUNES} summary")  # fmt: skip
"""Where an item of RSS may have its text, the fullest first."""
_DATES = ("pubdate", f"{_TERMS} issued", f"{_DC} date", "published", "date",
          f"{_TERMS} created")  # fmt: skip
_XML_BASE = f"{XML_SPACE} base"
_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom", "dc": _DC, "dcterms": _TERMS, "content": _CONTENT,
    "feedburner": _BURNER, "itunes": _ITUNES, "media": _MEDIA,
    "yandex": _YANDEX,
}  # fmt: skip
"""Prefixes that feeds use without declaring them."""
_FIELDS = frozenset(
    "title link description pubdate guid category comments summary published updated id creator "
    "date encoded".split()
)
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|entry)(?=[\s>])", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_OF_A_PAGE = re.compile(rb"<(?:!doctype\s+html|(?!/?(?:br|b|i|hr|font|pre)\b|[!?]))", re.IGNORECASE)
"""A tag that no server writes before a feed, as it does warnings and comments."""
_SPACES = {
    b"rdf": re.compile(rb"//purl\.org/(?:rss/1\.0/|net/rss1)|netscape\.com/rdf/simple/0\.9/"),
    b"entry": re.compile(rb"//www\.w3\.org/2005/Atom|//purl\.org/atom/ns#"),
}
"""What stands near the beginning of a feed that has one of these outermost elements."""
# The most common software for blogs appends this to every entry.
_APPENDED = re.compile(r"The post .{1,300} (?:appeared first|first appeared) on .{1,100}", re.S)
_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>()]+@[^\s@<>()]+", re.IGNORECASE)

T = TypeVar("T")


class Feed:
    """RSS or Atom, by the kind of entry; an entry may lack a detail that its channel has."""

    name = "feed"

    def claims(self, name: str, head: bytes) -> bool:
        if suffix_of(name) in {".rss", ".atom"}:
            return True
        return may_be_text(name, *SUFFIXES) and _begins_as_feed(head.replace(b"\0", b""))

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        number = 0
        lenience = Lenience(_FIELDS, _PREFIXES)
        found = _elements(stream, lenience)
        others: Counter[str] = Counter()
        for number, entry in enumerate(found, start=1):
            record = attempt(f"{name} line {entry.line}", _alone, entry, number, options)
            if isinstance(record, Record) and record.encoding != entry.encoding:
                others[record.encoding] += 1
            yield record
            yield from _warnings(name, lenience)
        for encoding, count in others.items():
            lenience.notes.append(
                f"entries that are not in {entry.encoding}, read as {encoding}: {count:,}"
            )
        yield from _warnings(name, lenience)
        if not number:
            raise ReadError("a feed without entries, or no feed: neither <item> nor <entry> in it")


def _warnings(name: str, lenience: Lenience) -> Iterator[ReadWarning]:
    while lenience.notes:
        yield ReadWarning(name, lenience.notes.pop(0))


def _begins_as_feed(head: bytes) -> bool:
    """Whether a feed begins there, perhaps behind what a server has written before it."""
    root = _ROOT.search(head)
    if root is None:
        return False
    needs = _SPACES.get(root[1].lower())
    return (needs is None or needs.search(head) is not None) and not _OF_A_PAGE.search(
        _COMMENT.sub(b"", head[: root.start()])
    )


def _alone(found: ArticleElement, number: int, options: ReadOptions) -> Record:
    """The record, with bytes that make the same article alone."""
    record = _record(found, number, options)
    if not found.mended:
        return record
    try:
        again = list(_elements(io.BytesIO(record.original), Lenience(_FIELDS, _PREFIXES)))
    except ReadError:
        again = []
    if [(one.written(), one.encoding) for one in again] == [(found.written(), found.encoding)]:
        return record
    return replace(record, original=found.repaired()[0].written(), encoding="utf-8")


def _elements(stream: BinaryIO, lenience: Lenience) -> Iterator[ArticleElement]:
    return article_elements(
        stream, "item", "entry", keep=_KEEP, containers=_CONTAINERS, lenience=lenience
    )


def _record(found: ArticleElement, number: int, options: ReadOptions) -> Record:
    found, encoding = found.repaired()
    entry = found.node
    fields = (_atom if entry.local == "entry" else _rss)(entry, found.above)
    fields["body"] = fields["body"] or fields["title"]  # agencies send headlines alone
    if not fields["body"]:
        raise ReadError("the entry has no text")
    article = build(fields, lambda _: "feed entry", options)
    return Record(article, found.original, encoding, number)


def _rss(item: Node, above: tuple[Node, ...]) -> dict[str, object]:
    own, channel = _by_name(item), _channel(above)
    texts = [*(own.get(name, []) for name in _TEXTS), _described(own)]
    body = _first(found for nodes in texts for one in nodes if (found := _html(one))) or []
    titles = _texts(own, "title") or _texts(own, f"{_DC} title")
    dates = _texts(own, *_DATES, *_of_atom("published"))
    languages = [*_texts(own, f"{_DC} language"), *_texts(channel, "language", f"{_DC} language")]
    papers = _texts(own, "source")
    sources = [*papers, *_texts(channel, "title")]
    return {
        "title": _without_paper(plain_line(titles[0]), papers) if titles else None,
        "date": _first(filter(None, map(feed_day, dates))),
        "updated": _first(_texts(own, f"{_TERMS} modified", *_of_atom("updated"))),
        "authors": _authors(own, sources),
        "body": _joined(body),
        "url": _rss_link(item, own),
        "source": plain_line(sources[0]) if sources else None,
        "language": _first(languages),
        "tags": _texts(own, "category", f"{_DC} subject"),
    }


def _without_paper(title: str, papers: list[str]) -> str:
    """The title as the paper printed it: feeds of many papers put the name of each behind it."""
    for paper in papers:
        for dash in "-–—|":
            title = title.removesuffix(f" {dash} {plain_line(paper)}")
    return title


def _authors(own: dict[str, list[Node]], sources: list[str]) -> list[str]:
    """The authors of an item of RSS, without the paper itself."""
    papers = {plain_line(source).casefold() for source in sources}
    for names in ((f"{_DC} creator",), ("author",), _of_atom("author"), (f"{_ITUNES} author",)):
        nodes = [node for name in names for node in own.get(name, [])]
        named = _people(nodes) or [node.raw() for node in nodes]
        names_ = [name for one in named if (name := _without_address(one))]
        if found := [name for name in names_ if plain_line(name).casefold() not in papers]:
            return found
    return []


def _of_atom(local: str) -> tuple[str, ...]:
    return tuple(f"{space} {local}" for space in sorted(_ATOM))


def _described(own: dict[str, list[Node]]) -> list[Node]:
    """What the entry says of its film or picture as a whole, where that is all its text."""
    return [
        node
        for group in own.get(f"{_MEDIA} group", [])
        for node in group.elements()
        if node.name == f"{_MEDIA} description"
    ]


def _html(node: Node) -> list[str]:
    """The paragraphs of a text of RSS; a program may have forgotten to escape its tags."""
    return node_paragraphs(node) if any(True for _ in node.elements()) else paragraphs(node.raw())


def _atom(entry: Node, above: tuple[Node, ...]) -> dict[str, object]:
    own, feed = _by_name(entry), _channel(above)
    original = _first(own.get("source", []))
    titles = own.get("title", [])
    sources = (_by_name(original) if original else feed).get("title", [])
    authors = _people(own.get("author", []))
    if not authors:  # a feed's author may be the paper itself
        authors = [one for one in _people(feed.get("author", [])) if people(one)]
    summaries = [*own.get("summary", []), *_described(own)]
    content = _first([*own.get("content", []), *summaries])
    bodies = (_content(node) for node in (content, *summaries) if node)
    body = _first(filter(None, bodies)) or []
    languages = [
        node.language for node in (content, entry, *reversed(above)) if node and node.language
    ]
    return {
        "title": " ".join(_content(titles[0])) if titles else None,
        "date": _first(filter(None, map(feed_day, _texts(own, "published", "issued")))),
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
    """The elements right within one, by name; without a namespace where it is the feed's own.

    RSS has had many namespaces, and mostly none: its own is that of the element.
    """
    found: dict[str, list[Node]] = {}
    spaces = {"", node.name.rpartition(" ")[0]}
    spaces |= _ATOM if spaces & _ATOM else {_RSS_1}
    for child in node.elements():
        space, _, local = child.name.rpartition(" ")
        own = space in spaces
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
    if "@" not in author:
        return author.strip()
    return _ADDRESS.sub(" ", author).strip(" ()<>[],;:\"'\t\r\n")


def _rss_link(item: Node, own: dict[str, list[Node]]) -> str | None:
    ids = [
        node.text()
        for node in own.get("guid", [])
        if node.attributes.get("ispermalink", "true").lower() != "false"
    ]
    about = [value for name, value in item.attributes.items() if name.endswith(" about")]
    written = [
        node.attributes.get("href", "").strip()
        for node in [one for name in ("link", *_of_atom("link")) for one in own.get(name, [])]
        if node.attributes.get("rel", "alternate") == "alternate"
    ]
    links = [*_texts(own, f"{_BURNER} origlink", "link"), *written, *ids, *about]
    return _first(filter(_is_web, links))


def _atom_link(entry: Node, own: dict[str, list[Node]], above: tuple[Node, ...]) -> str | None:
    base = ""
    for node in (*above, entry):
        base = _join(base, node.attributes.get(_XML_BASE, ""))
    nodes = [
        node
        for node in own.get("link", [])
        if node.attributes.get("rel", "alternate") == "alternate"
    ]
    nodes.sort(key=lambda node: "html" not in node.attributes.get("type", "html"))
    links = [_join(base, node.attributes.get("href", "").strip()) for node in nodes]
    return _first(filter(_is_web, [*_texts(own, f"{_BURNER} origlink"), *links]))


def _join(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:  # such as http://[
        return ""


def _is_web(link: str) -> bool:
    return link.startswith(("http://", "https://")) and not any(map(str.isspace, link))
