"""Factiva's text, with tags (HD, BY, WC, PD, SN, LP, TD, AN and others, each at the start of a
line) and without (`factiva_plain`). Many articles a file, read as a stream.

The value of a tag is on its line or below it. Tags have an order, and one layout in each article:
alone on their lines, or separated from the value by a tab or by blanks; all may have blanks before
them. A line that looks like a tag but breaks the order or the layout is text.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records
from newsarchive.readers.announced import Announced
from newsarchive.readers.delimited import decoded, each_record, normalized_head
from newsarchive.readers.fields import build
from newsarchive.readers.formats.factiva_plain import (
    LISTS,
    names_rights,
    number_of_words,
    read_plain,
)
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_ABOVE_TEXT = "CLM SE HD BY CR WC PD ET SN SC ED PG VOL LA CY".split()
_TEXT = ("LP", "TD")
_BELOW_TEXT = "ART CT RF CO IN NS RE IPD IPC PUB AN".split()
_ORDER = {tag: place for place, tag in enumerate([*_ABOVE_TEXT, *_TEXT, *_BELOW_TEXT])}
_CODED = frozenset(("CO", "IN", "NS", "RE"))

_END = rb"(?=[ \t\xa0\xc2\r\n])"
_BEFORE = rb"[ \t\xa0\xc2]{0,8}"
_LINE_END = rb"(?:\r\n|\n|\r)"
_LINE = rb"[^\r\n]{0,250}" + _LINE_END
# A headline with a word count or a date soon below it, and the tags that may precede it.
_HEADLINE = (
    _BEFORE + rb"(?:(?:CLM|SE)" + _END + rb"(?:" + _LINE + rb"){1,2}" + _BEFORE + rb"){0,2}?HD"
    + _END + rb"(?=(?:" + _LINE + rb"){1,9}?" + _BEFORE + rb"(?:WC|PD)[ \t\xa0\xc2\r\n]{1,20}\d)"
)  # fmt: skip
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + _HEADLINE)
_BELOW_OTHER_TEXT = re.compile(
    rb"(?<![^\r\n])" + _HEADLINE + rb"(?:" + _LINE + rb"){1,15}?" + _BEFORE + rb"SN" + _END
)
_DOCUMENT = rb"(?:" + "|".join(LISTS["document"]).encode() + rb")[ \t\xa0\xc2]{1,4}"
_NUMBER_LINE = (
    _BEFORE + rb"(?:AN[ \t\xa0\xc2]{0,20}" + _LINE_END + rb"{0,3}[ \t]{0,20}(?:" + _DOCUMENT
    + rb")?|" + _DOCUMENT + rb")(?=\w{0,32}\d{8})\w{12,40}[ \t]{0,20}"
)  # fmt: skip
_MARK = re.compile(rb"(?<![^\r\n])(?:()" + _HEADLINE + rb"|" + _NUMBER_LINE + rb"()(?![^\r\n]))")
_CLOSING = re.compile(rb"(?:\A|[\r\n])" + _NUMBER_LINE + rb"\Z")
_ENDS_ARTICLE = re.compile(rb"(?<![^\n])" + _NUMBER_LINE + rb"(?=\n)")
_FOUND = re.compile(
    rb"(?<![^\r\n])[ \t]{0,8}(?:" + "|".join(LISTS["found"]).encode()
    + rb")[ \t:\xa0\xc2]{1,20}(\d[\d,.]{0,12})", re.IGNORECASE
)  # fmt: skip
_BEGINS_WITH_DIGIT = re.compile(rb"\n[\s\x1c-\x1f]*\d")
"""A line, as that with the number of words does."""
_MOST_EXPORTED = 100
"""Articles in an export; one of all that a larger search found is only some of them."""

_BLANKS_BEFORE = re.compile(r"^([ \t\xa0]*)(?:WC|PD)(?=[ \t\xa0\n])", re.MULTILINE)
_TAG = re.compile(r"([A-Z]{2,3})(?:([ \t\xa0]+)(.*))?")
_DESCRIBED = re.compile(r"(?:^|\|)\s*\w+\s*:\s*([^|]+)")
_NUMBER = re.compile(rf"(?:(?:{'|'.join(LISTS['document'])})\s+)?\w{{12,40}}")


class Factiva:
    """One article from each HD to the AN that closes it."""

    name = "factiva"

    def claims(self, name: str, head: bytes) -> bool:
        return may_be_text(name) and _is_export(normalized_head(head))

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        announced = Announced()
        closed = hits = articles = 0

        def read_section(section: bytes, last: bool) -> Record | None:
            nonlocal closed, hits
            text, encoding = decoded(section)
            tagged = _BEGINS.match(section + b"\n") is not None
            if closing := _CLOSING.search(section):
                closed += 1
            elif not tagged and number_of_words(text.split("\n"), options.order) is None:
                if count := _FOUND.search(section):
                    hits += int(re.sub(rb"[.,]", b"", count[1]))
                return None
            elif last and closed:
                raise ReadError("cut off: there is no AN at its end")
            if tagged:
                return Record(article_of(_fields(text), options), section, encoding)
            lines = text.rstrip().rpartition("\n")[0] if closing else text
            if (values := read_plain(lines, options.order)) is None:
                raise ReadError("not an article: no line with the number of words above a day")
            where = _WHERE_PLAIN.__getitem__
            return Record(build(values, where, options), section, encoding)

        for found in each_record(name, stream, _MARK, options, read_section):
            announced.found()
            articles += 1
            yield found
        if 0 < hits <= _MOST_EXPORTED:
            announced.sum(hits)
        elif hits > articles:
            yield ReadWarning(name, f"it has {articles:,} of the {hits:,} articles that were found")
        yield from announced.problems(name)


def _is_export(head: bytes) -> bool:
    if b"HD" in head and (_BEGINS.match(head) or _BELOW_OTHER_TEXT.search(head)):
        return True
    if head.isascii() and not _BEGINS_WITH_DIGIT.search(b"\n" + head):
        return False
    lines = head.decode("utf-8", "ignore").split("\n")
    words = number_of_words(lines)
    return words is not None and (
        names_rights(lines[words:]) or _ENDS_ARTICLE.search(head) is not None
    )


def _fields(text: str) -> dict[str, str]:
    """Tag → its value, with its line ends."""
    found: dict[str, list[str]] = {}
    layout = here = ""
    before = _BLANKS_BEFORE.search(text)
    blanks = before[1] if before else ""
    for at, line in enumerate(text.split("\n")):
        led = line.startswith(blanks) or not at  # a section has lost its first blanks
        tag = _TAG.fullmatch(line.strip()) if led else None
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
        "language": values.get("LA"),
        "tags": _tags(values),
        "body": "\n\n".join(text for text in texts if text),
    }
    return build(fields, lambda name: f"field {_WHERE[name]}", options)


_WHERE = {
    "title": "HD", "date": "PD", "authors": "BY", "agency": "CR", "source": "SN", "section": "SE",
    "language": "LA", "tags": "NS", "body": "TD",
}  # fmt: skip


_WHERE_PLAIN = {
    "title": "line above the number of words", "section": "line above the title",
    "authors": "line above the number of words", "date": "day line", "source": "line below the day",
    "language": "line of the language", "body": "text",
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
