"""One article of a text export of Nexis: from the lines of its section to named values.

The older form has its labels in capitals, source and day in the middle of their lines, and the
title below the day, in a label, or (until about 2004) between the two; then its labels may stand
below the text. The newer form has "Length:" and "Body", and the title above the source. The value
of a label ends at the next blank line.

It must not know how sections are parted.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from newsarchive.dates.expressions import Order
from newsarchive.model.errors import ReadError
from newsarchive.readers.credits.bylines import OPENER, byline
from newsarchive.readers.formats.nexis_labels import (
    ANY,
    BELOW,
    ENDING,
    GIVES,
    GIVES_BELOW,
    LENGTH_ALONE,
    LISTS,
    SHAPE,
    TEXT,
    is_text_label,
    label_of,
    value_of,
)
from newsarchive.readers.header.days import day_at_start
from newsarchive.readers.paragraphs import rejoined

_RIGHTS = re.compile("|".join(LISTS["rights"]), re.IGNORECASE)
_RESERVED = re.compile("|".join(LISTS["reserved"]), re.IGNORECASE)
_NOTICE = re.compile("|".join(LISTS["notices"]), re.IGNORECASE)
_EDITION = re.compile(r"(?:[\w.’'-]+ ){0,4}(?:Edition|Final)(?: ?[-,;] ?[\w ]+| \d+)?", re.I)
_HOLDS_YEAR = re.compile(r"(?:\S{1,20} ){0,5}\S{0,9}\d{4}\S{0,9}(?: \S{1,20}){0,3}")
_URL = re.compile(r"https?://\S+")
_MOST_ABOVE = 12
"""Lines between the day and the labels, at most."""
_TOP = 30
"""Filled lines among which source and day are looked for."""
_MOST_OF_TITLE = 6
_INDENTED = 8
"""Blanks before a line that stands in the middle."""
_FULL = 75
_LONGEST_TITLE = 300
_NAMES = {"title": "HEADLINE", "authors": "BYLINE", "tags": "SUBJECT"}


@dataclass(slots=True)
class Details:
    """The values of an article, under names that `fields` understands, and where each was."""

    fields: dict[str, object] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    first: int = 0
    """The line that the article begins with; the lines above it belong to no article."""

    def add(self, name: str, value: object, where: str) -> None:
        """Take a value, unless it is empty or there is one already."""
        if value and name not in self.fields:
            self.fields[name], self.where[name] = value, where


def read_article(text: str, order: Order | None) -> Details:
    """The values of one section of an export. Raises ReadError if it is no article."""
    lines = [line.rstrip() for line in text.replace("\f", "").expandtabs().split("\n")]
    found = Details()
    start = _first_label(lines, 0)
    newer = start < len(lines) and _is_newer(lines[start])
    top = 0
    if not newer:
        top = _read_centred(lines, found, order)
        start = _first_label(lines, top)
    if start == len(lines):
        raise ReadError("not an article: it has no label such as LENGTH, BYLINE or LOAD-DATE")
    begin = _read_head(lines, start, found)
    end = _end_of_text(lines, begin, newer=newer)
    below = end
    if newer:
        _read_newer_top(lines[:start], found, order)
    else:
        title_follows = True
        if not top:
            top, title_follows = _read_older_top(lines[:start], found, order)
        if title_follows:
            top = _read_title(lines, top, start, found)
        if not any(lines[begin:end]) and not found.where.get("title", "").startswith("label"):
            begin, end, below = top, start, start  # the labels stand below the text
        else:
            _read_byline(lines, top, start, found)
    _read_below(lines[below:], found)
    body = [("" if is_text_label(line) else line) for line in lines[begin:end]]
    found.add("body", rejoined("\n".join(body)), "text")
    if "body" not in found.fields:
        raise ReadError("the text is empty")
    return found


def _is_newer(label: str) -> bool:
    return not label.partition(":")[0].isupper() and not LENGTH_ALONE.match(label)


def _first_label(lines: list[str], at: int) -> int:
    """The first line from there on that begins a block with a label, or stands below rights."""
    while at < len(lines):
        above = lines[at - 1].strip() if at else ""
        if label_of(lines[at], ANY) and (not above or _RIGHTS.match(above) or label_of(above, ANY)):
            break
        at += 1
    return at


def _read_centred(lines: list[str], found: Details, order: Order | None) -> int:
    """Source and day, in the middle of their lines; the line below them, 0 if there are none.

    Other lines may stand there too: an edition, a time, a show. Lines at the left between source
    and day are the title.
    """
    title: list[str] = []
    below = 0
    filled = [at for at, line in enumerate(lines) if line][:_TOP]
    # The first line of a section has lost its blanks.
    centred = [at for at in filled if _is_centred(lines, at)]
    days = [at for at in centred if day_at_start(lines[at], order)]
    if centred and (days or centred[0] in filled[1:2]):
        centred += filled[:1]
    rights = _lines_of_rights(lines, filled)
    for at in filled:
        line = lines[at].strip()
        if at in rights:
            continue
        if _URL.fullmatch(line):
            found.add("url", line, "line below the source")
            continue
        if at not in centred:
            settled = "date" in found.fields or not below or len(title) == _MOST_OF_TITLE
            if settled or label_of(lines[at], BELOW):
                break
            title.append(line)
            continue
        if (day := day_at_start(line, order)) and _is_edition(day[1]):
            found.add("date", day[0], "day line")
            if title:
                found.add("title", " ".join(title), "title line")
                title = []
        elif title:
            break
        elif not below:
            found.add("source", line, "source line")
        below = at + 1
    return below


def _is_centred(lines: list[str], at: int) -> bool:
    """Whether the line stands in the middle, or fills the first of several that do."""
    indent = len(lines[at]) - len(lines[at].lstrip())
    if indent >= _INDENTED or at + 1 == len(lines) or len(lines[at]) < _FULL:
        return indent >= _INDENTED
    following = lines[at + 1]
    return len(following) - len(following.lstrip()) >= _INDENTED


def _read_title(lines: list[str], top: int, start: int, found: Details) -> int:
    """Take the first block below the day for the title; the line below it."""
    at = top
    while at < start and "title" not in found.fields:
        end = next((one for one in range(at, start) if not lines[one]), start)
        title = " ".join(" ".join(lines[at:end]).split())
        if title and not (
            _NOTICE.fullmatch(title) or _RIGHTS.match(title) or _is_centred_edition(lines[at:end])
        ):
            if len(title) <= _LONGEST_TITLE:
                found.add("title", title, "title line")
                return end
            break
        at = end + 1
    return top


def _read_byline(lines: list[str], top: int, start: int, found: Details) -> None:
    """Take a line between title and labels for the byline, if it certainly is one."""
    between = [line.strip() for line in lines[top:start] if line and not SHAPE.fullmatch(line)]
    if len(between) == 1:
        opener = OPENER.match(between[0])
        credit = byline(between[0][opener.end() if opener else 0 :])
        if credit and credit.people:
            found.add("authors", credit, "line below the title")


def _read_head(lines: list[str], at: int, found: Details) -> int:
    """Take the values of the labels above the text; return the line that the text begins at."""
    while at < len(lines):
        label = label_of(lines[at], GIVES)
        if label is None and lines[at] and not __is_unknown_label(lines, at):
            break
        at += 1
        if label is None:
            while at < len(lines) and lines[at - 1] and lines[at]:
                at += 1
            continue
        name, value = label
        if name in TEXT:
            lines[at - 1] = value
            return at - 1
        while at < len(lines) and lines[at] and not label_of(lines[at], GIVES):
            value += " " + lines[at].strip()
            at += 1
        _take(found, GIVES[name], value)
    # A highlight may have several paragraphs.
    for body in range(at, min(at + 20, len(lines))):
        if label := label_of(lines[body], TEXT):
            lines[body] = label[1]
            return body
    return at


def __is_unknown_label(lines: list[str], at: int) -> bool:
    """Whether the line is shaped like a label in capitals, and one that we know is the next."""
    match = SHAPE.fullmatch(lines[at])
    if not match or not match[1].isupper():
        return False
    below = at + 1
    while below < len(lines) and lines[below] and below < at + 5:
        below += 1
    while below < len(lines) and not lines[below] and below < at + 8:
        below += 1
    label = label_of(lines[below], GIVES) if below < len(lines) else None
    return label is not None and lines[below].partition(":")[0].isupper()


def _read_below(lines: list[str], found: Details) -> None:
    at = 0
    while at < len(lines):
        label = label_of(lines[at], GIVES_BELOW)
        at += 1
        if label is None:
            continue
        name, value = label
        while at < len(lines) and lines[at] and not SHAPE.fullmatch(lines[at].lstrip()):
            value += " " + lines[at].strip()
            at += 1
        _take(found, GIVES_BELOW[name], value)


def _take(found: Details, field: str, text: str) -> None:
    """Take the value of a label from its text."""
    found.add(field, value_of(field, text), f"label {_NAMES.get(field, field.upper())}")


def _end_of_text(lines: list[str], begin: int, *, newer: bool) -> int:
    """Where labels and rights follow, and nothing else."""
    ending = begin
    while ending < len(lines) and not _ends(lines, ending, ENDING, newer=newer):
        ending += 1
    end = at = ending
    while at > begin:
        at -= 1
        if not lines[at] or (at and lines[at - 1]):
            continue  # not the first line of a block
        if not _ends(lines, at, BELOW, newer=newer):
            break
        end = at
    return end


def _ends(lines: list[str], at: int, labels: Collection[str], *, newer: bool) -> bool:
    line = lines[at].strip()
    if line == "End of Document" or _RIGHTS.fullmatch(line):
        return True
    # Word saves these headings without a blank line above them.
    if newer and line in {"Classification", "Graphic"}:
        return True
    if at and lines[at - 1] and not label_of(lines[at - 1], labels):
        return False
    label = label_of(lines[at], labels)
    return label is not None and (newer or line.partition(":")[0].isupper())


def _read_older_top(lines: list[str], found: Details, order: Order | None) -> tuple[int, bool]:
    """Source and day of lines that have lost their blanks. The line below, and whether the title
    follows: it does not where something else than the source, perhaps the title, precedes the day.
    """
    filled = [at for at in _filled(lines) if not _URL.fullmatch(lines[at].strip())]
    place = _place_of_day(lines, filled, order)
    if place is None:
        alone = filled and (filled[0] + 1 == len(lines) or not lines[filled[0] + 1])
        if not alone:
            return 0, True
        at = filled[0]
    else:
        at = filled[place]
        day = day_at_start(lines[at], order)
        assert day is not None
        found.add("date", day[0], "day line")
    if place != 0:
        found.add("source", lines[filled[0]].strip(), "source line")
    while at < len(lines) and lines[at]:
        at += 1
    return at, place is None or place < 2


def _read_newer_top(lines: list[str], found: Details, order: Order | None) -> None:
    """Title, source and day, from the lines above the labels."""
    filled = _filled(lines)
    place = _place_of_day(lines, filled, order)
    if place is not None:
        day = day_at_start(lines[filled[place]], order)
        assert day is not None
        found.add("date", day[0], "day line")
    else:  # where a correction is appended, no day is printed
        place = next(
            (at for at, line in enumerate(filled) if _NOTICE.fullmatch(lines[line].strip())),
            len(filled),
        )
        while place > 1 and _is_no_source(lines[filled[place - 1]].strip()):
            place -= 1
        if place < 2:
            place = 0
    if place:
        found.first = source = filled[place - 1]
        found.add("source", lines[source].strip(), "source line")
    if place > 1:
        found.first = filled[place - 2]
        # A title of several lines begins below the blank line above it.
        while found.first and lines[found.first - 1] and found.first - 1 == filled[place - 3]:
            found.first, place = found.first - 1, place - 1
        title = " ".join(lines[at] for at in range(found.first, source))
        if len(title) <= _LONGEST_TITLE:
            found.add("title", title, "title line")


def _filled(lines: list[str]) -> list[int]:
    """The lines that hold something else than rights."""
    filled = [at for at, line in enumerate(lines) if line]
    rights = _lines_of_rights(lines, filled)
    return [at for at in filled if at not in rights]


def _lines_of_rights(lines: list[str], filled: list[int]) -> set[int]:
    """Which of these lines are of rights. Without "reserved", the last of a block is the source."""
    found: set[int] = set()
    end = 0
    for at in filled:
        if at in found or not _RIGHTS.match(lines[at].strip()):
            continue
        end = max(end, at + 1)
        while end < len(lines) and lines[end]:
            end += 1
        reserved = (one + 1 for one in range(at, end) if _RESERVED.search(lines[one]))
        found.update(range(at, next(reserved, max(end - 1, at + 1))))
    return found


def _place_of_day(lines: list[str], filled: list[int], order: Order | None) -> int | None:
    """Which of the filled lines is the day: the last one, or the first of several together."""
    place = None
    for at in reversed(range(max(len(filled) - _MOST_ABOVE, 0), len(filled))):
        if (day := day_at_start(lines[filled[at]], order)) and _is_edition(day[1]):
            place = at
        elif place is not None:
            break
    return place


def _is_no_source(line: str) -> bool:
    """Whether the line can be an edition, or a day that cannot be read."""
    return _EDITION.fullmatch(line) is not None or _HOLDS_YEAR.fullmatch(line) is not None


def _is_centred_edition(block: list[str]) -> bool:
    line = "\n".join(block)
    return line.startswith("     ") and _EDITION.fullmatch(line.strip()) is not None


def _is_edition(rest: str) -> bool:
    """Whether the words after a day can be an edition, so that the line is no sentence."""
    return len(rest.split()) <= 8 and not rest.endswith((".", "?", "!"))
