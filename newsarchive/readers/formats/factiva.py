"""Factiva's tagged text: HD, BY, WC, PD, SN, LP, TD, AN and others, each at the start of a line.

Many articles a file, read as a stream. The value of a tag is on its line or below it. Tags have an
order, and one layout in each article: alone on their lines, or separated from the value by a tab
or by blanks. A line that looks like a tag but breaks the order or the layout is text.
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
_ORDER = {tag: place for place, tag in enumerate([*_ABOVE_TEXT, *_TEXT, *_BELOW_TEXT])}
_CODED = frozenset(("CO", "IN", "NS", "RE"))

_END = rb"(?=[ \t\r\n])"
_LINE = rb"[^\r\n]{0,250}(?:\r\n|\n|\r)"
# A headline with a word count or a date soon below it, and the tags that may precede it.
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
            return Record(article_of(_fields(text), options), section, encoding)

        return each_record(name, stream, _MARK, options, read_section)


def _fields(text: str) -> dict[str, str]:
    """Tag → its value, with its line ends."""
    found: dict[str, list[str]] = {}
    layout = here = ""
    for line in text.split("\n"):
        tag = _TAG.fullmatch(line.rstrip())
        if tag and _is_tag(tag, here, layout if here else None):
            here, layout = tag[1], layout or _layout(tag)
            found[here] = [tag[3] or ""]
        elif here:
            found[here].append(line)
    return {tag: "\n".join(lines).strip("\n") for tag, lines in found.items()}


def _layout(tag: re.Match[str]) -> str:
    """The layout of a tag: how its value is separated from it; "" if that is not on its line."""
    name, gap = tag[1], tag[2] or ""
    if "\t" in gap:
        return "tab"
    return "" if not gap else "blank" if len(gap) == 1 else f"column {len(name + gap)}"


def _is_tag(tag: re.Match[str], before: str, layout: str | None) -> bool:
    """Whether this is a tag: it comes later in the order than the one before, in the same layout.

    `layout` is that of the article; None if it is not known yet.
    """
    name, gap, value = tag[1], tag[2] or "", tag[3] or ""
    if _ORDER.get(name, -1) <= _ORDER.get(before, -1):
        return False
    own = _layout(tag)
    if layout is None or own == "" or (layout, own) == ("", "tab"):
        return True
    if layout not in {own, f"column {len(name + gap)}"}:
        return False
    if own == "tab" or not {before, name} & {"LP", "TD", *_BELOW_TEXT} or before in _CODED:
        return True
    # A line of the text may begin with "IN" or "CO" and a blank.
    if name in _CODED:
        return _DESCRIBED.match(value) is not None
    return _NUMBER.fullmatch(value) is not None if name == "AN" else name in _TEXT or len(gap) > 1


def article_of(values: dict[str, str], options: ReadOptions) -> Article:
    """The article of these values, each by its tag. Raises ReadError if there is no text."""
    bylines = [line for part in values.get("BY", "").split("\n") for line in part.split(";")]
    texts = [rejoined(values[tag]) for tag in _TEXT if tag in values]
    fields: dict[str, object] = {
        "title": values.get("HD"),
        "date": _day(values, options.order),
        "authors": bylines,
        "agency": values.get("CR"),
        "source": values.get("SN"),
        "section": values.get("SE"),
        "language": language_code(values.get("LA", "")),
        "tags": _tags(values),
        "body": "\n\n".join(text for text in texts if text),
    }
    return build(fields, lambda name: f"field {_WHERE[name]}", options)


_WHERE = {
    "title": "HD", "date": "PD", "authors": "BY", "agency": "CR", "source": "SN", "section": "SE",
    "language": "LA", "tags": "NS", "body": "TD",
}  # fmt: skip


def _day(values: dict[str, str], order: Order | None) -> Day | None:
    day = values.get("PD", "").strip()
    timed = f"{day} {values['ET'].strip()}" if "ET" in values else day
    return parse_day(timed, order=order) or parse_day(day, order=order)


def _tags(values: dict[str, str]) -> list[str]:
    """The descriptions of the codes: subjects and industries, then places and companies."""
    tags: list[str] = []
    for name, kind in (("NS", ""), ("IN", ""), ("RE", "place:"), ("CO", "company:")):
        descriptions = _DESCRIBED.findall(" ".join(values.get(name, "").split()))
        tags += [kind + description.strip() for description in descriptions]
    return tags
