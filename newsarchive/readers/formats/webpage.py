"""Web pages that were saved as HTML: one article each.

JSON-LD comes first, then meta tags, then elements that are marked as a date or an author;
trafilatura finds the text (`htmltree`). No date and no author is guessed from the text.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import BinaryIO
from urllib.parse import urlsplit

from newsarchive.dates.expressions import parse_day
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.credits.bylines import credited, people
from newsarchive.readers.encoding import declared_encoding, decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.databases import export_in
from newsarchive.readers.formats.savedfrom import saved_from
from newsarchive.readers.json.linked import article_values, plain, plain_url
from newsarchive.readers.markup.htmltext import paragraphs
from newsarchive.readers.markup.htmltree import Page
from newsarchive.readers.markup.xmltext import root_of
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of
from newsarchive.readers.values import is_plausible

LARGEST = 16 * 1024 * 1024
"""In bytes. Pages with more in them hold pictures or data, and would take long to read."""

_SUFFIXES = frozenset((".html", ".htm", ".xhtml", ".shtml"))
_ALSO = frozenset(("", ".txt", ".text", ".xml", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".amp"))
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<!doctype\s+html\b", re.I | re.S)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_SHORT = 250
"""Below so many characters, a text is an article only if the page is marked as one."""
_SHORTEST = 80

_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title",
           "sailthru.title", "parsely-title", "headline")  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "citation_publication_date", "parsely-pub-date", "sailthru.date", "dcterms.issued",
    "dc.date.issued", "dcterms.date", "dc.date", "publish-date", "publish_date", "publishdate",
    "pubdate", "publication_date", "article.published", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
_UPDATES = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
            "dc.date.modified", "last-modified", "lastmod")  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "citation_author",
            "dc.creator", "dcterms.creator", "byl", "article.author")  # fmt: skip
_SOURCES = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_journal_title",
            "publisher", "application-name")  # fmt: skip
_LANGUAGES = ("og:locale", "dc.language", "dcterms.language", "language", "inlanguage")
_SECTIONS = ("article:section", "parsely-section", "section", "articlesection")
_TAGS = ("article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords")
_LONGEST_TITLE = 2000
"""Characters of a title in which the name of a site is looked for."""
_SEPARATORS = re.compile(r"\s+[|·•–—:«»-]+\s+")

Detail = tuple[object, str]
"""A value, and where it was found."""


class Html:
    """Pages by their suffix, or by their first bytes."""

    name = "html"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in _SUFFIXES:
            return True
        if suffix not in _ALSO:
            return False
        return _DOCTYPE.match(head) is not None or root_of(head).lower() == "html"

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read(LARGEST + 1)
        if len(data) <= LARGEST and (export := export_in(data)):
            yield from export.read(name, io.BytesIO(data), options)
            return
        article, encoding = read_page(data, options)
        yield Record(article, data, encoding)


class NoArticleError(ReadError):
    """A page that can be read, but holds no article."""


def read_page(
    data: bytes, options: ReadOptions, *, charset: str | None = None, url: str | None = None
) -> tuple[Article, str]:
    """The article of a page and the page's encoding; `charset` and `url` are from its server.

    Raises ReadError.
    """
    if len(data) > LARGEST:
        raise ReadError(f"a page of more than {LARGEST // 1024**2} MiB")
    if not data.strip():
        raise ReadError("the file is empty")
    source, encoding = _decoded(data, charset)
    page = Page(source)
    found = _Details(page, url or saved_from(source))
    fields = found.fields()
    body = _body(page, fields, found)
    is_marked_article = found.is_marked_article or "date" in fields
    if len(body) < (_SHORTEST if is_marked_article else _SHORT):
        raise NoArticleError("no article on this page, or too little of one")
    places = {name: place for name, (_, place) in fields.items()}
    values = {name: value for name, (value, _) in fields.items()} | {"body": body}
    return build(values, lambda name: places.get(name, "page"), options), encoding


def _decoded(data: bytes, charset: str | None) -> tuple[str, str]:
    """The text of a page. Bytes that are good UTF-8 are that, whatever the page declares."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    declared = _CHARSET.search(data[:4096])
    names = [charset, declared[1].decode("ascii", "replace") if declared else None]
    if not data.isascii():
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8"), "utf-8"
    for name in filter(None, names):
        known = declared_encoding(name)
        # It may be an encoding that is not of text, or not that of the page.
        with suppress(LookupError, ValueError, TypeError):
            if known and known != "utf-8" and "<html".encode(known) == b"<html":
                return data.decode(known), known
    return decode(data)


