"""The order of what was found: by score or by what the store knows, and what decides ties.

It knows the store, and of engines what they say of matches; it must not know queries.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Literal, TypeVar, get_args

from newsarchive.engines import Matches
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline
from newsarchive.model.errors import IndexDamagedError
from newsarchive.query.ranking import freshness
from newsarchive.store import Contents

T = TypeVar("T")
Sort = Literal["relevance", "date", "date-asc", "title", "author", "words"]
SORTS: tuple[Sort, ...] = get_args(Sort)

MANY = 2000
"""From so many articles on, it is quicker to ask the store for all dates than for these."""


class Ranking:
    """What a search found, in order; no more of it is put in order than is asked for."""

    def __init__(
        self,
        store: Contents,
        found: Matches,
        sort: Sort,
        *,
        unsure: set[int],
        recent: dt.date | None,
        again: Callable[[], Matches],
        deadline: Deadline | None = None,
    ) -> None:
        """Without the keys of which the engine is not sure.

        With a day in `recent`, newer articles are preferred as of that day. `again` searches once
        more, where what was found cannot be read to its end because the index is damaged. When the
        `deadline` has passed, whoever asks gets a DeadlineError.
        """
        self._deadline = deadline
        self._again = again
        self._store = store
        self._found = found
        self._sort = sort
        self._unsure = unsure
        self._recent = recent
        self._is_own = bool(unsure) or recent is not None
        """Whether the order is not that in which the engine would have it."""

    def __len__(self) -> int:
        return self._sound(lambda: len(self._all if self._unsure else self._found))

    def first(self, count: int) -> list[tuple[int, float]]:
        """The keys of the first so many, with their scores."""
        return self._sound(lambda: self._first(count))

    def _sound(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except IndexDamagedError:
            self._found = self._again()
            return question()

    def _first(self, count: int) -> list[tuple[int, float]]:
        match self._sort:
            case "relevance" | "date" | "date-asc" as order if not self._is_own:
                best = self._found.first(order, count)
                if best is not None:
                    return best
        return self._all[:count]

    @cached_property
    def _all(self) -> list[tuple[int, float]]:
        scores = self._found.scores
        if self._unsure:
            scores = {key: score for key, score in scores.items() if key not in self._unsure}
        with self._store.ended_by(self._deadline):
            if self._recent:
                scores = fresher(self._store, scores, self._recent)
            return ordered(self._store, scores, self._sort)


def ordered(store: Contents, scores: dict[int, float], sort: Sort) -> list[tuple[int, float]]:
    """The keys in order, with their scores; ties by date, newest first, then by id."""
    keys = list(scores)
    if sort == "relevance":
        # Only ties need a date and an id, and often there are few of them.
        often = Counter(scores.values())
        keys = [key for key, score in scores.items() if often[score] > 1]
    known = store.dates(None if len(keys) > MANY else keys)
    unknown = (None, "")

    def newest(key: int) -> tuple[int, str]:
        day, id_ = known.get(key, unknown)
        return (-(day or dt.date.min).toordinal(), id_)

    def oldest(key: int) -> tuple[int, str]:
        day, id_ = known.get(key, unknown)
        return ((day or dt.date.max).toordinal(), id_)

    pairs = list(scores.items())
    match sort:
        case "relevance":
            pairs.sort(key=lambda pair: (-pair[1], newest(pair[0])))
        case "date":
            pairs.sort(key=lambda pair: newest(pair[0]))
        case "date-asc":
            pairs.sort(key=lambda pair: oldest(pair[0]))
        case _:
            named = {archived.key: _name(archived, sort) for archived in store.articles(scores)}
            missing = (1, "", 0)
            pairs.sort(key=lambda pair: (named.get(pair[0], missing), newest(pair[0])))
    return pairs


def _name(archived: ArchivedArticle, sort: Sort) -> tuple[int, str, int]:
    """What an article is sorted by: what has none comes last; most words first."""
    if sort == "words":
        return (0, "", -archived.words)
    if sort == "title":
        name = archived.article.title or ""
    else:
        name = archived.article.authors[0] if archived.article.authors else ""
    return (0 if name else 1, name.casefold(), 0)


def fresher(store: Contents, scores: dict[int, float], today: dt.date) -> dict[int, float]:
    """The scores, those of newer articles raised a little: see `ranking.freshness`."""
    known = store.dates(None if len(scores) > MANY else scores)
    return {
        key: score * freshness(known[key][0] if key in known else None, today)
        for key, score in scores.items()
    }
