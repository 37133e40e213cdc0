"""From where an archive is to its session: a path has a file, an address an index on a cluster.

It must not know what a session does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias

from newsarchive.session import Clusters, Session

if TYPE_CHECKING:
    from newsarchive.engines.opensearch.address import Address

__all__ = ["Clusters", "Place", "opened"]

Place: TypeAlias = "str | os.PathLike[str] | Address"
"""Where an archive is: a path, or the address of an index of it."""


def opened(
    path: Place | None, engine: Literal["whoosh", "scan"] | None, wait: float,
    notify: Callable[[str], None] | None, jobs: int | None, memory: int | None,
    clusters: Clusters,
) -> Session:  # fmt: skip
    """The session of an archive: see `Archive`. Raises ArchiveError for a wrong address."""
    named = os.environ.get("NEWSARCHIVE") if path is None else path
    address = named if not isinstance(named, str | os.PathLike) else None
    if isinstance(named, str) and "://" in named:
        from newsarchive.engines.opensearch.address import Address

        address = Address.parse(named)
    if address is not None:
        from newsarchive.session.remote import RemoteSession

        return RemoteSession(
            address, wait=wait, notify=notify, jobs=jobs, memory=memory, clusters=clusters
        )
    assert path is None or isinstance(path, str | os.PathLike)
    return Session(
        path, engine=engine, wait=wait, notify=notify, jobs=jobs, memory=memory, clusters=clusters
    )
