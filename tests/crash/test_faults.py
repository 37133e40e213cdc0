"""The short form of `python -m benchmarks.faults`: a few of every fault, and no promise broken.

.ci/run runs it; `make test` leaves it out, for its two minutes.
"""

from __future__ import annotations

import random

import pytest

from benchmarks.faults import crowds, damage, disks, files, killing, lying, places
from benchmarks.faults.actions import actions
from benchmarks.faults.trying import Tried, table
from benchmarks.faults.world import World

pytestmark = [pytest.mark.faults, pytest.mark.surroundings]


KILLS = {
    "ingest": 2,
    "ingest of a new archive": 2,
    "ingest of changed articles": 1,
    "ingest --dry-run": 1,
    "edit": 1,
    "remove": 1,
    "rebuild": 1,
    "compact": 2,
    "merging of the index": 2,
    "duplicates": 1,
    "backup over an older one": 1,
    "restore": 1,
    "restore over an archive": 2,
    "export to a file": 1,
    "export to a folder": 1,
    "check --repair": 2,
    "note": 1,
    "tag": 1,
    "save": 1,
    "new": 1,
    "import of an export": 1,
}


def kept(all_tried: list[Tried]) -> bool:
    """Whether no promise was broken."""
    assert [broken for tried in all_tried for broken in tried.broken] == []
    return True


@pytest.mark.parametrize(
    "names", [list(KILLS)[:5], list(KILLS)[5:10], list(KILLS)[10:15], list(KILLS)[15:]], ids=str
)
def test_a_kill_at_any_moment_costs_nothing(
    world: World, articles: list[dict[str, object]], chance: random.Random, names: list[str]
) -> None:
    known = actions(world, articles)
    assert [action.name for action in known] == list(KILLS)
    for action in known:
        if action.name in names:
            tried = killing.kill(world, [action], KILLS[action.name], chance)
            assert kept(tried)
            assert tried[0].tries == KILLS[action.name]


def test_a_run_that_is_asked_to_end_leaves_nothing(
    world: World, articles: list[dict[str, object]], chance: random.Random
) -> None:
    known = {action.name: action for action in actions(world, articles)}
    some = [known[name] for name in ("ingest", "restore over an archive", "check --repair")]
    assert kept(files.ended(world, some, 1, chance))


def test_files_that_are_named_are_written_with_care(half: World, chance: random.Random) -> None:
    assert kept([*files.places(half, 6, chance), *files.closed(half, 6, chance)])


def test_a_disk_that_fails_costs_nothing(half: World, chance: random.Random) -> None:
    assert kept(
        [
            *disks.full(half, 1, chance),
            *disks.limited(half, 2, chance),
            *disks.unwritable(half, 1, chance),
            *disks.lost(half, 1, chance),
            *disks.unreadable_output(half, 1),
        ]
    )


def test_an_archive_is_read_whole_wherever_it_lies(half: World, chance: random.Random) -> None:
    assert kept(lying.lying(half, 1, chance))


def test_many_processes_take_turns(half: World, chance: random.Random) -> None:
    assert kept(crowds.crowds(half, 1, chance))


def test_a_flipped_byte_never_makes_a_wrong_answer(half: World, chance: random.Random) -> None:
    assert kept([*damage.index(half, 10, chance), *damage.archive(half, 10, chance)])


def test_what_is_in_the_place_of_the_index_costs_nothing(
    half: World, chance: random.Random
) -> None:
    assert kept(places.places(half, 1, chance))


def test_the_table_says_what_was_tried_and_what_came_of_it() -> None:
    tried = Tried("a fault", "by hand")
    tried.came("nothing")
    tried.came("nothing")
    assert tried.expect(True, "kept")
    assert table([tried]).splitlines()[2:] == ["| a fault | by hand | 2 | 2× nothing |"]
    assert not tried.expect(False, "all is well")
    assert "**1 broken: all is well**" in table([tried])
