"""Damage is mended from originals, files and backups; what cannot be mended is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store
from newsarchive.transfer.repair import Repair
from tests.archives import World
from tests.transfer.world import known


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An archive of four files, a table and a file that has changed, with corrections."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = World(tmp_path, "scan")
    made.fill()
    made.ingest(gas="Gas fell.")
    with made.open() as archive:
        archive.edit([hit.archived for hit in archive.search("*")], add_tags=["all"])
        archive.backup(tmp_path / "backup.db")
    return made


def damage(world: World, *statements: str) -> None:
    with closing(sqlite3.connect(world.file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def repaired(world: World, backup: str | None = None) -> Repair:
    with world.open() as archive:
        path = None if backup is None else world.file.with_name(backup)
        return archive.repair(path)


def reasons(flaws: list[Problem]) -> list[str]:
    return sorted(flaw.reason for flaw in flaws)


def test_a_sound_archive_is_left_alone(world: World) -> None:
    before = world.file.read_bytes()
    assert repaired(world) == Repair()
    assert world.file.read_bytes() == before


@pytest.mark.parametrize("sql", ["authors = '{'", "date = 'soon'", "date_candidates = '[1]'"])
def test_a_text_is_made_again_from_its_original(world: World, sql: str) -> None:
    before = known(world.file)
    damage(world, f"UPDATE version SET {sql}")
    done = repaired(world)
    assert reasons(done.mended) == ["its text was made again from its original"] * 5
    assert done.lost == []
    assert known(world.file) == before
    assert world.flaws() == []
    assert done.kept is not None
    with Store.open(Path(done.kept), readonly=True) as kept:
        assert list(kept.check())  # as it was


@pytest.mark.parametrize("sql", ["UPDATE original SET data = x'00', deflated = 0",
                                 "DELETE FROM original"])  # fmt: skip
def test_an_original_is_read_again_from_the_file_it_came_from(world: World, sql: str) -> None:
    """The first version of "gas" is in no file any more."""
    before = known(world.file)
    damage(world, sql)
    done = repaired(world)
    assert reasons(done.mended) == ["its original was read again from its file"] * 4
    assert reasons(done.lost) == ["its original is damaged, and neither a backup nor a file has it"]
    assert world.flaws() == []
    found = known(world.file)
    [gas] = [id_ for id_, (versions, *_) in before.items() if len(versions) == 2]
    assert found[gas][0][0].article == before[gas][0][1].article
    assert {id_: all_ for id_, all_ in found.items() if id_ != gas} == {
        id_: all_ for id_, all_ in before.items() if id_ != gas
    }


def test_an_original_that_has_changed_in_its_file_is_not_taken(world: World) -> None:
    (world.news / "fog.json").write_text('{"body": "Something else."}')
    damage(world, "DELETE FROM original")
    assert len(repaired(world).lost) == 2 + 1  # its only version, and so the article


def test_a_backup_gives_what_neither_originals_nor_files_can(world: World) -> None:
    before = known(world.file)
    for path in world.news.iterdir():
        path.unlink()
    damage(world, "DELETE FROM original", "UPDATE version SET tags = '{'")
    done = repaired(world, "backup.db")
    assert done.lost == []
    assert len(done.mended) == 5
    assert known(world.file) == before
    assert world.flaws() == []


def test_articles_that_are_gone_come_back_from_a_backup_but_not_removed_ones(world: World) -> None:
    before = known(world.file)
    fog = world.id_of("fog")
    world.remove("fog")
    damage(world, *(
        f"DELETE FROM {table} WHERE article IN (SELECT key FROM article WHERE id LIKE '{lost}%')"
        for lost in [world.id_of("oil")] for table in ("place", "correction", "version")
    ))  # fmt: skip
    done = repaired(world, "backup.db")
    assert done.lost == []
    with Store.open(world.file, readonly=True) as store:
        assert {a.id for a in store.articles()} == set(before) - {fog}
    assert world.flaws() == []


def test_without_a_backup_what_is_gone_is_named_and_the_rest_is_sound(world: World) -> None:
    damage(world, "DELETE FROM version WHERE article = 1")
    done = repaired(world)
    assert reasons(done.lost) == ["nothing of it can be read, nor is it in a backup"]
    assert world.flaws() == []


@pytest.mark.faults
def test_pages_that_are_overwritten_cost_only_what_was_in_them(world: World) -> None:
    """Whichever page it is: what a backup has is all there afterwards, or the file is refused."""
    before, whole = known(world.file), world.file.read_bytes()
    size = 4096
    mended = 0
    for page in range(1, len(whole) // size):
        world.file.write_bytes(whole[: page * size] + b"\xa5" * size + whole[(page + 1) * size :])
        for left in world.file.parent.glob("news-before-*"):
            left.unlink()
        try:
            done = repaired(world, "backup.db")
        except ArchiveError:
            continue  # not even its tables can be found
        mended += done.kept is not None
        with Store.open(world.file, readonly=True) as store:
            assert list(store.check()) == []
            assert {a.id for a in store.articles()} == set(before)
    assert mended > 5


def test_a_damaged_backup_is_no_help(world: World) -> None:
    damage(world, "DELETE FROM original")
    before = world.file.read_bytes()
    backup = world.file.with_name("backup.db")
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DELETE FROM original")
        connection.commit()
    with pytest.raises(ArchiveError, match="is damaged too"):
        repaired(world, "backup.db")
    assert world.file.read_bytes() == before
    assert {path.name for path in world.file.parent.iterdir()} <= {
        "news.db", "backup.db", "news", "cache"
    }  # fmt: skip


def test_a_row_of_a_table_is_found_again_in_its_file(world: World) -> None:
    table = world.news / "table.csv"
    table.write_text("title,body\nOne,First text\nTwo,Second text\n")
    with world.open() as archive:
        assert archive.ingest(table).added == 2
    damage(
        world,
        "DELETE FROM original WHERE digest IN (SELECT digest FROM version WHERE reader = 'csv')",
    )
    done = repaired(world)
    assert done.lost == []
    assert reasons(done.mended) == ["its original was read again from its file"] * 2


def test_only_plain_files_are_opened_whatever_the_archive_names(world: World) -> None:
    """A device would never end, a folder is none, and another file has another SHA-256."""
    for name in ("/dev/zero", "/", "/etc/passwd", "a' || char(0) || '", "relative"):
        damage(world, "PRAGMA foreign_keys = OFF", "DELETE FROM original",
               f"UPDATE place SET file = '{name}' WHERE path IS NOT NULL")  # fmt: skip
        damage(world, "UPDATE place SET path = file WHERE rowid = 1")
        assert repaired(world).lost
        world.file.unlink()
        with world.open() as archive:
            archive.restore(world.file.with_name("backup.db"))


def test_a_correction_that_is_not_as_it_was_written_is_never_passed_on(world: World) -> None:
    """Neither into a sound archive, under a new checksum, nor into an export."""
    damage(world, """UPDATE correction SET after = '["wrong"]' WHERE article = 1""")
    with world.open() as archive:
        done = archive.export(world.file.with_name("all.jsonl"))
        assert (done.articles, done.corrections) == (4, 3)
        assert reasons(done.flaws) == ["a correction of it is damaged"]
    repair = repaired(world)
    assert reasons(repair.lost) == ["a correction of it cannot be read"]
    assert world.flaws() == []
    with world.open() as archive:
        tags = [hit.article.tags for hit in archive.search("*")]
        assert "wrong" not in {tag for each in tags for tag in each}
        assert [each[-1:] for each in tags].count(("all",)) == 3
