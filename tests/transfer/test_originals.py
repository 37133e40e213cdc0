"""Originals become files, each whole, in the folder named and over nothing."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from tests.archives import World
from tests.transfer.world import take_in

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions are Unix's")


def test_originals_become_files_that_make_the_same_articles(world: World) -> None:
    folder, new = world.file.with_name("files"), world.file.with_name("new.db")
    with world.open() as archive:
        assert archive.export_originals(folder).articles == 4
        assert archive.export_originals(folder).there == 4
    names = sorted(path.name for path in folder.iterdir())
    assert names[0].startswith("1999-12-31_Regen_")
    assert names[2].startswith("undated_A-fog_")
    assert all(name.endswith(".json") for name in names)
    assert take_in(new, folder).added == 4


def test_hostile_titles_lead_nowhere(world: World, tmp_path: Path) -> None:
    for number, title in enumerate(
        ["../../../evil", "/etc/passwd", "con", "a\0b", "💣" * 300, "."]
    ):
        world.write(f"x{number}", {"title": title, "body": f"Text {number}."})
    take_in(world.file, world.news)
    folder = tmp_path / "deep" / "files"
    with world.open() as archive:
        done = archive.export_originals(folder)
    assert (done.articles, done.flaws) == (10, [])
    assert len(list(folder.iterdir())) == 10
    assert list((tmp_path / "deep").iterdir()) == [folder]
    assert max(len(os.fsencode(path.name)) for path in folder.iterdir()) < 143


def test_an_original_is_whole_before_it_has_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the disk has no second names; and nothing is left of an attempt that failed."""
    folder = world.file.with_name("files")

    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    with world.open() as archive:
        with monkeypatch.context() as failing:
            failing.setattr("newsarchive.transfer.originals.put_new", fail)
            with pytest.raises(OSError, match="not permitted"):
                archive.export_originals(folder)
        assert list(folder.iterdir()) == []
        monkeypatch.setattr(os, "link", fail)
        assert archive.export_originals(folder).articles == 4
        assert archive.export_originals(folder).there == 4
    assert take_in(world.file.with_name("new.db"), folder).added == 4
    assert len(list(folder.iterdir())) == 4


@unix_only
def test_nothing_is_written_over_or_through_a_link(world: World, tmp_path: Path) -> None:
    folder, victim = tmp_path / "files", tmp_path / "victim"
    victim.write_bytes(b"mine")
    with world.open() as archive:
        archive.export_originals(folder)
        first, second, *_ = sorted(folder.iterdir())
        first.unlink()
        first.symlink_to(victim)
        second.write_bytes(b"other")
        done = archive.export_originals(folder)
    assert victim.read_bytes() == b"mine"
    assert second.read_bytes() == b"other"
    assert {flaw.place for flaw in done.flaws} == {str(first), str(second)}
