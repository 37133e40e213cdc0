"""Paths, folders and standard input → files."""

from __future__ import annotations

import io
import os
import socket
import sys
from pathlib import Path

import pytest

from newsarchive.ingest.discover import Source, find, open_regular
from newsarchive.model.article import Problem
from newsarchive.model.record import ReadWarning


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


@pytest.mark.parametrize("data", [b"", b"a", b"a" * 1000])
def test_a_small_file_is_not_held_open(tmp_path: Path, data: bytes) -> None:
    """Hundreds may be open at once, and a system may allow 256."""
    (tmp_path / "a.txt").write_bytes(data)
    with open_regular(str(tmp_path / "a.txt")) as stream:
        assert isinstance(stream, io.BytesIO)
        assert stream.read() == data


def names(folder: Path, *paths: str | Path) -> list[str]:
    """The files, relative to the folder; problems as text."""
    return [
        str(Path(item.name).relative_to(folder)) if isinstance(item, Source) else str(item)
        for item in find(paths or [folder])
        if not isinstance(item, ReadWarning)
    ]


def passed_over(folder: Path, *, follow: bool = False) -> dict[str, str]:
    """The names with warnings, and the reasons."""
    return {
        str(Path(item.place).relative_to(folder)): item.reason
        for item in find([folder], follow=follow)
        if isinstance(item, ReadWarning)
    }


def sources(*paths: str | Path) -> list[Source]:
    return [item for item in find(paths) if isinstance(item, Source)]


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "B.txt", "a/2.txt", "a/10.txt", "a/x/1.txt", "a.txt", "é.txt")
    expected = ["B.txt", "a/10.txt", "a/2.txt", "a/x/1.txt", "a.txt", "b.txt", "é.txt"]
    assert names(tmp_path) == [str(Path(name)) for name in expected]


def test_hidden_files_and_folders_count_only_when_named(tmp_path: Path) -> None:
    make(tmp_path, ".a.txt", ".git/b.txt", "c/.d/e.txt", "~$word.docx")
    assert names(tmp_path) == []
    assert names(tmp_path, tmp_path / ".a.txt", tmp_path / ".git") == [".a.txt", ".git/b.txt"]


def test_an_origin_tells_size_and_time_and_whether_it_was_named(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", ns=(5, 1_523_318_400_000_000_007))
    [found] = sources(tmp_path)
    assert found == Source(str(tmp_path / "a.txt"), 5, 1_523_318_400_000_000_007, named=False)
    [found] = sources(tmp_path / "a.txt")
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
    assert flaws == [Problem(os.fspath(path), reason) for path in paths[:-1]]
    assert isinstance(found, Source)


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
    flaw = Problem(str(tmp_path / "closed"), "permission denied")
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
    outside = "a link out of the folder, not followed without --follow"
    assert passed_over(folder) == {
        "loop": "a link back to a folder that it lies in",
        "self": "a link that leads to itself",
        "gone": "a link that leads nowhere",
        "outside": outside,
        "prefix": outside,
    }


def test_links_out_of_the_folder_are_followed_when_asked_and_only_once(tmp_path: Path) -> None:
    """Whatever loops they make: from a folder to itself, to the one above, to and fro."""
    make(tmp_path, "in/a.txt", "out/b.txt", "out/c/d.txt", "lone.txt")
    for link, target in {
        "in/1": "lone.txt", "in/2": "out", "in/3": "out", "in/4": ".", "in/5": "in",
        "out/6": "in", "out/7": "out", "in/8": "nowhere",
    }.items():  # fmt: skip
        (tmp_path / link).symlink_to(tmp_path / target)
    found = [item for item in find([tmp_path / "in"], follow=True) if isinstance(item, Source)]
    assert [str(Path(item.name).relative_to(tmp_path / "in")) for item in found] == [
        "1", "2/b.txt", "2/c/d.txt", "4/lone.txt", "a.txt",
    ]  # fmt: skip
    again = "a link to a folder that has been read already"
    assert passed_over(tmp_path / "in", follow=True) == {
        "2/7": again, "3": again, "4/out": again, "4/in": again, "8": "a link that leads nowhere",
        "5": "a link back to a folder that it lies in",
    }  # fmt: skip


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
    assert passed_over(tmp_path) == {"pipe": "a named pipe, passed over"}
    flaw = Problem(str(tmp_path / "pipe"), "a named pipe, not a file or a folder")
    assert list(find([tmp_path / "pipe"])) == [flaw]


def test_a_socket_is_passed_over_and_a_device_that_is_named_is_a_flaw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        assert passed_over(tmp_path) == {"s": "a socket, passed over"}
    [flaw] = find(["/dev/null"])
    assert flaw == Problem("/dev/null", "a device, not a file or a folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no FIFOs")
def test_what_has_become_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    [found] = sources(tmp_path)
    (tmp_path / "a.txt").unlink()
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(OSError, match="no longer a file"):
        found.open()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_name_that_is_not_text_is_escaped_and_can_be_opened(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(raw)).mkdir()
    Path(os.fsdecode(raw + b"/\xff.txt")).write_text("text")
    for given in (tmp_path, os.fsdecode(raw), os.fsdecode(raw + b"/\xff.txt")):
        [found] = sources(given)
        assert found.name == f"{tmp_path}/caf\\xe9/\\xff.txt"
        with found.open() as stream:
            assert stream.read() == b"text"
    assert [
        flaw.place for flaw in find([os.fsdecode(raw + b"/\xfe")]) if isinstance(flaw, Problem)
    ] == [f"{tmp_path}/caf\\xe9/\\xfe"]


ALIKE = [b"\xff", rb"\xff", rb"\x5cxff", rb"\x5cx5cxff", b"\\\xff", rb"\\xff", rb"\xf", rb"\x7f"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_names_that_would_be_written_alike_are_two(tmp_path: Path) -> None:
    for name in ALIKE:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    found = {source.name: source.open().read() for source in sources(tmp_path)}
    assert sorted(found.values()) == sorted(ALIKE)
    assert found[f"{tmp_path}/\\xff"] == b"\xff"
    assert found[f"{tmp_path}/\\xf"] == rb"\xf"


@pytest.mark.parametrize("size", [0, 1, 262_144, 262_145])
def test_all_of_a_file_is_read_whatever_its_size(tmp_path: Path, size: int) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * size)
    [found] = sources(tmp_path)
    with found.open() as stream:
        assert len(stream.read()) == size


def test_a_file_that_grows_meanwhile_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.txt")
    [found] = sources(tmp_path)
    fstat = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        with (tmp_path / "a.txt").open("ab") as file:
            file.write(b" and more")
        return status

    monkeypatch.setattr(os, "fstat", grown)
    with found.open() as stream:
        monkeypatch.undo()
        assert stream.read().startswith(b"a.txt and more")


def test_a_dash_is_standard_input() -> None:
    stream = io.BytesIO(b"text")
    [found] = find(["-"], stdin=stream)
    assert isinstance(found, Source)
    assert found._replace(opens=None) == Source("", None, None, named=True)
    assert found.open().read() == b"text"


def test_two_dashes_are_one_standard_input() -> None:
    """There is one; the first to read it closes it."""
    assert len(list(find(["-", "-"], stdin=io.BytesIO(b"text")))) == 1


def test_opening_what_is_gone_is_an_os_error(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    [found] = sources(tmp_path)
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
    assert len(sources(tmp_path / "a.txt")) == 1
    assert looked == [tmp_path / "a.txt"]
