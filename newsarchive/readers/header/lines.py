"""What one line of a header says: a label and its value, a date, a byline, an agency, or nothing.

A line counts as a whole or not at all, so that "By" in a sentence is no byline. It must not know
the lines around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from newsarchive.dates.expressions import Order
from newsarchive.readers.caseless import Caseless
from newsarchive.readers.credits.agencies import agencies_named, agency_named
from newsarchive.readers.credits.bylines import (
    OPENER,
    OTHER_OPENER,
    byline,
    credited,
    from_our_own,
)
from newsarchive.readers.credits.given_names import is_given_name
from newsarchive.readers.credits.persons import (
    NOBODY,
    Credit,
    is_body,
    is_name,
    is_newsroom_role,
    is_role,
    person,
)
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.header.days import (
    DIGIT,
    LONGEST_DAY,
    SHAPED_AS_DAY,
    YEAR,
    day_at_end,
    day_of,
)
from newsarchive.readers.header.words import DAY_LABEL, LABEL, NAMED, NOISE, UPDATED
from newsarchive.text.words import count_words

LONGEST_LINE = 300

_WITHIN_PART = rf"(?<=\d)\s*[,;(]?\s+(?=(?:{UPDATED})[ :])|\s+(?=(?:来源|作者)\s*[:：])"
_PIECES = re.compile(rf"\s*[|•·]\s*|\s+[-–—]+\s+|\t+|{_WITHIN_PART}", re.IGNORECASE)
_PIECES_OF_PART = re.compile(_WITHIN_PART, re.IGNORECASE)
_UPDATED_WITHIN = Caseless(rf"\d\s*[,;(]?\s+(?:{UPDATED})[ :]")
_PARTED = re.compile(r"[|•·\t–—-](?:(?<=[|•·\t])|(?<=\s.)[-–—]*\s)")
"""A mark, or dashes between blanks: looked for by what begins either, which is quick."""
_OPENER_WITHIN = Caseless(rf"(?<![^\s|,])(?:{OPENER.pattern})")
_CLOSING = "'\"”’»)]"
_MARKS = tuple("!?…:;,。！？")
_LONG_WORD = re.compile(r"[^\W\d_]{4}\.")
# Without one of these nothing can open a byline within a line, which is slow to look for.
_MAY_OPEN = Caseless(r"[:：/／者]|(?<![^\s|,])(?:by|par|von|por|de|di|door|af|av|oleh|från)\s")
_AGENCY_WITHIN = re.compile(
    r"(?P<paper>\S.{1,30}?)\s+(?:avec|with|mit|con|com|met)\s+(?P<agency>\S+)"
    r"|(?P<first>[A-Z]\S{1,11})\s+in\s+(?P<place>[A-Z].{1,30})"
)
_BESIDE_AGENCY = frozenset("avec with mit con com met in".split())
_PARTS_OF_LINE = re.compile(r"\s*[,|/]\s*|\s+[-–—]\s+")
_MAY_HAVE_PARTS = re.compile(r"[,|/–—-]")
_BY = Caseless(r"(?:.*\s)?by\b")
_FEW_WORDS = 4
_MOST_WORDS = 12


@dataclass(slots=True)
class Line:
    """A header line: what it says, and the names that may follow a "By"."""

    text: str
    values: dict[str, object] = field(default_factory=dict)
    names: str | None = None
    """A byline that is read when it is known whether a date stands near: see `credit`."""
    labelled: bool = False
    opened: bool = False
    """Whether it begins as a byline or has a label for authors."""
    kept: bool = False
    """Whether it says something that is not understood, so that it stays in the body too."""

    def credit(self, *, lower: bool) -> dict[str, object]:
        """The values, with those of the byline; names may be without capitals with `lower`."""
        found = byline(self.names or "", lower=lower)
        if found is None:
            return self.values
        before = self.values.get("authors")
        return self.values | {"authors": before + found if isinstance(before, Credit) else found}


@lru_cache(maxsize=64)  # the lines above and below are asked for again
def read_line(line: str, order: Order | None) -> Line | None:
    """The line as one of a header; None if it is not."""
    if not line or len(line) > LONGEST_LINE:
        return None
    if len(line) == 10 and (day := day_of(line, order)):
        return Line(line, {"date": day})
    if label := _label(line):
        return _labelled(line, *label, order)
    if other := OTHER_OPENER.match(line):
        rest = line[other.end() :]
        return Line(line) if byline(rest) is not None and count_words(rest) <= 12 else None
    if ours := from_our_own(line) or _from_places(line):
        return Line(line, {"authors": ours}, opened=bool(ours.people))
    pieces = _pieces(line)
    read = [_read_piece(piece, order) or _labelled_piece(piece, order) for piece in pieces]
    if not any(read):
        return _bare(line)
    whole = Line(line)
    for at, (piece, found) in enumerate(zip(pieces, read, strict=True)):
        if found is None:
            if not _may_stand_beside(piece, whole, at, pieces):
                return None
            continue
        if found.names and whole.names:
            whole.names += f" | {found.names}"
        else:
            whole.names = whole.names or found.names
        for name, value in found.values.items():
            before = whole.values.setdefault(name, value)
            if isinstance(before, Credit) and isinstance(value, Credit) and before is not value:
                whole.values[name] = before + value
        whole.labelled |= found.labelled
        whole.opened |= found.opened
    return whole


def _from_places(line: str) -> Credit | None:
    """The people of "From Jane Doe (Lagos) and Ali Veli (Abuja)"."""
    return bare_name(line[5:]) if line.startswith("From ") and "(" in line else None


def _labelled_piece(piece: str, order: Order | None) -> Line | None:
    label = _label(piece)
    return _labelled(piece, *label, order) if label else None


def _label(text: str) -> tuple[str, str] | None:
    """What the label of a line is for, and what stands behind it."""
    if ":" not in text and "：" not in text:
        return None
    name = NAMED.get(text.partition(":")[0].partition("：")[0].rstrip(" \t").lower())
    label = LABEL.fullmatch(text) if name else None
    return (name, label[2]) if name and label else None


def _pieces(line: str) -> list[str]:
    """The pieces of a line that may have a day, a label or a byline in them; else none.

    Nearly all lines that are looked at are prose, so that is what must be found soon.
    """
    if _PARTED.search(line):
        return [piece for piece in _PIECES.split(line) if piece]
    opened = OPENER.match(line) is not None
    if not opened and not DIGIT.search(line):
        return []
    if "来源" in line or "作者" in line or _UPDATED_WITHIN.search(line):
        return [piece for piece in _PIECES_OF_PART.split(line) if piece]
    whole = opened or YEAR.search(line) or line[0] in ",;" or DAY_LABEL.match(line)
    return [line] if whole else []


def _labelled(line: str, name: str, value: str, order: Order | None) -> Line | None:
    if name != "authors":
        first, *others = re.split(r"\s*\|\s*", value)
        days = [day for other in others if (day := day_of(DAY_LABEL.sub("", other), order))]
        values: dict[str, object] = {name: first if days else value}
        if days:
            values["date"] = days[0]
        if name == "source" and (agency := agencies_named(first)):
            values["authors"] = Credit((), agency)
        return Line(line, values, labelled=True)
    # "作者：李明 2018年4月10日", "Author: Jane Doe | 10 April 2018"
    found = Line(line, {}, labelled=True, opened=True)
    said: list[str] = []
    for piece in re.split(r"\s*[|•·]\s*|\s+(?=\d{4}年)|\s{3,}|\t+", value):
        label = DAY_LABEL.match(piece)
        if day := day_of(piece[label.end() :] if label else piece, order):
            found.values.setdefault("date", day)
        elif piece:
            said.append(piece)
    found.values["authors"] = credited("; ".join(said)) if said else NOBODY
    return found


def _bare(line: str) -> Line | None:
    """A line without a "By" or a date: a name and a role or an agency, or an agency alone."""
    agency = agencies_named(line)
    if agency and agency_named(line, weak=False) is not None:
        return Line(line, {"authors": Credit((), agency)})
    if ":" in line or _ends_sentence(line) or count_words(line) > _MOST_WORDS:
        return None
    if named := _agency_within(line):
        return Line(line, {"authors": Credit((), named)})
    parts = _PARTS_OF_LINE.split(line) if _MAY_HAVE_PARTS.search(line) else [line]
    if len(parts) == 1:
        if "@" not in line and not is_role(line):
            return None
        name = person(line)
        if (
            name
            and name.people
            and ("@" in line or is_given_name(name.people[0].partition(" ")[0]))
        ):
            return Line(line, {"authors": name}, opened=True)
    elif any(_stands_beside_name(part) for part in parts[1:]):
        name = person(parts[0])
        if name and name.people and _is_person_certainly(name.people[0], parts[1:]):
            found = byline(line)
            return Line(line, {"authors": found}, opened=True) if found else None
    return _nobody(line, parts)


def _agency_within(line: str) -> str | None:
    """The agency of "Le Monde avec AFP" and "Reuters in Athens"."""
    if _BESIDE_AGENCY.isdisjoint(line.split()):
        return None
    match = _AGENCY_WITHIN.fullmatch(line)
    if match is None or (match["paper"] and not is_body(match["paper"])):
        return None
    if match["place"] and not is_place(match["place"]):
        return None
    return agency_named(match["agency"] or match["first"], weak=False)


def _ends_sentence(text: str) -> bool:
    """Whether it ends as a sentence does: not in "Inc." or "J."."""
    end = text.rstrip(_CLOSING)[-5:]
    return end.endswith(_MARKS) or _LONG_WORD.fullmatch(end) is not None


def _stands_beside_name(part: str) -> bool:
    beside = is_role(part) or is_place(part) or "@" in part or agencies_named(part) is not None
    return beside or (0 < count_words(part) <= _FEW_WORDS and is_body(part))


def _nobody(line: str, parts: list[str]) -> Line | None:
    """ "Political correspondent, BBC News", "Redacción / EFE": roles, bodies, agencies."""
    if count_words(line) > 2 * _FEW_WORDS or not any(
        is_role(part) or agencies_named(part) for part in parts
    ):
        return None
    found = [person(part) for part in parts]
    if any(one is None or one.people for one in found):
        return None
    credit = sum(filter(None, found), NOBODY)
    if credit.agency is None and any(count_words(part) > _FEW_WORDS for part in parts):
        return None  # "WESTERN UNION NAMES NEW PRESIDENT": a role, but in a title
    certain = all(_is_nobody(part) for part in parts)
    return Line(line, {"authors": credit}) if certain else None


def _is_nobody(part: str) -> bool:
    return is_role(part) or agencies_named(part) is not None or count_words(part) <= 3


def _is_person_certainly(name: str, beside: list[str]) -> bool:
    """Whether a name without a "By" is that of an author, by what stands beside it."""
    if not is_given_name(name.partition(" ")[0]):  # "MAXCOM NAMES CHAIRMAN, PRESIDENT" is a title
        return not name.isupper() and is_newsroom_role(beside[0]) and len(name.split()) <= 3
    return all(_stands_beside_name(part) for part in beside)


def bare_name(line: str) -> Credit | None:
    """The people in a line of nothing but names whose first words are known as given names."""
    if not line or not is_given_name(line.partition(" ")[0]) or count_words(line) > _MOST_WORDS:
        return None
    found = byline(line)
    if found is None or not found.people:
        return None
    said = sum(len(name.split()) for name in found.people)
    certain = all(is_given_name(name.partition(" ")[0]) for name in found.people)
    return found if certain and said >= count_words(line) - 3 * len(found.people) else None


def is_noise(line: str) -> bool:
    """Whether the line is one that pages have beside an article: "5 min read", "© 2018 ..."."""
    return len(line) <= LONGEST_LINE and (
        NOISE.fullmatch(line) is not None or _is_other_credit(line)
    )


def _is_other_credit(line: str) -> bool:
    opener = OTHER_OPENER.match(line)
    return opener is not None and count_words(line) <= 12


def is_beside_name(line: str) -> bool:
    """Whether the line is what is printed by a name: a role, a paper, a town."""
    few = count_words(line) <= _FEW_WORDS
    return few and (is_body(line) or is_role(line) or is_place(line))


def looks_like_byline(line: str) -> bool:
    """Whether the line begins as a byline does, so that it is no title even if it is not read."""
    opener = OPENER.match(line)
    if opener is None:
        return OTHER_OPENER.match(line) is not None
    rest = line[opener.end() :]
    return byline(rest) is not None or any(
        byline(rest[: cut.start()]) is not None for cut in re.finditer(r"\s", rest)
    )


def _read_piece(piece: str, order: Order | None) -> Line | None:
    """A day, a byline, a day and a byline, or an agency."""
    label = DAY_LABEL.match(piece)
    name = "updated" if label and label["updated"] else "date"
    rest = piece[label.end() :] if label else piece
    may_open = _MAY_OPEN.search(rest) and DIGIT.search(rest)
    opener = OPENER.match(rest) or (may_open and _OPENER_WITHIN.search(rest))
    printed = (rest[: opener.start()] if opener else rest).strip(" \t,;")
    read = Line(piece, labelled=label is not None, opened=opener is not None)
    if opener:
        read.names = rest[opener.end() :].strip(" \t,;")
        if OTHER_OPENER.match(rest) or _ends_sentence(read.names):
            return None
        opening = rest[opener.start() : opener.end()]
        if opening.isupper() and not _BY.match(opening) and not _begins_as_name(read.names):
            return None  # "DI INDUSTRIES WINS CONTRACT"
        if not printed and (split := day_at_end(read.names, order)):
            read.names, read.values[name] = split
            return read
    if day := day_of(printed, order):
        read.values[name] = day
        return read
    if opener:
        never_was = SHAPED_AS_DAY.fullmatch(printed)
        return read if never_was or (not printed and (not label or label.end() > 0)) else None
    return _day_and_name(printed, name, label is not None, order)


def _begins_as_name(text: str) -> bool:
    return bool(text) and is_given_name(text.partition(" ")[0])


def _day_and_name(printed: str, name: str, labelled: bool, order: Order | None) -> Line | None:
    """ "10 Nisan 2018 Salı, Ayşe Yılmaz", "Ayşe Yılmaz, 10 Nisan 2018", "10 April 2018, AFP"."""
    if len(printed) > 2 * LONGEST_DAY or not YEAR.search(printed):
        return None
    parts = re.split(r"\s*[,;]\s*", printed)
    for count in range(1, len(parts)):
        for day_said, said in (
            (", ".join(parts[:-count]), ", ".join(parts[-count:])),
            (", ".join(parts[count:]), ", ".join(parts[:count])),
        ):
            if not (day := day_of(day_said, order)):
                continue
            if found := bare_name(said) or _agency_credit(said):
                return Line(printed, {name: day, "authors": found}, labelled=labelled)
            if is_place(said):
                return Line(printed, {name: day}, labelled=labelled)
    return None


def _agency_credit(text: str) -> Credit | None:
    agency = agencies_named(text)
    return Credit((), agency) if agency else None


def _may_stand_beside(piece: str, whole: Line, at: int, pieces: list[str]) -> bool:
    """Whether a piece without a value may stand in a line with pieces that have one."""
    if agency := agencies_named(piece):
        before = whole.values.get("authors", NOBODY)
        assert isinstance(before, Credit)
        whole.values["authors"] = before + Credit((), agency)
        return True
    if is_noise(piece) or is_place(piece) or from_our_own(piece) or "@" in piece:
        return True
    if found := bare_name(piece):
        whole.values.setdefault("authors", found)
        return True
    if is_role(piece) or is_body(piece):
        return count_words(piece) <= _FEW_WORDS + 2
    if is_name(piece):  # perhaps an author, perhaps "Supreme Court"
        whole.kept = True
        return True
    # A section, a column, the name of a paper: short, and never the first of the line.
    return at > 0 and count_words(piece) <= _FEW_WORDS and not _ends_sentence(piece)
