"""JSON Feed 1.0 and 1.1: every item an article; what it lacks, its feed may say."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records, attempt
from newsarchive.readers.credits.bylines import people
from newsarchive.readers.encoding import decode_utf8
from newsarchive.readers.fields import build
from newsarchive.readers.formats.feeddates import feed_day
from newsarchive.readers.json.parse import parse
from newsarchive.readers.markup.htmltext import paragraphs, plain_line
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_VERSION = re.compile(rb"\"version\"\s*:\s*\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version")
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_KEPT = ("version", "title", "language", "author", "authors")
"""What each item is kept with."""

Object = Mapping[str, object]


class JsonFeed:
    """A feed, held in memory."""

    name = "json feed"

    def claims(self, name: str, head: bytes) -> bool:
        return (
            suffix_of(name) in {"", ".json", ".jsonfeed"}
            and _BEGINS.match(head) is not None
            and _VERSION.search(head) is not None
        )

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        text = decode_utf8(stream.read())
        if text is None:
            raise ReadError("not UTF-8 text, as JSON must be")
        feed = parse(text.removeprefix("\ufeff"))
        items = feed.get("items") if isinstance(feed, Mapping) else None
        if not isinstance(feed, Mapping) or not isinstance(items, list) or not items:
            raise ReadError("a feed without items")
        for number, item in enumerate(items, start=1):
            yield attempt(f"{name}#{number}", _record, item, feed, number, options)


def _record(item: object, feed: Object, number: int, options: ReadOptions) -> Record:
    if not isinstance(item, Mapping):
        raise ReadError("not a JSON object with the fields of an article")
    body = _body(item)
    if not body:
        raise ReadError("the item has no text")
    title, link = _text(item, "title"), _text(item, "url") or _text(item, "id")
    fields = {
        "title": plain_line(title) or None,
        "date": feed_day(_text(item, "date_published")),
        "updated": _text(item, "date_modified"),
        "authors": _authors(item) or [one for one in _authors(feed) if people(one)],
        "body": body,
        "url": link if link.startswith(("http://", "https://")) else None,
        "source": plain_line(_text(feed, "title")) or None,
        "language": _text(item, "language") or _text(feed, "language"),
        "tags": item.get("tags"),
    }
    article = build(fields, lambda _: "feed item", options)
    alone = {name: feed[name] for name in _KEPT if name in feed} | {"items": [item]}
    return Record(article, json.dumps(alone).encode(), "utf-8", number)


def _body(item: Object) -> str:
    """The text of an item, else its summary, else its headline."""
    texts = (
        "\n\n".join(paragraphs(_text(item, "content_html"))),
        *(_text(item, name) for name in ("content_text", "summary", "title")),
    )
    return next((text for text in texts if text.strip()), "")


def _authors(of: Object) -> list[str]:
    """The names of its authors: a list since version 1.1, one before."""
    given = of.get("authors") or [of.get("author")]
    authors = given if isinstance(given, list) else [given]
    return [name for one in authors if isinstance(one, Mapping) and (name := _text(one, "name"))]


def _text(of: Object, name: str) -> str:
    value = of.get(name)
    return value.strip() if isinstance(value, str) else ""
