"""Hits under headings: by day, month, year, author or source. It knows hits, not how they look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from newsarchive.model.article import Article
from newsarchive.model.frozen import frozen
from newsarchive.search.counting import counts
from newsarchive.search.hit import Hit
from newsarchive.search.results import Results

By = Literal["day", "month", "year", "author", "source"]
KINDS: tuple[By, ...] = get_args(By)

_DATE_LENGTH: dict[By, int] = {"day": 10, "month": 7, "year": 4}
_NAMELESS: dict[By, str] = {"author": "no author", "source": "no source"}


@frozen
class Group:
    """The hits under one heading, in the order of the search."""

    name: str | None
    """A day, month or year (ISO 8601), an author or a source; None where it is unknown."""
    by: By
    hits: Sequence[Hit]
    matching: int
    """How many articles of this group the search found, whether they are among the hits or not."""

    @property
    def heading(self) -> str:
        """What stands above them."""
        return self.name or _NAMELESS.get(self.by, "undated")

    @property
    def count(self) -> str:
        """How many there are: "8", or "8 of 30" if more match than are shown."""
        shown = len(self.hits)
        return f"{shown:,} of {self.matching:,}" if self.matching > shown else f"{shown:,}"


def matching(results: Results, by: By) -> Counter[str | None]:
    """How many of all the articles that a search found are in each group."""
    groups: Counter[str | None] = Counter()
    counted = counts(results.session, [by], results, deadline=results.deadline)[by]
    for value, count in counted.items():
        groups[str(value) if value else None] += count
    return groups


def grouped(
    found: Iterable[Hit],
    by: By,
    matching: Counter[str | None] | None = None,
    *,
    oldest_first: bool = False,
) -> list[Group]:
    """The groups in order: of time the newest first, of names those with most hits; unknown last.

    An article by two authors stands under each of them. Its rank stays that of the search. Without
    `matching` the hits are all that was found.
    """
    of_all = matching or Counter()
    members: dict[str | None, list[Hit]] = {}
    for hit in found:
        for name in _names(hit.article, by):
            members.setdefault(name, []).append(hit)
    unknown = members.pop(None, [])
    if by in _DATE_LENGTH:
        names = sorted(filter(None, members), reverse=not oldest_first)
    else:
        names = sorted(
            filter(None, members), key=lambda name: (-len(members[name]), name.casefold(), name)
        )
    order = [(name, members[name]) for name in names] + ([(None, unknown)] if unknown else [])
    return [Group(name, by, hits, max(of_all[name], len(hits))) for name, hits in order]


def _names(article: Article, by: By) -> Sequence[str | None]:
    if by == "author":
        return list(dict.fromkeys(article.authors)) or [None]
    if by == "source":
        return [article.source or None]
    return [article.date.isoformat()[: _DATE_LENGTH[by]] if article.date else None]
