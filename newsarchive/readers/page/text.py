"""The text of a page's article, compared with what the page offers.

The extractor of `htmltree` decides what the article is, and is sparing: it takes one container of
several, and drops paragraphs that are links. So paragraphs between those that it took, and some
beside them, are put back. The text that the page's data holds says what belongs to it. It must not
know titles, days or people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from newsarchive.readers.json.linked import plain
from newsarchive.readers.markup.htmltext import paragraphs
from newsarchive.readers.markup.htmltree import Element, Page
from newsarchive.readers.page.marks import LISTS, SENTENCE_ENDS, Block, Survey, words_of
from newsarchive.readers.vocabulary import Caseless

SHORT = 250
"""Below so many characters, a text is an article only if the page is marked as one."""
_ASIDE = frozenset(" ".join(LISTS["aside"]).split())
_FURNITURE = Caseless("|".join(LISTS["furniture"]))
_LONGEST_FURNITURE = 200
_PROSE = 60
"""Characters of a paragraph from which on it is prose, if it ends as a sentence does."""
_LINKED_PROSE = 80
_KEY = 40
"""Letters by which a paragraph is known again."""
_MOST_COMPARED = 50_000_000
"""Letters of data times paragraphs that are compared."""
_MUCH_MORE = 1.2
_CUT, _CUT_LETTERS = 0.6, 800
"""A text of less than this share of what the page offers, and so many letters fewer, is cut."""
_WITHIN_ASIDE = 6
_LONG = 100
"""Characters of a paragraph of text. The second such ends the head, in which other lines stand."""
_MOST_ABOVE = 10


class Text(NamedTuple):
    """The paragraphs of an article, and how many characters of text the page offers."""

    paragraphs: list[str]
    offered: int

    @property
    def notes(self) -> tuple[str, ...]:
        """A warning if much of what the page offers is missing."""
        taken = sum(map(len, self.paragraphs))
        if taken >= _CUT * self.offered or self.offered - taken < _CUT_LETTERS:
            return ()
        note = f"the text may be cut: {taken:,} characters, of {self.offered:,} "
        return (note + "in the paragraphs of the page; the original is kept",)


def text_of(page: Page, survey: Survey, given: str, is_head: Callable[[str], bool]) -> Text:
    """The text of the article. `given` is the text in the page's data, perhaps "".

    `is_head` says of a line above the text that it is the title, or stands beside it.
    """
    is_large = page.is_large
    marked = page.marked_paragraphs()
    blocks = [] if is_large else [one for one in survey.blocks if _is_prose(one)]
    taken = page.paragraphs()
    if marked and sum(map(len, taken)) < SHORT:
        taken = marked  # of so short a text the extractor may make the whole page
    data = paragraphs(given)
    if blocks:
        taken = _with_missing(taken, blocks, plain(" ".join(data)))
    taken = _better(taken, data)
    long = [at for at, one in enumerate(taken) if len(one) >= _LONG]
    end = min(long[1] if len(long) > 1 else len(taken), _MOST_ABOVE)
    taken = [one for one in taken[:end] if not is_head(one)] + taken[end:]
    taken = [one for one in taken if len(one) > _LONGEST_FURNITURE or not _is_furniture(one)]
    offered = max(sum(map(len, data)), sum(len(one.text) for one in blocks if one.in_story))
    return Text(taken, offered)


def _is_furniture(text: str) -> bool:
    """Whether a page prints the paragraph beside its text: "Subscribe to continue reading"."""
    return _FURNITURE.fullmatch(text) is not None


def _better(taken: list[str], data: list[str]) -> list[str]:
    """The text of the page's data where what was taken is little, or the beginning of it."""
    ours, others = sum(map(len, taken)), sum(map(len, data))
    if ours < SHORT < others:
        return data
    whole = plain(" ".join(data)) if data else ""
    if len(data) > len(taken) and plain(" ".join(taken)) == whole:
        return data  # the extractor reads it too, as one paragraph
    if others > _MUCH_MORE * ours:
        known = [key for key in map(_key, taken) if len(key) == _KEY]
        if known and sum(key in whole for key in known[:_KEY]) * 2 > len(known[:_KEY]):
            return data
    return taken


def _key(text: str) -> str:
    return plain(text[: 3 * _KEY])[:_KEY]


def _is_prose(block: Block) -> bool:
    text = block.text
    if len(text) < _PROSE or not text.endswith(SENTENCE_ENDS):
        return False
    linked = sum(len(one.line()) for one in block.element.within(300) or [] if one.tag == "a")
    if 2 * linked > len(text) and (len(text) < _LINKED_PROSE or text[-1] not in ".。।"):
        return False
    above: Element | None = block.element
    for _ in range(_WITHIN_ASIDE):
        if above is None or above.tag in {"article", "main", "body"}:
            break
        if above.tag in {"figure", "figcaption", "form", "footer", "button"}:
            return False
        if not _ASIDE.isdisjoint(words_of(above)):
            return False
        above = above.parent
    return True


def _with_missing(taken: list[str], blocks: Sequence[Block], data: str) -> list[str]:
    """The text with the paragraphs that were left out between those that were taken.

    Above the first the lead is one; below the last, those are in the same kind of container.
    """
    places: dict[str, int] = {}
    for number, paragraph in enumerate(taken):
        for line in paragraph.split("\n"):
            places.setdefault(_key(line), number)
    at = [places.get(_key(block.text), -1) for block in blocks]
    seen = [number for number, place in enumerate(at) if place >= 0]
    if not seen:
        return taken
    kinds = {_container(blocks[number].element) for number in seen} - {""}
    compare = len(data) * len(blocks) <= _MOST_COMPARED
    behind: dict[int, list[str]] = {}
    last = -1
    for number, block in enumerate(blocks):
        if at[number] >= 0:
            last = max(last, at[number])
            continue
        is_within = seen[0] < number < seen[-1]
        is_lead = number < seen[0] and block.in_story
        is_more = number > seen[-1] and _container(block.element) in kinds
        in_data = bool(data) and compare and _key(block.text) in data
        if (is_within or is_lead or is_more or in_data) and not (
            data and compare and not in_data and not is_within and not is_lead
        ):
            behind.setdefault(last, []).append(block.text)
            places[_key(block.text)] = last
            at[number] = last
    text = behind.get(-1, [])
    for number, paragraph in enumerate(taken):
        text += [paragraph, *behind.get(number, [])]
    return text


def _container(element: Element) -> str:
    """What the element around a paragraph is called; "" if it has no name of its own."""
    parent = element.parent
    return parent.attributes.get("class", "") if parent is not None else ""
