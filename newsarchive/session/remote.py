"""The session of an archive whose file is elsewhere: an index on a cluster is all that there is.

It asks and changes nothing. It must not know what an archive is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from newsarchive.engines import Engine
from newsarchive.engines.opensearch.address import Address
from newsarchive.engines.opensearch.contents import ADVICE, RemoteContents
from newsarchive.model.deadline import Deadline, during
from newsarchive.model.errors import ArchiveError, IndexDamagedError
from newsarchive.model.progress import Advance
from newsarchive.session import Clusters, Session
from newsarchive.store.reading import Counting

if TYPE_CHECKING:
    from newsarchive.store import Contents, Store

T = TypeVar("T")


class RemoteSession(Session):
    """An archive whose file is elsewhere: the index on a cluster that follows it answers.

    Nothing can be changed, and the index is only asked.
    """

    has_file = False

    def __init__(
        self, address: Address, *, wait: float, notify: Callable[[str], None] | None,
        jobs: int | None, memory: int | None, clusters: Clusters,
    ) -> None:  # fmt: skip
        """See `Archive`. No file has the path, which stands for the address where files do."""
        path = Path(os.sep, str(address))
        super().__init__(
            path, wait=wait, notify=notify, jobs=jobs, memory=memory, clusters=clusters
        )
        self._address = address
        self._remote: RemoteContents | None = None

    def close(self) -> None:
        """Close all connections. The next question opens them again."""
        super().close()
        if self._remote is not None:
            self._remote.close()
            self._remote = None

    @property
    def file(self) -> Path:
        """None. Raises ArchiveError."""
        self._refuse()

    @property
    def engine_name(self) -> str:
        """Which engine answers."""
        return "opensearch"

    @property
    def address(self) -> Address:
        """Where the index is."""
        return self._address

    @property
    def choice(self) -> None:
        """None: there is no other engine to go back to."""
        return

    def reading(self) -> RemoteContents:
        """The index. Raises ArchiveError."""
        if self._remote is None:
            self._remote = RemoteContents(
                self.cluster(self._address.url), self._address.name, self._notify
            )
            self._remote.damaged = self.damaged
        return self._remote

    def stored(self) -> Contents:
        """None. Raises ArchiveError."""
        self._refuse()

    def writing(self, *, create: bool = False) -> Store:
        """None. Raises ArchiveError."""
        self._refuse()

    def engine(self) -> Engine:
        """The engine as it is."""
        if self._engine is None:
            self._engine = self.reading().engine(self.jobs)
        return self._engine

    def ask(
        self,
        question: Callable[[Engine], T],
        advance: Advance | None = None,
        deadline: Deadline | None = None,
        *,
        up_to_date: bool = True,
    ) -> tuple[T, set[int]]:
        """What the index answers, as of the state that it has reached. Raises ArchiveError."""
        try:
            with during(deadline):
                engine = self.engine()
                if up_to_date and engine.revision() is None:
                    raise self.reading().missing()
                return question(engine), set()
        except IndexDamagedError as error:
            raise ArchiveError(f"{self._address}: {error}; {ADVICE}") from error

    def counting(
        self,
        keys: Collection[int] | None,
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> Counting:
        """The index, which counts where the articles are."""
        return self.reading()

    def rebuild(self, advance: Advance | None = None) -> int:
        """Nothing. Raises ArchiveError."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        there = self.reading()
        raise ArchiveError(
            f"this needs the archive's file; {self._address} is only an index, which follows the "
            f'archive "{there.title[:200]}" ({there.uid})'
        )
