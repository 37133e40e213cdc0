"""A mistake of the program, wherever one file meets it, costs that file and stops no other."""

from __future__ import annotations

import os
import re
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks.faults.mistakes import BAD, GOOD, LETTER, mistakes, on_the_way, write
from newsarchive import Archive
from newsarchive.cli import main
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store
from newsarchive.store import database as databases
from newsarchive.text.words import count_words

pytestmark = pytest.mark.surroundings


TEXTS = set(GOOD.values())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test stands, with a good file before the bad one and another behind it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "news", "bad.txt")
    (tmp_path / "news" / "bad.txt").unlink()
    return tmp_path


@pytest.mark.faults
@pytest.mark.parametrize("name", BAD)
def test_a_mistake_at_any_call_costs_the_file_that_met_it(folder: Path, name: str) -> None:
    """Functions that text files pass through too are tried with the text file only."""
    known = set() if name == "bad.txt" else set(on_the_way(folder / "news", "bad.txt"))
    found = list(mistakes(folder / "news", name, known))
    assert len(found) >= 5
    assert [where for where, held in found if not held] == []


def archived_by(folder: Path, *options: str) -> tuple[int, set[str]]:
    """The exit status of a run of the program, and the texts that are in the archive then."""
    status = main([*options, "--archive", "news.db", "ingest", "--jobs", "1", str(folder / "news")])
    with Archive("news.db", engine="scan") as archive:
        assert list(archive.check()) == []
        return status, {hit.article.body for hit in archive.search()}


@pytest.mark.parametrize("debug", [True, False])
def test_it_is_told_as_ours_with_its_trace_for_debug(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], debug: bool
) -> None:
    (folder / "news" / "bad.txt").write_bytes(BAD["bad.txt"])

    def counted(body: str) -> int:
        return count_words(body) // ("Oil" not in body)

    monkeypatch.setattr("newsarchive.ingest.extract.count_words", counted)
    assert archived_by(folder, *["--debug"] * debug) == (2, TEXTS)
    messages = capsys.readouterr().err
    error = r"ZeroDivisionError: .*division.* by zero"  # in the words of this Python
    reason = f"an error of newsarchive: {error}, please report what --debug shows"
    assert re.search(rf"^{re.escape(str(folder))}/news/bad\.txt: {reason}$", messages, re.MULTILINE)
    assert ("in counted\n" in messages) == debug
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert len(archived_by(folder)[1]) == 3  # the next run tries again


def test_what_the_database_refuses_is_left_out_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Words that no compression makes short.
    long = " ".join(sha256(b"%d" % n).hexdigest() for n in range(1000))
    (folder / "news" / "bad.txt").write_text(long)
    with monkeypatch.context() as patch:
        patch.setitem(databases._LIMITS, sqlite3.SQLITE_LIMIT_LENGTH, 10_000)
        assert archived_by(folder) == (2, TEXTS)
    assert (
        f"{folder}/news/bad.txt: an error of newsarchive: RefusedError" in capsys.readouterr().err
    )
    assert archived_by(folder) == (0, TEXTS | {long.strip()})


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), ArchiveError("a full disk"), OSError(28, "No space left")]
)
def test_what_is_no_fault_of_a_file_ends_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def put_all(_self: Store, _records: object) -> None:
        raise error

    monkeypatch.setattr(Store, "put_all", put_all)
    with Archive("news.db", engine="scan") as archive, pytest.raises(type(error)):
        archive.ingest(folder / "news")


FILES = {
    "body.json": b'{"title": "One", "body": "<p>Oil rose.</p><![x y]><p>Gas fell.</p>"}',
    "table.csv": b'title,body\nOne,"<p>Oil rose.</p><![if x]><p>Coal.</p>"\n',
    "sender.eml": LETTER.replace("Jane Doe", "李").encode(),
    "half.json": b'{"title\\ud800": "One", "authors": ["A\\ud800 B"], "body": "A half."}',
    "number.eml": LETTER.replace("Oil rose.", f"&#{'1' * 5000};").encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_what_once_ended_runs_is_read(folder: Path, name: str) -> None:
    (folder / "news" / name).write_bytes(FILES[name])
    status, texts = archived_by(folder)
    assert (status, len(texts)) == (0, 3)


def test_a_file_from_after_2262_is_read_at_each_run(folder: Path) -> None:
    """No archive can note such a time."""
    for name, seconds in (("a.txt", 10_413_792_000), ("z.txt", -10_413_792_000)):
        os.utime(folder / "news" / name, (seconds, seconds))
    assert archived_by(folder) == archived_by(folder) == (0, TEXTS)
