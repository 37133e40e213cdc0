"""What is derived from the store follows it: how it catches up, and what is known meanwhile.

It decides what an engine (or whatever else follows) has to learn; it must not know how that is
kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from newsarchive.article import ArchivedArticle, Revision
from newsarchive.errors import BusyError
from newsarchive.progress import Advance, Stage, counter
from newsarchive.store import Store


class Changed:
    """The articles with these keys, as they are in the archive, for whoever follows it.

    It can be sent to another process, which opens the archive by itself.
    """

    def __init__(self, path: Path, keys: Sequence[int], store: Store | None = None) -> None:
        self.keys = keys
        self._path = path
        self._store = store

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[ArchivedArticle]:
        if self._store is not None:
            yield from self._store.articles(self.keys)
            return
        with Store.open(self._path, readonly=True) as store:
            yield from store.articles(self.keys)

    def __reduce__(self) -> tuple[object, ...]:
        return Changed, (self._path, self.keys)

    def part(self, start: int, stop: int) -> Changed:
        """Those from one place in the order of keys up to another."""
        return Changed(self._path, self.keys[start:stop], self._store)


class Follower(Protocol):
    """Something that can be made from the store: see `engines.Engine` for what each method does."""

    def revision(self) -> Revision | None: ...

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None: ...

    def reset(self) -> None: ...


def follow(
    engine: Follower, store: Store, advance: Advance | None = None, *, stage: Stage = "indexing"
) -> set[int]:
    """Bring the engine up to date; the keys of the articles of which it is not sure.

    These are none, unless another process is updating the index just now: then they are those
    that have changed since the index was last whole. Raises BusyError if it never was.
    """
    target, reached = store.revision(), engine.revision()
    if reached == target:
        return set()
    try:
        _update(engine, store, reached, target, advance, stage)
    except BusyError:
        reached = engine.revision()  # the other process may have come further meanwhile
        if reached is None or not store.has_revision(reached):
            raise BusyError(
                f"the index of {store.path} is being made by another process; "
                "try again when it is done"
            ) from None
        changed, gone = store.changes(reached.number)
        return {*changed, *gone}
    return set()


def _update(
    engine: Follower,
    store: Store,
    reached: Revision | None,
    target: Revision,
    advance: Advance | None,
    stage: Stage,
) -> None:
    if reached is not None and store.has_revision(reached):
        changed, gone = store.changes(reached.number)
    else:
        # Nothing yet, or an index of another history of this archive: start from nothing.
        engine.reset()
        changed, gone = store.keys(), []
    tell = counter(advance, stage, len(changed))
    engine.update(Changed(store.path, changed, store), gone, target, tell)
