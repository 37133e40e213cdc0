"""A forged archive runs nothing, writes nowhere else, and takes no more than its size.

Each file here is made to be opened by a person who trusts its sender too much.
"""

from __future__ import annotations

import os
import re
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

import newsarchive
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store, originals
from newsarchive.store.database import Access, Database, Temporary
from tests.store.test_opening import refusal, spoil
from tests.store.world import put

PACKAGE = Path(newsarchive.__file__).parent


@pytest.fixture
def closed(path: Path) -> Path:
    """An archive of one article, not open."""
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    return path


def redefine(path: Path, name: str, old: str, new: str) -> None:
    """Forge the definition of a table."""
    spoil(
        path,
        "PRAGMA writable_schema = ON;"
        f"UPDATE sqlite_schema SET sql = replace(sql, '{old}', '{new}')"
        f" WHERE name = '{name}'; PRAGMA writable_schema = OFF",
    )


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("CREATE TRIGGER t AFTER UPDATE ON stamp BEGIN SELECT load_extension('x'); END", "'t'"),
        ("CREATE TEMP TABLE x (a); CREATE TABLE more (a)", "'more'"),
        ("CREATE VIEW v AS SELECT writefile('/tmp/x', 'y')", "'v'"),
        ("CREATE VIRTUAL TABLE f USING fts5 (a)", "never makes"),
        ("CREATE VIRTUAL TABLE r USING rtree (a, b, c)", "never makes"),
        ("CREATE INDEX i ON version (upper(title))", "'i'"),
        ("CREATE INDEX i ON version (title) WHERE length(title) > 3", "'i'"),
        ("ALTER TABLE version ADD COLUMN g TEXT AS (upper(title))", "'version' is not as"),
        ("ALTER TABLE stamp ADD COLUMN g TEXT DEFAULT 'x'", "'stamp' is not as"),
        ("ALTER TABLE version RENAME COLUMN title TO headline", "is not as newsarchive makes it"),
        ("DROP TABLE stamp", "it lacks"),
        ("DROP INDEX version_url", "it lacks 'version_url'"),
        ("DROP TABLE place; CREATE TABLE place (path, file, article, version)", "place"),
        ("PRAGMA user_version = 1", "tampered with"),
        ("PRAGMA user_version = 0", "has no schema"),
        ("PRAGMA user_version = -5", "has no schema"),
    ],
)
def test_a_schema_that_is_not_ours_to_the_letter_is_refused(
    closed: Path, sql: str, reason: str
) -> None:
    try:
        spoil(closed, sql)
    except sqlite3.OperationalError as error:
        pytest.skip(f"this SQLite cannot make it: {error}")
    assert reason in refusal(closed)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("version", "title TEXT,", "title TEXT CHECK (load_extension(title)),"),
        ("version", "title TEXT,", "title TEXT DEFAULT (randomblob(999999999)),"),
        ("stamp", "size INTEGER NOT NULL", "size INTEGER NOT NULL CHECK (abs(size) > 0)"),
        ("stamp", ") STRICT", ")"),
    ],
)
def test_a_definition_that_was_forged_is_refused(
    closed: Path, name: str, old: str, new: str
) -> None:
    redefine(closed, name, old, new)
    with closing(sqlite3.connect(closed)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # later SQLites refuse to read it else
        (sql,) = connection.execute(
            f"SELECT sql FROM sqlite_schema WHERE name = '{name}'"
        ).fetchone()
    assert new in sql
    assert f"its '{name}' is not as newsarchive makes it" in refusal(closed)


def test_statistics_that_a_person_had_sqlite_collect_are_no_harm(closed: Path) -> None:
    spoil(closed, "ANALYZE")
    with Store.open(closed) as store:
        assert list(store.check()) == []


BOMB = "[" * 200_000 + "]" * 200_000


@pytest.mark.parametrize("table", ["version SET authors =", "version SET date_candidates ="])
def test_lists_without_end_are_damage(closed: Path, table: str) -> None:
    spoil(closed, f"UPDATE {table} '{BOMB}', checksum = NULL")
    with Store.open(closed) as store:
        assert any("cannot be read" in flaw.reason for flaw in store.check())
        assert list(store.articles()) == []
        assert len(store.damaged) == 1


@pytest.mark.parametrize("value", ["x'00ff'", "'{'", "'{}'", "'[[1]]'", "'[1e999]'", "'\"a\"'"])
@pytest.mark.parametrize("column", ["authors", "tags", "date", "date_candidates"])
def test_values_of_a_wrong_kind_are_damage(closed: Path, column: str, value: str) -> None:
    """STRICT keeps blobs out; a hand that edits bytes does not ask it."""
    redefine(closed, "version", ") STRICT", ")       ")
    spoil(closed, f"UPDATE version SET {column} = {value}, checksum = NULL")
    redefine(closed, "version", ")       ", ") STRICT")
    with Store.open(closed) as store:
        assert list(store.check())
        assert list(store.articles()) == []
        assert len(store.damaged) == 1


@pytest.mark.parametrize("value", ["x'00ff'", "'x'", "''"])
@pytest.mark.parametrize("column", ["date", "authors", "language"])
def test_settled_values_of_a_wrong_kind_are_damage(closed: Path, column: str, value: str) -> None:
    redefine(closed, "settled", ") STRICT, WITHOUT", ")         WITHOUT")
    spoil(closed, f"INSERT INTO settled (article, version, {column}) VALUES (1, 1, {value})")
    redefine(closed, "settled", ")         WITHOUT", ") STRICT, WITHOUT")
    with Store.open(closed) as store:
        assert list(store.check())
        assert list(store.articles()) == []
        assert len(store.damaged) == 1


def test_an_original_that_unpacks_without_end_is_damage(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "_LARGEST", 100_000)
    bomb = bytes(10_000_000)
    with closing(sqlite3.connect(closed)) as connection:
        connection.execute("UPDATE original SET deflated = 1, data = ?", (zlib.compress(bomb),))
        connection.commit()
    with Store.open(closed) as store:
        [flaw] = store.check()
        assert "unpacks to more than" in flaw.reason
    whole = zlib.compress(b"x" * 1000)
    with closing(Temporary()) as none, pytest.raises(ValueError, match="cut off"):
        originals.Stored(1000, originals.DEFLATED, whole[:-1]).original(b"", none)


def test_large_values_and_odd_statements_have_bounds(closed: Path) -> None:
    with closing(Database(closed, Access.WRITE, wait=1)) as database:
        for sql in (
            "ATTACH '/tmp/elsewhere.db' AS other",
            "SELECT " + "+".join(["1"] * 500),
            "SELECT 1 WHERE 1 IN (" + "1," * 60_000 + "1)",
        ):
            with pytest.raises(ArchiveError):
                database.row(sql)


def test_a_very_long_title_is_a_title(closed: Path) -> None:
    spoil(
        closed,
        "UPDATE version SET checksum = NULL, title = replace(hex(zeroblob(5000000)), '0', 'y')",
    )
    with Store.open(closed) as store:
        assert list(store.check()) == []
        [article] = store.articles()
        assert article.article.title == "y" * 10_000_000


def test_rows_that_point_in_circles_end(closed: Path) -> None:
    spoil(
        closed,
        """
        PRAGMA foreign_keys = OFF;
        UPDATE article SET version = 7;
        INSERT INTO settled (article, version, date, date_source) VALUES (1, 7, '2020-01-01', 'x');
        INSERT INTO correction VALUES (1, 'title', 99, '""', '""', 99, NULL);
        INSERT INTO revision VALUES (9223372036854775807, 'x', 'x', 'x');
        """,
    )
    with Store.open(closed) as store:
        assert list(store.check())
        assert list(store.articles()) == []


def test_nothing_beside_the_archive_is_written_by_opening_it(closed: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    with Store.open(closed, readonly=True) as store:
        list(store.articles())
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_in_the_place_of_an_archive_is_no_archive(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ArchiveError, match="is no file"):
        Store.open(path)


RUNS = re.compile(
    r"\b(?:pickle|marshal|shelve|ctypes)\b|(?<![\w.])(?<!def )(?:eval|exec|compile|__import__)\(|"
    r"\bos\.(?:system|popen|exec\w*)\b|\bshell=True|enable_load_extension|yaml\.load\("
)


def test_nothing_in_the_program_runs_what_it_reads() -> None:
    """Whoosh pickles its own table of contents, in the private cache; see `engines/whoosh`.

    What `parallel` pickles goes through pipes between processes of one run, and is never kept; a
    worker asks Linux, through `ctypes`, to end it with its parent. PDFium fills variables of C.
    """
    found = {path: set(RUNS.findall(_code(path))) for path in PACKAGE.rglob("*.py")}
    for path, runs in found.items():
        own = {"pickle", "ctypes"} if path.parent.name == "parallel" else set()
        own |= {"ctypes"} if path.name == "pdfium.py" else set()
        assert runs <= own, path
    assert set().union(*found.values()) == {"pickle", "ctypes"}


def _code(path: Path) -> str:
    """A module without its comments and docstrings."""
    text = re.sub(r'"""(?:.|\n)*?"""', "", path.read_text(encoding="utf-8"))
    return "\n".join(line.partition("#")[0] for line in text.splitlines())
