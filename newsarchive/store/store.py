"""The archive file as the rest of the program sees it: articles in, articles out, nothing lost.

Knows articles and the records they were read from; knows nothing of queries, engines or terminals.
Not for use by several threads at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Value
from newsarchive.model.errors import ArchiveError, DamagedError, ReadError, RefusedError
from newsarchive.model.kinds import storable
from newsarchive.readers.record import Record
from newsarchive.store import corrections, fingerprints, originals, writer
from newsarchive.store import history as past
from newsarchive.store.adding import Known, add_new, next_key
from newsarchive.store.contents import Contents
from newsarchive.store.database import Database
from newsarchive.store.fingerprints import Fingerprint
from newsarchive.store.history import History, PastCorrection
from newsarchive.store.opening import rehearsal
from newsarchive.store.placing import Decision, Outcome, Target, decide, place
from newsarchive.store.preparing import Prepared, prepare
from newsarchive.store.removal import remove
from newsarchive.store.rows import INSERT_VERSION, version_row
from newsarchive.store.settling import Settlement, settle

Item = TypeVar("Item")
Result = TypeVar("Result")


class Store(Contents):
    """An open archive. `Store.open` makes one; use it in a `with` statement or close it.

    Each method may raise ArchiveError, and those that write BusyError.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._what: str | None = None
        self._number: int | None = None
        self._streamed: set[int] = set()
        """The articles that records without a path have become since the archive was opened."""
        self._streaming: list[int] = []
        """Those of the transaction in hand."""

    @classmethod
    def rehearsing(cls, path: Path) -> Self:
        """A copy of the archive at `path`, or an empty one, to try things on.

        Nothing of it is left, however the process ends. Raises ArchiveError as `open` does.
        """
        return cls._on(rehearsal(path))

    def ensure_there(self) -> None:
        """Raises ArchiveError if the archive was removed or replaced under our hands."""
        self._db.ensure_there()

    def become(self, file: Path, wait: float) -> None:
        """Replace all that the archive holds by what the archive in another file holds.

        All of it becomes visible to others at once, or nothing does. To be closed afterwards.
        """
        self._db.become(file, wait)

    def pass_for(self, uid: str) -> None:
        """Be the archive with this uid: what was repaired is no other archive."""
        self._db.run("UPDATE archive SET uid = ?", (uid,))

    def forget_writer(self) -> None:
        """In a copy, nobody is writing who was when it was made."""
        self._db.run("DELETE FROM writer")

    @contextmanager
    def writer(self, what: str) -> Iterator[None]:
        """Let a process that meets our lock say who has it, for the length of a whole run."""
        process = writer.identity()
        self._db.run("PRAGMA cache_size = -65536")  # KiB: its indexes are written all over
        self._db.run("PRAGMA wal_autocheckpoint = 8192")  # pages
        with self._db.transaction():
            with suppress(DamagedError):
                for pid, host, _, since in writer.sound(list(self._db.rows(writer.SELECT))):
                    if (pid, host) == process or writer.is_gone(pid, host, since):
                        self._db.run(writer.DELETE_OWN, (pid, host))
            self._db.run(writer.INSERT, (*process, what, clock.stamp()))
        try:
            yield
        finally:
            # A note that stays behind does no harm: the next writer clears it away.
            with suppress(ArchiveError):
                self._db.run(writer.DELETE_OWN, process)

    @contextmanager
    def changing(self, what: str, *, keep: bool = True) -> Iterator[None]:
        """A transaction: what is written within takes effect at its end, or not at all.

        If it changed an article there is a new revision, which notes `what` did it: "ingest".
        Without `keep` nothing takes effect, but within it everything looks as if it would.
        """
        with self._db.transaction(keep=keep):
            self._what, self._number = what, None
            self._streaming.clear()
            try:
                yield
            except BaseException:
                self._streamed.difference_update(self._streaming)
                raise
            finally:
                self._what = None

    def write(
        self, what: str, items: Sequence[Item], put: Callable[[Sequence[Item]], Result]
    ) -> Iterator[tuple[Sequence[Item], Result | Exception]]:
        """Write items in a transaction, and give them with what `put` returned, once committed.

        An item that cannot be written stops no other: it comes alone, with the error, and the
        others in several transactions. What is wrong with the archive or the disk is raised.
        """
        try:
            with self.changing(what):
                done: Result | Exception = put(items)
        except Exception as error:
            if isinstance(error, ArchiveError | OSError) and not isinstance(error, RefusedError):
                raise
            done = error
        if isinstance(done, Exception) and len(items) > 1:
            half = len(items) // 2
            yield from self.write(what, items[:half], put)
            yield from self.write(what, items[half:], put)
        else:
            yield items, done

    def set_fingerprints(self, found: Mapping[str, Fingerprint]) -> None:
        """Note that these files, by their paths, were archived whole.

        No article changes: this is no new revision.
        """
        self._begun()
        fingerprints.note(self._db, found)

    def put(self, record: Record, *, path: str | None, reader: str, words: int) -> Outcome:
        """Archive a record, and note that it was seen at `path`.

        The path is "FILE#n" for the nth record of a file that holds several (as `record.number`
        says), and None for standard input. `words` is the length of the text.
        """
        return self._put(prepare(record, path=path, reader=reader, words=words))

    def put_all(self, records: Sequence[Prepared]) -> list[Outcome]:
        """Archive records as `put` does, one after the other; quickly where most are new."""
        self._begun()
        known = Known(self._db, records)
        outcomes: list[Outcome] = []
        new: list[Prepared] = []
        for record in records:
            if known.is_new(record):
                new.append(record)
                outcomes.append(Outcome.ADDED)
            else:
                self._add_new(new)
                new = []
                outcomes.append(self._put(record))
            known.add(record)
        self._add_new(new)
        return outcomes

    def _put(self, record: Prepared) -> Outcome:
        self._begun()
        decision = decide(self._db, record)
        if record.path is None and decision.article in self._streamed:
            # Two records of one stream share a URL, as those of a file may: see `placing`.
            decision = Decision(Outcome.ADDED)
        now = decision.found or self._add(decision.article, record)
        if record.path is None:
            self._stream([now.article])
        if place(self._db, record, decision, now):
            self._touch(now.article)
            if decision.known:
                self._touch(decision.known.article)
        return decision.outcome

    def _add_new(self, records: Sequence[Prepared]) -> None:
        """Write articles of which nothing is known, each with its first version."""
        if records:
            keys = add_new(self._db, records, self._revise(), clock.stamp())
            pairs = zip(keys, records, strict=True)
            self._stream([key for key, record in pairs if record.path is None])

    def _stream(self, keys: Sequence[int]) -> None:
        self._streamed.update(keys)
        self._streaming += keys

    def remove(self, keys: Sequence[int]) -> int:
        """Take articles out with all their versions; how many of them there were.

        Originals that nothing else needs go too, and so do the stamps of the files in which the
        articles were seen, so that a later ingest reads those files again.
        """
        self._begun()
        present = list(self.dates(keys))
        if present:
            remove(self._db, present, self._revise())
        return len(present)

    def correct(self, archived: ArchivedArticle, values: Mapping[str, Value]) -> dict[str, Value]:
        """Put these values in place of what was read, whatever is read later; those that are new.

        A value that is there already is new if it was only read so far: now it is sure to stay.
        """
        self._begun()
        sure = corrections.fields_in_force(self._db, archived.key)
        new = {
            field: value
            for field, value in values.items()
            if field not in sure or value != corrections.value_of(archived.article, field)
        }
        if new:
            corrections.correct(self._db, archived.key, archived.article, new, self._revise())
            self._touch(archived.key)
        return new

    def undo(self, key: int) -> tuple[str, ...]:
        """Take back the latest act of editing of an article; the fields that it had set."""
        self._begun()
        act = corrections.last_act(self._db, key)
        if act is None:
            return ()
        fields = corrections.undo(self._db, key, act, self._revise())
        self._touch(key)
        return fields

    def settle(self) -> Settlement:
        """Decide dates with two readings by the other dates of the same source or folder.

        Takes no time if nothing has changed since the last time.
        """
        self._begun()
        done = self._db.row("SELECT revision FROM settling")
        if done == (self.revision().number,):
            return Settlement()
        try:
            with self._readable():
                settlement = settle(self._db, self._touch)
        except DamagedError as error:
            self._db.tell(f"dates with two readings stay as they are: {error}")
            return Settlement()
        self._db.run("DELETE FROM settling")
        self._db.run("INSERT INTO settling (revision) VALUES (?)", (self.revision().number,))
        return settlement

    def receive(self, history: History, *, trusted: bool = False) -> Outcome:
        """Take in an article of another archive, under the id that it has there.

        One that is here already gets the versions that follow upon those here, if there are any.
        Raises ReadError if the id cannot be its own (unless it is `trusted` to be), or if its
        versions here are others.
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
        key = self._insert(history.id, self._revise()) if row is None else row[0]
        begin = len(here) + 1
        past.add_versions(self._db, key, history.versions[len(here) :], begin, self._revise())
        past.add_places(self._db, key, history)
        return Outcome.UPDATED if here else Outcome.ADDED

    def receive_act(self, act: Sequence[PastCorrection]) -> None:
        """Take in corrections that were made together, as the latest ones of their articles."""
        self._begun()
        revisions: dict[str, int] = {}
        made = self._note_revision(act[0].made, "edit") if act else 0
        for one in act:
            if one.undone is not None and one.undone not in revisions:
                revisions[one.undone] = self._note_revision(one.undone, "undo")
            key = self._db.one("SELECT key FROM article WHERE id = ?", (one.id,))[0]
            undone = None if one.undone is None else revisions[one.undone]
            past.add_correction(self._db, key, one, made, undone)
            self._touch(key)

    def _note_revision(self, made: str, what: str) -> int:
        """A revision of another archive's history, as one that comes next in this one's."""
        self._revise()
        return self._db.insert(
            "INSERT INTO revision (number, token, made, what) "
            "VALUES ((SELECT max(number) + 1 FROM revision), ?, ?, ?)",
            (secrets.token_hex(16), storable(made), what),
        )

    def _add(self, article: int | None, record: Prepared) -> Target:
        """Write a new version of an article, or, for None, the first one of a new article."""
        revision, digest = self._revise(), record.digest
        self._db.run(originals.KEEP, (digest, record.size, record.deflated, record.data))
        if article is None:
            number = 1
            article = self._insert(originals.free_id(self._db, digest), revision)
        else:
            number = 1 + self._db.one("SELECT version FROM article WHERE key = ?", (article,))[0]
            self._db.run(
                "UPDATE article SET version = ?, revision = ? WHERE key = ?",
                (number, revision, article),
            )
        row = version_row(
            record.columns, key=article, number=number, digest=digest, added=clock.stamp()
        )
        self._db.run(INSERT_VERSION, row)
        return Target(article, number)

    def _insert(self, id_: str, revision: int) -> int:
        """A new article, of which the first version is still to be written."""
        key = next_key(self._db)
        self._db.run(
            "INSERT INTO article (key, id, version, revision) VALUES (?, ?, 1, ?)",
            (key, id_, revision),
        )
        return key

    def _touch(self, article: int) -> None:
        self._db.run("UPDATE article SET revision = ? WHERE key = ?", (self._revise(), article))

    def _revise(self) -> int:
        """The number of the revision that this transaction makes."""
        what = self._begun()
        if self._number is None:
            self._number = self.revision().number + 1
            self._db.run(
                "INSERT INTO revision (number, token, made, what) VALUES (?, ?, ?, ?)",
                (self._number, secrets.token_hex(16), clock.stamp(), what),
            )
        return self._number

    def _begun(self) -> str:
        if self._what is None:
            raise RuntimeError("an archive is changed only within `changing`")
        return self._what
