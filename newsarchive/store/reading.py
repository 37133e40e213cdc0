"""What reading an archive needs, whether from its file or from an index that follows it.

Two things give it: `store.Contents`, and `engines.opensearch.contents.RemoteContents`, which has no
file. Whoever needs more than this needs the file: `Session.stored`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from struct import iter_unpack
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import Deadline

if TYPE_CHECKING:
    from newsarchive.store.tally import CountedValue, Detail


class Listing(NamedTuple):
    """Articles, as columns that run in parallel."""

    keys: Sequence[int]
    ids: bytes
    """16 digits each, in ASCII, one behind the other."""
    values: Sequence[CountedValue]
    """Those of one detail, or None of each."""

    def each_id(self) -> Iterator[bytes]:
        """The ids, apart."""
        return (id_ for (id_,) in iter_unpack("16s", self.ids))


class Counting(Protocol):
    """What counts and lists articles: see `statistics.counts`, `crossed` and `listed`."""

    def counts(
        self, details: Sequence[Detail], keys: Collection[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[CountedValue]]: ...  # fmt: skip

    def crossed(
        self, details: tuple[Detail, Detail], keys: Collection[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> Counter[tuple[CountedValue, CountedValue]]: ...  # fmt: skip

    def listed(self, detail: Detail | None, keys: Collection[int]) -> Listing: ...


class Reading(Counting, Protocol):
    """An archive open for reading: see `Contents` for its methods."""

    uid: str
    damaged: dict[int, str]

    def close(self) -> None: ...

    def revision(self) -> Revision: ...

    def has_revision(self, revision: Revision) -> bool: ...

    def changes(self, since: int) -> tuple[list[int], list[int]]: ...

    def dates(self, keys: Collection[int]) -> dict[int, tuple[dt.date | None, str]]: ...

    def ids(self, prefix: str, limit: int) -> list[tuple[str, str | None]]: ...

    def articles(self, keys: Iterable[int]) -> Iterator[ArchivedArticle]: ...

    def find(self, prefix: str) -> ArchivedArticle: ...

    def ended_by(self, deadline: Deadline | None) -> AbstractContextManager[None]: ...
