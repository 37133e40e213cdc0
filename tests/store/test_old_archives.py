"""Archives of every schema there ever was open in this version, with all that was in them.

`schema-N.db.xz` was made by the program as it was when its newest schema was N: a text that changed
once, and two articles of a file of JSON lines; from schema 3 on the title of one was corrected, and
from schema 5 on two files that could not be read are on record; from schema 7 on there is a log.
"""

from __future__ import annotations

import io
import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.model.errors import ArchiveError, ExistsError
from newsarchive.store import Store
from newsarchive.store.columns import checksum
from newsarchive.store.schema import MIGRATIONS, SCHEMA

FOLDER = Path(__file__).parent.parent / "data" / "archives"
UNREAD = [("/tmp/news/empty.txt", "refused"), ("/tmp/news/minutes.pdf", "unsupported")]
LOG = [("edit", None, "done"), ("ingest", "agency", "done"), ("ingest", None, "done")]
NUMBERS = [number for number, _ in MIGRATIONS]


@pytest.fixture(params=NUMBERS)
def schema(request: pytest.FixtureRequest) -> int:
    """The number of a schema."""
    return int(request.param)


@pytest.fixture
def old(path: Path, schema: int) -> Path:
    """An archive of that schema. A new one needs one here: made with `ingest`, then `xz -9e`."""
    path.write_bytes(lzma.decompress((FOLDER / f"schema-{schema}.db.xz").read_bytes()))
    assert int.from_bytes(path.read_bytes()[60:64], "big") == schema
    return path


def test_it_opens_and_nothing_is_lost(old: Path, schema: int) -> None:
    with Store.open(old) as store:
        assert list(store.check()) == []
        found = {one.id[:8]: one for one in store.articles()}
        harbour, bees, undated = (found[id_] for id_ in ("e0dc24f4", "4d594494", "35a290d2"))
        assert (harbour.version, harbour.article.authors) == (2, ("Ines Calder",))
        assert harbour.article.body.endswith("A diver will look on Monday.")
        assert "diver" not in store.versions(harbour.key)[0].article.body
        assert b"diver" not in store.original(store.versions(harbour.key)[0].digest)
        assert bees.article.title == (
            "Bees are back" if schema > 2 else "Bees return to the mill roof"
        )
        assert (str(bees.article.date), bees.article.tags) == ("2020-05-02", ("nature",))
        assert undated.article.date is None
        assert [len(one.paths) for one in found.values()] == [1, 1, 1]
        states = [(one.path, one.state) for one in store.unread()]
        assert states == (UNREAD if schema > 4 else [])
        logged = [(one.command, one.inbox, one.state) for one in store.runs()]
        assert logged == (LOG if schema > 6 else [])


def test_a_date_that_was_settled_before_other_values_were_stays_settled(path: Path) -> None:
    path.write_bytes(lzma.decompress((FOLDER / "schema-5.db.xz").read_bytes()))
    row = (3, 1, "2019-05-04", "printed, day first as elsewhere in news/")
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO settled VALUES (?, ?, ?, ?, ?)", (*row, checksum(row)))
    with Store.open(path) as store:
        assert list(store.check()) == []
        article = store.get([3])[3].article
        assert (str(article.date), article.date_source) == row[2:]
        store._db.run("UPDATE settled SET date = '2019-05-05'")
        assert [one.reason for one in store.check()] == [
            "its settled values are not as they were written"
        ]


def test_it_can_be_restored_as_a_backup_that_stays_as_it_is(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = old.read_bytes()
    with Archive(tmp_path / "new" / "news.db", engine="scan") as archive:
        assert archive.restore(old).articles == 3
        assert len(list(archive.search("diver"))) == 1
    assert old.read_bytes() == before


def test_it_can_be_backed_up_and_rehearsed_with_and_stays_as_it_is(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup is of today's schema."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = old.read_bytes()
    (tmp_path / "new.json").write_text('{"body": "New."}')
    with Archive(old, engine="scan") as archive:
        assert archive.backup(tmp_path / "backup.db").articles == 3
        assert archive.ingest(tmp_path / "new.json", dry_run=True).added == 1
    assert old.read_bytes() == before
    with Archive(tmp_path / "backup.db", engine="scan") as archive:
        assert len(list(archive.search("*"))) == 3
        assert list(archive.check()) == []


def test_reading_alone_changes_nothing(old: Path, schema: int) -> None:
    before, when = old.read_bytes(), old.stat().st_mtime_ns
    if schema == SCHEMA:
        with Store.open(old, readonly=True) as store:
            assert len(list(store.articles())) == 3
    else:
        with pytest.raises(ArchiveError, match="open it once for writing"):
            Store.open(old, readonly=True)
    assert (old.read_bytes(), old.stat().st_mtime_ns) == (before, when)


@pytest.mark.parametrize("number", [SCHEMA + 1, 1000, 2**31 - 1, -1])
def test_one_from_the_future_is_refused_untouched(path: Path, number: int) -> None:
    data = bytearray(lzma.decompress((FOLDER / f"schema-{SCHEMA}.db.xz").read_bytes()))
    data[60:64] = number.to_bytes(4, "big", signed=True)
    path.write_bytes(data)
    when = path.stat().st_mtime_ns
    with Archive(path, engine="scan") as archive:
        for use in (
            lambda: archive.search("*"), lambda: archive.ingest("-", stdin=io.BytesIO()),
            archive.rebuild,
            lambda: archive.backup(path.with_name("backup.db")), lambda: list(archive.check()),
            archive.repair, lambda: archive.export(path.with_name("all.jsonl")),
        ):  # fmt: skip
            with pytest.raises(ArchiveError, match=r"newer newsarchive|tampered"):
                use()
        with pytest.raises(ExistsError, match="cannot be read"):
            archive.restore(_copy(path))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (bytes(data), when)
    assert {one.name for one in path.parent.iterdir()} - {"copy.db"} <= {
        path.name, f"{path.name}-shm", f"{path.name}-wal"
    }  # fmt: skip


def _copy(path: Path) -> Path:
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    return copy
