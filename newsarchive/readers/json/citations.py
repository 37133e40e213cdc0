"""Citations in CSL-JSON, as Zotero and other programs export them: as other records are.

Their abstract is the text, because they have no other. It must not know how a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_SIGNS = frozenset(("issued", "container-title"))
"""Names that a citation has, and no other record."""
_KINDS = ("article-newspaper", "article-magazine", "article-journal")
"""Types that a citation has, and no other record: it may have neither day nor source."""


def of_citation(fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of a record; those of a citation with a day, names, a source and a text."""
    kind = fields.get("type")
    if not isinstance(kind, str) or (_SIGNS.isdisjoint(fields) and not kind.startswith(_KINDS)):
        return fields
    made: dict[str, object] = {
        "published": _day(fields.get("issued")),
        "authors": [*_names(fields.get("author"))],
        "source": fields.get("container-title"),
        "tags": fields.get("keyword"),
    }
    if isinstance(fields.get("abstract"), str) and "body" not in fields:
        made["body"] = fields["abstract"]
    known = {name: value for name, value in made.items() if value}
    return {name: value for name, value in fields.items() if name != "author"} | known


def _day(issued: object) -> str | None:
    """The day in {"date-parts": [[2019, 3, 4]]}, if it has all three parts; else as it is."""
    if not isinstance(issued, Mapping):
        return None
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and len(first) == 3:
        numbers = [str(part).strip() for part in first]
        if all(number.isascii() and number.isdecimal() for number in numbers):
            year, month, day = numbers
            return f"{year:0>4}-{month:0>2}-{day:0>2}"
    printed = issued.get("raw") or issued.get("literal")
    return printed if isinstance(printed, str) else None


def _names(authors: object) -> Iterator[str]:
    for one in authors if isinstance(authors, list) else []:
        if isinstance(one, Mapping):
            parts = [one.get(name) for name in ("given", "non-dropping-particle", "family")]
            name = " ".join(part.strip() for part in parts if isinstance(part, str))
            literal = one.get("literal")
            if name or isinstance(literal, str):
                yield name or str(literal)
