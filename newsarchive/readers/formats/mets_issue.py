"""The parts of an issue in METS: its files, its articles, and the blocks that are theirs.

It must not know what a file holds, nor what is said of an article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
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
        self.attributes: dict[str, str] = {}
        self.described: dict[str, Node] = {}
        """ID → section with the metadata of a part."""
        self.files: dict[str, Node] = {}
        """ID → file that may hold a text."""
        self._maps: list[Node] = []
        self._links: defaultdict[str, list[str]] = defaultdict(list)
        """ID of a div → IDs of the divs in which its text is."""
        for element in article_elements(stream, *_SECTIONS, containers=frozenset(("mets",))):
            node = element.intact()
            self.attributes = element.above[0].attributes if element.above else {}
            match node.local:
                case "dmdSec":
                    self.described[node.attributes.get("ID", "")] = node
                case "fileSec":
                    self.files |= {
                        one.attributes.get("ID", ""): one
                        for one in node.named("file")
                        if _may_be_text(one)
                    }
                case "structMap":
                    self._maps.append(node)
                case _:
                    self._link(node)

    def pages(self) -> dict[str, tuple[Node, ...]]:
        """ID of each file that may be a page → the divs down to its page, if there are any."""
        found: dict[str, tuple[Node, ...]] = {}
        for divs in self._walk("physical"):
            for area in self._areas(divs[-1]):
                if area.file not in found or kind(divs[-1]) == "page":
                    found[area.file] = divs
        return found | {file: () for file in self.files if file not in found}

    def items(self) -> list[Item]:
        """The parts that may be articles, in their order, with their areas."""
        items: dict[int, Item] = {}
        for divs in self._walk("logical"):
            if (item := _item(divs)) is None:
                continue
            item = items.setdefault(id(item.divs[-1]), item)
            kinds = tuple(kind(one) for one in divs[len(item.divs) :])
            item.parts += [Part(area, kinds) for area in self._areas(divs[-1])]
        if not any(item.parts for item in items.values()):
            areas = {
                divs[-1].attributes.get("ID"): self._areas(divs[-1])
                for divs in self._walk("physical")
            }
            for item in items.values():
                targets = self._links[item.divs[-1].attributes.get("ID", "")]
                item.parts += [Part(area) for one in targets for area in areas.get(one, ())]
        for item in items.values():
            item.parts = list(dict.fromkeys(item.parts))
        return [item for item in items.values() if item.is_named or item.parts]

    def of_the_whole(self) -> list[str]:
        """The IDs of the sections that describe no part of the issue."""
        divs = (div for one in self._maps for div in one.named("div"))
        of_parts = {id_ for div in divs if kind(div) not in LISTS["issue"] for id_ in dmd_ids(div)}
        return [id_ for id_ in self.described if id_ not in of_parts]

    def _walk(self, of_kind: str) -> Iterator[tuple[Node, ...]]:
        """Each div of the maps of a kind, behind those around it. A map may not say its kind."""
        for one in self._maps:
            said = one.attributes.get("TYPE", "").lower()
            if said in (of_kind, ""):
                for div in one.elements():
                    yield from _below((div,))

    def _areas(self, div: Node) -> list[Area]:
        """The areas of texts that the div itself points to."""
        return [
            Area(file, one.attributes.get("BEGIN"), one.attributes.get("END"))
            for pointer in div.elements()
            if pointer.local == "fptr"
            for one in (pointer, *pointer.named("area"))
            if (file := one.attributes.get("FILEID", "")) in self.files
        ]

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


def _below(divs: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    yield divs
    for div in divs[-1].elements():
        if div.local == "div":
            yield from _below((*divs, div))


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