class _Details:
    """The details that a page gives of itself, best first."""

    def __init__(self, page: Page, url: str | None) -> None:
        self._page = page
        self._url = url
        self.headings = page.texts("h1")
        self._plain_headings = set(map(plain, self.headings))
        addresses = [*self._canonical(), *self._metas("og:url"), *([url] if url else [])]
        titles = [*self._metas("og:title"), *self.headings, *page.texts("title")]
        self.own = article_values(page.scripts("application/ld+json"), addresses, titles) or {}
        """The values of JSON-LD."""
        self.is_marked_article = (
            bool(self.own) or "article" in self._metas("og:type") or len(page.texts("article")) == 1
        )

    def fields(self) -> dict[str, Detail]:
        """Our name of a field → its value, and where that was found."""
        found: dict[str, Detail] = {}

        def take(
            name: str, candidates: Iterable[Detail], usable: Callable[[object], bool] = bool
        ) -> None:
            best = next((one for one in candidates if one[0] and usable(one[0])), None)
            if best:
                found[name] = best

        take("source", self._all("source", _SOURCES))
        source = str(found["source"][0]) if "source" in found else ""
        take("title", self._titles(source), lambda title: plain(str(title)) != plain(source))
        take("date", [*self._all("date", _DATES), *self._marked_day()], _is_day)
        take("updated", self._all("updated", _UPDATES), _is_day)
        take("authors", self._authors(source), _names_somebody)
        take("url", self._urls(), _is_deep)
        lang = [(self._page.language, "html lang")]
        take("language", [*self._own("language"), *lang, *self._meta_found(_LANGUAGES)])
        take("section", self._all("section", _SECTIONS), lambda value: "://" not in str(value))
        take("tags", self._tags())
        return found

    def _all(self, name: str, tags: tuple[str, ...]) -> list[Detail]:
        return [*self._own(name), *self._meta_found(tags)]

    def _own(self, name: str) -> list[Detail]:
        return [(self.own[name], "JSON-LD")] if self.own.get(name) else []

    def _metas(self, name: str) -> list[str]:
        return [content for tag, content in self._page.meta if tag == name]

    def _meta_found(self, names: tuple[str, ...]) -> list[Detail]:
        return [(content, f'meta tag "{name}"') for name in names for content in self._metas(name)]

    def _titles(self, source: str) -> list[Detail]:
        of_page = [(title, "page title") for title in self._page.texts("title")[:1]]
        headings = [(text, "heading") for text in self.headings] if len(self.headings) == 1 else []
        candidates: list[Detail] = [
            *self._own("title"), *self._meta_found(_TITLES), *headings, *of_page,
        ]  # fmt: skip
        return [(self._trimmed(str(title), source), place) for title, place in candidates]

    def _trimmed(self, title: str, source: str) -> str:
        """A title without the name of the site behind it, where that is certain."""
        if len(title) > _LONGEST_TITLE:
            return title
        for separator in _SEPARATORS.finditer(title):
            before, after = title[: separator.start()], title[separator.end() :]
            is_site = bool(source) and plain(after) == plain(source)
            if is_site or plain(before) in self._plain_headings:
                return before
        return title

    def _authors(self, source: str) -> list[Detail]:
        candidates = self._own("authors")
        for name in _AUTHORS:
            if found := self._metas(name):
                candidates.append((found, f'meta tag "{name}"'))
        linked = [
            text()
            for tag in ("a", "span")
            for attributes, text in self._page.elements(tag)
            if "author" in (attributes.get("rel") or attributes.get("itemprop") or "").split()
        ]
        names = list(dict.fromkeys(linked))
        if 0 < len(names) <= 4 and all(people(name) for name in names):
            candidates.append((names, "byline"))
        return [
            ([one for one in values if _is_author(one, source)], place)
            for values, place in candidates
            if isinstance(values, list)
        ]

    def _marked_day(self) -> list[Detail]:
        """The day that is marked as that of publication, or the only day that is marked."""
        marked: list[str] = []
        others: list[str] = []
        for attributes, _ in self._page.elements("time"):
            value = attributes.get("datetime", "").strip()
            day = parse_day(value)
            if day and day.day:
                about = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
                named = "datepublished" in about or "entry-date" in about
                (marked if named or "pubdate" in attributes else others).append(value)
        for values in (marked, others):
            if values and len({value[:10] for value in values}) == 1:
                return [(values[0], "time element")]
        return []

    def _canonical(self) -> list[str]:
        return [
            attributes["href"]
            for attributes, _ in self._page.elements("link")
            if attributes.get("rel", "").lower() == "canonical" and attributes.get("href")
        ]

    def _urls(self) -> list[Detail]:
        given = [(self._url, "address")] if self._url else []
        canonical = [(link, "canonical link") for link in self._canonical()]
        return [*given, *canonical, *self._meta_found(("og:url",)), *self._own("url")]

    def _tags(self) -> list[Detail]:
        found = self._own("tags")
        for name in _TAGS:
            if values := self._metas(name):
                found.append((values if len(values) > 1 else values[0], f'meta tag "{name}"'))
        return found


def _names_somebody(names: object) -> bool:
    credits_ = map(credited, names if isinstance(names, list) else [])
    return any(credit.people or credit.agency for credit in credits_)


def _is_day(value: object) -> bool:
    day = parse_day(str(value).strip())
    return day is not None and day.day is not None and is_plausible(day.day)


def _is_deep(url: object) -> bool:
    """Whether an address is that of a page, and not of a whole site."""
    return bool(plain_url(str(url))) and bool(urlsplit(str(url)).path.strip("/") or "?" in str(url))


def _is_author(name: str, source: str) -> bool:
    if "://" in name or "@" in name or name.lower().startswith(("www.", "by www.")):
        return False
    domain = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name)
    return not domain and plain(name) not in {"", plain(source)}


def _body(page: Page, fields: dict[str, Detail], found: _Details) -> str:
    """The text, without the title at its head."""
    marked = page.marked_paragraphs()
    text = page.paragraphs()
    if marked and sum(map(len, text)) < _SHORT:
        text = marked  # of so short a text trafilatura may make the whole page
    given = paragraphs(str(found.own.get("body") or ""))
    if sum(map(len, text)) < _SHORT < sum(map(len, given)):
        text = given
    title = plain(str(fields["title"][0])) if "title" in fields else ""
    repeated = {title, *map(plain, found.headings)} - {""}
    while text and plain(text[0]) in repeated:
        text.pop(0)
    return "\n\n".join(text)
