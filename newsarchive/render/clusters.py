"""Clusters of near duplicates as lines: indented under a heading for people, columns for a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.likeness.duplicates import Alike
from newsarchive.model.article import ArchivedArticle
from newsarchive.render import safe
from newsarchive.render.columns import clipped
from newsarchive.render.numbers import percent
from newsarchive.text import graphemes


def for_people(cluster: Sequence[Alike], width: int) -> list[str]:
    """The cluster's size and the first title, then a line an article; in so many columns.

    A long cell loses its end, a long path its beginning: the ends of paths differ.
    """
    title = cluster[0].archived.article.title or "[untitled]"
    lines = [clipped(f"{len(cluster)} alike: {safe.line(title)}", width)]
    for one in cluster:
        start = f"  {one.archived.id[:8]}  {_day(one.archived):10}  {share(one):>4}  "
        where, room = _where(one.archived), max(width - len(start), 8)
        if graphemes.width(where) > room and "/" in where:
            tail = graphemes.last_columns(where, room - 1)
            where = "…" + tail[max(tail.find("/"), 0) :]
        lines.append(start + clipped(where, room))
    return lines


def for_a_pipe(cluster: Sequence[Alike]) -> list[str]:
    """A line an article: the first one's id, its own, likeness, date, where it ran, title."""
    first = cluster[0].archived.id[:8]
    return [
        "\t".join(
            (
                first,
                one.archived.id[:8],
                share(one),
                _day(one.archived),
                _where(one.archived),
                safe.line(one.archived.article.title or "-"),
            )
        )
        for one in cluster
    ]


def share(one: Alike) -> str:
    """How much it has in common with the first of its cluster: "93%"."""
    return percent(one.likeness)


def _day(archived: ArchivedArticle) -> str:
    return str(archived.article.date or "-")


def _where(archived: ArchivedArticle) -> str:
    """The paper, else the agency, else the file."""
    article = archived.article
    where = article.source or article.agency or (archived.paths[0] if archived.paths else "-")
    return safe.line(where)
