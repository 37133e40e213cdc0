"""The clusters of near duplicates that articles are in, ready to be shown.

It knows the store and which articles are alike; it must not know queries or how clusters look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.article import ArchivedArticle

if TYPE_CHECKING:
    from newsarchive.likeness import Likeness
    from newsarchive.store import Contents


@dataclass(frozen=True, slots=True)
class Alike:
    """An article in a cluster."""

    archived: ArchivedArticle
    likeness: float
    """To the first article of the cluster, 0 to 1: how much of their wording they share. May be
    low where the two are alike by way of a third."""


def clusters(
    store: Contents,
    likeness: Likeness,
    keys: Iterable[int],
    step: Callable[[], None] | None = None,
) -> Iterator[list[Alike]]:
    """The clusters that any of these articles is in, the largest first, whole.

    In a cluster the articles are in the order of their dates, undated ones last. `step` is called
    for each article, and may raise to end this.
    """
    cluster_of = likeness.clusters()
    wanted = {cluster_of[key] for key in keys if key in cluster_of}
    members: dict[int, list[int]] = {cluster: [] for cluster in wanted}
    for key, cluster in cluster_of.items():
        if cluster in wanted:
            members[cluster].append(key)
    for cluster in sorted(members, key=lambda cluster: (-len(members[cluster]), cluster)):
        found = sorted(_one_by_one(store.articles(members[cluster]), step), key=_age)
        first = found[0].key
        yield [
            Alike(one, 1.0 if one.key == first else likeness.likeness(first, one.key))
            for one in _one_by_one(found, step)
        ]


def _one_by_one(
    articles: Iterable[ArchivedArticle], step: Callable[[], None] | None
) -> Iterator[ArchivedArticle]:
    for archived in articles:
        if step:
            step()
        yield archived


def _age(archived: ArchivedArticle) -> tuple[dt.date, int]:
    return archived.article.date or dt.date.max, archived.key
