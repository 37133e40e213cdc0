"""A web page as a tree, by trafilatura: its text without navigation and the like, its meta tags.

trafilatura takes time in the square of the number of tags. So this module itself reads a page with
very many, in linear time: it takes all text except that of elements for other things.

This is the one module that knows trafilatura, which is slow to load and an extra. It must not
know the fields of an article. Nothing here reaches the network.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.readers.markup.htmltext import UNREAD, Paragraphs

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_TAGS = 10_000
"""Tags of a page up to which trafilatura finds the text; pages of news have a few thousand."""
MOST_WITHIN = 1_000
"""The same, of the tags directly within one element."""

_MOST_ATTRIBUTES = 200
"""Of an element: the parser takes time in the square of their number. Those behind are left out."""
_ENDS_NAME = r"(?=[ \t\n\f\r/>])"  # of the spaces, only these are any in HTML
_ATTRIBUTE = (
    r"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    r"""(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>]*+))?+"""
)
_INNER_SCRIPT = rf"<script{_ENDS_NAME}(?:[^<-]++|-(?!->)|<(?!/script{_ENDS_NAME}))*+(?:</script)?+"
_ESCAPED = rf"<!--(?:-*+>|(?:[^<-]++|-(?!->)|<(?!/?script{_ENDS_NAME})|{_INNER_SCRIPT})*+)"
"""Of a script that is written as a comment: a script within it does not end it."""
_OPENED = r"(?:[ \t\n\f\r]++|/(?!>))*+>"
_TAG = re.compile(
    r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+)"
    r"|<(?:[!?]|/(?![a-z]))[^>]*+"
    rf"|<(?:(?P<raw>(?P<script>script)|style|title|textarea|xmp|iframe|noembed|noframes){_ENDS_NAME}"
    r"|/?+[a-z][^ \t\n\f\r/>]*+)"
    rf"(?:{_ATTRIBUTE}){{0,{_MOST_ATTRIBUTES}}}+(?P<more>(?:{_ATTRIBUTE})*+)"
    rf"(?(script)(?:{_OPENED}(?:[^<]++|{_ESCAPED}|<(?!!--|/script{_ENDS_NAME}))*+)?+"
    rf"|(?(raw)(?:{_OPENED}(?:[^<]++|<(?!/(?P=raw){_ENDS_NAME}))*+)?+))",
    re.IGNORECASE | re.ASCII,
)
"""A tag, and the text of an element in which no tags are read; or a comment. As HTML has them, for
what is taken for more than it is hides tags."""
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What trafilatura takes out of a page; before tags are read, for it may stand within one."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_AROUND = UNREAD - {"title"} | {"aside", "footer", "form", "nav"}
"""Elements without text of an article, where this module reads a large page. Its own title is in
the head; any other is text."""
_LAYOUT = 500  # characters from which a table's cell is a column of the page
_INLINE = frozenset("b i em strong u sub sup small font mark abbr wbr".split())
"""Elements that do not part words."""
_PHRASES = frozenset("a span time address cite label code q nobr data".split())
"""Elements within a line."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a page."""

    _node: HtmlElement

    @property
    def tag(self) -> str:
        """Its name in small letters."""
        return str(self._node.tag)

    @property
    def attributes(self) -> Mapping[str, str]:
        """Its attributes, their names in small letters."""
        attributes: Mapping[str, str] = self._node.attrib
        return attributes

    @property
    def parent(self) -> Element | None:
        """The element that it is within."""
        parent = self._node.getparent()
        return None if parent is None else Element(parent)

    def within(self, most: int) -> list[Element] | None:
        """The elements within it, in their order; None if there are more."""
        found = list(islice(self._node.iterdescendants(), most + 1))
        named = [Element(node) for node in found if isinstance(node.tag, str)]
        return named if len(found) <= most else None

    def children(self) -> Iterator[Element]:
        """The elements directly within it."""
        return (Element(node) for node in self._node if isinstance(node.tag, str))

    def line(self, but: Callable[[Element], bool] = lambda _: False, *, breaks: str = " ") -> str:
        """Its text on one line, without that of the elements within for which `but` is true.

        What stands in elements beside each other is parted by a blank, lines by `breaks`.
        """
        from lxml.etree import iterwalk  # with the extra

        parts: list[str] = []
        walk = iterwalk(self._node, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node is not self._node and (node.tag in UNREAD or but(Element(node))):
                    walk.skip_subtree()
                    continue
                if node is not self._node and node.tag not in _INLINE:
                    parts.append(_gap(node) if node.tag in _PHRASES else breaks)
                parts.append(node.text or "")
            elif node is not self._node:
                if event == "end" and node.tag not in _INLINE and node.tag not in _PHRASES:
                    parts.append(breaks)
                parts.append(node.tail or "")
        return " ".join("".join(parts).split())


def _gap(node: HtmlElement) -> str:
    """The blank before an element that directly follows another."""
    before = node.getprevious()
    return "" if before is None or before.tail else " "


class Page:
    """A page that has been parsed. Raises NeedsExtraError without the extra, ReadError if it is
    no page.
    """

    def __init__(self, source: str) -> None:
        try:
            import trafilatura  # an extra, and slow to load
        except ImportError:
            raise NeedsExtraError("HTML", "html") from None
        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # or it writes to stderr
        try:
            source = _NO_TEXT.sub("", _DECLARATION.sub("", source, count=1))
            tree = trafilatura.load_html(_with_few_attributes(source))
        except (RecursionError, ValueError):
            tree = None
        if tree is None:
            raise ReadError("no HTML that can be read")
        self._tree: HtmlElement = tree
        self.meta: list[tuple[str, str]] = [
            (name.strip().lower(), content)
            for node in tree.iter("meta")
            for name in (node.get("property"), node.get("name"), node.get("http-equiv"))
            if name and (content := (node.get("content") or "").strip())
        ]
        """Meta tags of the whole page: name in small letters, and content, in their order."""

    def scripts(self, kind: str) -> list[str]:
        """The texts of the scripts of a type."""
        return [
            node.text
            for node in self._tree.iter("script")
            if (node.get("type") or "").strip().lower().partition(";")[0] == kind and node.text
        ]

    def texts(self, tag: str) -> list[str]:
        """The text of each element of this name, on one line."""
        return _texts(self._tree, tag)

    def named(self, tag: str) -> list[Element]:
        """The elements of this name."""
        return [Element(node) for node in self._tree.iter(tag)]

    def walk(self, skip: Callable[[Element], bool]) -> Iterator[Element]:
        """The elements in their order, without those that `skip` tells and what is in them."""
        from lxml.etree import iterwalk  # with the extra

        walk = iterwalk(self._tree, events=("start",))
        for _, node in walk:
            element = Element(node)
            if skip(element):
                walk.skip_subtree()
            else:
                yield element

    def drop(self, element: Element) -> None:
        """Take an element out of the page, but not the text behind it."""
        element._node.drop_tree()  # noqa: SLF001 - of this module

    @property
    def language(self) -> str | None:
        """The language that the outermost element declares."""
        root = self._tree.getroottree().getroot()
        found = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        return str(found) if found else None

    def marked_paragraphs(self) -> list[str]:
        """The paragraphs of the one element `article`, if there is one only."""
        articles = list(self._tree.iter("article"))
        return _texts(articles[0], "p") if len(articles) == 1 else []

    def paragraphs(self) -> list[str]:
        """The text, without navigation, advertisements and comments. Call it last."""
        if self.is_large:
            return self._plain_paragraphs()
        import trafilatura

        try:
            found = trafilatura.bare_extraction(
                self._tree, include_comments=False, with_metadata=False
            )
        except (RecursionError, ValueError, TypeError, AttributeError):
            # Pages can be made to break it; the run goes on.
            found = None
        body = getattr(found, "body", None)
        if body is None:
            return []
        text = Paragraphs()
        _gather(body, text, 0)
        return text.all()

    @cached_property
    def is_large(self) -> bool:
        """Whether the page has too many tags for trafilatura."""
        return any(
            number > MOST_TAGS or len(node) > MOST_WITHIN
            for number, node in enumerate(self._tree.iter(), start=1)
        )

    def _plain_paragraphs(self) -> list[str]:
        from lxml.etree import iterwalk  # with the extra

        articles = list(self._tree.iter("article"))
        root = articles[0] if len(articles) == 1 else self._tree
        text = Paragraphs()
        walk = iterwalk(root, events=("start", "end"))
        for event, node in walk:
            if event == "end":
                if node.tag != "br":
                    text.tag(node.tag)
                if node is not root:
                    text.text(node.tail or "")
            elif node.tag in _AROUND:
                walk.skip_subtree()
            else:
                text.tag(node.tag)
                text.text(node.text or "")
        return text.all()


def _with_few_attributes(source: str) -> str:
    """The page without attributes behind the first so many of an element."""
    kept, at = [], 0
    for found in _TAG.finditer(source):
        if found["more"]:
            kept.append(source[at : found.start("more")])
            at = found.end("more")
    return "".join((*kept, source[at:]))


def _texts(tree: HtmlElement, tag: str) -> list[str]:
    """The texts of the elements of this name that are not within another: each is read once."""
    texts: list[str] = []
    within: HtmlElement | None = None
    for node in tree.iter(tag):
        if within is None or within not in node.iterancestors(tag):
            within = node
            texts.append(_line(node))
    return [text for text in texts if text]


def _line(node: HtmlElement) -> str:
    """The text of an element, on one line."""
    return " ".join(_itertext(node).split())


def _itertext(node: HtmlElement) -> str:
    return "".join(str(part) for part in node.itertext())


def _gather(node: HtmlElement, text: Paragraphs, depth: int) -> None:
    """Take the text of an element of trafilatura's own small vocabulary."""
    if depth > 100:
        text.text(_itertext(node))
        return
    text.text(node.text or "")
    for child in node:
        if not isinstance(child.tag, str):
            pass  # a comment
        elif child.tag == "lb":
            text.line()
        elif child.tag in {"hi", "ref", "del", "span", "a", "b", "i", "em", "strong"}:
            _gather(child, text, depth + 1)
        else:
            text.end()
            (_row if child.tag == "row" else _gather)(child, text, depth + 1)
            text.end()
        text.text(child.tail or "")


def _row(row: HtmlElement, text: Paragraphs, depth: int) -> None:
    """A row of a table; where tables make the layout, the column that has the text."""
    cells = [cell for cell in row if isinstance(cell.tag, str)]
    longest = max(cells, key=lambda cell: len(_itertext(cell)), default=None)
    if longest is not None and len(_itertext(longest)) >= _LAYOUT:
        _gather(longest, text, depth)
        return
    text.text(" | ".join(filter(None, (_cell(cell, depth) for cell in cells))))


def _cell(cell: HtmlElement, depth: int) -> str:
    """The text of a cell of a table, on one line."""
    text = Paragraphs()
    _gather(cell, text, depth)
    return " ".join(" ".join(text.all()).split())
