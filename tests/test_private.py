"""What is kept in the user's folders is theirs alone, and not what others could have put there."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive import private
from newsarchive.cli.recall import Shown, recall, remember
from newsarchive.likeness import Likeness
from newsarchive.locations import recall_file
from tests.archives import World

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes are Unix's")


def by_link(file: Path) -> None:
    """A link to a file that is ours, somewhere else."""
    file.rename(file.with_suffix(".elsewhere"))
    file.symlink_to(file.with_suffix(".elsewhere"))


def by_pipe(file: Path) -> None:
    """A pipe, at which whoever opens it would wait without end."""
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
    me = os.getuid()
    return lambda file: monkeypatch.setattr(os, "getuid", lambda: me + 1)


def test_what_others_could_have_written_is_not_read(
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
    """Or @3 would be an article that somebody else has chosen."""
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
