"""Files read by several processes, with the same result as in one process."""

from __future__ import annotations

import dataclasses
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.engines.whoosh import updater, workers, writer
from newsarchive.engines.whoosh.core import BEST
from newsarchive.ingest import schedule
from newsarchive.ingest.discover import Source, find, line_ranges
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import ArchivedArticle, Problem
from newsarchive.model.progress import Progress
from newsarchive.query.tree import Word
from newsarchive.readers import plugins
from newsarchive.readers.limits import Limits
from tests.readers.test_plugins import Install, install
from tests.surroundings import environment

__all__ = ["install"]
ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.surroundings,
    pytest.mark.skipif(sys.platform == "win32", reason="no processes are started there"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder. Even few files are shared, two at a time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.setattr(schedule, "WORTH", 0)
    monkeypatch.setattr(schedule, "CHUNK_FILES", 2)
    (tmp_path / "news").mkdir()
    return tmp_path


def lines(*bodies: str) -> str:
    return "".join(json.dumps({"body": body, "url": "https://a.b/c"}) + "\n" for body in bodies)


def archived(
    jobs: int, limits: Limits | None = None
) -> tuple[IngestReport, list[ArchivedArticle], list[Progress]]:
    progress: list[Progress] = []
    with Archive(f"{jobs}.db", engine="scan", jobs=jobs) as archive:
        report = archive.ingest("news", limits=limits, advance=progress.append)
        articles = sorted((hit.archived for hit in archive.search()), key=lambda one: one.key)
    plain = [dataclasses.replace(one, added="") for one in articles]
    return dataclasses.replace(report, seconds=0.0), plain, progress


def write(folder: Path) -> None:
    """Files of all kinds: good, packed, of several articles, known, damaged, not supported."""
    news = folder / "news"
    for number in range(4):
        (news / f"a{number}.txt").write_text(
            f"date 2018-04-0{number + 1} By Jane Doe\n\nNo {number}."
        )
    (news / "b.jsonl").write_text(lines("one", "two", "one") + "{\n")
    (news / "c.txt").write_text("date 2018-04-01 By Jane Doe\n\nNo 0.")
    (news / "d.jsonl.gz").write_bytes(gzip.compress(lines("three", "two").encode()))
    (news / "e.txt").write_bytes(b"")
    (news / "f.txt").write_bytes(b"\0\1\2")
    (news / "g.jpg").write_bytes(b"\xff\xd8\xff\0")
    (news / "h.txt").write_bytes("Gülşən yazdı, çox yaxşı, öz əli ilə gəldi.\n".encode() + b"\xff")


@pytest.mark.long
def test_any_number_of_processes_comes_to_the_same(folder: Path) -> None:
    """The same ids and keys, the same report and messages, the same progress, in the same order."""
    write(folder)
    assert archived(3) == archived(1)
    assert archived(3) == archived(1)  # again, with known files


@pytest.mark.long
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_large_file_of_lines_is_read_in_pieces_as_if_in_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """The same articles under the same numbers, and the same lines are named as broken."""
    monkeypatch.setattr(schedule, "RANGE_BYTES", 100)
    records = [json.dumps({"body": f"Story number {number}.", "n": number}) for number in range(40)]
    records[7] += "}"
    records[20:20] = ["", "x" * 500, '{"body": "\xff"}']
    data = "\ufeff" + "\n".join(records) + end
    (folder / "news" / "a.txt").write_text("Before it.")
    (folder / "news" / "b.jsonl").write_bytes(data.encode().replace("\xff".encode(), b"\xff"))
    (folder / "news" / "c.ndjson").write_text(lines("one", "two") * 9)
    (folder / "news" / "d.txt").write_text("Behind it.")
    parts = find([folder / "news" / "b.jsonl"])
    assert [len(line_ranges(part, 100)) > 5 for part in parts if isinstance(part, Source)] == [True]
    shared, alone = archived(2), archived(1)
    assert shared[:2] == alone[:2]
    assert len(alone[0].flaws) == 3
    assert archived(2)[0].unchanged > 40


@pytest.mark.long
@pytest.mark.parametrize("jobs", [1, 3])
def test_an_error_that_lines_of_all_pieces_share_is_one_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(schedule, "RANGE_BYTES", 100)
    path = folder / "news" / "b.jsonl"
    path.write_text('{"title": "A"}\n' * 60)
    [flaw] = archived(jobs)[0].flaws
    assert type(flaw) is Problem
    assert flaw.place == str(path)
    assert flaw.reason.endswith(f"(60 records, the first is {path} line 1)")


@pytest.mark.faults
def test_a_piece_that_kills_who_reads_it_is_reported_and_the_rest_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is not taken for read: the next run looks at it again."""
    monkeypatch.setattr(schedule, "RANGE_BYTES", 100)
    monkeypatch.setattr(schedule, "_READ", "tests.parallel.tasks:read_until_deadly")
    bodies = [f"Story number {number}." for number in range(20)]
    bodies[10] = "deadly"
    (folder / "news" / "b.jsonl").write_text(lines(*bodies))
    report, articles, _ = archived(2)
    assert [flaw.place for flaw in report.flaws] == [str(folder / "news" / "b.jsonl")]
    found = {article.article.body for article in articles}
    assert {"Story number 0.", "Story number 19."} <= found
    monkeypatch.setattr(schedule, "_READ", "newsarchive.ingest.extract:read_chunk")
    report, articles, _ = archived(2)
    assert len(articles) == 20
    assert not report.failed


@pytest.mark.long
def test_a_limit_on_files_ends_the_run_at_the_same_file(folder: Path) -> None:
    write(folder)
    assert archived(2, Limits(files=3)) == archived(1, Limits(files=3))


@pytest.mark.faults
def test_a_file_that_kills_who_reads_it_is_reported_and_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "deadly", "e", "f"):
        (folder / "news" / f"{name}.txt").write_text(f"This is {name}.")
    monkeypatch.setattr(schedule, "CHUNK_FILES", 3)
    monkeypatch.setattr(schedule, "_READ", "tests.parallel.tasks:read_deadly")
    report, articles, _ = archived(2)
    assert [article.article.body for article in articles] == [
        "This is a.", "This is b.", "This is e.", "This is f.",
    ]  # fmt: skip
    (flaw,) = report.flaws
    assert flaw.place == str(folder / "news" / "deadly.txt")
    assert "SIGKILL" in flaw.reason


BREAKS = """
class Cards:
    name = "cards"
    def claims(self, name, head):
        if head.startswith(b"!"):
            raise OSError("no card")
        return head.startswith(b"#")
    def read(self, name, stream, hints=None):
        from newsarchive.model.article import Article
        from newsarchive.readers.record import Record
        data = stream.read()
        yield Record(Article(body="card " + data.decode()), data, "utf-8")
"""


@pytest.mark.faults
def test_a_reader_from_elsewhere_works_in_them_and_is_not_asked_again_once_broken(
    folder: Path, install: Install
) -> None:
    install("card-reader", BREAKS, {"cards": "card_reader:Cards"})
    assert not plugins.Plugins.load().unloaded
    for number, begins in enumerate("##.!####"):
        (folder / "news" / f"{number}.txt").write_text(f"{begins}{number}")
    one, several = archived(1), archived(2)
    assert several == one
    bodies = [article.article.body for article in one[1]]
    assert bodies == ["card #0", "card #1", ".2", "!3", "#4", "#5", "#6", "#7"]


RAISES = """
class Exits:
    name = "exits"
    def claims(self, name, head):
        return head.startswith(b"#")
    def read(self, name, stream, hints=None):
        raise SystemExit(3)
        yield
"""


@pytest.mark.faults
def test_what_a_reader_raises_in_them_costs_one_file(folder: Path, install: Install) -> None:
    install("exits", RAISES, {"exits": "exits:Exits"})
    for number, begins in enumerate(".#..."):
        (folder / "news" / f"{number}.txt").write_text(f"{begins}{number}")
    one, several = archived(1), archived(2)
    assert [article.article.body for article in several[1]] == [".0", ".2", ".3", ".4"]
    flaws = [(flaw.place, flaw.reason) for report in (one[0], several[0]) for flaw in report.flaws]
    reason = 'the reader "exits" of the package exits failed: SystemExit: 3'
    assert flaws == [(str(folder / "news" / "1.txt"), reason)] * 2


@pytest.mark.faults
def test_what_cannot_be_sent_from_them_costs_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "deadly", "e"):
        (folder / "news" / f"{name}.txt").write_text(f"This is {name}.")
    monkeypatch.setattr(schedule, "_READ", "tests.parallel.tasks:read_unsendable")
    report, articles, _ = archived(2)
    assert [one.article.body for one in articles] == ["This is a.", "This is b.", "This is e."]
    (flaw,) = report.flaws
    assert flaw.place == str(folder / "news" / "deadly.txt")
    assert "read_unsendable" in flaw.reason


KILLED = """
import sys
from newsarchive import Archive
from newsarchive.ingest import batches, schedule
schedule.WORTH, schedule.CHUNK_FILES, batches.BATCH_RECORDS = 0, 2, 3
batches.BATCH_SECONDS = float("inf")  # however busy the machine is
schedule._READ = "tests.parallel.tasks:read_and_kill_parent"
with Archive("1.db", jobs=2) as archive:
    archive.ingest("news")
"""


@pytest.mark.faults
def test_after_a_kill_the_next_run_goes_on(folder: Path) -> None:
    names = [*(f"a{number}" for number in range(12)), "last", *"xyz"]
    for name in names:
        (folder / "news" / f"{name}.txt").write_text(f"This is {name}.")
    code = f"import sys; sys.path[:] = {sys.path!r}\n{KILLED}"
    ran = subprocess.run([sys.executable, "-c", code], check=False, timeout=60, env=environment())
    assert ran.returncode == -9
    report, articles, _ = archived(1)
    assert report.added + report.unchanged == len(names)
    assert report.unchanged % 3 == 0
    assert sorted(one.article.body for one in articles) == sorted(f"This is {n}." for n in names)


LOADED = """
import sys
from newsarchive import Archive
from newsarchive.engines.whoosh.core import BEST
from newsarchive.ingest import schedule
schedule.WORTH = 0
with Archive("1.db", jobs=int(sys.argv[1])) as archive:
    archive.ingest("news", advance=lambda done: print("newsarchive.readers.known" in sys.modules))
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_process_that_only_hands_out_files_loads_no_formats(folder: Path, jobs: str) -> None:
    (folder / "news" / "a.txt").write_text("This is a.")
    code = f"import sys; sys.path[:] = {sys.path!r}\n{LOADED}"
    done = subprocess.run(
        [sys.executable, "-c", code, jobs],
        check=True, timeout=60, env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert set(done.stdout.split()) == {str(jobs == "1")}


@pytest.fixture
def indexed(folder: Path) -> Path:
    """An archive of a few articles that has yet to be indexed."""
    for number in range(23):
        (folder / "news" / f"{number}.txt").write_text(f"Oil, and {'gas ' * number} no {number}.")
    with Archive("news.db", engine="scan") as archive:
        archive.ingest("news")
    return folder / "cache" / "newsarchive"


@pytest.mark.long
@pytest.mark.usefixtures("indexed")
def test_an_index_that_several_have_built_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updater, "SHARED", 0)
    progress: list[Progress] = []
    with Archive("news.db", jobs=3) as archive:
        assert archive.rebuild(progress.append) == 23
        shared = {hit.id: hit.score for hit in archive.search(Word("gas"))}
        assert list(archive.check()) == []
        assert progress[-1].done == progress[-1].total == 23
    with Archive("news.db", jobs=1) as archive:
        archive.rebuild()
        assert {hit.id: hit.score for hit in archive.search(Word("gas"))} == pytest.approx(shared)


@pytest.mark.faults
def test_a_share_whose_builder_dies_is_built_here(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updater, "SHARED", 0)
    monkeypatch.setattr(workers, "_BUILD", "tests.parallel.tasks:build_or_die")
    monkeypatch.setattr(writer, "BEST", BEST._replace(is_quick=False))  # else they are one
    with Archive("news.db", jobs=2) as archive:
        assert archive.rebuild() == 23
        assert list(archive.check()) == []
    names = {path.name.partition(".")[0] for path in indexed.glob("*/MAIN_*.*")}
    assert len(names) == len(list(indexed.glob("*/*.inv"))) == 2, "the dead one's are swept away"
