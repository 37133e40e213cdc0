"""Followers of the store, such as the index: how they catch up.

This module decides which articles a follower has to learn. It must not know how it stores them.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import Step
from newsarchive.model.errors import BusyError, IndexDamagedError
from newsarchive.model.progress import Advance, Stage, counter
from newsarchive.store import Contents

_AHEAD, _AHEAD_CHARACTERS = 256, 1 << 20
"""So many articles are read before the first of them is needed; fewer where they are long."""


class Changed:
    """The articles with these keys. It can be sent to another process, which opens the archive."""

    def __init__(self, path: Path, keys: Sequence[int], store: Contents | None = None) -> None:
        self.keys = array("q", keys)
        self._path = path
        self._store = store

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[ArchivedArticle]:
        if self._store is not None:
            yield from _ahead(self._store.articles(self.keys))
            return
        with Contents.open(self._path, readonly=True) as store:
            yield from _ahead(store.articles(self.keys))

    def __reduce__(self) -> tuple[object, ...]:
        return Changed, (self._path, self.keys)

    def part(self, start: int, stop: int) -> Changed:
        """The articles from one position up to another."""
        return Changed(self._path, self.keys[start:stop], self._store)

    def others(self, keys: Collection[int]) -> Changed:
        """The articles without those of these keys."""
        left = [key for key in self.keys if key not in keys]
        return Changed(self._path, left, self._store)


def _ahead(articles: Iterable[ArchivedArticle]) -> Iterator[ArchivedArticle]:
    """The articles, some of them read before the first is used.

    What reads them and what uses them displace each other in the processor's cache.
    """
    some: list[ArchivedArticle] = []
    size = 0
    for archived in articles:
        some.append(archived)
        size += len(archived.article.body)
        if len(some) == _AHEAD or size >= _AHEAD_CHARACTERS:
            yield from some
            some, size = [], 0
    yield from some


class Follower(Protocol):
    """Something derived from the store: see `engines.Engine` for its methods."""

    def revision(self) -> Revision | None: ...

    def update(
        self,
        changed: Changed,
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None: ...

    def reset(self) -> None: ...


_PAUSE = 0.1
"""Seconds between two checks of an index that another process is making."""


def follow(
    engine: Follower,
    store: Contents,
    advance: Advance | None = None,
    *,
    stage: Stage = "indexing",
    wait: float = 0.0,
    tell: Callable[[str], None] = lambda _: None,
    step: Step | None = None,
) -> set[int]:
    """Bring the engine up to date; the keys of the articles that may be stale in it.

    There are none, unless another process is updating the index: then they are the articles that
    changed since the index was last whole. If it never was, this waits for `wait` seconds, with a
    message to `tell`, and then raises BusyError. `step` is called between steps and may raise to
    end this; the engine then stays as it was.

    The engine answers the next questions in the state that was checked here last: another process
    may replace the index that was written here.
    """
    until = time.monotonic() + wait
    reported = False
    made: Revision | None = None
    while True:
        target, reached = store.revision(), engine.revision()
        if reached is not None and reached in (target, made):
            return set()
        try:
            made = _update(engine, store, reached, advance, stage, step)
        except BusyError:
            reached = engine.revision()
            if reached is not None and store.has_revision(reached):
                changed, gone = store.changes(reached.number)
                return {*changed, *gone}
            if time.monotonic() >= until:
                raise BusyError(
                    f"the index of {store.path} is being made by another process; "
                    "try again when it is done"
                ) from None
            if not reported:
                reported = True
                tell(f"another process is making the index; waiting up to {wait:g} s")
            if step:
                step()
            time.sleep(_PAUSE)


def _update(
    engine: Follower,
    store: Contents,
    reached: Revision | None,
    advance: Advance | None,
    stage: Stage,
    step: Step | None,
) -> Revision:
    """Update the engine from the state that it has reached; its new state."""
    before = reached if reached is not None and store.has_revision(reached) else None
    if before is None:  # it is new, or of another history of this archive
        engine.reset()
    # State and changes are of one moment: an index that held later changes would be stale again.
    target, keys, gone = store.changes_since(before)
    changed = Changed(store.path, keys, store)
    del keys  # not packed, a million of them take 40 MB, and an update lasts
    count = counter(advance, stage, len(changed))

    def tell(more: int) -> None:
        """Called with a number of articles, or with 0 between other steps."""
        if step:
            step()
        if more:
            count(more)

    try:
        engine.update(changed, gone, target, tell)
    except IndexDamagedError:
        if before is None:
            raise
        return _update(engine, store, None, advance, stage, step)
    return target


def differences(
    store: Contents,
    holdings: Callable[[], tuple[dict[int, int], set[int]]],
    advance: Advance | None = None,
) -> tuple[list[ArchivedArticle], set[int]]:
    """The articles that are missing or stale in an engine, and the keys that it has in excess.

    `holdings` asks the engine, once up to date: key → version, and the keys that may be stale. It
    is asked again for differences: another process may have changed articles meanwhile.
    """
    held, _ = holdings()
    tell = counter(advance, "comparing", len(held))
    lacking: list[int] = []
    for archived in store.articles():
        tell(1)
        if held.pop(archived.key, None) != archived.version:
            lacking.append(archived.key)
    if not lacking and not held:
        return [], set()
    now, unsure = holdings()
    known = store.get([*lacking, *held])
    left = [known[key] for key in lacking if key in known and key not in unsure]
    surplus = (held.keys() & now.keys()) - unsure - known.keys()
    return [one for one in left if now.get(one.key) != one.version], surplus
