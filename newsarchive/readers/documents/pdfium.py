"""The child process that reads one PDF: bytes on standard input → parts of lines, as JSON.

PDFium is a library in C++. A page can draw itself within itself, ten times ten times over, and no
call into the library can be interrupted: so it works in a process that can be ended (`pdf`). This
module must not know what the parts mean.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_MOST_PAGES = 10_000
_MOST_LEVELS = 4
"""Of bookmarks, of which the outer ones may be the title of the whole."""
_LONGEST_TITLE = 2000
_MEMORY = 4 << 30
"""Bytes of addresses, where a system can limit them."""
_LINE_ENDS = frozenset((10, 13))
_HYPHENS = frozenset((2, 0xAD, 0xFFFE))
"""What PDFium gives for a hyphen at the end of a line."""
_GAP = 1.0
"""Times the height of the letters: a wider gap parts two columns, or two cells."""


class Part(NamedTuple):
    """A piece of a line; lengths in points, upwards and to the right, the text lying level."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Refusal(NamedTuple):
    """Why a PDF cannot be read: "encrypted", "damaged" or "long"."""

    reason: str


class Page(NamedTuple):
    """The parts of a page in the order of the file, and what else is known of it."""

    top: float
    bottom: float
    parts: list[Part]
    pictures: bool
    """Whether it has pictures and no text."""
    bookmark: str = ""
    """The title of the one bookmark of the outermost level that leads to it."""


def main(most: int) -> None:
    """Read a PDF with at most so many letters."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    json.dump(read(sys.stdin.buffer.read(), most), sys.stdout)


def read(data: bytes, most: int) -> list[Page] | Refusal:
    """The pages of a PDF with at most so many letters."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return Refusal("encrypted" if "assword" in str(error) else "damaged")
    pages: list[Page] = []
    with closing(document):
        count = len(document)
        if count > _MOST_PAGES:
            return Refusal("long")
        bookmarks = _bookmarks(document.raw)
        for number in range(count):
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                pages.append(Page(0, 0, [], pictures=False))
                continue
            with closing(page):
                found = _page(page)._replace(bookmark=bookmarks.get(number, ""))
            pages.append(found)
            most -= sum(len(part.text) for part in found.parts)
            if most < 0:
                return Refusal("long")
    return pages


def _bookmarks(document: Any) -> dict[int, str]:
    """Number of a page → title of the bookmark that leads to it, of the outermost level of several.

    Nothing if two of them lead to the same page, or backwards.
    """
    found: dict[int, str] = {}
    above, last = None, -1
    for _ in range(_MOST_LEVELS):
        level = list(_level_below(document, above))
        if len(level) != 1:
            break
        above = level[0]
    for bookmark in level:
        page = pdfium.FPDFDest_GetDestPageIndex(
            document, pdfium.FPDFBookmark_GetDest(document, bookmark)
        )
        if page <= last:
            return {}
        found[page], last = _title(bookmark), page
    return found


def _level_below(document: Any, above: Any) -> Iterator[Any]:
    """The bookmarks right below one; they may lead in a circle."""
    bookmark = pdfium.FPDFBookmark_GetFirstChild(document, above)
    for _ in range(_MOST_PAGES):
        if not bookmark:
            return
        yield bookmark
        bookmark = pdfium.FPDFBookmark_GetNextSibling(document, bookmark)


def _title(bookmark: Any) -> str:
    length = min(pdfium.FPDFBookmark_GetTitle(bookmark, None, 0), _LONGEST_TITLE)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFBookmark_GetTitle(bookmark, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _page(page: Any) -> Page:
    with closing(page.get_textpage()) as textpage:
        turned: dict[int, list[Part]] = {}
        for turn, part in _parts(textpage.raw):
            turned.setdefault(turn, []).append(part)
    left, bottom, right, top = page.get_bbox()
    if not turned:
        pictures = next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), None)
        return Page(top, bottom, [], pictures is not None)
    # What stands upright in a margin belongs to no text.
    turn = max(turned, key=lambda one: sum(len(part.text) for part in turned[one]))
    _, bottom, _, top = _level(turn, left, bottom, right, top)
    return Page(top, bottom, turned[turn], pictures=False)


def _parts(textpage: Any) -> Iterator[tuple[int, Part]]:
    """The parts of lines, each with its turn in quarters."""
    rectangle = pdfium.FS_RECTF()
    reference = ctypes.byref(rectangle)
    letters: list[str] = []
    left = bottom = right = top = 0.0
    turn = 0
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in _LINE_ENDS:
            if letters:
                yield turn, Part("".join(letters), left, bottom, right, top)
                letters = []
            continue
        char = "-" if code in _HYPHENS else chr(code)
        if char.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, reference):
            continue
        angle = pdfium.FPDFText_GetCharAngle(textpage, index)
        here = round(angle / (math.pi / 2)) % 4
        box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        new_left, new_bottom, new_right, new_top = _level(here, *box)
        height = new_top - new_bottom
        if letters:
            gap = new_left - right
            apart = abs(new_bottom - bottom) > height / 2 and abs(new_top - top) > height / 2
            if here != turn or apart or not -2 * height < gap < _GAP * height:
                yield turn, Part("".join(letters), left, bottom, right, top)
                letters = []
        if not letters:
            turn, left, bottom, right, top = here, new_left, new_bottom, new_right, new_top
        letters.append(char)
        right, top, bottom = max(right, new_right), max(top, new_top), min(bottom, new_bottom)
    if letters:
        yield turn, Part("".join(letters), left, bottom, right, top)


def _level(
    turn: int, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """A rectangle, turned so that text with this turn lies level."""
    match turn:
        case 1:
            return -top, left, -bottom, right
        case 2:
            return -right, -top, -left, -bottom
        case 3:
            return bottom, -right, top, -left
        case _:
            return left, bottom, right, top
