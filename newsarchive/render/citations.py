r"""Records as citations: BibTeX, RIS and CSL-JSON, for LaTeX, Zotero and other programs.

`reference` is one for people. Keys are made of the id, which never changes. What a format would
take for a command is escaped, so that each value arrives as it is. It knows records as plain data;
it must not know their source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newsarchive.render import safe
from newsarchive.text import addresses

if TYPE_CHECKING:
    from newsarchive.render.record import Record

FIELDS = (
    "id", "title", "date", "authors", "agency", "source", "section", "url", "language", "tags",
    "title_source",
)  # fmt: skip
"""The fields that a citation is made of; with the body, that is its abstract."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros of BibTeX, whose styles print them in their own language."""
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_MOST_WORDS = 5
_ENDS = ".!?…。！？؟"
"""Behind these no full stop follows."""

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "%&#$_"},
}  # fmt: skip
_TEX_SPECIAL = re.compile(r"[\\{}~^%&#$_]|-(?=-)|'(?=')|`(?=`)")
"""With what makes one sign of two: a dash of hyphens, quotation marks of apostrophes."""
_NOT_IN_URLS = {ord(char): f"%{ord(char):02X}" for char in ' {}\\"<>'}


class Name(NamedTuple):
    """A name as lists of references sort it."""

    family: str
    given: str = ""
    """"" if the name is kept whole: an organisation's, or one that cannot be divided for sure."""


def name_of(author: str) -> Name:
    """The name, divided if it looks like "Anna van der Berg".

    The family name is the last word with the small words before it. A single word, a name in a
    script without capitals, one with a comma, a digit or a suffix such as "Jr.", and one of many
    words are kept whole.
    """
    words = author.split()
    capitals = [word[0].isupper() for word in words]
    whole = (
        not 2 <= sum(capitals) <= len(words) <= _MOST_WORDS
        or not (capitals[0] and capitals[-1])
        or re.search(r"[,;\d]", author) is not None
        or _SUFFIX.fullmatch(words[-1]) is not None
    )
    if whole:
        return Name(" ".join(words))
    start = len(words) - 1
    while not capitals[start - 1]:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]))


def _names(record: Record) -> list[Name]:
    """The authors; where none is known, the agency."""
    authors, agency = _texts(record, "authors"), _text(record, "agency")
    if authors:
        return [name_of(author) for author in authors]
    return [Name(one) for one in agency.split("; ")] if agency else []


def _text(record: Record, field: str) -> str:
    value = record.get(field)
    return "" if value is None else safe.line(str(value)).strip()


def _texts(record: Record, field: str) -> list[str]:
    values = record.get(field)
    listed = values if isinstance(values, Sequence) and not isinstance(values, str) else ()
    return [text for one in listed if (text := safe.line(str(one)).strip())]


def _url(record: Record) -> str:
    """The address, as programs make links of it; "" for one that would run something."""
    active = addresses.is_active(str(record.get("url") or ""))
    return "" if active else _text(record, "url")


def key(record: Record) -> str:
    """The key of its citation, in every format."""
    return f"newsarchive-{record['id']}"


def reference(record: Record) -> str:
    """The citation for people, without key and address: names, title, source and day.

    A title that was not printed is in brackets, as a cataloguer writes it.
    """
    names = "; ".join(", ".join(filter(None, name)) for name in _names(record))
    where = ", ".join(filter(None, (_text(record, "source"), _text(record, "date") or "undated")))
    title = _text(record, "title")
    if title and record.get("title_source") == "derived":
        title = f"[{title}]"
    parts = filter(None, (names, title, where))
    return " ".join(part if part[-1] in _ENDS else f"{part}." for part in parts)


# BibTeX


def bibtex(record: Record) -> str:
    """An entry of BibTeX, which BibLaTeX reads too, with all letters as they are (UTF-8)."""
    source = _text(record, "source")
    lines = [f"  {name} = {value}," for name, value in _bibtex_fields(record, source)]
    kind = "article" if source else "misc"
    return "\n".join([f"@{kind}{{{key(record)},", *lines, "}", ""])


def _bibtex_fields(record: Record, source: str) -> Iterator[tuple[str, str]]:
    if names := _names(record):
        yield "author", f"{{{' and '.join(map(_bibtex_name, names))}}}"
    if title := _text(record, "title"):
        yield "title", f"{{{{{_tex(title)}}}}}"  # twice: styles leave its capitals alone
    if source:
        yield "journal", f"{{{_tex(source)}}}"
        yield "entrysubtype", "{newspaper}"
    if date := _text(record, "date"):
        year, month, day = date.split("-")
        yield "date", f"{{{date}}}"
        yield "year", f"{{{year}}}"
        yield "month", _MONTHS[int(month) - 1]
        yield "day", f"{{{int(day)}}}"
    if url := _url(record):
        yield "url", f"{{{url.translate(_NOT_IN_URLS)}}}"
    if language := _text(record, "language"):
        yield "language", f"{{{_tex(language)}}}"
    if tags := _texts(record, "tags"):
        listed = ", ".join(" ".join(tag.replace(",", " ").split()) for tag in tags)
        yield "keywords", f"{{{_tex(listed)}}}"
    if body := _text(record, "body"):
        # On one line: what begins a line like an entry would be one to some readers.
        yield "abstract", f"{{{_tex(body)}}}"


def _bibtex_name(name: Name) -> str:
    if name.given:
        return f"{_tex(name.family)}, {_tex(name.given)}"
    return f"{{{_tex(name.family)}}}"


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda found: _TEX.get(found[0], found[0] + "{}"), text)


# RIS


def ris(record: Record) -> str:
    """A reference of RIS."""
    lines = [f"{tag}  - {value}" for tag, value in _ris_fields(record)]
    return "\n".join([*lines, "ER  - ", ""])


def _ris_fields(record: Record) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", key(record)
    for name in _names(record):
        yield "AU", ", ".join(filter(None, name))
    date = _text(record, "date")
    for tag, value in {
        "TI": _text(record, "title"), "T2": _text(record, "source"),
        "DA": date.replace("-", "/"), "PY": date[:4], "SE": _text(record, "section"),
        "UR": _url(record), "LA": _text(record, "language"),
    }.items():  # fmt: skip
        if value:
            yield tag, value
    for tag in _texts(record, "tags"):
        yield "KW", tag
    if body := _text(record, "body"):
        yield "AB", body


# CSL-JSON


def csl(record: Record) -> dict[str, object]:
    """An item of CSL-JSON, as citeproc programs read it."""
    date = _text(record, "date")
    body = record.get("body")
    made: dict[str, object] = {
        "id": key(record),
        "type": "article-newspaper",
        "title": _text(record, "title"),
        "author": [
            {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
            for name in _names(record)
        ],
        "container-title": _text(record, "source"),
        "issued": {"date-parts": [[int(part) for part in date.split("-")]]} if date else None,
        "section": _text(record, "section"),
        "URL": _url(record),
        "language": _text(record, "language"),
        "keyword": ", ".join(_texts(record, "tags")),
        "abstract": safe.block(str(body)) if body else None,
    }
    return {name: value for name, value in made.items() if value}
