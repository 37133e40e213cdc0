"""PDF: the text of pages, as paragraphs.

PDFium takes the text out, the library of the browser Chrome: it reads nearly every PDF that there
is, gives the place of each letter, is tested against hostile files day and night, and comes as a
wheel for every platform (pypdfium2). Those in Python alone are ten times slower, and lose more
text. It runs in a process of its own, for it cannot be interrupted: a PDF that is made to never
end costs itself and no other file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from typing import NamedTuple

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.readers.documents.columns import Line, Part, regions, with_initials
from newsarchive.readers.documents.layout import Block, Warn
from newsarchive.readers.documents.printed import paragraphs, without_heads
from newsarchive.readers.limits import MIB, Limits, too_large

_BEGINS_WITHIN = 1024
"""Bytes before the first "%PDF-", at most."""
_PATIENCE = 60
"""Seconds for a PDF, and as many more as it has MiB."""
_REFUSALS = {
    "encrypted": "encrypted: save it without its password",
    "damaged": "damaged: it cannot be opened as a PDF",
}
_MOST_UNKNOWN = 0.2
"""The share of letters without a meaning in a text that is one."""
_MOST_NAMED = 5
_HEAD = 300
"""Letters of a page within which its title stands."""
_SHORTEST_TITLE, _COMPARED = 8, 40
"""Letters of the title of an article, at least, and those of a longer one that are compared."""


def texts(data: bytes, limits: Limits, warn: Warn) -> Iterator[list[Block]]:
    """The paragraphs of the PDF, then those of its parts. Raises ReadError, NeedsExtraError.

    It has parts only if bookmarks lead to the first page of each, which begins with the title that
    the bookmark has.
    """
    if b"%PDF-" not in data[:_BEGINS_WITHIN]:
        raise ReadError("not a PDF, although its name says so")
    pages = _pages(data, limits)
    pictures = [number for number, page in enumerate(pages, 1) if not page.parts and page.pictures]
    if not any(page.parts for page in pages):
        raise ReadError("no text in it (it was scanned)" if pictures else "no text in it")
    if pictures:
        listed = ", ".join(map(str, pictures[:_MOST_NAMED]))
        more = "" if len(pictures) <= _MOST_NAMED else f" and {len(pictures) - _MOST_NAMED} more"
        warn(f"pages without text (they were scanned): {listed}{more}")
    _expect_letters("".join(part.text for page in pages for part in page.parts))
    starts = [number for number, page in enumerate(pages) if page.bookmark]
    if not all(_begins_as_its_bookmark(pages[number]) for number in starts):
        starts = []
    yield _text(pages)
    if len(starts) > 1:
        for start, end in pairwise(sorted({0, *starts, len(pages)})):
            yield _text(pages[start:end])


def _text(pages: Sequence[_Page]) -> list[Block]:
    """The paragraphs of the pages."""
    found: list[list[Line]] = []
    for parts in without_heads([page[:3] for page in pages]):
        found += regions(with_initials(parts))
    return [*map(Block, paragraphs(found))]


def _begins_as_its_bookmark(page: _Page) -> bool:
    """Whether the title of the bookmark stands at the head of the page, or its beginning does."""
    head = _letters(" ".join(part.text for part in page.parts)[:_HEAD])
    title = _letters(page.bookmark)
    return len(title) >= _SHORTEST_TITLE and title[:_COMPARED] in head


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


class _Page(NamedTuple):
    """A page, as the process gives it."""

    top: float
    bottom: float
    parts: list[Part]
    pictures: bool
    """Whether it is scanned."""
    bookmark: str


def _pages(data: bytes, limits: Limits) -> list[_Page]:
    """The pages, read in a process of its own."""
    if find_spec("pypdfium2") is None:
        raise NeedsExtraError("PDF", "documents")
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        f"from newsarchive.readers.documents.pdfium import main; main({limits.record_bytes})"
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", code],
            input=data,
            capture_output=True,
            check=True,
            timeout=_PATIENCE + len(data) // MIB,
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise ReadError("damaged or hostile: reading it does not end") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(f"no process can be started to read it: {reason}") from None
    except (subprocess.CalledProcessError, ValueError):
        raise ReadError("damaged or hostile: it breaks the library for PDF") from None
    if len(found) == 1 and isinstance(found[0], str):
        if found[0] == "long":
            raise too_large(limits.record_bytes, "--max-record", " of text")
        raise ReadError(_REFUSALS[found[0]])
    return [
        _Page(top, bottom, [Part(*part) for part in parts], pictures, bookmark)
        for top, bottom, parts, pictures, bookmark in found
    ]


def _expect_letters(text: str) -> None:
    """Raises ReadError if most of the text is in a font that does not say what its signs mean."""
    unknown = sum(
        not char.isprintable() or "\ue000" <= char <= "\uf8ff" or char == "\ufffd" for char in text
    )
    if unknown > len(text) * _MOST_UNKNOWN:
        raise ReadError("no readable text in it: its fonts do not say which letters they show")
