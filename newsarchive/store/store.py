"""The writing half of an archive file: articles in, nothing lost.

It must not know queries, engines or terminals. Several threads must not use it at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Self

from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Note, Value
from newsarchive.model.errors import DamagedError, ReadError
from newsarchive.model.kinds import storable
from newsarchive.model.unread import Unread
from newsarchive.store import corrections, fingerprints, languages, originals, runs, unread, upsert
from newsarchive.store import history as past
from newsarchive.store.columns import Row
from newsarchive.store.compact import compact, learn
from newsarchive.store.contents import Contents
from newsarchive.store.database import Database
from newsarchive.store.deduplicate import Decision, Known, Outcome, Target, decide
from newsarchive.store.dictionaries import Dictionary, latest
from newsarchive.store.fingerprints import Fingerprint
from newsarchive.store.halving import Item, Result, written
from newsarchive.store.history import History, PastCorrection
from newsarchive.store.notes import PastNote
from newsarchive.store.opening import rehearsal
from newsarchive.store.prepare import Prepared
from newsarchive.store.remove import remove
from newsarchive.store.settle import SETTLE, Settlement, Touch, note_settled, settle, settled_until
from newsarchive.store.tally import Tally
from newsarchive.store.together import Read, settle_headers, to_settle

_CASES = 1000
"""Texts that are settled in a transaction: about as many seconds as others may wait."""


class Store(Contents):
    """An open archive. `Store.open` makes one; use it in a `with` statement or close it.

    Each method may raise ArchiveError, and those that write BusyError.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._what: str | None = None
        self._number: int | None = None
        self._streamed: set[int] = set()
        """Keys of the articles that records without a path became since the archive was opened."""
        self._streaming: list[int] = []
        """Those of the current transaction."""
        self._tally = Tally(database)
        self._dictionary: Dictionary | None = None

    @classmethod
    def rehearsing(cls, path: Path) -> Self:
        """A temporary copy of the archive at `path`, or an empty archive if there is none.

        Nothing of it stays, however the process ends. Raises ArchiveError as `open` does.
        """
        with rehearsal(path).closed_on_error() as database:
            return cls(database)

    def ensure_there(self) -> None:
        """Raises ArchiveError if the archive was removed or replaced since it was opened."""
        self._db.ensure_there()

    def become(self, file: Path, wait: float) -> None:
        """Replace the content of the archive by that of another file, at once or not at all.

        The store has to be closed afterwards.
        """
        self._db.become(file, wait)

    def set_uid(self, uid: str) -> None:
        """Take over the uid of another archive: a repaired archive is still the same one."""
        self._db.run("UPDATE archive SET uid = ?", (uid,))

    def forget_writer(self) -> None:
        """Remove the note of a writer, which a copy has from its original."""
        self._db.run("DELETE FROM writer")

    def running(
        self, command: str, *, inbox: str | None = None, log: bool = True,
        since: float | None = None,
    ) -> AbstractContextManager[runs.Entry]:  # fmt: skip
        """For the length of a run, name this process to others, and log it: see `runs`."""
        return runs.running(self._db, command, inbox=inbox, log=log, since=since)

    @contextmanager
    def changing(self, what: str, *, keep: bool = True) -> Iterator[None]:
        """A transaction: all writes within take effect at its end, or none does.

        If it changed an article, it makes a revision that notes `what` changed it: "ingest".
        Without `keep` it is rolled back at its end.
        """
        self._tally.prepare()
        with self._db.transaction(keep=keep):
            self._what, self._number = what, None
            self._streaming.clear()
            self._tally.begin()
            try:
                yield
                self._tally.write()
            except BaseException:
                self._streamed.difference_update(self._streaming)
                raise
            finally:
                self._what = self._dictionary = None

    def write(
        self, what: str, items: Sequence[Item], put: Callable[[Sequence[Item]], Result]
    ) -> Iterator[tuple[Sequence[Item], Result | Exception]]:
        """Write items in transactions; once committed, yield them with the result of `put`."""
        return written(partial(self.changing, what), items, put)

    def dictionary(self) -> Dictionary:
        """The dictionary for what is prepared now: see `prepare`. Each transaction may add one."""
        if self._dictionary is None:
            self._dictionary = latest(self._db)
        return self._dictionary

    def learn(self, records: Sequence[Prepared]) -> None:
        """Make a dictionary of records to be written, if the archive has none."""
        learn(self._db, records, partial(self.changing, "ingest"))

    def compact(self, advance: Callable[[int, int], None]) -> int:
        """Compress all originals as new ones are; how many it were: see `compact`."""
        return compact(self._db, partial(self.changing, "compact"), advance)

    def set_fingerprints(self, found: Mapping[str, Fingerprint]) -> None:
        """Note that these files, by their paths, were archived whole. This makes no revision."""
        self._begun()
        fingerprints.note(self._db, found)

    def note_unread(self, files: Iterable[Unread]) -> list[bool]:
        """Put files on record that were not read; of each, whether the user has to be given it.

        This makes no revision.
        """
        self._begun()
        return unread.note(self._db, files)

    def forget_unread(self, read: Mapping[str, Callable[[str], bool]]) -> None:
        """Remove the records of these files on disk, but for the paths that stay."""
        self._begun()
        unread.forget(self._db, read)

    def forget_gone(self, places: Iterable[str], stays: Callable[[str, bool], bool]) -> None:
        """Remove the records of files that are gone from these places: see `unread`."""
        self._begun()
        unread.forget_gone(self._db, places, stays)

    def report_unread(self, places: Iterable[str]) -> None:
        """Note that the user has been given what is on record of these places."""
        self._begun()
        unread.report(self._db, places)

    def take_over_unread(self, files: Iterable[Unread]) -> None:
        """Put what another archive has on record into this one."""
        self._begun()
        unread.take_over(self._db, files)

    def take_over_runs(self, rows: Iterable[Row]) -> None:
        """Put the log of another archive into this one."""
        self._begun()
        runs.take_over(self._db, rows)

    def put_all(self, records: Sequence[Prepared]) -> list[Outcome]:
        """Archive records one after the other, and note where they were seen.

        Runs of new records are written together, which is faster.
        """
        self._begun()
        known = Known(self._db, records)
        outcomes: list[Outcome] = []
        new: list[Prepared] = []
        for record in records:
            if known.is_new(record):
                new.append(record)
                outcomes.append(Outcome.ADDED)
            else:
                self._put_new(new)
                new = []
                outcomes.append(self._put(record))
            known.add(record)
        self._put_new(new)
        return outcomes

    def _put(self, record: Prepared) -> Outcome:
        decision = decide(self._db, record)
        if record.path is None and decision.article in self._streamed:
            # Two records of one stream share a URL, as those of a file may: see `deduplicate`.
            decision = Decision(Outcome.ADDED)
        now = decision.found or self._put_version(decision.article, record)
        if record.path is None:
            self._stream([now.article])
        if upsert.note_place(self._db, record, decision, now):
            self._touch([now.article])
            if decision.known:
                self._touch([decision.known.article])
        return decision.outcome

    def _put_new(self, records: Sequence[Prepared]) -> None:
        """Write new articles, each with its first version."""
        if not records:
            return
        keys = self._insert([originals.first_id(record.digest) for record in records])
        now, pairs = clock.stamp(), list(zip(keys, records, strict=True))
        versions = [upsert.NewVersion(key, 1, record, now) for key, record in pairs]
        self._tally.grew(upsert.write_versions(self._db, versions))
        upsert.insert_places(
            self._db, [(one.path, one.file, key, 1) for key, one in pairs if one.path is not None]
        )
        self._stream([key for key, record in pairs if record.path is None])

    def _put_version(self, article: int | None, record: Prepared) -> Target:
        """Write a new version of an article, or, for None, the first one of a new article."""
        if article is None:
            number, (article,) = 1, self._insert([originals.free_id(self._db, record.digest)])
        else:
            self._tally.changing([article])
            number = 1 + self._db.one("SELECT version FROM article WHERE key = ?", (article,))[0]
            upsert.set_version(self._db, article, number, self._revise())
        new = upsert.NewVersion(article, number, record, clock.stamp())
        self._tally.grew(upsert.write_versions(self._db, [new]))
        return Target(article, number)

    def _insert(self, ids: Sequence[str]) -> range:
        keys = upsert.insert_articles(self._db, ids, self._revise())
        self._tally.added(keys)
        return keys

    def _stream(self, keys: Sequence[int]) -> None:
        self._streamed.update(keys)
        self._streaming += keys

    def remove(self, keys: Sequence[int]) -> int:
        """Remove articles with all their versions; how many of them there were.

        Originals that no other version has go too, and so do the fingerprints of the files in which
        the articles were seen, so that a later ingest reads those files again.
        """
        self._begun()
        present = list(self.dates(keys))
        if present:
            self._tally.changing(present)
            self._tally.grew(-remove(self._db, present, self._revise()))
        return len(present)

    def correct(self, archived: ArchivedArticle, values: Mapping[str, Value]) -> dict[str, Value]:
        """Set fields of an article to these values for good; the values that are new.

        A value that the article already had is new if it was read and not set: now it stays.
        """
        self._begun()
        known = corrections.fields_in_force(self._db, archived.key)
        new = {
            field: value
            for field, value in values.items()
            if field not in known or value != corrections.value_of(archived.article, field)
        }
        if new:
            self._touch([archived.key])
            corrections.correct(self._db, archived.key, archived.article, new, self._revise())
        return new

    def put_note(self, key: int, note: Note, removed: str | None) -> None:
        """Write a note about an article, or its removal."""
        self._begun()
        self.notes.put(key, note, removed)
        self._touch([key])

    def receive_note(self, past: PastNote) -> None:
        """Take in a note of another archive. Raises UnknownIdError without its article."""
        key = self.find(past.of).key
        if self.notes.receive(key, past):
            self._touch([key])

    def undo(self, key: int) -> tuple[str, ...]:
        """Undo the latest edit of an article; the fields that it had set."""
        self._begun()
        if (act := corrections.last_act(self._db, key)) is None:
            return ()
        self._touch([key])
        return corrections.undo(self._db, key, act, self._revise())

    def settle_headers(self, read: Read) -> Settlement:
        """Settle headers of plain texts by the other texts of their folders: see `together`."""
        return self._settle("headers", to_settle, partial(settle_headers, read=read))

    def settle_languages(self, may_be: languages.MayBe) -> Settlement:
        """Settle languages by the other articles of the same source: see `languages`."""
        settle = partial(languages.settle, may_be=may_be)
        return self._settle("languages", languages.to_settle, settle)

    def _settle(
        self, what: str, find: Callable[[Database, int], Sequence[Item]],
        settle: Callable[[Database, Sequence[Item], Touch], Settlement],
    ) -> Settlement:  # fmt: skip
        """Each of several transactions settles some; `settle` has to follow."""
        done = Settlement()
        try:
            with self._readable():
                with self.changing(SETTLE):
                    cases = find(self._db, settled_until(self._db))
                for start in range(0, len(cases), _CASES):
                    with self.changing(SETTLE):
                        done += settle(self._db, cases[start : start + _CASES], self._touch)
        except DamagedError as error:
            self._db.tell(f"{what} that are not certain stay as they are: {error}")
        return done

    def settle(self, seen: int | None = None) -> Settlement:
        """Settle dates with two readings by the other dates of the same source or folder.

        It returns at once if nothing has changed since the last time. `seen`: the revision after
        which headers and languages were settled; None for the last.
        """
        self._begun()
        if settled_until(self._db) == self.revision().number:
            return Settlement()
        try:
            with self._readable():
                settlement = settle(self._db, self._touch)
        except DamagedError as error:
            self._db.tell(f"dates with two readings stay as they are: {error}")
            return Settlement()
        note_settled(self._db, self.revision().number if seen is None else seen)
        return settlement

    def receive(self, history: History, *, trusted: bool = False) -> Outcome:
        """Take in an article of another archive, under the id that it has there.

        An article that is here already gets the versions that follow those here. Raises ReadError
        if the id does not belong to its first original (unless it is `trusted`), or if it has other
        versions here.
        """
        self._begun()
        theirs = [originals.digest_of(past.original) for past in history.versions]
        if not trusted and not past.is_id_of(history.id, theirs[0]):
            raise ReadError("its id is not that of its first original")
        row = self._db.row("SELECT key FROM article WHERE id = ?", (history.id,))
        here = [] if row is None else past.digests_of(self._db, row[0])
        if theirs == here[: len(theirs)]:
            return Outcome.UNCHANGED
        if here != theirs[: len(here)]:
            raise ReadError("it has other versions here, and was left as it is")
        (key,) = self._insert([history.id]) if row is None else row
        self._tally.changing([key])
        begin, new = len(here) + 1, history.versions[len(here) :]
        self._tally.grew(past.add_versions(self._db, key, new, begin, self._revise()))
        past.add_places(self._db, key, history)
        return Outcome.UPDATED if here else Outcome.ADDED

    def receive_act(self, act: Sequence[PastCorrection]) -> None:
        """Take in the corrections of one edit, as the latest ones of their articles."""
        self._begun()
        revisions: dict[str, int] = {}
        if not act:
            return
        self._revise()  # theirs come after it, with the time and cause that they had there
        made = self._next_revision(act[0].made, "edit")
        for one in act:
            if one.undone is not None and one.undone not in revisions:
                revisions[one.undone] = self._next_revision(one.undone, "undo")
            key = self._db.one("SELECT key FROM article WHERE id = ?", (one.id,))[0]
            undone = None if one.undone is None else revisions[one.undone]
            self._touch([key])
            past.add_correction(self._db, key, one, made, undone)

    def _next_revision(self, made: str, what: str) -> int:
        number = self.revision().number + 1
        row = (number, secrets.token_hex(16), storable(made), what)
        self._db.run("INSERT INTO revision (number, token, made, what) VALUES (?, ?, ?, ?)", row)
        return number

    def _touch(self, keys: Sequence[int]) -> None:
        """Articles are about to change, or their paths or notes have changed."""
        self._tally.changing(keys)
        if keys:
            update, number = "UPDATE article SET revision = ? WHERE key = ?", self._revise()
            self._db.run_many(update, [(number, key) for key in keys])

    def _revise(self) -> int:
        """The number of the revision that this transaction makes."""
        what = self._begun()
        if self._number is None:
            self._number = self._next_revision(clock.stamp(), what)
        return self._number

    def _begun(self) -> str:
        if self._what is None:
            raise RuntimeError("an archive is changed only within `changing`")
        return self._what
