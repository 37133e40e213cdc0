"""Private files are read only if no other user could have written them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.cli.recall import Shown, recall, remember
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.engines.whoosh.state import is_ours
from newsarchive.files import private
from newsarchive.files.locations import recall_file
from newsarchive.files.private import Folder
from newsarchive.likeness import Likeness
from newsarchive.model.article import Revision
from newsarchive.query.tree import Word
from tests.archives import World
from tests.engines.articles import archived

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes are Unix's")


def by_link(file: Path) -> None:
    """A link to a file that is ours, somewhere else."""
    file.rename(file.with_suffix(".elsewhere"))
    file.symlink_to(file.with_suffix(".elsewhere"))


def by_pipe(file: Path) -> None:
    """A pipe, which blocks every reader."""
    file.unlink()
    os.mkfifo(file)


def by_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILED: list[Callable[[Path], object]] = [
    by_link,
    by_pipe,
    lambda file: file.chmod(0o620),
    lambda file: file.chmod(0o602),
    by_folder,
]


@pytest.fixture(params=range(len(SPOILED) + 1))
def spoil(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], object]:
    """A way to make a file such that others could have written it; the last is another owner."""
    number = int(request.param)
    if number < len(SPOILED):
        return SPOILED[number]
    me = os.geteuid()
    return lambda file: monkeypatch.setattr(os, "geteuid", lambda: me + 1)


def test_files_that_others_could_have_written_are_not_read(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    file = tmp_path / "new" / "file"
    with private.replaced(file) as stream:
        stream.write(b"mine")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with private.opened(file) as reading:
        assert reading.read() == b"mine"
    spoil(file)
    with pytest.raises(OSError):  # noqa: PT011 - whichever it is
        private.opened(file)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    file, victim = tmp_path / "file", tmp_path / "victim"
    victim.write_bytes(b"theirs")
    file.symlink_to(victim)
    with private.replaced(file) as stream:
        stream.write(b"mine")
    assert (victim.read_bytes(), file.read_bytes()) == (b"theirs", b"mine")
    assert not file.is_symlink()
    with pytest.raises(KeyError), private.replaced(file) as stream:
        raise KeyError
    assert {path.name for path in tmp_path.iterdir()} == {"file", "victim"}


def test_results_that_others_could_have_written_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object]
) -> None:
    """Otherwise another user could choose the article of @3."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shown = Shown("oil", {1: "0123456789abcdef"})
    remember(tmp_path / "news.db", shown)
    assert recall(tmp_path / "news.db") == shown
    spoil(recall_file(tmp_path / "news.db"))
    assert recall(tmp_path / "news.db") is None


def test_likeness_that_others_could_have_written_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], object]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    world = World(tmp_path, "scan")
    world.fill()
    with world.open() as archive:
        list(archive.duplicates(archive.search("*")))
    [file] = (tmp_path / "cache" / "newsarchive").glob("alike-*")
    assert Likeness(file, lambda _: {}).revision() is not None
    spoil(file)
    assert Likeness(file, lambda _: {}).revision() is None


# Folders


