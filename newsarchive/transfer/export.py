"""Exports: whole articles as lines of JSON, with versions, corrections and originals.

This module knows the store and files; `form` knows the lines. It must not know engines or the
terminal.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from newsarchive.files.atomic import written_whole
from newsarchive.ingest import form
from newsarchive.model import clock
from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError
from newsarchive.model.progress import Advance, counter

if TYPE_CHECKING:
    from newsarchive.session import Session
    from newsarchive.store import Contents, History


@dataclass(slots=True)
class Exported:
    """What was exported."""

    path: str
    articles: int = 0
    versions: int = 0
    corrections: int = 0
    there: int = 0
    """Files that were there already, with the same content."""
    flaws: list[Problem] = field(default_factory=list)
    """What could not be exported."""
    notes: int = 0
    searches: int = 0
    """Saved searches: an export of everything has them."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return asdict(self)


def export(
    session: Session,
    target: Path | BinaryIO,
    keys: Sequence[int] | None = None,
    query: str = "*",
    *,
    force: bool = False,
    advance: Advance | None = None,
) -> Exported:
    """Write articles (None: all) that a query found, with versions, corrections and originals.

    `target` is a stream, or a file, which is compressed if its name ends in ".gz". Articles that
    cannot be read are listed and left out. Raises ArchiveError, ExistsError, OSError.
    """
    if not isinstance(target, Path):
        return _export_to(session, target, "-", keys, query, advance)
    with written_whole(target, force=force, archive=session.file) as part, part.open("wb") as file:
        if target.suffix != ".gz":
            return _export_to(session, file, str(target), keys, query, advance)
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            return _export_to(session, cast("BinaryIO", packed), str(target), keys, query, advance)


def _export_to(
    session: Session,
    file: BinaryIO,
    path: str,
    keys: Sequence[int] | None,
    query: str,
    advance: Advance | None,
) -> Exported:
    store, done = session.stored(), Exported(path)
    with store.snapshot():
        searches = list(store.searches.past()) if keys is None else []
        keys = store.keys() if keys is None else sorted(keys)
        tell = counter(advance, "exporting", len(keys))
        file.write(
            form.beginning(
                archive=store.uid, revision=store.revision().number, articles=len(keys),
                query=query, made=clock.stamp(),
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
        for note in store.notes.past(ids):
            if isinstance(note, str):
                done.flaws.append(Problem(f"article {note[:8]}", "a note of it is damaged"))
                continue
            file.write(form.note_line(note))
            done.notes += note.removed is None
        file.writelines(map(form.saved_line, searches))
        done.searches = len(searches)
        file.write(form.end_line(done.articles, done.corrections))
    return done


def _histories(store: Contents, keys: Iterable[int], done: Exported) -> Iterator[History]:
    for key in keys:
        try:
            yield store.history(key)
        except ArchiveError as error:
            done.flaws.append(Problem(f"article {key}", str(error)))
