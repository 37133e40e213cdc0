"""The order of matches: by score, by date or by names, and what decides ties.

It knows the store, and the matches of engines; it must not know queries.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from heapq import nlargest
from typing import TYPE_CHECKING, get_args

from newsarchive.engines import Matches, Order
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline
from newsarchive.query.ranking import freshness

if TYPE_CHECKING:
    from newsarchive.session import Session
    from newsarchive.store.reading import Listing
    from newsarchive.store.tally import CountedValue

Sort = Order
SORTS: tuple[Sort, ...] = get_args(Sort)


def best(
    session: Session,
    found: Matches,
    sort: Sort,
    count: int | None,
    *,
    among: Collection[int] | None,
    without: set[int],
    recent: dt.date | None,
    deadline: Deadline | None,
) -> list[tuple[int, float]]:
    """The keys of the first `count` (None: of all) with their scores; more if all were sorted.

    Only the keys in `among` are taken, and none of those in `without`. With a day in `recent`,
    newer articles are preferred as of that day. Raises DeadlineError.
    """
    if among is None and not without and recent is None:
        first = found.first(sort, len(found) if count is None else count)
        if first is not None:
            return first
    scores = found.scores if among is None else found.scores_of(among)
    if without:
        scores = {key: score for key, score in scores.items() if key not in without}
    with session.reading().ended_by(deadline):
        if recent:
            scores = fresher(session, scores, recent, deadline)
        if sort == "relevance" and count and count < len(scores):
            least = nlargest(count, scores.values())[-1]
            scores = {key: score for key, score in scores.items() if score >= least}
            return ordered(session, scores, sort, deadline)[:count]
        return ordered(session, scores, sort, deadline)


def ordered(
    session: Session, scores: dict[int, float], sort: Sort, deadline: Deadline | None
) -> list[tuple[int, float]]:
    """The keys in order, with their scores; ties by date, newest first, then by id."""
    keys = list(scores)
    if sort == "relevance":
        # Only ties need a date and an id, and often there are few of them.
        often = Counter(scores.values())
        keys = [key for key, score in scores.items() if often[score] > 1]
    listing = session.counting(keys, None, deadline).listed("date", keys)
    days = _days(listing)
    each = zip(listing.keys, listing.values, listing.each_id(), strict=True)
    known = {key: (days[value], id_) for key, value, id_ in each}
    unknown = (None, b"")

    def newest(key: int) -> tuple[int, bytes]:
        day, id_ = known.get(key, unknown)
        return (-(day or dt.date.min).toordinal(), id_)

    def oldest(key: int) -> tuple[int, bytes]:
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
            articles = session.reading().articles(scores)
            named = {archived.key: _name(archived, sort) for archived in articles}
            missing = (1, "", 0)
            pairs.sort(key=lambda pair: (named.get(pair[0], missing), newest(pair[0])))
    return pairs


def _name(archived: ArchivedArticle, sort: Sort) -> tuple[int, str, int]:
    """The sort key of an article: those without a name come last, the longest or latest first."""
    if sort == "words":
        return (0, "", -archived.words)
    if sort == "added":
        return (0, "", -int(dt.datetime.fromisoformat(archived.added).timestamp()))
    if sort == "title":
        name = archived.article.title or ""
    else:
        name = archived.article.authors[0] if archived.article.authors else ""
    return (0 if name else 1, name.casefold(), 0)


def fresher(
    session: Session, scores: dict[int, float], today: dt.date, deadline: Deadline | None
) -> dict[int, float]:
    """The scores; newer articles get a little more: see `ranking.freshness`."""
    listing = session.counting(scores, None, deadline).listed("date", scores)
    factors = {value: freshness(day, today) for value, day in _days(listing).items()}
    pairs = zip(listing.keys, listing.values, strict=True)
    return scores | {key: scores[key] * factors[value] for key, value in pairs}


def _days(listing: Listing) -> dict[CountedValue, dt.date | None]:
    """Each of the dates that are listed → its day."""
    dates = set(listing.values)
    return {one: dt.date.fromisoformat(str(one)) if one else None for one in dates}
