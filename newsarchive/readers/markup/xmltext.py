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
from dataclasses import replace
from functools import lru_cache
from typing import BinaryIO
from xml.parsers import expat  # with a handler for every trap; see `_Parser`

from newsarchive.model.errors import ReadError
from newsarchive.readers.markup.tagsoup import Lenience, TagSoup
from newsarchive.readers.markup.xmlbytes import (
    DAMAGE,
    MARKED,
    MARKS,
    begun,
    encoded,
    encoding_of,
)
from newsarchive.readers.markup.xmlnode import ArticleElement, Node
from newsarchive.readers.record import may_be_text, suffix_of

__all__ = [
    "DEEPEST", "LARGEST", "SUFFIXES", "ArticleElement", "Node", "article_elements", "is_document",
    "root_of",
]  # fmt: skip

LARGEST = 32 * 1024 * 1024
"""The most bytes of UTF-8 that one article may take."""
DEEPEST = 200
"""How many elements may be nested."""

SUFFIXES = (
    ".xml", ".rss", ".atom", ".rdf", ".nitf", ".newsml", ".html", ".htm", ".xhtml", ".php", ".asp",
    ".aspx", ".jsp", ".cgi", ".cfm", ".ashx",
)  # fmt: skip
"""Endings under which a document is recognised by its outermost element, besides those of text."""

Names = frozenset[str]

