"""The clusters of near duplicates with their articles, ready to show.

It knows the store and likeness; it must not know queries or output.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Step, stepping

if TYPE_CHECKING:
    from newsarchive.likeness import Likeness
    from newsarchive.store.reading import Reading


@dataclass(frozen=True, slots=True)
class Alike:
    """An article in a cluster."""

    archived: ArchivedArticle
    likeness: float
    """To the first article of the cluster, 0 to 1: the shared part of their wording. It may be low
    where a third article links the two."""


def clusters(
    store: Reading, likeness: Likeness, keys: Iterable[int], step: Step | None = None
) -> Iterator[list[Alike]]:
    """The whole clusters with any of these articles, the largest first.

    A cluster is in the order of dates, undated articles last. `step` is called for each article,
    and may raise to end this.
    """
    cluster_of = likeness.clusters(step)
    wanted = {cluster_of[key] for key in keys if key in cluster_of}
    members: dict[int, list[int]] = {cluster: [] for cluster in wanted}
    for key, cluster in cluster_of.items():
        if cluster in wanted:
            members[cluster].append(key)
    for cluster in sorted(members, key=lambda cluster: (-len(members[cluster]), cluster)):
        articles = stepping(store.articles(members[cluster]), step, 1)
        found = sorted(articles, key=lambda one: (one.article.date or dt.date.max, one.key))
        first = found[0].key
        yield [
            Alike(one, 1.0 if one.key == first else likeness.likeness(first, one.key))
            for one in stepping(found, step, 1)
        ]
