"""IPTC 7901, the text wire of news agencies: control characters around header, text and end.

One message from each SOH (1) on, read as a stream: a header with number, priority, category and
keywords; the text from STX (2) to ETX (3), its title closed by "="; and the time of transmission
before EOT (4). The notes for editors below the text are no part of it. The standard is of 1979, so
79 is the first of its years of two digits.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import decoded, each_record
from newsarchive.readers.fields import build
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text
from newsarchive.readers.vocabulary import word_lists

_MARK = re.compile(rb"()\x01")
_BEGINS = re.compile(rb"[\s\x00\x16\x7f]{0,80}\x01[^\x01-\x04\x00]{1,1000}\x02")
_BELOW_TEXT = re.compile("|".join(word_lists("formats/iptc7901.txt")["notes"]), re.IGNORECASE)
_SENT = re.compile(
    r"\b(\d\d)(\d\d)(\d\d)\s{0,3}([A-Z]{1,4}(?:[+-]\d\d:?\d\d)?)?\s{1,3}([^\W\d_]{3,4})\.?\s{1,3}(\d\d)\b"
)
_FIRST_YEAR = 79
_KEYWORDS = re.compile(r"[^\s/][^/]{1,40}(?:/ ?[^/]{1,40}){0,6}/?")
_SIGNED = re.compile(r"([a-z]{2,5})(?: [a-z0-9]{1,5}){1,6}")
_PARTS = bytes.maketrans(b"\x02\x03\x04", b"\f\f\f")
_CONTROLS = bytes({*range(1, 32), 127} - {2, 3, 4} - set(b"\t\n\r"))
"""Bytes that are no text, in which no encoding could be recognised; NUL is left to it."""
_MOST_OF_TITLE = 5
"""Lines."""
_LONGEST_TITLE = 300


class Iptc7901:
    """One article from each start of a header to the end of its transmission."""

    name = "iptc 7901"

    def claims(self, name: str, head: bytes) -> bool:
        return may_be_text(name, ".iptc") and _BEGINS.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        def read_section(section: bytes, _: bool) -> Record | None:
            if not section.startswith(b"\x01"):
                return None
            original = b"".join(section.partition(b"\x04")[:2])
            text, encoding = decoded(original.translate(_PARTS, _CONTROLS))
            fields = _fields(text.split("\f"), options.order)
            article = build(fields, _WHERE.__getitem__, options)
            return Record(article, original, encoding)

        return each_record(name, stream, _MARK, options, read_section)


_WHERE = {
    "title": "title line", "date": "time of transmission", "tags": "keywords", "body": "text",
}  # fmt: skip


def _fields(parts: list[str], order: Order | None) -> dict[str, object]:
    """The values of a message, by its parts. Raises ReadError if it has no text."""
    if len(parts) == 1:
        raise ReadError("damaged: the start of its text (STX) is missing")
    if len(parts) == 2:
        raise ReadError("cut off: the end of its text (ETX) is missing")
    header, text, trailer, *_ = parts
    title, body = _parted([line.rstrip() for line in text.split("\n")])
    fields: dict[str, object] = {"body": rejoined("\n".join(_unsigned(body, header)))}
    if title:
        fields["title"] = title
    if day := _day(trailer, order):
        fields["date"] = day
    keywords = [line.strip() for line in header.split("\n")[1:] if line.strip()]
    if keywords and "/" in keywords[0] and _KEYWORDS.fullmatch(keywords[0]):
        fields["tags"] = [word.strip() for word in keywords[0].split("/") if word.strip()]
    return fields


def _parted(lines: list[str]) -> tuple[str, list[str]]:
    """The title and the text, without the notes below it."""
    end = next((at for at, line in enumerate(lines) if _BELOW_TEXT.fullmatch(line)), len(lines))
    lines = "\n".join(lines[:end]).strip("\n").split("\n")
    for at, line in enumerate(lines[:_MOST_OF_TITLE]):
        if line.endswith("="):
            title = " ".join(" ".join([*lines[:at], line.rstrip("= ")]).split())
            return (title, lines[at + 1 :]) if len(title) <= _LONGEST_TITLE else ("", lines)
    return "", lines


def _unsigned(lines: list[str], header: str) -> list[str]:
    """The text without its last line if that holds only the agency's sign and those of people."""
    lines = "\n".join(lines).rstrip().split("\n")
    signed = _SIGNED.fullmatch(lines[-1].strip())
    if signed and (signed[1] in header.split() or f"({signed[1]})" in "\n".join(lines[:5])):
        return lines[:-1]
    return lines


def _day(trailer: str, order: Order | None) -> Day | None:
    """The day of the time of transmission: "041337 GMT Mar 19"."""
    sent = _SENT.search(trailer)
    if not sent:
        return None
    day, hour, minute, zone, month, year = sent.groups()
    century = "19" if int(year) >= _FIRST_YEAR else "20"
    date = f"{day} {month} {century}{year}"
    return parse_day(f"{date} {hour}:{minute} {zone or ''}".strip(), order=order) or parse_day(
        date, order=order
    )
