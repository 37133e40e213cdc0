"""XML of formats that hold articles: read as a stream, in bounded memory, and without its traps.

No entity that a document declares is ever expanded, nothing outside it is ever opened, and depth
and size have limits. Names of HTML's entities, such as `&nbsp;`, are known, because feeds use them
without declaring them. This module must not know any format.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import BinaryIO
from xml.parsers import expat  # with a handler for every trap; see `_Parser`

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import BYTE_ORDER_MARKS, declared_encoding
from newsarchive.readers.record import may_be_text, suffix_of

LARGEST = 32 * 1024 * 1024
"""The most bytes of UTF-8 that one article may take."""
DEEPEST = 200
"""How many elements may be nested."""

_SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".nitf", ".newsml", ".html", ".htm")
"""Endings under which a document is recognised by its outermost element, besides those of text."""

Names = frozenset[str]

_CHUNK = 64 * 1024
_XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
_PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<([^\s<>/\"'=!?]+)")
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
_MARKS = (
    *((mark, encoding) for mark, encoding, _ in BYTE_ORDER_MARKS),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_MARKED = tuple(mark for mark, _ in _MARKS)
_LATIN_BLANKS = bytes(code for code in range(256) if chr(code).isspace())
# Encodings in which ASCII is ASCII: no document has any other without a byte order mark.
_TEXT_ENCODING = re.compile(
    r"utf-8|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|shift_jis\w*|euc_\w+|gb\w+|big5\w*|johab|tis-620"
)
_DECLARABLE = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
_DAMAGED = "\ufdd0"
"""Stands for a byte that is not in the document's encoding: no text can hold this character."""


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _DAMAGED, error.end


codecs.register_error("newsarchive-damaged", _mark_damage)


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

    def intact(self) -> Node:
        """The element. Raises ReadError if bytes of it are not in the document's encoding."""
        if self.damaged:
            raise ReadError(
                f"has bytes that are not in the encoding of the document ({self.encoding})"
            )
        return self.node


@lru_cache(maxsize=4)  # each reader asks it of the same file
def root_of(head: bytes) -> str:
    """The name of a document's outermost element, without its prefix; "" if it has none."""
    if head.lstrip(_LATIN_BLANKS)[:1] != b"<" and not head.startswith(_MARKED):
        return ""
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "latin-1")
    text = head.decode(encoding, "ignore").lstrip("\ufeff")
    prolog = _PROLOG.match(text)
    root = _ROOT.match(text, prolog.end() if prolog else 0)
    return root[1].rpartition(":")[2] if root else ""


def is_document(name: str, head: bytes, suffixes: Set[str], roots: Set[str]) -> bool:
    """Whether a file ends in one of the suffixes, or has one of the names of outermost elements."""
    if suffix_of(name) in suffixes:
        return True
    return may_be_text(name, *_SUFFIXES) and root_of(head) in roots


def article_elements(
    stream: BinaryIO, *articles: str, keep: Names = frozenset(), containers: Names = frozenset()
) -> Iterator[ArticleElement]:
    """The elements with a local name in `articles`, and the elements around them.

    Elements named in `keep` directly within one of `containers` are kept, if they are small and
    come first; everything else is dropped as soon as it is read. Raises ReadError, with the line,
    where nothing more can be read.
    """
    chunk = stream.read(_CHUNK)
    if not chunk.strip():
        raise ReadError("the file is empty")
    encoding = _encoding(chunk)
    decoder = codecs.getincrementaldecoder(encoding)("newsarchive-damaged")
    parser = _Parser(frozenset(articles), keep, containers, encoding)
    whole = bytearray()  # of a document that is one article
    while True:
        text = decoder.decode(chunk, final=not chunk)
        error = parser.feed(text.encode("utf-8", "replace"), final=not chunk)
        if not parser.is_whole:
            yield from parser.found
            parser.found.clear()
        if error:
            raise error
        if parser.is_whole:
            whole += chunk
        if not chunk:
            yield from (replace(found, original=bytes(whole)) for found in parser.found)
            return
        # Older releases of Expat begin a token again with each chunk: it gets twice as much then.
        chunk = stream.read(max(_CHUNK, parser.waiting))


