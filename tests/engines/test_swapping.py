"""An index is swapped at once: readers see the old one whole, or the new one whole, at any step."""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest

from newsarchive.engines.whoosh import WhooshEngine, updater
from newsarchive.engines.whoosh import state as states
from newsarchive.files import private
from newsarchive.files.private import Folder
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.errors import BusyError
from newsarchive.query.tree import Word
from tests.archives import World
from tests.engines.articles import archived

OIL = [archived(n, f"oil {n}") for n in range(1, 6)]
STEPS = ("_open", "rename", "remove", "names", "size", "make")
"""All that is ever done in a folder goes through one of these."""


class Stopped(BaseException):
    """The end of a killed process: nothing is cleaned up."""


def stepping(patch: pytest.MonkeyPatch, before: Callable[[], None]) -> None:
    """Call `before` ahead of each operation in a folder, but not recursively."""
    busy: list[None] = []

    def wrapped(name: str) -> Callable[..., object]:
        original = getattr(Folder, name)

        def step(*given: object) -> object:
            if not busy:
                busy.append(None)
                try:
                    before()
                finally:
                    busy.pop()
            return original(*given)

        return step

    for name in STEPS:
        patch.setattr(Folder, name, wrapped(name))


def answer(engine: WhooshEngine) -> tuple[Revision | None, set[int]]:
    """The revision that it has reached, and the articles that it finds."""
    return engine.revision(), set(engine.search(Word("oil")).scores)


ABANDONED = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
"""Failed writers leave files open; the process ends soon."""
OLD = (Revision(1, "a"), {1, 2, 3, 4, 5})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    engine = WhooshEngine(tmp_path / "index")
    engine.update(OIL, [], OLD[0])
    engine.close()
    return tmp_path / "index"


def made_anew(folder: Path) -> None:
    engine = WhooshEngine(folder)
    assert engine.revision() == OLD[0]
    engine.reset()
    engine.update(OIL[:4], [], Revision(2, "a"))


def updated(folder: Path) -> None:
    engine = WhooshEngine(folder)
    assert engine.revision() == OLD[0]
    engine.update([], [5], Revision(2, "a"))


