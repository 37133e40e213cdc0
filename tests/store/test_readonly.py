"""An archive is read whole, or refused, wherever it lies and however it was left."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.faults.disks import fill, small_disk
from benchmarks.faults.lying import LEFT, PLACES, with_journal, with_log, with_log_alone
from benchmarks.faults.rights import without
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Contents, Store, copy_archive
from newsarchive.store.database import Temporary
from tests.store.world import put

pytestmark = [
    pytest.mark.surroundings,
    pytest.mark.skipif(sys.platform != "linux", reason="uses what only Linux has"),
]

ALL = ["one", "two"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one article in a folder of its own."""
    folder = tmp_path / "kept"
    folder.mkdir()
    with Store.open(folder / "news.db", create=True) as store:
        put(store, "one", "1.txt")
    return folder / "news.db"


def add(path: Path, text: str = "two") -> Store:
    """Commit an article, and stay open."""
    store = Store.open(path)
    put(store, text, f"{text}.txt")
    return store


def read(path: Path) -> str:
    """The texts of an archive, and of a copy of it."""
    with Contents.open(path, readonly=True) as contents:
        texts = sorted(one.article.body for one in contents.articles())
    with closing(Temporary()) as copy:
        copy_archive(path, copy)
        copied = sorted(one.article.body for one in Contents(copy).articles())
    return f"{texts} {copied}"


def refusal(path: Path) -> str:
    with pytest.raises(ArchiveError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("left", LEFT)
def test_it_is_read_whole(archive: Path, left: str, place: str) -> None:
    LEFT[left](archive, add)
    link = archive.parent.parent / "link.db"
    link.symlink_to(archive)
    with PLACES[place](archive.parent) as had:
        if not had:
            pytest.skip("this user can mount nothing, nor give files to another user")
        names = set(archive.parent.iterdir())
        assert without(lambda: read(archive)) == f"{ALL} {ALL}"
        assert without(lambda: read(link)) == f"{ALL} {ALL}"
        assert set(archive.parent.iterdir()) <= names


def test_a_user_without_permission_cannot_write(archive: Path) -> None:
    archive.chmod(0o400)
    archive.parent.chmod(0o500)
    try:
        with pytest.raises(ArchiveError, match="is read-only; to change it you need to be allowed"):
            without(lambda: Store.open(archive))
    finally:
        archive.parent.chmod(0o700)


@pytest.mark.parametrize("companion", ["-wal", "-journal"])
def test_an_unreadable_file_of_the_archive_is_named(archive: Path, companion: str) -> None:
    (with_journal if companion == "-journal" else with_log_alone)(archive, add)
    unreadable = Path(f"{archive}{companion}")
    unreadable.chmod(0)
    archive.parent.chmod(0o500)
    try:
        message = without(lambda: refusal(archive))
    finally:
        archive.parent.chmod(0o700)
    assert message == f"{unreadable} belongs to the archive, and cannot be read: Permission denied"


@pytest.mark.parametrize("companion", ["-wal", "-journal"])
def test_a_pipe_beside_it_is_refused(archive: Path, companion: str) -> None:
    os.mkfifo(f"{archive}{companion}")
    assert refusal(archive) == (
        f"{archive}{companion} is no file; take it away, or choose another archive"
    )


@pytest.mark.parametrize("reading", [True, False])
def test_the_log_of_another_archive_is_refused(archive: Path, reading: bool) -> None:
    with_log_alone(archive, add)
    log = archive.with_name("news.db-wal")
    other = archive.with_name("other.db")
    with Store.open(other, create=True) as store:
        for text in ("three", "four"):
            put(store, text, text)
    shutil.copy(other, archive)
    before = archive.read_bytes(), log.read_bytes()
    with pytest.raises(ArchiveError, match="is the log of another archive, or of another state"):
        Store.open(archive, readonly=reading)
    assert (archive.read_bytes(), log.read_bytes()) == before
    log.unlink()
    assert read(archive) == "['four', 'three'] ['four', 'three']"


def test_a_log_that_is_older_than_its_archive_is_refused(archive: Path) -> None:
    with_log_alone(archive, add)
    log = archive.with_name("news.db-wal")
    older = log.read_bytes()
    for text in ("three", "four"):
        add(archive, text).close()
    log.write_bytes(older)
    assert "is the log of another archive, or of another state of" in refusal(archive)


def test_a_log_that_replaces_all_of_it_is_its_own(archive: Path) -> None:
    """A restore was killed before the log was folded into the file."""
    other = archive.with_name("other.db")
    with Store.open(other, create=True) as store:
        put(store, "two", "2.txt")

    def become(path: Path) -> Store:
        store = Store.open(path)
        store.become(other, 1)
        return store

    with_log(archive, become)
    assert read(archive) == "['two'] ['two']"


@pytest.mark.parametrize("log", [b"x", b"x" * 5000, bytes(5000)])
def test_a_log_of_nothing_is_nothing(archive: Path, log: bytes) -> None:
    archive.with_name("news.db-wal").write_bytes(log)
    archive.parent.chmod(0o500)
    try:
        assert without(lambda: read(archive)) == "['one'] ['one']"
    finally:
        archive.parent.chmod(0o700)


def test_a_reader_without_locks_detects_a_change(archive: Path) -> None:
    archive.parent.chmod(0o500)

    def changed() -> str:
        with Contents.open(archive, readonly=True) as contents:
            assert contents.keys() == [1]
            archive.parent.chmod(0o700)
            add(archive).close()
            with pytest.raises(ArchiveError) as caught:
                contents.keys()
        return str(caught.value)

    try:
        message = without(changed)
    finally:
        archive.parent.chmod(0o700)
    assert message == (
        f"{archive} was changed by another process while it was read; run the same command again"
    )


def test_a_reader_without_permission_to_write_uses_the_locks_of_writers(archive: Path) -> None:
    with Store.open(archive) as writer:
        put(writer, "two", "2.txt")
        archive.parent.chmod(0o500)
        try:
            assert without(lambda: read(archive)) == f"{ALL} {ALL}"
        finally:
            archive.parent.chmod(0o700)


@pytest.mark.parametrize("full", ["the archive", "the copy"])
def test_a_message_names_the_disk_that_is_full(archive: Path, tmp_path: Path, full: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, 800) as mounted:
        if not mounted:
            pytest.skip("this user can mount nothing")
        there = disk / "there.db"
        if full == "the archive":
            shutil.copy(archive, there)
        fill(disk)
        with pytest.raises(ArchiveError, match=f"no space left for {there}; nothing of this"):
            add(there) if full == "the archive" else copy_archive(archive, there)
