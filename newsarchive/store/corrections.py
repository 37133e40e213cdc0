"""Corrections: values that a user set in place of what was read. The versions stay as they are.

A correction belongs to the article, not to a version, so later versions do not change it. It is
never deleted while its article exists: undoing it notes when it was undone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence

from newsarchive.model import kinds
from newsarchive.model.article import CORRECTABLE, KINDS, LISTS, Article, Correction, Value
from newsarchive.model.frozen import replaced
from newsarchive.model.kinds import parsed, storable
from newsarchive.store.columns import SETTLED, checksum, expect
from newsarchive.store.database import Database

IN_FORCE = """
    CASE WHEN EXISTS (SELECT 1 FROM correction) THEN
        (SELECT json_group_array(json_array(revision, field, before, after, made, checksum))
         FROM correction JOIN revision ON revision.number = correction.revision
         WHERE correction.article = article.key AND undone IS NULL)
    ELSE '[]' END
"""
"""SQL for the corrections of an `article` row that are not undone, for `corrected`. Whether there
are any at all is looked up once for all rows."""

FROM_CURRENT = """
    FROM article
    JOIN version ON version.article = article.key AND version.number = article.version
    LEFT JOIN settled ON settled.article = article.key AND settled.version = article.version
"""
"""SQL for all articles with their latest versions and settled values."""


def standing(field: str, *, any_correction: bool = True) -> str:
    """SQL for the current value of a field (lists as JSON) of an `article`, its `version` and its
    `settled` values. Without `any_correction` corrections are not looked up, which is quicker.
    """
    read = f"version.{field}"
    if field in SETTLED:
        read = f"coalesce(settled.{field}, {read})"
    if field not in CORRECTABLE or not any_correction:
        return read
    latest = f"""
        (SELECT after FROM correction
         WHERE correction.article = article.key AND field = '{field}' AND undone IS NULL
         ORDER BY correction.revision DESC LIMIT 1)
    """  # noqa: S608 - a field of CORRECTABLE
    if field in LISTS:
        return f"coalesce({latest}, {read})"
    return f"CASE WHEN {latest} IS NULL THEN {read} ELSE json_extract({latest}, '$') END"


STANDING_DATE = standing("date")


def corrected(article: Article, key: int, corrections: str) -> Article:
    """The article of this key with these corrections (IN_FORCE) applied.

    Raises ValueError if they are damaged.
    """
    changes: dict[str, object] = {}
    rows = parsed(corrections)
    for act, field, before, after, made, kept in sorted(rows, key=lambda row: row[:2]):
        expect((act, made), "revision", "number made")
        if kept is not None and kept != checksum((key, field, act, before, after)):
            raise ValueError(f"a correction of its {field} is not as it was written")
        value = checked(field, after)
        changes[field] = value
        if f"{field}_source" in KINDS:
            changes[f"{field}_source"] = f"corrected {made[:10]}"
        if field == "date":
            day = None if value is None else dt.date.fromisoformat(str(value))
            changes["date"] = day
            # The time stamp goes if it is of another day.
            stays = article.published and day and article.published.startswith(day.isoformat())
            changes["published"] = article.published if stays else None
    return replaced(article, **changes)


def value_of(article: Article, field: str) -> Value:
    """The value of a field of the article."""
    found = getattr(article, field)
    return found.isoformat() if isinstance(found, dt.date) else found


def correct(
    database: Database, key: int, before: Article, after: Mapping[str, Value], revision: int
) -> None:
    """Write corrections of these fields of an article, which was so `before`."""
    for field, value in after.items():
        # A field that one edit sets twice keeps the first `before`.
        known = database.row(
            "SELECT before FROM correction WHERE article = ? AND field = ? AND revision = ?",
            (key, field, revision),
        )
        first = known[0] if known else encoded(field, value_of(before, field))
        row = (key, field, revision, first, encoded(field, value))
        database.run(
            """
            INSERT OR REPLACE INTO correction (article, field, revision, before, after, checksum)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            (*row, checksum(row)),
        )


def fields_in_force(database: Database, key: int) -> set[str]:
    """The fields of the article with corrections in force."""
    select = "SELECT DISTINCT field FROM correction WHERE article = ? AND undone IS NULL"
    return {field for (field,) in database.rows(select, (key,))}


def last_act(database: Database, key: int) -> int | None:
    """The revision of the latest edit of the article that is not undone."""
    select = "SELECT max(revision) FROM correction WHERE article = ? AND undone IS NULL"
    (act,) = database.one(select, (key,))
    return None if act is None else int(act)


def undo(database: Database, key: int, act: int, revision: int) -> tuple[str, ...]:
    """Undo this edit of the article; the fields that it had set."""
    fields: list[str] = []
    for *row, kept in list(
        database.rows(
            """
            SELECT article, field, revision, before, after, checksum FROM correction
            WHERE article = ? AND revision = ? AND undone IS NULL ORDER BY field
            """,
            (key, act),
        )
    ):
        # A wrong checksum stays wrong.
        seal = checksum((*row, revision)) if kept == checksum(row) else kept
        database.run(
            """
            UPDATE correction SET undone = ?, checksum = ?
            WHERE article = ? AND field = ? AND revision = ?
            """,
            (revision, seal, *row[:3]),
        )
        fields.append(row[1])
    return tuple(fields)


def is_as_written(row: Sequence[object], undone: int | None, kept: int | None) -> bool:
    """Whether the checksum `kept` is that of a correction.

    The first checksums did not cover undoing: such rows are accepted.
    """
    known = [checksum(row)] if undone is None else [checksum((*row, undone)), checksum(row)]
    return kept is None or kept in known


def corrections_of(database: Database, key: int) -> Iterator[Correction]:
    """All corrections of the article, oldest first."""
    for field, before, after, made, undone in database.rows(
        """
        SELECT field, before, after, act.made, taken_back.made
        FROM correction
        JOIN revision AS act ON act.number = correction.revision
        LEFT JOIN revision AS taken_back ON taken_back.number = correction.undone
        WHERE article = ?
        ORDER BY correction.revision, field
        """,
        (key,),
    ):
        expect_moments(made, undone)
        yield Correction(field, checked(field, before), checked(field, after), made, undone)


def encoded(field: str, value: Value) -> str:
    """The value as rows have it. Raises ValueError if the field cannot have it."""
    plain = storable(value) if isinstance(value, str) else value and list(map(storable, value))
    stored = json.dumps(plain if plain is None or isinstance(plain, str) else list(plain))
    checked(field, stored)
    return stored


def checked(field: str, stored: str) -> Value:
    """The value of a row. Raises ValueError if the field cannot have it."""
    if field not in CORRECTABLE:
        raise ValueError(f"{field[:40]!r} is no field that can be corrected")
    value: Value = parsed(stored)
    found: Value = KINDS[field].value(value)
    return found if KINDS[field].several else value  # a day stays a text


def expect_moments(made: object, undone: object) -> None:
    """Raises ValueError if these are not times at which a correction was made and undone."""
    kinds.MOMENT.read(made)
    kinds.MOMENT.or_none().read(undone)