def files(folder: Path) -> dict[str, object]:
    """Everything below a folder, with the modes of folders."""
    return {
        str(path.relative_to(folder)): (
            oct(path.stat().st_mode) if path.is_dir() else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A folder of the user's with what is theirs; some of it is called like files of an index."""
    folder = tmp_path / "documents"
    (folder / "thesis").mkdir(parents=True)
    (folder / "thesis").chmod(0o755)
    for name in ("notes.txt", "thesis/chapter.txt", "_MAIN_0.toc", "state.0.json"):
        (folder / name).write_text("precious")
    return folder


def searched(folder: Path) -> set[int]:
    """The articles that a new engine finds in this folder."""
    engine = WhooshEngine(folder)
    if engine.revision() is None:
        engine.update([archived(1, "oil")], [], Revision(1, "a"))
        assert engine.revision() == Revision(1, "a")
    try:
        return set(engine.search(Word("oil")).scores)
    finally:
        engine.close()


def test_a_link_in_the_place_of_an_index_is_replaced_and_what_it_leads_to_is_left(
    tmp_path: Path, victim: Path
) -> None:
    before = files(victim)
    folder = tmp_path / "cache" / "index"
    for number in range(2):
        assert searched(folder) == {1}
        folder.rename(folder.with_name(f"old{number}"))
        folder.symlink_to(victim)
    assert WhooshEngine(folder).revision() is None
    assert searched(folder) == {1}
    assert files(victim) == before
    assert not folder.is_symlink()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["index", "old0", "old1"]


def test_an_index_of_another_user_is_not_read_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of the other user stay, in a folder that is moved aside."""
    folder = tmp_path / "cache" / "index"
    assert searched(folder) == {1}
    (folder / "notes.txt").write_text("precious")
    theirs, original = folder.stat().st_ino, Folder.status

    def status(opened: Folder) -> os.stat_result:
        known = original(opened)
        mine = known.st_ino != theirs
        return known if mine else os.stat_result((*known[:4], known.st_uid + 1, *known[5:]))

    monkeypatch.setattr(Folder, "status", status)
    assert WhooshEngine(folder).revision() is None
    assert searched(folder) == {1}
    assert folder.stat().st_ino != theirs
    [aside] = folder.parent.glob("index.aside-*")
    assert files(aside) == {"notes.txt": b"precious"}


def test_a_home_is_made_for_its_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        searched(tmp_path / "new" / "cache" / "index")
        with private.replaced(tmp_path / "other" / "state" / "file") as stream:
            stream.write(b"mine")
    finally:
        os.umask(before)
    made = [tmp_path / "new", tmp_path / "other", *(tmp_path / "new").rglob("*")]
    assert all(stat.S_IMODE(path.stat().st_mode) in (0o700, 0o600) for path in made)


def test_others_are_kept_out_of_a_home_that_they_could_write_to(tmp_path: Path) -> None:
    home = tmp_path / "cache"
    assert searched(home / "index") == {1}
    home.chmod(0o777)
    assert searched(home / "index") == {1}
    assert stat.S_IMODE(home.stat().st_mode) == 0o755


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o1775, 0o2775, 0o2770])
def test_the_mode_of_a_folder_that_several_use_is_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """Neither by reading nor by writing; nothing is put there, and searches work without it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "cache"))
    home = tmp_path / "cache" / "newsarchive"
    home.mkdir(parents=True)
    (home / "notes.txt").write_text("precious")
    home.chmod(mode)
    if not mode & (stat.S_ISVTX | stat.S_ISGID):  # then it is shared by what others put there
        original, theirs = Folder.lstat, "notes.txt"

        def lstat(opened: Folder, name: str) -> os.stat_result:
            known = original(opened, name)
            owner = known.st_uid + (name == theirs)
            return os.stat_result((*known[:4], owner, *known[5:]))

        monkeypatch.setattr(Folder, "lstat", lstat)
    world = World(tmp_path, "whoosh")
    world.ingest(oil="Oil.")
    [told] = world.told
    assert "others can write to it" in told
    with world.open() as archive:
        assert len(archive.search("oil")) == 1
    remember(tmp_path / "news.db", Shown("oil", {1: "0123456789abcdef"}))
    assert recall(tmp_path / "news.db") is None
    assert stat.S_IMODE(home.stat().st_mode) == mode
    assert files(home) == {"notes.txt": b"precious"}


@pytest.mark.parametrize("way", ["link", "another user's"])
def test_a_home_that_is_not_ours_is_refused_and_left(
    tmp_path: Path, victim: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "newsarchive").symlink_to(victim)
    (tmp_path / "state").symlink_to(tmp_path / "cache")
    if way != "link":
        (tmp_path / "cache" / "newsarchive").unlink()
        victim.rename(tmp_path / "cache" / "newsarchive")
        victim = tmp_path / "cache" / "newsarchive"
        me = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    before = files(victim)
    world = World(tmp_path, "whoosh")
    world.ingest(oil="Oil.")
    [told] = world.told
    assert "the archive is fine, but its index in" in told
    assert "set XDG_CACHE_HOME to a folder that can be" in told
    remember(tmp_path / "news.db", Shown("oil", {1: "0123456789abcdef"}))
    assert recall(tmp_path / "news.db") is None
    assert files(victim) == before


def test_only_files_with_names_of_ours_are_deleted(tmp_path: Path, victim: Path) -> None:
    (victim / "thesis" / "state.7.json").write_text("precious")
    (victim / "state.8.json").mkdir()
    (victim / "MAIN_0123456789abcdef.inv").symlink_to(victim / "notes.txt")
    with private.home(tmp_path) as home, pytest.raises(OSError, match="not empty"):
        home.discard("documents", is_ours)
    assert files(victim).keys() == {
        "notes.txt", "thesis", "thesis/chapter.txt", "thesis/state.7.json", "state.8.json"
    }  # fmt: skip


def test_without_handles_paths_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.setattr(private, "_HANDLES", False)
    monkeypatch.setattr(private, "_OWNERS", False)
    folder = tmp_path / "cache" / "index"
    assert searched(folder) == {1}
    assert searched(folder) == {1}
    folder.rename(folder.with_name("old"))
    folder.symlink_to(folder.with_name("old"))
    before = files(folder.with_name("old"))
    assert searched(folder) == {1}
    assert files(folder.with_name("old")) == before
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shown = Shown("oil", {1: "0123456789abcdef"})
    remember(tmp_path / "news.db", shown)
    assert recall(tmp_path / "news.db") == shown
