"""The state of an archive: its numbers, and whether store and index are as they should be.

It must not know how either is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsarchive.model.article import Problem, Revision
from newsarchive.model.errors import ClusterError
from newsarchive.model.pastrun import LatestRuns, PastRun
from newsarchive.model.progress import Advance, counter
from newsarchive.store.follow import differences

if TYPE_CHECKING:
    from newsarchive.engines.opensearch.health import Health
    from newsarchive.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """An archive in numbers."""

    path: str
    index_path: str
    """The folder of the index, or its address on a cluster."""
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
    index: Literal["up to date", "behind", "missing", "unreachable"]
    last_run: PastRun | None
    """The last run of a command that changed the archive."""
    last_success: str | None
    """When the last one ended that was done."""
    inboxes: Mapping[str, LatestRuns]
    """The same of each inbox."""
    engine: str
    """Which engine finds articles."""
    revisions_behind: int | None
    """Changes of the archive that the index does not know yet; None if it cannot be asked."""
    articles_behind: int | None
    """Articles that these have added, changed or removed."""
    cluster: Health | None
    """The index on its cluster; None where there is none, or it cannot be asked."""
    problem: str | None
    """Why the cluster cannot be asked."""


def status(session: Session) -> Status:
    """The archive in numbers, and whether the index has reached it. Changes nothing."""
    store, engine = session.stored(), session.engine()
    summary, runs = store.summary(), store.latest_runs()
    reached: Revision | None = None
    size, cluster, problem = 0, None, None
    try:
        reached, size = engine.revision(), engine.size()
        if session.choice is not None:
            from newsarchive.curate.index import health

            cluster = health(session, session.choice)
    except ClusterError as error:
        problem = str(error)
    known = reached if reached is not None and store.has_revision(reached) else None
    revision, changed, gone = store.changes_since(known)
    return Status(
        path=str(session.path),
        index_path=str(session.choice or session.index_folder()),
        articles=summary.articles,
        versions=summary.versions,
        dated=summary.dated,
        first=summary.first,
        last=summary.last,
        authors=summary.authors,
        originals_bytes=summary.originals_bytes,
        text_bytes=summary.text_bytes,
        archive_bytes=summary.file_bytes,
        index_bytes=size,
        revision=revision.number,
        index=(
            "unreachable"
            if problem
            else "missing"
            if reached is None
            else "up to date"
            if reached == revision
            else "behind"
        ),
        last_run=runs.last_run,
        last_success=runs.last_success,
        inboxes=runs.inboxes,
        engine=session.engine_name,
        revisions_behind=None if problem else revision.number - (known.number if known else 0),
        articles_behind=None if problem else len(changed) + len(gone),
        cluster=cluster,
        problem=problem,
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
