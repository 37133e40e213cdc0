"""Who reads which file: this process, or several others, to the same end.

What comes of the files comes in their order, whoever read them and whenever; so a run has the same
ids, counts and messages with any number of processes. It must not know what becomes of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from types import TracebackType
from typing import Self, cast

from newsarchive.ingest.discover import Piece, Source, pieces
from newsarchive.ingest.extract import Broken, Chunk, Entered, Event, Reading, Whole
from newsarchive.ingest.unpack import HEAD, packing_of
from newsarchive.model.article import Problem
from newsarchive.parallel.pool import Ended, Pool
from newsarchive.readers import plugins
from newsarchive.readers.known import LINES, reader_for
from newsarchive.readers.record import ReadOptions

WORTH = 2 * 2**20
"""Bytes of files from which on it is worth while to start processes."""
CHUNK_FILES, CHUNK_BYTES = 64, 2**18
"""A process is given so much at once."""
PIECE_BYTES = 2**20
"""A file of more than two pieces of this size is read by several processes, if it can be."""

_READ = "newsarchive.ingest.extract:read_chunk"


class Sharing:
    """The reading of files. Use it in a `with` statement."""

    def __init__(
        self,
        sources: Sequence[Source],
        options: ReadOptions,
        foreign: Sequence[plugins.Plugin],
        jobs: int,
    ) -> None:
        self._sources = sources
        self._options = options
        self._foreign = foreign
        self._without: list[str] = []
        """The readers that are not asked any more."""
        self._shared = jobs > 1 and sum(source.size or 0 for source in sources) >= WORTH
        self._jobs = jobs
        self._next = 0
        self._others: Generator[list[Event]] | None = None
        """What other processes say; None if they have yet to be told what to read."""
        self._pieces: dict[int, int] = {}
        """File → in how many pieces they read it, if in more than one."""

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
        return self._shared and bool(self._sources[number].name)

    def _from_here(self) -> Iterator[Event]:
        reading = Reading(self._options, self._without, self._foreign)
        return reading.events(self._sources[self._next])

    def _from_others(self) -> Iterator[Event]:
        if self._others is None:
            chunks = list(self._chunks())
            self._others = self._listened(chunks, min(self._jobs, len(chunks)))
        pieces = self._pieces.get(self._next)
        if pieces is None:
            while events := next(self._others):
                yield from events
            return
        wholes: list[Whole] = []
        for piece in range(pieces):
            while events := next(self._others):
                for event in events:
                    if isinstance(event, Whole):
                        wholes.append(event)
                    elif not (isinstance(event, Entered) and piece):
                        yield event
        if len(wholes) == pieces:
            yield Whole(sum(whole.records for whole in wholes))

    def _dismiss(self) -> None:
        if self._others is not None:
            self._others.close()
            self._others = None

    def _chunks(self) -> Iterator[list[Source]]:
        """The files from the next one on, as they are given to other processes."""
        chunk: list[Source] = []
        size = 0
        for number in range(self._next, len(self._sources)):
            if not self._travels(number):
                continue
            source = self._sources[number]
            if pieces := self._in_pieces(source):
                self._pieces[number] = len(pieces)
                if chunk:
                    yield chunk
                yield from ([replace(source, piece=piece)] for piece in pieces)
                chunk, size = [], 0
                continue
            chunk.append(source)
            size += source.size or 0
            if len(chunk) == CHUNK_FILES or size >= CHUNK_BYTES:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    def _in_pieces(self, source: Source) -> Sequence[Piece]:
        """What a file is shared as, if it is large and each of its lines is read by itself.

        Names that the person gave are looked for in a file as a whole; and whether a reader from
        elsewhere wants it, only that reader can say.
        """
        if (source.size or 0) <= 2 * PIECE_BYTES or self._options.names or self._foreign:
            return ()
        try:
            with source.open() as file:
                head = file.read(HEAD)
            if packing_of(source.name, head) or reader_for(source.name, head) is not LINES:
                return ()
            return pieces(source, PIECE_BYTES)
        except OSError:  # who is to read it will say so
            return ()

    def _listened(self, chunks: Sequence[Sequence[Source]], jobs: int) -> Generator[list[Event]]:
        """What is said of the files, in order; the last of each is empty."""
        tasks = [Chunk(chunk, self._options, tuple(self._without)) for chunk in chunks]
        at, done, begun = 0, 0, False
        with Pool(jobs) as pool, closing(pool.run(_READ, tasks)) as messages:
            for message in messages:
                if not isinstance(message, Ended):
                    for events in cast("list[list[Event]]", message):
                        yield events
                        begun = bool(events)
                        done += not events
                    continue
                if message.failed is not None:
                    left = list(chunks[at][done:])
                    if begun or len(left) == 1:
                        source = left.pop(0)
                        reason = (
                            f"not read: its process failed ({message.failed}); was it too much?"
                        )
                        yield [Problem(source.name, reason)]
                        yield []
                    if left:  # one of them is to blame: each alone, to find out which
                        yield from self._listened([[source] for source in left], 1)
                at, done, begun = at + 1, 0, False
