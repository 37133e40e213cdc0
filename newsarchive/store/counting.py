"""How often each value of a detail occurs among articles, and which values begin like a text.

Reads the short columns of a version and never its text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Literal

from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.store.columns import TABLES, fits
from newsarchive.store.corrections import standing
from newsarchive.store.database import Database, Row

Detail = Literal["date", "words", "source", "agency", "language", "section", "authors", "tags"]
"""A detail that can be counted; its column has the same name."""

Value = str | int | None
"""A day is its ISO 8601 text. None stands for the articles of which the detail is unknown."""

_CHUNK = 5000
_SELECT = """
    FROM article
    JOIN version ON version.article = article.key AND version.number = article.version
    LEFT JOIN settled ON settled.article = article.key AND settled.version = article.version
"""
_TITLE = standing("title")
_CHOSEN = "WHERE key IN (SELECT value FROM json_each(?))"


def counts(
    database: Database,
    details: Sequence[Detail],
    keys: Iterable[int] | None,
    advance: Callable[[int], None] | None = None,
    deadline: Deadline | None = None,
) -> dict[Detail, Counter[Value]]:
    """How many of the articles with these keys (None: of all) have each value of each detail.

    All details are counted in one pass; `advance` is told how many articles were read. What the
    deadline ends has counted some of the articles only, the same for all details. Raises ValueError
    if an article has what cannot be.
    """
    any_correction = database.row("SELECT 1 FROM correction WHERE undone IS NULL") is not None
    columns = (standing(detail, any_correction=any_correction) for detail in details)
    select = f"SELECT {', '.join(columns)} {_SELECT}"
    rows = (
        database.rows(select)
        if keys is None
        else database.rows(f"{select} {_CHOSEN}", (json.dumps(list(keys)),))
    )
    found: dict[Detail, Counter[Value]] = {detail: Counter() for detail in details}
    with suppress(DeadlineError), database.ended_by(deadline):
        for chunk in _chunks(rows):
            for detail, column in zip(details, zip(*chunk, strict=True), strict=True):
                found[detail].update(column)
            if advance:
                advance(len(chunk))
            if deadline:
                deadline.check()
    return {detail: _checked(detail, counted) for detail, counted in found.items()}


def latest(database: Database, limit: int) -> list[tuple[str, str | None]]:
    """Ids and titles of the articles that were archived last."""
    rows = database.rows(f"SELECT id, {_TITLE} {_SELECT} ORDER BY key DESC LIMIT ?", (limit,))
    return _named(rows)


def beginning(database: Database, prefix: str, limit: int) -> list[tuple[str, str | None]]:
    """Ids and titles of the first articles whose ids begin so."""
    return _named(
        database.rows(
            # "g" comes after every hexadecimal digit.
            f"SELECT id, {_TITLE} {_SELECT} WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (prefix, prefix + "g", limit),
        )
    )


def _named(rows: Iterator[Row]) -> list[tuple[str, str | None]]:
    return [(id_, title) for id_, title in rows if fits((id_,), "article", "id")]


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _checked(detail: Detail, stored: Counter[Value]) -> Counter[Value]:
    """The counts, of lists those of what is in them, twice in one list being once.

    There are fewer different values than articles, so it is these that are looked at. Raises
    ValueError if one of them is none.
    """
    kind = TABLES["version"][detail]
    found: Counter[Value] = Counter()
    for one, count in stored.items():
        value = kind.read(one)
        if kind.several:
            found.update(dict.fromkeys(value or (None,), count))
        else:
            found[one] += count
    return found
