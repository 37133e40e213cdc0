"""The SGML of TREC and its kin: AP, WSJ, FT, LA Times, FBIS, AQUAINT, Gigaword, TDT.

Many <DOC> elements a file, read as a stream. Tags go by many names, in large and in small letters,
and are not always closed. Some documents have their day in their number only; it is taken where
the collection, and with it the century, is certain.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import decoded, each_record
from newsarchive.readers.fields import build
from newsarchive.readers.header.days import day_at_start
from newsarchive.readers.markup.sgml import elements, whole, without_tags
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_MARK = re.compile(rb"()<doc[ \t\r\n>]", re.IGNORECASE)
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE[^>]*>\s*)?"
    rb"<DOC(?:>\s*<(?:DOCNO|DOCID)>|\s[^>]*\bid\s*=\s*[\"'][^\"'<>]+[\"'][^>]*>\s*<)",
    re.IGNORECASE,
)
_SUFFIXES = (".sgm", ".sgml", ".trec", ".trectext", ".xml", ".dat")

# What we ask for → the elements that have it, the first that holds something being taken.
_ELEMENTS = {
    "title": ("headline", "head", "hl", "title", "ti"),
    "date": ("date_time", "date1", "date", "dd"),
    "authors": ("byline", "author"),
    "dateline": ("dateline",),
    "source": ("source", "pub", "so"),
    "section": ("section",),
    "tags": ("subject", "keywords"),
    "language": ("language", "lang"),
}
_NUMBERS = ("docno", "docid")
_TEXTS = ("leadpara", "text")
_NAMES = frozenset(
    [*_NUMBERS, *_TEXTS, "body", *(name for all_ in _ELEMENTS.values() for name in all_)]
)

_ID = re.compile(r"<doc\s[^>]*?\bid\s*=\s*[\"']([^\"'<>]+)[\"']", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</?p(?:\s[^<>]*)?>", re.IGNORECASE)
# APW19980601.0001, AFP_ENG_19940512.0001, CNN19981001.0130.0000
_WHOLE_YEAR = re.compile(r"[A-Z]{3}(?:_[A-Z]{3}_)?((?:19|20)\d{6})(?:\.\d{4}){1,2}")
# The agency and the newspaper on the disks of TIPSTER, all of the years 1986 to 1994.
_TIPSTER = re.compile(r"(?:AP|WSJ)((?:8[6-9]|9[0-4])\d{4})-\d{4}")
_FT = re.compile(r"FT9[1-4]\d-\d+")
_FT_DAY = re.compile(r"9[1-4]\d{4}")
_FT_HEADING = re.compile(r"FT\s+\d{1,2} [A-Z]{3} \d\d\s*/\s*")
_WSJ_BYLINE = re.compile(r"\n-{3,}[ \t]*\n[ \t]*(By [^\n]*)")
_PAGE = re.compile(r" ?(?:\(J\)|[,;] ?PAGE\b.*)", re.IGNORECASE)


class Trec:
    """One <DOC> element an article."""

    name = "trec"

    def claims(self, name: str, head: bytes) -> bool:
        return may_be_text(name, *_SUFFIXES) and _BEGINS.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        def read_section(section: bytes, _: bool) -> Record | None:
            if section[:4].upper() != b"<DOC":
                return None
            original = whole(section, b"DOC")
            text, encoding = decoded(original)
            return Record(_article(text, options), original, encoding)

        return each_record(name, stream, _MARK, options, read_section)


def _article(text: str, options: ReadOptions) -> Article:
    found = elements(text, _NAMES)
    fields: dict[str, object] = {}
    where: dict[str, str] = {}
    for ours, names in _ELEMENTS.items():
        for name in names:
            if value := without_tags(found.get(name, [""])[0]).strip():
                fields[ours], where[ours] = value, f"<{name.upper()}>"
                break
    _read_headline(fields, where)
    # The LA Times: "By JANE DOE , who is writing a book about it".
    fields["authors"] = " ".join(str(fields.get("authors", "")).split()).partition(" , ")[0]
    number = _number(text, found)
    day = _printed_day(str(fields.get("date", "")), number, options.order)
    if day is None and (day := _day_of_number(number)):
        where["date"] = "document number"
    fields["date"] = day
    fields["source"] = _PAGE.sub("", " ".join(str(fields.get("source", "")).split()))
    fields["section"] = str(fields.get("section", "")).partition(";")[0]
    fields["body"] = _body(found)
    return build(fields, where.__getitem__, options)


def _number(text: str, found: dict[str, list[str]]) -> str:
    """What the collection calls the document."""
    if named := _ID.match(text):
        return named[1]
    return next((found[name][0].strip() for name in _NUMBERS if name in found), "")


def _read_headline(fields: dict[str, object], where: dict[str, str]) -> None:
    """Part a headline from the date above it (FT) and the byline below it (WSJ)."""
    title = str(fields.get("title", ""))
    if (by := _WSJ_BYLINE.search(title)) and "authors" not in fields:
        fields["authors"], where["authors"] = by[1], where["title"]
    title = re.split(r"\n-{3,}", title)[0]
    fields["title"] = _FT_HEADING.sub("", title, count=1).rstrip(" ;\n")


def _printed_day(printed: str, number: str, order: Order | None) -> Day | None:
    if _FT.fullmatch(number) and _FT_DAY.fullmatch(printed):
        return parse_day("19" + printed)
    found = day_at_start(printed, order)
    return found[0] if found else None


def _day_of_number(number: str) -> Day | None:
    if known := _WHOLE_YEAR.fullmatch(number):
        return parse_day(known[1])
    known = _TIPSTER.fullmatch(number)
    return parse_day("19" + known[1]) if known else None


def _body(found: dict[str, list[str]]) -> str:
    texts = [part for name in _TEXTS for part in found.get(name, [])] or found.get("body", [])
    if not texts:
        raise ReadError("no text: neither <TEXT> nor <BODY>")
    return rejoined("\n\n".join(without_tags(_PARAGRAPH.sub("\n\n", text)) for text in texts))