@pytest.mark.parametrize("change", [made_anew, updated])
def test_at_every_step_of_a_change_a_reader_finds_the_old_or_the_new(
    folder: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new process, and one with the old index open all the time."""
    seen: list[tuple[Revision | None, set[int]]] = []
    open_all_the_time = WhooshEngine(folder)

    def look() -> None:
        fresh = WhooshEngine(folder)
        seen.append(answer(fresh))
        assert answer(open_all_the_time) == seen[-1]
        fresh.close()

    with monkeypatch.context() as patch:
        stepping(patch, look)
        change(folder)
    look()
    new = (Revision(2, "a"), {1, 2, 3, 4})
    assert all(one in (OLD, new) for one in seen)
    assert seen[0] == OLD
    assert seen == sorted(seen, key=lambda one: one == new), "and never the old one again"
    assert seen[-1] == new
    open_all_the_time.close()


@pytest.mark.faults
@ABANDONED
@pytest.mark.parametrize("change", [made_anew, updated])
def test_killed_at_any_step_a_change_leaves_the_old_or_the_new(
    folder: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next update removes its files."""
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    new = (Revision(2, "a"), {1, 2, 3, 4})
    killed = 0
    while True:
        left = killed

        def kill() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped

        with monkeypatch.context() as patch:
            stepping(patch, kill)  # every step after the first that is not done is not done either
            try:
                change(folder)
            except Stopped:
                killed += 1
            else:
                break
        found = answer(WhooshEngine(folder))
        assert found in (OLD, new), killed
        if found == OLD:
            change(folder)
        else:
            WhooshEngine(folder).update([], [], Revision(3, "a"))
        assert_clean(folder)
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    assert killed > 20
    gc.collect()


def assert_clean(folder: Path) -> None:
    """Its only files are those of one generation, and the lock."""
    with private.inner(folder) as opened:
        generation = states.latest(opened)
        state = states.read(opened, generation)
    assert state is not None
    files = {f"state.{generation}.json", states.LOCK, *state.files}
    assert {path.name for path in folder.iterdir()} == files


def test_one_that_is_forgotten_is_not_read_again_but_a_new_one_of_another_process_is(
    folder: Path,
) -> None:
    mine, other = WhooshEngine(folder), WhooshEngine(folder)
    mine.reset()
    assert answer(mine) == (None, set())
    assert answer(other) == OLD
    other.update([archived(6, "oil")], [], Revision(2, "a"))  # with a part of what is forgotten
    assert answer(mine) == (None, set())
    other.reset()
    other.update(OIL, [], Revision(2, "a"))
    assert answer(mine) == (Revision(2, "a"), {1, 2, 3, 4, 5})


def test_two_that_make_the_same_index_anew_do_it_once(folder: Path) -> None:
    mine, other = WhooshEngine(folder), WhooshEngine(folder)
    mine.reset()
    other.reset()
    other.update(OIL, [], Revision(2, "a"))
    with pytest.raises(BusyError):
        mine.update(OIL, [], Revision(2, "a"))
    assert mine.revision() == Revision(2, "a")


# An archive, searched while its index is swapped


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = World(tmp_path, "whoosh")
    made.fill()
    return made


FOUND = {"oil", "gas", "fog"}


def test_a_search_at_every_step_of_a_rebuild_finds_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[set[str]] = []
    with world.open() as archive, monkeypatch.context() as patch:
        archive.search("oil")
        stepping(patch, lambda: searched.append(set(world.found("oil"))))
        assert archive.rebuild() == 4
    assert len(searched) > 20
    assert all(found == FOUND for found in searched)
    assert world.told == []


def rebuilt(world: World) -> None:
    with world.open() as other:
        other.rebuild()


def removed(world: World) -> None:
    shutil.rmtree(world.cache)


def replaced_by_an_older_one(world: World) -> None:
    """As by a rebuild that began before the last article came, and ends now."""
    [folder] = world.cache.glob("newsarchive/index-*")
    engine = WhooshEngine(folder)
    engine.reset()
    engine.update([], [], Revision(0, "older"))


@pytest.mark.parametrize("swap", [rebuilt, removed, replaced_by_an_older_one])
@pytest.mark.parametrize("asked", ["search", "score_parts", "spellings", "holdings"])
def test_an_index_swapped_between_follow_and_question_changes_no_answer(
    world: World, swap: Callable[[World], None], asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original: Callable[..., object] = getattr(WhooshEngine, asked)

    def after_a_swap(engine: WhooshEngine, *given: object) -> object:
        monkeypatch.setattr(WhooshEngine, asked, original)
        swap(world)
        return original(engine, *given)

    def answers() -> list[object]:
        with world.open() as archive:
            results = archive.search("oil")
            hits = list(results)
            parts = archive.score_parts(hits, Word("oil"))
            said = [{hit.id for hit in hits}, results.total, parts, archive.spellings("oli")]
            return [*said, list(archive.check())]

    expected = answers()
    monkeypatch.setattr(WhooshEngine, asked, after_a_swap)
    assert answers() == expected
    assert set(world.found("oil")) == FOUND
    assert world.told == []


@pytest.mark.parametrize("swap", [removed, replaced_by_an_older_one])
def test_an_index_swapped_as_soon_as_it_is_up_to_date_is_updated_again(
    world: World, swap: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    original = updater.update

    def swapped_afterwards(*given: object, **options: object) -> None:
        monkeypatch.setattr(updater, "update", original)
        original(*given, **options)  # type: ignore[arg-type]
        swap(world)

    monkeypatch.setattr(updater, "update", swapped_afterwards)
    world.ingest(new="Brand new oil.")
    assert set(world.found("oil")) == {*FOUND, "new"}


@pytest.mark.faults
@ABANDONED
def test_a_folder_removed_at_any_step_of_an_update_is_made_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search finds all, or reports the removal and the next one finds all."""
    [folder] = world.cache.glob("newsarchive/index-*")
    for number in range(60):
        left = number

        def remove() -> None:
            nonlocal left
            left -= 1
            if left == -1:
                shutil.rmtree(folder, ignore_errors=True)

        world.write("new", {"body": f"Oil, number {number}."})
        with monkeypatch.context() as patch:
            stepping(patch, remove)
            world.ingest()
            assert set(world.found("oil")) == {*FOUND, "new"}, number
    assert world.flaws() == []
    gc.collect()


def test_check_names_no_article_that_has_changed_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = WhooshEngine.holdings

    def then_an_ingest(engine: WhooshEngine) -> dict[int, int]:
        held = original(engine)
        monkeypatch.setattr(WhooshEngine, "holdings", original)
        world.ingest(new="Brand new oil.", gas="Coal.")
        world.remove("fog")
        return held

    monkeypatch.setattr(WhooshEngine, "holdings", then_an_ingest)
    assert world.flaws() == []


# What lies about in the folder


def by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def by_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.parametrize("spoil", [by_pipe, by_link, Path.unlink])
def test_a_file_of_the_index_that_is_none_hangs_nobody_and_is_replaced(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    for name in [path.name for path in kept.iterdir()]:
        spoil(folder / name)
        engine = WhooshEngine(folder)
        reached = engine.revision()
        assert reached is None if name.endswith((".key.col", ".inv", ".json")) else True, name
        engine.reset()
        engine.update(OIL, [], Revision(2, "a"))
        assert answer(engine) == (Revision(2, "a"), OLD[1])
        engine.close()
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)


@pytest.mark.parametrize(
    "name",
    "_MAIN_x.toc _MAIN_.toc _MAIN_²7.toc _MAIN_99999999999.toc _MAIN_99.toc notes state.x".split(),
)
def test_a_stray_file_is_not_taken_for_a_part_of_the_index(folder: Path, name: str) -> None:
    (folder / name).write_text("mine")
    engine = WhooshEngine(folder)
    reached = engine.revision()
    assert reached == OLD[0] if name != "_MAIN_99.toc" else reached is None
    engine.update(OIL, [], OLD[0])
    assert answer(engine) == OLD
    assert (folder / name).exists() == (not states.is_ours(name))


def broken(articles: list[ArchivedArticle]) -> Iterator[ArchivedArticle]:
    yield from articles
    raise OSError("the store cannot be read")


def test_a_rebuild_that_fails_leaves_the_old_index_and_nothing_else(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.reset()
    with pytest.raises(OSError, match="the store"):
        engine.update(broken(OIL), [], Revision(2, "a"))
    assert answer(WhooshEngine(folder)) == OLD
    assert_clean(folder)


class Hostile:
    """Runs something when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return pytest.fail, ("a pickle was read",)


def test_no_pickle_in_the_folder_is_ever_read(folder: Path) -> None:
    """Not even one that the state calls sound: anybody can compute its checksum."""
    [contents], [state] = folder.glob("*.toc"), folder.glob("state.*.json")
    data = pickle.dumps(Hostile())
    contents.write_bytes(data)
    noted = json.loads(state.read_bytes().partition(b"\n")[0])
    noted["files"][contents.name] = (len(data), crc32(data))
    line = json.dumps(noted).encode()
    state.write_bytes(line + b"\n%d" % crc32(line))
    engine = WhooshEngine(folder)
    assert answer(engine) == OLD
    engine.update([archived(6, "oil")], [1], Revision(2, "a"))
    assert answer(engine) == (Revision(2, "a"), {2, 3, 4, 5, 6})
    contents.write_bytes(data)
    engine.reset()
    engine.update(OIL, [], Revision(3, "a"))
    assert answer(engine) == (Revision(3, "a"), OLD[1])
