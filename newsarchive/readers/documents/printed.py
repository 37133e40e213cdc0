"""Lines of printed pages → paragraphs, without heads and feet, and with words in one piece.

It knows lines and their places. It must not know where they come from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from newsarchive.readers.documents.columns import Line, Part, bands

_EDGE = 3
"""Rows at the top and at the bottom of a page that can be its head and foot."""
_MARGIN = 0.035
"""The share of a page's height in which only machines print: a browser's own head and foot."""
_PLACE = 4.0
"""Points by which heads of two pages may differ in height."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|pagine|pág\.?|pg\.?|p\.|s\.|side|sida|sivu|strona|str\.?"
    r"|стр\.?)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|di|van|av|af|z|из|sur)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_LONGEST_TITLE = 300
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？:][\"'”’»)\]]*$")
_CUT = re.compile(r"(\w+)[-\u2010]$")
_WORD_IN_TWO = re.compile(r"\w+(?:[-\u2010]\w+)+")
_APART = 1.3
"""Times the usual distance of lines: what is wider parts paragraphs."""
_INDENTED = 0.5
"""Times the height of the letters, as are those below."""
_LARGER = 1.12
"""Times the height of the letters of the text: these are titles."""


def without_heads(pages: Sequence[tuple[float, float, list[Part]]]) -> Iterator[list[Part]]:
    """The parts of each page (top, bottom, parts) without its head, its foot and its number."""
    edges = [_edges(parts) for _, _, parts in pages]
    often = Counter(
        key
        for above, below in edges
        for key in {_key(row, nudge) for row in above + below for nudge in (0, 1)}
    )
    titles: set[str] = set()
    for (top, bottom, parts), (above, below) in zip(pages, edges, strict=True):
        margin = (top - bottom) * _MARGIN
        dropped: set[int] = set()
        for rows in (above, below[::-1]):
            outermost = True
            for row in rows:
                text = _text(row)
                repeated = any(often[_key(row, nudge)] > 1 for nudge in (0, 1))
                at_edge = row[0].bottom > top - margin or row[0].top < bottom + margin
                numbered = outermost and len(rows) > 1 and _PAGE_NUMBER.fullmatch(text)
                running = rows is above and text in titles
                if repeated or at_edge or numbered or running:
                    dropped.update(map(id, row))
                else:
                    outermost = False
        titles.update(text for row in above if len(text := _text(row)) > 9)
        yield [part for part in parts if id(part) not in dropped]


def _edges(parts: Sequence[Part]) -> tuple[list[list[Part]], list[list[Part]]]:
    """The first and the last rows of a page; half of them each, if it has few."""
    rows = bands(parts)
    most = min(_EDGE, (len(rows) + 1) // 2)
    return rows[:most], rows[most:][-most:]


def _text(row: Sequence[Part]) -> str:
    return " ".join(part.text.strip() for part in row)


def _key(row: Sequence[Part], nudge: int) -> tuple[str, int, int]:
    """The same for two rows of two pages that differ in numbers, or little in height."""
    place = round(row[0].bottom / _PLACE + nudge / 2)
    return _DIGITS.sub("#", _text(row)), place * 2 + nudge, round(row[0].height)


def paragraphs(regions: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs of the lines, in regions that are columns or pages."""
    lines = [line for region in regions for line in region]
    if not lines:
        return
    body = _usual_height(lines)
    distance = _usual_distance(regions, body)
    known = Counter(word for line in lines for word in _WORD_IN_TWO.findall(line.text))
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
                yield _put_together(waiting, known)
                waiting = []
            waiting.append(line.text.strip())
            before = line
        if before is not None:
            last = before, right
    if waiting:
        yield _put_together(waiting, known)


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
    return median(near) / body if near else 1.2


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
    indented = line.left - left > _INDENTED * height and line.left - above.left > _INDENTED * height
    first = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    letter = (line.right - line.left) / max(len(line.text), 1)
    fits = above.right + letter * (len(first) + 1) < right - height / 2
    return indented or "\t" in line.text or "\t" in above.text or fits


def _goes_on(above: Line, right: float, line: Line) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    text = above.text.rstrip()
    if not 0.95 < line.height / max(above.height, 1.0) < 1.05 or _ENDS_SENTENCE.search(text):
        return False
    return line.text.lstrip()[:1].islower() or above.right > right - above.height


def _put_together(lines: Sequence[str], known: Counter[str]) -> str:
    """The lines of a paragraph, with words that were cut at their ends made whole."""
    parts: list[str] = []
    for line in lines:
        cut = _CUT.search(parts[-1]) if parts else None
        if parts and cut and line[:1].isalnum():
            rest = re.match(r"\w+", line)
            whole = f"{cut[1]}-{rest[0] if rest else ''}"
            if line[0].islower() and not cut[1][-1].isdigit() and not known[whole]:
                parts[-1] = parts[-1][:-1]
            parts.append(line)
        else:
            parts += [" ", line] if parts else [line]
    return "".join(parts).translate(_LIGATURES)
