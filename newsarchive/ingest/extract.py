"""A file → events, in order: the records in it, and what could not be read.

An extractor may run in another process than the one that archives, so all events are plain data,
and the receiver does the counting. It knows packed files and readers; it must not know the archive
or the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from newsarchive.ingest.beside import beside
from newsarchive.ingest.choose import READER_BY_NAME, choose, choose_table
from newsarchive.ingest.discover import Source
from newsarchive.ingest.events import (
    STANDARD_INPUT,
    Event,
    Extracted,
    ExtractTask,
    FileEnded,
    FileStarted,
    NoReader,
)
from newsarchive.ingest.kinds import kind_of
from newsarchive.ingest.unpack import HEAD, OpenFile, unpack
from newsarchive.model.article import Problem
from newsarchive.model.errors import NeedsExtraError
from newsarchive.model.record import ReadWarning, Record, Repeated, flaw_of
from newsarchive.readers.formats.text import Text
from newsarchive.readers.limits import bounded, too_large
from newsarchive.readers.plugins import Plugins
from newsarchive.readers.record import Reader, ReadOptions
from newsarchive.store.dictionaries import NONE, Dictionary
from newsarchive.store.prepare import prepare
from newsarchive.text.words import count_words

_REPLACEMENT = "\ufffd"
_NOT_SUPPORTED = "this format is not supported; docs/formats.md lists those that are"
_NO_TABLE = "not a table: --columns reads .csv, .tsv, .tab and .txt, and nothing else"
_SMALL = 1 << 16
"""Bytes of a file that may be read together with others, and characters of its text."""
_TOGETHER, _TOGETHER_BYTES = 256, 1 << 20
"""So many files are read together, and all of them have no more bytes."""
_MESSAGE_BYTES = 1 << 18
"""About how many bytes of originals and texts a worker sends at once."""


def read_chunk(task: ExtractTask) -> Iterator[list[Event]]:
    """The events of the files, some at a time. Runs in a worker process."""
    plugins = _installed().only(task.plugins) if task.plugins else Plugins()
    extractor = Extractor(task.options, plugins, lambda: task.dictionary)
    message: list[Event] = []
    size = 0
    for event in extractor.events_of(task.sources):
        message.append(event)
        if isinstance(event, Extracted):
            size += event.size * 2
            if size > _MESSAGE_BYTES:
                yield message
                message, size = [], 0
    yield message


@lru_cache(maxsize=1)
def _installed() -> Plugins:
    return Plugins.load()


class _Mark(Enum):
    """Stands among the events of a file where the next step of its reading begins."""

    TURN = auto()
    """Other files may be read as far before."""
    ALONE = auto()
    """No other may: what comes may take much memory."""


class _Reading(NamedTuple):
    """A file that is being read."""

    steps: Iterator[Event | _Mark]
    events: list[Event]
    """Those that it has had."""

    def step(self) -> _Mark | None:
        """Take a step; the mark at its end, or None at the end of the file."""
        for event in self.steps:
            if isinstance(event, _Mark):
                return event
            self.events.append(event)
        return None

    def all_events(self) -> Iterator[Event]:
        """Those that it has had, and all others."""
        yield from self.events
        yield from (event for event in self.steps if not isinstance(event, _Mark))


class Extractor:
    """Extracts the records of files."""

    def __init__(
        self,
        options: ReadOptions,
        plugins: Plugins,
        dictionary: Callable[[], Dictionary] = lambda: NONE,
    ) -> None:
        """`dictionary` gives the latest one that the archive has."""
        self._options = options
        self._limits = options.limits
        self._plugins = plugins
        self._dictionary = dictionary

    def events_of(self, sources: Iterable[Source]) -> Iterator[Event]:
        """The events of sources, one after the other; small ones are read some at a time.

        All of these take a step before any takes the next: so a processor has the code of a step
        at hand, which saves a tenth of the time.
        """
        for some in _together(sources):
            files = [_Reading(self._steps(source), []) for source in some]
            if not self._plugins.names:  # one that fails at a file is not asked for the next
                _in_turns(files)
            for one in files:
                yield from one.all_events()

    def events(self, source: Source) -> Iterator[Event]:
        """The events of a source, packed or not; the last one is its FileEnded."""
        return _Reading(self._steps(source), []).all_events()

    def _steps(self, source: Source) -> Iterator[Event | _Mark]:
        in_use = self._plugins.names
        records, complete = 0, True
        for event in self._file(source):
            match event:
                case Extracted():
                    records += 1
                case Problem() if not _warns(event):
                    complete = False
                case NoReader() if event.extra or not event.packed:
                    complete = False
            yield event
        retired = tuple(name for name in in_use if name not in self._plugins.names)
        yield FileEnded(records if complete else None, retired)

    def _file(self, source: Source) -> Iterator[Event | _Mark]:
        place = source.name or STANDARD_INPUT
        try:
            with source.open() as raw:
                stream = bounded(raw, self._limits)
                opener = beside(source.path) if source.path else None
                whole = OpenFile(place, source.name, stream, packed=False, beside=opener)
                position = whole.stream.tell if source.size else int
                for file in unpack(whole, self._limits, source.size, self._plugins.claiming):
                    yield from self._plugins.failures()
                    if isinstance(file, Problem):
                        yield file
                        continue
                    if file is not whole:
                        yield _Mark.ALONE
                    yield FileStarted(file.path)
                    yield from self._records(source, file, position)
                yield from self._plugins.failures()
        except OSError as error:
            yield Problem(place, (error.strerror or str(error)).lower())
        except Exception as error:
            yield flaw_of(place, error)

    def _records(
        self, source: Source, file: OpenFile, position: Callable[[], int]
    ) -> Iterator[Event | _Mark]:
        """The records of a file that is not packed, or no longer."""
        try:
            reader: Reader | None = READER_BY_NAME.get(source.reader or "")
            head = b""
            if self._options.columns:
                reader = choose_table(file.name)
            elif reader is None:
                head = file.stream.peek(HEAD)[:HEAD]
                reader = choose(file.name, head, self._plugins)
                yield from self._plugins.failures()
            if reader is None:
                reason = _NO_TABLE if self._options.columns else _NOT_SUPPORTED
                yield NoReader(reason, kind_of(file.name, head), None, file.packed)
                return
            lines_before = source.lines.lines_before if source.lines else 0
            given = self._options
            options = ReadOptions(  # `replace` takes four times as long, for each file
                given.order, given.names, given.limits, lines_before, given.columns, file.beside
            )
            yield _Mark.TURN
            read = reader.read_in_steps if isinstance(reader, Text) else reader.read
            for record in read(file.path, file.stream, options):
                if record is None:
                    yield _Mark.TURN
                    continue
                if isinstance(record, Problem):
                    yield record
                    continue
                where = f"{file.path}#{record.number}" if record.number else file.path
                try:
                    yield from self._record(record, where, reader.name, source, position)
                except Exception as error:
                    yield flaw_of(where, error)
        except NeedsExtraError as error:
            yield NoReader(str(error), kind_of(file.name), error.extra, file.packed)
        except OSError:
            raise  # an error of the source, which ends all files in it
        except Exception as error:
            yield flaw_of(file.path, error)

    def _record(
        self, record: Record, where: str, reader: str, source: Source, position: Callable[[], int]
    ) -> Iterator[Event | _Mark]:
        body = record.article.body
        yield _Mark.TURN if len(body) <= _SMALL else _Mark.ALONE
        most = self._limits.article_bytes
        if len(body) * 4 > most and len(body.encode()) > most:
            raise too_large(most, "--max-article", " of text")
        if _REPLACEMENT in body:
            yield from _damage(record, where)
        path = where if source.name else None
        prepared = prepare(
            record, path=path, reader=record.reader or reader, words=count_words(body),
            dictionary=self._dictionary(),
        )  # fmt: skip
        yield Extracted(prepared, position(), prepared.size)
        yield from (ReadWarning(where, note) for note in record.notes)


def _together(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """The sources: small ones that follow each other some at a time, any other one alone."""
    some: list[Source] = []
    size = 0
    for source in sources:
        is_small = source.size is not None and source.size <= _SMALL
        size += source.size or 0
        if some and (not is_small or len(some) == _TOGETHER or size > _TOGETHER_BYTES):
            yield some
            some, size = [], source.size or 0
        some.append(source)
        if not is_small:
            yield some
            some, size = [], 0
    if some:
        yield some


def _in_turns(files: Sequence[_Reading]) -> None:
    """Read several files step by step, up to where one must be read alone."""
    waiting = files if len(files) > 1 else ()
    while waiting:
        going: list[_Reading] = []
        for file in waiting:
            mark = file.step()
            if mark is _Mark.ALONE:
                return
            if mark is _Mark.TURN:
                going.append(file)
        waiting = going


def _warns(problem: Problem) -> bool:
    """Whether nothing failed."""
    return isinstance(problem.first if isinstance(problem, Repeated) else problem, ReadWarning)


def _damage(record: Record, where: str) -> Iterator[ReadWarning]:
    """A warning if characters could not be decoded: readers replace them with U+FFFD."""
    count = record.article.body.count(_REPLACEMENT)
    if _REPLACEMENT.encode() not in record.original:
        damaged = f"{count} damaged character{'s' if count > 1 else ''}"
        reason = f"{damaged} in the text ({record.encoding}) shown as {_REPLACEMENT}"
        yield ReadWarning(where, f"{reason}; the original is kept")
