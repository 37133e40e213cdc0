"""A run of ingest: its counts, that no file stops it, and that the next run resumes it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import Archive
from newsarchive.cli import main
from newsarchive.ingest import batches, extract
from newsarchive.ingest.discover import Source
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Problem
from newsarchive.model.progress import Progress
from newsarchive.model.record import Record
from newsarchive.readers.formats.jsonlines import JsonLines
from newsarchive.readers.record import NO_OPTIONS, ReadOptions

pytestmark = pytest.mark.surroundings


State = dict[str, tuple[str, int, tuple[str, ...]]]
"""Id → text, version and the names of the files it was in."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test stands; nothing of the real user's is touched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def archived(*paths: str | Path, stdin: bytes = b"") -> IngestReport:
    with Archive("news.db", engine="scan") as archive:
        return archive.ingest(*paths, stdin=io.BytesIO(stdin))


def counts(report: IngestReport) -> dict[str, int]:
    """The counts above 0."""
    numbers = {name: count for name, count in report.as_dict().items() if type(count) is int}
    return {name: count for name, count in numbers.items() if count}


def state(path: str | Path = "news.db") -> State:
    with Archive(path, engine="scan") as archive:
        assert list(archive.check()) == []
        return {
            hit.id: (
                hit.article.body,
                hit.archived.version,
                tuple(Path(path).name for path in hit.archived.paths),
            )
            for hit in archive.search()
        }


def lines(*bodies: str) -> str:
    return "".join(json.dumps({"body": body}) + "\n" for body in bodies)


# Counting


def test_each_outcome_is_counted(folder: Path) -> None:
    """Of articles; but of files where they are not supported."""
    news = folder / "news"
    news.mkdir()
    (news / "a.jsonl").write_text(lines("one", "two", "three"))
    (news / "b.txt").write_text("Four\n\nFour it is.\n")
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff\0")
    assert counts(archived(news)) == {"added": 4, "unsupported": 1}
    assert counts(archived(news)) == {"unchanged": 4, "unsupported": 1}
    (news / "b.txt").write_text("Four\n\nFourteen it is.\n")
    (news / "c.jsonl").write_text(lines("one"))
    assert counts(archived(news)) == {
        "unchanged": 3, "updated": 1, "duplicates": 1, "unsupported": 1,
    }  # fmt: skip


def test_standard_input_is_counted_too() -> None:
    assert counts(archived("-", stdin=lines("one", "two").encode())) == {"added": 2}
    assert counts(archived("-", stdin=lines("two", "three").encode())) == {
        "added": 1,
        "unchanged": 1,
    }


def test_a_report_is_plain_data() -> None:
    report = archived("nowhere.txt").as_dict()
    assert json.loads(json.dumps(report))["flaws"] == [
        {"place": "nowhere.txt", "reason": "no such file or folder"}
    ]


def test_progress_rises_to_the_total(folder: Path) -> None:
    progress: list[Progress] = []
    (folder / "a.jsonl").write_text(lines(*map(str, range(450))))
    with Archive("news.db", engine="scan") as archive:
        archive.ingest("a.jsonl", advance=progress.append)
    for stage, total in (("reading", (folder / "a.jsonl").stat().st_size), ("indexing", 450)):
        done = [one.done for one in progress if one.stage == stage]
        assert done == sorted(done)
        assert (done[-1], {one.total for one in progress if one.stage == stage}) == (total, {total})
    assert [one.articles for one in progress if one.stage == "reading"][-1] == 450


# Resuming


class Interrupted:
    """A reader of JSON lines that is interrupted before record number `at`."""

    name = JsonLines.name

    def __init__(self, at: int) -> None:
        self._at = at

    def claims(self, name: str, head: bytes) -> bool:
        return True

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        for number, record in enumerate(JsonLines().read(name, stream, options)):
            if number == self._at:
                raise KeyboardInterrupt
            yield record


@pytest.mark.long
@given(at=st.integers(0, 6), batch=st.integers(1, 4))
def test_an_interrupted_run_keeps_what_was_committed_and_the_next_one_finishes(
    folder: Path, at: int, batch: int
) -> None:
    (folder / "a.jsonl").write_text(lines(*"abcdefg"))
    for name in folder.glob("*.db*"):
        name.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "BATCH_RECORDS", batch)
        patch.setattr(extract, "choose", lambda *_: Interrupted(at))
        with pytest.raises(KeyboardInterrupt):
            archived("a.jsonl")
    committed = at // batch * batch
    assert sorted(body for body, _, _ in state().values()) == sorted("abcdefg"[:committed])
    assert counts(archived("a.jsonl")) == {
        name: count for name, count in (("added", 7 - committed), ("unchanged", committed)) if count
    }
    with Archive("whole.db", engine="scan") as archive:
        archive.ingest("a.jsonl")
    assert state() == state("whole.db")


def test_a_file_with_a_flaw_is_read_again_until_it_has_none(folder: Path) -> None:
    (folder / "a.jsonl").write_text(lines("one") + "{\n" + lines("two"))
    assert counts(archived("a.jsonl")) == {"added": 2, "failed": 1}
    assert counts(archived("a.jsonl")) == {"unchanged": 2, "known": 1}
    (folder / "a.jsonl").write_text(lines("one", "and a half", "two"))
    assert counts(archived("a.jsonl")) == {"added": 1, "unchanged": 2}


# Problems: one line each on the terminal


