"""The engine follows the store: how it catches up, and what is known when it cannot just now.

It decides what the engine has to learn; it must not know how an engine keeps it.
"""

from __future__ import annotations

from newsarchive.article import Revision
from newsarchive.engines import Engine
from newsarchive.errors import BusyError
from newsarchive.ingest import Advance, Progress
from newsarchive.store import Store


def follow(engine: Engine, store: Store, advance: Advance | None = None) -> set[int]:
    """Bring the engine up to date; the keys of the articles of which it is not sure.

    These are none, unless another process is updating the index just now: then they are those
    that have changed since the index was last whole. Raises BusyError if it never was.
    """
    target, reached = store.revision(), engine.revision()
    if reached == target:
        return set()
    try:
        _update(engine, store, reached, target, advance)
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
    engine: Engine,
    store: Store,
    reached: Revision | None,
    target: Revision,
    advance: Advance | None,
) -> None:
    if reached is not None and store.has_revision(reached):
        changed, gone = store.changes(reached.number)
    else:
        # Nothing yet, or an index of another history of this archive: start from nothing.
        engine.reset()
        changed, gone = store.keys(), []
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if advance:
            advance(Progress("indexing", done, len(changed), done))

    engine.update(store.articles(changed), gone, target, tell)
