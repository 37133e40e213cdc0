"""HTML in a field of text → its text: exports of web sites and feeds keep articles like that.

Tags are dropped and never followed: nothing is fetched, nothing is run.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"</(?:p|div|span|a|em|strong|b|i|li|ul|h[1-6]|blockquote|article|section)\s*>|<br\s*/?>", re.I
)
_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "article",
     "section", "header", "footer", "figure", "figcaption", "table", "tr", "pre", "hr", "main")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "noscript", "template", "iframe", "svg"))
_SPACE = re.compile(r"\s+")


def is_marked_up(text: str) -> bool:
    """Whether the text is HTML: it begins with a tag, or a paragraph ends in one."""
    return "<" in text and _TAG.search(text) is not None and _begins_or_ends(text)


def _begins_or_ends(text: str) -> bool:
    stripped = text.strip()
    return stripped.startswith("<") or stripped.endswith(">") or "</p>" in text.lower()


def without_tags(text: str) -> str:
    """What a browser would show of it, a paragraph for each block."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    return reader.text()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._paragraphs: list[list[str]] = [[]]
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "br":
            self._paragraphs[-1].append("\n")
        elif tag in _BLOCKS:
            self._paragraphs.append([])

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()
        elif tag in _BLOCKS:
            self._paragraphs.append([])

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._paragraphs[-1].append(_SPACE.sub(" ", data))

    def text(self) -> str:
        """The paragraphs that hold anything."""
        lines = ("".join(parts).split("\n") for parts in self._paragraphs)
        joined = ("\n".join(line.strip() for line in each).strip() for each in lines)
        return "\n\n".join(paragraph for paragraph in joined if paragraph)
