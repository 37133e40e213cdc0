"""Repair: make a sound archive of a damaged one, of a backup, and of the files it came from.

Nothing is written into the damaged archive. Readers make a lost text again from its original. This
module must not know engines or the terminal.
"""

from __future__ import annotations

import hashlib
import io
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.files.atomic import beside, clear_up, place
from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ArchiveError, NewsArchiveError
from newsarchive.model.progress import Advance, counter
from newsarchive.model.record import Record
from newsarchive.readers import READERS, reader_for
from newsarchive.store import (
    Contents,
    History,
    PastCorrection,
    PastVersion,
    Place,
    Remains,
    Store,
    copy_archive,
)
from newsarchive.text.words import count_words
from newsarchive.transfer.backup import replace_archive, verified

if TYPE_CHECKING:
    from newsarchive.session import Session

_LARGEST = 1 << 30
"""Bytes of the largest file that is searched for an original."""
_HEAD = 4096


@dataclass(slots=True)
class Repair:
    """The result of a repair."""

    mended: list[Problem] = field(default_factory=list)
    """What was wrong, and how it was repaired."""
    lost: list[Problem] = field(default_factory=list)
    """What could not be repaired."""
    kept: str | None = None
    """Where the damaged archive is now; None if it was sound."""


def repair(session: Session, backup: Path | None = None, advance: Advance | None = None) -> Repair:
    """Repair what `check` finds wrong with the store, as far as possible.

    Lost texts are made again from their originals, lost originals are read again from their files,
    and both may be taken from a backup. A sound archive stays as it is; a damaged one is kept
    (`Repair.kept`). Raises ArchiveError, BusyError, OSError.
    """
    session.close()
    began = time.monotonic()
    target = place(session.file, force=True)
    clear_up(target.parent)
    damaged, done = session.stored(), Repair()
    if next(damaged.check(), None) is None:
        return done
    with beside(target) as part, ExitStack() as closing:
        spare = None
        if backup is not None:
            copy = closing.enter_context(beside(target))
            copy_archive(backup, copy)
            spare = closing.enter_context(Store.open(copy))
            if next(spare.check(), None) is not None:
                raise ArchiveError(f"{backup} is damaged too; choose another backup")
        tell = counter(advance, "repairing", damaged.versions_known())
        with Store.open(part, create=True) as new:
            _rebuild(damaged, new, spare, done, tell)
        if not done.mended and not done.lost:
            done.mended.append(Problem("archive", "all else was made again from its articles"))
        verified(part, session.path, advance)
        session.close()
        done.kept = str(replace_archive(session, target, part))
    session.log("repair", began, len(done.lost), mended=len(done.mended))
    return done


def _rebuild(
    damaged: Contents,
    new: Store,
    backup: Store | None,
    repair: Repair,
    advance: Callable[[int], None],
) -> None:
    """Write into a new archive all that can be read or made again."""
    left = damaged.salvage
    new.set_uid(damaged.uid)
    whole = {} if backup is None else {id_: key for key, id_ in backup.salvage.ids().items()}
    again = left.made_again()
    ids = left.ids() | again
    repair.mended.extend(
        Problem(f"article {id_[:8]}", "its id was made again from its first original")
        for id_ in again.values()
    )
    taken: set[str] = set()
    """Articles that come from the backup as a whole, with their corrections."""
    for key, id_ in ids.items():
        spare = backup.history(whole[id_]) if backup is not None and id_ in whole else None
        past = _Mender(damaged, key, id_, spare, repair).mended()
        if past is not None:
            with new.changing("repair"):
                new.receive(past, trusted=True)
            advance(len(past.versions))
    if backup is not None:
        for id_ in whole.keys() - set(ids.values()) - left.removed():
            with new.changing("repair"):
                new.receive(backup.history(whole[id_]), trusted=True)
            taken.add(id_)
            repair.mended.append(Problem(f"article {id_[:8]}", "taken from the backup"))
    _corrections(damaged, new, backup, taken, repair)
    with new.changing("repair"):
        new.take_over_unread(left.unread())
        new.take_over_runs(left.runs())
        kept = set(new.salvage.ids().values())
        for note in left.notes():
            if isinstance(note, str):
                repair.lost.append(Problem(f"article {note[:8]}", "a note of it cannot be read"))
            elif note.of in kept:
                new.receive_note(note)
        for search in left.searches():
            new.searches.receive(search)


