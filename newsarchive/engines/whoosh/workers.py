"""Segments built by several processes at once, each of its share of the articles.

What each builds in the folder of the index is no part of the index until the one that holds the
write lock has taken it over and commits; what nobody takes over is swept away then.
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
from newsarchive.files.private import Folder, inner
from newsarchive.model.article import ArchivedArticle
from newsarchive.parallel.pool import Pool, TaskEnd

_TOLD = 500
"""Articles after which a process says how far it is."""
_BUILD = "newsarchive.engines.whoosh.workers:build"


class Share(NamedTuple):
    """What one process is to do."""

    folder: Path
    articles: Iterable[ArchivedArticle]
    memory: int


def build(share: Share) -> Iterator[list[int] | ArraySegment]:
    """Write a share as segments: the keys of articles as they are taken in, and each segment."""
    with inner(share.folder) as folder:
        yield from _build(share, folder)


def _build(share: Share, folder: Folder) -> Iterator[list[int] | ArraySegment]:
    storage = PrivateStorage(folder)
    builder = SegmentBuilder(storage, share.memory)
    keys: list[int] = []
    for archived in share.articles:
        if not builder.add(archived):
            yield builder.finish()
            builder = SegmentBuilder(storage, share.memory)
            builder.add(archived)
        keys.append(archived.key)
        if len(keys) == _TOLD:
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
    said: Generator[object]
    with Pool(min(jobs, len(shares))) as pool, closing(pool.run(_BUILD, shares)) as said:
        keys = _take_over(writer, shares, said, advance)
    if len(keys) < len(articles):
        # Some could not be read, or are gone. Who does the telling has to hear of it here.
        for archived in articles.others(keys):
            keys.add(archived.key)
            writer.add(archived)
    return keys


def _take_over(
    writer: ArrayWriter,
    shares: Sequence[Share],
    said: Iterable[object],
    advance: Callable[[int], None] | None,
) -> set[int]:
    keys: set[int] = set()
    at, segments = 0, []
    for message in said:
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
            else:  # for want of memory, perhaps: by ourselves we take less
                for archived in share.articles:
                    keys.add(archived.key)
                    writer.add(archived)
            at, segments = at + 1, []
    return keys


def _parts(articles: Shareable, jobs: int) -> Iterator[Iterable[ArchivedArticle]]:
    """As many for each process, all about as large, and none larger than a segment."""
    rounds = -(-len(articles) // (jobs * SEGMENT_ARTICLES))
    size = -(-len(articles) // (jobs * rounds))
    for start in range(0, len(articles), size):
        yield articles.part(start, start + size)
