"""The labels of Nexis, listed in nexis.txt, and what their values say.

It must not know where in an article a label stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from newsarchive.readers.credits.places import is_place
from newsarchive.readers.vocabulary import word_lists

LISTS = word_lists("formats/nexis.txt")
"""The labels, and the words that an export is known by."""
LENGTH = rf"\d[\d.,]*[ \t\xa0]+(?:{'|'.join(LISTS['words'])})"
"""A pattern for "1,012 words"."""
GIVES = {
    label: ours
    for ours in ("title", "authors", "section", "dateline", "length", "highlight", "others", "text")
    for label in LISTS[ours]
}
"""A label above the text → the field that it gives."""
GIVES_BELOW = GIVES | {label: ours for ours in ("language", "tags", "url") for label in LISTS[ours]}
"""The same for labels below it."""
TEXT = frozenset(LISTS["text"])
ENDING = frozenset(LISTS["ending"] + LISTS["language"] + LISTS["tags"])
"""Labels that end the text, whatever follows."""
ANY = ENDING | (frozenset(GIVES) - frozenset(LISTS["others"]))
"""Labels that show that a section is an article."""
BELOW = (ENDING | frozenset(LISTS["after"] + LISTS["url"]) | frozenset(GIVES)) - TEXT
"""Labels that may stand below the text."""

SHAPE = re.compile(r"([^\W\d_]+(?:[ -][^\W\d_]+){0,2}):(?:[ \t\xa0]+(\S.*))?")
"""A line that is shaped like a label and its value."""
LENGTH_ALONE = re.compile(LENGTH)
_ALONE = frozenset(("Body", "Classification", "Graphic", "Notes"))
_PERCENT = re.compile(r" ?\(\d{1,3}%\)")
_PAGE_WORD = rf"(?:{'|'.join(LISTS['pages'])})"
_PAGE = re.compile(rf"{_PAGE_WORD}\s*\w[\w., -]{{0,20}}", re.IGNORECASE)
_PAGE_BEHIND = re.compile(rf"\s*,\s*{_PAGE_WORD}\s*\w{{1,6}}$", re.IGNORECASE)
_NO_BYLINE = re.compile(r"(?:report|distributed|syndicated)\b(?! by).*", re.IGNORECASE)
_LONGEST_SIGN = 4


def label_of(line: str, labels: Collection[str]) -> tuple[str, str] | None:
    """The one of these labels that the line begins with, in capitals, and its value."""
    if line in _ALONE:
        name, value = line, ""
    elif match := SHAPE.fullmatch(line := line.lstrip()):
        name, value = match[1], match[2] or ""
    elif "LENGTH" in labels and LENGTH_ALONE.fullmatch(line):
        return "LENGTH", line
    else:
        return None
    if name.upper() not in labels or not (name.isupper() or name == name.title()):
        return None
    return name.upper(), value


def is_text_label(line: str) -> bool:
    """Whether the line is nothing but a label of the text, in capitals: "ARTICLE:"."""
    return line.endswith(":") and line.isupper() and label_of(line, TEXT) is not None


def is_labelled(text: str) -> bool:
    """Whether the text has a label of an article."""
    return any(label_of(line.rstrip(), ANY) for line in text.split("\n"))


def value_of(field: str, text: str) -> object:
    """The value of a field of ours from the text of its label; None if we keep none."""
    match field:
        case "authors":
            return [part for part in map(str.strip, text.split(";")) if not _is_no_byline(part)]
        case "section":
            parts = [_PAGE_BEHIND.sub("", part.strip()) for part in text.split(";")]
            return ", ".join(part for part in parts if part and not _PAGE.fullmatch(part))
        case "tags":
            return [_PERCENT.sub("", part) for part in " ".join(text.split()).split(";")]
        case "title" | "dateline" | "url" | "language":
            return text.strip()
    return None


def _is_no_byline(text: str) -> bool:
    """Whether it names nobody: the sign of a person and a place, "Report from The Paper"."""
    sign, _, place = text.partition(" ")
    signed = sign.isupper() and len(sign) <= _LONGEST_SIGN and is_place(place)
    return signed or _NO_BYLINE.match(text) is not None
