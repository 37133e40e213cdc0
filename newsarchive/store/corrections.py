"""What a person has put in place of what was read: a layer over the versions, which stay.

A correction belongs to the article, not to a version, so it outlives whatever the files say later.
None is ever deleted while its article is there: undoing one notes when it was taken back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence

from newsarchive.model import kinds
from newsarchive.model.article import CORRECTABLE, KINDS, LISTS, Article, Correction, Value
from newsarchive.model.kinds import parsed, storable
from newsarchive.store.columns import checksum, expect
from newsarchive.store.database import Database

IN_FORCE = """
    CASE WHEN EXISTS (SELECT 1 FROM correction) THEN
        (SELECT json_group_array(json_array(revision, field, before, after, made, checksum))
         FROM correction JOIN revision ON revision.number = correction.revision
         WHERE correction.article = article.key AND undone IS NULL)
    ELSE '[]' END
"""
"""The corrections of an `article` row that are not undone, as `corrected` takes them. Whether there
are any at all is found out once for all rows."""


def _latest(field: str) -> str:
    return f"""
        (SELECT after FROM correction
         WHERE correction.article = article.key AND field = '{field}' AND undone IS NULL
         ORDER BY correction.revision DESC LIMIT 1)
    """  # noqa: S608 - a field of CORRECTABLE


def standing(field: str, *, any_correction: bool = True) -> str:
    """SQL for what a field holds now, lists as JSON, of an `article` with its `version` and what
    may be `settled` of it. Without `any_correction` nothing looks for one, which is quicker.
    """
    read = "coalesce(version.date, settled.day)" if field == "date" else f"version.{field}"
    if field not in CORRECTABLE or not any_correction:
        return read
    latest = _latest(field)
    if field in LISTS:
        return f"coalesce({latest}, {read})"
    return f"CASE WHEN {latest} IS NULL THEN {read} ELSE json_extract({latest}, '$') END"


STANDING_DATE = standing("date")
STANDING_AUTHORS = standing("authors")


def corrected(article: Article, key: int, corrections: str) -> Article:
    """The article of this key with these corrections (IN_FORCE) in place of what was read.

    Raises ValueError if they are not what this program writes.
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
            # A time stamp of another day would contradict it.
            stays = article.published and day and article.published.startswith(day.isoformat())
            changes["published"] = article.published if stays else None
    return dataclasses.replace(article, **changes)  # type: ignore[arg-type]


def value_of(article: Article, field: str) -> Value:
    """What a field of the article holds."""
    found = getattr(article, field)
    return found.isoformat() if isinstance(found, dt.date) else found


def correct(
    database: Database, key: int, before: Article, after: Mapping[str, Value], revision: int
) -> None:
    """Note that a person has set these fields of an article, which was so `before`."""
    for field, value in after.items():
        # Set again within one act, a field is still `before` what it was at first.
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
    """The fields of the article that a person has set."""
    return {
        field
        for (field,) in database.rows(
            "SELECT DISTINCT field FROM correction WHERE article = ? AND undone IS NULL", (key,)
        )
    }


def last_act(database: Database, key: int) -> int | None:
    """The revision of the latest act of editing of the article that is not undone."""
    row = database.one(
        "SELECT max(revision) FROM correction WHERE article = ? AND undone IS NULL", (key,)
    )
    return None if row[0] is None else int(row[0])


def undo(database: Database, key: int, act: int, revision: int) -> tuple[str, ...]:
    """Take back what this act of editing did to the article; the fields that it had set."""
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
        # What is not as it was written does not become so.
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
    """Whether a correction (the values that its checksum is of) is as it was written.

    Undoing one was not covered at first: such a row is taken as it is.
    """
    known = [checksum(row)] if undone is None else [checksum((*row, undone)), checksum(row)]
    return kept is None or kept in known


def corrections_of(database: Database, key: int) -> Iterator[Correction]:
    """Every correction of the article there ever was, in the order in which they were made."""
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
    """The value as it stands in a row. Raises ValueError if the field cannot have it."""
    plain = storable(value) if isinstance(value, str) else value and list(map(storable, value))
    stored = json.dumps(plain if plain is None or isinstance(plain, str) else list(plain))
    checked(field, stored)
    return stored


def checked(field: str, stored: str) -> Value:
    """What a row says that a field was, or became. Raises ValueError if the field cannot be so."""
    if field not in CORRECTABLE:
        raise ValueError(f"{field[:40]!r} is no field that can be corrected")
    value: Value = parsed(stored)
    found: Value = KINDS[field].value(value)
    return found if KINDS[field].several else value  # a day stays a text


def expect_moments(made: object, undone: object) -> None:
    """Raises ValueError if a correction cannot have been made, or taken back, at these times."""
    kinds.MOMENT.read(made)
    kinds.MOMENT.or_none().read(undone)
