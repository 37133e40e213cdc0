"""JSON objects: which are articles, and where an object around many articles has them.

`ENVELOPES` is the whole list. This module must not know how a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.fields import build, has_text, unwrapped
from newsarchive.readers.json.citations import of_citation
from newsarchive.readers.json.saved import of_saved
from newsarchive.readers.json.wires import of_wire
from newsarchive.readers.lookup import MapCheck
from newsarchive.readers.record import ReadOptions

ENVELOPES: tuple[tuple[str, ...], ...] = (
    ("articles",), ("data",), ("items",), ("results",), ("docs",), ("documents",), ("records",),
    ("news",), ("content",), ("posts",), ("stories",), ("entries",), ("item",), ("rows",),
    ("objects",), ("value",), ("hits",), ("feed",), ("list",), ("articles", "results"),
    ("articles", "data"), ("response", "docs"), ("response", "results"), ("response", "articles"),
    ("response", "items"), ("data", "articles"), ("data", "items"), ("data", "results"),
    ("data", "posts"), ("result", "articles"), ("result", "items"), ("hits", "hits"),
    ("recentactivityarticles", "activity"), ("@graph",),
)  # fmt: skip
"""Names that lead to an array of articles, one within the other."""

_ARTICLES = ("article", "posting", "report", "creativework")
"""Ends of those types of schema.org that can be articles."""
_BULK_ACTIONS = frozenset(("index", "create", "update", "delete"))


def envelope_of(fields: Mapping[str, object], options: ReadOptions) -> tuple[str, ...] | None:
    """Where the object has its articles; () if they are its values; None if it is one article."""
    if isinstance(fields.get("articles"), list):
        return ("articles",)
    if is_article(fields, options):
        return None
    for path in ENVELOPES:
        if any(isinstance(one, Mapping) for one in array_at(fields, path)):
            return path
    return () if fields and all(is_article(one, options) for one in fields.values()) else None


def array_at(fields: Mapping[str, object], path: tuple[str, ...]) -> list[object]:
    """The array to which the names lead; an empty one if there is none."""
    value: object = fields
    for name in path:
        value = _member(value, name) if isinstance(value, Mapping) else None
    return value if isinstance(value, list) else []


def _member(fields: Mapping[str, object], name: str) -> object:
    """The value under the name, whose capitals do not count."""
    if name in fields:
        return fields[name]
    return next((value for own, value in fields.items() if own.casefold() == name), None)


def is_bulk_action(value: object) -> bool:
    """Whether the object is a line of Elasticsearch's bulk form that says where the next goes."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    [(action, target)] = value.items()
    return (
        action in _BULK_ACTIONS
        and isinstance(target, dict)
        and all(
            isinstance(name, str) and (name.startswith("_") or name in {"routing", "version"})
            for name in target
        )
    )


def is_about(value: object) -> bool:
    """Whether the object says how an answer of newsarchive was made (`search --json --about`)."""
    about = value.get("about") if isinstance(value, Mapping) and len(value) == 1 else None
    return isinstance(about, Mapping) and {"program", "understood", "revision"} <= about.keys()


def is_article(value: object, options: ReadOptions) -> bool:
    """Whether it is an object with the text of an article."""
    return isinstance(value, Mapping) and has_text(_plain(value, options), options)


def _plain(value: Mapping[str, object], options: ReadOptions) -> Mapping[str, object]:
    """The fields of the article, as other records have them."""
    return unwrapped(of_wire(of_citation(of_saved(value))), options)


def is_something_else(value: object) -> bool:
    """Whether the schema.org type of the object is no article: a person, a page, a picture."""
    kinds = value.get("@type") if isinstance(value, Mapping) else None
    kinds = kinds if isinstance(kinds, list) else [kinds]
    named = [kind.lower() for kind in kinds if isinstance(kind, str)]
    return bool(named) and not any(kind.endswith(_ARTICLES) for kind in named)


def article_of(value: object, options: ReadOptions, mapped: MapCheck) -> Article:
    """The article that the value describes. Raises ReadError if it is none."""
    if not isinstance(value, Mapping):
        raise ReadError("not a JSON object with the fields of an article")
    fields = dict(_plain(value, options))
    mapped.saw(fields)
    return build(fields | _terms(fields), 'field "{}"'.format, options)


def _terms(fields: Mapping[str, object]) -> dict[str, object]:
    """The names of section and tags that WordPress embeds; beside them it has their numbers."""
    embedded = fields.get("_embedded")
    groups = embedded.get("wp:term") if isinstance(embedded, Mapping) else None
    found: dict[str, list[object]] = {"category": [], "post_tag": []}
    for group in groups if isinstance(groups, list) else []:
        for term in group if isinstance(group, list) else []:
            if isinstance(term, Mapping) and term.get("taxonomy") in found:
                found[str(term["taxonomy"])].append(term.get("name"))
    if not any(found.values()):
        return {}
    return {"section": found["category"], "tags": found["post_tag"]}