class _Mender:
    """Puts the history of one article together from all sources."""

    def __init__(
        self, damaged: Contents, key: int, id_: str, backup: History | None, repair: Repair
    ) -> None:
        self._damaged, self._key, self._id = damaged, key, id_
        self._backup, self._repair = backup, repair
        self._spare = backup.versions if backup else ()
        self._places = damaged.salvage.places(key)

    def mended(self) -> History | None:
        """The versions that can be had; None if there are none. Others may be lost."""
        versions: list[PastVersion] = []
        numbers: dict[int, int] = {}
        left = {one.number: one for one in self._damaged.salvage.versions(self._key)}
        for number in range(1, max(len(self._spare), *left, 0) + 1):
            found = self._version(number, left.get(number))
            if found is not None:
                versions.append(found)
                numbers[number] = len(versions)
        if not versions:
            self._lose(None, "nothing of it can be read, nor is it in a backup")
            return None
        places = tuple(
            Place(one.path, one.file, numbers[one.version])
            for one in self._places or (self._backup.places if self._backup else ())
            if one.version in numbers
        )
        settled = tuple(
            (numbers[number], values)
            for number, values in self._damaged.salvage.settled(self._key)
            if number in numbers
        )
        return History(self._id, tuple(versions), places, settled)

    def _version(self, number: int, left: Remains | None) -> PastVersion | None:
        backup = self._spare[number - 1] if number <= len(self._spare) else None
        if left is None or left.digest is None:
            if backup is not None:
                self._mend(number, "taken from the backup")
            else:
                self._lose(number, "it is missing")
            return backup
        original, how = self._original(left, number, backup)
        if original is None:
            self._lose(number, "its original is damaged, and neither a backup nor a file has it")
            return None
        if left.archived is not None:
            if how:
                self._mend(number, how)
            return PastVersion(
                left.archived.article, original, left.reader, left.encoding, left.added, left.words
            )
        article = _made_again(left.reader, original)
        if article is not None:
            self._mend(number, how or "its text was made again from its original")
            words = count_words(article.body)
            was = self._damaged.salvage.with_text(self._key, number, article.body)
            article = was.article if was else article
            return PastVersion(article, original, left.reader, left.encoding, left.added, words)
        if backup is not None and backup.original == original:
            self._mend(number, "its text was taken from the backup")
            return backup
        self._lose(number, "its text is damaged, and no reader makes it of its original")
        return None

    def _original(
        self, left: Remains, number: int, backup: PastVersion | None
    ) -> tuple[bytes | None, str]:
        """The original of a version, and how it was found if not in the archive."""
        assert left.digest is not None
        with suppress(ArchiveError):
            return self._damaged.original(left.digest), ""
        if backup is not None and _is(backup.original, left.digest):
            return backup.original, "its original was taken from the backup"
        for seen in self._places:
            if seen.version == number:
                found = _in_file(seen, left.digest)
                if found is not None:
                    return found, "its original was read again from its file"
        return None, ""

    def _mend(self, number: int, how: str) -> None:
        self._repair.mended.append(Problem(f"article {self._id[:8]} version {number}", how))

    def _lose(self, number: int | None, reason: str) -> None:
        version = "" if number is None else f" version {number}"
        self._repair.lost.append(Problem(f"article {self._id[:8]}{version}", reason))


def _made_again(reader: str, original: bytes) -> Article | None:
    """The one article that the reader of this name makes of an original, if any."""
    for one in READERS:
        if one.name == reader:
            try:
                found = list(one.read("", io.BytesIO(original)))
            except NewsArchiveError:
                return None
            articles = [record.article for record in found if isinstance(record, Record)]
            return articles[0] if len(articles) == 1 else None
    return None


def _in_file(place: Place, digest: str) -> bytes | None:
    """The original from the file it came from, if the file still has it.

    A forged archive can name any file: only a regular file is opened, and only bytes with the
    SHA-256 that the archive has are taken.
    """
    path = Path(place.file)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return None
        if place.path == place.file:
            data = path.read_bytes()
            return data if _is(data, digest) else None
        with path.open("rb") as file:
            return next((one for one in _originals(place.file, file) if _is(one, digest)), None)
    except (OSError, ValueError, NewsArchiveError):
        return None


def _originals(name: str, file: io.BufferedReader) -> Iterator[bytes]:
    reader = reader_for(name, file.peek(_HEAD)[:_HEAD])
    if reader is not None:
        for found in reader.read(name, file):
            if isinstance(found, Record):
                yield found.original


def _is(data: bytes, digest: str) -> bool:
    return hashlib.sha256(data).hexdigest() == digest


def _corrections(
    damaged: Contents, new: Store, backup: Store | None, taken: set[str], repair: Repair
) -> None:
    """Take over readable corrections, and those of the articles that come from the backup."""
    kept = set(new.salvage.ids().values())
    acts: list[list[PastCorrection]] = []
    sources = [damaged.salvage.corrections()]
    if backup is not None:
        theirs = backup.salvage.corrections()
        sources.insert(0, (c for c in theirs if (c if isinstance(c, str) else c.id) in taken))
    for source in sources:
        for one in source:
            if isinstance(one, str):
                place = f"article {one[:8]}"
                repair.lost.append(Problem(place, "a correction of it cannot be read"))
            elif one.id in kept:
                if not acts or acts[-1][0].act != one.act:
                    acts.append([])
                acts[-1].append(one)
    with new.changing("repair"):
        for act in acts:
            new.receive_act(act)
