"""Files that are not read stay on record until they are read or gone, and are reported once."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.ingest import batches, ledger, report
from newsarchive.ingest.report import IngestReport
from newsarchive.model.unread import Unread
from newsarchive.store import Store

pytestmark = pytest.mark.surroundings


@pytest.fixture(autouse=True)
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good file; the test stands beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text("Good\n\nGood it is.\n")
    return folder


def ingested(*paths: str | Path, **options: Any) -> IngestReport:
    with Archive("news.db", engine="scan", jobs=1) as archive:
        return archive.ingest(*(paths or ["news"]), **options)


def on_record() -> list[Unread]:
    with Archive("news.db", engine="scan") as archive:
        assert list(archive.check()) == []
        return list(archive.unread())


def names() -> list[str]:
    """The files on record, below the folder."""
    return [one.path.partition("/news/")[2] for one in on_record()]


def flaws(report: IngestReport) -> list[str]:
    return [Path(flaw.place).name for flaw in report.flaws]


def touch(path: Path) -> None:
    """Change a file's time, not its content."""
    when = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(when, when))


# What is on record


def test_each_file_that_was_not_read_is_on_record_with_kind_reason_and_time(news: Path) -> None:
    (news / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 jpg")
    (news / "empty.json").touch()
    (news / "half.jsonl").write_text('{"body": "One."}\n{\n[]\n')
    (news / "lost").symlink_to("nowhere")
    ingested()
    states = [(Path(one.path).name, one.state, one.kind, one.problems) for one in on_record()]
    assert states == [
        ("a.jpg", "unsupported", "JPEG", 1),
        ("empty.json", "refused", "JSON", 1),
        ("half.jsonl", "failed", "JSON Lines", 2),
        ("lost", "passed over", "folder, link or device", 1),
    ]
    jpeg, empty, half, lost = on_record()
    assert (jpeg.size, jpeg.file, jpeg.noted) == (8, str(news / "a.jpg"), "2026-01-01T00:00:00Z")
    assert empty.reason == "the file is empty"
    assert half.reason.startswith("line 2: broken JSON")
    assert (lost.size, lost.reason) == (None, "a link that leads nowhere")


def test_a_file_of_unknown_ending_is_known_by_its_beginning_or_named_by_its_ending(
    news: Path,
) -> None:
    for name, data in {"minutes": b"7z\xbc\xaf\x27\x1c\0", "b.xyz": b"\0", "c.123": b"\0"}.items():
        (news / name).write_bytes(data)
    report = ingested()
    assert report.kinds == {"": {"7-Zip": 1, ".xyz": 1, "without ending": 1}}


def test_files_in_packed_ones_are_on_record_until_the_packed_one_changes(news: Path) -> None:
    packed = news / "n.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", "A\n\nArticle.\n")
        file.writestr("b.ppt", "PK")
    assert ingested().added == 2
    assert ingested().unchanged == 2  # the packed file is not opened again
    assert names() == ["n.zip/b.ppt"]
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", "A\n\nArticle.\n")
        file.writestr("c.json", "{")
    touch(packed)
    ingested()
    assert names() == ["n.zip/c.json"]


