"""The title of a page's article as the page prints it: without kicker, and the site's name.

A heading is the title if the page gives itself that title elsewhere too. It must not know where
values come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from newsarchive.readers.json.linked import plain
from newsarchive.readers.markup.htmltext import plain_line
from newsarchive.readers.markup.htmltree import Element
from newsarchive.readers.page.marks import LISTS, is_telling, words_of

_EMPTY = frozenset(map(plain, LISTS["empty titles"]))
_KICKER = frozenset(" ".join(LISTS["kicker"]).split())
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LONGEST = 2000
"""Characters of a title in which the name of a site is looked for."""
_SEPARATORS = re.compile(
    r"\s+[|·•–—:«»-]+\s+|\s*[|｜]\s*|(?<=[^\x00-\x7f])[_-]+|[_-]+(?=[^\x00-\x7f])|:\s+"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*|\S+\.(?:html?|php|aspx?)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_CUT_OFF = ("…", "...")
_LEAST_WORDS = 4
"""Words of a title from which on what stands behind a dash is the name of the site."""

Title = tuple[str, str]
"""A title, and where it was found."""


def title_of(
    given: Sequence[Title], of_window: str, headings: Sequence[tuple[Element, str]],
    lines: Iterable[str], sites: Iterable[str],
) -> Title | None:  # fmt: skip
    """The title of the article, and where it was found; None if the page has none.

    `given` are the titles of data and tags, best first; `of_window` is that of the element `title`;
    `lines` are others that the page prints, `sites` are names of the site.
    """
    names = {plain(name) for name in sites} - {""}
    bare = [(_bare(heading), heading.tag) for heading, _ in headings]
    printed_texts = [*(text for text, _ in bare), *lines]
    prints = {plain(text) for text in printed_texts if _says_something(text, names)}

    window_title = plain(of_window)

    def usable(titles: Iterable[Title]) -> Iterator[Title]:
        for text, place in titles:
            without = _without_site(
                _cleaned(text), names, prints, of_window=plain(text) == window_title
            )
            if _says_something(without, names):
                yield without, place

    known = list(usable(given))
    window = list(usable([(of_window, "page title")]))
    printed = [(text, tag) for text, tag in usable(bare)]
    for text, _ in sorted(printed, key=lambda one: one[1]):
        for title, place in (*known, *window):
            if found := _as_printed(text, title):
                return found, place if found == title and place != "page title" else "heading"
    alone = [text for text, tag in printed if tag == "h1"]
    if len(alone) == 1 and (not known or _shares_words(alone[0], known[0][0])):
        return alone[0], "heading"
    best = next(iter((*known, *window)), None)
    return best and _whole(best, (*known, *window))


def _cleaned(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", plain_line(plain_line(text))).split())


def _bare(heading: Element) -> str:
    """The text of a heading without its kicker."""
    text = heading.line(lambda one: not _KICKER.isdisjoint(words_of(one)))
    return _cleaned(text or heading.line())


def _says_something(title: str, sites: set[str]) -> bool:
    own = plain(title)
    if not own or own in _EMPTY or own in sites or _ADDRESS.fullmatch(title):
        return False
    return not any(len(own) < len(site) + 6 and own.startswith(site) for site in sites)


def _as_printed(heading: str, title: str) -> str | None:
    """The title if the heading prints it; what the heading has before it is a kicker."""
    ours, other = plain(heading), plain(title)
    if ours == other or (is_telling(ours) and other.startswith(ours)):
        return heading
    if not is_telling(other):
        return None
    if title.endswith(_CUT_OFF) and ours.startswith(other):
        return heading
    if ours.endswith(other):
        return title
    return heading if ours.startswith(other) else None


def _shares_words(one: str, other: str) -> bool:
    """Whether two titles may be of one article: one was written anew for other readers."""
    ours, others = (
        {word for word in _WORD.findall(text.casefold()) if len(word) > 3 or not word.isascii()}
        for text in (one, other)
    )
    return not ours.isdisjoint(others)


def _whole(title: Title, others: Sequence[Title]) -> Title:
    """The title, or a longer one that has what was cut off its end."""
    text, _ = title
    if text.endswith(_CUT_OFF):
        begun = plain(text)
        for other in others:
            if len(plain(other[0])) > len(begun) and plain(other[0]).startswith(begun):
                return other
    return title


def _without_site(title: str, sites: set[str], printed: set[str], *, of_window: bool) -> str:
    """A title without the name of the site behind or before it, where that is certain."""
    if len(title) > _LONGEST:
        return title
    parts = list(_SEPARATORS.finditer(title))
    for separator in parts:
        for part in (title[: separator.start()], title[separator.end() :]):
            if plain(part) in printed and 2 * len(part.split()) > len(title.split()) - 2:
                return part
    if not parts:
        return title
    first, last = parts[0], parts[-1]
    if _is_site(title[: first.start()], sites):
        return title[first.end() :]
    head, tail = title[: last.start()], title[last.end() :]
    if _is_site(tail, sites):
        return head
    if of_window and not sites and _is_like_site(head, tail, last.group()):
        return head
    return title


def _is_site(text: str, sites: set[str]) -> bool:
    own = plain(text)
    return any(
        own == site or (len(site) > 5 and own.startswith(site)) or (len(own) > 5 and own in site)
        for site in sites
    )


def _is_like_site(head: str, tail: str, separator: str) -> bool:
    """Whether a page that names no site has its name behind the title, as is the custom."""
    if not tail.isascii() and separator in {"-", "_"}:
        return len(tail) < len(head)
    if ":" in separator or tail[-1:] in "?!." or not tail[:1].isupper():
        return False
    return len(head.split()) >= _LEAST_WORDS and len(tail.split()) < len(head.split())
