"""Settle printed dates with two readings by other dates of the same source or folder.

04/05/2018 can be two days. If the source of the article also prints 25/05/2018, and never a date
like 05/25/2018, it is the fourth of May. The first witness with a proof decides: the source; the
file, if it holds several articles; the folder. If it contradicts itself, the date is unknown.

Other papers prove nothing: for an article with a source, file and folder count only dates of
articles without a source.

A settled date stays when its witnesses are gone, and goes when one contradicts it. The versions
themselves never change.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from newsarchive.model.article import Mistake
from newsarchive.model.kinds import storable
from newsarchive.store.columns import fits
from newsarchive.store.database import Database
from newsarchive.store.layer import note

_UNDECIDED = """
    SELECT article.key, version.number, version.source, version.date_source,
        version.date_candidates, version.date_order, settled.date, settled.date_source
    FROM version
    JOIN article ON article.key = version.article AND article.version = version.number
    LEFT JOIN settled ON settled.article = version.article AND settled.version = version.number
    WHERE version.date IS NULL AND version.date_candidates <> '[]'
"""
_PROOF = "version.date_order IS NOT NULL AND version.date_candidates = '[]'"
_CURRENT = "JOIN article ON article.key = version.article AND article.version = version.number"
_FIRST = {"dmy": "day first", "mdy": "month first"}

SETTLE = "settle"
"""What the revisions that settling makes note: such a transaction changes nothing else."""

Touch = Callable[[Sequence[int]], None]
"""Is called with the keys of articles before they change."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The numbers of articles that settling changed."""

    settled: int = 0
    """They have a value now that they did not have."""
    unsettled: int = 0
    """What was settled of them was contradicted."""
    mistakes: tuple[Mistake, ...] = ()
    """Those of the program, each of which left an article as it was."""

    def __add__(self, more: Settlement) -> Settlement:
        return Settlement(
            self.settled + more.settled,
            self.unsettled + more.unsettled,
            self.mistakes + more.mistakes,
        )


def settled_until(database: Database) -> int:
    """The revision after which nothing is settled yet; -1 for none."""
    row = database.row("SELECT revision FROM settling")
    return -1 if row is None else int(row[0])


def note_settled(database: Database, seen: int) -> None:
    """Note that all is settled that was there at this revision.

    What settling alone changed after it, here or in another process, need not be looked at either:
    nothing that it writes changes what it decides.
    """
    database.run("DELETE FROM settling")
    database.run(
        """
        INSERT INTO settling (revision)
        SELECT coalesce(min(number) - 1, (SELECT max(number) FROM revision))
        FROM revision WHERE number > ? AND what <> ?
        """,
        (seen, SETTLE),
    )


def settle(database: Database, touch: Touch) -> Settlement:
    """Settle dates."""
    witnesses = _Witnesses(database)
    settled = unsettled = 0
    # All rows are read before any is written: a cursor must not see its table change.
    for key, number, source, found, candidates, order, known, known_source in list(
        database.rows(_UNDECIDED)
    ):
        if not fits((candidates,), "version", "date_candidates"):
            continue  # reading the article reports it
        days = json.loads(candidates)
        if order not in _FIRST or len(days) != 2:
            continue
        orders, name = witnesses.of(key, number, source)
        if len(orders) == 1:
            (proved,) = orders
            day = days[0] if order == proved else days[1]
            where = storable(f"{found or 'printed'}, {_FIRST[proved]} as elsewhere in {name}")
            if (day, where) == (known, known_source):
                continue
            touch([key])
            note(database, key, number, {"date": day, "date_source": where})
            settled += day != known
        elif orders and known is not None:
            touch([key])
            note(database, key, number, {"date": None, "date_source": None})
            unsettled += 1
    return Settlement(settled, unsettled)


class _Witnesses:
    """The orders of day and month that the dates of a source, file or folder prove."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._sources: dict[str, set[str]] = {}

    def of(self, key: int, number: int, source: str | None) -> tuple[set[str], str]:
        """The orders that the first witness with a proof has shown, and its name."""
        if source is not None and (orders := self._of_source(source)):
            return orders, source
        select = "SELECT file, path FROM place WHERE article = ? AND version = ?"
        places = list(self._db.rows(select, (key, number)))
        by = self._anonymous if source is not None else self._all
        files = {file for file, path in places if path != file}
        if files and (orders := set().union(*(by.files[file] for file in files))):
            return orders, " and ".join(sorted(PurePath(file).name for file in files))
        folders = {_folder(file) for file, _ in places}
        orders = set().union(*(by.folders[folder] for folder in folders))
        return orders, " and ".join(sorted(f"{PurePath(folder).name}/" for folder in folders))

    def _of_source(self, source: str) -> set[str]:
        if source not in self._sources:
            self._sources[source] = {
                order
                for order in _FIRST
                if self._db.row(
                    f"""
                    SELECT 1 FROM version {_CURRENT}
                    WHERE version.source = ? AND version.date_order = ? AND {_PROOF} LIMIT 1
                    """,  # noqa: S608 - SQL of our own
                    (source, order),
                )
            }
        return self._sources[source]

    @cached_property
    def _all(self) -> _Places:
        return _Places(self._db, "")

    @cached_property
    def _anonymous(self) -> _Places:
        return _Places(self._db, "AND version.source IS NULL")


class _Places:
    """The orders that the dates of each file and each folder prove."""

    def __init__(self, database: Database, condition: str) -> None:
        self.files: defaultdict[str, set[str]] = defaultdict(set)
        self.folders: defaultdict[str, set[str]] = defaultdict(set)
        for file, order in database.rows(
            f"""
            SELECT DISTINCT place.file, version.date_order FROM version {_CURRENT}
            JOIN place ON place.article = version.article AND place.version = version.number
            WHERE {_PROOF} {condition}
            """  # noqa: S608 - SQL of our own
        ):
            self.files[file].add(order)
            self.folders[_folder(file)].add(order)


def _folder(file: str) -> str:
    return str(PurePath(file).parent)
