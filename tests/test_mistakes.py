"""A mistake of the program, wherever one file meets it, costs that file and stops no other."""

from __future__ import annotations

import gzip
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

import pytest

import newsarchive
from newsarchive import Archive, text
from newsarchive.cli import main
from newsarchive.errors import ArchiveError
from newsarchive.ingest import IngestReport
from newsarchive.reading import Reading
from newsarchive.sharing import Sharing
from newsarchive.store import Store
from newsarchive.store import database as databases

PACKAGE = str(Path(newsarchive.__file__).parent)
ERRORS = (RuntimeError, AssertionError, MemoryError, RecursionError, ZeroDivisionError)
LETTER = (
    "From: Jane Doe <jane.doe@news.example>\nDate: Mon, 9 Apr 2018 10:00:00 +0000\n"
    "Subject: Oil\nContent-Type: text/html\n\n<p>Oil rose.</p>"
)
ITEM = "<item><title>Oil</title><description>Oil rose.</description></item>"
BAD = {
    "bad.txt": b"Oil rises\nBy Jane Doe\n9 April 2018\n\nLONDON - Oil rose.\n",
    "bad.md": b"---\ntitle: Oil\ndate: 2018-04-09\n---\nOil rose.\n",
    "bad.jsonl.gz": gzip.compress(b'{"title": "Oil", "body": "<p>Oil rose.</p>"}\n', mtime=0),
    "bad.csv": b"title,body,author\nOil,<p>Oil rose.</p>,Jane Doe\n",
    "bad.eml": LETTER.encode(),
    "bad.rss": f"<rss><channel>{ITEM}</channel></rss>".encode(),
}
"""Files that are good, but for the mistakes that the program makes with them here."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test stands, with a good file before the bad one and another behind it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    for name in ("a.txt", "z.txt"):
        (tmp_path / "news" / name).write_text(f"This is {name}, a good one.\n")
    return tmp_path


CONTAINING = {"Reading.events", "Reading._file", "Store.write", "_Run._goes_on"}
"""What contains or reports the mistakes of all others, and can have none itself."""


class Trap:
    """Notes the calls of the program's functions on the way of the bad file, or makes one fail.

    That is what is called while the file is read, and of the rest what is given something of it.
    """

    def __init__(self, code: CodeType | None = None, error: type[Exception] = RuntimeError) -> None:
        self.met: dict[CodeType, None] = {}
        self._code = code
        self._error = error

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(PACKAGE):
            return
        if (
            code.co_qualname in CONTAINING
            or self._code not in (None, code)
            or not (is_read(frame) or is_given(frame))
        ):
            return
        self.met[code] = None
        if self._code:
            raise self._error("a trap")  # after which Python calls this no more: see `ingested`


def is_read(frame: FrameType | None) -> bool:
    """Whether the frame is part of the reading of the bad file."""
    while frame is not None:
        if frame.f_code is Reading._file.__code__:
            return "bad." in frame.f_locals["origin"].name
        frame = frame.f_back
    return False


def is_given(frame: FrameType) -> bool:
    code = frame.f_code
    return any(is_bad(frame.f_locals.get(name)) for name in code.co_varnames[: code.co_argcount])


def is_bad(value: object) -> bool:
    """Whether a value is something of the bad file, or holds it."""
    if isinstance(value, list | tuple):
        return any(map(is_bad, value))
    return isinstance(value, str) and ("bad." in value or "Oil rose." in value)


def ingested(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> IngestReport:
    """What comes of a run with a trap from the first file on, set again for each transaction."""
    changing, enter = Store.changing, Sharing.__enter__

    @contextmanager
    def trapped(self: Store, what: str, **given: bool) -> Iterator[None]:
        with changing(self, what, **given):
            sys.setprofile(trap)
            yield

    def entered(self: Sharing) -> Sharing:
        sys.setprofile(trap)
        return enter(self)

    with monkeypatch.context() as patch, Archive("news.db", engine="scan", jobs=1) as archive:
        patch.setattr(Store, "changing", trapped)
        patch.setattr(Sharing, "__enter__", entered)
        try:
            return archive.ingest("news", dry_run=True)
        finally:
            sys.setprofile(None)


def met(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> dict[CodeType, None]:
    """What is on the way of this file, which lies among the good ones then."""
    (folder / "news" / name).write_bytes(BAD[name])
    for _ in range(2):  # what is looked up the first time is known the second
        watching = Trap()
        assert ingested(watching, monkeypatch).added == 3
    return watching.met


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_at_any_call_costs_the_file_that_met_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It is named once, and the good ones are archived; so is it, if all of it had been read."""
    known = {} if name == "bad.txt" else met(folder, monkeypatch, "bad.txt")
    (folder / "news" / "bad.txt").unlink(missing_ok=True)
    on_the_way = [code for code in met(folder, monkeypatch, name) if code not in known]
    assert len(on_the_way) >= 5
    for number, code in enumerate(on_the_way):
        trap = Trap(code, ERRORS[number % len(ERRORS)])
        report = ingested(trap, monkeypatch)
        where = f"{code.co_filename}:{code.co_qualname}"
        assert trap.met, where
        assert report.added >= 2, where
        assert [flaw.place.startswith(f"{folder}/news/{name}") for flaw in report.flaws] == [
            True
        ], where


def archived_by(folder: Path, *options: str) -> tuple[int, set[str]]:
    """The exit status of a run of the program, and the texts that are in the archive then."""
    status = main([*options, "--archive", "news.db", "ingest", "--jobs", "1", str(folder / "news")])
    with Archive("news.db", engine="scan") as archive:
        assert list(archive.check()) == []
        return status, {hit.article.body for hit in archive.search()}


GOOD = {"This is a.txt, a good one.", "This is z.txt, a good one."}


@pytest.mark.parametrize("debug", [True, False])
def test_it_is_told_as_ours_with_its_trace_for_debug(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], debug: bool
) -> None:
    (folder / "news" / "bad.txt").write_bytes(BAD["bad.txt"])
    count = text.count_words

    def counted(body: str) -> int:
        return count(body) // ("Oil" not in body)

    monkeypatch.setattr(text, "count_words", counted)
    assert archived_by(folder, *["--debug"] * debug) == (2, GOOD)
    said = capsys.readouterr().err
    error = "ZeroDivisionError: integer division or modulo by zero"
    reason = f"an error of newsarchive: {error}, please report what --debug shows"
    assert f"{folder}/news/bad.txt: {reason}\n" in said
    assert ("in counted\n" in said) == debug
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert len(archived_by(folder)[1]) == 3  # the next run tries again


def test_what_the_database_refuses_is_left_out_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "Oil rose. " * 2000
    (folder / "news" / "bad.txt").write_text(long)
    with monkeypatch.context() as patch:
        patch.setitem(databases._LIMITS, sqlite3.SQLITE_LIMIT_LENGTH, 10_000)
        assert archived_by(folder) == (2, GOOD)
    assert (
        f"{folder}/news/bad.txt: an error of newsarchive: RefusedError" in capsys.readouterr().err
    )
    assert archived_by(folder) == (0, GOOD | {long.strip()})


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
    assert archived_by(folder) == archived_by(folder) == (0, GOOD)
