"""An archive as a whole goes out and in: backups, exports, and back.

It knows the session of an archive, the store and files; it must not know engines, nor the terminal.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from glob import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import newsarchive.store as stores
from newsarchive.files.atomic import (
    COMPANIONS,
    beside,
    clear_up,
    keep,
    led_to,
    place,
    put,
    written_whole,
)
from newsarchive.model import clock
from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError, BusyError, ExistsError
from newsarchive.model.progress import Advance, Progress, counter

if TYPE_CHECKING:
    from newsarchive.search.results import Results
    from newsarchive.session import Session
    from newsarchive.store import Contents, History
    from newsarchive.transfer.repair import Repair

_SHOWN = 3
"""Flaws of a copy that are told of; one alone is enough to refuse it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """An archive that was written as a whole."""

    path: str
    articles: int
    versions: int
    revision: int
    bytes: int
    kept: str | None = None
    """Where the archive is now that was there before."""


@dataclass(slots=True)
class Exported:
    """What was exported."""

    path: str
    articles: int = 0
    versions: int = 0
    corrections: int = 0
    there: int = 0
    """Files that were there already, just so."""
    flaws: list[Problem] = field(default_factory=list)
    """What could not be exported."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return asdict(self)


# Backups


def backup(
    session: Session, file: Path, *, force: bool = False, advance: Advance | None = None
) -> Copied:
    """Write the archive into another file, as it is at this moment, even while others write.

    It may be of any schema; the copy is of the newest. That is read through before it gets its
    name: its pages, and every original by its checksum. Raises ArchiveError, ExistsError unless
    `force`, OSError.
    """
    written = written_whole(file, force=force, archive=session.path, settle=_settle)
    with written as part, _named(part, file):
        revision = stores.copy_archive(session.path, part, _pages(advance), wait=session.wait)
        copied = _verified(part, file, advance)
        if copied.revision != revision:
            raise ArchiveError(f"{file} was not written: the copy is not what the archive is")
    return copied


def restore(
    session: Session, file: Path, *, force: bool = False, advance: Advance | None = None
) -> Copied:
    """Make the archive what a backup of any schema is; the backup stays as it is.

    It is copied and read through before anything is replaced. There must be no archive, or
    one without articles, unless `force`; that one is kept beside it (`Copied.kept`). Raises
    ArchiveError, BusyError, ExistsError, OSError.
    """
    session.close()
    if not file.exists():
        raise ArchiveError(f"no backup at {file}")
    target = place(session.path, force=True)
    if target.exists() and file.samefile(target):
        raise ArchiveError(f"{file} is the archive itself")
    _refuse_to_lose(session, force)
    target.parent.mkdir(parents=True, exist_ok=True)
    with beside(target) as part:
        stores.copy_archive(file, part, _pages(advance))
        copied = _verified(part, session.path, advance)
        kept = None
        if _refuse_to_lose(session, force):  # again: it may have come meanwhile
            kept = _replace(session, target, part)
        else:
            _settle(target)
            put(part, target)
    return Copied(**asdict(copied) | {"kept": None if kept is None else str(kept)})


def _refuse_to_lose(session: Session, force: bool) -> str:
    """What there is to lose, in words; "" if nothing. Raises ExistsError, unless `force`."""
    there = _articles_there(session)
    if there and not force:
        raise ExistsError(
            f"{session.path} holds {there}; --force restores the backup and keeps what is there "
            "beside it"
        )
    return there


def _articles_there(session: Session) -> str:
    """What there is to lose, in words; "" if nothing."""
    if not session.path.exists() or not session.path.stat().st_size:
        return ""
    try:
        with stores.Store.open(session.path, readonly=True, wait=session.wait) as store:
            count = store.summary().articles
    except BusyError:
        raise
    except ArchiveError:
        return "something that cannot be read"
    return f"{count:,} article{'' if count == 1 else 's'}" if count else ""


def _replace(session: Session, target: Path, part: Path) -> Path:
    """Put a new archive in place of what is there, which is kept under another name: which.

    SQLite does it, as others may be reading. What it cannot read gets a second name instead.
    Whenever the process ends, what was there or what is new is in its place; and what an
    attempt that was ended has kept is not kept again.
    """
    try:
        with stores.Store.open(target, wait=session.wait) as old:
            with beside(target) as copy:
                old.back_up(copy)
                import filecmp

                kept = _kept(target, lambda path: filecmp.cmp(path, copy, shallow=False))
                if kept is None:
                    kept = _name_to_keep(target)
                    put(copy, kept)
            old.become(part, session.wait)
    except BusyError:
        raise
    except ArchiveError:
        kept = _kept(target, target.samefile)
        if kept is None:
            kept = _name_to_keep(target)
            for companion in COMPANIONS[::-1]:
                if Path(f"{target}{companion}").exists():
                    keep(Path(f"{target}{companion}"), Path(f"{kept}{companion}"))
        _settle(target)
        put(part, target)
    return kept


def repair(session: Session, backup: Path | None = None, advance: Advance | None = None) -> Repair:
    """Mend what `check` finds wrong with the store, as far as that can be done.

    What is lost is made again from originals, read again from the files it came from, or taken
    from a backup. Nothing is changed if nothing is wrong; else the damaged archive is kept
    (`Repair.kept`). Raises ArchiveError, BusyError, OSError.
    """
    from newsarchive.transfer.repair import Repair, rebuild  # with all formats: slow to load

    session.close()
    target = place(session.path, force=True)
    clear_up(target.parent)
    damaged, done = session.reading(), Repair()
    if next(damaged.check(), None) is None:
        return done
    with beside(target) as part, ExitStack() as closing:
        spare = None
        if backup is not None:
            copy = closing.enter_context(beside(target))
            stores.copy_archive(backup, copy)
            spare = closing.enter_context(stores.Store.open(copy))
            if next(spare.check(), None) is not None:
                raise ArchiveError(f"{backup} is damaged too; choose another backup")
        tell = counter(advance, "repairing", damaged.versions_known())
        with stores.Store.open(part, create=True) as new:
            rebuild(damaged, new, spare, done, tell)
        _verified(part, session.path, advance)
        session.close()
        done.kept = str(_replace(session, target, part))
    return done


# Exports


def export(
    session: Session,
    target: Path | BinaryIO,
    results: Results | None = None,
    *,
    force: bool = False,
    advance: Advance | None = None,
) -> Exported:
    """Write the articles found (None: all), with versions, corrections and originals.

    `target` is a stream or a file for lines of JSON, compressed if it is called `.gz`. Articles
    that cannot be read are listed and left out. Raises ArchiveError, ExistsError, OSError.
    """
    if not isinstance(target, Path):
        return _export_to(session, target, "-", results, advance)
    with written_whole(target, force=force, archive=session.path) as part, part.open("wb") as file:
        if target.suffix != ".gz":
            return _export_to(session, file, str(target), results, advance)
        import gzip

        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            return _export_to(session, cast("BinaryIO", packed), str(target), results, advance)


def _export_to(
    session: Session, file: BinaryIO, path: str, results: Results | None, advance: Advance | None
) -> Exported:
    from newsarchive.transfer import form

    store, done = session.reading(), Exported(path)
    with store.snapshot():
        keys = store.keys() if results is None else sorted(results.keys())
        tell = counter(advance, "exporting", len(keys))
        file.write(
            form.beginning(
                archive=store.uid, revision=store.revision().number, articles=len(keys),
                query="*" if results is None else str(results.query), made=clock.stamp(),
            )
        )  # fmt: skip
        ids: set[str] = set()
        for history in _histories(store, keys, done):
            file.writelines(form.article_lines(history))
            ids.add(history.id)
            done.articles += 1
            done.versions += len(history.versions)
            tell(1)
        for past in store.past_corrections(ids):
            if isinstance(past, str):
                done.flaws.append(Problem(f"article {past[:8]}", "a correction of it is damaged"))
                continue
            file.write(form.correction_line(past))
            done.corrections += 1
        file.write(form.end_line(done.articles, done.corrections))
    return done


def export_originals(
    session: Session,
    folder: Path,
    results: Results | None = None,
    *,
    advance: Advance | None = None,
) -> Exported:
    """Write the latest original of each article found (None: all) as a file of a folder.

    Nothing is ever overwritten: what is there already, just so, is counted, anything else in
    its place is a flaw. Raises ArchiveError, OSError.
    """
    from newsarchive.transfer import originals

    store, done = session.reading(), Exported(str(folder))
    folder = led_to(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = store.keys() if results is None else sorted(results.keys())
    tell = counter(advance, "exporting", len(keys))
    with beside(folder / "original") as part:
        for archived in store.articles(keys):
            path = folder / originals.name_of(archived)
            try:
                if not originals.write(part, path, store.original(archived.digest)):
                    done.there += 1
            except ArchiveError as error:
                done.flaws.append(Problem(str(path), str(error)))
            else:
                done.articles += 1
                done.versions += 1
            tell(1)
    return done


@contextmanager
def _named(part: Path, file: Path) -> Iterator[None]:
    """Let errors name the file that is being written, not what it is called until it is whole."""
    try:
        yield
    except ArchiveError as error:
        raise type(error)(str(error).replace(str(part), str(file))) from error


def _histories(store: Contents, keys: Iterable[int], done: Exported) -> Iterator[History]:
    for key in keys:
        try:
            yield store.history(key)
        except ArchiveError as error:
            done.flaws.append(Problem(f"article {key}", str(error)))


def _kept_as(target: Path, when: str) -> Path:
    return target.with_name(f"{target.stem}-before{when}{target.suffix}")


def _name_to_keep(target: Path) -> Path:
    now = f"{clock.now():-%Y%m%d-%H%M%S}"
    names = (f"{now}-{number}" if number else now for number in itertools.count())
    paths = (_kept_as(target, name) for name in names)
    return next(path for path in paths if not path.exists())


def _kept(target: Path, is_it: Callable[[Path], bool]) -> Path | None:
    """Where it is kept already, by an attempt that was ended."""
    kept = target.parent.glob(escape(_kept_as(target, "-").stem) + "*")
    return next((path for path in kept if path.suffix == target.suffix and is_it(path)), None)


def _settle(path: Path) -> None:
    """Make ready to replace a file that may be an archive: SQLite's companions of it go.

    It would take what they hold for the newest of whatever archive is in its place.
    """
    left = [one for name in COMPANIONS[1:] if (one := Path(f"{path}{name}")).exists()]
    if left:
        with suppress(ArchiveError, BusyError), stores.Store.open(path):
            pass  # the last to close it puts what they hold into the file
    for companion in left:
        companion.unlink(missing_ok=True)


def _verified(part: Path, name: Path, advance: Advance | None) -> Copied:
    """What the copy holds, once it was read through. Raises ArchiveError if anything is wrong."""
    with stores.Store.open(part) as copy:
        copy.forget_writer()
        tell = counter(advance, "checking", copy.versions_known())
        flaws = list(islice(copy.check(tell), _SHOWN))
        if flaws:
            said = "; ".join(
                f"{flaw.place}: {flaw.reason}".replace(str(part), "a page") for flaw in flaws
            )
            raise ArchiveError(
                f"{name} was not written, as what would be in it is damaged ({said}); "
                "`newsarchive check --repair` may help"
            )
        summary, revision = copy.summary(), copy.revision().number
    size = part.stat().st_size
    return Copied(str(name), summary.articles, summary.versions, revision, size)


def _pages(advance: Advance | None) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if advance:
            advance(Progress("copying", done, total, 0))

    return tell
