"""Backups: write the whole archive into another file, and restore it from one.

This module knows the store and files. It must not know engines or the terminal.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from glob import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import newsarchive.store as stores
from newsarchive.files.atomic import COMPANIONS, beside, keep, place, put, written_whole
from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, BusyError, ExistsError
from newsarchive.model.progress import Advance, Progress, counter

if TYPE_CHECKING:
    from newsarchive.session import Session

_SHOWN = 3
"""Problems of a copy that its error names; one is enough to refuse it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """An archive that was written as a whole."""

    path: str
    articles: int
    versions: int
    revision: int
    bytes: int
    kept: str | None = None
    """Where the archive that it replaced is now."""


def backup(
    session: Session, file: Path, *, force: bool = False, advance: Advance | None = None
) -> Copied:
    """Write the archive into another file, as it is at this moment, even while others write.

    The archive may have any schema. The copy is verified before it gets its name: its pages, and
    every original by its checksum. Raises ArchiveError, ExistsError unless `force`, OSError.
    """
    written = written_whole(file, force=force, archive=session.file, settle=_settle)
    with written as part, _named(part, file):
        revision = stores.copy_archive(session.path, part, _pages(advance), wait=session.wait)
        copied = verified(part, file, advance)
        if copied.revision != revision:
            raise ArchiveError(f"{file} was not written: the copy is not what the archive is")
    return copied


def restore(
    session: Session, file: Path, *, force: bool = False, advance: Advance | None = None
) -> Copied:
    """Make the archive a copy of a backup, of any schema, which stays as it is.

    The copy is verified before anything is replaced. There must be no archive, or one without
    articles, unless `force`; then the old one is kept beside it (`Copied.kept`). Raises
    ArchiveError, BusyError, ExistsError, OSError.
    """
    session.close()
    began = time.monotonic()
    target = place(session.file, force=True)
    if not file.exists():
        raise ArchiveError(f"no backup at {file}")
    if target.exists() and file.samefile(target):
        raise ArchiveError(f"{file} is the archive itself")
    _refuse_to_lose(session, force)
    target.parent.mkdir(parents=True, exist_ok=True)
    with beside(target) as part:
        stores.copy_archive(file, part, _pages(advance))
        copied = verified(part, session.path, advance)
        kept = None
        if _refuse_to_lose(session, force):  # again: it may have come meanwhile
            kept = replace_archive(session, target, part)
        else:
            _settle(target)
            put(part, target)
    session.log("restore", began, restored=copied.articles)
    return replace(copied, kept=None if kept is None else str(kept))


def _refuse_to_lose(session: Session, force: bool) -> bool:
    """Raises ExistsError, unless `force`, if there is something to lose; else whether there is."""
    there = _articles_there(session)
    if there and not force:
        raise ExistsError(
            f"{session.path} holds {there}; --force restores the backup and keeps what is there "
            "beside it"
        )
    return bool(there)


def _articles_there(session: Session) -> str:
    """The content of the archive, in words; "" if there is none."""
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


def replace_archive(session: Session, target: Path, part: Path) -> Path:
    """Replace an archive, and keep the old one under another name, which is returned.

    SQLite replaces the content, as others may be reading. A file that SQLite cannot read gets a
    second name instead. Whenever the process ends, the old or the new archive is in its place. An
    archive that an interrupted attempt has kept is not kept again.
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


@contextmanager
def _named(part: Path, file: Path) -> Iterator[None]:
    """Let errors name the file to be written, not the temporary one beside it."""
    try:
        yield
    except ArchiveError as error:
        raise type(error)(str(error).replace(str(part), str(file))) from error


def _kept_as(target: Path, when: str) -> Path:
    return target.with_name(f"{target.stem}-before{when}{target.suffix}")


def _name_to_keep(target: Path) -> Path:
    now = f"{clock.now():-%Y%m%d-%H%M%S}"
    names = (f"{now}-{number}" if number else now for number in itertools.count())
    paths = (_kept_as(target, name) for name in names)
    return next(path for path in paths if not path.exists())


def _kept(target: Path, is_same: Callable[[Path], bool]) -> Path | None:
    """The archive that an interrupted attempt has kept already."""
    kept = target.parent.glob(escape(_kept_as(target, "-").stem) + "*")
    return next((path for path in kept if path.suffix == target.suffix and is_same(path)), None)


def _settle(path: Path) -> None:
    """Remove SQLite's files beside an archive that is to be replaced.

    SQLite would apply them to whatever archive takes its place.
    """
    left = [one for name in COMPANIONS[1:] if (one := Path(f"{path}{name}")).exists()]
    if left:
        with suppress(ArchiveError, BusyError), stores.Store.open(path):
            pass  # closing it folds them into the file
    for companion in left:
        companion.unlink(missing_ok=True)


def verified(part: Path, name: Path, advance: Advance | None) -> Copied:
    """Read a copy through, and count what it holds. Raises ArchiveError if anything is wrong."""
    with stores.Store.open(part) as copy:
        copy.forget_writer()
        tell = counter(advance, "checking", copy.versions_known())
        problems = list(islice(copy.check(tell), _SHOWN))
        if problems:
            named = (f"{one.place}: {one.reason}" for one in problems)
            reasons = "; ".join(one.replace(str(part), "a page") for one in named)
            raise ArchiveError(
                f"{name} was not written, as what would be in it is damaged ({reasons}); "
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
