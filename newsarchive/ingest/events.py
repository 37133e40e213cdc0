"""What `extract` is asked for and what it answers, as plain data: tasks, and events of files.

It must not know readers, which take long to load: a run that finds nothing new needs none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from newsarchive.ingest.discover import Source
from newsarchive.model.article import Problem
from newsarchive.readers.record import ReadOptions
from newsarchive.store.dictionaries import Dictionary
from newsarchive.store.prepare import Prepared

STANDARD_INPUT = "standard input"
"""Its name in messages."""


class ExtractTask(NamedTuple):
    """Files for a worker process, to be read one after the other."""

    sources: Sequence[Source]
    options: ReadOptions
    plugins: Collection[str]
    """The names of the plug-ins in use."""
    dictionary: Dictionary
    """See `prepare`."""


class FileStarted(NamedTuple):
    """The start of a file: of the source itself, or of a file packed in it."""

    path: str


class Extracted(NamedTuple):
    """An article, and how far into the source its end is, in bytes."""

    record: Prepared
    position: int
    size: int
    """The bytes of its original."""

    @property
    def place(self) -> tuple[str, str]:
        """Its place as messages name it, and the place of its file."""
        return self.record.path or STANDARD_INPUT, self.record.file or STANDARD_INPUT


class NoReader(NamedTuple):
    """The file that has started is one that no reader reads."""

    reason: str
    kind: str
    """What it is: "PDF"."""
    extra: str | None
    """The extra of this package that can read it, if there is one."""
    packed: bool
    """Whether it is one of several in a packed file, which counts as read without it."""


class FileEnded(NamedTuple):
    """The end of a source, always its last event."""

    records: int | None
    """How many records it has; None if not all of it could be read."""
    retired: tuple[str, ...] = ()
    """Plug-ins that failed and must not be asked again."""


Event = FileStarted | Extracted | Problem | NoReader | FileEnded
"""A ReadWarning is a Problem of something that was extracted all the same."""
