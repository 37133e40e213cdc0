"""Elements of XML that have been read: trees of names and texts, and those that are articles.

It must not know how they are read, nor any format.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import decode
from newsarchive.readers.markup.tagsoup import XML_SPACE
from newsarchive.readers.markup.xmlbytes import DAMAGE, encoded

_XML_LANG = f"{XML_SPACE} lang"
_ONE_BYTE = re.compile(r"cp125\d|iso8859-\d+|koi8|mac-")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def _name(written: str) -> str:
    return written if _NAME.fullmatch(written) else "unnamed"


def _quoted(value: str) -> str:
    return f'"{html.escape(value)}"'.replace("\n", "&#10;").replace("\t", "&#9;")


@dataclass(slots=True)
class Node:
    """An element: names and names of attributes are "namespace name", or "name" without one."""

    name: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(" ")[2]

    @property
    def language(self) -> str | None:
        return self.attributes.get(_XML_LANG)

    def elements(self) -> Iterator[Node]:
        """The elements within it, one level down."""
        return (child for child in self.children if isinstance(child, Node))

    def nearest(self, *names: str, unread: Collection[str] = ()) -> Iterator[Node]:
        """The outermost elements of these names within it, but for those in `unread` ones."""
        for child in self.elements():
            if child.local in names:
                yield child
            elif child.local not in unread:
                yield from child.nearest(*names, unread=unread)

    def walk(self) -> Iterator[Node]:
        """All elements within it, in their order in the document."""
        for child in self.elements():
            yield child
            yield from child.walk()

    def named(self, *locals_: str) -> Iterator[Node]:
        """All elements within it that have one of these names, whatever their namespace."""
        return (node for node in self.walk() if node.local in locals_)

    def first(self, local: str) -> Node | None:
        return next(self.named(local), None)

    def first_or_empty(self, local: str) -> Node:
        """The first element within it that has this name; an empty one if there is none."""
        return self.first(local) or Node(local, {})

    def text_of(self, local: str) -> str | None:
        """The text of the first element within it that has this name, if there is any."""
        return self.first_or_empty(local).text() or None

    def text(self) -> str:
        """All text within it, on one line."""
        return " ".join(self.raw().split())

    def raw(self) -> str:
        """All text within it, white space included."""
        return "".join([one if isinstance(one, str) else one.raw() for one in self.children])

    def xml(self, last: str = "") -> str:
        """The element as XML, with more XML at its end."""
        space, _, local = self.name.rpartition(" ")
        parts = [f"<{_name(local)} xmlns={_quoted(space)}"]
        for number, (name, value) in enumerate(self.attributes.items()):
            space, _, local = name.rpartition(" ")
            if space == XML_SPACE:
                parts.append(f" xml:{_name(local)}={_quoted(value)}")
            elif space:
                declared = f"xmlns:n{number}={_quoted(space)}"
                parts.append(f" {declared} n{number}:{_name(local)}={_quoted(value)}")
            else:
                parts.append(f" {_name(local)}={_quoted(value)}")
        inner = [
            html.escape(one, quote=False) if isinstance(one, str) else one.xml()
            for one in self.children
        ]
        return "".join([*parts, ">", *inner, last, f"</{_name(self.name.rpartition(' ')[2])}>"])

    def mapped(self, change: Callable[[str], str]) -> Node:
        """The element with every text and attribute in it changed."""
        children = [
            change(one) if isinstance(one, str) else one.mapped(change) for one in self.children
        ]
        changed = {name: change(value) for name, value in self.attributes.items()}
        return Node(self.name, changed, children)


@dataclass(frozen=True, slots=True)
class ArticleElement:
    """An element that is an article, with the bytes that are enough to read it again."""

    node: Node
    above: tuple[Node, ...]
    """The elements around it, outermost first, with those of their elements that are kept."""
    line: int
    original: bytes
    encoding: str
    damaged: bool
    """Whether it has bytes that are not in the document's encoding."""
    mended: bool = False
    """Whether it is no XML, or damaged: its bytes alone may mean something else."""

    def intact(self) -> Node:
        """The element. Raises ReadError if bytes of it are not in the document's encoding."""
        if self.damaged:
            raise ReadError(
                f"has bytes that are not in the encoding of the document ({self.encoding})"
            )
        return self.node

    def written(self) -> bytes:
        """The element, and those around it, written anew as XML."""
        source = self.node.xml()
        for node in reversed(self.above):
            source = node.xml(source)
        return DAMAGE.sub("\ufffd", f'<?xml version="1.0"?>{source}').encode()

    def _really(self) -> str:
        """The encoding that its bytes are in. Raises ReadError if they are in none."""
        if self.encoding == "utf-8":
            return decode(self.original)[1] if self.damaged else self.encoding
        if _ONE_BYTE.match(self.encoding) and not self.original.isascii():
            with suppress(UnicodeDecodeError):
                self.original.decode()  # no text in such an encoding can be read as UTF-8
                return "utf-8"
        return self.encoding

    def repaired(self) -> tuple[ArticleElement, str]:
        """The element in the encoding that its bytes are in, and the name of that encoding.

        Raises ReadError if they are in none.
        """
        encoding = self._really()
        if not self.damaged and encoding == self.encoding:
            return self, encoding

        def change(text: str) -> str:
            if encoding == self.encoding:
                return DAMAGE.sub("\ufffd", text)
            return encoded(text, self.encoding).decode(encoding, "replace")

        above = tuple(node.mapped(change) for node in self.above)
        return replace(self, node=self.node.mapped(change), above=above, damaged=False), encoding