def test_what_needs_an_extra_says_so(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lxml.etree", None)
    monkeypatch.setitem(__import__("sys").modules, "trafilatura", None)
    (news / "page.html").write_text("<html><body><p>Oil rose.</p></body></html>")
    report = ingested()
    assert (report.needs, report.kinds) == ({"html": 1}, {"html": {"HTML": 1}})
    [page] = on_record()
    assert (page.state, page.extra) == ("unsupported", "html")
    monkeypatch.undo()


def test_what_is_read_is_off_record(news: Path) -> None:
    (news / "a.json").write_text("{")
    (news / "b.json").write_text("{")
    ingested()
    (news / "a.json").write_text('{"body": "Now it is whole."}')
    ingested()
    assert names() == ["b.json"]


def test_what_is_gone_is_off_record_and_other_folders_stay(news: Path, tmp_path: Path) -> None:
    for folder in (news, news / "inner", tmp_path / "news2"):
        folder.mkdir(exist_ok=True)
        (folder / "a.jpg").touch()
    ingested("news", "news2")
    (news / "inner" / "a.jpg").unlink()
    (news / "inner").rmdir()
    (tmp_path / "news2" / "a.jpg").unlink()
    ingested("news")
    assert [one.path for one in on_record()] == [
        str(news / "a.jpg"), str(tmp_path / "news2" / "a.jpg"),
    ]  # fmt: skip
    assert ingested("news2/a.jpg").failed == 1
    assert names() == ["a.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode there")
def test_a_name_that_is_not_text_stays_on_record(news: Path) -> None:
    for name in (b"caf\xe9.json", rb"caf\xe9.json", rb"caf\x5c.json"):
        Path(os.fsdecode(os.fsencode(news) + b"/" + name)).write_bytes(b"{")
    assert len(ingested().flaws) == 3
    assert (ingested().known, len(on_record())) == (3, 3)


def test_a_folder_saved_with_a_page_is_on_record_but_not_reported(news: Path) -> None:
    (news / "Oil_files").mkdir()
    (news / "Oil_files" / "ad.txt").write_text("Buy\n\nBuy this.\n")
    text = "Oil rose again on Tuesday, and nobody at the exchange could say why that was. " * 9
    (news / "Oil.html").write_text(f"<html><body><article><p>{text}</p></article></body></html>")
    report = ingested()
    assert (report.added, report.failed, report.notes, report.page_folders) == (2, 0, [], 1)
    [folder] = on_record()
    assert (folder.path, folder.state, folder.kind) == (
        str(news / "Oil_files"), "passed over", "page files",
    )  # fmt: skip
    assert folder.reason == "files that a browser saved with Oil.html"
    (news / "Oil.html").unlink()
    ingested()
    assert names() == []


def test_what_is_left_out_by_a_pattern_stays_on_record(news: Path) -> None:
    (news / "a.jpg").touch()
    (news / "b.json").touch()
    ingested()
    assert ingested(exclude=["*.jpg"]).unsupported == 0
    assert names() == ["a.jpg", "b.json"]
    assert ingested(include=["*.jpg"]).known == 0
    assert ingested().known == 1


# What is reported


def test_the_same_failure_is_reported_once_and_again_when_asked(news: Path) -> None:
    (news / "a.json").write_text("{")
    (news / "b.jsonl").write_text('{"body": "One."}\n{\n')
    first, second, again = ingested(), ingested(), ingested(again=True)
    assert (first.failed, first.known, flaws(first)) == (2, 0, ["a.json", "b.jsonl line 2"])
    assert (second.failed, second.known, flaws(second)) == (0, 2, [])
    assert (again.failed, again.known, flaws(again)) == (2, 0, flaws(first))


def test_a_failure_is_new_if_the_file_has_changed_or_fails_otherwise(news: Path) -> None:
    (news / "a.json").write_text("{")
    (news / "b.json").write_text("{")
    ingested()
    touch(news / "a.json")
    assert flaws(ingested()) == ["a.json"]
    with Store.open(Path("news.db")) as store:
        store._db.run("UPDATE unread SET reason = 'before' WHERE path LIKE '%b.json'")
    assert flaws(ingested()) == ["b.json"]
    assert ingested().known == 2


def test_a_path_that_the_user_named_and_that_is_not_there_is_always_reported(news: Path) -> None:
    assert [ingested("news/nothing.txt").failed for _ in range(2)] == [1, 1]
    assert on_record() == []


def test_a_file_in_no_format_that_the_user_named_is_always_reported(news: Path) -> None:
    (news / "a.jpg").touch()
    assert [ingested(path).failed for path in ("news", "news/a.jpg", "news/a.jpg")] == [0, 1, 1]
    assert names() == ["a.jpg"]


def test_a_folder_that_cannot_be_read_is_reported_once(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = news / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)  # permissions do not bind root
        assert [ingested().failed for _ in range(2)] == [1, 0]
        assert names() == ["closed"]
    assert ingested().failed == 0
    assert on_record() == []


def test_a_dry_run_records_nothing(news: Path) -> None:
    (news / "a.json").write_text("{")
    assert [ingested(dry_run=True).failed for _ in range(2)] == [1, 1]
    ingested("news/good.txt")
    assert on_record() == []


def test_an_export_that_cannot_be_read_whole_is_on_record(news: Path) -> None:
    ingested()
    with Archive("news.db", engine="scan") as archive:
        archive.export(Path("all.jsonl"))
    head, *rest = Path("all.jsonl").read_text().splitlines(keepends=True)
    (news / "cut.jsonl").write_text(head + "".join(rest[:-1]))
    assert [ingested().failed for _ in range(2)] == [1, 0]
    assert names() == ["cut.jsonl"]


# Interrupted


class KilledError(BaseException):
    """The end of a process, as its store sees it."""


def test_a_run_that_is_killed_loses_nothing_and_reports_nothing_twice(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abcdef":
        (news / f"{name}.json").write_text("{")
    monkeypatch.setattr(batches, "BATCH_RECORDS", 2)
    note_unread, calls = Store.note_unread, []

    def note(store: Store, files: Sequence[Unread]) -> list[bool]:
        calls.append(0)
        if len(calls) == 4:
            raise KilledError
        return note_unread(store, files)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "note_unread", note)
        with pytest.raises(KilledError):
            ingested()
    kept = names()
    assert 0 < len(kept) < 6
    # It could not report what it had recorded: the next run does, with the rest.
    assert flaws(ingested()) == [f"{name}.json" for name in "abcdef"]
    assert ingested().failed == 0


def test_a_run_that_is_killed_while_it_indexes_is_reported_by_the_next(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "a.json").write_text("{")

    def follow_later(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("newsarchive.session.Session.follow_later", follow_later)
        with pytest.raises(KilledError):
            ingested()
    assert [ingested().failed for _ in range(2)] == [1, 0]


def test_a_run_over_another_folder_does_not_report_for_a_killed_one(
    news: Path, tmp_path: Path
) -> None:
    (news / "a.json").write_text("{")
    ingested()
    with Store.open(Path("news.db")) as store:
        store._db.run("UPDATE unread SET reported = 0")
    (tmp_path / "other").mkdir()
    ingested("other")
    assert flaws(ingested()) == ["a.json"]


# Many


def test_a_report_names_a_part_of_many_problems_and_counts_all(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST", 3)
    monkeypatch.setattr(report, "MOST", 4)
    for name in ("a.csv", "b.csv"):
        (news / name).write_text("title,body\n" + "a\n" * 10)
    done = ingested()
    assert (done.failed, len(done.flaws)) == (20, 4)
    assert [one.problems for one in on_record()] == [10, 10]


def test_notes_that_are_left_out_are_mentioned(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST", 2)
    monkeypatch.setattr(report, "MOST", 4)
    for name in ("a.jsonl", "b.jsonl"):
        (news / name).write_text(
            "".join(f'{{"body": "{name} {n} \\ufffd"}}\n' for n in range(5))  # damaged before
        )
    notes = [note.reason.partition(" in the text")[0] for note in ingested().notes]
    damaged = "1 damaged character"
    left_out = "further notes are left out from here on"
    assert notes == [damaged, damaged, "3 further notes", damaged, left_out]


def test_a_report_names_so_many_kinds(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_KINDS", 2)
    for ending in ("aaa", "bbb", "ccc", "ddd", "aaa2"):
        (news / f"x.{ending}").write_bytes(b"\0")
    assert ingested().kinds == {"": {".aaa": 1, ".aaa2": 1, "others": 3}}


def test_the_report_as_json_has_the_kinds(news: Path) -> None:
    (news / "a.jpg").touch()
    data = json.loads(json.dumps(ingested().as_dict()))
    assert (data["kinds"], data["known"], data["unsupported"]) == ({"": {"JPEG": 1}}, 0, 1)


# Kept


def test_backup_restore_and_repair_keep_the_record(news: Path) -> None:
    (news / "a.json").write_text("{")
    ingested()
    before = on_record()
    with Archive("news.db", engine="scan") as archive:
        archive.backup(Path("copy.db"))
    with Archive("new.db", engine="scan") as archive:
        archive.restore(Path("copy.db"))
        assert list(archive.unread()) == before
    with Store.open(Path("news.db")) as store:
        store._db.run("UPDATE version SET words = -1, checksum = NULL")
    with Archive("news.db", engine="scan") as archive:
        assert archive.repair().mended
    assert on_record() == before
    assert ingested().known == 1


@pytest.mark.parametrize(
    "column", ["state = 'lost'", "problems = -1", "noted = 'x'", "size = -1", "reported = 2"]
)
def test_a_record_with_an_impossible_value_is_left_out_and_made_again(
    news: Path, column: str
) -> None:
    (news / "a.json").write_text("{")
    ingested()
    with Store.open(Path("news.db")) as store:
        store._db.run(f"UPDATE unread SET {column}")
    with Archive("news.db", engine="scan") as archive:
        assert list(archive.unread()) == []
        assert "row 1 of unread is damaged" in next(archive.check()).reason
    assert ingested().failed == 1
    assert names() == ["a.json"]


def test_a_note_on_an_article_has_its_place(news: Path) -> None:
    item = {"versioncreated": "2019-03-04", "body_text": "It sails.", "pubstatus": "canceled"}
    (news / "a.json").write_text(json.dumps([item]))
    [note] = ingested().notes
    place = Path(note.place).name
    assert (place, note.reason) == ("a.json#1", "marked as canceled by its provider")
