"""A search ends when its time is up, wherever it is, with what was found so far."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.model.deadline import Deadline, DeadlineError
from tests.archives import ENGINES, Kind, World


class Clock:
    """A clock that advances by a second whenever it is read."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture(params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An archive of a hundred articles."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kind: Kind = request.param
    made = World(tmp_path, kind)
    made.ingest(**{f"a{n}": f"word{n:03} Oil and OPEC" for n in range(100)})
    return made


def test_a_deadline_has_passed_when_its_clock_says_so() -> None:
    deadline = Deadline(3, Clock())
    assert [deadline.passed() for _ in range(4)] == [False, False, True, True]
    with pytest.raises(DeadlineError):
        deadline.check()


@pytest.mark.long
@pytest.mark.parametrize("query", ["oil", "CAPS(OPEC)", "word*", "*", "w*d0~ OR word*"])
@pytest.mark.parametrize("seconds", [0, 1, 3, 50])
def test_a_search_that_is_cut_short_finds_a_part_of_the_hits(
    world: World, query: str, seconds: int
) -> None:
    """The results say so."""
    if "~" in query:
        query = "word001~ OR word*"
    with world.open() as archive:
        everything = [hit.id for hit in archive.search(query, sort="title")]
        results = archive.search(query, sort="title", deadline=Deadline(seconds, Clock()))
        found = [hit.id for hit in results]
        assert results.cut_short
        assert set(found) < set(everything)
        assert results.total < len(everything) or len(found) < len(everything)


def test_time_enough_changes_nothing(world: World) -> None:
    with world.open() as archive:
        for query in ("oil", "CAPS(OPEC)", "word*"):
            everything = [hit.id for hit in archive.search(query)]
            results = archive.search(query, deadline=Deadline(10_000, Clock()))
            assert [hit.id for hit in results] == everything
            assert not results.cut_short
            assert len(everything) == 100
