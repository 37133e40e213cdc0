"""Which process reads which file: this one, or several workers with the same result.

Events come in the order of the files, whichever process reads them; so a run has the same ids,
counts and messages with any number of processes. It must not know the archive, nor load formats
where only workers read files.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Self, cast

from newsarchive.ingest.discover import Source, line_ranges
from newsarchive.ingest.events import Event, ExtractTask, FileEnded, FileStarted
from newsarchive.model.article import Problem
from newsarchive.model.record import Repeated
from newsarchive.parallel.pool import Pool, TaskEnd
from newsarchive.readers.plugins import Plugins
from newsarchive.readers.record import ReadOptions
from newsarchive.store.dictionaries import Dictionary

if TYPE_CHECKING:
    from newsarchive.ingest.extract import Extractor

WORTH = 2 * 2**20
"""From this many bytes of files on, worker processes save time."""
CHUNK_FILES, CHUNK_BYTES = 64, 2**18
"""The size of a worker's task: it has no more files, and few more bytes."""
RANGE_BYTES = 2**20
"""Several workers read a file of more than two ranges of this size, if they can."""

_READ = "newsarchive.ingest.extract:read_chunk"


class Scheduler:
    """Has files read by this process or by workers. Use it in a `with` statement."""

    def __init__(
        self, sources: Sequence[Source], options: ReadOptions, plugins: Plugins, jobs: int,
        dictionary: Callable[[], Dictionary],
    ) -> None:  # fmt: skip
        """`dictionary` gives the latest one that the archive has."""
        self._sources = sources
        self._options = options
        self._plugins = plugins
        self._jobs = jobs
        self._parallel = jobs > 1 and sum(source.size or 0 for source in sources) >= WORTH
        self._dictionary = dictionary
        self._next = 0
        self._from_workers: Generator[Event] | None = None
        """The events of the workers; None if they have no tasks."""
        self._from_here: Iterator[Event] | None = None
        """Those of the files that this process reads; None before the first."""
        self._ranges: dict[int, int] = {}
        """Number of a file → how many ranges of lines it is divided into, if it is."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    @cached_property
    def _extractor(self) -> Extractor:
        from newsarchive.ingest.extract import Extractor

        return Extractor(self._options, self._plugins, self._dictionary)

    def events(self) -> Iterator[Event]:
        """The events of the next file. The caller must consume all of them."""
        retired: tuple[str, ...] = ()
        shared = self._is_shared(self._next)
        repeated: dict[tuple[str, str], Repeated] = {}
        for event in self._shared_events() if shared else self._own_events():
            if isinstance(event, Repeated):  # perhaps of one of several ranges of lines
                key = event.place, event.kind
                repeated[key] = repeated[key] + event if key in repeated else event
                continue
            if isinstance(event, FileEnded):
                retired = event.retired
                yield from (problem.plain() for problem in repeated.values())
            yield event
        self._next += 1
        if retired:  # the workers have read later files with these plug-ins already
            self._plugins.retire(retired)
            self._dismiss()

    def _own_events(self) -> Iterator[Event]:
        """The events of the next file, which this process reads."""
        if self._from_here is None:
            numbers = range(self._next, len(self._sources))
            own = (self._sources[one] for one in numbers if not self._is_shared(one))
            self._from_here = self._extractor.events_of(own)
        for event in self._from_here:
            yield event
            if isinstance(event, FileEnded):
                break

    def _is_shared(self, number: int) -> bool:
        """Whether workers read the file; they cannot read our standard input."""
        return self._parallel and bool(self._sources[number].name)

    def _shared_events(self) -> Iterator[Event]:
        if self._from_workers is None:
            chunks = list(self._chunks())
            self._from_workers = self._work(chunks, min(self._jobs, len(chunks)))
        records: int | None = 0
        retired: tuple[str, ...] = ()
        for number in range(self._ranges.get(self._next, 1)):
            for event in self._from_workers:
                if isinstance(event, FileEnded):
                    counts = (records, event.records)
                    records = None if None in counts else sum(cast("tuple[int, int]", counts))
                    retired += event.retired
                    break
                if not (number and isinstance(event, FileStarted)):
                    yield event
        yield FileEnded(records, retired)

    def _dismiss(self) -> None:
        if self._from_workers is not None:
            self._from_workers.close()
            self._from_workers = None

    def _chunks(self) -> Iterator[list[Source]]:
        """The files from the next one on, as the workers get them."""
        chunk: list[Source] = []
        size = 0
        for number in range(self._next, len(self._sources)):
            if not self._is_shared(number):
                continue
            ranges = self._divided(self._sources[number])
            if len(ranges) > 1:
                self._ranges[number] = len(ranges)
                if chunk:
                    yield chunk
                yield from ([one] for one in ranges)
                chunk, size = [], 0
                continue
            chunk += ranges
            size += ranges[0].size or 0
            if len(chunk) == CHUNK_FILES or size >= CHUNK_BYTES:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    def _divided(self, source: Source) -> list[Source]:
        """The ranges of a large file whose lines can be read one by one; else the file.

        With names of fields from the user, a reader looks at the whole file; and only a plug-in
        knows whether it reads a file.
        """
        if (source.size or 0) <= 2 * RANGE_BYTES or self._options.names or self._plugins.names:
            return [source]
        from newsarchive.ingest.choose import choose_unpacked
        from newsarchive.readers.known import LINES

        try:
            reader = choose_unpacked(source)
            source = source._replace(reader=reader.name if reader else None)
            if reader is not LINES:
                return [source]
            return [source._replace(lines=lines) for lines in line_ranges(source, RANGE_BYTES)]
        except OSError:  # the worker reports it
            return [source]

    def _task(self, chunk: Sequence[Source]) -> ExtractTask:
        return ExtractTask(chunk, self._options, self._plugins.names, self._dictionary())

    def _work(self, chunks: Sequence[Sequence[Source]], jobs: int) -> Generator[Event]:
        """The events of the files, in order, from so many workers."""
        at, done, begun = 0, 0, False
        with Pool(jobs) as pool, closing(pool.run(_READ, chunks, self._task)) as messages:
            for message in messages:
                if not isinstance(message, TaskEnd):
                    for event in cast("list[Event]", message):
                        yield event
                        begun = not isinstance(event, FileEnded)
                        done += not begun
                    continue
                if message.failed is not None:
                    left = list(chunks[at][done:])
                    if begun or len(left) == 1:
                        how = f"its process failed ({message.failed})"
                        yield Problem(left.pop(0).name, f"not read: {how}; was it too much?")
                        yield FileEnded(None)
                    if left:  # one of these files killed the worker: each alone shows which
                        yield from self._work([[source] for source in left], 1)
                at, done, begun = at + 1, 0, False
