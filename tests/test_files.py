"""Paths, folders and standard input → files."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from newsarchive.article import Flaw
from newsarchive.files import Origin, find


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names(folder: Path, *paths: str | Path) -> list[str]:
    """What is found, relative to the folder; flaws as they are."""
    return [
        str(Path(item.name).relative_to(folder)) if isinstance(item, Origin) else str(item)
        for item in find(paths or [folder])
    ]


def origins(*paths: str | Path) -> list[Origin]:
    return [item for item in find(paths) if isinstance(item, Origin)]


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "B.txt", "a/2.txt", "a/10.txt", "a/x/1.txt", "a.txt", "é.txt")
    expected = ["B.txt", "a/10.txt", "a/2.txt", "a/x/1.txt", "a.txt", "b.txt", "é.txt"]
    assert names(tmp_path) == [str(Path(name)) for name in expected]


def test_hidden_files_and_folders_count_only_when_named(tmp_path: Path) -> None:
    make(tmp_path, ".a.txt", ".git/b.txt", "c/.d/e.txt")
    assert names(tmp_path) == []
    assert names(tmp_path, tmp_path / ".a.txt", tmp_path / ".git") == [".a.txt", ".git/b.txt"]


def test_an_origin_tells_size_and_time_and_whether_it_was_named(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", ns=(5, 1_523_318_400_000_000_007))
    [found] = origins(tmp_path)
    assert found == Origin(str(tmp_path / "a.txt"), 5, 1_523_318_400_000_000_007, named=False)
    [found] = origins(tmp_path / "a.txt")
    assert found.named
    with found.open() as stream:
        assert stream.read() == b"a.txt"


def test_names_are_absolute_and_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/b.txt", "a/c/d.txt")
    monkeypatch.chdir(tmp_path / "a")
    assert names(tmp_path, "b.txt", "./c", "../a/b.txt") == ["a/b.txt", "a/c/d.txt", "a/b.txt"]


def test_what_is_missing_is_a_flaw_and_the_rest_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    paths: list[str | Path] = [
        tmp_path / "no",
        tmp_path / "a.txt" / "b",
        "",
        "nul\0",
        tmp_path / "a.txt",
    ]
    *flaws, found = find(paths)
    reason = "no such file or folder"
    assert flaws == [Flaw(os.fspath(path), reason) for path in paths[:-1]]
    assert isinstance(found, Origin)


def test_a_folder_that_may_not_be_read_is_a_flaw_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.txt", "closed/b.txt", "z.txt")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # permissions do not bind root
    flaw = Flaw(str(tmp_path / "closed"), "permission denied")
    assert names(tmp_path) == ["a.txt", str(flaw), "z.txt"]


def test_links_count_if_they_lead_to_a_file_within_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    make(tmp_path, "in/a.txt", "in/sub/b.txt", "out.txt", "inside.txt")
    (folder / "file").symlink_to(folder / "sub" / "b.txt")
    (folder / "folder").symlink_to(folder / "sub")
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "gone").symlink_to(folder / "nothing")
    (folder / "outside").symlink_to(tmp_path / "out.txt")
    (folder / "prefix").symlink_to(tmp_path / "inside.txt")
    assert names(folder) == ["a.txt", "file", "sub/b.txt"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "in/b/c.txt")
    (tmp_path / "in" / "link").symlink_to("a.txt")
    (tmp_path / "folder").symlink_to(tmp_path / "in")
    assert names(tmp_path / "folder") == ["a.txt", "b/c.txt", "link"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no FIFOs")
def test_a_fifo_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    make(tmp_path, "a.txt")
    assert names(tmp_path) == ["a.txt"]
    flaw = Flaw(str(tmp_path / "pipe"), "neither a file nor a folder")
    assert list(find([tmp_path / "pipe"])) == [flaw]


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_name_that_is_not_text_is_escaped_and_can_be_opened(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(raw)).mkdir()
    Path(os.fsdecode(raw + b"/\xff.txt")).write_text("text")
    for given in (tmp_path, os.fsdecode(raw), os.fsdecode(raw + b"/\xff.txt")):
        [found] = origins(given)
        assert found.name == f"{tmp_path}/caf\\xe9/\\xff.txt"
        with found.open() as stream:
            assert stream.read() == b"text"
    assert [
        flaw.place for flaw in find([os.fsdecode(raw + b"/\xfe")]) if isinstance(flaw, Flaw)
    ] == [f"{tmp_path}/caf\\xe9/\\xfe"]


def test_a_dash_is_standard_input() -> None:
    stream = io.BytesIO(b"text")
    [found] = find(["-"], stdin=stream)
    assert found == Origin("", None, None, named=True)
    assert isinstance(found, Origin)
    assert found.open() is stream


def test_opening_what_is_gone_is_an_os_error(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    [found] = origins(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(FileNotFoundError):
        found.open()


def test_each_file_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")
    looked: list[object] = []
    stat = os.stat

    def count(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        looked.append(path)
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "stat", count)
    assert len(origins(tmp_path / "a.txt")) == 1
    assert looked == [tmp_path / "a.txt"]
