"""`audit unread` and what `ingest` says of files that it does not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsarchive.ingest.report import IngestReport
from tests.cli.conftest import Here, Ran

SUMMARY = "newsarchive audit unread"


@pytest.fixture
def unread(here: Here) -> Here:
    """The archive, after a run that could not read three files."""
    news = here.world.news
    (news / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 jpg")
    (news / "b.ppt").write_bytes(b"PK")
    (news / "c\x1b[31m.json").write_text("{")
    assert here("ingest", str(news)).status == 2
    return here


def paths(here: Here) -> list[str]:
    return [str(here.world.news / name) for name in ("a.jpg", "b.ppt", "c␛[31m.json")]


def test_ingest_names_the_kinds_and_counts_them(here: Here) -> None:
    for name in ("a.jpg", "b.jpg", "c.ppt"):
        (here.world.news / name).write_bytes(b"\0")
    ran = here("ingest", str(here.world.news))
    assert ran.status == 0
    assert ran.err.startswith(
        "3 articles unchanged; 3 files not supported (2 JPEG, 1 PowerPoint) ("
    )


def test_what_an_extra_reads_is_named_with_the_extra(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ingest(*_: object, report: IngestReport, **__: object) -> IngestReport:
        for kind in ["PDF"] * 40 + ["Word"] * 60:
            report.skip(kind, "documents")
        return report

    monkeypatch.setattr("newsarchive.archive.Archive.ingest", ingest)
    ran = here("ingest", "news")
    assert "40 PDF, 60 Word: pip install 'newsarchive[documents]'\n" in ran.err


def test_folders_saved_with_pages_are_counted(here: Here) -> None:
    for page in ("Oil", "Gas"):
        (here.world.news / f"{page}.txt").write_text(f"{page}\n\n{page} rose.\n")
        (here.world.news / f"{page}.html").write_text("")
        (here.world.news / f"{page}_files").mkdir()
    ran = here("ingest", str(here.world.news))
    assert "; 2 folders saved with a page passed over (" in ran.err


def test_few_kinds_are_named(here: Here) -> None:
    for ending in "abcdefgh":
        (here.world.news / f"x.{ending}").write_bytes(b"\0")
    ran = here("ingest", str(here.world.news))
    assert "(1 .a, 1 .b, 1 .c, 1 .d, 1 .e, 1 .f, 2 others)" in ran.err


def test_the_exit_status_follows_what_is_new(unread: Here) -> None:
    news = str(unread.world.news)
    ran = unread("ingest", news, "--quiet")
    assert ran == Ran(0, "", "")
    ran = unread("ingest", news)
    assert (ran.status, ran.err.count("\n")) == (0, 1)
    assert f"1 failed as before ({SUMMARY})" in ran.err
    ran = unread("ingest", news, "--again", "--quiet")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "c␛[31m.json: broken JSON" in ran.err
    (unread.world.news / "d.json").touch()
    ran = unread("ingest", news, "--quiet")
    assert (ran.status, ran.err) == (2, f"{news}/d.json: the file is empty\n")


def test_in_a_pipe_each_file_is_a_line(unread: Here) -> None:
    ran = unread("audit", "unread")
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert (ran.status, ran.err) == (0, "")
    assert [row[3] for row in rows] == paths(unread)
    assert rows[0][:3] == ["2026-01-01", "unsupported", "JPEG"]
    assert rows[2][1:3] == ["refused", "JSON"]


def test_every_format_lists_them(unread: Here) -> None:
    records = json.loads(unread("audit", "unread", "--json").out)
    lines = unread("audit", "unread", "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == records
    assert list(records[0]) == [
        "path", "file", "state", "kind", "extra", "reason", "problems", "size", "noted",
    ]  # fmt: skip
    assert records[2]["path"].endswith("c\x1b[31m.json")
    head = ",".join(records[0]) + "\n"
    assert unread("audit", "unread", "--csv").out.startswith(head)
    assert unread("audit", "unread", "--tsv").out.startswith(head.replace(",", "\t"))
    assert unread("audit", "unread", "--paths").out.splitlines() == paths(unread)
    assert unread("audit", "unread", "--count").out == "3\n"
    assert unread("audit", "unread", "--format", "{kind}|{state}", "-n", "1").out == (
        "JPEG|unsupported\n"
    )
    assert unread("audit", "unread", "--csv", "--fields", "kind", "--offset", "1").out == (
        "kind\nPowerPoint\nJSON\n"
    )
    ran = unread("audit", "unread", "--paths", "-0")
    assert ran.out.count("\0") == 3


def test_a_person_gets_a_table(unread: Here) -> None:
    out = unread.terminal("audit", "unread", "-n", "2").out.splitlines()
    assert out[0].startswith("2026-01-01  unsupported  JPEG        /")
    assert (len(out), out[-1]) == (4, "2 of 3")


def test_nothing_unread_is_1(here: Here) -> None:
    assert here("audit", "unread") == Ran(1, "", "every file was read\n")
    assert here("audit", "unread", "--count") == Ran(1, "0\n", "every file was read\n")


def test_past_the_last_one_is_1(unread: Here) -> None:
    assert unread("audit", "unread", "--offset", "5") == Ran(1, "", "only 3 were not read\n")


@pytest.mark.parametrize(
    "options",
    ["--ids", "--body", "--author x", "--since 2018", "--date-order dmy", "--sort date", "short"],
)
def test_what_only_articles_have_is_refused(here: Here, options: str) -> None:
    given = options.split()
    ran = here("audit", "unread", *given)
    assert (ran.status, ran.out) == (2, "")
    assert f"unread lists files, not articles: {given[0]} does not go" in ran.err


def test_further_failures_are_counted(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.ingest.report.MOST", 2)
    for name in "abc":
        (here.world.news / f"{name}.json").touch()
    ran = here("ingest", str(here.world.news), "--quiet")
    assert ran.err.splitlines()[2:] == ["1 further one failed"]
    assert [Path(line).name for line in here("audit", "unread", "--paths").out.splitlines()] == [
        "a.json", "b.json", "c.json",
    ]  # fmt: skip


def test_patterns_choose_files_of_folders(here: Here) -> None:
    news = str(here.world.news)
    (here.world.news / "a.jpg").touch()
    assert here("ingest", news, "--include", "*.json", "--quiet") == Ran(0, "", "")
    assert here("audit", "unread", "--count").out == "0\n"
    ran = here("ingest", news, "--exclude", "oil.*", "--exclude", "gas.*")
    assert ran.err.startswith("1 article unchanged; 1 file not supported (1 JPEG)")
    ran = here("ingest", news, "--exclude", "")
    assert (ran.status, "--exclude takes a pattern" in ran.err) == (2, True)
