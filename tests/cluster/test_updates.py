"""An index on a cluster changes entirely or not at all, whatever happens to those who change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

import pytest

from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.generations import Generations, IndexSettings
from newsarchive.model import clock
from newsarchive.model.errors import BusyError, ClusterError, IndexDamagedError
from newsarchive.store.follow import follow
from tests.cluster.following import (
    Dying,
    Holdings,
    Interrupted,
    Killed,
    Losing,
    Watched,
    World,
)


@pytest.fixture
def world(cluster_url: str) -> Iterator[World]:
    made = World(cluster_url)
    yield made
    made.clear()


def test_follows_from_nothing_and_onwards(world: World) -> None:
    assert world.engine().revision() is None
    assert world.read() == {}
    engine = world.follow()
    assert (engine.revision(), engine.holdings()) == (world.revision(), world.held)
    world.change({2: 2, 4: 1}, gone=[1])
    assert engine.holdings() == world.history[1]
    world.follow(engine)
    assert (engine.revision(), engine.holdings()) == (world.revision(), world.held)
    assert engine.size() > 0


def test_a_reader_sees_one_state_before_each_request_of_an_update(world: World) -> None:
    world.settings = IndexSettings(2, 0)
    world.follow()
    seen: list[Holdings] = []
    for versions, gone in (({2: 2, 4: 1}, [1]), ({4: 2, 2: 3}, []), ({1: 2}, [2, 3])):
        world.change(versions, gone)
        world.follow(world.engine(Interrupted(world.url, lambda: seen.append(world.read()))))
        before, after = world.history[-2:]
        assert seen[0] == before
        assert all(one in (before, after) for one in seen)
        assert world.read() == after
        seen.clear()


def test_a_reader_keeps_what_it_sees_for_one_update(world: World) -> None:
    engine = world.follow()
    world.change({2: 2}, gone=[1])
    world.follow()
    assert engine.holdings() == world.history[1]
    world.change({2: 3})
    world.follow()
    assert engine.holdings() == world.held, "what it saw is removed, so it looks again"


def requests(world: World) -> int:
    """How many requests the next update takes."""
    cluster = Watched(world.url)
    world.follow(world.engine(cluster))
    return cluster.at


def test_killed_before_any_request_of_an_update(world: World) -> None:
    world.follow()
    world.change({1: 2, 9: 2})
    for last in range(2, requests(world) + 4):  # those who come after a crash have more to do
        before = world.read()
        after = world.change({1: last + 1, last + 10: 1, 2: last + 1}, gone=[last + 9])
        try:
            world.follow(world.engine(Dying(world.url, last)))
        except Killed:
            assert world.read() in (before, after)
        else:
            assert world.read() == after
        if last % 2:  # the next one has less to do, or two to clean up after
            world.follow()
            assert world.read() == after


def test_killed_while_a_new_generation_is_made(world: World) -> None:
    last, killed = 3, True
    while killed:
        before = world.read()
        after = world.change({1: last})
        engine = world.engine(Dying(world.url, last))
        killed = False
        try:
            engine.reset()
            world.follow(engine)
        except Killed:
            killed = True
        assert world.read() in (before, after)
        last += 2
    generations = Generations(Cluster(world.url), world.name, world.uid)
    assert world.read() == world.held
    assert generations.all() == generations.in_use()


@pytest.mark.parametrize("anew", [False, True])
def test_an_answer_that_is_lost_changes_nothing(world: World, anew: bool) -> None:
    world.follow()
    lost, cluster = 2, None
    while cluster is None or cluster.at >= lost:
        lost += 1 + anew
        cluster = Losing(world.url, lost)
        engine = world.engine(cluster)
        if anew:
            engine.reset()
        world.change({1: lost + 3, lost + 10: 1}, gone=[lost + 9])
        world.follow(engine)
        assert world.read() == world.held


def test_another_writer_takes_over_at_any_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has replaced stays replaced, whatever the late one writes afterwards."""
    world.follow()
    monkeypatch.setattr(Generations, "is_at_work", lambda *_: False)

    def overtake() -> None:
        world.change({1: world.held[1] + 1}, gone=[2])
        world.follow()

    world.change({1: 2})
    for at in range(2, requests(world) + 4):
        world.change({1: world.held[1] + 1, 2: at + 2, at + 10: 1}, gone=[at + 9])
        world.follow(world.engine(Interrupted(world.url, overtake, at)))
        assert world.read() == world.held


def test_a_maker_that_was_taken_for_gone_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Generations, "is_at_work", lambda *_: False)
    old = world.now()

    def overtake() -> None:
        world.change({1: world.held[1] + 1, 4: 1}, gone=[2])
        world.follow()

    for at in (11, 12, 14, 16):
        engine = world.engine(Interrupted(world.url, overtake, at))
        engine.reset()
        with suppress(BusyError, ClusterError):
            follow(engine, old)  # type: ignore[arg-type]  # as `World.follow`
        assert world.read() == world.held


