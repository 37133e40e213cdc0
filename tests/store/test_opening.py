"""Opening: what is an archive, what is refused untouched, and what is made."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store, migrate, opening, schema
from newsarchive.store.database import Access, Database
from tests.parts import part
from tests.store.world import bodies, put

NEWEST = schema.SCHEMA
GONE = 999_999_999
"""The number of no process."""

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions are Unix's")


def spoil(path: Path, sql: str) -> None:
    """Do something to an archive behind its back."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


def refusal(path: Path) -> str:
    """Why the file is not opened, for whatever purpose; it must stay as it was, and alone."""
    before, beside = path.read_bytes(), set(path.parent.iterdir())
    reasons = set()
    for create, readonly in ((False, False), (True, False), (False, True)):
        with pytest.raises(ArchiveError) as caught:
            Store.open(path, create=create, readonly=readonly)
        reasons.add(str(caught.value))
    assert path.read_bytes() == before
    # Looking into our own file may leave the two files that SQLite reads it with.
    assert set(path.parent.iterdir()) - beside <= {Path(f"{path}-shm"), Path(f"{path}-wal")}
    assert len(reasons) == 1
    return reasons.pop()


@pytest.fixture
def closed(path: Path) -> Path:
    """An archive of one article, not open."""
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    return path


def test_a_missing_archive_is_only_made_when_asked_for(path: Path) -> None:
    for create, readonly in ((False, False), (False, True), (True, True)):
        with pytest.raises(ArchiveError, match=r"no archive at .*; `newsarchive ingest FOLDER`"):
            Store.open(path, create=create, readonly=readonly)
    assert not path.exists()


def test_an_archive_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "100% #1?" / "archive.db"
    with Store.open(path, create=True) as store:
        assert store.path == path
        put(store, "one", "a.txt")
    with Store.open(path) as store:
        assert bodies(store) == {"one": ("a.txt",)}


