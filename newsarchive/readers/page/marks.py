"""The elements of a page that may say something of its article, and where they stand.

Lists of other articles, comments, menus and the like are left out, whatever they hold. It must not
know what an element says.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from newsarchive.readers.json.linked import plain
from newsarchive.readers.markup.htmltree import Element, Page
from newsarchive.readers.vocabulary import word_lists

LISTS = word_lists("page/words.txt")
"""The names and words by which pages mark what they say."""

_ELSEWHERE = frozenset(" ".join(LISTS["elsewhere"]).split())
_NOT_ELSEWHERE = frozenset(" ".join(LISTS["elsewhere not"]).split())
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
SENTENCE_ENDS = tuple(".!?…。！？।؟:\"”»“’'")
"""How a paragraph ends, quotation marks and colons among them."""
_LEAD = frozenset(" ".join(LISTS["lead"]).split())
_STORY = frozenset(("hentry", "blogpost", "newsarticle"))
_WRAPPERS = frozenset(("html", "body", "main"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_BETWEEN = re.compile(r"\s+[|·•–—:«»-]+\s+|\s*[|｜:]\s+|_")
_LEAST_TITLE = 12
"""Letters of a line that is known by them as the title."""
_LEAST_HAN, _FIRST_HAN = 5, "\u2e80"
"""The same of Han, kana and Hangul, in which letters say more, and the first of these."""
_MOST_HEADINGS = 40
_LONGEST_HEADING = 60
"""Elements within a heading."""
_PROSE = 60
"""Characters from which a paragraph that ends as a sentence does is text, and no line beside it."""
_MOST_LEADS, _LONGEST_LEAD = 2, 300
"""The byline and the day may stand below a lead, but not below two paragraphs, or a long one."""
_MOST_ABOVE = 8
_MOST_WITHIN = 25
"""Elements within one that says something."""
_LONGEST = 200
"""Characters of a line that says something of an article."""
BREAK = " | "
"""What stands between the lines of an element's text."""
_EMPTY_LINES = re.compile(r" *\|(?: *\|)* *")
_MARKED = frozenset(("class", "id", "itemprop", "rel", "property"))
_OWN_TAGS = frozenset(("time", "abbr", "address", "a"))
_BLOCKS = frozenset("p div td h2 h3 blockquote section".split())
_LINES = frozenset("p div span li td font b strong i em h4 h5 h6".split())
_NO_LINES = frozenset(
    "p div td h1 h2 h3 h4 ul ol table section article figure blockquote main header footer "
    "form".split()
)
_MOST_ELEMENTS = 50_000
"""Elements in which something is looked for: what a page says of its article stands above it."""
_MOST_IN_BLOCK = 300
_MOST_IN_ARTICLE = 5_000
_LEAST_STORY = 250
"""Characters of an article beside which others are other articles."""


def words_of(element: Element) -> frozenset[str]:
    """The words of an element's class and id in small letters: those of "articleDate", both."""
    names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"
    parts = [part.lower() for part in _PART.findall(names[:_LONGEST])]
    return frozenset((*parts, *names.lower().split()))


def is_elsewhere(element: Element) -> bool:
    """Whether an element is about something else than the article of its page."""
    tag = element.tag
    if tag in {"nav", "aside"}:
        return True
    if tag == "footer":
        return not any(one.tag == "article" for one in _above(element))
    kind = element.attributes.get("itemtype", "")
    if kind.endswith("Comment") or element.attributes.get("itemprop") in {"comment", "publisher"}:
        return True
    if tag in _WRAPPERS or tag == "article":
        return False
    for (
        token
    ) in f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}".split():
        found = {part.lower() for part in _PART.findall(token[:_LONGEST])}
        if not _ELSEWHERE.isdisjoint(found) and _NOT_ELSEWHERE.isdisjoint(found):
            return True
    return False


def _above(element: Element) -> Iterator[Element]:
    parent = element.parent
    for _ in range(_MOST_ABOVE):
        if parent is None:
            return
        yield parent
        parent = parent.parent


