"""Lines of printed pages → paragraphs, without heads and feet, and with words in one piece.

It knows lines and their places. It must not know where they come from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsarchive.readers.documents.columns import Line, Part, bands
from newsarchive.readers.hyphens import Hyphens

_EDGE = 3
"""Rows at the top and at the bottom of a page that can be its head and foot."""
_MARGIN = 0.035
"""The share of a page's height in which only machines print: a browser's own head and foot."""
_PLACE = 4.0
"""Points by which heads of two pages may differ in height."""
_OFTEN = 3
"""A head is on one page of so many, at least."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|pagine|pág\.?|pg\.?|p\.|s\.|side|sida|sivu|strona|str\.?"
    r"|стр\.?)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|di|van|av|af|z|из|sur)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_LONGEST_NUMBER = 9
"""Letters; a shorter line is no title that is printed again on the next page."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？:][\"'”’»)\]]*$")
_APART = 1.3
"""Times the usual distance of lines: what is wider parts paragraphs."""
_BLANK = 1.9
"""The same of a blank line."""
_INDENTED = 0.5
"""Times the height of the letters, as are those below."""
_LARGER = 1.12
"""Times the height of the letters of the text: these are titles."""


def without_heads(pages: Sequence[tuple[float, float, list[Part]]]) -> Iterator[list[Part]]:
    """The parts of each page (top, bottom, parts) without its head, its foot and its number.

    The same lines at the same place of several pages are a head only if they are set apart from the
    text: of pages with an article each, the first lines may be the same too.
    """
    every = [bands(parts) for _, _, parts in pages]
    often = Counter(
        key
        for rows in every
        for key in {key for row in (*rows[:_EDGE], *rows[-_EDGE:]) for key in _keys(row)}
    )
    enough = max(2, len(pages) / _OFTEN)
    previous = ""
    for (top, bottom, parts), rows in zip(pages, every, strict=True):
        margin = (top - bottom) * _MARGIN
        usual = _usual_gap(rows)
        dropped: set[int] = set()
        most = min(_EDGE, len(rows) // 2)
        for inwards in (rows, rows[::-1]):
            certain = possible = 0
            for number, row in enumerate(inwards[:most], start=1):
                text = _text(row)
                at_edge = row[0].bottom > top - margin or row[0].top < bottom + margin
                if at_edge or _PAGE_NUMBER.fullmatch(text):
                    certain = number
                elif not (len(text) > _LONGEST_NUMBER and text in previous) and all(
                    often[key] < enough for key in _keys(row)
                ):
                    break
                possible = number
            if possible > certain:
                last, following = inwards[possible - 1][0], inwards[possible][0]
                if abs(last.bottom - following.bottom) > usual:
                    certain = possible
            dropped.update(id(part) for row in inwards[:certain] for part in row)
        previous = " ".join(map(_text, rows[: _EDGE + 1]))
        yield [part for part in parts if id(part) not in dropped]


def _usual_gap(rows: Sequence[Sequence[Part]]) -> float:
    """The distance of two rows that are not set apart from each other."""
    gaps = [one[0].bottom - two[0].bottom for one, two in pairwise(rows)]
    return _APART * _median(gaps) if gaps else 0.0


def _text(row: Sequence[Part]) -> str:
    return " ".join(part.text.strip() for part in row)


def _keys(row: Sequence[Part]) -> list[tuple[str, int, int]]:
    """Two rows of two pages share one of these if they differ in numbers, or little in height."""
    text, height = _DIGITS.sub("#", _text(row)), round(row[0].height)
    place = row[0].bottom / _PLACE
    return [(text, 2 * round(place), height), (text, 2 * round(place + 0.5) + 1, height)]


def paragraphs(regions: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs of the lines, in regions that are columns or pages; "" for a blank line."""
    lines = [line for region in regions for line in region]
    if not lines:
        return
    body = _usual_height(lines)
    distance = _usual_distance(regions, body)
    hyphens = Hyphens("\n".join(line.text for line in lines))
    waiting: list[str] = []
    last: tuple[Line, float] | None = None  # the line above, in another region
    for region in regions:
        right = _right_edge(region, body)
        left = min(line.left for line in region)
        before: Line | None = None
        for line in region:
            if before is not None:
                begins = _begins(before, line, left, right, distance, body)
            else:
                begins = last is None or not _goes_on(*last, line)
            if begins and waiting:
                yield _put_together(waiting, hyphens)
                waiting = []
                if before is None or before.bottom - line.bottom > _BLANK * distance * body:
                    yield ""
            waiting.append(line.text.strip())
            before = line
        if before is not None:
            last = before, right
    if waiting:
        yield _put_together(waiting, hyphens)


def _usual_height(lines: Sequence[Line]) -> float:
    """The height of most letters."""
    heights: Counter[float] = Counter()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] or 1.0


def _usual_distance(regions: Sequence[Sequence[Line]], body: float) -> float:
    """The distance of a line of text from the next, in heights of its letters."""
    found = [
        one.bottom - two.bottom
        for region in regions
        for one, two in pairwise(region)
        if abs(one.height - body) < body / 10 and abs(two.height - body) < body / 10
    ]
    near = [distance for distance in found if 0 < distance < 2.5 * body]
    return _median(near) / body if near else 1.2


def _right_edge(region: Sequence[Line], body: float) -> float:
    """Where the lines of text end, that were broken to fit."""
    rights = sorted(line.right for line in region if line.height < body * _LARGER)
    return rights[int(len(rights) * 0.95)] if rights else max(line.right for line in region)


def _begins(
    above: Line, line: Line, left: float, right: float, distance: float, body: float
) -> bool:
    """Whether a line begins a paragraph, below a line of the same region."""
    height = max(line.height, 1.0)
    if not 0.9 < line.height / max(above.height, 1.0) < 1.1:
        return True
    if above.bottom - line.bottom > _APART * max(distance, 1.0) * height:
        return True
    if line.height > body * _LARGER:
        return False  # a title of several lines
    beside = "\t" in above.text and line.left - above.left > height  # below a cell of the row
    inwards = min(line.left - left, line.left - above.left) > _INDENTED * height
    first = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    letter = (line.right - line.left) / max(len(line.text), 1)
    fits = above.right + letter * (len(first) + 1) < right - height / 2
    row = "\t" in line.text or ("\t" in above.text and not beside)
    return row or (inwards and not beside) or fits


def _goes_on(above: Line, right: float, line: Line) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    text = above.text.rstrip()
    if not 0.95 < line.height / max(above.height, 1.0) < 1.05 or _ENDS_SENTENCE.search(text):
        return False
    return line.text.lstrip()[:1].islower() or above.right > right - above.height


def _put_together(lines: Sequence[str], hyphens: Hyphens) -> str:
    """The lines of a paragraph, with words that were cut at their ends made whole."""
    parts: list[str] = []
    for line in lines:
        joint = hyphens.between(parts[-1], line) if parts else None
        if joint is not None:
            parts[-1] = parts[-1][:-1] + joint
        elif parts:
            parts.append(" ")
        parts.append(line)
    return "".join(parts).translate(_LIGATURES)


def _median(values: Sequence[float]) -> float:
    """The median of at least one value; the module `statistics` is slow to load."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return (ordered[half] + ordered[~half]) / 2
