"""Ids of articles, by their first digits."""

from __future__ import annotations

import re

from newsarchive.model.errors import UnknownIdError
from newsarchive.model.kinds import storable
from newsarchive.store.columns import fits
from newsarchive.store.database import Database


def completed(database: Database, prefix: str) -> str:
    """The one id that begins with these 4 or more digits, in either case.

    Raises UnknownIdError if there is none, or more than one.
    """
    if not re.fullmatch("[0-9a-fA-F]*", prefix):
        raise UnknownIdError(f"{prefix} is not an id: ids are made of 0-9 and a-f")
    if len(prefix) < 4:
        shown = prefix or "an empty text"
        raise UnknownIdError(f"{shown} is too short: give at least 4 digits of an id")
    # "g" comes after every hexadecimal digit.
    bounds = (storable(prefix.lower()), storable(prefix.lower()) + "g")
    select = "SELECT id FROM article WHERE id >= ? AND id < ? ORDER BY id"
    ids = [row[0] for row in database.rows(select, bounds) if fits(row, "article", "id")]
    if not ids:
        raise UnknownIdError(
            f"no article has an id that begins with {prefix}; newsarchive list shows ids"
        )
    if len(ids) > 1:
        shown = ", ".join(id_[: max(8, len(prefix) + 2)] for id_ in ids[:5])
        more = ", …" if len(ids) > 5 else ""
        raise UnknownIdError(f"{prefix} fits {len(ids)} articles: {shown}{more}")
    return str(ids[0])
