"""RIS, in which Zotero, EndNote and databases export citations: those with a text or an abstract.

Many citations a file, read as a stream, each from its type (TY) to its end (ER). A value goes on in
the lines below that have no tag.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records
from newsarchive.readers.delimited import decoded, each_record
from newsarchive.readers.fields import build
from newsarchive.readers.markup.htmltext import is_marked_up
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_MARK = re.compile(rb"(?<![^\r\n])()TY {1,3}- ?[A-Z]")
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*TY {1,3}- ?[A-Z]{3,8}[ \t]*[\r\n]+[A-Z][A-Z0-9] {1,3}- ?"
)
_ENDS = re.compile(rb"(?<![^\r\n])ER {1,3}-")
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,3}-(?: (.*)|$)")
_TAGS = {
    "title": ("TI", "T1", "CT"), "source": ("T2", "JF", "JO", "JA"),
    "section": ("SE",), "url": ("UR",),
}  # fmt: skip
"""Our field → the tags that have it, the first with a value being taken."""
_LISTS = {"authors": ("AU", "A1"), "tags": ("KW",)}
_TEXTS = ("AB", "N2")
_WHERE = {
    "title": "TI", "date": "DA", "authors": "AU", "source": "T2", "section": "SE", "url": "UR",
    "language": "LA", "tags": "KW",
}  # fmt: skip


class Ris:
    """One citation an article; those without a text are counted in a warning."""

    name = "ris"

    def claims(self, name: str, head: bytes) -> bool:
        begins = may_be_text(name) and _BEGINS.match(head) is not None
        return begins or suffix_of(name) == ".ris"

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        without_text = ended = 0

        def read_section(section: bytes, last: bool) -> Record | None:
            nonlocal without_text, ended
            if _ENDS.search(section):
                ended += 1
            elif last and ended:
                raise ReadError("cut off: there is no ER at its end")
            text, encoding = decoded(section)
            values = _values(text)
            if "TY" not in values:
                return None
            if not any(values.get(tag) for tag in _TEXTS):
                without_text += 1
                return None
            return Record(_article(values, options), section, encoding)

        nothing = "no citation with a text or an abstract in the file"
        yield from each_record(name, stream, _MARK, options, read_section, nothing=nothing)
        if without_text:
            reason = f"citations without a text or an abstract, passed over: {without_text}"
            yield ReadWarning(name, reason)


def _values(text: str) -> dict[str, list[str]]:
    """Tag → its values, with their line ends."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in text.split("\n"):
        if tag := _TAG.fullmatch(line.rstrip()):
            if tag[1] == "ER":
                break
            here = found.setdefault(tag[1], [])
            here.append((tag[2] or "").strip())
        elif here:
            here[-1] += "\n" + line
    return {tag: kept for tag, values in found.items() if (kept := [*filter(str.strip, values)])}


def _article(values: dict[str, list[str]], options: ReadOptions) -> Article:
    def first(*tags: str) -> str | None:
        return next((values[tag][0] for tag in tags if tag in values), None)

    texts = [values[tag][0] for tag in _TEXTS if tag in values]
    text = max(texts, key=len)
    fields: dict[str, object] = {
        **{ours: first(*tags) for ours, tags in _TAGS.items()},
        **{ours: [*_all(values, tags)] for ours, tags in _LISTS.items()},
        "date": (first("DA", "Y1", "PY") or "").rstrip("/ "),
        "body": text if is_marked_up(text) else rejoined(text),
    }
    return build(fields, lambda name: f"tag {_WHERE.get(name, name)}", options)


def _all(values: dict[str, list[str]], tags: tuple[str, ...]) -> list[str]:
    return [value for tag in tags for value in values.get(tag, [])]
