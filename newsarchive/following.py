"""What is derived from the store follows it: how it catches up, and what is known meanwhile.

It decides what an engine (or whatever else follows) has to learn; it must not know how that is
kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from newsarchive.article import ArchivedArticle, Revision
from newsarchive.errors import BusyError
from newsarchive.progress import Advance, Stage, counter
from newsarchive.store import Store


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
    engine.update(store.articles(changed), gone, target, tell)