def unreadable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read, even where the tests are run by root."""
    (folder / "bad.txt").write_text("Secret\n\nSecret.\n")
    opened = Source.open

    def refusing(source: Source) -> BinaryIO:
        if source.name.endswith("bad.txt"):
            raise PermissionError(13, "Permission denied", source.name)
        return opened(source)

    monkeypatch.setattr(Source, "open", refusing)


INPUTS: list[tuple[str, bytes, str]] = [
    ("bad.txt", b"", "bad.txt: the file is empty"),
    ("bad.json", b"", "bad.json: the file is empty"),
    ("bad.csv", b"", "bad.csv: the file is empty"),
    ("bad.md", b"", "bad.md: the text is empty"),
    ("bad.txt", bytes(range(256)), "bad.txt: binary file, not text"),
    ("bad.jpg", b"\xff\xd8\xff\0", "bad.jpg: this format is not supported"),
    ("bad.jsonl", b'{"body": "b"}\n{"body":\n', "bad.jsonl line 2: broken JSON at column 9"),
    ("bad.json", b'{"body": "b",}', "bad.json: broken JSON at line 1, column 13"),
    ("bad.csv", b"title,day\nA,2018\n", "bad.csv: no column for the text: found title, day; "),
]


@pytest.mark.surroundings
@pytest.mark.parametrize(("name", "content", "message"), INPUTS)
def test_a_bad_file_is_told_in_one_line_and_stops_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, message: str
) -> None:
    (folder / name).write_bytes(content)
    (folder / "good.jsonl").write_text(lines("Good it is."))
    assert main(["--archive", "news.db", "ingest", name, "good.jsonl"]) == 2
    out, err = capsys.readouterr()
    problem, summary = err.splitlines()
    assert problem.startswith(f"{folder}/{message}")
    assert not problem.endswith(".")
    assert re.search(r"\d articles? added; 1 failed", summary)
    assert out == ""
    assert "Good it is." in {body for body, _, _ in state().values()}


@pytest.mark.surroundings
def test_a_missing_and_an_unreadable_path_are_told_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are archived, also where the system says at once that one may not be read."""
    unreadable(folder, monkeypatch)
    (folder / "good.txt").write_text("Good\n\nGood it is.\n")
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    paths = ["missing.txt", "", "bad.txt", "good.txt"]
    assert main(["--archive", "news.db", "ingest", *paths]) == 2
    *problems, summary = capsys.readouterr().err.splitlines()
    assert problems == [
        "missing.txt: no such file or folder",
        '"": no such file or folder',
        f"{folder}/bad.txt: permission denied",
    ]
    assert summary.startswith("1 article added; 3 failed")


@pytest.mark.surroundings
def test_damaged_characters_are_noted_and_the_article_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = "Straße\n\n".encode() + "Grüße über Süßöl. ".encode() * 9 + b"\xff\n"
    (folder / "a.txt").write_bytes(original)
    assert main(["--archive", "news.db", "ingest", "--quiet", "a.txt"]) == 0
    assert capsys.readouterr().err == (
        f"{folder}/a.txt: 1 damaged character in the text (utf-8) shown as \ufffd; "
        "the original is kept\n"
    )
    with Archive("news.db") as archive:
        (hit,) = archive.search("süßöl")
        assert archive.original(hit.archived) == original


def foreign(path: Path) -> None:
    path.write_text("My notes.\n")


def another_programs(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE note (text)")
    database.close()


def newer(path: Path) -> None:
    shutil.copy("news.db", path)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


@pytest.mark.surroundings
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (foreign, "bad.db is not an archive, nor any SQLite file; name another file"),
        (
            another_programs,
            "bad.db is another program's SQLite file, not an archive; name another file",
        ),
        (newer, "bad.db was made by a newer newsarchive (schema 99, this one knows up to "),
        (Path.mkdir, "bad.db is a folder; name the archive file in it"),
    ],
)
@pytest.mark.parametrize("command", [["list"], ["ingest", "a.txt"]], ids=["read", "write"])
def test_what_is_no_archive_of_ours_is_refused_and_left_alone(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
    message: str,
    command: list[str],
) -> None:
    (folder / "a.txt").write_text("A\n\nAn article.\n")
    archived("a.txt")
    bad = Path("bad.db")
    make(bad)
    before = bad.read_bytes() if bad.is_file() else b""
    assert main(["--archive", "bad.db", *command]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"newsarchive: {message}")
    assert before == (bad.read_bytes() if bad.is_file() else b"")


@pytest.mark.surroundings
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "0000"], "no article has an id that begins with 0000"),
        (["show", "ab"], "ab is too short: give at least 4 digits of an id"),
        (["list", "--on", "smarch"], "--on: 'smarch' is not a date: try 2018-04-10, "),
        (["list", "--on", "2018-02-30"], "--on: '2018-02-30' does not exist: February 2018 has 28"),
        (["list", "--on", "04/05/2018"], "--on: '04/05/2018' has two readings: write 2018-04-05 "),
        (["search", "date:smarch"], "'smarch' is not a date: try 2018-04-10, "),
        (["search", "date:2018..2017"], "2018-01-01..2017-12-31 runs backwards: write the earlier"),
    ],
)
def test_a_bad_id_or_date_is_told_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (folder / "a.txt").write_text("A\n\nAn article.\n")
    archived("a.txt")
    assert main(["--archive", "news.db", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"newsarchive: {message}")
    assert not err.splitlines()[0].endswith(".")


@pytest.mark.surroundings
def test_an_ambiguous_id_is_told_with_the_ids_it_fits(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jsonl").write_text(lines("one", "two"))
    archived("a.jsonl")
    with sqlite3.connect("news.db") as database:
        database.execute("UPDATE article SET id = 'abcd' || substr(id, 5)")
    database.close()
    ids = sorted(state())
    assert main(["--archive", "news.db", "show", "abcd"]) == 2
    assert capsys.readouterr() == (
        "",
        f"newsarchive: abcd fits 2 articles: {ids[0][:8]}, {ids[1][:8]}\n",
    )
