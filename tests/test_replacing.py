"""Files appear whole or not at all, and nothing is left of what was not to be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from newsarchive.replacing import keep, put_new, written_whole


def test_what_a_process_that_died_left_is_taken_away(tmp_path: Path) -> None:
    gone, ours = (
        tmp_path / ".a[1].db-999999999.part-wal",
        tmp_path / f".a[1].db-{os.getppid()}.part",
    )
    gone.touch()
    ours.touch()
    with written_whole(tmp_path / "a[1].db") as part:
        part.write_bytes(b"new")
    assert not gone.exists()
    assert ours.exists()
    assert (tmp_path / "a[1].db").read_bytes() == b"new"


def test_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), written_whole(tmp_path / "a") as part:  # noqa: PT012 - of all within
        part.write_bytes(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_run_with_our_own_number_left_is_taken_away_too(tmp_path: Path) -> None:
    """In a container every run may have the same."""
    (tmp_path / f".a-{os.getpid()}.part").write_bytes(b"half of it")
    with written_whole(tmp_path / "a") as part:
        assert part.read_bytes() == b""
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


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
