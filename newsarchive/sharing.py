"""Who reads which file: this process, or several others, to the same end.

What comes of the files comes in their order, whoever read them and whenever; so a run has the same
ids, counts and messages with any number of processes. It must not know what becomes of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import Self, cast

from newsarchive.article import Flaw
from newsarchive.files import Origin
from newsarchive.parallel.pool import Ended, Pool
from newsarchive.readers import plugins
from newsarchive.readers.record import Hints
from newsarchive.reading import Broken, Chunk, Event, Reading

WORTH = 2 * 2**20
"""Bytes of files from which on it is worth while to start processes."""
CHUNK_FILES, CHUNK_BYTES = 64, 2**18
"""A process is given so much at once."""

_READ = "newsarchive.reading:read_chunk"


class Sharing:
    """The reading of files. Use it in a `with` statement."""

    def __init__(
        self,
        origins: Sequence[Origin],
        hints: Hints,
        foreign: Sequence[plugins.Plugin],
        jobs: int,
    ) -> None:
        self._origins = origins
        self._hints = hints
        self._foreign = foreign
        self._without: list[str] = []
        """The readers that are not asked any more."""
        self._shared = jobs > 1 and sum(origin.size or 0 for origin in origins) >= WORTH
        self._jobs = jobs
        self._next = 0
        self._others: Generator[tuple[int, list[Event]]] | None = None
        """What other processes say; None if they have yet to be told what to read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._dismiss()

    def next(self) -> Iterator[Event]:
        """What there is to say of the next file. It must be listened to until its end."""
        number = self._next
        broken = False
        for event in self._from_others() if self._travels(number) else self._from_here():
            if isinstance(event, Broken):
                self._without.append(event.reader)
                broken = True
            yield event
        self._next += 1
        if broken:  # whatever has been read of later files was read with that reader
            self._dismiss()

    def _travels(self, number: int) -> bool:
        """Whether other processes are to read the file: not if it is our standard input."""
        return self._shared and bool(self._origins[number].name)

    def _from_here(self) -> Iterator[Event]:
        reading = Reading(self._hints, self._without, self._foreign)
        return reading.events(self._origins[self._next])

    def _from_others(self) -> Iterator[Event]:
        if self._others is None:
            chunks = list(self._chunks())
            self._others = self._listened(chunks, min(self._jobs, len(chunks)))
        while events := next(self._others)[1]:
            yield from events

    def _dismiss(self) -> None:
        if self._others is not None:
            self._others.close()
            self._others = None

    def _chunks(self) -> Iterator[list[int]]:
        """The numbers of files from the next one on, as they are given to other processes."""
        chunk: list[int] = []
        size = 0
        for number in range(self._next, len(self._origins)):
            if self._travels(number):
                chunk.append(number)
                size += self._origins[number].size or 0
                if len(chunk) == CHUNK_FILES or size >= CHUNK_BYTES:
                    yield chunk
                    chunk, size = [], 0
        if chunk:
            yield chunk

    def _listened(
        self, chunks: Sequence[list[int]], jobs: int
    ) -> Generator[tuple[int, list[Event]]]:
        """(number of the file, what is said of it), in order; the last of each is empty."""
        origins, without = self._origins, tuple(self._without)
        tasks = [Chunk([origins[number] for number in chunk], self._hints, without)
                 for chunk in chunks]  # fmt: skip
        at, done, begun = 0, 0, False
        with Pool(jobs) as pool, closing(pool.run(_READ, tasks)) as messages:
            for message in messages:
                chunk = chunks[at]
                if not isinstance(message, Ended):
                    for place, events in cast("list[tuple[int, list[Event]]]", message):
                        yield chunk[place], events
                        begun = bool(events)
                        done += not events
                    continue
                if message.died is not None:
                    left = chunk[done:]
                    if begun or len(left) == 1:
                        number = left.pop(0)
                        reason = f"the process that read it died ({message.died}); was it too much?"
                        yield number, [Flaw(origins[number].name, reason)]
                        yield number, []
                    if left:  # one of them is to blame: each alone, to find out which
                        yield from self._listened([[number] for number in left], 1)
                at, done, begun = at + 1, 0, False
