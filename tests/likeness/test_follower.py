"""Likeness follows the store: what is found step by step is what is found at once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.likeness import Likeness
from newsarchive.likeness.linking import Clusters
from newsarchive.model.article import ArchivedArticle, Article, Revision
from newsarchive.model.errors import IndexDamagedError
from tests.parts import part

STORY = (
    "The ministry of ferries said on Monday that three boats would cross the bay each hour from "
    "June so that nobody in the two towns would have to wait for longer than it takes to drink tea"
).split()
BODIES = (
    " ".join(STORY),
    " ".join([*STORY, "it", "added"]),
    " ".join(STORY[3:]),
    " ".join(["a", "word", "in", "front", *STORY[:-3]]),
    "Fog.",
    "Nothing like any of them was ever printed in either of the towns before or since that day.",
)


class Shelf:
    """A store, as far as likeness needs one."""

    def __init__(self) -> None:
        self.bodies: dict[int, str] = {}

    def fetch(self, keys: Iterable[int]) -> dict[int, ArchivedArticle]:
        return {key: archived(key, self.bodies[key]) for key in keys if key in self.bodies}


def archived(key: int, body: str) -> ArchivedArticle:
    return ArchivedArticle(
        key=key, id=f"{key:016x}", version=1, article=Article(body=body), words=1, paths=(),
        digest="", reader="text", encoding="utf-8", added="",
    )  # fmt: skip


def update(followed: Likeness, shelf: Shelf, changed: dict[int, str | None], number: int) -> None:
    """Change the shelf (None removes) and let `followed` know."""
    gone = [key for key, body in changed.items() if body is None]
    shelf.bodies |= {key: body for key, body in changed.items() if body is not None}
    for key in gone:
        shelf.bodies.pop(key, None)
    there = [key for key in changed if key not in gone]
    followed.update(shelf.fetch(there).values(), gone, Revision(number, "t"))


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "alike"


changes = st.lists(
    st.dictionaries(st.integers(1, 9), st.none() | st.sampled_from(BODIES), max_size=5), max_size=6
)


@given(changes)
def test_steps_lead_where_a_fresh_start_leads(
    tmp_path: Path, steps: list[dict[int, str | None]]
) -> None:
    shelf = Shelf()
    for left in tmp_path.iterdir():
        left.unlink()
    for number, changed in enumerate(steps):
        update(Likeness(file_of(tmp_path), shelf.fetch), shelf, changed, number)
    afresh = Likeness(tmp_path / "afresh", shelf.fetch)
    update(afresh, shelf, dict(shelf.bodies), 99)
    assert Likeness(file_of(tmp_path), shelf.fetch).clusters() == afresh.clusters()


def test_a_story_that_three_papers_ran_is_one_cluster(tmp_path: Path) -> None:
    shelf = Shelf()
    followed = Likeness(file_of(tmp_path), shelf.fetch)
    update(followed, shelf, dict(enumerate(BODIES, start=1)), 1)
    assert followed.clusters() == {1: 1, 2: 1, 3: 1, 4: 1}
    assert followed.likeness(1, 2) > followed.likeness(1, 6) == 0
    assert followed.likeness(1, 77) == 0


def test_what_is_known_is_kept_in_a_private_file(tmp_path: Path) -> None:
    shelf = Shelf()
    update(Likeness(file_of(tmp_path), shelf.fetch), shelf, {1: BODIES[0], 2: BODIES[1]}, 7)
    again = Likeness(file_of(tmp_path), shelf.fetch)
    assert (again.revision(), again.clusters()) == (Revision(7, "t"), {1: 1, 2: 1})
    assert stat.S_IMODE(file_of(tmp_path).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["alike"]


def test_a_file_that_goes_between_two_looks_is_no_empty_start(tmp_path: Path) -> None:
    shelf = Shelf()
    update(Likeness(file_of(tmp_path), shelf.fetch), shelf, {1: BODIES[0], 2: BODIES[1]}, 7)
    followed = Likeness(file_of(tmp_path), shelf.fetch)
    assert followed.revision() == Revision(7, "t")
    file_of(tmp_path).unlink()
    with pytest.raises(IndexDamagedError, match="replaced meanwhile"):
        update(followed, shelf, {3: BODIES[2]}, 8)
    followed.reset()
    update(followed, shelf, dict(shelf.bodies), 8)
    assert followed.clusters() == {1: 1, 2: 1, 3: 1}


def test_a_flipped_byte_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    shelf = Shelf()
    update(Likeness(file_of(tmp_path), shelf.fetch), shelf, {1: BODIES[0], 2: BODIES[1]}, 7)
    whole = file_of(tmp_path).read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        file_of(tmp_path).write_bytes(flipped)
        assert Likeness(file_of(tmp_path), shelf.fetch).revision() is None, place


def test_what_a_killed_process_was_writing_is_gone_after_the_next_update(tmp_path: Path) -> None:
    shelf = Shelf()
    left, alive = part(tmp_path, 2**30), part(tmp_path, os.getppid())
    update(Likeness(file_of(tmp_path), shelf.fetch), shelf, {1: BODIES[0]}, 7)
    assert (left.exists(), alive.exists()) == (False, True)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\n"),
        lambda path: path.write_bytes(b"[1, 2]\n"),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"format": "2', b'"format": "0')),
        lambda path: path.write_bytes(path.read_bytes().replace(b'"pairs": 1', b'"pairs": -1')),
        lambda path: path.chmod(0o622),
    ],
    ids="empty blank list short long format negative open-to-others".split(),
)
def test_a_file_that_is_not_as_it_should_be_is_as_none(tmp_path: Path, spoil: object) -> None:
    shelf = Shelf()
    update(Likeness(file_of(tmp_path), shelf.fetch), shelf, {1: BODIES[0], 2: BODIES[1]}, 7)
    assert callable(spoil)
    spoil(file_of(tmp_path))
    again = Likeness(file_of(tmp_path), shelf.fetch)
    assert (again.revision(), again.clusters()) == (None, {})


def test_reset_forgets_and_leaves_the_file_to_others_until_there_is_another(tmp_path: Path) -> None:
    shelf = Shelf()
    followed = Likeness(file_of(tmp_path), shelf.fetch)
    update(followed, shelf, {1: BODIES[0], 2: BODIES[1]}, 7)
    followed.reset()
    assert (followed.clusters(), followed.revision()) == ({}, None)
    assert Likeness(file_of(tmp_path), shelf.fetch).clusters() == {1: 1, 2: 1}
    update(followed, shelf, {1: BODIES[0]}, 8)
    assert Likeness(file_of(tmp_path), shelf.fetch).clusters() == {}


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=20))
def test_a_cluster_is_everything_that_pairs_connect(pairs: list[tuple[int, int]]) -> None:
    connected = {key: {key} for pair in pairs for key in pair}
    for one, other in pairs:
        union = connected[one] | connected[other]
        for key in union:
            connected[key] = union
    assert Clusters(pairs).members() == {key: min(connected[key]) for key in connected}
