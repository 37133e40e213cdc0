"""News items of agencies in JSON, ninjs 1 to 3 and dpa's digital wires, as other records are.

Their headlines, texts and subjects are lists of objects with roles; the same text can be there in
several forms. It must not know how a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsarchive.readers.lookup import plain
from newsarchive.readers.markup.htmltext import is_marked_up, paragraphs
from newsarchive.readers.values import notes_on

_VERSIONED = frozenset(("versioncreated", "firstcreated"))
"""Names that every such item has one of, and other records do not."""
_BODIES = ("bodyxhtml", "bodyhtml", "articlehtml", "bodytext")
_TAGS = frozenset(("dnltype:keyword", "dnltype:dpasubject"))


def of_wire(fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of a record; those of such an item with one headline, one text and tags."""
    known = {plain(name): value for name, value in fields.items()}
    if _VERSIONED.isdisjoint(known):
        return fields
    headline = _main(known.get("headlines")) or known.get("headline")
    texts = (_main(known.get("bodies")), *map(known.get, _BODIES))
    body = next((text for text in texts if isinstance(text, str) and text.strip()), None)
    tags = [*_names(known.get("subjects") or known.get("subject")), *_tags(known.get("categories"))]
    made: dict[str, object] = {"headline": headline}
    if body is not None:
        made["body"] = _without_title(body, headline)
    if tags:
        made["tags"] = tags
    if known.get("versioncreated") == known.get("firstcreated"):
        made |= {name: None for name in fields if plain(name) == "versioncreated"}
    return {name: value for name, value in fields.items() if plain(name) != "categories"} | made


def notes_of(value: object) -> tuple[str, ...]:
    """The note on such an item that its provider has withdrawn; none on any other value."""
    named = value.items() if isinstance(value, Mapping) else ()
    return next((notes_on(one) for name, one in named if plain(name) == "pubstatus"), ())


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    return (one for one in (value if isinstance(value, list) else []) if isinstance(one, Mapping))


def _main(value: object) -> str | None:
    """The value whose role is "main"; else the first, in HTML if there is one."""
    found = [one for one in _objects(value) if isinstance(one.get("value"), str)]
    found.sort(
        key=lambda one: (one.get("role") != "main", "html" not in str(one.get("contentType")))
    )
    return str(found[0]["value"]) if found else None


def _names(value: object) -> list[object]:
    return [one["name"] for one in _objects(value) if isinstance(one.get("name"), str)]


def _tags(value: object) -> list[object]:
    """The keywords and subjects among the categories of a digital wire."""
    return _names([one for one in _objects(value) if one.get("type") in _TAGS])


def _without_title(body: str, title: object) -> list[str] | str:
    """The paragraphs of a text, without the title above them; plain text as it is."""
    if not is_marked_up(body):
        return body
    found = paragraphs(body)
    return found[1:] if len(found) > 1 and found[0] == title else found