def test_interrupted_by_its_caller(world: World) -> None:
    world.follow()
    world.change({1: 2, 4: 1})
    changed, gone = world.changes(1)

    def interrupt(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    engine = world.engine()
    with pytest.raises(KeyboardInterrupt):
        engine.update(world.articles(changed), gone, world.revision(), interrupt)
    assert (world.read(), engine.revision()) == (world.history[1], world.engine().revision())
    world.follow(engine)
    assert world.read() == world.held


def test_a_writer_that_is_at_work_is_left_alone(world: World) -> None:
    busy: list[bool] = []

    def look() -> None:
        engine = world.engine()
        engine.revision()
        try:
            engine.update([], [], world.revision())
        except BusyError:
            busy.append(True)

    for at in (12, 7):
        world.follow(world.engine(Interrupted(world.url, look, at)))
        assert world.read() == world.held
        world.change({1: at})
    assert busy == [True, True], "the first one while a generation was made"


@pytest.mark.parametrize("hours", [0, 1])
def test_a_writer_of_another_machine_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    world.follow()
    world.change({1: 2})
    then = clock.now() - dt.timedelta(hours=hours)
    with monkeypatch.context() as there:
        there.setattr("socket.gethostname", lambda: "elsewhere")
        there.setattr(clock, "now", lambda: then)
        with pytest.raises(Killed):
            world.follow(world.engine(Dying(world.url, 8)))
    engine = world.engine()
    engine.revision()
    if hours:
        world.follow(engine)
        assert world.read() == world.held
    else:
        with pytest.raises(BusyError):
            engine.update([], [], world.revision())


def test_lost_documents_are_noticed(world: World) -> None:
    engine = world.follow()
    view = engine.view()
    assert view is not None
    Cluster(world.url).ask("DELETE", f"/{view.index}/_doc/3.1", params={"refresh": "true"})
    world.change({1: 2})
    changed, gone = world.changes(1)
    with pytest.raises(IndexDamagedError, match="has lost articles"):
        engine.update(world.articles(changed), gone, world.revision())
    world.follow(engine)
    assert world.read() == world.held


def test_an_index_that_is_deleted_is_made_anew(world: World) -> None:
    world.follow()
    generations = Generations(Cluster(world.url), world.name, world.uid)
    for at in range(2, 16, 3):
        world.change({1: at, 2: at})
        clear = Interrupted(world.url, world.clear, at)
        world.follow(world.engine(clear))
        world.follow()
        assert world.read() == world.held
        assert generations.in_use() == generations.all()


def test_a_state_of_another_format_starts_from_nothing(world: World) -> None:
    engine = world.follow()
    old = engine.view()
    assert old is not None
    document = old.state.document()
    document["state"]["format"] = "0"
    Cluster(world.url).ask("PUT", f"/{old.index}/_doc/state", document)
    assert world.engine().revision() is None
    world.change({1: 2})
    world.follow()
    assert world.read() == world.held
    generations = Generations(Cluster(world.url), world.name, world.uid)
    assert generations.all() == generations.in_use() != [old.index]


def test_an_alias_for_several_generations_starts_from_nothing(world: World) -> None:
    view = world.follow().view()
    assert view is not None
    cluster = Cluster(world.url)
    generations = Generations(cluster, world.name, world.uid)
    other = generations.make(world.settings)
    cluster.ask("POST", "/_aliases", {"actions": [{"add": {"index": other, "alias": world.name}}]})
    assert world.engine().revision() is None
    world.follow()
    assert world.read() == world.held
    assert generations.all() == generations.in_use()


def test_indexes_of_others_are_not_touched(world: World) -> None:
    cluster = Cluster(world.url)
    cluster.ask("PUT", f"/{world.name}", {"mappings": {"_meta": {"newsarchive": "no"}}})
    for ask in (world.engine().revision, world.read, world.follow):
        with pytest.raises(ClusterError, match="is not an index of this archive"):
            ask()
    assert cluster.ask("GET", f"/{world.name}/_count")["count"] == 0
    assert cluster.ask("GET", f"/newsarchive-{world.uid}-*/_count")["count"] == 0


def test_generations_with_another_alias_are_not_touched(world: World) -> None:
    world.follow()
    copy = World(world.url)
    copy.uid = world.uid
    copy.follow()
    assert copy.read() == world.read() == world.held
    engine = copy.engine()
    engine.reset()
    copy.follow(engine)
    assert world.read() == world.held
    copy.clear()
    assert world.read() == world.held
