"""Text exports of Nexis: those of LexisNexis ("1 of 10 DOCUMENTS") and those of Nexis Uni ("End of
Document"). Many articles a file, read as a stream.

An article has source, day and title at the top, labelled lines, the text, and labelled lines
again. The older form has its labels in capitals and the title below the day; the newer one has
"Length:" and "Body", and the title above the source. The value of a label ends at the next blank
line. The list of documents on an export's first page belongs to no article.

Readers of other formats (Word, RTF, HTML) that have the text of such an export, a paragraph a line,
ask `is_export(text: str) -> bool` and call `read_text(name: str, text: str, options: ReadOptions)
-> Records`. The original of each record is its part of the text in UTF-8, which this format reads.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import BinaryIO

from newsarchive.dates.expressions import Order
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import decoded, each_record, normalized_head
from newsarchive.readers.fields import build
from newsarchive.readers.header.days import day_at_start
from newsarchive.readers.language import language_code
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_GAP = rb"[ \t\xa0]{0,120}"
_COUNTED = (
    rb"(?:\d{1,6} of \d{1,6} DOCUMENTS?|Document \d{1,6} (?:of|de) \d{1,6}"
    rb"|Dokument \d{1,6} von \d{1,6})"
)
_CLOSING = rb"End of Document"
_MARK = re.compile(
    rb"(?<![^\r\n\f])" + _GAP + rb"(?:(" + _COUNTED + rb")|" + _CLOSING + rb"())" + _GAP
    + rb"(?![^\r\n\f])"
)  # fmt: skip
_ENDS = re.compile(_CLOSING + rb"\s*\Z")
_BEGINS_COUNTED = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + _COUNTED + rb"[ \t]*(?=[\r\n\f])")
_BEGINS_WITH_LIST = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:User Name:[^\n]*\s+)?Date and Time:[^\n]*\s+Job Number:[^\n]*\n"
)
_GIVES_LENGTH = re.compile(
    rb"L(?<![^\n]L)(?:ENGTH|ength|\xc3?[\x84\xc4]NGE|ONGUEUR):[ \t\xc2\xa0]*"
    rb"\d[\d.,]* (?:words|W\S+rter|mots)"
)
"""At the beginning of a line; by its first letter it is found soon."""
_RIGHTS_LINE = re.compile(rb"^Copyright \S", re.MULTILINE)
_BODY = re.compile(rb"^Body[ \t]*\r?$", re.MULTILINE)

# The labels of English, German and French exports → the field that each gives.
_HEAD = {
    "HEADLINE": "title", "BYLINE": "authors", "AUTOR": "authors", "AUTEUR": "authors",
    "SECTION": "section", "RUBRIK": "section", "RUBRIQUE": "section", "LENGTH": "length",
    "LÄNGE": "length", "LONGUEUR": "length", "DATELINE": "dateline", "HIGHLIGHT": "highlight",
    "SERIES": "series", "BODY": "body",
}  # fmt: skip
_FIRST = frozenset(label for label, ours in _HEAD.items() if ours not in {"dateline", "series"})
_TAIL = {
    "LANGUAGE": "language", "SPRACHE": "language", "LANGUE": "language", "SUBJECT": "tags",
    "URL": "url",
}  # fmt: skip
# Labels of which the first ends the text, whatever follows.
_ENDING = frozenset(
    "LOAD-DATE DATE-CHARGEMENT LANGUAGE SPRACHE LANGUE GRAPHIC PUBLICATION-TYPE PUB-TYPE SUBJECT "
    "CLASSIFICATION CORRECTION-DATE DOCUMENT-TYPE JOURNAL-CODE".split()
)
# Labels that may as well begin a paragraph: they end the text where only labels follow.
_AFTER = _ENDING | frozenset(
    "URL UPDATE NOTES CORRECTION ORGANIZATION COMPANY TICKER INDUSTRY PERSON CITY STATE COUNTRY "
    "GEOGRAPHIC TYPE ACC-NO".split()
)
_ALONE = frozenset(("Body", "Classification", "Graphic", "Notes"))

_LABEL = re.compile(r"([A-ZÄ][A-ZÄa-zä-]{2,20}):(?:[ \t\xa0]+(\S.*))?")
_RIGHTS = re.compile(r"(?:Copyright|©|\(c\))\s*(?:\(c\)|©)?\s*\d{4}\b|All Rights Reserved", re.I)
_APPENDED = re.compile(r"(?:Correction|Clarification|Editor's Note)s? Appended", re.IGNORECASE)
_EDITION = re.compile(r"(?:[\w.’'-]+ ){0,4}(?:Edition|Final)(?: ?[-,;] ?[\w ]+| \d+)?", re.I)
_PERCENT = re.compile(r" ?\(\d{1,3}%\)")
_PAGE = re.compile(r"(?:pgs?\.?|pages?|p\.|s\.|seite|column|col\.?)\s*\w[\w, -]{0,20}", re.I)
_MOST_ABOVE = 12
"""Lines between the day and the labels, at most."""
_LONGEST_TITLE = 300
_HEAD_OF_TEXT = 4096
"""Characters of a text that show what it is, as for the head of a file."""
_NAMES = {"title": "HEADLINE", "authors": "BYLINE", "tags": "SUBJECT"}


class Nexis:
    """An article from one mark to the next."""

    name = "nexis"

    def claims(self, name: str, head: bytes) -> bool:
        if not may_be_text(name):
            return False
        head = normalized_head(head)
        if _BEGINS_WITH_LIST.match(head):
            return True
        if not (length := _GIVES_LENGTH.search(head)):
            return False
        rights = _RIGHTS_LINE.search(head, 0, length.start())
        newer = rights is not None and _BODY.search(head, length.end()) is not None
        return newer or _BEGINS_COUNTED.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        ended = 0

        def read_section(section: bytes, last: bool) -> Record:
            nonlocal ended
            if _ENDS.search(section):
                ended += 1
            elif last and ended:
                raise ReadError('cut off: there is no "End of Document"')
            text, encoding = decoded(section)
            found = _read_article(text, options.order)
            article = build(found.fields, found.where.__getitem__, options)
            return Record(article, _from_line(found.first, section, encoding), encoding)

        return each_record(name, stream, _MARK, options, read_section)


def is_export(text: str) -> bool:
    """Whether the text, of a document in another format, is an export of Nexis."""
    return Nexis().claims("", text[:_HEAD_OF_TEXT].encode())


def read_text(name: str, text: str, options: ReadOptions = NO_OPTIONS) -> Records:
    """The records of an export of which the text is known: `Nexis.read` for a str."""
    return Nexis().read(name, io.BytesIO(text.encode()), options)


def _from_line(first: int, section: bytes, encoding: str) -> bytes:
    """The section without the list of documents above its first article, where that is known."""
    if not first or encoding != "utf-8":
        return section  # the list may have been needed to recognise the encoding
    return b"".join(section.splitlines(keepends=True)[first:])


@dataclass(slots=True)
class _Details:
    """The values of an article, under names that `fields` understands, and where each was."""

    fields: dict[str, object] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    first: int = 0
    """The line that the article begins with; the lines above it belong to no article."""

    def add(self, name: str, value: object, where: str) -> None:
        """Take a value, unless it is empty or there is one already."""
        if value and name not in self.fields:
            self.fields[name], self.where[name] = value, where


def _read_article(text: str, order: Order | None) -> _Details:
    """The values of one section of an export. Raises ReadError if it is no article."""
    lines = [line.rstrip() for line in text.replace("\f", " ").split("\n")]
    start = next((at for at, line in enumerate(lines) if _label(line, _FIRST)), None)
    if start is None:
        raise ReadError("not an article: none of LENGTH, BYLINE, SECTION and BODY")
    newer = not lines[start].partition(":")[0].isupper()
    found = _Details()
    begin = _read_head(lines, start, found)
    end = _end_of_text(lines, begin, newer=newer)
    _read_tail(lines[end:], found)
    _read_top(lines[:start], found, order, newer=newer)
    found.add("body", rejoined("\n".join(lines[begin:end])), "text")
    if "body" not in found.fields:
        raise ReadError("the text is empty")
    return found


def _label(line: str, labels: Collection[str]) -> tuple[str, str] | None:
    """The one of these labels that the line begins with, in capitals, and its value."""
    if line in _ALONE:
        name, value = line, ""
    elif match := _LABEL.fullmatch(line.lstrip()):
        name, value = match[1], match[2] or ""
    else:
        return None
    if name.upper() not in labels or not (name.isupper() or name == name.title()):
        return None
    return name.upper(), value


def _read_head(lines: list[str], at: int, found: _Details) -> int:
    """Take the values of the labels above the text; return the line that the text begins at."""
    while at < len(lines):
        label = _label(lines[at], _HEAD)
        if label is None and lines[at]:
            break
        at += 1
        if label is None:
            continue
        name, value = label
        if name == "BODY":
            lines[at - 1] = value
            return at - 1
        while at < len(lines) and lines[at] and not _label(lines[at], _HEAD):
            value += " " + lines[at].strip()
            at += 1
        _take(_HEAD[name], value, found)
    # A highlight may have several paragraphs.
    for body in range(at, min(at + 20, len(lines))):
        if label := _label(lines[body], {"BODY"}):
            lines[body] = label[1]
            return body
    return at


def _read_tail(lines: list[str], found: _Details) -> None:
    at = 0
    while at < len(lines):
        label = _label(lines[at], _TAIL)
        at += 1
        if label is None:
            continue
        name, value = label
        while at < len(lines) and lines[at] and not _label(lines[at], _AFTER):
            value += " " + lines[at].strip()
            at += 1
        _take(_TAIL[name], value, found)


def _take(name: str, text: str, found: _Details) -> None:
    """Take the value of a label from its text."""
    value: object = None
    match name:
        case "authors":
            value = text.split(";")
        case "section":
            parts = [part.strip() for part in text.split(";")]
            value = ", ".join(part for part in parts if part and not _PAGE.fullmatch(part))
        case "language":
            value = language_code(text)
        case "tags":
            value = [_PERCENT.sub("", part) for part in " ".join(text.split()).split(";")]
        case "title" | "dateline" | "url":
            value = text.strip()
    found.add(name, value, f"label {_NAMES.get(name, name.upper())}")


def _end_of_text(lines: list[str], begin: int, *, newer: bool) -> int:
    """Where labels and rights follow, and nothing else."""
    ending = begin
    while ending < len(lines) and not _ends(lines, ending, _ENDING, newer=newer):
        ending += 1
    end = at = ending
    while at > begin:
        at -= 1
        if not lines[at] or (at and lines[at - 1]):
            continue  # not the first line of a block
        if not _ends(lines, at, _AFTER, newer=newer):
            break
        end = at
    return end


def _ends(lines: list[str], at: int, labels: Collection[str], *, newer: bool) -> bool:
    line = lines[at].strip()
    if line == "End of Document" or _RIGHTS.match(line):
        return True
    if at and lines[at - 1] and not _label(lines[at - 1], labels):
        return False
    label = _label(lines[at], labels)
    return label is not None and (newer or line.partition(":")[0].isupper())


def _read_top(lines: list[str], found: _Details, order: Order | None, *, newer: bool) -> None:
    """Source, day and title, from the lines above the labels."""
    filled = [at for at, line in enumerate(lines) if line and not _RIGHTS.match(line.strip())]
    for place in reversed(range(max(len(filled) - _MOST_ABOVE, 0), len(filled))):
        at = filled[place]
        if (day := day_at_start(lines[at], order)) and _is_edition(day[1]):
            break
    else:
        return
    found.add("date", day[0], "day line")
    if place:
        found.first = filled[place - 1]
        found.add("source", lines[found.first].strip(), "source line")
    if not newer:
        found.first = 0
        found.add("title", _title_below(lines, at), "title line")
    elif place > 1:
        found.first = filled[place - 2]
        # A title of several lines begins below the blank line above it.
        while found.first and lines[found.first - 1] and found.first - 1 in filled:
            found.first -= 1
        title = " ".join(lines[found.first : filled[place - 1]])
        if len(title) <= _LONGEST_TITLE:
            found.add("title", title, "title line")


def _title_below(lines: list[str], at: int) -> str:
    """The first paragraph below that of the day, but for editions and notices."""
    while at < len(lines) and lines[at]:
        at += 1
    for block in "\n".join(lines[at:]).split("\n\n"):
        title = " ".join(block.split())
        if title and not (
            _APPENDED.fullmatch(title) or _RIGHTS.match(title) or _is_centred_edition(block)
        ):
            return title if len(title) <= _LONGEST_TITLE else ""
    return ""


def _is_centred_edition(block: str) -> bool:
    line = block.strip("\n")
    return line.startswith("     ") and _EDITION.fullmatch(line.strip()) is not None


def _is_edition(rest: str) -> bool:
    """Whether the words after a day can be an edition, so that the line is no sentence."""
    return len(rest.split()) <= 8 and not rest.endswith((".", "?", "!"))
