"""HTML as a list of texts, each with the marks of what it is within: classes, ids and elements.

For exports of databases, which name their fields in this way and in no other. The time is linear
in the length of any text; tags that are never closed, or never opened, cost nothing else. It must
not know the source of the HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from newsarchive.readers.encoding import without_entities
from newsarchive.readers.markup.htmltext import BLOCKS, CELLS, EMPTY, seen

_NAMES = re.compile(
    r"""(?<![\w-])(class|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE
)
_CLOSED_BY_THE_NEXT = frozenset(("p", "td", "tr", "li"))


@dataclass(slots=True)
class Text:
    """A piece of text without a line end or a change of marks in it."""

    text: str
    """With single blanks."""
    marks: frozenset[str]
    line_end: bool = False
    """Whether a line end comes right after it, and not the end of a paragraph."""
    gap: str = " "
    """What parts it from the next: a blank, a line end, or two for the end of a paragraph."""


def marked_texts(source: str, marks: re.Pattern[str]) -> list[Text]:
    """The texts that a person can see, in their order, none of them blank.

    `marks` has a named group for each mark: it must match the whole name of an element ("aside"),
    of a class (".author") or of an id ("#footer"), in small letters. White space is a blank.
    """
    found = _Texts(marks)
    for token in seen(source):
        if token["tag"]:
            found.tag(token)
        else:
            found.text(without_entities(token[0]))
    found.end("")
    return found.done


def joined(texts: list[Text]) -> str:
    """The texts as one, with line ends and blank lines as they were parted."""
    return "".join(part for text in texts for part in (text.text, text.gap)).strip()


class _Texts:
    """Gathers texts while tags open and close."""

    def __init__(self, marks: re.Pattern[str]) -> None:
        self.done: list[Text] = []
        self._pattern = marks
        self._opened: list[tuple[str, str]] = []  # tag and mark, of marked elements and their like
        self._tags: Counter[str] = Counter()
        self._marks: Counter[str] = Counter()
        self._now: frozenset[str] = frozenset()
        self._text: list[str] = []
        self._within = self._now

    def text(self, text: str) -> None:
        if self._now != self._within and text.strip():
            self.end("")
            self._within = self._now
        self._text.append(text)

    def end(self, gap: str) -> None:
        """End the text at a line end or the end of a paragraph, or, with "", where it is."""
        if words := " ".join("".join(self._text).split()):
            self.done.append(Text(words, self._within, line_end=gap == "\n"))
        self._text.clear()
        if self.done and gap and self.done[-1].gap != "\n\n":
            last = self.done[-1]
            last.gap = "\n\n" if last.gap == "\n" else gap

    def tag(self, token: re.Match[str]) -> None:
        tag = token["tag"].lower()
        if tag in BLOCKS or tag in CELLS:
            self.end("\n\n")
        elif tag == "br" and not token["end"]:
            self.end("\n")
        if token["end"]:
            self._close(tag)
        elif tag not in EMPTY and not token["attributes"].endswith("/"):
            self._open(tag, self._mark(tag, token["attributes"]))

    def _mark(self, tag: str, attributes: str) -> str:
        names = [tag]
        for found in _NAMES.finditer(attributes):
            sign = "." if found[1].lower() == "class" else "#"
            values = (found[2] or found[3] or found[4] or "").lower().split()
            names += [sign + value for value in values]
        matches = (self._pattern.fullmatch(name) for name in names)
        return next((match.lastgroup or "" for match in matches if match), "")

    def _open(self, tag: str, mark: str) -> None:
        if tag in _CLOSED_BY_THE_NEXT and self._opened and self._opened[-1][0] == tag:
            self._close(tag)
        if mark or self._tags[tag]:
            self._opened.append((tag, mark))
            self._tags[tag] += 1
            self._count(mark, 1)

    def _close(self, tag: str) -> None:
        while self._tags[tag]:
            last, mark = self._opened.pop()
            self._tags[last] -= 1
            self._count(mark, -1)
            if last == tag:
                return

    def _count(self, mark: str, change: int) -> None:
        if mark:
            self._marks[mark] += change
            self._now = frozenset(name for name, number in self._marks.items() if number)
