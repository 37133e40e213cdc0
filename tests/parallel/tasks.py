"""Tasks for the workers of tests."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from typing import cast

from newsarchive.engines.whoosh import workers
from newsarchive.engines.whoosh.codec import ArraySegment
from newsarchive.ingest.events import Event, Extracted, ExtractTask
from newsarchive.ingest.extract import read_chunk
from newsarchive.model.article import Problem


def count(most: int) -> Iterator[int]:
    yield from range(most)


def fill(size: int) -> Iterator[bytes]:
    for _ in range(8):
        yield b"x" * size


def die_at(number: int) -> Iterator[int]:
    """Yields its number, but 2 does not live to do so, and 5 does so before it dies."""
    if number == 5:
        yield number
    if number in {2, 5}:
        os.kill(os.getpid(), signal.SIGKILL)
    yield number


def fail(number: int) -> Iterator[int]:
    yield number
    raise ValueError(f"no {number}")


def tell_and_wait(_: None) -> Iterator[int]:
    yield os.getpid()
    time.sleep(600)


def tell_and_be_stuck(_: None) -> Iterator[int]:
    """A pattern that takes for ever holds Python: no other thread of the process runs."""
    yield os.getpid()
    re.match("(a+)+b", "a" * 60)


def talk(number: int) -> Iterator[int]:
    print("a reader from elsewhere may print")  # noqa: T201
    yield number


def read_deadly(task: ExtractTask) -> Iterator[list[Event]]:
    """Reads files, unless one is called deadly: that kills."""
    for source in task.sources:
        if "deadly" in source.name:
            os.kill(os.getpid(), signal.SIGKILL)
    yield from read_chunk(task)


def read_unsendable(task: ExtractTask) -> Iterator[list[Event]]:
    """Reads files, but adds an event that cannot be sent if one is called deadly."""
    for message in read_chunk(task):
        if any("deadly" in source.name for source in task.sources):
            message.append(Problem("deadly", cast("str", lambda: "deadly")))
        yield message


def read_until_deadly(task: ExtractTask) -> Iterator[list[Event]]:
    """Reads files, until an article is called deadly: that kills."""
    for message in read_chunk(task):
        found = (event for event in message if isinstance(event, Extracted))
        if any("deadly" in event.record.columns for event in found):
            os.kill(os.getpid(), signal.SIGKILL)
        yield message


def read_and_kill_parent(task: ExtractTask) -> Iterator[list[Event]]:
    """Reads files, until one is called last: then it kills the parent process."""
    for message in read_chunk(task):
        if any("last" in source.name for source in task.sources):
            time.sleep(0.5)
            os.kill(os.getppid(), signal.SIGKILL)
        yield message


def build_or_die(share: workers.Share) -> Iterator[list[int] | ArraySegment]:
    """Builds its share of an index; but the one without the first article dies on the way."""
    first = min(archived.key for archived in share.articles)
    for message in workers.build(share):
        yield message
        if first > 1:
            os.kill(os.getpid(), signal.SIGKILL)
