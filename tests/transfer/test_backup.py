"""A backup is the whole archive, verified; a restore loses nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.faults.disks import small_disk
from newsarchive import Archive
from newsarchive.model.errors import ArchiveError, BusyError, ExistsError
from newsarchive.store import Store
from newsarchive.transfer import backup
from tests.archives import World
from tests.transfer.world import known, take_in

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions are Unix's")


def test_a_backup_is_the_archive_and_is_read_back_before_it_gets_its_name(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        copied = archive.backup(file)
    assert (copied.articles, copied.versions) == (4, 5)
    assert known(file) == known(world.file)
    assert {path.name for path in file.parent.iterdir()} <= {
        "backup.db",
        "news.db",
        "news",
        "cache",
    }


@unix_only
def test_a_backup_is_its_owners_alone(world: World) -> None:
    old = os.umask(0)
    try:
        with world.open() as archive:
            archive.backup(world.file.with_name("backup.db"))
    finally:
        os.umask(old)
    assert stat.S_IMODE(world.file.with_name("backup.db").stat().st_mode) == 0o600


def test_a_backup_replaces_nothing_unless_asked_to(world: World) -> None:
    file = world.file.with_name("backup.db")
    file.write_bytes(b"mine")
    with world.open() as archive:
        with pytest.raises(ExistsError, match="--force replaces it"):
            archive.backup(file)
        assert file.read_bytes() == b"mine"
        archive.backup(file, force=True)
        with pytest.raises(ArchiveError, match="is the archive itself"):
            archive.backup(world.file, force=True)
    assert known(file) == known(world.file)


def test_a_damaged_archive_makes_no_backup_and_the_last_good_one_stays(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
        before = file.read_bytes()
    with closing(sqlite3.connect(world.file)) as spoiling:
        spoiling.execute("UPDATE original SET data = x'00', deflated = 0")
        spoiling.commit()
    with world.open() as archive, pytest.raises(ArchiveError, match="SHA-256 differs"):
        archive.backup(file, force=True)
    assert file.read_bytes() == before


@pytest.mark.surroundings
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk")
def test_a_backup_that_finds_no_room_says_where(world: World, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk", 100) as mounted, world.open() as archive:
        if not mounted:
            pytest.skip("this user can mount nothing")
        copy = tmp_path / "disk" / "copy.db"
        with pytest.raises(ArchiveError, match=f"^no space left for {copy}; "):
            archive.backup(copy)
        assert list(copy.parent.iterdir()) == []


def test_a_backup_is_of_one_moment_while_another_writes(world: World, tmp_path: Path) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        store = archive._session.stored()
        copy = file.with_name("copy.db")
        copy.touch()
        written: list[int] = []

        def write_meanwhile(_done: int, _all: int) -> None:
            if not written:
                (tmp_path / "late.json").write_text('{"body": "late"}')
                written.append(take_in(world.file, tmp_path / "late.json").added)

        revision = store.back_up(copy, write_meanwhile)
        assert written == [1]
        with Store.open(copy, readonly=True) as of_before:
            assert of_before.revision() == revision != store.revision()
            assert of_before.summary().articles == 4


def test_a_backup_is_restored_where_there_is_nothing(world: World) -> None:
    file, new = world.file.with_name("backup.db"), world.file.with_name("new") / "news.db"
    with world.open() as archive:
        archive.backup(file)
    before = file.read_bytes()
    with Archive(new, engine="scan") as archive:
        assert archive.restore(file).kept is None
        assert len(list(archive.search("*"))) == 4
    assert known(new) == known(file)
    assert file.read_bytes() == before
    assert [path.name for path in new.parent.iterdir()] == ["news.db"]


def test_restoring_over_articles_needs_force_and_keeps_them(world: World, tmp_path: Path) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
    (tmp_path / "late.json").write_text('{"body": "late"}')
    assert take_in(world.file, tmp_path / "late.json").added == 1
    with world.open() as archive, Store.open(world.file, readonly=True) as reader:
        with pytest.raises(ExistsError, match="holds 5 articles; --force"):
            archive.restore(file)
        kept = archive.restore(file, force=True).kept
        assert kept is not None
        assert reader.summary().articles == 4  # who has it open sees the backup too
    assert known(world.file) == known(file)
    with Store.open(Path(kept), readonly=True) as store:
        assert store.summary().articles == 5


@pytest.mark.parametrize("readable", [True, False])
def test_an_archive_kept_by_an_interrupted_restore_is_not_kept_again(
    world: World, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
        archive.edit([hit.archived for hit in archive.search("fog")], title="Mist")
    if not readable:
        world.file.write_bytes(b"no archive at all")
    before = known(world.file) if readable else world.file.read_bytes()
    with monkeypatch.context() as ending:
        place: object = Store if readable else backup
        ending.setattr(place, "become" if readable else "put", end)
        for _ in range(2):
            with world.open() as archive, pytest.raises(KeyboardInterrupt):
                archive.restore(file, force=True)
    [kept] = world.file.parent.glob("news-before-*.db")
    with world.open() as archive:
        assert archive.restore(file, force=True).kept == str(kept)
    assert list(world.file.parent.glob("news-before-*.db")) == [kept]
    assert before == (known(kept) if readable else kept.read_bytes())
    assert known(world.file) == known(file)


@pytest.mark.parametrize("there", ["nothing", "an empty file"])
@pytest.mark.parametrize("left", ["-wal", "-journal"])
def test_files_of_sqlite_beside_the_old_archive_do_not_apply_to_the_backup(
    world: World, there: str, left: str
) -> None:
    """A log, or a journal that undoes: SQLite applies either to whatever it finds beside it."""
    file, other = world.file.with_name("backup.db"), world.file.with_name("other.db")
    with world.open() as archive:
        archive.backup(file)
    with closing(sqlite3.connect(other, isolation_level=None)) as writer:
        writer.execute(f"PRAGMA journal_mode = {'WAL' if left == '-wal' else 'DELETE'}")
        writer.execute("PRAGMA cache_spill = 1")
        writer.execute("PRAGMA cache_size = 1")
        if left == "-journal":
            writer.execute("BEGIN")
        writer.execute("CREATE TABLE t (a)")
        writer.execute("INSERT INTO t VALUES (randomblob(100000))")
        stale = Path(f"{other}{left}").read_bytes()
    if left == "-journal":  # as if it had got to the disk, and says that there was nothing before
        stale = stale[:8] + bytes(4) + stale[12:]
    assert len(stale) > 512
    for target in (other, file):
        other.unlink(missing_ok=True)
        if there != "nothing":
            other.touch()
        Path(f"{other}{left}").write_bytes(stale)
        with Archive(other if target == other else world.file, engine="scan") as archive:
            if target == other:
                archive.restore(file)
            else:
                archive.backup(other, force=True)
        assert not Path(f"{other}{left}").exists()
        assert known(other) == known(world.file)


def test_restoring_over_what_cannot_be_read_keeps_that_too(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
    world.file.write_bytes(b"no archive at all")
    with world.open() as archive:
        with pytest.raises(ExistsError, match="something that cannot be read"):
            archive.restore(file)
        kept = archive.restore(file, force=True).kept
    assert kept is not None
    assert Path(kept).read_bytes() == b"no archive at all"
    assert known(world.file) == known(file)


@pytest.mark.skipif(sys.platform == "win32", reason="links are Unix's")
@pytest.mark.parametrize("there", ["articles", "nothing", "something unreadable"])
def test_a_restore_goes_through_a_link_whatever_it_leads_to(
    world: World, tmp_path: Path, there: str
) -> None:
    """The archive on another disk stays the archive, and what was there is kept beside it."""
    file, disk, link = tmp_path / "backup.db", tmp_path / "disk", tmp_path / "link.db"
    with world.open() as archive:
        archive.backup(file)
    disk.mkdir()
    link.symlink_to("disk/real.db")
    if there == "articles":
        (disk / "real.db").write_bytes(file.read_bytes())
    elif there != "nothing":
        (disk / "real.db").write_bytes(b"no archive at all")
    with Archive(link, engine="scan") as archive:
        kept = archive.restore(file, force=there != "nothing").kept
    assert link.is_symlink()
    assert known(link) == known(disk / "real.db") == known(file)
    assert (None if kept is None else Path(kept).parent) == (None if there == "nothing" else disk)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are Unix's")
@pytest.mark.parametrize("force", [True, False])
def test_a_restore_replaces_no_pipe(world: World, tmp_path: Path, force: bool) -> None:
    file, pipe = tmp_path / "backup.db", tmp_path / "pipe"
    with world.open() as archive:
        archive.backup(file)
    os.mkfifo(pipe)
    with (
        Archive(pipe, engine="scan") as archive,
        pytest.raises(ArchiveError, match="is no file, but a device, a pipe"),
    ):
        archive.restore(file, force=force)
    assert pipe.is_fifo()


def test_a_damaged_backup_replaces_nothing(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
    with closing(sqlite3.connect(file)) as spoiling:
        spoiling.execute("UPDATE version SET authors = '{' WHERE number = 2")
        spoiling.commit()
    before = known(world.file)
    with world.open() as archive, pytest.raises(ArchiveError, match="was not written, as what"):
        archive.restore(file, force=True)
    assert known(world.file) == before
    with world.open() as archive, pytest.raises(ArchiveError, match="no backup at"):
        archive.restore(file.with_name("none.db"))


def test_restoring_waits_for_a_writer_and_then_gives_up(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
        with closing(sqlite3.connect(world.file, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            with pytest.raises(BusyError):
                archive.restore(file, force=True)
    assert known(world.file) == known(file)
