"""A file → what there is to say of it, in order: the records in it, and what could not be read.

It can be done in another process than the one that archives, so all of it is plain data, and
what is counted is left to whoever listens. Knows packed files and readers; it must not know what
is archived already, nor the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from newsarchive.ingest.discover import Source
from newsarchive.ingest.unpack import HEAD, Part, parts
from newsarchive.model.article import Problem
from newsarchive.model.errors import NeedsExtraError, PluginError
from newsarchive.readers import plugins
from newsarchive.readers.known import LINES, reader_for
from newsarchive.readers.limits import bounded, too_large
from newsarchive.readers.record import Reader, ReadOptions, ReadWarning, Record, flaw_of
from newsarchive.store.prepare import Prepared, prepare
from newsarchive.text.words import count_words

_REPLACEMENT = "\ufffd"
_NOT_SUPPORTED = "this format is not supported; docs/formats.md lists those that are"
_MESSAGE = 1 << 18
"""About how many bytes of originals and texts are sent at once."""


class Entered(NamedTuple):
    """A file begins: the one named, or one within it, at this path."""

    path: str


class Found(NamedTuple):
    """An article, and how far into the file it was, in bytes."""

    record: Prepared
    at: int

    @property
    def place(self) -> tuple[str, str]:
        """Where it was, as messages say it, and in which file."""
        standard_input = "standard input"
        return self.record.path or standard_input, self.record.file or standard_input


class Needs(NamedTuple):
    """A file that cannot be read without an extra of this package."""

    extra: str


class Unsupported(NamedTuple):
    """A file in a format that no reader knows."""

    member: bool
    """Whether it is one of several in a packed file."""


class Broken(NamedTuple):
    """A reader from elsewhere that is not to be asked again, and why."""

    reader: str
    flaw: Problem


class Whole(NamedTuple):
    """The end of a file of which every record was read."""

    records: int


Event = Entered | Found | Problem | Needs | Unsupported | Broken | Whole
"""A Problem that is a ReadWarning is one of something that was archived all the same."""


class Chunk(NamedTuple):
    """Files to be read one after the other, without the readers named here."""

    sources: Sequence[Source]
    options: ReadOptions
    without: Collection[str]


def read_chunk(chunk: Chunk) -> Iterator[list[list[Event]]]:
    """What there is to say of the files, one after the other: some at a time.

    The last that is said of each file is an empty list.
    """
    reading = Reading(chunk.options, chunk.without, _loaded())
    said: list[list[Event]] = []
    size = 0
    for source in chunk.sources:
        events: list[Event] = []
        for event in reading.events(source):
            events.append(event)
            if isinstance(event, Found):
                size += event.record.size * 2
                if size > _MESSAGE:
                    said.append(events)
                    yield said
                    said, events, size = [], [], 0
        if events:
            said.append(events)
        said.append([])
    yield said


@lru_cache(maxsize=1)
def _loaded() -> Sequence[plugins.Plugin]:
    return plugins.load()[0]


class Reading:
    """Reads files, one after the other."""

    def __init__(
        self, options: ReadOptions, without: Collection[str], foreign: Sequence[plugins.Plugin]
    ) -> None:
        """`foreign` are the readers from elsewhere; those named in `without` are not asked."""
        self._options = options
        self._limits = options.limits
        self._foreign = [reader for reader in foreign if reader.name not in without]
        self._broken: list[Broken] = []

    def events(self, source: Source) -> Iterator[Event]:
        """What there is to say of one file, whether it is packed or not, or of a piece of it."""
        records, whole = 0, True
        for event in self._file(source):
            match event:
                case Found():
                    records += 1
                case Broken() | Needs():
                    whole = False
                case Unsupported(member=False):
                    whole = False
                case Problem() if not isinstance(event, ReadWarning):
                    whole = False
            yield event
        if whole:
            yield Whole(records)

    def _file(self, source: Source) -> Iterator[Event]:
        place = source.name or "standard input"
        try:
            with source.open() as raw:
                stream = bounded(raw, self._limits)
                first = Part(place, source.name, stream, member=False)
                for found in parts(first, self._limits, source.size, self._is_read_packed):
                    yield from self._told()
                    if isinstance(found, Problem):
                        yield found
                        continue
                    yield Entered(found.path)
                    yield from self._part(source, found, stream.tell if source.size else int)
                yield from self._told()
        except OSError as error:
            yield Problem(place, (error.strerror or str(error)).lower())
        except Exception as error:
            yield flaw_of(place, error)

    def _told(self) -> Iterator[Broken]:
        """What is to be said of readers that could not say whether a file is theirs."""
        yield from self._broken
        self._broken.clear()

    def _is_read_packed(self, name: str, head: bytes) -> bool:
        """Whether a reader from elsewhere wants a packed file as it is."""
        return any(self._claims(reader, name, head) for reader in self._foreign)

    def _claims(self, reader: plugins.Plugin, name: str, head: bytes) -> bool:
        """Whether the reader claims the file; one that cannot say is not asked again."""
        try:
            return reader.claims(name, head)
        except PluginError as error:
            flaw = flaw_of(name or "standard input", error)
            self._broken.append(Broken(reader.name, flaw))
            self._foreign = [other for other in self._foreign if other is not reader]
            return False

    def _part(self, source: Source, part: Part, at: Callable[[], int]) -> Iterator[Event]:
        """The records of a file that is not packed (any more)."""
        named = source.named and not part.member
        try:
            reader = self._reader(part) if source.piece is None else LINES
            yield from self._told()
            if reader is None:
                yield Problem(part.path, _NOT_SUPPORTED) if named else Unsupported(part.member)
                return
            options = self._options
            if source.piece is not None:
                options = replace(options, line=source.piece.line)
            for found in reader.read(part.path, part.stream, options):
                if isinstance(found, Problem):
                    yield found
                    continue
                where = f"{part.path}#{found.number}" if found.number else part.path
                try:
                    yield from self._record(found, where, reader.name, source, at)
                except Exception as error:
                    yield flaw_of(where, error)
        except NeedsExtraError as error:
            yield Problem(part.path, str(error)) if named else Needs(error.extra)
        except OSError:
            raise  # of the whole file, whatever is packed in it
        except Exception as error:
            yield flaw_of(part.path, error)

    def _record(
        self, found: Record, where: str, reader: str, source: Source, at: Callable[[], int]
    ) -> Iterator[Event]:
        if _longer(found.article.body, self._limits.article_bytes):
            raise too_large(self._limits.article_bytes, "--max-article", " of text")
        if _REPLACEMENT in found.article.body:
            yield from _damage(found, where)
        words = count_words(found.article.body)
        path = where if source.name else None
        yield Found(prepare(found, path=path, reader=reader, words=words), at())

    def _reader(self, part: Part) -> Reader | None:
        head = part.stream.peek(HEAD)[:HEAD]
        for reader in self._foreign:
            if self._claims(reader, part.kind, head):
                return reader
        return reader_for(part.kind, head)


def _longer(body: str, most: int) -> bool:
    """Whether the text takes more bytes than that."""
    return len(body) * 4 > most and len(body.encode()) > most


def _damage(record: Record, where: str) -> Iterator[ReadWarning]:
    """Say so when characters could not be decoded: readers put U+FFFD in their place."""
    damaged = record.article.body.count(_REPLACEMENT)
    if _REPLACEMENT.encode() not in record.original:
        said = f"{damaged} damaged character{'s' if damaged > 1 else ''}"
        reason = (
            f"{said} in the text ({record.encoding}) shown as {_REPLACEMENT}; the original is kept"
        )
        yield ReadWarning(where, reason)
