"""ALTO, the layout and the text of a page that was scanned: one page a file.

A page of a newspaper has several articles, and ALTO does not say which block is of which; so the
page is one record, without a title. A METS file beside it may say so (`mets.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO, Literal, NamedTuple

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.fields import build
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements, is_document
from newsarchive.readers.record import NO_OPTIONS, ReadOptions

_Parted = Literal["", "hyphen", "whole"]
"""How the last word of a line is parted: not at all, or with the whole word in ALTO, or without."""
_WORDS = frozenset(("String", "HYP"))
_KEPT = ("CONTENT", "SUBS_TYPE", "SUBS_CONTENT")
"""What a word needs to be read again; where it stands on the page is the page's affair."""


class Alto:
    """The text blocks of a page are its paragraphs; hyphens at line ends are undone."""

    name = "alto"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, {".alto"}, {"alto"})

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        found = element_of(stream)
        texts = paragraphs(found.intact().named("TextBlock"))
        if not texts:
            raise ReadError("no text on this page")
        article = build({"body": texts}, lambda _: "ALTO", options, name=name)
        yield Record(article, found.original, found.encoding)


def element_of(stream: BinaryIO) -> ArticleElement:
    """The page. Raises ReadError if there is none."""
    found = next(article_elements(stream, "alto"), None)
    if found is None:
        raise ReadError("no ALTO: there is no element <alto> in it")
    return found


def paragraphs(blocks: Iterable[Node]) -> list[str]:
    """The text of blocks: a paragraph each, unless a word is parted between two."""
    found: list[list[str]] = []
    parted: _Parted = ""
    for block in blocks:
        begins = True
        for line in block.named("TextLine"):
            words, end = _words(line)
            if begins and words and not parted:
                found.append([])
            begins = begins and not (words or parted)
            if words and parted == "hyphen":
                found[-1][-1] += words.pop(0)
            if words:
                found[-1] += words
            parted = end if words or end or parted == "whole" else parted
    return [" ".join(words) for words in found]


def _words(line: Node) -> tuple[list[str], _Parted]:
    """The words of a line, a parted one whole in the first, and how its last one is parted."""
    words: list[str] = []
    parted: _Parted = ""
    for node in line.elements():
        if node.local == "HYP":
            parted = parted or "hyphen"
        elif node.local == "String":
            kind = node.attributes.get("SUBS_TYPE")
            whole = node.attributes.get("SUBS_CONTENT", "").strip()
            content = node.attributes.get("CONTENT", "").strip()
            parted = "whole" if kind == "HypPart1" and whole else ""
            if kind == "HypPart2" and whole:
                continue
            if word := whole if parted else content:
                words.append(word)
    return words, parted


def _merged(line: Iterable[_Word]) -> Iterator[Node]:
    """The words of a line, those that follow one another as one, which reads the same."""
    plain: list[str] = []
    for _, _, node in line:
        if node.local == "String" and "SUBS_TYPE" not in node.attributes:
            plain.append(node.attributes.get("CONTENT", ""))
            continue
        if plain:
            yield Node("String", {"CONTENT": " ".join(plain)})
            plain = []
        yield node
    if plain:
        yield Node("String", {"CONTENT": " ".join(plain)})


class _Word(NamedTuple):
    """A word of a page, or a hyphen behind one."""

    block: int
    line: int
    node: Node


class Page:
    """The words of a page in their order, to be taken by the IDs of what they stand in."""

    def __init__(self, page: Node) -> None:
        self._words: list[_Word] = []
        self._places: dict[str, tuple[int, int]] = {}
        """ID of a block, line or word → the first of its words, and the first behind them."""
        self._blocks = self._lines = 0
        self._walk(page)
        self._taken = bytearray(len(self._words))

    def __len__(self) -> int:
        return len(self._words)

    @property
    def left(self) -> int:
        """How many of its words nobody has taken."""
        return self._taken.count(0)

    def take(self, begin: str | None, end: str | None) -> list[Node] | None:
        """The blocks from one ID to another, of which the second is in it, or of the whole page.

        None if there is no such ID.
        """
        if begin is None:
            first, last = 0, len(self._words)
        elif begin in self._places and (end or begin) in self._places:
            first, last = self._places[begin][0], self._places[end or begin][1]
        else:
            return None
        some = self._words[first:last]
        self._taken[first:last] = b"\1" * len(some)
        return [
            Node("TextBlock", {}, [
                Node("TextLine", {}, list(_merged(line)))
                for _, line in groupby(block, lambda word: word.line)
            ])
            for _, block in groupby(some, lambda word: word.block)
        ]  # fmt: skip

    def _walk(self, node: Node) -> None:
        first = len(self._words)
        self._blocks += node.local == "TextBlock"
        self._lines += node.local == "TextLine"
        if node.local in _WORDS:
            kept = {name: node.attributes[name] for name in _KEPT if name in node.attributes}
            self._words.append(_Word(self._blocks, self._lines, Node(node.local, kept)))
        for inner in node.elements():
            self._walk(inner)
        if id_ := node.attributes.get("ID"):
            self._places.setdefault(id_, (first, len(self._words)))
