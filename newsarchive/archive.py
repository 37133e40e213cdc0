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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from newsarchive.curate import check
from newsarchive.curate.check import Status
from newsarchive.engines import ScorePart
from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Correction, Problem
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.progress import Advance
from newsarchive.query.filters import Filters
from newsarchive.query.flags import filter_nodes
from newsarchive.query.parse import parse_query
from newsarchive.query.tree import Node, conjunction
from newsarchive.search import audit
from newsarchive.search.order import Sort
from newsarchive.search.results import Dups, Hit, Results, counts
from newsarchive.session import Session

if TYPE_CHECKING:
    from newsarchive.curate.diff import Difference
    from newsarchive.curate.edit import Edited
    from newsarchive.dates.expressions import Order
    from newsarchive.ingest.report import IngestReport
    from newsarchive.likeness.duplicates import Alike
    from newsarchive.readers.limits import Limits
    from newsarchive.search.audit import Defect, Finding
    from newsarchive.search.explain import Advice, QueryPart
    from newsarchive.search.facets import Facet, Tally
    from newsarchive.search.timeline import Timeline, Unit
    from newsarchive.store import CountedValue, Detail
    from newsarchive.transfer.backup import Copied
    from newsarchive.transfer.export import Exported
    from newsarchive.transfer.repair import Repair

__all__ = ["Archive", "Status"]

Texts = str | dt.date | Sequence[str | dt.date] | None


