"""Files that are read through another one, which names them: the pages of an issue in METS.

Such a page is no article of its own where its issue is read too. Only what lies in the folder of
the file that names it is opened. This module must not know the archive.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO

from newsarchive.ingest.discover import Source, open_regular, source_at
from newsarchive.model.errors import ReadError
from newsarchive.readers.limits import Limits, bounded
from newsarchive.readers.markup.xmltext import root_of

Open = Callable[[str], BinaryIO]
"""Opens a file by its path below the folder of the one that names it. Raises ReadError."""
File = tuple[Source, int | None]
"""A file, and how many records it has if it is as it was when it was archived."""

_HEAD = 4096
_SUFFIXES = (".xml", ".alto")
_OWN_FOLDER = "mets"
"""A folder for METS files only: what they name may lie beside that folder."""


def beside(path: str) -> Open:
    """Opens files in the folder of the file at a path on disk."""

    def open_(name: str) -> BinaryIO:
        for folder in _folders(path):
            try:
                real = (folder / name).resolve(strict=True)
            except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
                continue
            if not real.is_relative_to(folder.resolve()):
                raise ReadError("a link that leads out of the folder")
            try:
                return open_regular(str(real))
            except OSError as error:
                raise ReadError((error.strerror or str(error)).lower()) from None
        raise ReadError("no such file")

    return open_


def _folders(path: str) -> list[Path]:
    """The folders in which that may lie what the file at a path names."""
    folder = Path(path).parent
    return [folder, folder.parent] if folder.name.lower() == _OWN_FOLDER else [folder]


def gathered(
    files: Sequence[File], limits: Limits, known: Callable[[list[Source]], Iterable[int | None]]
) -> list[File]:
    """The files without the pages of issues among them, which have them as their `pages`.

    An issue with a page that is not as it was counts as not archived. `known` gives of files how
    many records they have if they are as they were.
    """
    by_path = {source.path: (source, records) for source, records in files if source.name}
    root = cache(_root)
    taken: dict[str, str] = {}
    changed: dict[str, Source] = {}
    for issue, records in _issues(files, root):
        assert issue.path
        paths = [path for path in _pages(issue, limits) if path not in taken]
        there = [by_path[path][0] if path in by_path else source_at(path) for path in paths]
        pages = [page for page in there if page is not None and root(page) == "alto"]
        taken |= {page.path: issue.path for page in pages if page.path}
        if records is None or None in known(pages):
            changed[issue.path] = issue._replace(pages=tuple(pages))
    left: list[File] = []
    for source, records in files:
        if source.path in changed:
            left.append((changed[source.path], None))
        elif source.path not in taken or taken[source.path] not in changed:
            left.append((source, records))
    return left


def gathered_in_zip(
    names: Iterable[str], open_: Callable[[str], BinaryIO]
) -> tuple[set[str], dict[str, Open]]:
    """Of the names of files in a zip those of pages of issues; and issue → what opens its pages.

    `open_` opens a file by its name. It, and what is read, may raise ReadError.
    """
    by_path = {_path_in_zip(name): name for name in names}
    pages: set[str] = set()
    openers: dict[str, Open] = {}
    for name in names:
        if not name.lower().endswith(_SUFFIXES):
            continue
        try:
            with open_(name) as file:
                if root_of(file.read(_HEAD)) != "mets":
                    continue
            with open_(name) as file:
                named = _pages_named(file)
        except ReadError:
            continue  # the reading of the file reports it
        folders = [str(one) for one in _folders(_path_in_zip(name))]
        found: dict[str, str] = {}
        for page in named:
            paths = (os.path.normpath(f"{folder}/{page}") for folder in folders)
            if path := next((path for path in paths if path in by_path), None):
                found[page] = by_path[path]
        openers[name] = _within(found, open_)
        pages.update(page for page in found.values() if _is_alto(page, open_))
    return pages, openers


def not_in_tar(_: str) -> BinaryIO:
    """Opens nothing: a tar is read from its beginning to its end."""
    raise ReadError("in a tar it cannot be looked up, so unpack that, and ingest the folder")


def _path_in_zip(name: str) -> str:
    return os.path.normpath(name.replace("\\", "/"))


def _is_alto(name: str, open_: Callable[[str], BinaryIO]) -> bool:
    try:
        with open_(name) as file:
            return root_of(file.read(_HEAD)) == "alto"
    except ReadError:
        return False


def _within(found: dict[str, str], open_: Callable[[str], BinaryIO]) -> Open:
    """Opens those files that were found for what a METS file names."""

    def open_page(name: str) -> BinaryIO:
        if name not in found:
            raise ReadError("no such file")
        return open_(found[name])

    return open_page


def _issues(files: Sequence[File], root: Callable[[Source], str]) -> Iterator[File]:
    """The issues that are new or may have a new page: one below their folder, or not in a folder
    that is read.
    """
    xml = [file for file in files if file[0].name.lower().endswith(_SUFFIXES)]
    new = [source for source, records in xml if records is None]
    folders = {
        str(folder)
        for source in new
        if root(source) == "alto" and source.path
        for folder in Path(source.path).parents
    }
    folders |= {str(Path(folder) / _OWN_FOLDER) for folder in folders}
    for source, records in xml:
        may_be = records is None or source.named or os.path.dirname(source.name) in folders  # noqa: PTH120
        if may_be and root(source) == "mets":
            yield source, records


def _pages(issue: Source, limits: Limits) -> list[str]:
    """The paths of the files that an issue may name as its pages; none if it cannot be read."""
    try:
        with issue.open() as raw, bounded(raw, limits) as stream:
            names = _pages_named(stream)
    except (OSError, ReadError):
        return []  # the reading of the issue reports it
    folders = _folders(issue.path or "")
    return [os.path.normpath(folder / name) for name in names for folder in folders]


def _pages_named(issue: BinaryIO) -> list[str]:
    from newsarchive.readers.formats.mets import pages_named  # slow, and rarely needed

    return pages_named(issue)


def _root(source: Source) -> str:
    """The name of the outermost element of a file; "" if it cannot be opened."""
    try:
        with source.open() as file:
            return root_of(file.read(_HEAD))
    except OSError:
        return ""
