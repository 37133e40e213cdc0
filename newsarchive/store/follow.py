"""Followers of the store catch up with it: which articles each has to read, and when to wait.

A follower is an engine's index or the near duplicates. This module must not know how they keep what
they read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import Step
from newsarchive.model.errors import BusyError, IndexDamagedError
from newsarchive.model.progress import Advance, Stage, counter
from newsarchive.store import Contents


class Changed:
    """The articles with these keys, for a follower.

    Another process can be sent it, and opens the archive by itself.
    """

    def __init__(self, path: Path, keys: Sequence[int], store: Contents | None = None) -> None:
        self.keys = keys
        self._path = path
        self._store = store

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[ArchivedArticle]:
        if self._store is not None:
            yield from self._store.articles(self.keys)
            return
        with Contents.open(self._path, readonly=True) as store:
            yield from store.articles(self.keys)

    def __reduce__(self) -> tuple[object, ...]:
        return Changed, (self._path, self.keys)

    def part(self, start: int, stop: int) -> Changed:
        """Those from one place in the order of keys up to another."""
        return Changed(self._path, self.keys[start:stop], self._store)

    def others(self, keys: Collection[int]) -> Changed:
        """Those that do not have one of the keys."""
        left = [key for key in self.keys if key not in keys]
        return Changed(self._path, left, self._store)


class Follower(Protocol):
    """Something derived from the store: `engines.Engine` describes the methods."""

    def revision(self) -> Revision | None: ...

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None: ...

    def reset(self) -> None: ...


_PAUSE = 0.1
"""Seconds between two looks at an index that another process is making."""


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
    """Bring the engine up to date; the keys of the articles of which it is not sure.

    There are none, unless another process is updating the index: then these articles have changed
    since the index was last complete. If it never was, this waits for `wait` seconds and says so to
    `tell`, then raises BusyError. `step` is called every now and then, and may raise to end this:
    the engine is then as it was.

    The engine answers the next question from the state that this has read last: another process
    may replace the index that was written here by one of another moment.
    """
    until = time.monotonic() + wait
    told = False
    made: Revision | None = None
    while True:
        target, reached = store.revision(), engine.revision()
        if reached is not None and reached in (target, made):
            return set()
        try:
            made = _update(engine, store, reached, advance, stage, step)
        except BusyError:
            reached = engine.revision()  # the other process may have come further meanwhile
            if reached is not None and store.has_revision(reached):
                changed, gone = store.changes(reached.number)
                return {*changed, *gone}
            if time.monotonic() >= until:
                raise BusyError(
                    f"the index of {store.path} is being made by another process; "
                    "try again when it is done"
                ) from None
            if not told:
                told = True
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
    """Update the engine from a state that it has reached; the state that it is given."""
    # State and changes must be of one moment: articles newer than the state that an index records
    # would be in doubt again for the next search.
    if reached is not None and store.has_revision(reached):
        target, changed, gone = store.changes_since(reached)
        tell = _watched(counter(advance, stage, len(changed)), step)
        try:
            engine.update(Changed(store.path, changed, store), gone, target, tell)
        except IndexDamagedError:
            pass  # found while old and new were merged
        else:
            return target
    # Nothing yet, or damage, or an index of another history of this archive: start from nothing.
    engine.reset()
    target, changed, gone = store.changes_since(None)
    tell = _watched(counter(advance, stage, len(changed)), step)
    engine.update(Changed(store.path, changed, store), gone, target, tell)
    return target


def differences(
    store: Contents,
    holdings: Callable[[], tuple[dict[int, int], set[int]]],
    advance: Advance | None = None,
) -> tuple[list[ArchivedArticle], set[int]]:
    """The articles that an engine lacks in their latest version, and the keys it holds too many.

    `holdings` asks the engine, up to date: key → version, and the keys of which it is not sure. It
    is asked again about differences: another process may have changed articles meanwhile.
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


def _watched(tell: Callable[[int], None], step: Step | None) -> Callable[[int], None]:
    """A function to call with a number of articles, or with 0 in the midst of other work."""

    def advance(more: int) -> None:
        if step:
            step()
        if more:
            tell(more)

    return advance
