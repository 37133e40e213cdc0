"""Threads that ask the archive while the screen goes on.

A connection to SQLite belongs to the thread that made it, so each thread opens the archive itself.
The last question counts: an errand of a kind ends the one of this kind that is under way, and one
that waits for its turn is forgotten. This must not know what is asked, nor the screen.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from newsarchive.model.deadline import Deadline, DeadlineError

if TYPE_CHECKING:
    from newsarchive.archive import Archive

T = TypeVar("T")
PATIENCE = 2.0
"""Seconds that the end of the program waits for an errand which does not ask whether to stop."""


@dataclass(eq=False, slots=True)
class _Errand:
    kind: str
    work: Callable[[Archive, Deadline], Any]
    then: Callable[[Any], None]
    ended: threading.Event = field(default_factory=threading.Event)
    done: bool = False
    """Whether its result was handed on. What that holds may go on asking the deadline."""

    def deadline(self) -> Deadline:
        """One that is over when the errand is ended."""
        return Deadline(math.inf, lambda: math.inf if self.ended.is_set() else time.monotonic())

    def end(self) -> bool:
        """End it, unless it is done; whether it was not."""
        if self.done or self.ended.is_set():
            return False
        self.ended.set()
        return True


class Post:
    """Has functions called in the thread of the screen; keeps them until there is a screen."""

    def __init__(self) -> None:
        self._deliver: Callable[[Callable[[], None]], object] | None = None
        self._kept: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def __call__(self, what: Callable[[], None]) -> None:
        """Have it called."""
        with self._lock:
            if self._deliver is None:
                self._kept.append(what)
            else:
                self._deliver(what)

    def connect(self, deliver: Callable[[Callable[[], None]], object]) -> None:
        """From now on `deliver` does that, with what was kept, too."""
        with self._lock:
            self._deliver = deliver
            for what in self._kept:
                deliver(what)
            self._kept.clear()


class Clerk:
    """A thread with an archive of its own."""

    def __init__(
        self,
        opened: Callable[[], Archive],
        deliver: Callable[[Callable[[], None]], object],
        failed: Callable[[Exception], None],
    ) -> None:
        """`deliver` calls a function in the thread of the screen, as does everything else here.

        `opened` and the errands are called in this thread.
        """
        self._opened, self._deliver, self._failed = opened, deliver, failed
        self._waiting: list[_Errand] = []
        self._latest: dict[str, _Errand] = {}
        """Kind → the last errand of it."""
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="archive", daemon=True)
        self._thread.start()

    def ask(
        self, kind: str, work: Callable[[Archive, Deadline], T], then: Callable[[T], None]
    ) -> None:
        """Do the work, then hand its result to `then`: unless an errand of this kind follows."""
        with self._changed:
            if kind in self._latest:
                self._latest[kind].end()
            self._latest[kind] = _Errand(kind, work, then)
            self._waiting.append(self._latest[kind])
            self._changed.notify()

    def end(self, *kinds: str) -> bool:
        """End the errands of these kinds; whether there were any."""
        ended = [self._latest[kind].end() for kind in kinds if kind in self._latest]
        return any(ended)

    def close(self) -> None:
        """End everything, and close the archive."""
        with self._changed:
            self.end(*self._latest)
            self._closed = True
            self._changed.notify()
        self._thread.join(PATIENCE)

    def _work(self) -> None:
        archive: Archive | None = None
        while errand := self._next():
            try:
                archive = archive or self._opened()
                result = errand.work(archive, errand.deadline())
            except DeadlineError:
                errand.end()
            except Exception as error:  # the screen shows it
                self._hand_on(errand, partial(self._failed, error))
            else:
                self._hand_on(errand, partial(errand.then, result))
        if archive is not None:
            archive.close()

    def _next(self) -> _Errand | None:
        """The next errand, when there is one; None at the end."""
        with self._changed:
            while not self._closed:
                if self._waiting:
                    errand = self._waiting.pop(0)
                    if not errand.ended.is_set():
                        return errand
                else:
                    self._changed.wait()
            return None

    def _hand_on(self, errand: _Errand, what: Callable[[], None]) -> None:
        def hand_on() -> None:
            if not errand.ended.is_set():  # it may have been ended on the way
                errand.done = True
                what()

        self._deliver(hand_on)
