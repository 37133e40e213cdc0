"""Factiva's tagged text: HD, BY, WC, PD, SN, LP, TD, AN and others, each at the start of a line.

Many articles a file, read as a stream. What follows a tag is on its line or below it. Tags have an
order, and one manner in each article: alone on their lines, or parted from what follows by a tab
or by blanks. What looks like a tag but has not its place is text.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import decoded, each_record, normalized_head
from newsarchive.readers.fields import build
from newsarchive.readers.language import language_code
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_ABOVE_TEXT = "CLM SE HD BY CR WC PD ET SN SC ED PG VOL LA CY".split()
_TEXT = ("LP", "TD")
_BELOW_TEXT = "ART CT RF CO IN NS RE IPD IPC PUB AN".split()
_PLACES = {tag: place for place, tag in enumerate([*_ABOVE_TEXT, *_TEXT, *_BELOW_TEXT])}
_CODED = frozenset(("CO", "IN", "NS", "RE"))

_END = rb"(?=[ \t\r\n])"
_LINE = rb"[^\r\n]{0,250}(?:\r\n|\n|\r)"
# A headline with a word count or a date soon below it, and what may stand above it.
_HEADLINE = (
    rb"(?:(?:CLM|SE)" + _END + rb"(?:" + _LINE + rb"){1,2}){0,2}?HD" + _END
    + rb"(?=(?:" + _LINE + rb"){1,9}?(?:WC|PD)[ \t\r\n]{1,20}\d)"
)  # fmt: skip
_MARK = re.compile(rb"(?<![^\r\n])()" + _HEADLINE)
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + _HEADLINE)
_CLOSING = re.compile(
    rb"(?<![^\r\n])AN[ \t]*(?:\r\n|\n|\r)*[ \t]*(?:Do[ck]ument[ \t]+)?\w{12,40}[ \t]*(?![^\r\n])"
)

_TAG = re.compile(r"([A-Z]{2,3})(?:([ \t\xa0]+)(.*))?")
_DESCRIBED = re.compile(r"(?:^|\|)\s*\w+\s*:\s*([^|]+)")
_NUMBER = re.compile(r"(?:Do[ck]ument\s+)?\w{12,40}")


class Factiva:
    """One article from each HD to the AN that closes it."""

    name = "factiva"

    def claims(self, name: str, head: bytes) -> bool:
        return may_be_text(name) and _BEGINS.match(normalized_head(head)) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        closed = 0

        def read_section(section: bytes, last: bool) -> Record | None:
            nonlocal closed
            if not _BEGINS.match(section + b"\n"):
                return None
            if closing := _CLOSING.search(section):
                closed += 1
                section = section[: closing.end()]
            elif last and closed:
                raise ReadError("cut off: there is no AN at its end")
            text, encoding = decoded(section)
            return Record(_article(_fields(text), options), section, encoding)

        return each_record(name, stream, _MARK, options, read_section)


def _fields(text: str) -> dict[str, str]:
    """Tag → what it says, with its line ends."""
    found: dict[str, list[str]] = {}
    manner = here = ""
    for line in text.split("\n"):
        tag = _TAG.fullmatch(line.rstrip())
        if tag and _has_its_place(tag, here, manner if here else None):
            here, manner = tag[1], manner or _manner(tag)
            found[here] = [tag[3] or ""]
        elif here:
            found[here].append(line)
    return {tag: "\n".join(lines).strip("\n") for tag, lines in found.items()}


def _manner(tag: re.Match[str]) -> str:
    """How the tag is parted from what it says: "" if that is not on its line."""
    name, gap = tag[1], tag[2] or ""
    if "\t" in gap:
        return "tab"
    return "" if not gap else "blank" if len(gap) == 1 else f"column {len(name + gap)}"


def _has_its_place(tag: re.Match[str], before: str, manner: str | None) -> bool:
    """Whether this is a tag: it comes later in the order than the one before, in the same manner.

    `manner` is that of the article; None if it is not known yet.
    """
    name, gap, said = tag[1], tag[2] or "", tag[3] or ""
    if _PLACES.get(name, -1) <= _PLACES.get(before, -1):
        return False
    own = _manner(tag)
    if manner is None or own == "" or (manner, own) == ("", "tab"):
        return True
    if manner not in {own, f"column {len(name + gap)}"}:
        return False
    if own == "tab" or not {before, name} & {"LP", "TD", *_BELOW_TEXT} or before in _CODED:
        return True
    # A line of the text may begin with "IN" or "CO" and a blank.
    if name in _CODED:
        return _DESCRIBED.match(said) is not None
    return _NUMBER.fullmatch(said) is not None if name == "AN" else name in _TEXT or len(gap) > 1


def _article(said: dict[str, str], options: ReadOptions) -> Article:
    bylines = [line for part in said.get("BY", "").split("\n") for line in part.split(";")]
    texts = [rejoined(said[tag]) for tag in _TEXT if tag in said]
    fields: dict[str, object] = {
        "title": said.get("HD"),
        "date": _day(said, options.order),
        "authors": bylines,
        "agency": said.get("CR"),
        "source": said.get("SN"),
        "section": said.get("SE"),
        "language": language_code(said.get("LA", "")),
        "tags": _tags(said),
        "body": "\n\n".join(text for text in texts if text),
    }
    return build(fields, lambda name: f"field {_WHERE[name]}", options)


_WHERE = {
    "title": "HD", "date": "PD", "authors": "BY", "agency": "CR", "source": "SN", "section": "SE",
    "language": "LA", "tags": "NS", "body": "TD",
}  # fmt: skip


def _day(said: dict[str, str], order: Order | None) -> Day | None:
    day = said.get("PD", "").strip()
    timed = f"{day} {said['ET'].strip()}" if "ET" in said else day
    return parse_day(timed, order=order) or parse_day(day, order=order)


def _tags(said: dict[str, str]) -> list[str]:
    """The descriptions of the codes: subjects and industries, then what the others say they are."""
    tags: list[str] = []
    for name, kind in (("NS", ""), ("IN", ""), ("RE", "place:"), ("CO", "company:")):
        descriptions = _DESCRIBED.findall(" ".join(said.get(name, "").split()))
        tags += [kind + description.strip() for description in descriptions]
    return tags
