"""The index follows the archive, whatever happens to either of them."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive import Archive, session
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.files import private
from newsarchive.model.errors import ArchiveError, BusyError
from newsarchive.model.progress import Progress
from tests.archives import ENGINES, World

OIL = {"oil", "gas", "fog"}


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return World(tmp_path, request.param)


@pytest.fixture
def world(empty: World) -> World:
    empty.fill()
    return empty


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An empty world for what only an engine with an index can be asked."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return World(tmp_path, "whoosh")


def lose_the_index(world: World) -> set[str]:
    shutil.rmtree(world.cache, ignore_errors=True)
    return OIL


def restore_an_older_copy(world: World) -> set[str]:
    copy = Path(shutil.copy(world.file, world.file.with_name("copy.db")))
    world.ingest(oil="Whale blubber.", new="Brand new oil.")
    assert set(world.found("oil")) == {"gas", "fog", "new"}
    copy.replace(world.file)
    return OIL


def go_on_with_a_copy_that_diverged(world: World) -> set[str]:
    """As many revisions as the index has seen, but others."""
    copy = Path(shutil.copy(world.file, world.file.with_name("copy.db")))
    world.ingest(ours="Our oil.")
    assert set(world.found("oil")) == {*OIL, "ours"}
    world.write("theirs", {"body": "Their oil."})
    with Archive(copy, engine=world.kind) as archive:
        archive.ingest(world.news / "theirs.json")
    copy.replace(world.file)
    return {*OIL, "theirs"}


def lose_the_index_while_another_makes_it(world: World) -> set[str]:
    lose_the_index(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ENGINES[world.kind], "reset", busy)
        with pytest.raises(BusyError, match="is being made by another process"):
            world.found("oil")
    return OIL


def change_it_while_the_index_is_busy(world: World) -> set[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ENGINES[world.kind], "update", busy)
        world.ingest(new="Brand new oil.", gas="Coal.")
    return {"oil", "fog", "new"}


def busy(*_: object) -> None:
    raise BusyError("another process is bringing the index up to date")


@pytest.mark.parametrize(
    "mishap",
    [
        lose_the_index,
        lose_the_index_while_another_makes_it,
        restore_an_older_copy,
        go_on_with_a_copy_that_diverged,
        change_it_while_the_index_is_busy,
    ],
)
def test_an_index_that_lags_catches_up_by_itself(
    world: World, mishap: Callable[[World], set[str]]
) -> None:
    assert set(world.found("oil")) == OIL
    expected = mishap(world)
    assert set(world.found("oil")) == expected
    assert world.flaws() == []


def test_status_says_how_far_the_index_is_and_leaves_it_there(
    indexed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> str:
        with indexed.open() as archive:
            return archive.status().index

    indexed.ingest(oil="Oil.")
    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "update", busy)
        indexed.ingest(gas="Gas.")
    assert (state(), state()) == ("behind", "behind")
    lose_the_index(indexed)
    assert (state(), state()) == ("missing", "missing")
    assert indexed.found("gas") == ["gas"]
    assert state() == "up to date"


def test_while_the_index_is_busy_what_it_knows_is_still_found(
    indexed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed.ingest(oil="Oil.", gas="Gas.")
    with indexed.open() as archive:
        archive.search()
        with monkeypatch.context() as patch:
            patch.setattr(WhooshEngine, "update", busy)
            indexed.ingest(gas="Coal.", more="More oil.")
            assert [hit.article.body for hit in archive.search("oil")] == ["Oil."]
            # What is not sure is left out: this one is about coal by now.
            assert archive.search("gas").total == 0
        assert archive.search("oil").total == 2
        assert archive.search("coal").total == 1
    assert indexed.told == [
        "another process is updating the index; the next search will go on",
        "another process is updating the index; newest articles are missing",
    ]


@pytest.mark.parametrize("few", [session.FEW, 0], ids=["few", "many"])
def test_while_the_index_is_busy_a_sample_is_of_what_it_knows(
    indexed: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(session, "FEW", few)
    indexed.ingest(oil="Oil.", gas="Gas and oil.", coal="Coal and oil.")
    indexed.found("oil")
    monkeypatch.setattr(WhooshEngine, "update", busy)
    indexed.ingest(gas="Steel and oil.", more="More oil.")
    indexed.remove("coal")
    with indexed.open() as archive:
        results = archive.search("oil")
        sample = results.sample(9)
        assert (sample.size, sample.population) == (1, 1)
        assert [hit.article.body for hit in results] == ["Oil."]


def test_a_search_leaves_an_index_alone_that_another_is_making(indexed: World) -> None:
    """The very first one takes longest, and until it is done there is none to search."""
    refused: list[int] = []

    def search(progress: Progress) -> None:
        if progress.stage == "indexing" and not refused:
            with indexed.open() as other:
                with pytest.raises(BusyError, match="is being made by another process"):
                    other.search("oil")
                refused.append(progress.done)

    for n in range(3):
        indexed.write(f"{n}", {"body": f"Oil {n}."})
    with indexed.open() as archive:
        archive.ingest(indexed.news, advance=search)
    assert refused == [1]
    assert len(indexed.found("oil")) == 3


def test_where_no_index_can_be_written_every_article_is_read_and_the_reason_told(
    indexed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "update", full)
        indexed.ingest(oil="Oil.")
        (told,) = indexed.told
        assert "(read-only file system); set XDG_CACHE_HOME" in told
        assert indexed.found("oil") == ["oil"]
        assert indexed.told[1] == f"{told}; until then each question reads every article"
        with indexed.open() as archive:
            assert list(archive.check()) == []
            with pytest.raises(ArchiveError, match="the archive is fine, but its index in"):
                archive.rebuild()
    assert indexed.found("oil") == ["oil"]


def test_rebuilding_makes_the_same_index(world: World) -> None:
    with world.open() as archive:
        assert archive.rebuild() == 4
    assert set(world.found("oil")) == OIL
    assert world.flaws() == []


def test_check_tells_where_the_index_differs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.open() as archive:
        keys = [hit.archived.key for hit in archive.search(sort="date")]
    held = {keys[1]: 1, keys[2]: 7, keys[3]: 1, 999: 1}  # one missing, one stale, one too many
    monkeypatch.setattr(ENGINES[world.kind], "holdings", lambda _: dict(held))
    advice = "run `newsarchive rebuild`"
    short = {name: world.id_of(name)[:8] for name in ("gas", "regen")}
    assert {(flaw.place, flaw.reason) for flaw in world.flaws()} == {
        (f"article {short['gas']}", f"the index lacks it; {advice}"),
        (f"article {short['regen']}", f"the index lacks it; {advice}"),
        ("index", f"it holds 1 article too many; {advice}"),
    }


def test_near_duplicates_are_found_where_they_cannot_be_remembered(
    indexed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    text = "Oil rose on Tuesday, and traders in three cities were glad to see it rise so fast. "
    indexed.ingest(one=text * 3, two=text * 3 + "So they said.")
    monkeypatch.setattr(private, "replaced", full)
    with indexed.open() as archive:
        (cluster,) = archive.duplicates(archive.search(""))
    assert len(cluster) == 2
    assert "which remembers near duplicates, cannot be written (no space left" in indexed.told[-1]
