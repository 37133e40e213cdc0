"""An archive: the one place where the store and an engine meet.

The store is the truth; the engine follows it and is brought up to date whenever it lags. This is
the public library too, and the command line uses nothing else. It must not know click, rich or
the terminal.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from newsarchive.curate.keeping import Keeping
from newsarchive.engines import ScorePart
from newsarchive.files import locations
from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Problem
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import ArchiveError
from newsarchive.model.progress import Advance, counter
from newsarchive.query.flags import Filters, filter_nodes
from newsarchive.query.parse import parse_query
from newsarchive.query.tree import Node, conjunction
from newsarchive.search.order import Ranking, Sort
from newsarchive.search.results import Hit, Results
from newsarchive.session import Opened
from newsarchive.store.follow import differences
from newsarchive.transfer.moving import Moving

if TYPE_CHECKING:
    from newsarchive.dates.expressions import Order
    from newsarchive.ingest.report import IngestReport
    from newsarchive.likeness.duplicates import Alike
    from newsarchive.readers.limits import Limits
    from newsarchive.store import Detail, Value
    from newsarchive.transfer.repair import Repair

Dups = Literal["show", "hide", "only"]
Texts = str | dt.date | Sequence[str | dt.date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """An archive in numbers."""

    path: str
    index_path: str
    articles: int
    versions: int
    dated: int
    first: dt.date | None
    """The days of the oldest and of the newest article."""
    last: dt.date | None
    authors: int
    """Different names."""
    originals_bytes: int
    """The originals, before compression."""
    text_bytes: int
    archive_bytes: int
    """On disk."""
    index_bytes: int
    revision: int
    index: Literal["up to date", "behind", "missing"]


class Archive(Opened, Keeping, Moving):
    """A collection of news articles in a file.

    Nothing is opened before it is needed, and nothing is made before something is ingested. Use
    it in a `with` statement, or close it.

        with Archive("news.db") as archive:
            archive.ingest("articles/")
            for hit in archive.search("cambodia energy", since="2018"):
                print(hit.article.date, hit.id, hit.article.title)
    """

    # Taking in

    def ingest(
        self,
        *paths: str | os.PathLike[str],
        stdin: BinaryIO | None = None,
        dry_run: bool = False,
        order: Literal["dmy", "mdy"] | None = None,
        names: Mapping[str, str] | None = None,
        report: IngestReport | None = None,
        limits: Limits | None = None,
        follow: bool = False,
        advance: Advance | None = None,
    ) -> IngestReport:
        """Archive files, folders (with everything below) and, for "-", standard input.

        What cannot be read is listed in the report and stops nothing. A file that `export` wrote
        gives its articles as they were, with versions and corrections. With `dry_run` the report
        says what would happen, and nothing does. `order` says how a printed 04/05/2018 is to be
        read; `names` by which names the files know our fields: {"body": "content"}; `limits` how
        much is too much. With `follow`, links that lead out of a folder are followed. A `report`
        that is given counts along: it tells what is kept if the run is interrupted. Raises
        ArchiveError, BusyError.
        """
        from newsarchive.ingest import run  # loads every format
        from newsarchive.ingest.report import IngestReport
        from newsarchive.readers.limits import Limits
        from newsarchive.readers.record import ReadOptions

        began = time.monotonic()
        report = report or IngestReport()
        read = ReadOptions(_order(order), names or {}, limits or Limits())
        options = run.RunOptions(read=read, jobs=self._jobs, follow=follow, advance=advance)
        sources = run.sources(paths, stdin, report, options)
        if dry_run:
            from newsarchive.store import Store

            with Store.rehearsing(self.path) as copy:
                run.archive_files(copy, sources, report, options)
        else:
            store = self._writing(create=True)
            run.archive_files(store, sources, report, options)
            self._follow_later(store, advance)
            store.ensure_there()
        report.seconds = time.monotonic() - began
        return report

    # Finding

    def search(
        self,
        query: str | Node = "",
        *,
        any_word: bool = False,
        literal: bool = False,
        author: Texts = None,
        title: Texts = None,
        source: Texts = None,
        tag: Texts = None,
        language: Texts = None,
        date: Texts = None,
        on: Texts = None,
        since: Texts = None,
        until: Texts = None,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int | None = None,
        recent: bool = False,
        dups: Dups = "show",
        now: dt.date | None = None,
        order: Literal["dmy", "mdy"] | None = None,
        deadline: Deadline | None = None,
        advance: Advance | None = None,
    ) -> Results:
        """The articles that a query asks for, best first (or by `sort`).

        The query language is described in docs/query-language.md; an empty query is every
        article. The options are parts of the query: each a text (or a date, or several of them,
        which are joined with OR). With `recent`, of articles that answer about as well the newer
        come first. With `dups="hide"` near duplicates stand behind the best hit among them
        (`Hit.alike`); with "only", only articles that have some are found. `now` is what "last
        week" is reckoned from: today, if not given. `order` says how 04/05/2018 is to be read;
        without it, such a date is refused. A search that is not done by the
        `deadline` ends with what was found so far (`Results.cut_short`). Raises QueryError,
        ArchiveError.
        """
        dates = _order(order)
        today = now or clock.today()
        filters = Filters(
            author=_texts(author), title=_texts(title), source=_texts(source), tag=_texts(tag),
            language=_texts(language), date=_texts(date), on=_texts(on), since=_texts(since),
            until=_texts(until),
        )  # fmt: skip
        tree = (
            parse_query(query, now=today, any_word=any_word, literal=literal, order=dates)
            if isinstance(query, str)
            else query
        )
        tree = conjunction([tree, *filter_nodes(filters, now=today, order=dates)])
        store = self._reading()
        step = deadline.check if deadline else None
        try:
            found, unsure = self._asked(
                store, lambda engine: engine.search(tree, step), advance, deadline
            )
            cut_short = False
        except DeadlineError:
            from newsarchive.engines.scan import Scored

            found, unsure, cut_short = Scored({}), set(), True
        ranking = Ranking(
            store,
            found,
            sort,
            unsure=unsure,
            recent=today if recent else None,
            again=lambda: self._anew(store, advance, deadline)[0].search(tree, step),
            deadline=deadline,
        )
        results = Results(self, tree, ranking, found.exact, offset, limit, deadline)
        results.cut_short = cut_short
        if dups != "show":
            try:
                clusters = self._likeness(store, advance, deadline).clusters(step)
            except DeadlineError:
                clusters, results.cut_short = {}, True
            (results.fold if dups == "hide" else results.keep)(clusters)
        return results

    def duplicates(self, results: Results, advance: Advance | None = None) -> Iterator[list[Alike]]:
        """The clusters of near duplicates that any of the articles found is in: see `Alike`.

        They end with the deadline of the results, which are then `cut_short`.
        """
        from newsarchive.likeness.duplicates import clusters

        store, deadline = self._reading(), results.deadline
        keys = results.keys()
        try:
            known = self._likeness(store, advance, deadline)
            yield from clusters(store, known, keys, deadline.check if deadline else None)
        except DeadlineError:
            results.cut_short = True

    def fetch(self, keys: Iterable[int]) -> dict[int, ArchivedArticle]:
        """The articles with these keys, as far as they are still there."""
        return self._reading().get(keys)

    def each(self, keys: Iterable[int]) -> Iterator[ArchivedArticle]:
        """See `hits.Shelf`."""
        return self._reading().articles(keys)

    def score_parts(
        self, hits: Sequence[Hit], query: Node, deadline: Deadline | None = None
    ) -> dict[str, list[ScorePart]]:
        """What each word of the query adds to the score of each of the hits, by id.

        Nothing, if the deadline comes first.
        """
        ids = {hit.archived.key: hit.id for hit in hits}
        step = deadline.check if deadline else None
        try:
            found, _ = self._asked(
                self._reading(),
                lambda engine: engine.score_parts(query, ids, step),
                deadline=deadline,
            )
        except DeadlineError:
            return {}
        return {ids[key]: parts for key, parts in found.items()}

    def spellings(self, word: str, deadline: Deadline | None = None) -> list[tuple[str, int]]:
        """Words of the archive that are spelled most like this one, with their articles.

        Raises DeadlineError if the time was up before.
        """
        step = deadline.check if deadline else None
        return self._asked(
            self._reading(), lambda engine: engine.spellings(word, step), deadline=deadline
        )[0]

    def authors(self, results: Results) -> list[tuple[str, int]]:
        """The authors of the articles found, with the number of articles: most first."""
        counts = self.counts(["authors"], results, deadline=results.deadline)["authors"]
        known = [(str(name), count) for name, count in counts.items() if name is not None]
        return sorted(known, key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))

    def counts(
        self,
        details: Sequence[Detail],
        results: Results | None = None,
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[Value]]:
        """How many of the articles found (None: of all) have each value of each detail.

        No text is read, and without results no index. A `deadline` that ends this (`ended`) leaves
        some articles uncounted. What a search has found before its time was up is counted whole.
        """
        keys = None if results is None else results.keys()
        if results is not None and results.cut_short:
            deadline = None
        tell = counter(advance, "counting", 0 if keys is None else len(keys))
        return self._reading().counts(details, keys, tell, deadline)

    def ids(self, prefix: str = "", limit: int = 50) -> list[tuple[str, str | None]]:
        """Some ids that begin so, with their titles; without a beginning the latest archived."""
        return self._reading().ids(prefix, limit)

    def get(self, id_prefix: str) -> ArchivedArticle:
        """The article with this id, or the only one whose id begins so. Raises UnknownIdError."""
        return self._reading().find(id_prefix)

    def original(self, archived: ArchivedArticle) -> bytes:
        """The bytes that the article was read from. Raises ArchiveError if they are damaged."""
        return self._reading().original(archived.digest)

    # Keeping

    def remove(self, articles: Iterable[ArchivedArticle], advance: Advance | None = None) -> int:
        """Take articles out of the archive, with all their versions; how many there were."""
        store = self._writing()
        with store.writer("remove"), store.changing("remove"):
            removed = store.remove([archived.key for archived in articles])
        self._follow_later(store, advance)
        return removed

    def rebuild(self, advance: Advance | None = None) -> int:
        """Make the index anew from the store; how many articles it holds."""
        store = self._reading()
        self._engine_of(store).reset()
        held, _ = self._asked(store, lambda engine: engine.holdings(), advance)
        if self._no_room:
            raise ArchiveError(self._no_room)
        return len(held)

    def check(self, advance: Advance | None = None) -> Iterator[Problem]:
        """Read everything: what is wrong with the store, and where the index differs from it."""
        store = self._reading()
        yield from store.check(counter(advance, "checking", store.versions_known()))
        lacking, surplus = differences(
            store, lambda: self._asked(store, lambda engine: engine.holdings(), advance), advance
        )
        for archived in lacking:
            place = f"article {archived.id[:8]}"
            yield Problem(place, "the index lacks it; run `newsarchive rebuild`")
        if surplus:
            count = f"{len(surplus)} article{'s' if len(surplus) > 1 else ''}"
            yield Problem("index", f"it holds {count} too many; run `newsarchive rebuild`")

    def repair(self, backup: Path | None = None, advance: Advance | None = None) -> Repair:
        """See `Moving.repair`; the index is made anew if it is not what it should be."""
        done = super().repair(backup, advance)
        if next(self.check(), None) is not None:
            self.rebuild(advance)
            done.mended.append(Problem("index", "made anew"))
        return done

    def status(self) -> Status:
        """The archive in numbers, and whether the index has reached it. Changes nothing."""
        store = self._reading()
        engine = self._engine_of(store)
        summary = store.summary()
        reached = engine.revision()
        state: Literal["up to date", "behind", "missing"] = "behind"
        if reached is None:
            state = "missing"
        elif reached == store.revision():
            state = "up to date"
        return Status(
            path=str(self.path),
            index_path=str(locations.index_folder(self.path, store.uid)),
            articles=summary.articles,
            versions=summary.versions,
            dated=summary.dated,
            first=summary.first,
            last=summary.last,
            authors=summary.authors,
            originals_bytes=summary.originals_bytes,
            text_bytes=summary.text_bytes,
            archive_bytes=summary.file_bytes,
            index_bytes=engine.size(),
            revision=store.revision().number,
            index=state,
        )


def _order(said: Literal["dmy", "mdy"] | None) -> Order | None:
    if said is None:
        return None
    from newsarchive.dates.expressions import Order  # few say it, and dates are slow to load

    return Order(said)


def _texts(given: Texts) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, str | dt.date):
        given = (given,)
    return tuple(str(one) for one in given)
