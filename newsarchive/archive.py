"""The public library: short methods on top of the rooms below. It must not know any terminal."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Self, Unpack

from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Correction, Problem, Revision
from newsarchive.model.deadline import Deadline
from newsarchive.search import asking, audit, counting
from newsarchive.search.chosen import chosen
from newsarchive.session.opening import opened

if TYPE_CHECKING:
    from newsarchive.curate.check import Status
    from newsarchive.curate.diff import Difference
    from newsarchive.curate.edit import Corrections, Edited
    from newsarchive.curate.index import IndexPlace
    from newsarchive.curate.notes import NoteBook
    from newsarchive.engines import ScorePart
    from newsarchive.ingest.report import IngestReport
    from newsarchive.likeness.duplicates import Alike
    from newsarchive.model.pastrun import PastRun
    from newsarchive.model.progress import Advance
    from newsarchive.model.unread import Unread
    from newsarchive.query.filters import Filters
    from newsarchive.query.tree import Node
    from newsarchive.readers.limits import Limits
    from newsarchive.search.audit import Defect, Finding
    from newsarchive.search.chosen import Chosen
    from newsarchive.search.facets import Facet, Tally
    from newsarchive.search.hit import Hit
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Dups, Results
    from newsarchive.search.saved import SavedSearches
    from newsarchive.session.opening import Clusters, Place
    from newsarchive.store import CountedValue
    from newsarchive.transfer.backup import Copied
    from newsarchive.transfer.compact import Compacted
    from newsarchive.transfer.export import Exported
    from newsarchive.transfer.repair import Repair


class Archive:
    """A collection of news articles in a file. Use it in a `with` statement, or close it.

    Nothing is opened before it is needed, and nothing is made before something is ingested.

        with Archive("news.db") as archive:
            archive.ingest("articles/")
            for hit in archive.search("cambodia energy", since="2018"):
                print(hit.article.date, hit.id, hit.article.title)
    """

    def __init__(
        self, path: Place | None = None, *, engine: Literal["whoosh", "scan"] | None = None,
        wait: float = 5.0, notify: Callable[[str], None] | None = None, jobs: int | None = None,
        memory: int | None = None, clusters: Clusters = (),
    ) -> None:  # fmt: skip
        """An archive at `path` (default: where the platform keeps a user's data).

        "https://HOST:9200/NAME" is an index on a cluster; `clusters` says how to reach it. `engine`
        finds articles: "whoosh" by an index, "scan" by reading each, None as `index` says. Commands
        wait `wait` seconds for others that write. `notify` gets messages, a line each. `jobs`
        processes (default: one a processor) share long work and `memory` bytes (512 MiB) for it.
        """
        self._session = opened(path, engine, wait, notify, jobs, memory, clusters)
        self.path = self._session.path
        self.damaged = self._session.damaged
        """The articles that were asked for and are left out, as they cannot be read: key → why."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files."""
        self._session.close()

    # Taking in

    def ingest(
        self, *paths: str | os.PathLike[str], stdin: BinaryIO | None = None, dry_run: bool = False,
        order: Literal["dmy", "mdy"] | None = None, names: Mapping[str, str] | None = None,
        columns: Sequence[str] = (), include: Sequence[str] = (), exclude: Sequence[str] = (),
        report: IngestReport | None = None, limits: Limits | None = None, follow: bool = False,
        again: bool = False, inbox: str | None = None, max_seconds: float | None = None,
        advance: Advance | None = None,
    ) -> IngestReport:  # fmt: skip
        """Archive files, folders (with everything below) and, for "-", standard input.

        The report lists files that cannot be read; they stop nothing. One that could not be read
        before, and has not changed, is only counted, unless `again`; `unread` lists all. Articles
        of a file that `export` wrote keep their versions and corrections. `dry_run` changes
        nothing. `order` says how to read 04/05/2018, `names` what the files call our fields:
        {"body": "content"}, and `columns` what columns without a header row are; then only tables
        are read. `follow` follows links out of a folder; of files in one, those that match a
        pattern of `include` are read, if there is any, and none of `exclude` (see `Pattern`).
        `inbox` names what is read: a second run of it waits, or raises BusyError. After
        `max_seconds` no further file is begun (`IngestReport.left`). A given `report` shows what is
        kept if the run is interrupted. Raises ArchiveError, BusyError, ValueError (no pattern).
        """
        from newsarchive.ingest import run
        from newsarchive.ingest.report import IngestReport
        from newsarchive.ingest.selection import Selection
        from newsarchive.readers.limits import Limits
        from newsarchive.readers.record import ReadOptions

        began, report = time.monotonic(), report or IngestReport()
        dated = asking.date_order(order)
        read = ReadOptions(dated, names or {}, limits or Limits(), columns=tuple(columns))
        options = run.RunOptions(
            read=read, jobs=self._session.jobs, follow=follow, again=again, advance=advance,
            selection=Selection(include, exclude), inbox=inbox,
            deadline=None if max_seconds is None else Deadline(max_seconds),
        )  # fmt: skip
        found = run.find(paths, stdin, options)
        with self._session.ingesting(dry_run=dry_run, advance=advance) as store:
            run.archive_files(store, found, report, options)
        if not dry_run:
            run.end(store, found)
        report.seconds = time.monotonic() - began
        return report

    def read(
        self, path: str | os.PathLike[str], stdin: BinaryIO | None = None
    ) -> list[ArchivedArticle]:
        """The articles of a file, or of standard input for "-", kept nowhere. Raises ReadError."""
        from newsarchive.ingest import aside  # loads every format

        return aside.read(os.fspath(path), stdin)

    def unread(self) -> Iterator[Unread]:
        """The files that were not taken in, or not whole, by path. Raises ArchiveError."""
        return self._session.stored().unread()

    def log(self, inbox: str | None = None) -> Iterator[PastRun]:
        """The runs of commands that changed the archive, latest first. Raises ArchiveError."""
        return self._session.stored().runs(inbox)

    # Finding

    def search(
        self, query: str | Node = "", *, any_word: bool = False, literal: bool = False,
        sort: Sort | None = None, offset: int = 0, limit: int | None = None, recent: bool = False,
        dups: Dups = "show", now: dt.date | None = None, order: Literal["dmy", "mdy"] | None = None,
        deadline: Deadline | None = None, advance: Advance | None = None, **filters: Unpack[Filters]
    ) -> Results:  # fmt: skip
        """The articles that a query asks for, best first (or by `sort`, or as @name was saved).

        docs/query-language.md describes the query language; an empty query means every article. The
        filters are parts of it: each a text, or a date, or several, which are joined with OR. With
        `recent`, newer articles come first among those that answer about as well. `dups="hide"`
        puts near duplicates behind the best hit among them (`Hit.alike`); "only" finds the articles
        that have some. "Last week" is counted from `now`, or from today. `order` says how
        04/05/2018 is to be read; without it, such a date is refused. The `deadline` ends a search
        with what it has (`Results.cut_short`). Raises QueryError, ArchiveError, ValueError.
        """
        options = asking.QueryOptions(any_word, literal, order, sort, filters)
        return asking.ask(
            self._session, query, options, now=now, offset=offset, limit=limit, recent=recent,
            dups=dups, deadline=deadline, advance=advance,
        )  # fmt: skip

    def parse(self, query: str) -> Node:
        """What a query asks for, with the saved searches that it names. Raises QueryError."""
        return asking.QueryReader(self._session, clock.today()).tree(query, asking.QueryOptions())

    @property
    def searches(self) -> SavedSearches:
        """The searches that are kept by name, and what is new among the articles of each."""
        from newsarchive.search.saved import SavedSearches

        return SavedSearches(self._session)

    def duplicates(self, results: Results, advance: Advance | None = None) -> Iterator[list[Alike]]:
        """The clusters of near duplicates of the articles found, until the results' deadline."""
        return results.clusters(advance)

    def score_parts(
        self, hits: Sequence[Hit], query: Node, deadline: Deadline | None = None
    ) -> dict[str, list[ScorePart]]:
        """What each word of the query adds to the score of each hit, by id: in time, or nothing."""
        from newsarchive.search import explain

        return explain.score_parts(self._session, hits, query, deadline)

    def spellings(self, word: str, deadline: Deadline | None = None) -> list[tuple[str, int]]:
        """The words spelled most like this one, with their articles. Raises DeadlineError."""
        from newsarchive.search import explain

        return explain.spellings(self._session, word, deadline)

    def tally(
        self, facets: Sequence[Facet], results: Results | None = None,
        advance: Advance | None = None, deadline: Deadline | None = None,
    ) -> Tally:  # fmt: skip
        """How many of the articles found (None: of all) have each value of these facets."""
        from newsarchive.search import facets as counting

        return counting.tally(self._session, facets, results, advance, deadline)

    def authors(self, results: Results) -> list[tuple[str, int]]:
        """The authors of the articles found, with the number of articles: most first."""
        return results.authors()

    def counts(
        self, details: Sequence[counting.Counted], results: Results | None = None,
        advance: Advance | None = None, deadline: Deadline | None = None,
    ) -> dict[counting.Counted, Counter[CountedValue]]:  # fmt: skip
        """How many of the articles found (None: of all) have each value, or are of each period.

        Reads no text, and without results no index. A `deadline` that ends this (`ended`) leaves
        some uncounted, but not those that a search found in time. ValueError names what counts.
        """
        return counting.counts(self._session, details, results, advance, deadline)

    def ids(self, prefix: str = "", limit: int = 50) -> list[tuple[str, str | None]]:
        """Some ids that begin so, with their titles; without a beginning the latest archived."""
        return self._session.reading().ids(prefix, limit)

    def get(self, id_prefix: str) -> ArchivedArticle:
        """The article with this id, or the only one whose id begins so. Raises UnknownIdError."""
        return self._session.reading().find(id_prefix)

    def original(self, archived: ArchivedArticle) -> bytes:
        """The bytes that the article was read from. Raises ArchiveError if they are damaged."""
        return self._session.stored().original(archived.digest)

    # Keeping

    def remove(self, articles: Iterable[ArchivedArticle], advance: Advance | None = None) -> int:
        """Take articles out of the archive, with all their versions; how many there were."""
        from newsarchive.curate import edit

        return edit.remove(self._session, articles, advance)

    def edit(
        self, articles: Iterable[ArchivedArticle], *, add_tags: Sequence[str] = (),
        remove_tags: Sequence[str] = (), order: Literal["dmy", "mdy"] | None = None,
        now: dt.date | None = None, dry_run: bool = False, **fields: Unpack[Corrections],
    ) -> list[Edited]:  # fmt: skip
        """Correct fields of articles, in one act; those that this changes.

        None leaves a field as it is; "", or an empty list, empties it. A corrected field stays so,
        whatever later versions say. `order` says how a date such as 04/05/2018 is to be read. With
        `dry_run` nothing is changed. Raises EditError, DateError, BusyError.
        """
        from newsarchive.curate import edit

        return edit.edit(
            self._session, articles, fields, add_tags=add_tags, remove_tags=remove_tags,
            order=order, now=now or clock.today(), dry_run=dry_run,
        )  # fmt: skip

    @property
    def notes(self) -> NoteBook:
        """What users write about articles; `ArchivedArticle.notes` has it."""
        from newsarchive.curate.notes import NoteBook

        return NoteBook(self._session)

    def undo(self, articles: Iterable[ArchivedArticle], *, dry_run: bool = False) -> list[Edited]:
        """Undo the last correction of each article that has one; those that have.

        It can be repeated until each article is as it was read. Raises BusyError.
        """
        from newsarchive.curate import edit

        return edit.undo(self._session, articles, dry_run=dry_run)

    def corrections(self, archived: ArchivedArticle) -> list[Correction]:
        """Every correction of the article there ever was, oldest first, with those undone."""
        return self._session.stored().corrections(archived.key)

    def versions(self, archived: ArchivedArticle) -> list[ArchivedArticle]:
        """All versions of the article as they were read, oldest first: without corrections."""
        return self._session.stored().versions(archived.key)

    def version(self, archived: ArchivedArticle, number: int) -> ArchivedArticle:
        """This version of the article, as it was read. Raises UnknownIdError if there is none."""
        from newsarchive.curate import diff

        return diff.numbered(self.versions(archived), number)

    def diff(
        self, archived: ArchivedArticle, old: int | None = None, new: int | None = None
    ) -> Difference:
        """How two versions differ: the last two, or `old` and the last. Raises UnknownIdError."""
        from newsarchive.curate import diff

        return diff.between(self.versions(archived), old, new)

    def audit(
        self, problems: Iterable[Defect] = audit.DEFECTS, *, among: Iterable[Hit],
        short: int = audit.SHORT, deadline: Deadline | None = None,
    ) -> Iterator[Finding]:  # fmt: skip
        """Those found that have one of these problems, in order; `short`: of fewer words."""
        return audit.audit(self._session, among, problems, short, deadline)

    # The archive as a whole

    @property
    def index(self) -> IndexPlace:
        """Where the index is: on this machine, or on a cluster."""
        from newsarchive.curate.index import IndexPlace

        return IndexPlace(self._session)

    def rebuild(self, advance: Advance | None = None) -> int:
        """Make the index anew from the store; how many articles it holds. Raises ArchiveError."""
        return self._session.rebuild(advance)

    def compact(self, advance: Advance | None = None) -> Compacted:
        """Make the archive file smaller; nothing in it changes. Raises ArchiveError, BusyError."""
        from newsarchive.transfer.compact import compact

        return compact(self._session, advance)

    def check(self, advance: Advance | None = None) -> Iterator[Problem]:
        """Read everything: what is wrong with the store, and where the index differs from it."""
        from newsarchive.curate.check import check

        return check(self._session, advance)

    def state(self) -> tuple[str, Revision]:
        """The uid of the archive, which stays in its copies, and its present state."""
        return self._session.state()

    def status(self) -> Status:
        """The archive in numbers, and whether the index has reached it. Changes nothing."""
        from newsarchive.curate.check import status

        return status(self._session)

    def repair(self, backup: Path | None = None, advance: Advance | None = None) -> Repair:
        """Mend what `check` finds wrong: from originals, files that are still there, or a backup.

        Nothing is changed if nothing is wrong; otherwise the damaged archive is kept
        (`Repair.kept`). A wrong index is rebuilt. Raises ArchiveError, BusyError, OSError.
        """
        from newsarchive.transfer import repair

        done = repair.repair(self._session, backup, advance)
        if next(self.check(), None) is not None:
            self.rebuild(advance)
            done.mended.append(Problem("index", "rebuilt"))
        return done

    def backup(self, file: Path, *, force: bool = False, advance: Advance | None = None) -> Copied:
        """Write the archive into another file, as it is at this moment, even while others write.

        It is verified before it gets its name. Raises ArchiveError, ExistsError, OSError.
        """
        from newsarchive.transfer import backup

        return backup.backup(self._session, file, force=force, advance=advance)

    def restore(self, file: Path, *, force: bool = False, advance: Advance | None = None) -> Copied:
        """Make the archive what a backup of any schema is. `force` replaces one with articles.

        It is kept beside the new one (`Copied.kept`). Raises ArchiveError, ExistsError, OSError.
        """
        from newsarchive.transfer import backup

        return backup.restore(self._session, file, force=force, advance=advance)

    def export(
        self, target: Path | BinaryIO, results: Chosen = None, *, force: bool = False,
        advance: Advance | None = None,
    ) -> Exported:  # fmt: skip
        """Write what was found, or these articles (None: all), with versions and originals.

        `target` is a stream or a file for lines of JSON, compressed if it is called `.gz`. Articles
        that cannot be read are listed and left out. Raises ArchiveError, ExistsError, OSError.
        """
        from newsarchive.transfer import export

        return export.export(self._session, target, *chosen(results), force=force, advance=advance)

    def export_originals(
        self, folder: Path, results: Chosen = None, *, advance: Advance | None = None
    ) -> Exported:
        """Write the latest original of each of these articles (None: all) as a file of a folder.

        Nothing is overwritten: the same file is counted, another is a flaw. Raises ArchiveError.
        """
        from newsarchive.transfer import originals

        keys = chosen(results)[0]
        return originals.export_originals(self._session, folder, keys, advance=advance)
