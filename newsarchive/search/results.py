"""The results of a search: hits in order, made when they are asked for.

This module must not know how they look.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, SupportsIndex, TypeVar, overload

from newsarchive.engines import Engine, Matches
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline, DeadlineError, Interrupted, stepping
from newsarchive.model.errors import IndexDamagedError
from newsarchive.model.progress import Advance
from newsarchive.query.tree import Every, Node
from newsarchive.search.hit import Hit
from newsarchive.search.order import Sort, best

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from newsarchive.likeness.duplicates import Alike
    from newsarchive.model.about import About
    from newsarchive.search.asking import QueryOptions
    from newsarchive.search.collocates import Collocates
    from newsarchive.search.collocates import Order as CollocateOrder
    from newsarchive.search.folding import Folding
    from newsarchive.search.keywords import Keywords, Order
    from newsarchive.search.sample import By, Sample
    from newsarchive.search.similar import Similar
    from newsarchive.session import Session

T = TypeVar("T")
Dups = Literal["show", "hide", "only"]
BATCH = 500
"""Articles fetched from the store at a time."""


class Results:
    """The hits of one search, in order, with a length, places and slices.

    Iterating gives the hits that were asked for (`offset`, `limit`). `total` counts all matches; if
    the engine gives candidates only, it verifies all of them, while iterating verifies as many as
    are needed.
    """

    def __init__(
        self, session: Session, query: Node, *, sort: Sort = "relevance",
        recent: dt.date | None = None, offset: int = 0, limit: int | None = None,
        deadline: Deadline | None = None, advance: Advance | None = None,
    ) -> None:  # fmt: skip
        """Search. With a day in `recent`, newer articles are preferred as of that day."""
        self.query = query
        """The whole question, options included."""
        self.deadline = deadline
        self.cut_short = False
        """Whether the time was up before everything was found: then these are not all."""
        self.session = session
        """The open files of the archive that was searched."""
        self.sort = sort
        self.asked: tuple[str, QueryOptions, dt.date, Dups] | None = None
        """The query as it was typed, its options, the day that "last week" was counted from, and
        what was done with near duplicates; None where no query was asked."""
        self._recent = recent
        self._offset, self._limit, self._expected = offset, limit, 0
        self._advance = advance
        self._step = self._check if deadline else None
        self._matches: Matches | None = None
        self._unsure: set[int] = set()
        """The keys of which the engine is not sure: they are left out."""
        self._among: Collection[int] | None = None
        """The keys of which the matches are taken; None: all."""
        self._candidates: list[tuple[int, float]] = []
        """The first of the matches, in order."""
        self._whole, self._seen = False, 0
        """Whether these are all, and how many of them have been looked at."""
        self._sure: list[tuple[int, float]] = []
        """Those of them that match."""
        self._narrowed = False
        """Whether some that match are not to be shown."""
        self._folding: Folding | None = None
        self.exact = True
        """Whether the index alone could answer; if not, its candidates are read and verified."""
        with self._in_time():
            self.exact = self._ask(lambda matches: matches.exact)

    def _ask(self, question: Callable[[Matches], T]) -> T:
        """Ask the matches; a damaged index is rebuilt first. Raises DeadlineError."""

        def asked(engine: Engine) -> T:
            if self._matches is None:
                self._matches = engine.search(self.query, self._step)
            try:
                return question(self._matches)
            except IndexDamagedError:
                self._matches = None
                raise

        is_first = self._matches is None
        if is_first and self.cut_short:
            raise DeadlineError
        answer, unsure = self.session.ask(asked, self._advance, self.deadline, up_to_date=is_first)
        if is_first:
            self._unsure = unsure
        return answer

    def _in_time(self) -> Interrupted:
        """What is done within may be ended by the deadline."""
        return Interrupted(self)

    @property
    def total(self) -> int:
        """How many articles match, whatever the offset and the limit."""
        if self.exact and not self._narrowed:
            with self._in_time():
                return self._ask(self._count) - self.folded
        self._verify(None)
        return len(self._sure)

    def _count(self, matches: Matches) -> int:
        unsure = self._unsure
        return sum(key not in unsure for key in matches.keys) if unsure else len(matches)

    @property
    def folded(self) -> int:
        """How many articles stand behind others."""
        return len(self._folding) if self._folding else 0

    def narrow(self, dups: Literal["hide", "only"]) -> None:
        """Hide near duplicates behind the best hit among them, or keep only what has some."""
        from newsarchive.search.folding import Folding

        clusters: dict[int, int] = {}
        with self._in_time():
            clusters = self.session.likeness(self._advance, self.deadline).clusters(self._step)
        if dups == "hide":
            found = self.members()
            self._folding = Folding(clusters, clusters if found is None else found)
            self._sure = self._folding.firsts(self._sure)
        else:
            self.leave_out({key for key in self.keys() if key not in clusters})

    def keep(self, keys: Sequence[int], *, in_order: bool = False) -> None:
        """Keep only these of the articles found, in this order, or in that of the search."""
        if not self._seen:  # all others need not be put in order
            self._among = keys
        self._verify(None)
        scores = dict(self._sure)
        order = filter(set(keys).__contains__, scores) if in_order else keys
        self._sure = [(key, scores[key]) for key in order if key in scores]
        self._narrowed = True

    def leave_out(self, keys: Collection[int]) -> None:
        """Take the articles with these keys away, as if they did not match."""
        self._verify(None)
        self._sure = [pair for pair in self._sure if pair[0] not in keys]
        self._narrowed = True

    def clusters(self, advance: Advance | None = None) -> Iterator[list[Alike]]:
        """See `Archive.duplicates`."""
        from newsarchive.likeness.duplicates import clusters

        keys = self.unordered()
        with self._in_time():
            known = self.session.likeness(advance, self.deadline)
            yield from clusters(self.session.reading(), known, keys, self._step)

    def authors(self) -> list[tuple[str, int]]:
        """See `Archive.authors`."""
        from newsarchive.search import counting

        return counting.authors(self)

    def about(self) -> About:
        """How these were found; to be kept with what is made of them, and asked by `rerun`."""
        from newsarchive.search import about

        return about.about(
            self, offset=self._offset, limit=self._limit, recent=self._recent is not None,
            sure=not self._unsure,
        )  # fmt: skip

    def sample(
        self, size: int, *, seed: int = 1, by: By | None = None, in_order: bool = False
    ) -> Sample:
        """Draw at most `size` of the articles found; from then on the results are these, as drawn.

        With `by`, each month, source and so on gives its share. The same seed draws the same
        articles everywhere (docs/numbers.md says how). `in_order` leaves them in the order of the
        search.
        """
        from newsarchive.search import sample

        return sample.draw(self, size, seed, by, in_order=in_order)

    def keywords(
        self, against: Results | None = None, *, least: int = 5,
        sort: Order = "g2", limit: int | None = None, advance: Advance | None = None,
    ) -> Keywords:  # fmt: skip
        """The words and pairs that set the articles found apart from others, at most `limit`.

        The others are those found by `against`, or all others of the same sources, dates and so on
        that the query names beside its words; articles that both found are not among them. Words
        that occur `least` times are compared (docs/numbers.md says how). Raises DeadlineError if
        the time of the results is up: then there are no numbers.
        """
        from newsarchive.search.keywords import keywords

        return keywords(self, against, least=least, sort=sort, limit=limit, advance=advance)

    def collocates(
        self, *, window: int = 5, least: int = 5,
        sort: CollocateOrder = "g2", limit: int | None = None, advance: Advance | None = None,
    ) -> Collocates:  # fmt: skip
        """The words that stand within so many words of what was found, in its sentence.

        The results are those of one word, phrase, or OR or NEAR of such; sources, dates and so on
        beside it limit where it is looked for, and what it is compared with. Words that occur
        `least` times in the windows are listed, at most `limit`. Raises QueryError for any other
        query, and DeadlineError if the time of the results is up.
        """
        from newsarchive.search.collocates import collocates

        return collocates(self, window=window, least=least, sort=sort, limit=limit, advance=advance)

    def similar(
        self, article: ArchivedArticle, *, words: int = 25, dups: Dups = "hide",
        limit: int | None = None, advance: Advance | None = None,
    ) -> Similar:  # fmt: skip
        """Those found that have the most telling `words` of an article, the most similar first.

        The article is one of the archive, or one that `Archive.read` gave. It and its near
        duplicates are left out; of other near duplicates the best comes first (`dups`). Raises
        DeadlineError if the time of the results is up before a word is known.
        """
        from newsarchive.search import similar

        return similar.similar(article, self, words=words, dups=dups, limit=limit, advance=advance)

    def members(self) -> Collection[int] | None:
        """The keys of all found, in no order; None if these are all articles."""
        is_whole = self.query == Every() and not (self._narrowed or self._unsure or self.cut_short)
        return None if is_whole and self.exact else self.unordered()

    def unordered(self) -> Collection[int]:
        """The keys of all found, in no order, which is quicker than `keys`."""
        if self.exact and not self._narrowed and not self.cut_short:
            with self._in_time():
                found = self._ask(lambda matches: matches.keys)
                return [key for key in found if key not in self._unsure] if self._unsure else found
        return self.keys()

    def expect(self, count: int) -> None:
        """About so many hits will be taken, though no limit was given: only these are sought."""
        self._expected = count

    def keys(self) -> list[int]:
        """The keys of all articles found, in order."""
        self._verify(None)
        return [key for key, _ in self._sure]

    def __iter__(self) -> Iterator[Hit]:
        return self._hits(0, sys.maxsize)

    def __len__(self) -> int:
        """How many hits iterating gives. Raises TypeError if there is a deadline."""
        if self.deadline is not None:
            raise TypeError("results with a deadline have no length; they have a total")
        if self._limit is None:
            return max(self.total - self._offset, 0)
        self._verify(self._offset + self._limit)
        return min(max(len(self._sure) - self._offset, 0), self._limit)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @overload
    def __getitem__(self, place: SupportsIndex) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> list[Hit]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> Hit | list[Hit]:
        """The hit at a place among those that iterating gives, or a list of some."""
        from newsarchive.search.sequence import taken

        return taken(self._hits, self.__len__, place)

    def __repr__(self) -> str:
        return f"<Results of {str(self.query)[:200]}>"

    def _repr_html_(self) -> str:
        from newsarchive.search import notebook

        return notebook.table(self)

    def to_arrow(self, *, body: bool = False, fields: Sequence[str] | None = None) -> pa.Table:
        """The hits as a table of Arrow, a row each: fields of records (docs/json.md), or these.

        Raises NewsArchiveError without pyarrow, ValueError for a name that is no field.
        """
        from newsarchive.search import table

        return table.of_hits(self, body=body, fields=fields)

    def to_pandas(self, *, body: bool = False, fields: Sequence[str] | None = None) -> pd.DataFrame:
        """The same as a data frame. Raises NewsArchiveError without pandas, too."""
        from newsarchive.search import table

        return table.frame(self, body=body, fields=fields)

    def _hits(self, first: int, stop: int) -> Iterator[Hit]:
        """Those from one place to before another, among the ones asked for, from 0."""
        place = self._offset + first
        end = self._offset + (stop if self._limit is None else min(stop, self._limit))
        size = min(BATCH, self._expected or BATCH)
        while place < end:
            batch_end = min(place + size, end)
            self._verify(batch_end)
            batch = self._sure[place:batch_end]
            if not batch:
                return
            articles = self._fetch([key for key, _ in batch])
            for key, score in batch:
                if self._late():
                    return
                place += 1
                if key in articles:  # it may have been removed in this very moment
                    alike = self._alike(key) if self._folding else ()
                    yield Hit(articles[key], score, place, self.query, alike, self._step)

    def _alike(self, key: int) -> tuple[str, ...]:
        behind = self._folding.behind(key) if self._folding else []
        found = self._fetch(behind) if behind else {}
        return tuple(found[other].id for other in behind if other in found)

    def _fetch(self, keys: Iterable[int]) -> dict[int, ArchivedArticle]:
        """The articles that could be read before the deadline."""
        found: dict[int, ArchivedArticle] = {}
        store = self.session.reading()
        with self._in_time(), store.ended_by(self.deadline):
            for archived in stepping(store.articles(keys), self._step, 1):
                found[archived.key] = archived
        return found

    def _check(self) -> None:
        """Called while articles are read and searched: raises DeadlineError if the time is up."""
        if self._late() and self.deadline is not None:
            self.deadline.end()

    def _late(self) -> bool:
        if self.deadline is not None and self.deadline.passed():
            self.cut_short = True
        return self.cut_short

    def _verify(self, wanted: int | None) -> None:
        """Take candidates, best first, until `wanted` (None: all) are known to match.

        If the engine is exact, all of them match; otherwise the query is tested on each article.
        """
        while wanted is None or len(self._sure) < wanted:
            if (self._whole and self._seen == len(self._candidates)) or self._late():
                return
            batch: list[tuple[int, float]] = []
            with self._in_time():
                batch = self._next(wanted)
            self._seen += len(batch)
            if not self.exact:
                from newsarchive.query.matches import matches

                matching, store = set(), self.session.reading()
                with self._in_time(), store.ended_by(self.deadline):
                    offered = store.articles([key for key, _ in batch])
                    for archived in stepping(offered, self._step, 1):
                        if matches(self.query, archived, self._step):
                            matching.add(archived.key)
                batch = [pair for pair in batch if pair[0] in matching]
            self._sure += self._folding.firsts(batch) if self._folding else batch

    def _next(self, wanted: int | None) -> list[tuple[int, float]]:
        """The next candidates. They are sorted at most twice: first a few, then all."""
        if self._seen == len(self._candidates):
            shown = self._offset + (self._limit or self._expected)
            # Some of them will stand behind others.
            enough = shown + (shown + BATCH // 10 if self._folding else 0)
            enough = enough if self.exact else max(enough, BATCH)
            is_all = self._candidates or not shown or wanted is None or wanted > enough
            count = None if is_all else enough
            self._candidates = self._ask(lambda matches: self._first(matches, count))
            self._whole = len(self._candidates) != count
        end = len(self._candidates) if self.exact else self._seen + BATCH
        return self._candidates[self._seen : end]

    def _first(self, matches: Matches, count: int | None) -> list[tuple[int, float]]:
        return best(
            self.session, matches, self.sort, count,
            among=self._among, without=self._unsure, recent=self._recent, deadline=self.deadline,
        )  # fmt: skip
