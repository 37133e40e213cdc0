"""Factiva's tagged text: HD, BY, WC, PD, SN, LP, TD, AN and others, each at the start of a line.

Many articles a file, read as a stream. What follows a tag is on its line or below it. Tags have an
order, and one manner in each article: alone on their lines, or parted from what follows by a tab
or by blanks. What looks like a tag but has not its place is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.article import Article, Flaw
from newsarchive.dates import Day, Order, parse_day
from newsarchive.errors import ReadError
from newsarchive.readers.fields import build
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.pieces import each_record, plain, text_of
from newsarchive.readers.printed import language_code
from newsarchive.readers.record import NO_HINTS, Hints, Record, suffix_of

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
    + rb"(?=(?:" + _LINE + rb"){1,9}?(?:WC|PD)" + _END + rb")"
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
        return suffix_of(name) in {"", ".txt", ".text"} and _BEGINS.match(plain(head)) is not None

    def read(self, name: str, stream: BinaryIO, hints: Hints = NO_HINTS) -> Iterator[Record | Flaw]:
        closed = 0

        def one(piece: bytes, last: bool) -> tuple[Article, bytes, str] | None:
            nonlocal closed
            if not _BEGINS.match(piece + b"\n"):
                return None
            if closing := _CLOSING.search(piece):
                closed += 1
                piece = piece[: closing.end()]
            elif last and closed:
                raise ReadError("cut off: there is no AN at its end")
            text, encoding = text_of(piece)
            return _article(_fields(text), hints), piece, encoding

        return each_record(name, stream, _MARK, hints, one)


def _fields(text: str) -> dict[str, str]:
    """Tag → what it says, with its line ends."""
    found: dict[str, list[str]] = {}
    gap: str | None = None
    here = ""
    for line in text.split("\n"):
        tag = _TAG.fullmatch(line.rstrip())
        if tag and _has_its_place(tag, here, gap):
            # An empty one among others says nothing of their manner: what it would be parted from
            # is not there.
            here, gap = tag[1], gap or tag[2] or ""
            found[here] = [tag[3] or ""]
        elif here:
            found[here].append(line)
    return {tag: "\n".join(lines).strip("\n") for tag, lines in found.items()}


def _has_its_place(tag: re.Match[str], before: str, gap: str | None) -> bool:
    """Whether this is a tag: it comes later in the order than the one before, in the same manner.

    `gap` is what parts the tags of this article from what they say: "" if they are alone on their
    lines, None if that is not known yet.
    """
    name, its_gap, value = tag[1], tag[2], tag[3]
    if _PLACES.get(name, -1) <= _PLACES.get(before, -1):
        return False
    if its_gap is None or gap is None:
        return True
    if "\t" in its_gap or not gap or "\t" in gap:
        return "\t" in its_gap and (not gap or "\t" in gap)
    wide = len(gap) > 1
    if wide != (len(its_gap) > 1) and not (wide and len(name) == 3):
        return False
    if name in _TEXT or not {before, name} & {*_TEXT, *_BELOW_TEXT} or before in _CODED:
        return True
    # A line of the text may begin with "IN" or "CO" and a blank.
    if name in _CODED:
        return _DESCRIBED.match(value) is not None
    return _NUMBER.fullmatch(value) is not None if name == "AN" else wide


def _article(said: dict[str, str], hints: Hints) -> Article:
    bylines = [line for part in said.get("BY", "").split("\n") for line in part.split(";")]
    texts = [rejoined(said[tag]) for tag in _TEXT if tag in said]
    fields: dict[str, object] = {
        "title": said.get("HD"),
        "date": _day(said, hints.order),
        "authors": bylines,
        "agency": said.get("CR"),
        "source": said.get("SN"),
        "section": said.get("SE"),
        "language": language_code(said.get("LA", "")),
        "tags": _tags(said),
        "body": "\n\n".join(text for text in texts if text),
    }
    return build(fields, lambda name: f"field {_WHERE[name]}", hints)


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
