"""Corrections, and where each value was found, as lines of text. It knows data only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsarchive.article import ArchivedArticle, Article, Correction, Value
from newsarchive.keeping import Edited
from newsarchive.render.record import Record

NONE = "-"

_TRACED = (
    "title", "date", "authors", "language", "agency", "place", "source", "section", "tags", "url",
)  # fmt: skip
_ALWAYS = 4
"""So many of these are shown even where nothing is known."""


def worded(value: Value) -> str:
    """A value for a person."""
    if value is None or value == ():
        return NONE
    return value if isinstance(value, str) else "; ".join(value)


def edited_lines(edited: Sequence[Edited]) -> Iterator[str]:
    """What was changed, a line a field: short id, field, before and after."""
    for one in edited:
        for field in one.fields:
            before, after = value_of(one.before.article, field), value_of(one.after.article, field)
            yield f"{one.after.id[:8]}  {field}: {worded(before)} → {worded(after)}"


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
    return {
        "field": correction.field,
        "before": correction.before,
        "after": correction.after,
        "made": correction.made,
        "undone": correction.undone,
    }


def provenance(
    archived: ArchivedArticle, read: ArchivedArticle, corrections: Sequence[Correction]
) -> Iterator[tuple[str, str]]:
    """Names and what is to be said of them: each value and where it was found, then corrections.

    `read` is the same version without corrections and settled dates.
    """
    yield "id", archived.id
    for number, field in enumerate(_TRACED):
        value, found = value_of(archived.article, field), value_of(read.article, field)
        notes = [source_of(archived.article, field)]
        if field == "date":
            notes += [f"may be {worded(_candidates(archived.article))}"] * bool(
                archived.article.date_candidates
            )
        if value != found:
            where = source_of(read.article, field)
            notes.append(f"read as {worded(found)}" + (f" from {where}" if where else ""))
        told = "; ".join(note for note in notes if note)
        if number < _ALWAYS or value or told:
            yield field, worded(value) + (f" ({told})" if told else "")
    for correction in corrections:
        yield "correction", correction_line(correction)


def value_of(article: Article, field: str) -> Value:
    """What a field of the article holds, as text."""
    found = getattr(article, field)
    return found if found is None or isinstance(found, tuple) else str(found)


def source_of(article: Article, field: str) -> str | None:
    """Where it was found, for the fields of which that is noted."""
    return getattr(article, f"{field}_source", None)


def _candidates(article: Article) -> str:
    return " or ".join(str(day) for day in article.date_candidates)
