"""Counts and timelines as records, and as lines for a pipe: the numbers, without a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.render.record import Record
    from newsarchive.search.facets import Count, Facet
    from newsarchive.search.sample import Sample, Stratum
    from newsarchive.search.timeline import Column, Part, Period, Timeline

NONE = "-"
"""What stands for an unknown value, as in the lines of a search."""

COUNT_FIELDS = ("facet", "value", "articles", "share")
PERIOD_FIELDS = ("period", "first", "last", "articles", "total", "share")
SAMPLE_FIELDS = ("seed", "sampled", "population", "stratum", "weight")
_DECIMALS = 6

HEADINGS: dict[Facet, str] = {
    "author": "Authors", "source": "Sources", "agency": "Agencies", "section": "Sections",
    "tag": "Tags", "language": "Languages", "year": "Years", "month": "Months",
    "length": "Words",
}  # fmt: skip


def count_record(count: Count) -> Record:
    """A count as plain data."""
    return {
        "facet": count.facet,
        "value": count.value,
        "articles": count.articles,
        "share": round(count.share, _DECIMALS),
    }


def period_record(period: Period) -> Record:
    """A period as plain data."""
    return {
        "period": period.name,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "articles": period.articles,
        "total": period.total,
        "share": None if period.share is None else round(period.share, _DECIMALS),
    }


def sample_record(sample: Sample, stratum: Stratum) -> Record:
    """What a sample says of each of its articles, as plain data."""
    return {
        "seed": sample.seed,
        "sampled": sample.size,
        "population": sample.population,
        "stratum": stratum.name,
        "weight": round(stratum.weight, _DECIMALS),
    }


def column_labels(found: Timeline) -> list[str]:
    """What the columns of a divided timeline are called."""
    return [
        "others" if column.others else safe.line(column.value or "unknown")
        for column in found.columns
    ]


def period_fields(found: Timeline, *, table: bool) -> tuple[str, ...]:
    """The fields of a record of a period.

    A divided timeline has one more, `groups`; as a table, one for each group.
    """
    if not found.division:
        return PERIOD_FIELDS
    named = (f"{found.division}: {label}" for label in column_labels(found))
    return (*PERIOD_FIELDS, *(named if table else ("groups",)))


def period_records(found: Timeline, *, table: bool) -> Iterator[Record]:
    """The periods as plain data, with the fields of `period_fields`."""
    added = period_fields(found, table=table)[len(PERIOD_FIELDS) :]
    for period in found.periods:
        parts: list[object] = [
            part.articles if table else _part_record(column, part)
            for column, part in zip(found.columns, period.parts, strict=True)
        ]
        more = dict(zip(added, parts if table else [parts], strict=True)) if added else {}
        yield period_record(period) | more


def _part_record(column: Column, part: Part) -> Record:
    return {
        "value": column.value,
        "others": column.others,
        "articles": part.articles,
        "total": part.total,
        "share": None if part.share is None else round(part.share, _DECIMALS),
    }


def lines(counts: Iterable[Count], stream: TextIO, *, facet: bool) -> None:
    """One line a value: how many articles, the value and, if asked for, the facet.

    So the lines of one facet are like those of `authors`.
    """
    for count in counts:
        cells = [str(count.articles), NONE if count.value is None else count.value]
        if facet:
            cells.append(count.facet)
        stream.write("\t".join(map(safe.line, cells)) + "\n")


def label(count: Count) -> str:
    """The value as people read it."""
    if count.value is None:
        return "undated" if count.facet in ("year", "month") else "unknown"
    if count.facet == "length":
        low, _, high = count.value.partition("..")
        return f"{int(low):,} to {int(high):,}" if high else f"{int(low):,} or more"
    return count.value


def percent(share: float | None) -> str:
    """A share for people: "12%", "1.5%", "<0.1%"; "100%" only for all, ">99%" for nearly all."""
    if share is None:
        return ""
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.1%}" if share < 0.0995 and share else f"{share:.0%}"


def articles(count: int) -> str:
    """ "1 article", "1,234 articles"."""
    return f"{count:,} article{'' if count == 1 else 's'}"
