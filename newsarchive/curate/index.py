"""Where the index of an archive is: on this machine, or on a cluster.

An engine is chosen when its index is complete, so a choice that is interrupted leaves the one
before, and can be made again. This module must not know how an engine keeps its index.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from newsarchive.curate.check import Status
from newsarchive.engines.opensearch import health as tending
from newsarchive.engines.opensearch import names
from newsarchive.engines.opensearch.address import Address, node_url
from newsarchive.engines.opensearch.generations import Generations, IndexSettings
from newsarchive.engines.opensearch.health import Health
from newsarchive.files import choices
from newsarchive.files.choices import Choice
from newsarchive.model.errors import ClusterError
from newsarchive.model.progress import Advance

if TYPE_CHECKING:
    from newsarchive.session import Session


class IndexPlace:
    """Where the index of an archive is: `Archive.index`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def cluster(self) -> Choice | None:
        """The cluster that the index is on; None if it is on this machine. Raises ArchiveError."""
        return self._session.choice

    def on_cluster(
        self,
        address: str,
        *,
        shards: int | None = None,
        replicas: int | None = None,
        advance: Advance | None = None,
    ) -> int:
        """Let a cluster find articles; how many its index holds. Raises ArchiveError.

        `address` is that of a node, perhaps with what the index is called there (default: by the
        archive's own mark): https://HOST:9200/NAME. An index of this archive that is there is taken
        up; for another number of `shards` it is made anew, and searches go on with it meanwhile.
        `shards` and `replicas` are as they are there, or 1.
        """
        url, name = self._parts(address)
        usual = IndexSettings()
        found = health(self._session, Choice(url, name, usual.shards, usual.replicas))
        if shards is None:
            shards = found.shards if found else usual.shards
        if replicas is None:
            replicas = found.replicas if found else usual.replicas
        choice = Choice(url, name, shards, replicas)
        with closing(self._session.elsewhere(choice)) as there:
            if found and found.shards != shards:
                there.engine().reset()
            count = there.complete(advance)
        with _opened(self._session, choice) as generations:
            tending.copy(generations, replicas)
        self._note(choice)
        return count

    def on_this_machine(self, *, remove: bool = False, advance: Advance | None = None) -> int:
        """Find articles with an index on this machine again; how many it holds.

        The index on the cluster stays, unless `remove`. Raises ArchiveError.
        """
        with closing(self._session.elsewhere("whoosh")) as here:
            count = here.complete(advance)
        if remove and self.cluster:
            with _opened(self._session, self.cluster) as generations:
                tending.remove(generations)
        self._note(None)
        return count

    def _parts(self, address: str) -> tuple[str, str]:
        """The URL of a node, and what the index is called. Raises ArchiveError."""
        if "/" in address.partition("://")[2].rstrip("/") and (found := Address.parse(address)):
            return found.url, found.name
        return node_url(address), names.default(self._session.stored().uid)

    def _note(self, choice: Choice | None) -> None:
        choices.write(self._session.path, self._session.stored().uid, choice)
        self._session.choose(choice or "whoosh")


def health(session: Session, place: Choice | Address) -> Health | None:
    """How the archive's index on a cluster is; None if it has none there. Raises ClusterError."""
    with _opened(session, place) as generations:
        return tending.health(generations)


def status_of_index(session: Session) -> Status:
    """What can be known of an archive whose file is elsewhere. Raises ClusterError."""
    address, seen, problem = session.address, None, None
    assert address is not None
    try:
        seen = health(session, address)
    except ClusterError as error:  # a reader may lack the right to know
        problem = str(error)
    with _opened(session, address) as generations:
        stored = generations.current()
    state = stored.state if stored else None
    return Status(
        path=str(address),
        index_path=str(address),
        articles=state.articles if state else 0,
        index_bytes=session.engine().size(),
        revision=state.revision.number if state else 0,
        index="alone",
        engine=session.engine_name,
        cluster=seen,
        problem=problem,
        uid=session.reading().uid,
    )


@contextmanager
def _opened(session: Session, place: Choice | Address) -> Iterator[Generations]:
    with closing(session.cluster(place.url)) as cluster:
        yield Generations(cluster, place.name, session.reading().uid)
