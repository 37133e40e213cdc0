"""How many articles of an index have each value of a field: counted on the cluster.

The values are checked as those of an archive are. Those that a column holds cut are made whole from
a document that has them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from newsarchive.engines.opensearch import details
from newsarchive.engines.opensearch.answers import object_at
from newsarchive.engines.opensearch.seen import PAGE, Query, Seen, column
from newsarchive.model import kinds
from newsarchive.store.columns import TABLES
from newsarchive.store.reading import Listing
from newsarchive.store.tally import CountedValue, Detail

_KINDS = TABLES["version"]
_CHOSEN = 50_000
"""Keys that one request names: OpenSearch takes 65,536."""


class Found(Collection[int]):
    """The keys of the articles that a query finds, which are fetched only if they are needed."""

    def __init__(
        self,
        query: Callable[[], Query],
        count: Callable[[], int],
        fetch: Callable[[], Collection[int]],
    ) -> None:
        self.query = query
        """For the `filter` of a `bool` query."""
        self._count = count
        self._fetch = fetch

    def __len__(self) -> int:
        return self._count()

    def __iter__(self) -> Iterator[int]:
        return iter(self._fetch())

    def __contains__(self, key: object) -> bool:
        return key in self._fetch()


def chosen(keys: Collection[int] | None, size: int = _CHOSEN) -> Iterator[list[Query]]:
    """Filters for the articles with these keys (None: for all), each for a part of them."""
    if keys is None:
        yield []
    elif isinstance(keys, Found):
        yield [keys.query()]
    else:
        each = list(dict.fromkeys(keys))
        for start in range(0, len(each), size):
            yield [{"terms": {"key": each[start : start + size]}}]


def counts(
    seen: Seen, wanted: Sequence[Detail], keys: Collection[int] | None
) -> dict[Detail, Counter[CountedValue]]:
    """See `statistics.counts`. Raises ValueError for a value that cannot be right."""
    found: dict[Detail, Counter[CountedValue]] = {detail: Counter() for detail in wanted}
    columns = {detail: [_column(detail)] for detail in wanted}
    for where in chosen(keys):
        for detail, (stored,), count in seen.buckets(columns, *where):
            found[detail][value(seen, detail, stored)] += count
    return found


def crossed(
    seen: Seen, wanted: tuple[Detail, Detail], keys: Collection[int] | None
) -> Counter[tuple[CountedValue, CountedValue]]:
    """See `statistics.crossed`. Raises ValueError for a value that cannot be right."""
    found: Counter[tuple[CountedValue, CountedValue]] = Counter()
    one, other = wanted
    for where in chosen(keys):
        for _, pair, count in seen.buckets({"pair": [*map(_column, wanted)]}, *where):
            found[value(seen, one, pair[0]), value(seen, other, pair[1])] += count
    return found


def listed(seen: Seen, detail: Detail | None, keys: Collection[int]) -> Listing:
    """Articles with a detail that is no list. Raises ValueError as `counts` does."""
    numbers, ids, values = list[int](), list[str](), list[CountedValue]()
    columns = ["key", "id", *([_column(detail)] if detail else [])]
    for where in chosen(keys, PAGE):
        for hit in seen.every(*where, columns=columns):
            numbers.append(kinds.NUMBER.value(column(hit, "key")))
            ids.append(kinds.ID.value(column(hit, "id")))
            values.append(value(seen, detail, column(hit, _column(detail))) if detail else None)
    return Listing(numbers, "".join(ids).encode(), values)


def value(seen: Seen, detail: Detail, stored: Any) -> CountedValue:
    """The value of a detail, of that of its column. Raises ValueError if it cannot be right."""
    kind = _KINDS[detail]
    if detail == "date" and stored is not None:
        try:
            return dt.date.fromordinal(stored).isoformat()
        except (OverflowError, TypeError) as error:
            raise ValueError(f"{str(stored)[:40]!r} is no day") from error
    if stored.__class__ is str and len(stored) > details.LONGEST:
        stored = _whole(seen, detail, stored)
    if kind.several:
        stored = None if stored is None else [stored]
        return next(iter(kind.value(stored or [])), None)
    found: CountedValue = kind.value(stored)
    return found


def _column(detail: Detail) -> str:
    return {"date": "day", "words": "words"}.get(detail, f"detail.{detail}")


def _whole(seen: Seen, detail: Detail, stored: str) -> str:
    """The value that was cut, from one of the documents that have it."""
    part = f"record.article.{detail}"
    for hit in seen.hits({"term": {_column(detail): stored}}, size=1, source=[part]):
        found = object_at(hit, "_source", "record", "article").get(detail)
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, str) and details.cut(one) == stored:
                return one
    raise ValueError(f"a {detail} that is cut is nowhere whole")
