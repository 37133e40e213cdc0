"""Several processes build segments at once, each of its share of the articles.

Their segments in the folder of the index are no part of it until the holder of the write lock
adopts them and commits; it sweeps all others away.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, cast

from newsarchive.engines import Shareable
from newsarchive.engines.whoosh.codec import ArraySegment
from newsarchive.engines.whoosh.postings import SEGMENT_ARTICLES
from newsarchive.engines.whoosh.storage import PrivateStorage
from newsarchive.engines.whoosh.writer import ArrayWriter, SegmentBuilder
from newsarchive.files.private import inner
from newsarchive.model.article import ArchivedArticle
from newsarchive.parallel.pool import Pool, TaskEnd

_REPORTED = 500
"""Articles between two reports of a process."""
_BUILD = "newsarchive.engines.whoosh.workers:build"


class Share(NamedTuple):
    """The task of one process."""

    folder: Path
    articles: Iterable[ArchivedArticle]
    memory: int


def build(share: Share) -> Iterator[list[int] | ArraySegment]:
    """Write a share as segments; yields the keys of added articles, and each segment."""
    with inner(share.folder) as folder:
        storage = PrivateStorage(folder)
        builder = SegmentBuilder(storage, share.memory)
        keys: list[int] = []
        for archived in share.articles:
            if not builder.add(archived):
                yield builder.finish()
                builder = SegmentBuilder(storage, share.memory)
                builder.add(archived)
            keys.append(archived.key)
            if len(keys) == _REPORTED:
                yield keys
                keys = []
        yield keys
        if len(builder):
            yield builder.finish()


def add_shared(
    writer: ArrayWriter,
    folder: Path,
    articles: Shareable,
    *,
    jobs: int,
    memory: int,
    advance: Callable[[int], None] | None,
) -> set[int]:
    """Add the articles to a writer of the index in this folder; their keys."""
    shares = [Share(folder, part, memory // jobs) for part in _parts(articles, jobs)]
    messages: Generator[object]
    with Pool(min(jobs, len(shares))) as pool, closing(pool.run(_BUILD, shares)) as messages:
        keys = _adopt(writer, shares, messages, advance)
    if len(keys) < len(articles):
        # Some could not be read, or are gone: this process must report it.
        for archived in articles.others(keys):
            keys.add(archived.key)
            writer.add(archived)
    return keys


def _adopt(
    writer: ArrayWriter,
    shares: Sequence[Share],
    messages: Iterable[object],
    advance: Callable[[int], None] | None,
) -> set[int]:
    keys: set[int] = set()
    at, segments = 0, []
    for message in messages:
        if isinstance(message, list):
            keys.update(message)
            if advance:
                advance(len(message))
        elif not isinstance(message, TaskEnd):
            segments.append(cast("ArraySegment", message))
        else:
            share = shares[at]
            if message.failed is None:
                writer.add_segments(segments)
            else:  # perhaps out of memory: one process needs less
                for archived in share.articles:
                    keys.add(archived.key)
                    writer.add(archived)
            at, segments = at + 1, []
    return keys


def _parts(articles: Shareable, jobs: int) -> Iterator[Iterable[ArchivedArticle]]:
    """The same number for each process, of about one size, none larger than a segment."""
    rounds = -(-len(articles) // (jobs * SEGMENT_ARTICLES))
    size = -(-len(articles) // (jobs * rounds))
    for start in range(0, len(articles), size):
        yield articles.part(start, start + size)