class Place(enum.Enum):
    """Where an element stands."""

    ABOVE = 1
    """Above the title, in an element that has both."""
    BELOW = 2
    """Below the title, and above the text."""
    STORY = 3
    """Elsewhere in the element that has the title."""
    ELSEWHERE = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that may say something of the article."""

    element: Element
    words: frozenset[str]
    """The words of its class and id."""
    text: str
    """Its text on one line; "" if it is too long to say something."""
    place: Place

    @property
    def beside_title(self) -> bool:
        """Whether it stands beside the title, above the text."""
        return self.place in {Place.ABOVE, Place.BELOW}

    def names(self, attribute: str) -> list[str]:
        """The values of an attribute that names what the element is."""
        return self.element.attributes.get(attribute, "").lower().split()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a page."""

    element: Element
    text: str
    in_story: bool
    """Whether it is below the title, in the same `article` or `main` if there is one."""


class Survey:
    """The elements of a page's own article, once those of others have been taken out."""

    def __init__(self, page: Page, titles: Sequence[str], *, is_live: bool) -> None:
        """`titles` are those that the page gives itself; a page that `is_live` has many parts."""
        self._protected = _around_headings(page)
        wanted = {plain(title) for title in titles} - {""}
        if not is_live:
            _drop_other_articles(page, wanted)
        self.headings = _headings(page, self._skips)
        """The headings of the article: h1, h2 and h3."""
        self.title = next((one for one, text in self.headings if _alike(text, wanted)), None)
        """The heading that prints the title."""
        if self.title is None:
            self.title = next((one for one, _ in self.headings if one.tag == "h1"), None)
        around = [] if self.title is None else list(_above(self.title))
        self._story = next((one for one in around if one.tag in {"article", "main"}), None)
        self.marks: list[Mark] = []
        self.blocks: list[Block] = []
        self._read(page, titles)

    def _skips(self, element: Element) -> bool:
        return element not in self._protected and is_elsewhere(element)

    def _read(self, page: Page, titles: Sequence[str]) -> None:
        near = self._containers()
        parts = {part for title in titles for part in _parts(title)}
        is_below, is_above_text = False, True
        paragraphs, prose = 0, 0
        for element in islice(page.walk(self._skips), _MOST_ELEMENTS):
            tag = element.tag
            if element == self.title:
                is_below = True
            if tag in _BLOCKS and (text := _block(element)):
                self.blocks.append(Block(element, text, is_below and self._in_story(element)))
                if (is_below or self.title is None) and _is_prose(element, text):
                    prose += len(text)
                    paragraphs += 1
                    is_above_text = paragraphs < _MOST_LEADS and prose < _LONGEST_LEAD
            attributes = element.attributes
            if tag in _OWN_TAGS or not _MARKED.isdisjoint(attributes) or tag in _LINES:
                text = short_line(element)
                if self.title is None and plain(text) in parts:
                    self.title, is_below = element, True
                if text or tag in {"meta", "time", "abbr"} or "itemprop" in attributes:
                    place = self._place(element, near, is_below, is_above_text)
                    self.marks.append(Mark(element, words_of(element), text, place))

    def _place(
        self, element: Element, near: frozenset[Element], is_below: bool, is_above_text: bool
    ) -> Place:
        if self.title is None:
            return Place.STORY
        if is_below and is_above_text:
            return Place.BELOW
        above = list(_above(element))
        if near.isdisjoint(above) or any(one.tag == "blockquote" for one in above):
            return Place.ELSEWHERE
        return Place.ABOVE if is_above_text else Place.STORY

    def _in_story(self, element: Element) -> bool:
        return self._story is None or self._story in _above(element)

    def _containers(self) -> frozenset[Element]:
        """The elements around the title, in which also what stands above it is about it."""
        if self.title is None:
            return frozenset()
        around = [one for one in _above(self.title) if one.tag not in {"html", "body"}]
        ends = [at for at, one in enumerate(around) if _is_story(one)]
        return frozenset(around[: ends[0] + 1] if ends else around[:1])


