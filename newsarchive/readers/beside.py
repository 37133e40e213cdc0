"""What the text and the path of an article tell where its fields do not: place, day, language.

It must not know the fields.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from newsarchive.dates.expressions import Day
from newsarchive.readers.file_names import day_in_path, day_with_year_of
from newsarchive.readers.header.dateline import Dateline, dateline_of, read_dateline_field
from newsarchive.readers.language import detect

_READ_FOR_LANGUAGE = 800
"""Characters: as good as the whole text, and much quicker."""

_NOTHING = Dateline()


def dateline_in(place: str | None, dateline: str | None, body: str) -> Dateline:
    """What fields for the place and the dateline say, and what they do not, as the text has it."""
    if not place and not dateline:
        return dateline_of(body) or _NOTHING
    said = (read_dateline_field(place) if place else None) or _NOTHING
    field = (read_dateline_field(dateline) if dateline else None) or _NOTHING
    printed = dateline_of(body) or _NOTHING
    return Dateline(
        said.place or place or field.place or printed.place,
        field.agency or said.agency or printed.agency,
        field.day or printed.day,
        field.without_year or printed.without_year,
    )


def day_beside_fields(
    dateline: Dateline, path: str, is_plausible: Callable[[dt.date], bool]
) -> tuple[Day | None, str | None]:
    """The day of an article whose fields do not tell it, and where it was found.

    `path` is that of a file that holds this article alone, or "".
    """
    if dateline.day and dateline.day.day and is_plausible(dateline.day.day):
        return dateline.day, "dateline"
    found = None
    if path and dateline.without_year:
        found = day_with_year_of(path, *dateline.without_year)
    source = "dateline" if found else "file name"
    if path and found is None:
        found = day_in_path(path)
    return (Day(found), source) if found and is_plausible(found) else (None, None)


def language_of(title: str | None, body: str) -> str | None:
    """The language of the title and the text's beginning; None if that is not certain."""
    return detect(f"{title or ''}\n{body[:_READ_FOR_LANGUAGE]}")
