"""What a server sent, wherever it was kept: a page, a feed, or the text of a page.

It must not know how it was kept.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass

from newsarchive.model.record import Record, Records
from newsarchive.readers.encoding import decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.feeds import Feed
from newsarchive.readers.formats.webpage import Html, NoArticleError, read_page
from newsarchive.readers.record import ReadOptions

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
FEED = "application/rss+xml"
_FEEDS = frozenset((FEED, "application/atom+xml", "application/rdf+xml"))
_XML = frozenset(("application/xml", "text/xml"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_NAMED = 6
"""How many kinds of things a message names."""
_SHORT = 250
"""Characters: a shorter text of a page that was converted is a menu or a notice."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a server sent."""

    content: bytes
    declared: str
    """Its type as the server declared it, "text/html; charset=utf-8"."""
    url: str | None
    text_only: bool = False
    """Whether it is the text that a program has made of a page."""

    @property
    def kind(self) -> str:
        """The media type without its parameters, in small letters."""
        return self.declared.partition(";")[0].strip().lower()

    @property
    def is_known(self) -> bool:
        """Whether a thing of this type may hold articles."""
        return self.kind in _PAGES | _FEEDS | _XML or (self.text_only and self.kind == "text/plain")


def sniffed(content: bytes) -> str:
    """The type of what a server sent without saying what it is: HTML, or ""."""
    return "text/html" if Html().claims("", content[:_HEAD]) else ""


def articles_of(sent: Sent, options: ReadOptions) -> Records:
    """The articles; the original of one that was not sent alone is a piece of what was.

    Nothing for a type that is not known. Raises ReadError, NoArticleError if it is a page without
    an article, and NeedsExtraError.
    """
    if sent.kind in _PAGES:
        charset = match[1] if (match := _CHARSET.search(sent.declared)) else None
        yield read_page(sent.content, options, charset=charset, url=sent.url)
    elif sent.kind in _FEEDS or (sent.kind in _XML and Feed().claims("", sent.content[:_HEAD])):
        yield from Feed().read(sent.url or "", io.BytesIO(sent.content), options)
    elif sent.text_only and sent.kind == "text/plain":
        text, encoding = decode(sent.content)
        if len(text.strip()) < _SHORT:
            raise NoArticleError("too little text")
        article = build({"body": text, "url": sent.url}, lambda _: "WARC", options)
        yield Record(article, sent.content, encoding)


def nothing_found(passed: Counter[str]) -> str:
    """The message that there are no articles, and what there is, by kinds and their numbers."""
    if not passed:
        return "no articles found: it is empty"
    kinds = [f"{kind}: {count:,}" for kind, count in passed.most_common(_NAMED)]
    if len(passed) > _NAMED:
        kinds.append(f"and {len(passed) - _NAMED:,} other kinds")
    return f"no articles found, but {'; '.join(kinds)}"