def _is_prose(element: Element, text: str) -> bool:
    """Whether a paragraph is of the text, and no lead that is marked as one."""
    return (
        element.tag in {"p", "div", "td"}
        and (len(text) >= _LONGEST_LEAD or (len(text) >= _PROSE and text.endswith(SENTENCE_ENDS)))
        and words_of(element).isdisjoint(_LEAD)
    )


def _is_story(element: Element) -> bool:
    """Whether an element is called an article."""
    return element.tag == "article" or not words_of(element).isdisjoint(_STORY)


def short_line(element: Element) -> str:
    """The text of an element that is small enough to say something; "" if it is not."""
    if element.within(_MOST_WITHIN) is None:
        return ""
    text = _EMPTY_LINES.sub(BREAK, element.line(breaks=BREAK)).strip(" |")
    return text if len(text) <= _LONGEST else ""


def _block(element: Element) -> str:
    """The text of a paragraph; "" if the element has others within."""
    within = element.within(_MOST_IN_BLOCK)
    return "" if within is None or any(one.tag in _NO_LINES for one in within) else element.line()


def _headings(page: Page, skip: Callable[[Element], bool]) -> list[tuple[Element, str]]:
    found = []
    for element in islice(page.walk(skip), _MOST_ELEMENTS):
        if element.tag in {"h1", "h2", "h3"} and element.within(_LONGEST_HEADING) is not None:
            found.append((element, element.line()))
            if len(found) == _MOST_HEADINGS:
                break
    return found


def _around_headings(page: Page) -> frozenset[Element]:
    """All elements around the headings h1 and an `article`: whatever they are called."""
    found = []
    for heading in (*page.named("h1")[:3], *page.named("article")[:1]):
        if any(one.tag in {"nav", "aside", "footer"} for one in _above(heading)):
            continue
        parent = heading.parent
        while parent is not None:
            found.append(parent)
            parent = parent.parent
    return frozenset(found)


def is_telling(own: str) -> bool:
    """Whether so many letters (of `plain`) are known again as a title, or as a part of one."""
    return len(own) >= _LEAST_TITLE or (len(own) >= _LEAST_HAN and own[0] >= _FIRST_HAN)


def _alike(text: str, wanted: set[str]) -> bool:
    """Whether a heading prints one of the titles, perhaps with something before or behind."""
    own = plain(text)
    return len(own) > 2 and any(
        own == title
        or (is_telling(own) and (title.startswith(own) or title.endswith(own)))
        or (is_telling(title) and (own.startswith(title) or own.endswith(title)))
        for title in wanted
    )


def _parts(title: str) -> Iterator[str]:
    """A title, and its parts before and behind each mark between it and the name of a site."""
    if len(title) <= _LONGEST:
        for part in (title, *_BETWEEN.split(title)):
            if is_telling(own := plain(part)):
                yield own


def _drop_other_articles(page: Page, wanted: set[str]) -> None:
    """Take elements `article` with headings of their own out, where one has that of the page."""
    articles = page.named("article")
    if not 1 < len(articles) <= _MOST_HEADINGS * 5:
        return
    headed = {one: _first_heading(one) for one in articles}
    own = next((one for one in articles if _alike(headed[one], wanted)), None)
    if own is None:
        return
    around = set(_all_above(own))
    others = [
        one for one in articles
        if one != own and one not in around and headed[one] and not _alike(headed[one], wanted)
    ]  # fmt: skip
    if len(own.line(lambda one: one.tag == "article")) < _LEAST_STORY:
        return
    dropped: set[Element] = set()
    for one in others:
        if dropped.isdisjoint(_all_above(one)):
            page.drop(one)
            dropped.add(one)


def _all_above(element: Element) -> Iterator[Element]:
    parent = element.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _first_heading(article: Element) -> str:
    within = article.within(_MOST_IN_ARTICLE) or []
    heading = next((one for one in within if one.tag in _HEADINGS), None)
    return heading.line() if heading and heading.within(_LONGEST_HEADING) is not None else ""
