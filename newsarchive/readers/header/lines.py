"""The values of one line of a header: a label and its value, a day, a byline, an agency.

A line counts as a whole or not at all, so that "By" in a sentence is no byline. It must not know
the lines around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from newsarchive.dates.expressions import Order
from newsarchive.readers.credits.agencies import agencies_named
from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER, byline, credited, from_our_own
from newsarchive.readers.credits.han import han_byline
from newsarchive.readers.credits.persons import (
    NOBODY,
    Credit,
    is_body,
    is_name,
    is_role,
    is_single_name,
)
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.header.credit_lines import (
    FEW_WORDS,
    LONGEST_LINE,
    MOST_WORDS,
    begins_as_name,
    credit_line,
    is_capital_opening,
    is_noise,
    names_alone,
)
from newsarchive.readers.header.days import (
    DAY_LABEL,
    DAY_LABEL_BEHIND,
    HOUR,
    HOUR_OF_UPDATE,
    LABEL_BEHIND,
    LISTS,
    LONGEST_DAY,
    SHAPED_AS_DAY,
    UPDATED,
    day_at_end,
    day_at_start,
    day_of,
    unglued,
)
from newsarchive.readers.header.features import ends_sentence, features_of, holds_year
from newsarchive.readers.header.titles import is_paper
from newsarchive.readers.vocabulary import Caseless
from newsarchive.text.words import count_words

_BRACKETED = re.compile(r"\(([^()]+)\)")
_LONG_WORD, _FEW_SMALL = 3, 4
"""Letters; and how many longer words without a capital may stand beside a day."""
_FIELDS = ("title", "authors", "source", "url", "section", "tags", "language", "agency", "place")
_NAMED = {
    label.replace("_", " "): name for name in _FIELDS for label in " ".join(LISTS[name]).split()
}
_LABELS = "|".join(map(re.escape, sorted(_NAMED, key=len, reverse=True)))
_LABEL = re.compile(rf"({_LABELS})[ \t]*[:：][ \t]*(\S.*)", re.IGNORECASE)
LABEL_ALONE = Caseless(rf"(?:{_LABELS})[ \t]*[:：]")
"""A label whose value may be printed below it."""
_COMMENTS = Caseless(
    r"\s+(?:(?:leave|add|post) a comment|(?:\d+|no) comments?)$"
    r"|[.,]?\s+(?:posted|filed|published) (?:in|under) (?-i:[A-ZÀ-Þ\d]).{1,40}$"
)
"""What a page prints behind a name."""
_PAPER_OF_DAY = Caseless(
    rf"(?:[^\W\d_]\S*\s+){{0,3}}\S*(?:{'|'.join(LISTS['papers of a day'])})\s+vom\s+(?=\d)"
)
"""A paper before its day: "Bucht-Anzeiger vom 3. April 2019"."""
_BOTH_ENDS = 2
_AUTHORS_IN_NEWS = frozenset(("creator", "creators", "journalist", "journalists"))
_PAPERS_IN_NEWS = frozenset(("publication", "publication title"))
_IN_QUOTES = re.compile(r"\s*(['\"])(.+?)\1(?:\s*(?:,|$)|\s+(?=['\"]))")
_BODY = "|".join(LISTS["body"])
DASHED_LABEL = Caseless(
    rf"({_LABELS}|{_BODY}|{'|'.join(LISTS['published'])})[ \t]+[-–—][ \t]+(?=\S)"
)
BODY_LABEL = Caseless(rf"(?:{_BODY})[ \t]*(?:[:：]|[ \t][-–—][ \t])[ \t]*")
"""The label of the text, below those of its title, date and authors."""
_HAN_LABEL = "(?:来源|來源|作者|记者|記者|[一-鿿]{0,2}(?:时间|時間|日期|编辑|編輯))"
_HAN_REPORTER = re.compile("(?:记者|記者)(?=[一-鿿])")
_HAN_LABELS = re.compile("来源|來源|作者|记者|記者")
_BEFORE_LABEL = (
    rf"(?<=\d)\s*[,;(]?\s+(?=(?:{UPDATED})[ :：\d])|\s+(?={_HAN_LABEL}\s*[:：])"
    r"|\s+(?=(?:记者|記者)[一-鿿]{2,4}(?:$|[／/、]))"
)
_SEPARATORS = re.compile(rf"\s*[|•·]\s*|\s+(?:[-–—]+|/)\s+|\t+|{_BEFORE_LABEL}", re.IGNORECASE)
_ONLY_BEFORE_LABEL = re.compile(_BEFORE_LABEL, re.IGNORECASE)
_UPDATED_WITHIN = Caseless(rf"\d\s*[,;(]?\s+(?:{UPDATED})[ :：\d]")
_HAS_SEPARATOR = re.compile(r"[|•·\t/–—-](?:(?<=[|•·\t])|(?<=\s.)[-–—]*\s)")
"""A mark, or dashes between blanks; the pattern begins with either character, which is quick."""
_OPENER_WITHIN = Caseless(rf"[\s|,]({OPENER.pattern})")


@dataclass(slots=True)
class Line:
    """The values of a header line, and the names that may follow a "By"."""

    values: dict[str, object] = field(default_factory=dict)
    names: str | None = None
    """A byline that is read later, when it is known whether a date stands near: see `credit`."""
    labelled: bool = False
    opened: bool = False
    """Whether it begins as a byline or has a label for authors."""
    kept: bool = False
    """Whether a piece of it is not understood, so that the line stays in the body too."""

    def credit(self, *, lower: bool) -> dict[str, object]:
        """The values and those of the byline; with `lower`, names may have no capitals."""
        found = byline(self.names, lower=lower) if self.names else None
        if found is None:
            return self.values
        before = self.values.get("authors")
        return self.values | {"authors": before + found if isinstance(before, Credit) else found}

    def add(self, piece: Line) -> None:
        """Add the values of a piece of the line. The first value counts, but credits add up."""
        if piece.names and self.names:
            self.names += f" | {piece.names}"
        else:
            self.names = self.names or piece.names
        for name, value in piece.values.items():
            before = self.values.setdefault(name, value)
            if isinstance(before, Credit) and isinstance(value, Credit) and before is not value:
                self.values[name] = before + value
        self.labelled |= piece.labelled
        self.opened |= piece.opened
        self.kept |= piece.kept


@lru_cache(maxsize=64)  # a header asks again for the lines above and below
def read_line(line: str, order: Order | None) -> Line | None:
    """The line as one of a header; None if it is not."""
    line = line.lstrip("|-–—• ")
    if not line or len(line) > LONGEST_LINE:
        return None
    if (match := _BRACKETED.fullmatch(line)) and holds_year(line):
        line = match[1]
    if len(line) == 10 and (day := day_of(line, order)):
        return Line({"date": day})
    several = None
    if not line.isascii():
        if named := han_byline(line):
            return Line({"authors": named}, opened=True)
        several = _ONLY_BEFORE_LABEL.search(line) if _HAN_LABELS.search(line) else None
    if not several and (labelled := _labelled(line, order)):
        return labelled
    features = features_of(line)
    if other := features.other_opener:
        names = line[other.end() :]
        return Line() if byline(names) and count_words(names) <= MOST_WORDS else None
    if ours := from_our_own(line) or _from_places(line):
        return Line({"authors": ours}, opened=bool(ours.people))
    # Every piece that can be read has a year, a label or an opener.
    pieces = _pieces(line) if features.year or features.may_open else []
    read = [
        _read_piece(piece, order) or _labelled(piece, order) or _han_piece(piece)
        for piece in pieces
    ]
    if not any(read):
        credit = credit_line(line)
        return Line({"authors": credit}, opened=bool(credit.people)) if credit else None
    days = [found for found in read if found and found.values.keys() == {"date"}]
    is_pair = len(days) == len(read) == _BOTH_ENDS and "|" not in line
    if is_pair and days[0].values != days[1].values:
        return None  # of an event: "3 April 2019 - 5 April 2019"
    whole = Line()
    for at, (piece, found) in enumerate(zip(pieces, read, strict=True)):
        if found:
            whole.add(found)
        elif not _add_other(piece, whole, first=at == 0):
            return None
    return whole


def _han_piece(piece: str) -> Line | None:
    """The byline of "2019-04-03 湾报 記者王小明／台北報導"."""
    named = None if piece.isascii() else han_byline(_HAN_REPORTER.sub(r"\g<0> ", piece))
    return Line({"authors": named}, opened=True) if named else None


def _from_places(line: str) -> Credit | None:
    """The people of "From Jane Doe (Lagos) and Ali Veli (Abuja)"."""
    return names_alone(line[5:]) if line.startswith("From ") and "(" in line else None


def _pieces(line: str) -> list[str]:
    """The pieces of a line that may hold a day, a label or a byline; none for most prose."""
    line = unglued(line)
    if _HAS_SEPARATOR.search(line):
        return [piece for piece in _SEPARATORS.split(line) if piece]
    opened = features_of(line).opener is not None
    if opened and (behind := LABEL_BEHIND.search(line)):
        return [line[: behind.start()], line[behind.end() :]]
    if not opened and not features_of(line).digit and "：" not in line:
        return []
    if (not line.isascii() and _HAN_LABELS.search(line)) or _UPDATED_WITHIN.search(line):
        return [piece for piece in _ONLY_BEFORE_LABEL.split(line) if piece]
    whole = opened or features_of(line).year or line[0] in ",;" or DAY_LABEL.match(line)
    return [line] if whole else []


def _labelled(text: str, order: Order | None) -> Line | None:
    """The value behind a label: "Author: Jane Doe | 10 April 2018"; None without a label."""
    if ":" not in text and "：" not in text:
        return None
    name = _NAMED.get(text.partition(":")[0].partition("：")[0].rstrip(" \t").lower())
    match = _LABEL.fullmatch(text) if name else None
    if not name or not match or not _is_likely(match[1].lower(), match[2]):
        return None
    if name == "authors":
        return _labelled_authors(match[2], order)
    if name == "source" and day_at_start(match[2], order):
        return None  # "Publication: 3 April 2019"
    first, *others = re.split(r"\s*\|\s*", match[2])
    days = [day for other in others if (day := day_of(DAY_LABEL.sub("", other), order))]
    values: dict[str, object] = {name: first if days else match[2]}
    if days:
        values["date"] = days[0]
    elif name == "source" and (split := day_at_end(match[2], order)):
        first = DAY_LABEL_BEHIND.sub("", split[0])
        values = {name: first, "date": split[1]}
    if name == "source" and (agency := agencies_named(first)):
        values["authors"] = Credit((), agency)
    return Line(values, labelled=True)


def _is_likely(label: str, value: str) -> bool:
    """Whether a label that is a word of news as well has a value of its kind behind it.

    "Journalist: Jane Doe" and "Publication: Harlow Times" are as "Journalists: Free our colleague"
    and "Publication: none of your business" are not.
    """
    if label in _AUTHORS_IN_NEWS:
        found = byline(value.strip("[]"))
        return found is not None and bool(found.people or found.agency)
    if label in _PAPERS_IN_NEWS:
        paper = re.split(r"[,|]", value, maxsplit=1)[0]
        if paper[:1].islower() or ends_sentence(paper):
            return False
        long = [word for word in paper.split() if len(word) > _LONG_WORD]
        return count_words(paper) <= FEW_WORDS and not any(map(str.islower, long))
    return True


def _labelled_authors(value: str, order: Order | None) -> Line:
    """The authors, and a day beside them: "作者：李明 2018年4月10日"."""
    line = Line(labelled=True, opened=True)
    if value.startswith("[") and value.endswith("]"):
        value = "; ".join(_quoted(value[1:-1])) or value[1:-1]
    names: list[str] = []
    for piece in re.split(r"\s*[|•·]\s*|\s+(?=\d{4}年)|\s{3,}|\t+", value):
        label = DAY_LABEL.match(piece)
        if day := day_of(piece[label.end() :] if label else piece, order):
            line.values.setdefault("date", day)
        elif piece:
            names.append(piece)
    line.values["authors"] = credited("; ".join(names)) if names else NOBODY
    return line


def _quoted(value: str) -> list[str]:
    """The names in a list as programs print one, "'Jane Doe', \"Kim O'Sok\""; none in any other."""
    found: list[str] = []
    end = 0
    while end < len(value):
        one = _IN_QUOTES.match(value, end)
        if one is None:
            return []
        found.append(one[2])
        end = one.end()
    return found


def _read_piece(piece: str, order: Order | None) -> Line | None:
    """A day, a byline, a day and a byline, or a day and an agency; None if it is none of these."""
    label = DAY_LABEL.match(piece)
    name = "updated" if label and label["updated"] else "date"
    rest = piece[label.end() :] if label else piece
    opener = _opener_of(rest)
    start, end = opener or (len(rest), len(rest))
    printed = rest[:start].strip(" \t,;")
    read = Line(labelled=label is not None, opened=opener is not None)
    if opener:
        read.names = _COMMENTS.sub("", rest[end:]).strip(" \t,;")
        if OTHER_OPENER.match(rest) or ends_sentence(read.names):
            return None
        if is_capital_opening(rest[start:end], read.names):
            return None
        if read.names.islower() and not _opens_surely(rest[start:end], read.names):
            return None
        if not printed and (split := day_at_end(read.names, order)):
            read.names, read.values[name] = split
            return read
    if day := day_of(printed, order):
        read.values[name] = day
        return read
    if opener:
        return read if SHAPED_AS_DAY.fullmatch(printed) or not printed else None
    if found := _day_beside_other(printed, name, order):
        found.labelled = label is not None
    return found


def _opens_surely(opener: str, names: str) -> bool:
    """Whether names without capitals may follow: not in "Av harbour plan shelved"."""
    return opener.rsplit(maxsplit=1)[-1].lower() == "by" or begins_as_name(names)


def _opener_of(piece: str) -> tuple[int, int] | None:
    """Where a byline is opened in a piece: at its beginning, or behind a day."""
    features = features_of(piece)
    if features.opener:
        return features.opener.span()
    within = _OPENER_WITHIN.search(piece) if features.digit and features.may_open else None
    return within.span(1) if within else None


def _day_beside_other(printed: str, name: str, order: Order | None) -> Line | None:
    """ "10 Nisan 2018 Salı, Ayşe Yılmaz", "Ayşe Yılmaz, 10 Nisan 2018", "10 April 2018, AFP"."""
    if len(printed) > 2 * LONGEST_DAY or not holds_year(printed):
        return None
    if sum(len(word) > _LONG_WORD and word.islower() for word in printed.split()) > _FEW_SMALL:
        return None  # prose
    named = begins_as_name(re.split(r"[,，\s]", printed, maxsplit=1)[0])
    if named and (split := day_at_end(printed, order)) and (found := names_alone(split[0])):
        return Line({name: split[1], "authors": found})
    dated = _PAPER_OF_DAY.match(printed)
    if dated and (day := day_of(printed[dated.end() :], order)):
        return Line({name: day}, kept=True)
    parts = re.split(r"\s*[,;]\s*", printed)
    for count in range(1, len(parts)):
        for of_day, of_other in ((parts[:-count], parts[-count:]), (parts[count:], parts[:count])):
            other = ", ".join(of_other)
            if not (day := day_of(", ".join(of_day), order)):
                continue
            if found := names_alone(other) or _agency_credit(other):
                return Line({name: day, "authors": found})
            of_few = count_words(other) <= FEW_WORDS
            if is_place(other) or (of_few and (is_body(other) or is_paper(other))):
                return Line({name: day})
            if is_single_name(other):  # perhaps a place
                return Line({name: day}, kept=True)
    return None


def _agency_credit(text: str) -> Credit | None:
    agency = agencies_named(text)
    return Credit((), agency) if agency else None


def _add_other(piece: str, whole: Line, *, first: bool) -> bool:
    """Add a piece that is no day, byline or label; False if it cannot stand beside those."""
    if agency := _agency_credit(piece):
        whole.add(Line({"authors": agency}))
        return True
    if HOUR.fullmatch(piece) or HOUR_OF_UPDATE.fullmatch(piece):
        return True
    if is_noise(piece) or is_place(piece) or from_our_own(piece):
        return True
    if found := names_alone(piece):
        if whole.names:  # "By Jane Doe – Kim Sok"
            whole.names += f" | {piece}"
        else:
            whole.values.setdefault("authors", found)
        return True
    if "@" in piece:
        return True
    if is_role(piece) or is_body(piece):
        return count_words(piece) <= FEW_WORDS + 2
    if is_name(piece):  # perhaps an author, perhaps "Supreme Court"
        whole.kept = True
        return True
    if is_paper(piece):
        return True
    if first and ("." in piece.strip(".") or is_single_name(piece)):
        whole.kept = True  # "Kompas.com - 20/11/2018", "Harlow - 20 April 2018"
        return " " not in piece
    # A section, a column, the name of a paper: short, and never the first of the line.
    return not first and count_words(piece) <= FEW_WORDS and not ends_sentence(piece)
