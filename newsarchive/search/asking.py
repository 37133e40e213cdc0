"""From what was typed to results: a query, its options, and the saved searches that it names.

It must not know the command line.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, cast, get_args

from newsarchive.model import clock
from newsarchive.model.errors import QueryError
from newsarchive.model.frozen import frozen
from newsarchive.query.filters import FILTERS, given

if TYPE_CHECKING:
    from newsarchive.dates.expressions import Order
    from newsarchive.model.deadline import Deadline
    from newsarchive.model.progress import Advance
    from newsarchive.query.filters import Filters
    from newsarchive.query.tree import Node
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Dups, Results
    from newsarchive.session import Session

DateOrder = Literal["dmy", "mdy"]
MOST_NAMED = 100
"""Saved searches that a query may name, with those that these name in turn."""


@frozen
class QueryOptions:
    """The options of a search that belong to its query, and are saved with it."""

    any_word: bool = False
    literal: bool = False
    order: DateOrder | None = None
    sort: Sort | None = None
    filters: Filters = {}  # noqa: RUF012 - nobody changes it

    @classmethod
    def of(cls, text: str) -> QueryOptions:
        """The options of a JSON text. Raises ValueError for any that are not known here."""
        from newsarchive.search.order import SORTS

        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError("its options are not an object")  # noqa: TRY004 - a text's form
        filters = {name: found.pop(name) for name in FILTERS if name in found}
        known: dict[str, tuple[object, ...]] = {
            "any_word": (True,), "literal": (True,), "sort": SORTS, "order": get_args(DateOrder)
        }  # fmt: skip
        if not all(value in known.get(name, ()) for name, value in found.items()) or not all(
            isinstance(several, list) and all(isinstance(one, str) for one in several)
            for several in filters.values()
        ):
            raise ValueError("it has options that this version does not know")
        return cls(filters=cast("Filters", filters), **found)


def ask(
    session: Session,
    query: str | Node,
    options: QueryOptions,
    *,
    now: dt.date | None = None,
    offset: int = 0,
    limit: int | None = None,
    recent: bool = False,
    dups: Dups = "show",
    deadline: Deadline | None = None,
    advance: Advance | None = None,
) -> Results:
    """See `Archive.search`. Raises QueryError, ArchiveError, ValueError."""
    from newsarchive.search.results import Results

    _check(options.sort, offset, limit, dups)
    today = now or clock.today()
    reader = QueryReader(session, today)
    tree = reader.tree(query, options)
    results = Results(
        session, tree, sort=options.sort or reader.sort or "relevance",
        recent=today if recent else None, offset=offset, limit=limit, deadline=deadline,
        advance=advance,
    )  # fmt: skip
    results.asked = (str(query), options, today, dups)
    if dups != "show":
        results.narrow(dups)
    return results


def _check(sort: str | None, offset: int, limit: int | None, dups: str) -> None:
    """Raises ValueError for what no search has: not every program is checked for its types."""
    from newsarchive.search.order import SORTS
    from newsarchive.search.results import Dups

    for name, value, known in (("sort", sort or SORTS[0], SORTS), ("dups", dups, get_args(Dups))):
        if value not in known:
            raise ValueError(f"{name} knows {', '.join(known)}, not {value!r}")
    for name, number in (("offset", offset), ("limit", limit or 0)):
        if number < 0:
            raise ValueError(f"{name} is 0 or more, not {number}")


class QueryReader:
    """Reads one question to an archive, with the saved searches it names, as of a day."""

    def __init__(self, session: Session, today: dt.date) -> None:
        self._session = session
        self._today = today
        self._named = 0
        self.sort: Sort | None = None
        """That of the first saved search named."""

    def tree(self, query: str | Node, options: QueryOptions, within: tuple[str, ...] = ()) -> Node:
        """What is asked for; `within` are the saved searches that it is a part of, or becomes.

        Raises QueryError.
        """
        order = date_order(options.order)
        if isinstance(query, str):
            from newsarchive.query.parse import parse_query

            query = parse_query(
                query, now=self._today, any_word=options.any_word, literal=options.literal,
                order=order, saved=lambda name: self._saved(name, within),
            )  # fmt: skip
            if not options.filters or not given(options.filters):
                return query
        from newsarchive.query.flags import filter_nodes
        from newsarchive.query.tree import conjunction

        return conjunction([query, *filter_nodes(options.filters, now=self._today, order=order)])

    def _saved(self, name: str, within: tuple[str, ...]) -> Node:
        """The tree of a saved search. Raises ValueError if there is none, QueryError within it."""
        self._named += 1
        if name in within:
            raise ValueError(f"@{name} would ask for itself")
        if self._named > MOST_NAMED:
            raise ValueError(f"too many saved searches: at most {MOST_NAMED} in one query")
        saved = {one.name: one for one in self._session.stored().searches.listed()}
        if name not in saved:
            raise ValueError(f"{unknown(name, saved)} (the word itself goes in quotation marks)")
        options = QueryOptions.of(saved[name].options)
        if not within:
            self.sort = self.sort or options.sort
        try:
            return self.tree(saved[name].query, options, (*within, name))
        except QueryError as error:
            message = f"in the saved search @{name}: {error}"
            raise QueryError(message, error.query, error.start, error.end) from None


def unknown(name: str, known: Iterable[str]) -> str:
    """That there is no saved search of this name, and which ones may have been meant."""
    import difflib  # only mistakes need it

    close = [f"@{one}" for one in difflib.get_close_matches(name, list(known), 3)]
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"there is no saved search @{name}{hint}"


def date_order(order: DateOrder | None) -> Order | None:
    """How dates such as 04/05/2018 are to be read."""
    if order is None:
        return None
    from newsarchive.dates.expressions import Order  # slow to load, and seldom needed

    return Order(order)
