"""The state of an archive: its numbers, and whether store and index are as they should be.

It must not know how either is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from newsarchive.model.article import Problem, Revision
from newsarchive.model.errors import ClusterError
from newsarchive.model.frozen import named
from newsarchive.model.pastrun import LatestRuns, PastRun
from newsarchive.model.progress import Advance, counter
from newsarchive.store.follow import differences

if TYPE_CHECKING:
    from newsarchive.engines.opensearch.health import Health
    from newsarchive.session import Session


@named
class Status:
    """An archive in numbers; None for what only its file has, if that is not here."""

    path: str
    index_path: str
    """The folder of the index, or its address on a cluster."""
    articles: int
    versions: int | None = None
    dated: int | None = None
    first: dt.date | None = None
    """The days of the oldest and of the newest article."""
    last: dt.date | None = None
    authors: int | None = None
    """Different names."""
    originals_bytes: int | None = None
    """The originals, before compression."""
    text_bytes: int | None = None
    archive_bytes: int | None = None
    """On disk."""
    index_bytes: int
    revision: int
    """That of the archive, or, without its file, the one that the index has reached."""
    index: Literal["up to date", "behind", "missing", "unreachable", "alone"]
    """"alone": the archive's file is not here."""
    last_run: PastRun | None = None
    """The last run of a command that changed the archive."""
    last_success: str | None = None
    """When the last one ended that was done."""
    inboxes: Mapping[str, LatestRuns] | None = None
    """The same of each inbox."""
    engine: str
    """Which engine finds articles."""
    revisions_behind: int | None = None
    """Changes of the archive that the index does not know yet; None if it cannot be asked."""
    articles_behind: int | None = None
    """Articles that these have added, changed or removed."""
    cluster: Health | None = None
    """The index on its cluster; None where there is none, or it cannot be asked."""
    problem: str | None = None
    """Why the cluster cannot be asked."""
    uid: str
    """The number of the archive, which no other one has. Its indexes on clusters have it too."""


def status(session: Session) -> Status:
    """The archive in numbers, and whether the index has reached it. Changes nothing."""
    if not session.has_file:
        from newsarchive.curate.index import status_of_index

        return status_of_index(session)
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
    index: Literal["up to date", "behind", "missing", "unreachable"] = "missing"
    if reached is not None:
        index = "up to date" if reached == revision else "behind"
    elif problem is not None:
        index = "unreachable"
    is_known = index != "unreachable"
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
        index=index,
        last_run=runs.last_run,
        last_success=runs.last_success,
        inboxes=runs.inboxes,
        engine=session.engine_name,
        revisions_behind=revision.number - (known.number if known else 0) if is_known else None,
        articles_behind=len(changed) + len(gone) if is_known else None,
        cluster=cluster,
        problem=problem,
        uid=store.uid,
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
