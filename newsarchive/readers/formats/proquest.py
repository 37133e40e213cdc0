"""ProQuest's "Text only" exports: articles between lines of underscores, with labels.

Many articles a file, read as a stream. A label begins a block between blank lines. The title stands
above the labels, and among them; the text begins at "Full text:" and ends above the labels that
precede the title. A record without it has its abstract for a text. The labels are listed in
proquest.txt.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.announced import Announced
from newsarchive.readers.delimited import BLANKS, decoded, each_record, normalized_head
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.fields import build
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text
from newsarchive.readers.vocabulary import word_lists

_LISTS = word_lists("formats/proquest.txt")
_NONE = frozenset(_LISTS["none"])
_FIELDS = {label: ours for ours, labels in _LISTS.items() if ours != "none" for label in labels}
_LABEL = re.compile(
    rf"({'|'.join(map(re.escape, sorted(_FIELDS, key=len, reverse=True)))})"
    r"[ \xa0]?:(?=\s|\Z)\s*|Illustration(?=\n|\Z)"
)
_BLANK = re.compile(r"\n[ \t\xa0]*\n")
_LINE = rb"(?<![^\r\n\f])[ \t]{0,120}_{40,300}[ \t]{0,120}(?![^\r\n])"
_MARK = re.compile(
    rb"(" + _LINE + rb")|(?<![^\r\n\f])()(?=Document \d{1,6} of \d{1,6}[ \t]{0,20}[\r\n])"
)
_BEGINS = re.compile(
    r"\s*(?:_{40,}\s+)?(?:Document \d+ of \d+|Report Information from ProQuest)\s*\n"
)
_KNOWN_BY = re.compile(
    r"\n(?:Publication info|Full [Tt]ext|ProQuest document ID|Publication title) ?:"
)
_NUMBER = re.compile(rb"(?:Document (\d{1,6}) of (\d{1,6})[ \t]*[\r\n]\s*)+")
_CONTENTS = re.compile(r"^(?:Table of contents|Contents)\s*$", re.MULTILINE | re.IGNORECASE)
_ENTRY = re.compile(r"^(\d{1,6})\. \S", re.MULTILINE)
_EDITION = re.compile(r" ?(?:[;\[].*|, [^,;]{0,80}\bedition\b.*)", re.IGNORECASE)
_EDITION_OF_TITLE = re.compile(r":? ?\[[^\[\]]{0,80}\bedition\b[^\[\]]{0,80}\]\Z", re.IGNORECASE)
_POINT = re.compile(r"(?<=\w\w\w)\.\s*\Z")
_PROXY = re.compile(r"\Ahttps?://\S+?[?&]q?url=(?=https?://)")
_DAY_IN_INFO = re.compile(
    r"(?<![\w.])(\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})(?=[:.\s]|\Z)"
)
_BELOW = frozenset(("title", "source", "date"))
"""Fields of which labels certainly stand below the text."""
_MOST_OF_CREDIT = 200


class ProQuest:
    """One article between two lines of underscores."""

    name = "proquest"

    def claims(self, name: str, head: bytes) -> bool:
        if not may_be_text(name) or b":" not in head:
            return False
        text = normalized_head(head).decode("utf-8", "replace").removeprefix("\ufeff")
        labels = len(set(_KNOWN_BY.findall(f"\n{text}")))
        if labels < 2:
            return labels == 1 and _BEGINS.match(text) is not None
        return _MARK.search(head) is not None or _BEGINS.match(text) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        announced = Announced()
        articles = 0

        def read_section(section: bytes, _: bool) -> Record | None:
            nonlocal articles
            if number := _NUMBER.match(section):
                announced.number(int(number[1]), int(number[2]))
                section = section[number.end() :].lstrip(BLANKS)
            text, encoding = decoded(section)
            values = _values(text)
            if not values.keys() & _OF_ARTICLES:
                if not articles and _CONTENTS.search(text):
                    announced.sum(len(_ENTRY.findall(text)))
                if number:
                    raise ReadError("not an article: it has no label such as Full text")
                return None
            articles += 1
            fields, where = _fields(values, options.order)
            return Record(build(fields, where.__getitem__, options), section, encoding)

        for found in each_record(name, stream, _MARK, options, read_section):
            announced.found()
            yield found
        yield from announced.problems(name)


_OF_ARTICLES = frozenset(("title", "body", "abstract", "source", "publication info"))


def _values(text: str) -> dict[str, str]:
    """Our field, or "above", or "" for what belongs to none → its value, with its line ends."""
    blocks = [block.strip() for block in _BLANK.split(text)]
    if len(blocks) == 1:  # it has lost its blank lines
        blocks = text.split("\n")
    labels = [_LABEL.match(block) for block in blocks]
    fields = [_field(label) for label in labels]
    begin = fields.index("body") if "body" in fields else len(blocks)
    end = next((at for at in range(begin, len(blocks)) if fields[at] in _BELOW), len(blocks))
    while end > begin + 1 and labels[end - 1]:
        end -= 1
    found: dict[str, list[str]] = {}
    here = "above"
    for at, block in enumerate(blocks):
        if begin <= at < end:
            label = labels[at] if at == begin else None
            found.setdefault("body", []).append(block[label.end() :] if label else block)
            here = ""
            continue
        for line in block.split("\n"):
            if label := _LABEL.match(line):
                here = _field(label) if _field(label) not in found else ""  # a second value
            found.setdefault(here, []).append(line[label.end() :] if label else line)
        found[here].append("")
    texts = {
        name: ("\n\n" if name == "body" else "\n").join(lines).strip()
        for name, lines in found.items()
    }
    return {name: value for name, value in texts.items() if value and value not in _NONE}


def _field(label: re.Match[str] | None) -> str:
    """The field of ours that a label gives, "others" if it gives none; "" for no label."""
    return _FIELDS[label[1] or label[0]] if label else ""


def _fields(
    values: dict[str, str], order: Order | None
) -> tuple[dict[str, object], dict[str, str]]:
    """The values under names that `fields` understands, and where each was."""
    where = {name: f'label "{_LISTS[name][0]}"' for name in set(_FIELDS.values())}
    title = values.get("title")
    if title is None and (above := values.get("above")):
        title, where["title"] = above.split("\n\n")[0], "line above the labels"
    authors = [_POINT.sub("", one) for one in values.get("authors", "").split(";")]
    credit = values.get("credit", "")
    if "authors" not in values and len(credit) <= _MOST_OF_CREDIT:
        authors, where["authors"] = credit.split(";"), where["credit"]
    info, _, below = values.get("publication info", "").partition("\n")
    day = parse_day(values.get("date", ""), order=order)
    if day is None and (day := _day_in(info, order)):
        where["date"] = where["publication info"]
    source = values.get("source")
    if source is None and info:
        source, where["source"] = info, where["publication info"]
    body = values.get("body")
    if body is None:
        body, where["body"] = values.get("abstract", ""), where["abstract"]
    fields: dict[str, object] = {
        "title": _EDITION_OF_TITLE.sub("", clean_line(title or "")),
        "date": day,
        "authors": authors,
        "source": _EDITION.sub("", clean_line(source or "")),
        "section": values.get("section"),
        "language": values.get("language"),
        "dateline": values.get("place"),
        "tags": values.get("tags", "").replace("\n", " ").split(";"),
        "url": _PROXY.sub("", "".join(values.get("url", below).split())),
        "body": rejoined(body),
    }
    return fields, where


def _day_in(info: str, order: Order | None) -> Day | None:
    """The last day that is named in "The Paper; Town [Town]. 04 Mar 2019: A.3."."""
    days = _DAY_IN_INFO.findall(info)
    return parse_day(days[-1], order=order) if days else None
