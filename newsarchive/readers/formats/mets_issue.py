"""The parts of an issue in METS: its files, its articles, and the blocks that are theirs.

It must not know what a file holds, nor what is said of an article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote

from newsarchive.model.errors import ReadError
from newsarchive.readers.markup.xmltext import Node, article_elements
from newsarchive.readers.vocabulary import word_lists

LISTS = {name: frozenset(words) for name, words in word_lists("formats/mets.txt").items()}
_SECTIONS = ("dmdSec", "fileSec", "structMap", "structLink")
_HREF = "http://www.w3.org/1999/xlink href"
_FROM, _TO, _LABEL = (f"http://www.w3.org/1999/xlink {one}" for one in ("from", "to", "label"))
_TEXT = re.compile(r"xml|alto", re.IGNORECASE)
_TEXT_FILE = re.compile(r"\.(?:xml|alto)", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
_MOST_OF_THE_WHOLE = 20
_DRIVE = re.compile("[a-z]:", re.IGNORECASE)


class Area(NamedTuple):
    """Some blocks of a file; all of it if it does not say where they begin."""

    file: str
    """The ID of the file."""
    begin: str | None
    end: str | None


class Part(NamedTuple):
    """An area of an article, and the kinds of parts in which it lies there, outermost first."""

    area: Area
    kinds: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """A part of the issue that may be an article: the divs down to it, and its areas."""

    divs: tuple[Node, ...]
    parts: list[Part] = field(default_factory=list)
    is_named: bool = True
    """Whether it is one of the kinds that are articles; else it is only a part with a text."""

    @property
    def pages(self) -> list[str]:
        """The IDs of its files, each once."""
        return list(dict.fromkeys(part.area.file for part in self.parts))


@lru_cache(maxsize=256)
def kind_of(type_: str) -> str:
    """The kind of a part by its TYPE: "deathnotice" of "DEATH_NOTICE", "page" of "np:page"."""
    return re.sub("[^a-z]", "", type_.rpartition(":")[2].lower())


def kind(div: Node) -> str:
    """The kind of part that a div is."""
    return kind_of(div.attributes.get("TYPE", ""))


def dmd_ids(div: Node) -> list[str]:
    """The IDs of the sections that describe it."""
    return div.attributes.get("DMDID", "").split()


class Issue:
    """What a METS file says. Raises ReadError if it cannot be read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.size = 0
        """Bytes of the parts that count."""
        self.attributes: dict[str, str] = {}
        self.described: dict[str, Node] = {}
        """ID → section with the metadata of a part."""
        self.files: dict[str, Node] = {}
        """ID → file that may hold a text. A file with several IDs has the first."""
        self._ids: dict[str, str] = {}
        """ID of such a file → its first ID."""
        self._maps: list[Node] = []
        self._links: defaultdict[str, list[str]] = defaultdict(list)
        """ID of a div → IDs of the divs in which its text is."""
        for element in article_elements(stream, *_SECTIONS, containers=frozenset(("mets",))):
            node = element.intact()
            self.size += len(element.original)
            self.attributes = element.above[0].attributes if element.above else {}
            match node.local:
                case "dmdSec":
                    self.described[node.attributes.get("ID", "")] = node
                case "fileSec":
                    self._add_files(node)
                case "structMap":
                    self._maps.append(node)
                case _:
                    self._link(node)

    def pages(self) -> dict[str, tuple[Node, ...]]:
        """ID of each file that may be a page → the divs down to its page, if there are any."""
        found: dict[str, tuple[Node, ...]] = {}
        for divs, pointer in self._walk("physical"):
            for area in self._areas(pointer):
                if area.file not in found or kind(divs[-1]) == "page":
                    found[area.file] = divs
        return found | {file: () for file in self.files if file not in found}

    def items(self) -> list[Item]:
        """The parts that may be articles, in their order, with their areas."""
        items: dict[int, Item] = {}
        for divs, pointer in self._walk("logical"):
            if (item := _item(divs)) is None:
                continue
            item = items.setdefault(id(item.divs[-1]), item)
            kinds = tuple(kind(one) for one in divs[len(item.divs) :])
            item.parts += [Part(area, kinds) for area in self._areas(pointer)]
        if not any(item.parts for item in items.values()):
            areas: defaultdict[str | None, list[Area]] = defaultdict(list)
            for divs, pointer in self._walk("physical"):
                areas[divs[-1].attributes.get("ID")] += self._areas(pointer)
            for item in items.values():
                targets = self._links[item.divs[-1].attributes.get("ID", "")]
                item.parts += [Part(area) for one in targets for area in areas[one]]
        for item in items.values():
            item.parts = list(dict.fromkeys(item.parts))
        holders = {id(div) for item in items.values() for div in item.divs[:-1]}
        return [
            item
            for item in items.values()
            if item.parts or (item.is_named and id(item.divs[-1]) not in holders)
        ]

    @cached_property
    def of_the_whole(self) -> list[str]:
        """The IDs of the first sections that describe no part of the issue."""
        divs = (div for one in self._maps for div in one.named("div"))
        of_parts = {id_ for div in divs if kind(div) not in LISTS["issue"] for id_ in dmd_ids(div)}
        return [id_ for id_ in self.described if id_ not in of_parts][:_MOST_OF_THE_WHOLE]

    def _walk(self, of_kind: str) -> Iterator[tuple[tuple[Node, ...], Node | None]]:
        """Each div of the maps of a kind, behind those around it; also with each of its pointers.

        A map may not say its kind.
        """
        for one in self._maps:
            said = one.attributes.get("TYPE", "").lower()
            if said in (of_kind, ""):
                for div in one.elements():
                    yield from _below((div,))

    def _areas(self, pointer: Node | None) -> list[Area]:
        """The areas of texts that a pointer names."""
        return [
            Area(file, one.attributes.get("BEGIN"), one.attributes.get("END"))
            for one in ((pointer, *pointer.named("area")) if pointer else ())
            if (file := self._ids.get(one.attributes.get("FILEID", "")))
        ]

    def _add_files(self, node: Node) -> None:
        """Add the files that may hold a text, each once."""
        first: dict[str, str] = {}
        for file in node.named("file"):
            if (id_ := file.attributes.get("ID")) and _may_be_text(file):
                href = href_of(file)
                self._ids[id_] = id_ if href is None else first.setdefault(_written(href), id_)
                self.files.setdefault(self._ids[id_], file)

    def _link(self, node: Node) -> None:
        """The links of divs to divs, which stand alone or in groups with names of their own."""
        for group in (node, *node.named("smLinkGrp")):
            names = {
                one.attributes.get(_LABEL): one.attributes.get(_HREF, "")
                for one in group.elements()
                if one.local == "smLocatorLink"
            }
            for one in group.elements():
                if one.local in ("smLink", "smArcLink"):
                    ends = (one.attributes.get(end, "") for end in (_FROM, _TO))
                    from_, to = (names.get(end, end).removeprefix("#") for end in ends)
                    self._links[from_].append(to)