def _encoding(head: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    declared = _DECLARED.match(head)
    if marked or not declared:
        return marked or "utf-8"
    name = " ".join(declared[1].decode("ascii", "replace").split())
    known = declared_encoding(name)
    if known is None:
        raise ReadError(f'declares an unknown encoding: "{name}"')
    if known.startswith(("utf-16", "utf-32")):
        return "utf-8"  # the declaration itself was no UTF-16; many programs write this
    if not _TEXT_ENCODING.fullmatch(known) or "<?xml".encode(known) != b"<?xml":
        raise ReadError(f'declares an encoding that is not one of documents: "{name}"')
    return known


class _Parser:
    """Expat with the traps shut: takes UTF-8, finds articles."""

    def __init__(self, articles: Names, keep: Names, containers: Names, encoding: str) -> None:
        self.found: list[ArticleElement] = []
        self.is_whole = False
        """Whether the outermost element is the article."""
        self._articles, self._keep, self._containers = articles, keep, containers
        self._encoding = encoding
        self._buffer = bytearray()
        self._base = 0  # where in the document the buffer begins
        self._open: list[Node] = []
        self._tags: list[bytes] = []  # the start tags of the containers that are open
        self._others: list[tuple[int, bytes]] = []  # depths and start tags of what else is open
        self._kept: list[bytes] = []  # tags of containers, open or not, and kept elements
        self._article: tuple[int, int, int] | None = None  # its depth, place and line
        self._keeping: tuple[int, int] | None = None
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.UseForeignDTD(True)  # so that an undeclared entity is skipped, and asked of us
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.ExternalEntityRefHandler = self._outside
        self._expat = parser

    def feed(self, data: bytes, *, final: bool) -> ReadError | None:
        """Parse more bytes; return the error, if any, that follows the articles found."""
        self._buffer += data
        try:
            self._expat.Parse(data, final)
        except expat.ExpatError as error:
            return ReadError(f"broken XML at line {error.lineno}: {_plainly(error, self._open)}")
        except ReadError as error:
            return error
        needed = [begun[1] for begun in (self._article, self._keeping) if begun]
        start = min([self._expat.CurrentByteIndex, *needed])
        if start > self._base:
            del self._buffer[: start - self._base]
            self._base = start
        if len(self._buffer) > LARGEST:
            return self._refused(f"an element of more than {LARGEST / 1024**2:g} MiB")
        return None

    @property
    def waiting(self) -> int:
        """How many bytes there are of a token whose end has not been read."""
        return self._base + len(self._buffer) - self._expat.CurrentByteIndex

    def _refused(self, reason: str) -> ReadError:
        return ReadError(f"{reason} at line {self._expat.CurrentLineNumber}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        if len(self._open) >= DEEPEST:
            raise self._refused(f"elements nested more than {DEEPEST} deep")
        if self._article or self._keeping:
            self._open[-1].children.append(node)
        elif node.local in self._articles:
            place = self._expat.CurrentByteIndex
            self._article = (len(self._open), place, self._expat.CurrentLineNumber)
            self.is_whole = not self._open
        elif all(one.local in self._containers for one in (node, *self._open)):
            self._tags.append(self._tag())
            self._kept.append(self._tags[-1])
            if self._open:
                self._open[-1].children.append(node)
        elif self._wanted(node):
            self._open[-1].children.append(node)
            self._keeping = (len(self._open), self._expat.CurrentByteIndex)
        else:
            self._others.append((len(self._open), self._tag()))
        self._open.append(node)

    def _wanted(self, node: Node) -> bool:
        if not self._open or self._open[-1].local not in self._containers:
            return False
        known = [child.name for child in self._open[-1].elements()]
        return node.local in self._keep and known.count(node.name) < 8

    def _end(self, _: str) -> None:
        node = self._open.pop()
        depth = len(self._open)
        if self._article and self._article[0] == depth:
            self._finish(node)
        elif self._keeping and self._keeping[0] == depth:
            self._kept.append(self._since(self._keeping[1]))
            self._keeping = None
        elif self._others and self._others[-1][0] == depth:
            self._others.pop()
        elif len(self._tags) == depth + 1 and not self._tags.pop().endswith(b"/>"):
            self._kept.append(self._tag())

    def _finish(self, node: Node) -> None:
        assert self._article is not None
        _, start, line = self._article
        own = self._since(start)
        others = [tag for _, tag in self._others]  # what they declare holds for the piece too
        names = [re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0] for tag in (*self._tags, *others)]
        after = [b"</%b>" % name for name in reversed(names)]
        text = b"".join((*self._kept, *others, own, *after)).decode("utf-8")
        encoding = _DECLARABLE.get(self._encoding, self._encoding)
        if self._open and self._encoding not in {"utf-8", "utf-8-sig", "utf-16", "utf-32"}:
            text = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'
        original, damaged = text.encode(encoding, "replace"), _DAMAGED in text
        above = tuple(self._open)
        self.found.append(ArticleElement(node, above, line, original, encoding, damaged))
        self._article = None

    def _text(self, text: str) -> None:
        if self._article or self._keeping:
            self._open[-1].children.append(text)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.entities.html5.get(f"{name};", f"&{name};"))

    def _outside(self, context: str | None, *_: object) -> int:
        """A definition of the format elsewhere: nothing is ever opened, it is as if empty."""
        self._expat.ExternalEntityParserCreate(context).Parse(b"", True)
        return 1

    def _entity(self, name: str, *_: object) -> None:
        raise self._refused(f'declares the entity "{name}", which is refused for safety')

    def _tag(self) -> bytes:
        """The bytes of the current tag."""
        return self._since(self._expat.CurrentByteIndex)

    def _since(self, start: int) -> bytes:
        """The bytes from there to the end of the current tag."""
        first = _START_TAG.match(self._buffer, start - self._base)
        last = _START_TAG.match(self._buffer, self._expat.CurrentByteIndex - self._base)
        if first and first[0].endswith(b"/>"):
            last = first
        assert last, "expat has read the whole tag"
        return bytes(self._buffer[start - self._base : last.end()])


_START_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")


def _plainly(error: expat.ExpatError, still_open: list[Node]) -> str:
    message = expat.ErrorString(error.code)
    if message in {"no element found", "unclosed token", "unclosed CDATA section"}:
        return f"it ends within <{still_open[-1].local}>" if still_open else "it ends too early"
    return message
