"""HTML to paragraphs, without a parser from elsewhere: for HTML within feeds and wire formats.

Its time is linear in the length of the text whatever that holds, which the standard library's
parser of HTML does not promise. It must not know where the HTML stood.
"""

from __future__ import annotations

import html
import re

from newsarchive.readers.xmltext import Node

_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
# Elements that end a paragraph, those of NITF among them.
_BLOCKS = frozenset(
    "address article aside block blockquote body bq center dd div dl dt fieldset footer form h1 h2 "
    "h3 h4 h5 h6 header hl1 hl2 hr html li main nav ol p pre section table tr ul".split()
)
_CELLS = frozenset(("td", "th"))
# What stands in these is no text of the article: programs, pictures with their captions, forms.
_SKIPPED = frozenset(
    "audio button figure head iframe math media noscript object script select style svg template "
    "textarea video".split()
)
_BREAKS = re.compile(r"\n{2,}")


class Paragraphs:
    """Text as it is met, gathered into paragraphs."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []

    def text(self, text: str) -> None:
        """Text whose white space means nothing but a space."""
        self._open.append(text.replace("\n", " ").replace("\r", " "))

    def line(self) -> None:
        """The line ends, but not the paragraph; two line ends do end it."""
        self._open.append("\n")

    def end(self) -> None:
        """The paragraph ends."""
        if self._open:
            lines = "".join(self._open).split("\n")
            text = "\n".join([" ".join(line.split()) for line in lines])
            self._done += [part for part in _BREAKS.split(text.strip("\n")) if part]
            self._open.clear()

    def all(self) -> list[str]:
        """The paragraphs, none of them empty."""
        self.end()
        return self._done

    def tag(self, name: str) -> None:
        """A tag of HTML was met, opening or closing."""
        if name in _BLOCKS:
            self.end()
        elif name == "br":
            self.line()
        elif name in _CELLS:
            self.text(" ")


def paragraphs(source: str) -> list[str]:
    """The paragraphs of a piece of HTML, entities and tags resolved; of plain text its own."""
    if not re.search(r"<[a-zA-Z/!]", source):
        return [
            part.strip() for part in re.split(r"\n\s*\n", html.unescape(source)) if part.strip()
        ]
    found = Paragraphs()
    never_closed: set[str] = set()
    at = 0
    while at < len(source):
        start = source.find("<", at)
        if start < 0:
            start = len(source)
        found.text(html.unescape(source[at:start]))
        at = _past_tag(source, start, found, never_closed)
    return found.all()


def node_paragraphs(node: Node) -> list[str]:
    """The paragraphs of HTML, or of NITF, that stands in a document as elements."""
    found = Paragraphs()
    _gather(node, found)
    return found.all()


def _gather(node: Node, found: Paragraphs) -> None:
    for child in node.children:
        if isinstance(child, str):
            found.text(child)
        elif child.local not in _SKIPPED:
            found.tag(child.local)
            _gather(child, found)
            if child.local in _BLOCKS:
                found.end()


_INLINE = re.compile(
    r"<(a|b|code|em|font|i|q|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>([^<>]*)</\1>", re.IGNORECASE
)
_LONGEST_TITLE = 2000


def plain_line(source: str) -> str:
    """A title that may hold entities or pairs of tags, as text; "<SRD>" is no tag."""
    if len(source) <= _LONGEST_TITLE:
        for _ in range(3):  # tags within tags
            source = _INLINE.sub(r"\2", source)
    return " ".join(html.unescape(source).split())


def _past_tag(source: str, start: int, found: Paragraphs, never_closed: set[str]) -> int:
    """Take the tag, comment or mere "<" that stands at `start`; where the text goes on."""
    if start >= len(source):
        return start
    if source.startswith("<!--", start):
        end = source.find("-->", start)
        return len(source) if end < 0 else end + 3
    name = _TAG_NAME.match(source, start)
    if not name and source[start : start + 2] not in {"<!", "<?", "</"}:
        found.text("<")
        return start + 1
    end = source.find(">", start)
    if end < 0:
        return len(source)  # cut off within a tag
    if not name:
        return end + 1
    tag = name[1].lower()
    found.tag(tag)
    opening = source[start + 1] != "/" and source[end - 1] != "/"
    if opening and tag in _SKIPPED and tag not in never_closed:
        closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(source, end)
        if closing:
            return closing.end()
        never_closed.add(tag)
        if tag in {"script", "style"}:
            return len(source)
    return end + 1
