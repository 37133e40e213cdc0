"""OpenDocument text (ODT, also as one flat XML file): the text is in content.xml of a zip.

It is read with the standard library alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from newsarchive.model.errors import ReadError
from newsarchive.readers.documents.layout import Block, Warn, of_row
from newsarchive.readers.documents.zipped import Parts
from newsarchive.readers.limits import Limits
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements

_TEXTS = ("p", "h", "table")
_UNREAD = frozenset(
    "tracked-changes annotation annotation-end note ruby-text master-styles hidden-text title desc "
    "table-of-content bibliography alphabetical-index".split()
)
_MOST_BLANKS = 1000


def blocks(data: bytes, limits: Limits, _warn: Warn) -> Iterator[Block]:
    """The paragraphs and rows of the document. Raises ReadError."""
    if not data.startswith(b"PK"):
        yield from _all(article_elements(io.BytesIO(data), *_TEXTS))
        return
    with Parts(data, limits) as parts:
        if b"encryption-data" in parts.read("META-INF/manifest.xml"):
            raise ReadError("encrypted: save it without its password")
        with parts.open("content.xml") as part:
            yield from _all(article_elements(part, *_TEXTS))


def _all(found: Iterator[ArticleElement]) -> Iterator[Block]:
    for one in found:
        above = {node.local for node in one.above}
        if "body" in above and not above & _UNREAD:
            yield from _of(one.intact())


def _of(node: Node) -> Iterator[Block]:
    """The blocks of a paragraph, a heading or a table."""
    if node.local == "table":
        for row in node.nearest("table-row", unread=_UNREAD):
            cells = [
                [block.text for block in _inside(cell)]
                for cell in row.nearest("table-cell", unread=_UNREAD)
            ]
            yield from of_row(cells)
        return
    texts: list[str] = []
    boxes: list[Node] = []
    _gather(node, texts, boxes)
    yield Block("".join(texts))
    for box in boxes:
        yield from _inside(box)


def _inside(node: Node) -> Iterator[Block]:
    for inner in node.nearest(*_TEXTS, unread=_UNREAD):
        yield from _of(inner)


def _gather(node: Node, texts: list[str], boxes: list[Node]) -> None:
    for child in node.children:
        if isinstance(child, str):
            texts.append(" ".join(child.split("\n")))
        elif child.local == "s":
            texts.append(" " * _count(child))
        elif child.local == "tab":
            texts.append("\t")
        elif child.local == "line-break":
            texts.append("\n")
        elif child.local == "text-box":
            boxes.append(child)
        elif child.local not in _UNREAD:
            _gather(child, texts, boxes)


def _count(node: Node) -> int:
    """How many blanks an element stands for."""
    given = next((text for name, text in node.attributes.items() if name.endswith(" c")), "1")
    return min(int(given), _MOST_BLANKS) if given.isascii() and given.isdecimal() else 1
