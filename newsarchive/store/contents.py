"""The reading half of an archive file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from newsarchive.model import kinds
from newsarchive.model.article import ArchivedArticle, Correction, Problem, Revision
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.digests import sha256
from newsarchive.model.errors import ArchiveError, DamagedError
from newsarchive.model.kinds import storable
from newsarchive.store import damage, ids, originals
from newsarchive.store.columns import Row, expect, fits
from newsarchive.store.corrections import FROM_CURRENT, STANDING_DATE, corrections_of
from newsarchive.store.database import Database, Tell
from newsarchive.store.notes import Notes
from newsarchive.store.opening import open_database
from newsarchive.store.rows import SELECT_CURRENT, SELECT_VERSIONS, archived

if TYPE_CHECKING:
    from newsarchive.model.pastrun import LatestRuns, PastRun
    from newsarchive.model.unread import Unread
    from newsarchive.store import statistics
    from newsarchive.store.fingerprints import Stamp
    from newsarchive.store.history import History, PastCorrection
    from newsarchive.store.reading import Listing
    from newsarchive.store.salvage import Salvage
    from newsarchive.store.saved import Searches
    from newsarchive.store.tally import CountedValue, Detail

T = TypeVar("T")

_DATES = f"SELECT key, id, {STANDING_DATE} {FROM_CURRENT}"
_DAY = kinds.DAY.or_none().read
_MANY = 2000
"""It is quicker to read the dates of all articles than those of more than these."""
_NAMED = 5
"""Damaged articles that messages name; of further ones there is a single message."""
_CHOSEN = "WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key"


class Contents:
    """An archive open for reading. Each method may raise ArchiveError."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.path: Path = database.path
        (found,) = database.one("SELECT CAST(uid AS BLOB) FROM archive")
        uid = found.decode("utf-8", "replace")
        self.uid = uid if fits((uid,), "archive", "uid") else sha256(found).hex()[:32]
        """32 hexadecimal digits; a hash of the stored value if that is anything else."""
        self.damaged: dict[int, str] = {}
        """Articles that could not be read: key → why."""
        self._latest: tuple[Row, Revision | None] = (), None
        """The row of the state that was read last, and the state."""

    @classmethod
    def open(
        cls, path: Path, *, create: bool = False, readonly: bool = False, wait: float = 5.0,
        tell: Tell = lambda _: None,
    ) -> Self:  # fmt: skip
        """Open the archive at `path`; with `create`, make it and its folders where it is missing.

        With `readonly` others may write meanwhile, no archive is made, and a read-only file or
        folder is enough. `wait` is how many seconds to wait for another process before BusyError;
        `tell` is called with messages for the user. Raises ArchiveError if there is no archive, or
        none that this program can use.
        """
        database = open_database(path, create=create, readonly=readonly, wait=wait, tell=tell)
        with database.closed_on_error():
            return cls(database)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def revision(self) -> Revision:
        """The state of the archive: number 0 for a new one."""
        row = self._db.one("SELECT number, token FROM revision ORDER BY number DESC LIMIT 1")
        known, revision = self._latest
        if revision is None or row != known:  # every question asks, and it seldom changes
            with self._readable():
                expect(row, "revision", "number token")
            revision = Revision(*row)
            self._latest = row, revision
        return revision

    def has_revision(self, revision: Revision) -> bool:
        """Whether the archive is or was in this state."""
        sought = (revision.number, revision.token)
        return bool(self._db.row("SELECT 1 FROM revision WHERE number = ? AND token = ?", sought))

    def changes(self, since: int) -> tuple[list[int], list[int]]:
        """The keys of articles changed after a revision, and of those removed after it."""
        changed = "SELECT key FROM article WHERE revision > ? ORDER BY key"
        gone = "SELECT key FROM removed WHERE revision > ? ORDER BY key"
        try:
            keys = [key for (key,) in self._db.rows(changed, (since,))]
        except DamagedError:
            keys = self.keys()
        return keys, [key for (key,) in self._db.rows(gone, (since,))]

    def changes_since(self, before: Revision | None) -> tuple[Revision, list[int], list[int]]:
        """The state of the archive and its `changes` since an earlier one; None: all articles."""
        with self._db.snapshot():
            changes = (self.keys(), []) if before is None else self.changes(before.number)
            return (self.revision(), *changes)

    def unchanged(self, files: Mapping[str, Stamp]) -> dict[str, int]:
        """Path → records of each file that is as it was when it was last archived whole."""
        from newsarchive.store import fingerprints

        return fingerprints.unchanged(self._db, files)

    def unread(self) -> Iterator[Unread]:
        """The files that were not taken in, or not whole, by their paths."""
        from newsarchive.store import unread

        return unread.listed(self._db)

    def runs(self, inbox: str | None = None) -> Iterator[PastRun]:
        """The log of runs, latest first; of an inbox, or all."""
        from newsarchive.store import runs

        return runs.listed(self._db) if inbox is None else runs.of_inbox(self._db, inbox)

    def latest_runs(self) -> LatestRuns:
        """The latest of them; none where the log is damaged."""
        from newsarchive.store import runs

        return runs.latest(self._db)

    def keys(self) -> list[int]:
        """The keys of all articles, in order."""
        return damage.keys(self._db)

    def dates(self, keys: Collection[int] | None) -> dict[int, tuple[dt.date | None, str]]:
        """Date and id of all articles, or of those with these keys; damaged ones are left out."""
        wanted = set(self.keys() if keys is None else keys)
        rows = self._db.rows(_DATES) if len(wanted) > _MANY else self._chosen(_DATES, wanted)
        found: dict[int, tuple[dt.date | None, str]] = {}
        try:
            with self._readable():
                found.update(row for row in map(_dated, rows) if row[0] in wanted)
        except DamagedError:
            for key in sorted(wanted - found.keys()):
                with suppress(DamagedError), self._readable():
                    found.update(map(_dated, self._db.rows(_DATES + "WHERE key = ?", (key,))))
        return found

    def counts(
        self, details: Sequence[Detail], keys: Iterable[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[CountedValue]]:  # fmt: skip
        """See `statistics.counts`. Damaged articles are left out."""
        from newsarchive.store import statistics

        return self._counted(partial(statistics.counts, self._db, details), keys, advance, deadline)

    def crossed(
        self, details: tuple[Detail, Detail], keys: Iterable[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> Counter[tuple[CountedValue, CountedValue]]:  # fmt: skip
        """See `statistics.crossed`. Damaged articles are left out."""
        from newsarchive.store import statistics

        count = partial(statistics.crossed, self._db, details)
        return self._counted(count, keys, advance, deadline)

    def _counted(
        self,
        count: Callable[[list[int] | None, Callable[[int], None] | None, Deadline | None], T],
        keys: Iterable[int] | None, advance: Callable[[int], None] | None,
        deadline: Deadline | None,
    ) -> T:  # fmt: skip
        """Count the articles, or those of them that are sound."""
        chosen = None if keys is None else list(keys)
        try:
            with self._readable():
                return count(chosen, advance, deadline)
        except DamagedError:
            sound: list[int] = []
            with suppress(DeadlineError), self._db.ended_by(deadline):
                sound.extend(article.key for article in self.articles(chosen))
        with self._readable():
            return count(sound, None, deadline)

    def listed(self, detail: Detail | None, keys: Collection[int]) -> Listing:
        """Articles with a detail that is no list; missing and damaged ones are left out."""
        from newsarchive.store import statistics

        return self._counted(
            lambda chosen, *_: statistics.listed(self._db, detail, chosen or ()), keys, None, None
        )

    def details(self, details: Sequence[Detail], keys: Iterable[int] | None) -> Iterator[Row]:
        """See `statistics.stored`."""
        from newsarchive.store import statistics

        return statistics.stored(self._db, details, keys)

    def ids(self, prefix: str, limit: int) -> list[tuple[str, str | None]]:
        """Some ids with this prefix, with their titles; without a prefix the latest ones."""
        from newsarchive.store import statistics

        return statistics.ids(self._db, storable(prefix), limit)

    def get(self, keys: Iterable[int]) -> dict[int, ArchivedArticle]:
        """The articles with these keys; missing ones are left out."""
        return {article.key: article for article in self.articles(keys)}

    def articles(self, keys: Iterable[int] | None = None) -> Iterator[ArchivedArticle]:
        """All articles, or those with these keys, in the order of their keys, one at a time.

        A damaged one is left out, reported to `tell`, and added to `damaged`.
        """
        wanted = None if keys is None else sorted(set(keys))
        last = 0
        try:
            with self._readable():
                for row in self._chosen(SELECT_CURRENT, wanted):
                    article = archived(row, self._db)
                    last = article.key
                    yield article
        except DamagedError:
            left = self.keys() if wanted is None else wanted
            yield from self._one_by_one(key for key in left if key > last)

    def versions(self, key: int) -> list[ArchivedArticle]:
        """All versions of an article as they were read, oldest first.

        Without corrections and settled values; each has the paths of the article.
        """
        rows = self._db.rows(SELECT_VERSIONS + "WHERE key = ? ORDER BY number", (key,))
        with self._readable(key):
            return [archived(row, self._db) for row in rows]

    def corrections(self, key: int) -> list[Correction]:
        """All corrections of an article, oldest first, undone ones too."""
        with self._readable(key):
            return list(corrections_of(self._db, key))

    def history(self, key: int) -> History:
        """An article with all its versions and originals, for another archive.

        Raises ArchiveError if an original is damaged.
        """
        from newsarchive.store import history as past

        versions = self.versions(key)
        with self._readable(key):
            if not versions:
                raise ValueError("its versions are missing")
            return past.History(
                versions[0].id,
                tuple(past.version_of(one, self.original(one.digest)) for one in versions),
                past.places_of(self._db, key),
                past.settled_of(self._db, key),
            )

    def past_corrections(self, ids: Container[str]) -> Iterator[PastCorrection | str]:
        """All corrections of the articles with these ids, oldest first.

        In place of a damaged correction, the id of its article.
        """
        from newsarchive.store import history as past

        for one in past.past_corrections(self._db):
            if (one if isinstance(one, str) else one.id) in ids:
                yield one

    def find(self, prefix: str) -> ArchivedArticle:
        """The one article whose id begins so: see `ids.completed`."""
        id_ = ids.completed(prefix, partial(ids.beginning_with, self._db))
        row = self._db.row(SELECT_CURRENT + "WHERE id = ?", (id_,))
        if row is None:
            raise damage.found(self._db, f"the text of {id_} is missing")
        with self._readable(row[0]):
            return archived(row, self._db)

    def original(self, digest: str) -> bytes:
        """The bytes with this SHA-256 (in hexadecimal), exactly as they were archived."""
        sought = bytes.fromhex(digest)
        row = self._db.row(originals.SELECT, (sought,))
        if row is None:
            raise ArchiveError(f"{self.path} holds no original with the SHA-256 {digest}")
        with self._readable():
            return originals.Stored(*row).original(sought, self._db)

    def summary(self) -> statistics.Summary:
        """The archive in numbers. Damaged articles are left out."""
        from newsarchive.store import statistics

        try:
            with self._readable():
                return statistics.summarise(self._db, None)
        except DamagedError:
            return statistics.summarise(self._db, list(self.articles()))

    def versions_known(self) -> int:
        """The number of versions of all articles; 0 if damage hides it."""
        try:
            return int(self._db.one("SELECT count(*) FROM version")[0])
        except DamagedError:
            return 0

    def check(self, advance: Callable[[int], None] | None = None) -> Iterator[Problem]:
        """Read everything, and yield the problems; `advance` counts the versions read."""
        from newsarchive.store import check

        return check.problems(self._db, advance)

    def back_up(self, file: Path, advance: Callable[[int, int], None] | None = None) -> Revision:
        """Write a copy of the archive into an empty file; the state that it has."""
        with self._db.snapshot():
            revision = self.revision()
            self._db.copy_to(file, advance)
        return revision

    @property
    def notes(self) -> Notes:
        """The notes about articles."""
        return Notes(self._db)

    @property
    def searches(self) -> Searches:
        """The saved searches."""
        from newsarchive.store.saved import Searches

        return Searches(self._db)

    @property
    def salvage(self) -> Salvage:
        """Reads what damage has left."""
        from newsarchive.store.salvage import Salvage

        return Salvage(self._db)

    def snapshot(self) -> AbstractContextManager[None]:
        """All reads within see one state, whatever others write meanwhile."""
        return self._db.snapshot()

    def ended_by(self, deadline: Deadline | None) -> AbstractContextManager[None]:
        """Reads within raise DeadlineError once the time is up."""
        return self._db.ended_by(deadline)

    def _one_by_one(self, keys: Iterable[int]) -> Iterator[ArchivedArticle]:
        for key in keys:
            try:
                row = self._db.row(SELECT_CURRENT + "WHERE key = ?", (key,))
                if row is not None:
                    with self._readable():
                        article = archived(row, self._db)
                    yield article
            except DamagedError as error:
                self._lose(key, error)

    def _lose(self, key: int, error: DamagedError) -> None:
        if key in self.damaged:
            return
        self.damaged[key] = reason = str(error).removeprefix(f"{self.path} is damaged: ")
        if len(self.damaged) <= _NAMED:
            name = damage.name(self._db, key)
            self._db.tell(f"{name} is left out: {reason.partition(';')[0]}")
        elif len(self.damaged) == _NAMED + 1:
            self._db.tell("further articles are left out; `newsarchive check` names them all")

    def _chosen(self, select: str, keys: Iterable[int] | None) -> Iterator[Row]:
        if keys is None:
            return self._db.rows(select + "ORDER BY key")
        return self._db.rows(_statement(select, _CHOSEN), (f"[{','.join(map(str, keys))}]",))

    def _readable(self, key: int | None = None) -> damage.Readable:
        """Turn errors of impossible values (of the article with this key) into DamagedError."""
        return damage.Readable(self._db, key)


@cache
def _statement(select: str, rest: str) -> str:
    """SQL of two parts: the same text each time, as that is found prepared most quickly."""
    return select + rest


def _dated(row: Row) -> tuple[int, tuple[dt.date | None, str]]:
    key, id_, date = row
    expect((id_,), "article", "id")
    return key, (_DAY(date), id_)