def _below(divs: tuple[Node, ...]) -> Iterator[tuple[tuple[Node, ...], Node | None]]:
    yield divs, None
    for one in divs[-1].elements():
        if one.local == "div":
            yield from _below((*divs, one))
        elif one.local == "fptr":
            yield divs, one


def _item(divs: tuple[Node, ...]) -> Item | None:
    """The part that may be an article in which a div lies, or which it is; without its areas."""
    named: int | None = None
    described: int | None = None
    for at, div in enumerate(divs, start=1):
        its_kind = kind(div)
        if its_kind in LISTS["articles"]:
            named = at
        elif its_kind in LISTS["furniture"] and named is None:
            return None
        elif its_kind not in LISTS["issue"] and (
            "DMDID" in div.attributes or "LABEL" in div.attributes
        ):
            described = at
    depth = named or described
    return Item(divs[:depth], is_named=named is not None) if depth else None


def _may_be_text(file: Node) -> bool:
    """Whether a file may be a page of text, by its name and type, or as it is in the METS."""
    href = href_of(file)
    if href is None:
        return file.first("alto") is not None
    return bool(_TEXT_FILE.search(href)) or (
        "." not in href and bool(_TEXT.search(file.attributes.get("MIMETYPE", "")))
    )


def href_of(file: Node) -> str | None:
    """The address of a file as it is written; None if it has none."""
    where = file.first("FLocat")
    return None if where is None else where.attributes.get(_HREF)


def _written(href: str) -> str:
    """An address in one way of writing, if it is that of a file in the folder."""
    try:
        return path_of(href)
    except ReadError:
        return href


def path_of(href: str) -> str:
    """The path of a file below the folder of its METS, from its address: "alto/0001.xml".

    Raises ReadError for an address that leads elsewhere.
    """
    path = href.strip().replace("\\", "/")
    if path.lower().startswith("file:"):
        path = path[len("file:") :]
        path = path[2:] if path.startswith("//") else path
    elif _ADDRESS.match(path) and not _DRIVE.match(path):
        raise ReadError("an address, which is not opened")
    steps: list[str] = []
    path = unquote(path)
    for step in path.split("/"):
        if step == ".." and not steps:
            raise ReadError("a link that leads out of the folder")
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    if path.startswith("/") or _DRIVE.match(path) or "\0" in path or not steps:
        raise ReadError("a link that leads out of the folder")
    return "/".join(steps)
