"""Several processes write documents at once, each of its share of the articles.

Nobody sees them before the process that has claimed the update commits it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing

from newsarchive.engines import Shareable
from newsarchive.engines.opensearch.bulk import Bulk
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.generations import Stored
from newsarchive.engines.opensearch.updater import add
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import NewsArchiveError
from newsarchive.model.frozen import frozen
from newsarchive.parallel.pool import Pool, TaskEnd

_ADD = "newsarchive.engines.opensearch.workers:add_share"
_SHARE = 5000
"""Most articles of a share."""


@frozen
class Share:
    """The task of one process."""

    cluster: Cluster
    index: str
    number: int
    articles: Iterable[ArchivedArticle]


def add_share(share: Share) -> Iterator[list[int] | NewsArchiveError]:
    """Write a share; yields keys as they are acknowledged, or the error that ended this."""
    try:
        yield from add(Bulk(share.cluster, share.index), share.articles, share.number)
    except NewsArchiveError as error:
        yield error


def add_shared(
    cluster: Cluster,
    claim: Stored,
    articles: Shareable,
    *,
    jobs: int,
    advance: Callable[[int], None],
) -> set[int]:
    """Write the articles as the update that was claimed; their keys."""
    number = claim.state.attempts
    shares = [Share(cluster, claim.index, number, part) for part in _parts(articles, jobs)]
    messages: Generator[object]
    with Pool(min(jobs, len(shares))) as pool, closing(pool.run(_ADD, shares)) as messages:
        keys = _acknowledged(messages, advance)
    if len(keys) < len(articles):
        # Some could not be read, or are gone, or a process has died: this one must report it.
        bulk = Bulk(cluster, claim.index, lambda: advance(0))
        for done in add(bulk, articles.others(keys), number):
            keys.update(done)
            advance(len(done))
    return keys


def _acknowledged(messages: Iterable[object], advance: Callable[[int], None]) -> set[int]:
    keys: set[int] = set()
    for message in messages:
        if isinstance(message, NewsArchiveError):
            raise message
        if not isinstance(message, TaskEnd):
            assert isinstance(message, list)
            keys.update(message)
            advance(len(message))
    return keys


def _parts(articles: Shareable, jobs: int) -> Iterator[Iterable[ArchivedArticle]]:
    """The same number for each process, of about one size."""
    rounds = -(-len(articles) // (jobs * _SHARE))
    size = -(-len(articles) // (jobs * rounds))
    for start in range(0, len(articles), size):
        yield articles.part(start, start + size)
