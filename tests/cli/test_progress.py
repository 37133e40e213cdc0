"""The progress bar on a real terminal, and what is told when a run is interrupted."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest

from newsarchive.archive import Archive
from newsarchive.cli.progress import _more
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.ingest.report import IngestReport
from newsarchive.model.progress import Progress
from newsarchive.store import Contents, Store
from tests.cli.conftest import Here, Ran, World
from tests.surroundings import environment
from tests.terminals import Terminal

IMPATIENT = """
import sys
from newsarchive.cli import main, progress
progress.PATIENCE = 0
sys.exit(main(sys.argv[1:]))
"""


def on_terminal(
    world: World, columns: int, *arguments: str, stdout: str | None = None, terminal: str = "xterm"
) -> str:
    """What a run that is not patient writes to a terminal of this width."""
    shown = Terminal(columns)
    status = shown.run(
        [sys.executable, "-c", IMPATIENT, *arguments],
        environment(**world.environment() | {"TERM": terminal}),
        stdout=stdout,
    )
    written = shown.read()
    assert status == 0, written
    return written


def screen(written: str) -> list[str]:
    """The lines that stay: of what a bar uses of a terminal's commands, as little as is needed."""
    lines, row = [""], 0
    for part in re.split(r"(\r\n|\r|\x1b\[1A|\x1b\[2K|\x1b\[[0-9;?]*[a-zA-Z])", written):
        match part:
            case "\r\n":
                row += 1
                lines += [""] * (row + 1 - len(lines))
            case "\r" | "":
                pass
            case "\x1b[1A":
                row -= 1
            case "\x1b[2K":
                lines[row] = ""
            case _ if not part.startswith("\x1b"):
                lines[row] = part if "━" in part else lines[row] + part
    return [line for line in lines if line.strip()]


@pytest.mark.long
@pytest.mark.parametrize("columns", [30, 60, 80])
def test_a_bar_comes_and_goes_at_any_width(empty: Here, columns: int) -> None:
    written = on_terminal(empty.world, columns, "ingest", str(empty.world.news))
    assert "reading" in written
    assert "indexing" in written
    assert ("━" in written) == (columns >= 60)
    assert ("3/3 files" in written) == (columns >= 80)
    assert "\x1b[?25h" in written  # the cursor is back
    assert [re.sub(r"\(.*", "", line) for line in screen(written)] == ["3 articles added "]


def test_a_terminal_that_cannot_move_a_bar_shows_none(empty: Here) -> None:
    written = on_terminal(empty.world, 80, "ingest", str(empty.world.news), terminal="dumb")
    assert re.fullmatch(r"3 articles added \(.*\)\r\n", written)


def test_data_for_a_file_never_goes_to_the_bar(here: Here) -> None:
    """While a bar is drawn what is written to stdout stays on stdout."""
    path = here.world.folder / "flaws.json"
    written = on_terminal(here.world, 80, "check", "--json", stdout=str(path))
    assert path.read_text() == "[]\n"
    assert screen(written) == ["check found no problems"]


def test_files_and_rate_are_told_where_there_are_any() -> None:
    assert _more(Progress("reading", 5, 10, 4, 1200, 3000), 1234.5) == "1,200/3,000 files  1,234/s"
    assert _more(Progress("reading", 5, 10, 4, 0, 1), 10.0) == "10/s"
    assert _more(Progress("indexing", 5, 10, 5), 0.0) == ""


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_ingest_says_how_many_articles_are_kept(
    empty: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.ingest.batches.BATCH_RECORDS", 2)
    whole = IngestReport.count

    def count(report: IngestReport, outcome: object) -> None:
        whole(report, outcome)  # type: ignore[arg-type]
        if report.added == 2:
            monkeypatch.setattr(Store, "put_all", interrupt)

    monkeypatch.setattr(IngestReport, "count", count)
    ran = empty("ingest", str(empty.world.news))
    said = "interrupted: 2 articles are kept; run the same command again to go on\n"
    assert ran == Ran(130, "", said)
    monkeypatch.undo()
    assert empty("--archive", str(empty.world.archive), "stats", "--csv").status == 0


def test_ingest_says_if_nothing_is_kept(empty: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "put_all", interrupt)
    ran = empty("ingest", str(empty.world.news))
    assert ran == Ran(130, "", "interrupted: nothing new was archived\n")


def test_ingest_keeps_what_was_read_when_the_index_is_interrupted(
    empty: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "update", interrupt)
        ran = empty("ingest", str(empty.world.news))
    said = "interrupted: 3 articles are kept; run the same command again to go on\n"
    assert ran == Ran(130, "", said)
    assert empty("search", "oil", "--count").out == "2\n"


def test_rebuild_says_that_the_archive_is_whole(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "update", interrupt)
        ran = here("rebuild")
    said = "interrupted: the archive is whole; the next search makes the index\n"
    assert ran == Ran(130, "", said)
    assert here("search", "oil", "--count").out == "2\n"


@pytest.mark.parametrize(
    "command", [["check"], ["search", "oil"], ["stats"], ["timeline", "oil"], ["list"]]
)
def test_what_only_reads_says_that_nothing_was_changed(
    here: Here, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    for owner, name in ((Archive, "search"), (Contents, "counts"), (Contents, "check")):
        monkeypatch.setattr(owner, name, interrupt)
    assert here(*command) == Ran(130, "", "interrupted: nothing was changed\n")


@pytest.mark.parametrize(
    ("where", "said", "left"),
    [
        ((Store, "remove"), "nothing was removed", "3\n"),
        ((WhooshEngine, "update"), "1 article removed", "2\n"),
    ],
)
def test_remove_says_whether_it_happened(
    here: Here,
    monkeypatch: pytest.MonkeyPatch,
    where: tuple[type, str],
    said: str,
    left: str,
) -> None:
    id_ = here.id_of("rained")
    stop: Callable[..., None] = interrupt
    with monkeypatch.context() as patch:
        patch.setattr(*where, stop)
        ran = here("remove", id_, "--yes")
    assert ran == Ran(130, "", f"interrupted: {said}\n")
    assert here("list", "--count").out == left
