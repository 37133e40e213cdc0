"""Word's DOCX: a zip of XML parts (ECMA-376), of which one holds the text.

It is read with the standard library alone. Libraries for Word build a model of the whole document,
need a compiled XML parser, and leave out text in text boxes and content controls.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from newsarchive.model.errors import ReadError
from newsarchive.readers.documents.layout import Block, Warn, of_row
from newsarchive.readers.documents.zipped import Parts
from newsarchive.readers.limits import Limits
from newsarchive.readers.markup.xmltext import Node, article_elements

_RELATIONS = "_rels/.rels"
_UNREAD = frozenset(
    "del moveFrom Fallback instrText delInstrText delText rt pPr rPr sectPr tblPr trPr tcPr".split()
)
"""What was deleted or moved away, what stands twice, the code of fields, and properties."""
_WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset(("0", "false", "off"))


def blocks(data: bytes, limits: Limits, _warn: Warn) -> Iterator[Block]:
    """The paragraphs and rows of the document. Raises ReadError."""
    with Parts(data, limits) as parts, parts.open(_main_part(parts)) as part:
        for found in article_elements(part, "p", "tbl"):
            yield from _of(found.intact())


def _main_part(parts: Parts) -> str:
    """The name of the part with the text, which nearly always is word/document.xml."""
    if _RELATIONS in parts:
        with parts.open(_RELATIONS) as part:
            for found in article_elements(part, "Relationship"):
                target = found.node.attributes.get("Target", "")
                if found.node.attributes.get("Type", "").endswith("/officeDocument"):
                    name = posixpath.normpath(target).lstrip("/")
                    if name.startswith(("xl/", "ppt/")):
                        raise ReadError("not a text: a spreadsheet or a presentation")
                    return name
    return "word/document.xml"


def _of(node: Node) -> Iterator[Block]:
    """The blocks of a paragraph or of a table."""
    if node.local == "p":
        texts: list[str] = []
        boxes: list[Node] = []
        _gather(node, texts, boxes)
        yield Block("".join(texts))
        for box in boxes:
            yield from _inside(box)
    else:
        for row in node.nearest("tr", unread=_UNREAD):
            yield from of_row(
                [
                    [block.text for block in _inside(cell)]
                    for cell in row.nearest("tc", unread=_UNREAD)
                ]
            )


def _inside(node: Node) -> Iterator[Block]:
    for inner in node.nearest("p", "tbl", unread=_UNREAD):
        yield from _of(inner)


def _gather(node: Node, texts: list[str], boxes: list[Node]) -> None:
    for child in node.elements():
        name = child.local
        if name == "t":
            texts.append(child.raw().replace("\n", " "))
        elif name in _WRITTEN:
            texts.append(_WRITTEN[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _UNREAD and not (name == "r" and _is_hidden(child)):
            _gather(child, texts, boxes)


def _is_hidden(run: Node) -> bool:
    properties = next((one for one in run.elements() if one.local == "rPr"), None)
    for one in properties.elements() if properties else ():
        if one.local == "vanish":
            value = next(
                (text for name, text in one.attributes.items() if name.endswith(" val")), ""
            )
            return value not in _OFF
    return False
