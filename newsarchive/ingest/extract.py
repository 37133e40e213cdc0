"""A file → events, in order: the records in it, and what could not be read.

An extractor may run in another process than the one that archives, so all events are plain data,
and the receiver does the counting. It knows packed files and readers; it must not know the archive
or the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

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
from newsarchive.readers.limits import bounded, too_large
from newsarchive.readers.plugins import Plugins
from newsarchive.readers.record import Reader, ReadOptions
from newsarchive.store.dictionaries import NONE, Dictionary
from newsarchive.store.prepare import prepare
from newsarchive.text.words import count_words

_REPLACEMENT = "\ufffd"
_NOT_SUPPORTED = "this format is not supported; docs/formats.md lists those that are"
_NO_TABLE = "not a table: --columns reads .csv, .tsv, .tab and .txt, and nothing else"
_MESSAGE_BYTES = 1 << 18
"""About how many bytes of originals and texts a worker sends at once."""


def read_chunk(task: ExtractTask) -> Iterator[list[Event]]:
    """The events of the files, some at a time. Runs in a worker process."""
    plugins = _installed().only(task.plugins) if task.plugins else Plugins()
    extractor = Extractor(task.options, plugins, lambda: task.dictionary)
    message: list[Event] = []
    size = 0
    for source in task.sources:
        for event in extractor.events(source):
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


class Extractor:
    """Extracts the records of files, one file after the other."""

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

    def events(self, source: Source) -> Iterator[Event]:
        """The events of a source, packed or not; the last one is its FileEnded."""
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

    def _file(self, source: Source) -> Iterator[Event]:
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
                    yield FileStarted(file.path)
                    yield from self._records(source, file, position)
                yield from self._plugins.failures()
        except OSError as error:
            yield Problem(place, (error.strerror or str(error)).lower())
        except Exception as error:
            yield flaw_of(place, error)

    def _records(
        self, source: Source, file: OpenFile, position: Callable[[], int]
    ) -> Iterator[Event]:
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
            for record in reader.read(file.path, file.stream, options):
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
    ) -> Iterator[Event]:
        body = record.article.body
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
