"""Ids of articles, by their first digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from newsarchive.model.errors import UnknownIdError
from newsarchive.model.kinds import storable
from newsarchive.store.columns import fits
from newsarchive.store.database import Database


def beginning_with(database: Database, digits: str) -> list[str]:
    """All ids that begin with these digits, in order."""
    # "g" comes after every hexadecimal digit.
    select = "SELECT id FROM article WHERE id >= ? AND id < ? ORDER BY id"
    rows = database.rows(select, (digits, digits + "g"))
    return [row[0] for row in rows if fits(row, "article", "id")]


def completed(prefix: str, known: Callable[[str], Sequence[str]]) -> str:
    """The one id that begins with these 4 or more digits, in either case.

    `known` gives all ids that begin with digits in small letters, in order. Raises
    UnknownIdError if there is none, or more than one.
    """
    if not re.fullmatch("[0-9a-fA-F]*", prefix):
        raise UnknownIdError(f"{prefix} is not an id: ids are made of 0-9 and a-f")
    if len(prefix) < 4:
        shown = prefix or "an empty text"
        raise UnknownIdError(f"{shown} is too short: give at least 4 digits of an id")
    ids = known(storable(prefix.lower()))
    if not ids:
        raise UnknownIdError(
            f"no article has an id that begins with {prefix}; newsarchive list shows ids"
        )
    if len(ids) > 1:
        shown = ", ".join(id_[: max(8, len(prefix) + 2)] for id_ in ids[:5])
        more = ", …" if len(ids) > 5 else ""
        raise UnknownIdError(f"{prefix} fits {len(ids)} articles: {shown}{more}")
    return ids[0]