_CHUNK = 64 * 1024
_PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<([^\s<>/\"'=!?]+)")
_LATIN_BLANKS = bytes(code for code in range(256) if chr(code).isspace())
_DECLARABLE = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


@lru_cache(maxsize=4)  # each reader asks it of the same file
def root_of(head: bytes) -> str:
    """The name of a document's outermost element, without its prefix; "" if it has none."""
    if head.lstrip(_LATIN_BLANKS)[:1] != b"<" and not head.startswith(MARKED):
        return ""
    encoding = next((name for mark, name in MARKS if head.startswith(mark)), "latin-1")
    text = head.decode(encoding, "ignore").lstrip("\ufeff")
    prolog = _PROLOG.match(text)
    root = _ROOT.match(text, prolog.end() if prolog else 0)
    return root[1].rpartition(":")[2] if root else ""


def is_document(name: str, head: bytes, suffixes: Set[str], roots: Set[str]) -> bool:
    """Whether a file ends in one of the suffixes, or has one of the names of outermost elements."""
    if suffix_of(name) in suffixes:
        return True
    return may_be_text(name, *SUFFIXES) and root_of(head) in roots


def article_elements(
    stream: BinaryIO,
    *articles: str,
    keep: Names = frozenset(),
    containers: Names = frozenset(),
    lenience: Lenience | None = None,
) -> Iterator[ArticleElement]:
    """The elements with a local name in `articles`, and the elements around them.

    Elements named in `keep` directly within one of `containers` are kept, if they are small and
    come first; everything else is dropped as soon as it is read. With `lenience` local names are
    in small letters, and what is broken is read as far as it goes. Raises ReadError, with the
    line, where nothing more can be read.
    """
    chunk = stream.read(_CHUNK)
    if not chunk.strip():
        raise ReadError("the file is empty")
    encoding = encoding_of(chunk, lenience)
    decoder = codecs.getincrementaldecoder(encoding)("newsarchive-damaged")
    parser = _Parser(frozenset(articles), keep, containers, encoding, lenience)
    whole = bytearray()  # of a document that is one article
    is_first = True
    while True:
        text = decoder.decode(chunk, final=not chunk)
        if lenience and is_first:
            text, is_first = begun(text, containers, lenience), False
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


class _Parser:
    """Expat with the traps shut: takes UTF-8, finds articles."""

    def __init__(
        self,
        articles: Names,
        keep: Names,
        containers: Names,
        encoding: str,
        lenience: Lenience | None,
    ) -> None:
        self.found: list[ArticleElement] = []
        self.is_whole = False
        """Whether the outermost element is the article."""
        self._articles, self._keep, self._containers = articles, keep, containers
        self._encoding = encoding
        self._lenience = lenience
        self._soup: TagSoup | None = None
        self._buffer = bytearray()
        self._base = 0  # where in the document the buffer begins
        self._open: list[Node] = []
        self._tags: list[bytes] = []  # the start tags of the containers that are open
        self._others: list[tuple[int, bytes]] = []  # depths and start tags of what else is open
        self._kept: list[bytes] = []  # tags of containers, open or not, and kept elements
        self._article: tuple[int, int, int] | None = None  # its depth, place and line
        self._keeping: tuple[int, int, int] | None = None
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
        self._parser: expat.XMLParserType | TagSoup = parser

    def feed(self, data: bytes, *, final: bool) -> ReadError | None:
        """Parse more bytes; return the error, if any, that follows the articles found."""
        self._buffer += data
        try:
            self._parser.Parse(data, final)
            if self._soup and final and self._open:
                line = self._parser.CurrentLineNumber
                return ReadError(
                    f"broken XML at line {line}: it ends within <{self._open[-1].local}>"
                )
        except expat.ExpatError as error:
            broken = ReadError(f"broken XML at line {error.lineno}: {_plainly(error, self._open)}")
            if self._lenience is None or (error.code in _CUT_OFF and not self._article):
                return broken
            left = self._go_on(self._lenience, error, final=final)
            if left is None or error.code not in _CUT_OFF:
                self._lenience.notes.append(f"{broken}; what can be read is read")
            return left
        except ReadError as error:
            return error
        needed = [begun[1] for begun in (self._article, self._keeping) if begun]
        start = min([self._parser.CurrentByteIndex, *needed])
        if start > self._base:
            del self._buffer[: start - self._base]
            self._base = start
        if len(self._buffer) > LARGEST:
            return self._refused(f"an element of more than {LARGEST / 1024**2:g} MiB")
        return None

    def _go_on(
        self, lenience: Lenience, error: expat.ExpatError, *, final: bool
    ) -> ReadError | None:
        """Read on as tag soup, from the beginning of the element in hand or from the fault."""
        begun = self._article or self._keeping
        depth = begun[0] if begun else len(self._open)
        place = begun[1] if begun else self._fault()
        tags = [*self._tags, *(tag for _, tag in self._others)][:depth]
        self._soup = self._parser = TagSoup(
            lenience, self._articles, tags, start=self._start, end=self._end, text=self._text
        )
        self._soup.CurrentByteIndex = place
        self._soup.CurrentLineNumber = begun[2] if begun else error.lineno
        if begun:
            if not self._article and self._open[depth - 1].children:
                self._open[depth - 1].children.pop()  # what was kept of it up to the fault
            del self._open[depth:]
        self._article = self._keeping = None
        self.is_whole = False
        data = bytes(self._buffer[place - self._base :])
        del self._buffer[place - self._base :]
        return self.feed(data, final=final)

    def _fault(self) -> int:
        """Where to read on after an error: there, or where the tag begins that has it."""
        place = self._parser.CurrentByteIndex
        begins = self._buffer.rfind(b"<", 0, place - self._base)
        if begins < 0 or self._buffer.find(b">", begins, place - self._base) >= 0:
            return place
        return self._base + begins

    @property
    def waiting(self) -> int:
        """How many bytes there are of a token whose end has not been read."""
        return self._base + len(self._buffer) - self._parser.CurrentByteIndex

    def _refused(self, reason: str) -> ReadError:
        return ReadError(f"{reason} at line {self._parser.CurrentLineNumber}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._lenience:
            name, attributes = _small(name), {_small(one): attributes[one] for one in attributes}
        node = Node(name, attributes)
        if not self._open:
            self._kept.clear()  # another document begins
        if len(self._open) >= DEEPEST:
            raise self._refused(f"elements nested more than {DEEPEST} deep")
        if self._article or self._keeping:
            self._open[-1].children.append(node)
        elif node.local in self._articles:
            place = self._parser.CurrentByteIndex
            self._article = (len(self._open), place, self._parser.CurrentLineNumber)
            self.is_whole = not self._open and not self._soup
        elif all(one.local in self._containers for one in (node, *self._open)):
            self._tags.append(self._tag())
            self._kept.append(self._tags[-1])
            if self._open:
                self._open[-1].children.append(node)
        elif self._wanted(node):
            self._open[-1].children.append(node)
            place = self._parser.CurrentByteIndex
            self._keeping = (len(self._open), place, self._parser.CurrentLineNumber)
        else:
            self._others.append((len(self._open), self._tag()))
        self._open.append(node)

    def _wanted(self, node: Node) -> bool:
        if not self._open or len(self._tags) < len(self._open):
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
        if not self.is_whole and self._encoding not in {"utf-8", "utf-8-sig", "utf-16", "utf-32"}:
            text = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'
        original, damaged = encoded(text, encoding), DAMAGE.search(text) is not None
        above = self._around()
        mended = damaged or self._soup is not None
        damaged = damaged or (mended and any(DAMAGE.search(one.raw()) for one in above))
        self.found.append(
            ArticleElement(node, above, line, original, encoding, damaged=damaged, mended=mended)
        )
        self._article = None

    def _around(self) -> tuple[Node, ...]:
        """The elements that are open, as they are now: more may be kept of them later."""
        copies: list[Node] = []
        inner: Node | None = None
        for node in reversed(self._open):
            children = [copies[-1] if child is inner else child for child in node.children]
            copies.append(Node(node.name, node.attributes, children))
            inner = node
        return tuple(reversed(copies))

    def _text(self, text: str) -> None:
        if self._article or self._keeping:
            self._open[-1].children.append(text)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.entities.html5.get(f"{name};", f"&{name};"))

    def _outside(self, context: str | None, *_: object) -> int:
        """A definition of the format elsewhere: nothing is ever opened, it is as if empty."""
        assert not isinstance(self._parser, TagSoup)
        self._parser.ExternalEntityParserCreate(context).Parse(b"", True)
        return 1

    def _entity(self, name: str, *_: object) -> None:
        raise self._refused(f'declares the entity "{name}", which is refused for safety')

    def _tag(self) -> bytes:
        """The bytes of the current tag."""
        if self._soup:
            return self._soup.tag
        return self._since(self._parser.CurrentByteIndex)

    def _since(self, start: int) -> bytes:
        """The bytes from there to the end of the current tag."""
        if self._soup:
            return bytes(self._buffer[start - self._base : self._soup.tag_end - self._base])
        first = _START_TAG.match(self._buffer, start - self._base)
        last = _START_TAG.match(self._buffer, self._parser.CurrentByteIndex - self._base)
        if first and first[0].endswith(b"/>"):
            last = first
        assert last, "expat has read the whole tag"
        return bytes(self._buffer[start - self._base : last.end()])


_START_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")


@lru_cache(maxsize=256)
def _small(name: str) -> str:
    """The name with its local part in small letters."""
    space, blank, local = name.rpartition(" ")
    return f"{space}{blank}{local.lower()}"


_CUT_OFF = (
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
)
"""The errors of Expat at the end of a file that has been cut off."""


def _plainly(error: expat.ExpatError, still_open: list[Node]) -> str:
    message = expat.ErrorString(error.code)
    if error.code in _CUT_OFF:
        return f"it ends within <{still_open[-1].local}>" if still_open else "it ends too early"
    return message