class Archive:
    """A collection of news articles in a file.

    Nothing is opened before it is needed, and nothing is made before something is ingested. Use
    it in a `with` statement, or close it.

        with Archive("news.db") as archive:
            archive.ingest("articles/")
            for hit in archive.search("cambodia energy", since="2018"):
                print(hit.article.date, hit.id, hit.article.title)
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        engine: Literal["whoosh", "scan"] = "whoosh",
        wait: float = 5.0,
        notify: Callable[[str], None] | None = None,
        jobs: int | None = None,
        memory: int | None = None,
    ) -> None:
        """An archive at `path` (default: where the platform keeps a user's data).

        `engine` finds articles: "whoosh" with an index, "scan" by reading every one. `wait` is
        how many seconds to wait for another process that is writing. `notify` is called with
        things worth telling a person, one line each. Long work is shared by `jobs` processes (as
        many as there are processors), which hold about `memory` bytes of the index together
        (512 MiB) before they write it.
        """
        self._session = Session(
            path, engine=engine, wait=wait, notify=notify, jobs=jobs, memory=memory
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files."""
        self._session.close()

    @property
    def path(self) -> Path:
        """The file of the archive."""
        return self._session.path

    @property
    def damaged(self) -> dict[int, str]:
        """The articles that were asked for and are left out, as they cannot be read: key → why."""
        return self._session.damaged

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
        options = run.RunOptions(read=read, jobs=self._session.jobs, follow=follow, advance=advance)
        sources = run.sources(paths, stdin, report, options)
        if dry_run:
            from newsarchive.store import Store

            with Store.rehearsing(self.path) as copy:
                run.archive_files(copy, sources, report, options)
        else:
            store = self._session.writing(create=True)
            run.archive_files(store, sources, report, options)
            self._session.follow_later(advance)
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
        results = Results(
            self._session, tree, sort=sort, recent=today if recent else None, offset=offset,
            limit=limit, deadline=deadline, advance=advance,
        )  # fmt: skip
        if dups != "show":
            results.narrow(dups)
        return results

    def duplicates(self, results: Results, advance: Advance | None = None) -> Iterator[list[Alike]]:
        """The clusters of near duplicates that any of the articles found is in: see `Alike`.

        They end with the deadline of the results, which are then `cut_short`.
        """
        from newsarchive.likeness.duplicates import clusters

        store, deadline = self._session.reading(), results.deadline
        keys = results.keys()
        try:
            known = self._session.likeness(advance, deadline)
            yield from clusters(store, known, keys, deadline.check if deadline else None)
        except DeadlineError:
            results.cut_short = True

    def score_parts(
        self, hits: Sequence[Hit], query: Node, deadline: Deadline | None = None
    ) -> dict[str, list[ScorePart]]:
        """What each word of the query adds to the score of each of the hits, by id.

        Nothing, if the deadline comes first.
        """
        from newsarchive.search import explain

        return explain.score_parts(self._session, hits, query, deadline)

    def spellings(self, word: str, deadline: Deadline | None = None) -> list[tuple[str, int]]:
        """Words of the archive that are spelled most like this one, with their articles.

        Raises DeadlineError if the time is up before.
        """
        from newsarchive.search import explain

        return explain.spellings(self._session, word, deadline)

    def explain(self, query: Node, deadline: Deadline | None = None) -> list[QueryPart]:
        """The query as it was understood, part by part, each with the articles it matches alone.

        Only the parts that are counted before the deadline.
        """
        from newsarchive.search import explain

        return explain.explain(self._session, query, deadline)

    def advise(self, query: Node, deadline: Deadline | None = None) -> Advice:
        """What would help with a query that finds nothing, as far as the deadline allows."""
        from newsarchive.search import explain

        return explain.advise(self._session, query, deadline)

    def tally(
        self,
        facets: Sequence[Facet],
        results: Results | None = None,
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> Tally:
        """How many of the articles found (None: of all) have each value of these facets."""
        from newsarchive.search import facets as counting

        return counting.tally(self._session, facets, results, advance, deadline)

    def timeline(
        self, results: Results, by: Unit | None = None, advance: Advance | None = None
    ) -> Timeline:
        """How many of the articles found appeared in each period; None chooses its length."""
        from newsarchive.search import timeline

        return timeline.timeline(self._session, results, by, advance)

    def authors(self, results: Results) -> list[tuple[str, int]]:
        """The authors of the articles found, with the number of articles: most first."""
        found = self.counts(["authors"], results, deadline=results.deadline)["authors"]
        known = [(str(name), count) for name, count in found.items() if name is not None]
        return sorted(known, key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))

    def counts(
        self,
        details: Sequence[Detail],
        results: Results | None = None,
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[CountedValue]]:
        """How many of the articles found (None: of all) have each value of each detail.

        No text is read, and without results no index. A `deadline` that ends this (`ended`) leaves
        some articles uncounted. What a search has found before its time was up is counted whole.
        """
        return counts(self._session, details, results, advance, deadline)

    def ids(self, prefix: str = "", limit: int = 50) -> list[tuple[str, str | None]]:
        """Some ids that begin so, with their titles; without a beginning the latest archived."""
        return self._session.reading().ids(prefix, limit)

    def get(self, id_prefix: str) -> ArchivedArticle:
        """The article with this id, or the only one whose id begins so. Raises UnknownIdError."""
        return self._session.reading().find(id_prefix)

    def original(self, archived: ArchivedArticle) -> bytes:
        """The bytes that the article was read from. Raises ArchiveError if they are damaged."""
        return self._session.reading().original(archived.digest)

    # Keeping

    def remove(self, articles: Iterable[ArchivedArticle], advance: Advance | None = None) -> int:
        """Take articles out of the archive, with all their versions; how many there were."""
        store = self._session.writing()
        with store.writer("remove"), store.changing("remove"):
            removed = store.remove([archived.key for archived in articles])
        self._session.follow_later(advance)
        return removed

    def edit(
        self,
        articles: Iterable[ArchivedArticle],
        *,
        title: str | None = None,
        date: str | dt.date | None = None,
        authors: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        add_tags: Sequence[str] = (),
        remove_tags: Sequence[str] = (),
        source: str | None = None,
        agency: str | None = None,
        language: str | None = None,
        section: str | None = None,
        url: str | None = None,
        place: str | None = None,
        order: Literal["dmy", "mdy"] | None = None,
        now: dt.date | None = None,
        dry_run: bool = False,
    ) -> list[Edited]:
        """Correct what was read of articles, in one act; those that this changes.

        None leaves a field as it is; "", or an empty list, empties it. A corrected field stays so,
        whatever later versions say. `order` says how a date such as 04/05/2018 is to be read. With
        `dry_run` nothing is changed. Raises EditError, DateError, BusyError.
        """
        from newsarchive.curate import edit

        given: dict[str, str | Sequence[str] | None] = {
            "title": title, "date": None if date is None else str(date), "authors": authors,
            "agency": agency, "source": source, "place": place, "url": url, "language": language,
            "section": section, "tags": tags,
        }  # fmt: skip
        return edit.edit(
            self._session, articles, given, add_tags=add_tags, remove_tags=remove_tags,
            order=order, now=now or clock.today(), dry_run=dry_run,
        )  # fmt: skip

    def undo(self, articles: Iterable[ArchivedArticle], *, dry_run: bool = False) -> list[Edited]:
        """Undo the last act of editing of each of the articles that has one; those that have.

        Can be repeated, until each article is as it was read. Raises BusyError.
        """
        from newsarchive.curate import edit

        return edit.undo(self._session, articles, dry_run=dry_run)

    def corrections(self, archived: ArchivedArticle) -> list[Correction]:
        """Every correction of the article there ever was, oldest first, with those undone."""
        return self._session.reading().corrections(archived.key)

    def versions(self, archived: ArchivedArticle) -> list[ArchivedArticle]:
        """All versions of the article as they were read, oldest first: without corrections."""
        return self._session.reading().versions(archived.key)

    def version(self, archived: ArchivedArticle, number: int) -> ArchivedArticle:
        """This version of the article, as it was read. Raises UnknownIdError if there is none."""
        from newsarchive.curate import diff

        return diff.numbered(self.versions(archived), number)

    def diff(
        self, archived: ArchivedArticle, old: int | None = None, new: int | None = None
    ) -> Difference:
        """How two versions of the article differ: the last two, or `old` and the last.

        Raises UnknownIdError if there is no such version, or only one.
        """
        from newsarchive.curate import diff

        return diff.between(self.versions(archived), old, new)

    def audit(
        self,
        problems: Iterable[Defect] = audit.DEFECTS,
        *,
        among: Iterable[Hit],
        short: int = audit.SHORT,
        deadline: Deadline | None = None,
    ) -> Iterator[Finding]:
        """The articles among those found that have one of these problems, in the same order.

        `short` is how many words an article has at least that is not suspiciously short. A
        `deadline` ends this with what was found until then.
        """
        return audit.audit(self._session, among, problems, short, deadline)

    # The archive as a whole

    def rebuild(self, advance: Advance | None = None) -> int:
        """Make the index anew from the store; how many articles it holds. Raises ArchiveError."""
        return self._session.rebuild(advance)

    def check(self, advance: Advance | None = None) -> Iterator[Problem]:
        """Read everything: what is wrong with the store, and where the index differs from it."""
        return check.check(self._session, advance)

    def status(self) -> Status:
        """The archive in numbers, and whether the index has reached it. Changes nothing."""
        return check.status(self._session)

    def repair(self, backup: Path | None = None, advance: Advance | None = None) -> Repair:
        """Mend what `check` finds wrong, as far as that can be done.

        What the store has lost is made again from originals, read again from the files it came
        from, or taken from a backup. Nothing is changed if nothing is wrong; else the damaged
        archive is kept (`Repair.kept`). An index that is not what it should be is made anew. Raises
        ArchiveError, BusyError, OSError.
        """
        from newsarchive.transfer import repair

        done = repair.repair(self._session, backup, advance)
        if next(self.check(), None) is not None:
            self.rebuild(advance)
            done.mended.append(Problem("index", "made anew"))
        return done

    def backup(self, file: Path, *, force: bool = False, advance: Advance | None = None) -> Copied:
        """Write the archive into another file, as it is at this moment, even while others write.

        The copy is of the newest schema, and read through before it gets its name. Raises
        ArchiveError, ExistsError unless `force`, OSError.
        """
        from newsarchive.transfer import backup

        return backup.backup(self._session, file, force=force, advance=advance)

    def restore(self, file: Path, *, force: bool = False, advance: Advance | None = None) -> Copied:
        """Make the archive what a backup of any schema is; the backup stays as it is.

        There must be no archive, or one without articles, unless `force`; that one is kept beside
        it (`Copied.kept`). Raises ArchiveError, BusyError, ExistsError, OSError.
        """
        from newsarchive.transfer import backup

        return backup.restore(self._session, file, force=force, advance=advance)

    def export(
        self,
        target: Path | BinaryIO,
        results: Results | None = None,
        *,
        force: bool = False,
        advance: Advance | None = None,
    ) -> Exported:
        """Write the articles found (None: all), with versions, corrections and originals.

        `target` is a stream or a file for lines of JSON, compressed if it is called `.gz`. Articles
        that cannot be read are listed and left out. Raises ArchiveError, ExistsError, OSError.
        """
        from newsarchive.transfer import export

        found = () if results is None else (results.keys(), str(results.query))
        return export.export(self._session, target, *found, force=force, advance=advance)

    def export_originals(
        self, folder: Path, results: Results | None = None, *, advance: Advance | None = None
    ) -> Exported:
        """Write the latest original of each article found (None: all) as a file of a folder.

        Nothing is ever overwritten: a file that is there with the same content is counted, anything
        else in its place is a flaw. Raises ArchiveError, OSError.
        """
        from newsarchive.transfer import originals

        keys = None if results is None else results.keys()
        return originals.export_originals(self._session, folder, keys, advance=advance)


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
