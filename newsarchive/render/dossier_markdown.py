"""A dossier as Markdown (CommonMark).

Texts are escaped, so that none becomes markup, HTML or a link. It knows `Dossier`; it must not know
articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from newsarchive.render.dossier import Dossier, Entry, Passage, Piece
from newsarchive.text import graphemes

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|$#]|(?<=\S)@|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What may begin markup anywhere, or make some programs see an address."""
_AT_START = re.compile(r"\A(?:\d{1,9}(?=[.)])|(?=[-+=]))")
"""What begins a list, or underlines a title, at the start of a line."""
_NOT_IN_LINKS = {ord(char): f"%{ord(char):02X}" for char in '<>\\"`|'}


def parts(dossier: Dossier, tell: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """The document, piece by piece; `tell` is called with 1 for each article."""
    yield f"# {escaped(dossier.title)}\n\n"
    yield from (f"- {name}: {escaped(value)}\n" for name, value in dossier.made)
    if dossier.has_contents:
        yield "\n## Contents\n\n"
        for entry in dossier.entries:
            yield f"{entry.number}. {_start(_title(entry))} · {_byline(entry)}\n"
    for entry in dossier.entries:
        yield from _article(entry)
        tell(1)
    yield "\n## References\n\n"
    yield from map(_reference, dossier.entries)


def _article(entry: Entry) -> Iterator[str]:
    number = entry.number
    yield f"\n## {number}. {_title(entry)}\n\n"
    told = [_byline(entry), f"reference {number}"]
    if entry.address:
        told.insert(1, _link("original", entry.address))
    yield f"{' · '.join(told)}\n"
    if entry.tags:
        yield f"\nTags: {', '.join(_isolated(escaped(tag)) for tag in entry.tags)}\n"
    if entry.alike:
        yield f"\nNear duplicates left out: {', '.join(entry.alike)}\n"
    yield from map(_note, entry.notes)
    for passage in entry.passages():
        yield from _passage(entry, passage)


def _passage(entry: Entry, passage: Passage) -> Iterator[str]:
    text = _start(_marked(passage.pieces))
    if entry.full:
        yield f"\n{text}\n"
    else:
        where = "" if passage.number is None else f"\n>\n> (paragraph {passage.number})"
        yield f"\n> {text}{where}\n"
    yield from map(_note, passage.notes)


def _note(text: str) -> str:
    lines = (_start(escaped(" ".join(line.split()))) for line in text.split("\n"))
    return "\n> **Note:** " + "\\\n> ".join(filter(None, lines)) + "\n"


def _reference(entry: Entry) -> str:
    told = [_start(_isolated(escaped(entry.reference)))]
    if entry.address:
        told.append(_link(entry.address, entry.address))
    elif entry.unlinked:
        told.append(_isolated(escaped(entry.unlinked)))
    return f"{entry.number}. {' '.join([*told, entry.key])}\n"


def _title(entry: Entry) -> str:
    return _isolated(_marked(entry.title))


def _byline(entry: Entry) -> str:
    return " · ".join(_isolated(escaped(part)) for part in entry.byline)


def escaped(text: str) -> str:
    """The text so that nothing in it is markup, wherever on a line it stands but at the start."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def _start(text: str) -> str:
    """Escaped text for the start of a line: no list, no underline, no block of code."""
    return _AT_START.sub(lambda found: f"{found[0]}\\", text.strip())


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"**{escaped(text)}**" if lit else escaped(text) for text, lit in pieces)


def _isolated(text: str) -> str:
    return graphemes.isolated(text.strip())


def _link(text: str, address: str) -> str:
    target = address.translate(_NOT_IN_LINKS).replace("&", "&amp;")
    return f"[{escaped(text)}](<{target}>)"
