"""An archive in numbers, and how often each value of a detail occurs among its articles."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from newsarchive.model import kinds
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.frozen import frozen
from newsarchive.store import tally
from newsarchive.store.columns import TABLES, Row, fits
from newsarchive.store.corrections import FROM_CURRENT, standing
from newsarchive.store.database import Database
from newsarchive.store.reading import Listing
from newsarchive.store.tally import CHUNK, CountedValue, Detail

_DAY = kinds.DAY.or_none().read
_TITLE = standing("title")
_CHOSEN = "WHERE key IN (SELECT value FROM json_each(?))"


def counts(
    database: Database,
    details: Sequence[Detail],
    keys: Iterable[int] | None,
    advance: Callable[[int], None] | None = None,
    deadline: Deadline | None = None,
) -> dict[Detail, Counter[CountedValue]]:
    """How many of the articles with these keys (None: of all) have each value of each detail.

    All details are counted in one pass; `advance` is called with the number of articles read. If
    the deadline ends it, the same part of the articles is counted for all details. Raises
    ValueError if an article is damaged. The counts of all articles are kept: no article is read,
    and a deadline leaves all counts or none.
    """
    found: dict[Detail, Counter[CountedValue]] = {detail: Counter() for detail in details}
    if keys is None and tally.is_kept(database):
        with suppress(DeadlineError), database.ended_by(deadline):
            found = tally.kept(database, details)
        if advance and details:
            advance(found[details[0]].total())
        return found
    for chunk in _chunks(database, details, keys, advance, deadline):
        _, _, *columns = zip(*chunk, strict=True)
        for detail, column in zip(details, columns, strict=True):
            found[detail].update(column)
    return {detail: checked(detail, counted) for detail, counted in found.items()}


def crossed(
    database: Database,
    details: tuple[Detail, Detail],
    keys: Iterable[int] | None,
    advance: Callable[[int], None] | None = None,
    deadline: Deadline | None = None,
) -> Counter[tuple[CountedValue, CountedValue]]:
    """How many of the articles have each pair of values of two details that are no lists.

    Otherwise as `counts`.
    """
    found: Counter[tuple[CountedValue, CountedValue]] = Counter()
    for chunk in _chunks(database, details, keys, advance, deadline):
        found.update((one, other) for _, _, one, other in chunk)
    for detail, values in zip(details, zip(*found, strict=True), strict=False):
        checked(detail, Counter(values))
    return found


def _chunks(
    database: Database,
    details: Sequence[Detail],
    keys: Iterable[int] | None,
    advance: Callable[[int], None] | None,
    deadline: Deadline | None,
) -> Iterator[list[Row]]:
    """The `stored` details of the articles with these keys, until the deadline."""
    rows = stored(database, details, keys)
    with suppress(DeadlineError), database.ended_by(deadline):
        while chunk := list(islice(rows, CHUNK)):
            yield chunk
            if advance:
                advance(len(chunk))
            if deadline:
                deadline.check()


def stored(
    database: Database, details: Sequence[Detail], keys: Iterable[int] | None
) -> Iterator[Row]:
    """Key, id and details of the articles with these keys (None: of all), as they are stored.

    In the order of their keys.
    """
    any_correction = database.row("SELECT 1 FROM correction WHERE undone IS NULL") is not None
    columns = (standing(detail, any_correction=any_correction) for detail in details)
    select = f"SELECT {', '.join(('key', 'id', *columns))} {FROM_CURRENT}"
    if keys is None:
        return database.rows(f"{select} ORDER BY key")
    return database.rows(f"{select} {_CHOSEN} ORDER BY key", (json.dumps([*keys]),))


def listed(database: Database, detail: Detail | None, keys: Iterable[int]) -> Listing:
    """The articles with these keys, and a detail of each that is no list.

    Raises ValueError if one is damaged.
    """
    rows = list(stored(database, [detail] if detail else [], keys))
    values: list[CountedValue] = [value for row in rows for value in row[2:]]
    for value in set(values):
        TABLES["version"][str(detail)].read(value)
    ids = "".join(kinds.ID.read(row[1]) for row in rows).encode()
    return Listing([row[0] for row in rows], ids, values or [None] * len(rows))


def ids(database: Database, prefix: str, limit: int) -> list[tuple[str, str | None]]:
    """Ids and titles of the first articles with this prefix; without one, of the latest ones."""
    # "g" comes after every hexadecimal digit.
    where, bounds = (
        ("id >= ? AND id < ? ORDER BY id", (prefix, prefix + "g"))
        if prefix
        else ("TRUE ORDER BY key DESC", ())
    )
    select = f"SELECT id, {_TITLE} {FROM_CURRENT} WHERE {where} LIMIT ?"
    rows = database.rows(select, (*bounds, limit))
    return [(id_, title) for id_, title in rows if fits((id_,), "article", "id")]


def checked(detail: Detail, found: Counter[CountedValue]) -> Counter[CountedValue]:
    """The counts of checked values; of lists, of their items, each once for every list.

    Each different value is checked once. Raises ValueError if one is impossible.
    """
    kind = TABLES["version"][detail]
    counted: Counter[CountedValue] = Counter()
    for one, count in found.items():
        value = kind.read(one)
        if kind.several:
            for item in dict.fromkeys(value or (None,)):
                counted[item] += count
        else:
            counted[one] += count
    return counted


@frozen
class Summary:
    """An archive in numbers. Dates and authors are those of the articles as they are now."""

    articles: int
    versions: int
    dated: int
    first: dt.date | None
    last: dt.date | None
    authors: int
    """The number of different names."""
    originals_bytes: int
    """The originals of all versions, each content once, before compression."""
    text_bytes: int
    """The bodies of all versions, in UTF-8."""
    file_bytes: int
    """The archive file once SQLite has folded its log into it."""


def summarise(database: Database, readable: Sequence[ArchivedArticle] | None) -> Summary:
    """Count everything. `readable` are the readable articles, if not all of them are.

    Raises ValueError if some are not.
    """
    articles, dated, first, last, authors = (
        _of_archive(database) if readable is None else _of_articles(readable)
    )
    (versions,) = database.one("SELECT count(*) FROM version")
    text_bytes, originals_bytes = tally.sizes(database)
    (file_bytes,) = database.one(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    return Summary(
        articles=articles,
        versions=versions,
        dated=dated,
        first=first,
        last=last,
        authors=authors,
        originals_bytes=originals_bytes,
        text_bytes=text_bytes,
        file_bytes=file_bytes,
    )


_Totals = tuple[int, int, dt.date | None, dt.date | None, int]
"""Articles, articles with a date, the first and the last date, and different authors."""


def _of_articles(articles: Sequence[ArchivedArticle]) -> _Totals:
    days = [one.article.date for one in articles if one.article.date]
    authors = {author for one in articles for author in one.article.authors}
    ends = (min(days), max(days)) if days else (None, None)
    return len(articles), len(days), *ends, len(authors)


def _of_archive(database: Database) -> _Totals:
    found = counts(database, ("date", "authors"), None)
    days, articles, undated = found["date"], found["date"].total(), found["date"].pop(None, 0)
    ends = (_DAY(min(map(str, days))), _DAY(max(map(str, days)))) if days else (None, None)
    return articles, articles - undated, *ends, len(found["authors"].keys() - {None})
