"""METS with ALTO: an issue of a newspaper, whose articles are blocks of pages in other files.

The files beside it come from `ReadOptions.beside`. The original of an article is a METS file of its
own: what is said of the article and of its issue, with the words of its blocks in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records, attempt
from newsarchive.readers.formats.alto import Page, element_of
from newsarchive.readers.formats.mets_article import Described, Texts, article_of
from newsarchive.readers.formats.mets_issue import (
    Area,
    Issue,
    Item,
    Part,
    dmd_ids,
    href_of,
    kind,
    path_of,
)
from newsarchive.readers.limits import bounded, too_large
from newsarchive.readers.markup.xmltext import Node, is_document, root_of
from newsarchive.readers.record import NO_OPTIONS, ReadOptions

_HEAD = 4096
_METS = "http://www.loc.gov/METS/ "
_MANY_LEFT, _SHARE_LEFT = 200, 0.2
"""Words of an issue that belong to no article, from which on that is worth a warning."""


class Mets:
    """One record an article; and one each page on which no article stands."""

    name = "mets"

    def claims(self, name: str, head: bytes) -> bool:
        return is_document(name, head, frozenset(), {"mets"})

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        reading = _Reading(name, Issue(stream), options)
        yield from reading.pages()
        yield from reading.records()


def pages_named(stream: BinaryIO) -> list[str]:
    """The paths of the files that may be pages of a METS file, below its folder.

    Raises ReadError if it cannot be read.
    """
    found = []
    for file in Issue(stream).files.values():
        if href := href_of(file):
            try:
                found.append(path_of(href))
            except ReadError:
                continue  # whoever reads the issue reports it
    return found


class _Reading:
    """The reading of an issue: first of its pages, each once, then of what stands on them."""

    def __init__(self, name: str, issue: Issue, options: ReadOptions) -> None:
        self._name, self._issue, self._options = name, issue, options
        self._divs = issue.pages()
        self._items = issue.items()
        self._pages: dict[str, tuple[int, int]] = {}
        """Each page that could be read → how many words it has, and how many are in no article."""
        self._blocks: dict[Area, list[Node] | None] = {}
        """The blocks of each area on the pages that could be read; None for unknown ones."""
        self._whole: dict[str, list[Node]] = {}
        """The blocks of each page on which no article stands."""
        self._shared = 0
        """Articles that have whole pages in common with others."""
        self._sizes: Counter[Area] = Counter()
        """Characters of each area."""
        self._held = self._written = 0
        """Characters of all areas, and bytes of the originals so far."""

    def pages(self) -> Iterator[Problem]:
        """Read what the articles need of the pages; a problem for each that cannot be read."""
        wanted = self._wanted()
        problems: dict[str, Problem] = {}
        for file in self._divs:
            try:
                page = self._page(file)
            except ReadError as error:
                number = f" page {self._number(file)}" if self._divs[file] else ""
                where = href_of(self._issue.files[file]) or file
                problems[file] = Problem(f"{self._name}{number}", f"{where}: {error}")
                continue
            if page is not None:
                for area in dict.fromkeys(wanted[file]):
                    self._blocks[area] = self._hold(area, page.take(area.begin, area.end))
                self._pages[file] = len(page), page.left
                if page.left == len(page):
                    whole = Area(file, None, None)
                    self._whole[file] = self._hold(whole, page.take(None, None)) or []
        if not self._pages:
            reason = next((one.reason for one in problems.values()), "it names none")
            raise ReadError(f"METS without a page in ALTO that can be read: {reason}")
        if not any(size for size, _ in self._pages.values()):
            raise ReadError("METS whose pages have no text")
        # Articles may have their text in common.
        parts = (part for item in self._items for part in item.parts)
        self._expect_not_more(sum(self._sizes[part.area] for part in parts))
        read = {id(div) for file in self._pages for div in self._divs[file][-1:]}
        for file, problem in problems.items():
            # A page may be there in several formats, of which this one is not needed.
            if wanted[file] or any(id(div) not in read for div in self._divs[file][-1:]):
                yield problem

    def records(self) -> Records:
        """The articles, the pages without one, and what there is to say of them together."""
        empty = 0
        for number, item in enumerate(self._items, start=1):
            texts = [Texts(part.kinds, self._blocks.get(part.area) or []) for part in item.parts]
            unknown = [part for part in item.parts if self._blocks.get(part.area) is None]
            where = f"{self._name}#{number}"
            if any(text.blocks for text in texts):
                found = self._described(item.divs, item.pages, texts, is_page=False)
                yield attempt(where, self._record, found, item.parts, number, is_cut=bool(unknown))
                self._expect_reasonable()
            elif item.parts and not unknown:
                empty += 1  # a picture
            elif item.is_named:
                yield Problem(where, self._why_none(item, unknown))
        for number, file in enumerate(self._whole, start=len(self._items) + 1):
            if blocks := self._whole[file]:
                texts = [Texts((), blocks)]
                found = self._described(self._divs[file], [file], texts, is_page=True)
                part = Part(Area(file, None, None))
                where = f"{self._name}#{number}"
                yield attempt(where, self._record, found, [part], number)
                self._expect_reasonable()
        if self._shared:
            reason = "articles of it have whole pages in common, which are read as pages"
            yield ReadWarning(self._name, f"{self._shared:,} {reason}")
        if empty:
            are = "article of it is a picture" if empty == 1 else "articles of it are pictures"
            yield ReadWarning(self._name, f"{empty:,} {are} without a text")
        yield from self._left()

    def _wanted(self) -> dict[str, list[Area]]:
        """The areas on each page. A whole page that several items share is none's."""
        users: defaultdict[str, set[int]] = defaultdict(set)
        for at, item in enumerate(self._items):
            for file in item.pages:
                users[file].add(at)
        wanted: defaultdict[str, list[Area]] = defaultdict(list)
        for item in self._items:
            own = [one for one in item.parts if one.area.begin or len(users[one.area.file]) == 1]
            if item.parts and not own:
                self._shared += 1
                item.is_named = False
            item.parts = own
            for part in item.parts:
                wanted[part.area.file].append(part.area)
        return wanted

    def _page(self, file: str) -> Page | None:
        """The page; None if the file is of another format. Raises ReadError."""
        node = self._issue.files[file]
        if (href := href_of(node)) is None:
            return Page(node.first_or_empty("alto"))
        if self._options.beside is None:
            raise ReadError("it is another file, so ingest the folder that holds both")
        with self._options.beside(path_of(href)) as raw:
            stream = bounded(raw, self._options.limits)
            root = root_of(stream.peek(_HEAD)[:_HEAD])
            return None if root and root != "alto" else Page(element_of(stream).intact())

    def _hold(self, area: Area, blocks: list[Node] | None) -> list[Node] | None:
        """The same blocks, counted. Raises ReadError if all are too much."""
        words = (node for block in blocks or () for node in block.walk())
        self._sizes[area] = sum(len("".join(node.attributes.values())) + 1 for node in words)
        self._held += self._sizes[area]
        self._expect_not_more(self._held)
        return blocks

    def _expect_not_more(self, size: int) -> None:
        most = self._options.limits.record_bytes
        if size > most:
            raise too_large(most, "--max-record", " of text")

    def _expect_reasonable(self) -> None:
        """Raises ReadError if articles with the same metadata become too much."""
        size = self._issue.size + self._held
        self._options.limits.expect_reasonable(self._written, size)

    def _why_none(self, item: Item, unknown: list[Part]) -> str:
        if not unknown:
            return "an article that points to no text"
        area = unknown[0].area
        if area.file in self._pages:
            return f'no text: the page has nothing of the ID "{area.begin}"'
        return "no text: its page could not be read"

    def _described(
        self, divs: tuple[Node, ...], files: list[str], texts: list[Texts], *, is_page: bool
    ) -> Described:
        numbers = [number for file in files if (number := self._number(file))]
        page_divs = next((self._divs[file] for file in files if file in self._divs), ())
        return Described(divs, page_divs, is_page, texts, numbers)

    def _record(
        self, found: Described, parts: list[Part], number: int, *, is_cut: bool = False
    ) -> Record:
        article = article_of(self._issue, found, self._options, self._name)
        notes = ("a part of its text is not on the pages that could be read",) if is_cut else ()
        original = self._original(found, parts)
        self._written += len(original)
        return Record(article, original, "utf-8", number, notes=notes)

    def _original(self, found: Described, parts: list[Part]) -> bytes:
        """A METS file that holds this article, or this page, and nothing else."""
        files: dict[str, list[Node]] = {}
        divs: list[Node | str] = []
        for part, text in zip(parts, found.texts, strict=True):
            blocks = files.setdefault(part.area.file, [])
            id_ = f"b{len(blocks)}"
            blocks.append(Node("ComposedBlock", {"ID": id_}, list(text.blocks)))
            area = _node("area", {"FILEID": part.area.file, "BETYPE": "IDREF", "BEGIN": id_})
            div = _node("fptr", {}, area)
            for one in part.kinds[::-1]:
                div = _node("div", {"TYPE": one}, div)
            divs.append(div if div.local == "div" else _node("div", {"TYPE": "text"}, div))
        said = {id_ for div in (*found.divs, *found.page_divs) for id_ in dmd_ids(div)}
        said.update(self._issue.of_the_whole)
        maps = [_map("PHYSICAL", self._divs[file], _pointer(file)) for file in files]
        if not found.is_page:
            maps.append(_map("LOGICAL", found.divs, *divs))
        whole = _node(
            "mets", self._issue.attributes,
            *(node for id_, node in self._issue.described.items() if id_ in said),
            _node("fileSec", {}, *(_file(file, blocks) for file, blocks in files.items())),
            *maps,
        )  # fmt: skip
        return f'<?xml version="1.0" encoding="UTF-8"?>{whole.xml()}'.encode()

    def _number(self, file: str) -> str | None:
        """The number of a page, as it is printed if that is known."""
        for div in self._divs.get(file, ())[::-1]:
            if kind(div) in ("page", "titlepage") or "ORDER" in div.attributes:
                label = div.attributes.get("ORDERLABEL") or div.attributes.get("ORDER")
                return label.strip() or None if label else None
        return None

    def _left(self) -> Iterator[Problem]:
        """A warning if much of the text belongs to no article."""
        all_words = sum(size for size, _ in self._pages.values())
        left = sum(left for file, (_, left) in self._pages.items() if file not in self._whole)
        if left > max(_MANY_LEFT, _SHARE_LEFT * all_words):
            reason = f"{left:,} of the {all_words:,} words on its pages belong to no article"
            yield ReadWarning(self._name, reason)


def _node(name: str, attributes: dict[str, str], *children: Node | str) -> Node:
    return Node(_METS + name, attributes, list(children))


def _pointer(file: str) -> Node:
    return _node("fptr", {"FILEID": file})


def _file(id_: str, blocks: list[Node]) -> Node:
    alto = Node("alto", {}, [Node("Page", {}, list(blocks))])
    return _node("file", {"ID": id_}, _node("FContent", {}, _node("xmlData", {}, alto)))


def _map(type_: str, divs: tuple[Node, ...], *children: Node | str) -> Node:
    """A map with only these divs, the innermost with the children."""
    inner = list(children)
    for div in divs[::-1]:
        inner = [_node("div", div.attributes, *inner)]
    if not divs:
        inner = [_node("div", {"TYPE": "page"}, *inner)]
    return _node("structMap", {"TYPE": type_}, *inner)
