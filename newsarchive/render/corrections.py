"""Corrections, and where each value was found, as lines of text. It knows data only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.model.article import ArchivedArticle, Article, Correction, Value
from newsarchive.render.columns import clipped
from newsarchive.render.record import Record

if TYPE_CHECKING:
    from newsarchive.curate.edit import Edited

NONE = "-"
LONGEST = 200
"""Columns of a value that are shown of what has just been changed: enough to see what it was."""

_TRACED = (
    "title", "date", "authors", "language", "agency", "place", "source", "section", "tags", "url",
)  # fmt: skip
_ALWAYS = 6
"""So many of these are shown even where nothing is known."""


def worded(value: Value) -> str:
    """A value for a person."""
    if value is None or value == ():
        return NONE
    return value if isinstance(value, str) else "; ".join(value)


def edited_lines(edited: Sequence[Edited]) -> Iterator[str]:
    """The changed fields, a line each: short id, field, before and after."""
    for one in edited:
        for field in one.fields:
            before, after = value_of(one.before.article, field), value_of(one.after.article, field)
            change = " → ".join(clipped(worded(value), LONGEST) for value in (before, after))
            yield f"{one.after.id[:8]}  {field}: {change}"


def edited_records(edited: Sequence[Edited]) -> Iterator[Record]:
    """The same as plain data."""
    for one in edited:
        for field in one.fields:
            before, after = value_of(one.before.article, field), value_of(one.after.article, field)
            yield {"id": one.after.id, "field": field, "before": before, "after": after}


def correction_line(correction: Correction) -> str:
    """A correction on one line."""
    undone = f" (undone {correction.undone})" if correction.undone else ""
    return (
        f"{correction.made}  {correction.field}: {worded(correction.before)} → "
        f"{worded(correction.after)}{undone}"
    )


def correction_record(correction: Correction) -> Record:
    """A correction as plain data."""
    names = ("field", "before", "after", "made", "undone")
    return {name: getattr(correction, name) for name in names}


@dataclass(frozen=True, slots=True)
class Trace:
    """A value of an article, and what there is to say of where it is from."""

    name: str
    value: str
    notes: tuple[str, ...] = ()


def provenance(
    archived: ArchivedArticle, read: ArchivedArticle, corrections: Sequence[Correction]
) -> Iterator[Trace]:
    """Each value and where it was found, then all corrections.

    `read` is the same version without corrections and settled values.
    """
    yield Trace("id", archived.id)
    made = {one.field: one.made for one in corrections if one.undone is None}
    for number, field in enumerate(_TRACED):
        value = value_of(archived.article, field)
        notes = tuple(_notes(field, archived.article, read.article, made))
        if number < _ALWAYS or value or notes:
            yield Trace(field, worded(value), notes)
    for correction in corrections:
        yield Trace("correction", correction_line(correction))


def _notes(field: str, article: Article, read: Article, made: Mapping[str, str]) -> Iterator[str]:
    if field in made:
        yield f"corrected {made[field][:10]}"
        found, where = value_of(read, field), source_of(read, field)
        if found:
            yield f"read as {worded(found)}" + (f", {where}" if where else "")
        else:
            yield "none was read"
    elif where := source_of(article, field):
        yield where
        was, printed = value_of(read, field), source_of(read, field)
        if was and was != value_of(article, field) and printed != "derived":
            yield f"read as {worded(was)}, {printed}"
    if field == "date" and article.date_candidates:
        yield f"printed so that it may be {' or '.join(map(str, article.date_candidates))}"


def provenance_lines(traces: Iterable[Trace], *, person: bool) -> Iterator[str]:
    """A line each, `name: value (notes)`; for a person the notes have lines of their own."""
    for trace in traces:
        if person:
            yield f"{trace.name:>10}  {trace.value}"
            yield from (f"{'':>10}    {note}" for note in trace.notes)
        else:
            notes = f" ({'; '.join(trace.notes)})" if trace.notes else ""
            yield f"{trace.name}: {trace.value}{notes}"


def value_of(article: Article, field: str) -> Value:
    """What a field of the article holds, as text."""
    found = getattr(article, field)
    return found if found is None or isinstance(found, tuple) else str(found)


def source_of(article: Article, field: str) -> str | None:
    """Where it was found, for the fields of which that is noted."""
    return getattr(article, f"{field}_source", None)
