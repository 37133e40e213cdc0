"""The state of an archive: its numbers, and whether store and index are as they should be.

It must not know how either is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsarchive.model.article import Problem
from newsarchive.model.pastrun import LatestRuns, PastRun
from newsarchive.model.progress import Advance, counter
from newsarchive.store.follow import differences

if TYPE_CHECKING:
    from newsarchive.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """An archive in numbers."""

    path: str
    index_path: str
    articles: int
    versions: int
    dated: int
    first: dt.date | None
    """The days of the oldest and of the newest article."""
    last: dt.date | None
    authors: int
    """Different names."""
    originals_bytes: int
    """The originals, before compression."""
    text_bytes: int
    archive_bytes: int
    """On disk."""
    index_bytes: int
    revision: int
    index: Literal["up to date", "behind", "missing"]
    last_run: PastRun | None
    """The last run of a command that changed the archive."""
    last_success: str | None
    """When the last one ended that was done."""
    inboxes: Mapping[str, LatestRuns]
    """The same of each inbox."""


def status(session: Session) -> Status:
    """The archive in numbers, and whether the index has reached it. Changes nothing."""
    store, engine = session.stored(), session.engine()
    summary, reached, revision = store.summary(), engine.revision(), store.revision()
    runs = store.latest_runs()
    return Status(
        path=str(session.path),
        index_path=str(session.index_folder()),
        articles=summary.articles,
        versions=summary.versions,
        dated=summary.dated,
        first=summary.first,
        last=summary.last,
        authors=summary.authors,
        originals_bytes=summary.originals_bytes,
        text_bytes=summary.text_bytes,
        archive_bytes=summary.file_bytes,
        index_bytes=engine.size(),
        revision=revision.number,
        index="missing" if reached is None else "up to date" if reached == revision else "behind",
        last_run=runs.last_run,
        last_success=runs.last_success,
        inboxes=runs.inboxes,
    )


def check(session: Session, advance: Advance | None = None) -> Iterator[Problem]:
    """Read everything: what is wrong with the store, and where the index differs from it."""
    store = session.stored()
    yield from store.check(counter(advance, "checking", store.versions_known()))
    lacking, surplus = differences(
        store, lambda: session.ask(lambda engine: engine.holdings(), advance), advance
    )
    for archived in lacking:
        place = f"article {archived.id[:8]}"
        yield Problem(place, "the index lacks it; run `newsarchive rebuild`")
    if surplus:
        count = f"{len(surplus)} article{'s' if len(surplus) > 1 else ''}"
        yield Problem("index", f"it holds {count} too many; run `newsarchive rebuild`")
