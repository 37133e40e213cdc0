"""Near duplicates on the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Here

STORY = (
    "Three ferry boats will cross the bay each hour from June, the ministry of ferries said on "
    "Monday, "
    "so that nobody in the two towns will have to wait for longer than it takes to drink tea. "
    "The oldest of the boats is from 1961, the newest has yet to be painted."
)


@pytest.fixture
def here(empty: Here) -> Here:
    """An archive in which two papers ran one story, and two more articles have a ferry."""
    stories = {
        "a.json": (
            "Boats every hour",
            "2018-06-02",
            "Bay Echo",
            STORY + " More boats are ordered.",
        ),
        "b.json": ("Ferry plan", "2018-06-01", "Daily Example", STORY),
        "c.json": ("A ferry sank", "2018-06-03", "Daily Example", "The ferry was empty."),
    }
    for name, (title, date, source, body) in stories.items():
        empty.world.article(name, {"title": title, "date": date, "source": source, "body": body})
    assert empty("ingest", str(empty.world.news)).status == 0
    return empty


def test_duplicates_lists_each_cluster_with_the_oldest_first(here: Here) -> None:
    b, a = here.id_of("source:daily ministry"), here.id_of("source:echo")
    ran = here("duplicates")
    assert ran.out == (
        f"{b[:8]}\t{b[:8]}\t100%\t2018-06-01\tDaily Example\tFerry plan\n"
        f"{b[:8]}\t{a[:8]}\t84%\t2018-06-02\tBay Echo\tBoats every hour\n"
    )
    assert (ran.status, ran.err) == (0, "")
    assert here("duplicates", "--ids").out == f"{a}\n"
    records = [json.loads(line) for line in here("duplicates", "--jsonl").out.splitlines()]
    assert [(one["id"], one["cluster"], one["likeness"]) for one in records] == [
        (b, b, 1.0), (a, b, 0.842),
    ]  # fmt: skip


def test_duplicates_for_a_person(here: Here) -> None:
    b, a = here.id_of("source:daily ministry"), here.id_of("source:echo")
    assert here.world.terminal("duplicates", "ministry").out.replace("\r", "") == (
        "2 alike: Ferry plan\n"
        f"  {b[:8]}  2018-06-01  100%  Daily Example\n"
        f"  {a[:8]}  2018-06-02   84%  Bay Echo\n\n"
    )


def test_a_query_finds_the_clusters_of_what_it_finds(here: Here) -> None:
    assert here("duplicates", "ordered", "--ids").out == here("duplicates", "--ids").out
    ran = here("duplicates", "sank")
    assert (ran.status, ran.out, ran.err) == (1, "", "no near duplicates match\n")


def test_dups_hide_folds_a_cluster_behind_its_best_hit(here: Here) -> None:
    b, a = here.id_of("source:daily ministry"), here.id_of("source:echo")
    ran = here("search", "boats", "--dups", "hide", "--jsonl")
    [found] = map(json.loads, ran.out.splitlines())
    assert (found["id"], found["alike"]) == (a, [b])
    assert here("search", "boats", "--dups", "hide", "--count").out == "1\n"
    assert here("search", "CAPS(Three)", "--dups", "hide", "--count").out == "1\n"
    shown = here.world.terminal("search", "boats", "--dups", "hide", NO_COLOR="1").out
    assert f"Bay Echo · {a[:8]} · 1 more alike" in shown
    assert "1 of 1, 1 more is alike" in shown


def test_dups_only_finds_what_has_near_duplicates(here: Here) -> None:
    assert here("search", "ferry", "--count").out == "3\n"
    assert here("search", "ferry", "--dups", "only", "--count").out == "2\n"
    assert here("search", "ferry", "--dups", "show", "--count").out == "3\n"


def test_what_is_removed_or_changed_is_alike_no_more(here: Here) -> None:
    assert here("duplicates", "--count").out == "1\n"
    here.world.article("a.json", {"body": "All of it was withdrawn."})
    here("ingest", str(here.world.news))
    assert here("duplicates").status == 1


def test_how_many_clusters_and_how_many_of_them(here: Here) -> None:
    """-n counts clusters, not articles."""
    twins = (("d.json", "Bridge", "2018-07-01"), ("e.json", "Bridge again", "2018-07-02"))
    for name, title, day in twins:
        body = STORY.replace("ferry", "bridge").replace("boats", "trams").replace("tea", "milk")
        said = {"title": title, "date": day, "source": "Echo", "body": f"{body[::-1]} {body[::-1]}"}
        here.world.article(name, said)
    assert here("ingest", str(here.world.news)).status == 0
    assert (
        here("duplicates", "--count").out == here("duplicates", "--count", "-n", "1").out == "2\n"
    )
    assert len(here("duplicates", "-n", "1").out.splitlines()) == 2
    assert len(here("duplicates", "-n", "0").out.splitlines()) == 4
    ran = here.world.terminal("duplicates", "-n", "1", "--no-pager").out
    assert ran.count(" alike: ") == 1
    assert "1 of 2 clusters; -n 0 shows all" in ran


def test_clusters_go_through_the_pager(here: Here) -> None:
    """A person reads them as results."""
    pager = {"TERM": "xterm", "NEWSARCHIVE_PAGER": "sed s/^/|/"}
    assert "|2 alike: Ferry plan" in here.world.terminal("duplicates", **pager).out
    assert "|" not in here.world.terminal("duplicates", "--no-pager", **pager).out
