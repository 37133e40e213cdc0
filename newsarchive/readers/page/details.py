"""The details that a page gives of its article: for each field the sources, best first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from urllib.parse import urlsplit

from newsarchive.dates.expressions import Order
from newsarchive.readers.credits.bylines import OPENER, people
from newsarchive.readers.credits.persons import Credit
from newsarchive.readers.json.linked import article_values, page_values, plain, plain_url
from newsarchive.readers.markup.htmltree import Page
from newsarchive.readers.page.days import day_of, is_day_line, read_day
from newsarchive.readers.page.marks import LISTS, Survey
from newsarchive.readers.page.people import credit_of, is_author_label, is_byline
from newsarchive.readers.page.titles import title_of

Detail = tuple[object, str]
"""A value, and where it was found."""

_WEAK_DATES = frozenset(("address", "printed day", "JSON-LD of the page"))
"""Where a date was found on pages that need not be articles."""
_LONGEST_SITE = 100
_LONGEST_LINE = 140
"""Characters of a byline, or of a line with a day."""
_MOST_LABELS = 4
"""`twitter:label1` and so on, up to this."""


class Details:
    """The details that a page gives of itself."""

    def __init__(self, page: Page, url: str | None, order: Order | None) -> None:
        """`url` is where the page was found, `order` how the user has days in digits read."""
        self._page = page
        self._url = url
        scripts = page.scripts("application/ld+json")
        self._addresses = [*self._canonical(), *self._metas("og:url"), *([url] if url else [])]
        windows = page.texts("title")[:1]
        titles = [*self._metas("og:title"), *page.texts("h1"), *windows]
        self.own = article_values(scripts, self._addresses, titles) or {}
        """The values of JSON-LD."""
        self._of_page = page_values(scripts, self._addresses, titles)
        given = [title for title in (self.own.get("title"), *self._metas("og:title")) if title]
        is_live = bool(self.own.get("live"))
        self.is_marked_article = (
            bool(self.own) or "article" in self._metas("og:type") or len(page.named("article")) == 1
        )
        """Whether the page says that it is an article."""
        self.survey = Survey(page, [*map(str, given), *windows], is_live=is_live)
        self._in_text = [
            (name, content)
            for mark in self.survey.marks
            if mark.element.tag == "meta" and (content := mark.element.attributes.get("content"))
            for name in mark.names("itemprop")
        ]
        self._order = order or self._order_of_page()
        self.fields = self._fields(windows[0] if windows else "")
        """Our name of a field → its value, and where that was found."""
        if "date" in self.fields and self.fields["date"][1] not in _WEAK_DATES:
            self.is_marked_article = True

    def is_beside_title(self, text: str) -> bool:
        """Whether a line at the head of the text is the title, the byline or the day."""
        if plain(text) in self._titles:
            return True
        credit = self.fields.get("authors", (None, ""))[0]
        names = credit.people if isinstance(credit, Credit) else ()
        return len(text) <= _LONGEST_LINE and (is_day_line(text) or is_byline(text, names))

    @cached_property
    def _titles(self) -> frozenset[str]:
        headings = [text for one, text in self.survey.headings if one.tag == "h1"]
        return frozenset(map(plain, (*headings, str(self.fields.get("title", ("",))[0])))) - {""}

    def _fields(self, window: str) -> dict[str, Detail]:
        found: dict[str, Detail] = {}

        def take(
            name: str, candidates: Iterable[Detail], usable: Callable[[object], bool] = bool
        ) -> None:
            best = next((one for one in candidates if one[0] and usable(one[0])), None)
            if best:
                found[name] = best

        take("source", self._all("source", "source tags"))
        sites = [str(value) for value, _ in self._all("source", "source tags")]
        lines = [mark.text for mark in self.survey.marks if mark.beside_title]
        titles = [(str(title), place) for title, place in self._all("title", "title tags")]
        take("title", [title_of(titles, window, self.survey.headings, lines, sites) or ("", "")])
        if day := day_of(
            self._all("date", "date tags") + self._parsely("pub_date") + self._own_page("date"),
            self.survey.marks, self._addresses, self._order,
        ):  # fmt: skip
            found["date"] = day
        take("updated", self._all("updated", "update tags"), self._is_day)
        if credit := self._credit([*sites, *self._site_in(window), *self._domains()]):
            found["authors"] = credit
        take("url", self._urls(), _is_deep)
        lang = [(self._page.language, "html lang")]
        take("language", [*self._own("language"), *lang, *self._tagged("language tags")])
        take("section", self._all("section", "section tags"), lambda one: "://" not in str(one))
        take("tags", self._tags())
        return found

    def _credit(self, sites: list[str]) -> Detail | None:
        given: list[tuple[list[str], str]] = []
        if isinstance(values := self.own.get("authors"), list) and values:
            given.append((values, "JSON-LD"))
        given += [
            (found, f'meta tag "{name}"')
            for name in LISTS["author tags"]
            if (found := self._metas(name))
        ]
        labelled = [
            name
            for name in map(str, range(1, _MOST_LABELS + 1))
            if any(map(is_author_label, self._metas(f"twitter:label{name}")))
        ]
        late = [
            *(([str(value)], place) for value, place in self._parsely("author")),
            *(
                (self._metas(tag), f'meta tag "{tag}"')
                for tag in map("twitter:data{}".format, labelled)
            ),
        ]
        if isinstance(values := self._of_page.get("authors"), list):
            late.append((values, "JSON-LD of the page"))
        return credit_of(given, self.survey.marks, late, sites)

    def _all(self, name: str, tags: str) -> list[Detail]:
        return [*self._own(name), *self._tagged(tags)]

    def _own(self, name: str) -> list[Detail]:
        return [(self.own[name], "JSON-LD")] if self.own.get(name) else []

    def _own_page(self, name: str) -> list[Detail]:
        return [(self._of_page[name], "JSON-LD of the page")] if name in self._of_page else []

    def _metas(self, name: str) -> list[str]:
        return [content for tag, content in self._page.meta if tag == name]

    def _tagged(self, names: str) -> list[Detail]:
        """The contents of the tags of a list, in the order of the list."""
        known = [*self._page.meta, *self._in_text]
        return [
            (content, f'meta tag "{name}"')
            for name in LISTS[names]
            for tag, content in known
            if tag == name
        ]

    def _parsely(self, name: str) -> list[Detail]:
        """A value of the tag whose content is an object of JSON."""
        for content in self._metas("parsely-page")[:1]:
            try:
                values = json.loads(content)
            except (ValueError, RecursionError):
                return []
            value = values.get(name) if isinstance(values, dict) else None
            return [(value, 'meta tag "parsely-page"')] if isinstance(value, str) else []
        return []

    def _order_of_page(self) -> Order | None:
        """How the page's language has days in digits; English alone has two ways."""
        language = (self._page.language or "").lower().replace("_", "-")
        has_two = language.partition("-")[0] in {"", "en"} and language != "en-gb"
        return None if has_two else Order.DMY

    def _site_in(self, window: str) -> list[str]:
        """The site's name, which stands last in a browser's window, unless it may be a person."""
        last = re.split(r"\s+[|·•–—-]\s+", window[-_LONGEST_SITE:])[1:][-1:]
        return [name for name in last if not people(name) and not OPENER.match(name)]

    def _domains(self) -> list[str]:
        """The names in the addresses of the site: "packet" of www.packet.example."""
        hosts = {
            plain_url(address).partition("/")[0].partition(":")[0] for address in self._addresses
        }
        return [host.split(".")[-2] for host in hosts if "." in host]

    def _is_day(self, value: object) -> bool:
        day = read_day(value, self._order)
        return day is not None and day.day is not None

    def _canonical(self) -> list[str]:
        return [
            link.attributes["href"]
            for link in self._page.named("link")
            if link.attributes.get("rel", "").lower() == "canonical" and link.attributes.get("href")
        ]

    def _urls(self) -> list[Detail]:
        given = [(self._url, "WARC")] if self._url else []
        canonical = [(link, "canonical link") for link in self._canonical()]
        shared = [(link, 'meta tag "og:url"') for link in self._metas("og:url")]
        return [*given, *canonical, *shared, *self._own("url")]

    def _tags(self) -> list[Detail]:
        found = self._own("tags")
        for name in LISTS["tag tags"]:
            if values := self._metas(name):
                found.append((values if len(values) > 1 else values[0], f'meta tag "{name}"'))
        return found


def _is_deep(url: object) -> bool:
    """Whether an address is that of a page, and not of a whole site."""
    return bool(plain_url(str(url))) and bool(urlsplit(str(url)).path.strip("/") or "?" in str(url))
