"""The state of an index on a cluster, and the names of its generations."""

from __future__ import annotations

from typing import Any

import pytest

from newsarchive.engines.opensearch import names, state
from newsarchive.engines.opensearch.state import Holder, State, View
from newsarchive.model.article import Revision
from newsarchive.model.errors import ClusterError, IndexDamagedError

UID = "0123456789abcdef" * 2
NEW = State.new(UID, "News")
FIRST = NEW.done(Revision(7, "token"), articles=3, length=30)
ABORTED = FIRST.claimed().claimed()


def test_a_state_is_read_as_it_was_written() -> None:
    for one in (NEW, FIRST, ABORTED, ABORTED.released()):
        assert state.read(one.document()) == one


def test_numbers_of_updates() -> None:
    assert (NEW.committed, NEW.attempts) == (0, 1)
    assert (FIRST.committed, FIRST.attempts, FIRST.holder) == (1, 1, None)
    assert (ABORTED.committed, ABORTED.attempts, ABORTED.aborted, ABORTED.kept) == (1, 3, (2,), 1)
    done = ABORTED.done(Revision(8, "token"))
    assert (done.committed, done.kept, done.claimed().kept) == (3, 1, 3)
    assert ABORTED.released().released() == ABORTED.released()
    assert ABORTED.released().aborted == (2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "0"}, {"mark": "other"}, {"committed": -1}, {"committed": True},
        {"attempts": "1"}, {"aborted": None}, {"aborted": ["x"]}, {"token": 5}, {"uid": None},
        {"kept": 2}, {"articles": 2**60}, {"committed": 2},
    ],
)  # fmt: skip
def test_what_is_no_state_is_none(wrong: dict[str, Any]) -> None:
    assert state.read({"state": FIRST.document()["state"] | wrong}) is None


@pytest.mark.parametrize("source", [None, [], "state", {}, {"state": []}, {"state": {}}])
def test_what_is_no_document_is_no_state(source: object) -> None:
    assert state.read(source) is None


@pytest.mark.parametrize("found", [None, [], [1], [1, "host", "then"], [True, "host", 5], "me"])
def test_a_holder_that_is_none(found: object) -> None:
    assert state.holder(found) is None


def test_who_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    me = Holder.me()
    assert me.is_me
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    assert not me.is_me
    assert not me.is_gone, "it has just been heard of"
    assert Holder(me.process, me.host, me.seen - state.ABSENT - 60).is_gone
    assert Holder(2**30, "elsewhere", me.seen).is_gone, "there is no such process here"


def test_other_stems_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    FIRST.check_stemmers()
    monkeypatch.setattr("newsarchive.text.stemming.release", lambda: "0")
    with pytest.raises(IndexDamagedError, match="the stems of Snowball"):
        FIRST.check_stemmers()


def _is_seen(view: View, document: dict[str, int]) -> bool:
    """What the filters of a view mean, for the kinds of query that they are made of."""

    def holds(query: Any) -> bool:
        ((kind, inner),) = query.items()
        if kind == "bool":
            never = inner.get("must_not", [])
            must = inner.get("filter", [])
            return all(map(holds, must if isinstance(must, list) else [must])) and not any(
                map(holds, never if isinstance(never, list) else [never])
            )
        ((field, value),) = inner.items()
        found = document.get(field)
        if found is None:
            return False
        return found <= value["lte"] if kind == "range" else found in value

    return all(map(holds, view.filters()))


@pytest.mark.parametrize(
    ("document", "seen"),
    [
        ({}, False),
        ({"from": 1}, True),
        ({"from": 2}, False),
        ({"from": 4}, True),
        ({"from": 5}, False),
        ({"from": 1, "until": 2}, True),
        ({"from": 1, "until": 4}, False),
        ({"from": 1, "until": 5}, True),
    ],
)
def test_what_a_view_sees(document: dict[str, int], seen: bool) -> None:
    """2 was aborted, 4 is the last that was committed, 5 is under way."""
    view = View("index", ABORTED.claimed().done(Revision(9, "token")).claimed())
    assert (view.state.committed, view.state.aborted) == (4, (2, 3))
    assert _is_seen(view, document) is seen


def test_generations_have_numbers() -> None:
    name = names.index(UID, 17)
    assert name.startswith(f"newsarchive-{UID}-000017-")
    assert name != names.index(UID, 17), "no name comes again"
    assert names.generation(name, UID) == 17
    for other in (names.writing(name), names.default(UID), name + "x", names.index("0" * 32, 1)):
        assert names.generation(other, UID) is None


@pytest.mark.parametrize("name", ["news", "news-2018", "новости", "n", names.default(UID)])
def test_names_that_a_cluster_takes(name: str) -> None:
    names.check(name, UID)


@pytest.mark.parametrize(
    "name",
    ["", "News", "_all", "-n", ".n", "a*", "a,b", "a/b", "a b", 'a"', "a#", "n" * 256, "a\n",
     "a\x00", f"{names.default(UID)}-000001-0123abcd",
     f"{names.default(UID)}-000001-0123abcd-writing"],
)  # fmt: skip
def test_names_that_would_reach_others(name: str) -> None:
    with pytest.raises(ClusterError):
        names.check(name, UID)


@pytest.mark.parametrize("uid", ["", "*", "a*", "ABCDEF0123456789", "../x", "0123456789abcdef*"])
def test_numbers_of_archives_that_would_reach_others(uid: str) -> None:
    with pytest.raises(ClusterError):
        names.check("news", uid)
