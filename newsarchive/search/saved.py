"""Saved searches: queries that the archive keeps by name, and what is new among their articles.

New is what matches and was not yet shown as new: no clock decides. This module must not know the
command line.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Unpack

from newsarchive.model import clock, kinds
from newsarchive.model.errors import QueryError, UnknownNameError
from newsarchive.model.progress import Advance
from newsarchive.query.filters import Filters, given
from newsarchive.query.tree import Every
from newsarchive.search.asking import DateOrder, QueryOptions, QueryReader, ask, unknown
from newsarchive.search.hit import Hit
from newsarchive.search.order import Sort
from newsarchive.store import SavedSearch

if TYPE_CHECKING:
    from newsarchive.session import Session


class News:
    """What is new of a saved search: iterating gives the hits."""

    def __init__(
        self, session: Session, search: SavedSearch, limit: int | None, now: dt.date | None,
        advance: Advance | None,
    ) -> None:  # fmt: skip
        """Search. Raises QueryError, ArchiveError."""
        store = session.stored()
        self.name = search.name
        self.revision = store.revision().number
        """The state of the archive that was asked."""
        self.shown: list[int] = []
        """The keys of the hits that were given."""
        self._results = ask(
            session, f"@{search.name}", QueryOptions(), limit=limit, now=now, advance=advance
        )
        self._results.leave_out(store.searches.seen(search.name))

    def see_all(self) -> None:
        """Take all of them as given."""
        self.shown = self._results.keys()

    @property
    def total(self) -> int:
        """How many are new, whatever the limit."""
        return self._results.total

    def __iter__(self) -> Iterator[Hit]:
        for hit in self._results:
            self.shown.append(hit.archived.key)
            yield hit


class SavedSearches:
    """The saved searches of an archive: `Archive.searches`. Iterating gives them, by name.

    Each method may raise ArchiveError, and those that write BusyError.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def __iter__(self) -> Iterator[SavedSearch]:
        return iter(self._session.stored().searches.listed())

    def __getitem__(self, name: str) -> SavedSearch:
        """The one of this name. Raises UnknownNameError."""
        known = {one.name: one for one in self}
        if name not in known:
            raise UnknownNameError(unknown(name, known))
        return known[name]

    def save(
        self,
        name: str,
        query: str = "",
        *,
        any_word: bool = False,
        literal: bool = False,
        sort: Sort | None = None,
        order: DateOrder | None = None,
        now: dt.date | None = None,
        **filters: Unpack[Filters],
    ) -> SavedSearch:
        """Keep a query, with options of `Archive.search`, under a name: "@name" in other queries.

        It is kept as it was typed, so "last week" means that of the day it is asked. A search of
        this name gets the new query; what was seen of it stays seen. Raises QueryError if it cannot
        be asked, UnknownNameError if no search can have the name.
        """
        try:
            kinds.NAME.value(name)
        except ValueError as error:
            raise UnknownNameError(str(error)) from None
        texts = given(filters)
        options: dict[str, object] = {
            key: value
            for key, value in {
                "any_word": any_word, "literal": literal, "order": order, "sort": sort
            }.items()
            if value
        }  # fmt: skip
        options |= {key: list(several) for key, several in texts.items()}
        text = json.dumps(options, ensure_ascii=False)
        reader = QueryReader(self._session, now or clock.today())
        tree = reader.tree(query, QueryOptions.of(text), (name,))
        if tree == Every() and not query.strip():
            raise QueryError("what to search for?", query, 0, 0)
        search = SavedSearch(name, query, text, clock.stamp())
        store = self._session.writing()
        with store.changing("save"):
            store.searches.put(search)
        return self[name]

    def remove(self, *names: str) -> None:
        """Remove searches, and what was seen of them: all or none. Raises UnknownNameError."""
        for name in names:
            self[name]
        store = self._session.writing()
        with store.changing("save"):
            for name in names:
                store.searches.remove(name)

    def new(
        self,
        name: str,
        *,
        limit: int | None = None,
        now: dt.date | None = None,
        advance: Advance | None = None,
    ) -> News:
        """What matches a search and was never given as new; `mark` notes what was given.

        Raises UnknownNameError, QueryError.
        """
        return News(self._session, self[name], limit, now, advance)

    def mark(self, *found: News) -> None:
        """Note that the hits given so far were seen: they are not new any more."""
        store, now = self._session.writing(), clock.stamp()
        with store.changing("new"):
            for one in found:
                store.searches.mark(one.name, one.shown, now, one.revision)