def test_a_new_archive_appears_whole_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run removes what a killed one leaves."""

    def ended(database: Database) -> None:
        migrate.migrate(database)
        assert not path.exists()
        part(path.parent, GONE)
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "migrate", ended)
    with pytest.raises(KeyboardInterrupt):
        Store.open(path, create=True)
    monkeypatch.undo()
    assert [left.name for left in path.parent.iterdir()] == [part(path.parent, GONE).name]
    with Store.open(path, create=True):
        assert path.exists()
    assert list(path.parent.iterdir()) == [path]


def test_of_two_that_make_an_archive_one_is_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(database: Database) -> None:
        migrate.migrate(database)
        monkeypatch.undo()
        with Store.open(path, create=True) as store:
            put(store, "one", "a.txt")

    monkeypatch.setattr(opening, "migrate", overtaken)
    with Store.open(path, create=True) as store:
        assert bodies(store) == {"one": ("a.txt",)}


@unix_only
def test_an_archive_is_its_owners_alone(closed: Path) -> None:
    assert stat.S_IMODE(closed.stat().st_mode) == 0o600


def test_an_empty_file_becomes_an_archive_only_when_asked_for(path: Path) -> None:
    path.touch()
    for readonly in (False, True):
        with pytest.raises(ArchiveError, match="is empty, not an archive"):
            Store.open(path, readonly=readonly)
    assert path.read_bytes() == b""
    with Store.open(path, create=True) as store:
        assert store.revision().number == 0


@unix_only
def test_an_archive_made_of_an_empty_file_is_its_owners_alone(path: Path) -> None:
    path.touch(mode=0o644)
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Store.open(path, readonly=True) as store:
        assert bodies(store) == {"one": ("a.txt",)}


def test_opening_again_with_create_keeps_what_is_there(closed: Path) -> None:
    with Store.open(closed, create=True) as store:
        assert bodies(store) == {"one": ("a.txt",)}


@pytest.mark.parametrize("content", [b"x", b"SQLite", b"Some news.\n" * 100])
def test_a_file_that_is_not_sqlite_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "not an archive, nor any SQLite file" in refusal(path)


def test_another_programs_database_is_refused(path: Path) -> None:
    spoil(path, "CREATE TABLE archive (uid); PRAGMA user_version = 1")
    assert "another program's SQLite file" in refusal(path)


def test_a_newer_schema_is_refused(closed: Path) -> None:
    spoil(closed, f"PRAGMA user_version = {NEWEST + 1}")
    assert refusal(closed) == (
        f"{closed} was made by a newer newsarchive (schema {NEWEST + 1}, this one knows up to "
        f"{NEWEST}); upgrade newsarchive"
    )


def test_a_newer_schema_is_refused_without_folding_its_log_into_it(
    closed: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(closed)) as dying:
        dying.execute(f"PRAGMA user_version = {NEWEST + 1}")
        for left in (closed, Path(f"{closed}-wal")):
            shutil.copy(left, tmp_path / left.name.replace("archive", "left"))
    assert f"was made by a newer newsarchive (schema {NEWEST + 1}" in refusal(tmp_path / "left.db")


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE TRIGGER spy AFTER INSERT ON stamp BEGIN DELETE FROM article; END", "spy"),
        ("CREATE VIEW fake AS SELECT * FROM article", "fake"),
        ("DROP TABLE stamp; CREATE VIEW stamp AS SELECT 1", "stamp"),
        ("CREATE VIRTUAL TABLE words USING fts5 (text)", "words"),
    ],
)
def test_a_schema_that_could_run_something_is_refused(closed: Path, sql: str, name: str) -> None:
    spoil(closed, sql)
    assert f"it holds '{name}', which newsarchive never makes" in refusal(closed)


def test_a_damaged_schema_is_refused(closed: Path) -> None:
    data = bytearray(closed.read_bytes())
    data[100:600] = bytes(500)
    closed.write_bytes(data)
    assert "is damaged: " in refusal(closed)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="is a folder"):
        Store.open(tmp_path, create=True)


def test_a_path_through_a_file_is_refused(path: Path) -> None:
    path.write_bytes(b"x")
    with pytest.raises(ArchiveError, match="cannot be opened: Not a directory"):
        Store.open(path / "archive.db", create=True)


def test_the_unfinished_change_of_a_dead_process_is_undone(closed: Path, tmp_path: Path) -> None:
    """Without a write-ahead log, as while an archive is made, SQLite keeps a journal instead."""
    with closing(sqlite3.connect(closed, isolation_level=None)) as dying:
        dying.execute("PRAGMA journal_mode = DELETE")
        dying.execute("PRAGMA cache_size = 1")
        dying.execute("BEGIN")
        dying.execute("UPDATE version SET body = 'half done'")
        dying.execute("INSERT INTO stamp VALUES (hex(zeroblob(100000)), 1, 1, 1)")
        for left in (closed, Path(f"{closed}-journal")):
            shutil.copy(left, tmp_path / left.name.replace("archive", "left"))
    with Store.open(tmp_path / "left.db") as store:
        assert bodies(store) == {"one": ("a.txt",)}


def test_an_archive_opened_for_reading_cannot_be_changed(closed: Path) -> None:
    with Store.open(closed, readonly=True) as store:
        assert bodies(store) == {"one": ("a.txt",)}
        with pytest.raises(ArchiveError, match="is read-only"):
            put(store, "two", "b.txt")


def test_reading_sees_what_a_writer_commits_meanwhile(closed: Path) -> None:
    with Store.open(closed) as store, Store.open(closed, readonly=True) as reader:
        put(store, "two", "b.txt")
        assert set(bodies(reader)) == {"one", "two"}
        with store.changing("test"):
            assert set(bodies(reader)) == {"one", "two"}


def test_a_folder_that_cannot_be_written_needs_no_helping_files(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Store.open(closed, readonly=True) as store:
        assert bodies(store) == {"one": ("a.txt",)}
        assert list(closed.parent.iterdir()) == [closed]


def test_a_log_in_a_folder_that_cannot_be_written_is_not_overlooked(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(closed) as writer:
        put(writer, "two", "b.txt")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with Store.open(closed, readonly=True) as store:
            assert set(bodies(store)) == {"one", "two"}


def test_commits_wait_for_the_disk_and_nothing_in_the_schema_is_trusted(closed: Path) -> None:
    expected = {
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "journal_mode": "wal",
        "application_id": int.from_bytes(b"NARC", "big"),
    }
    with Store.open(closed) as store:
        found = {name: store._db.one(f"PRAGMA {name}")[0] for name in expected}
    assert found == expected


def add_table(number: int) -> tuple[int, tuple[str, ...]]:
    return number, (f"CREATE TABLE later{number} (x TEXT) STRICT",)


def know(monkeypatch: pytest.MonkeyPatch, *steps: tuple[int, tuple[str, ...]]) -> None:
    """Let the program know further steps."""
    known = schema.MIGRATIONS + steps
    monkeypatch.setattr(schema, "MIGRATIONS", known)
    monkeypatch.setattr(migrate, "MIGRATIONS", known)
    monkeypatch.setattr(opening, "SCHEMA", steps[-1][0])


def test_an_older_archive_is_taken_to_the_newest_schema(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(monkeypatch, add_table(NEWEST + 1), add_table(NEWEST + 2))
    with pytest.raises(ArchiveError, match=rf"older newsarchive \(schema {NEWEST}, this"):
        Store.open(closed, readonly=True)
    with Store.open(closed) as store:
        assert bodies(store) == {"one": ("a.txt",)}
        assert store._db.one(f"SELECT count(*) FROM later{NEWEST + 2}") == (0,)
    with Store.open(closed, readonly=True) as store:
        assert migrate.schema_of(store._db) == NEWEST + 2


def test_a_step_that_fails_leaves_the_archive_at_the_step_before(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = add_table(NEWEST + 2)
    broken = (later[0], (*later[1], "CREATE TABLE article (x)"))
    know(monkeypatch, add_table(NEWEST + 1), broken)
    with pytest.raises(ArchiveError, match="already exists"):
        Store.open(closed)
    with closing(Database(closed, Access.LOOK, wait=0)) as database:
        assert migrate.schema_of(database) == NEWEST + 1
        tables = {name for (name,) in database.rows("SELECT name FROM sqlite_schema")}
    assert f"later{NEWEST + 1}" in tables
    assert f"later{NEWEST + 2}" not in tables


@pytest.mark.parametrize(
    ("mishap", "message"),
    [
        ("PRAGMA max_page_count = 1", "no space left for .*; nothing of this step was kept"),
        ("ALTER TABLE place RENAME TO misplaced", "cannot be used: no such table: place"),
    ],
)
def test_an_error_of_sqlite_becomes_a_sentence(store: Store, mishap: str, message: str) -> None:
    store._db.run(mishap)
    with pytest.raises(ArchiveError, match=message):
        put(store, os.urandom(50_000).hex(), "a.txt")
    assert store.revision().number == 0


def test_a_rehearsal_is_a_copy_of_which_nothing_is_left(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    put(store, "one", "a.txt")
    names = set(tmp_path.iterdir())
    with Store.rehearsing(store.path) as copy:
        assert (copy.uid, copy.revision()) == (store.uid, store.revision())
        put(copy, os.urandom(500_000).hex(), "b.txt")
        assert set(tmp_path.iterdir()) == names
        assert len(bodies(copy)) == 2
    assert bodies(store) == {"one": ("a.txt",)}
    with Store.rehearsing(tmp_path / "none.db") as new:
        put(new, "two", "a.txt")
        assert bodies(new) == {"two": ("a.txt",)}
    assert set(tmp_path.iterdir()) == names


def test_the_schema_is_known_by_its_digest() -> None:
    """So that opening an archive need not make another one to compare with."""
    assert opening.digest_of(opening.schema_made_by(NEWEST)) == schema.DIGEST
