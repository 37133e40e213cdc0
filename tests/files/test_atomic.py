"""Files appear whole or not at all, and no parts stay."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.files.atomic import (
    beside,
    clear_up,
    keep,
    led_to,
    make_empty,
    put_new,
    written_whole,
)
from newsarchive.model.errors import ArchiveError, ExistsError
from tests.parts import part

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="links and owners are Unix's")


def test_parts_of_dead_processes_are_removed(tmp_path: Path) -> None:
    gone, alive = part(tmp_path, 999_999_999, "-wal"), part(tmp_path, os.getppid())
    theirs = tmp_path / f".theirs-{999_999_999}.part"
    theirs.touch()
    with written_whole(tmp_path / "a[1].db") as new:
        new.write_bytes(b"new")
    assert not gone.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"a[1].db", alive.name, theirs.name}
    assert (tmp_path / "a[1].db").read_bytes() == b"new"


@unix_only
def test_parts_of_another_machine_stay_for_a_day(tmp_path: Path) -> None:
    """Whether its processes live is unknown."""
    young, old = part(tmp_path, 1, host="elsewhere"), part(tmp_path, 2, host="elsewhere")
    os.utime(old, (0, 0))
    clear_up(tmp_path)
    assert list(tmp_path.iterdir()) == [young]


@unix_only
def test_nothing_but_files_of_our_own_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    link = part(tmp_path, 999_999_999)
    link.unlink()
    link.symlink_to(tmp_path / "precious")
    other = part(tmp_path, 999_999_998)
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    clear_up(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"precious", link.name, other.name}
    monkeypatch.undo()
    clear_up(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"precious", link.name}


def test_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), written_whole(tmp_path / "a") as part:  # noqa: PT012 - of all within
        part.write_bytes(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@unix_only
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process began")
def test_parts_of_a_dead_process_with_the_same_number_are_removed(tmp_path: Path) -> None:
    """In a container every run may have the same."""
    os.utime(part(tmp_path, os.getpid()), (0, 0))
    with written_whole(tmp_path / "a") as new, beside(tmp_path / "b") as other:
        assert (new.exists(), other.exists()) == (True, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


LINKED = [("a", "b"), ("a", "folder/b"), ("folder/a", "../b")]


@unix_only
@pytest.mark.parametrize(("name", "leads_to"), LINKED)
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_what_it_leads_to_is_written(
    tmp_path: Path, name: str, leads_to: str, there: bool
) -> None:
    """Whether there is something already, which takes `force`, or not."""
    (tmp_path / "folder").mkdir()
    link = tmp_path / name
    link.symlink_to(leads_to)
    target = link.parent / leads_to
    if there:
        target.write_bytes(b"mine")
        with pytest.raises(ExistsError), written_whole(link):
            pass
        assert target.read_bytes() == b"mine"
    with written_whole(link, force=there) as new:
        new.write_bytes(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert not target.is_symlink()


@unix_only
def test_a_link_of_another_user_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "a"
    link.symlink_to("b")
    os.lchown(link, 4711, -1) if os.getuid() == 0 else monkeypatch.setattr(os, "getuid", lambda: 1)
    with pytest.raises(PermissionError, match="a link of another user"), written_whole(link):
        pass
    assert list(tmp_path.iterdir()) == [link]


@unix_only
def test_links_without_end_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match=re.escape(os.strerror(errno.ELOOP))):
        led_to(tmp_path / "a")


ODD: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to a device": lambda path: path.symlink_to(os.devnull),
}


@unix_only
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("force", [True, False])
def test_only_regular_files_are_replaced(tmp_path: Path, odd: str, force: bool) -> None:
    path = tmp_path / "a"
    ODD[odd](path)
    before = changeable(path)
    with pytest.raises(ArchiveError, match="is no file"), written_whole(path, force=force):
        pass
    assert changeable(path) == before


def changeable(path: Path) -> tuple[int, ...]:
    """All that is known of a path, but not when it was last read."""
    status = path.lstat()
    return *status[:7], status.st_mtime_ns, status.st_ctime_ns


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "Backups" / "news.db"
    with pytest.raises(ArchiveError) as refused, written_whole(path):
        pass
    assert str(refused.value) == (
        f"there is no folder {path.parent} for news.db; make it, or correct the name"
    )


@pytest.mark.parametrize("name", ["news.db", "news.db-wal", "news.db-shm", "news.db-journal"])
def test_the_archive_and_what_sqlite_has_beside_it_are_never_replaced(
    tmp_path: Path, name: str
) -> None:
    """Nor is anything written that SQLite would take for its own."""
    (tmp_path / "news.db").write_bytes(b"archive")
    path = tmp_path / name
    with (
        pytest.raises(ArchiveError, match=r"archive itself|would pass for a part of news\.db"),
        written_whole(path, force=True, archive=tmp_path / "news.db"),
    ):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["news.db"]


def test_a_file_that_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def come(place: Path) -> None:
        place.write_bytes(b"mine")

    with pytest.raises(ExistsError, match="is there already"), written_whole(path, settle=come):
        pass
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


@unix_only
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666, 0o000])
def test_an_empty_file_becomes_the_users_alone(tmp_path: Path, mode: int) -> None:
    """A process that has it open does not see what is written later."""
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    seen = path.stat().st_ino
    make_empty(path)
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert (path.stat().st_ino == seen) == (not mode & 0o077)


@pytest.mark.parametrize("linked", [True, False])
def test_nothing_that_is_there_is_replaced_by_something_new_or_kept(
    tmp_path: Path, linked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the disk knows second names or not."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    part, mine, new = (tmp_path / name for name in ("part", "mine", "new"))
    part.write_bytes(b"new")
    mine.write_bytes(b"mine")
    if not linked:
        monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(FileExistsError):
        put_new(part, mine)
    assert mine.read_bytes() == b"mine"
    put_new(part, new)
    assert not part.exists()
    with pytest.raises(FileExistsError):
        keep(new, mine)
    assert mine.read_bytes() == b"mine"
    keep(new, tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == new.read_bytes() == b"new"
    assert {path.name for path in tmp_path.iterdir()} == {"mine", "new", "kept"}


def test_a_name_may_be_as_long_as_any(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    with written_whole(path) as new:
        new.write_bytes(b"new")
    assert path.read_bytes() == b"new"


def test_a_process_ended_while_it_cleans_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or while it begins: signals come at any moment."""

    def end(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    def close(handle: int) -> None:
        os.fsync(handle)
        end()

    with pytest.raises(KeyboardInterrupt), beside(tmp_path / "a"):
        monkeypatch.setattr(Path, "unlink", end)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(os, "close", close)
    with pytest.raises(KeyboardInterrupt), beside(tmp_path / "a"):
        pass
    assert list(tmp_path.iterdir()) == []
