"""Saved searches: a name is its query wherever it stands, and nothing is new twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from newsarchive.model.errors import ArchiveError, QueryError, UnknownNameError
from newsarchive.store import Store
from tests.archives import NOW, World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = World(tmp_path, "scan")
    made.fill()
    return made


def save(world: World, name: str, query: str = "", **options: Any) -> None:
    with world.open() as archive:
        archive.searches.save(name, query, now=NOW, **options)


def new(world: World, name: str, limit: int | None = None, *, peek: bool = False) -> list[str]:
    """The names of the articles that are new, which are then seen."""
    with world.open() as archive:
        found = archive.searches.new(name, limit=limit, now=NOW)
        names = [Path(hit.archived.paths[0]).stem for hit in found]
        if not peek:
            archive.searches.mark(found)
        return names


@pytest.mark.parametrize(
    ("query", "options", "names"),
    [
        ("@oil", {}, {"oil", "gas", "fog"}),
        ("@oil traders", {}, {"oil"}),
        ("@oil", {"author": "veli"}, {"gas"}),
        ("NOT @oil", {}, {"regen"}),
        ("(@old OR @dated) -regnete", {}, {"oil", "gas"}),
        ("@dated traders fog", {"any_word": True}, {"oil"}),
        ("@both", {}, {"oil", "gas"}),
        ("@either", {}, {"oil", "regen"}),
    ],
)
def test_a_name_is_its_query_with_its_options(
    world: World, query: str, options: dict[str, Any], names: set[str]
) -> None:
    save(world, "oil", "oil")
    save(world, "old", date="..2000")
    save(world, "dated", since="2018")
    save(world, "both", "@oil @dated")
    save(world, "either", "traders regnete", any_word=True)
    assert set(world.found(query, **options)) == names


def test_the_order_of_the_first_one_named_holds_where_no_other_is_asked_for(world: World) -> None:
    save(world, "long", "oil", sort="words")
    assert world.found("@long") == ["fog", "oil", "gas"]
    assert world.found("@long", sort="date") == ["gas", "oil", "fog"]


def test_relative_dates_are_those_of_the_day_it_is_asked(world: World) -> None:
    save(world, "lately", "oil", since="last month")
    assert world.found("@lately") == ["oil", "gas"]
    with world.open() as archive:
        assert archive.search("@lately", now=dt.date(2018, 7, 1)).total == 0


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        ("oil (", {}, "never closed"),
        ("", {}, "what to search for"),
        ("oil", {"since": "blarg"}, "--since"),
        ("@self", {}, "ask for itself"),
        ("@turn", {}, "ask for itself"),
        ("@nope", {}, "no saved search @nope; did you mean @note"),
        ("title:@note", {}, "inside title:"),
    ],
)
def test_what_cannot_be_asked_is_not_saved(
    world: World, query: str, options: dict[str, Any], message: str
) -> None:
    save(world, "self", "oil")
    save(world, "turn", "@self")
    save(world, "note", "oil")
    with pytest.raises(QueryError, match=message):
        save(world, "self", query, **options)
    assert world.found("@self") == world.found("oil")


@pytest.mark.parametrize("name", ["", "3", "a b", "-a", ".", "a/b", "@a", "a" * 65, "x\x1b"])
def test_a_name_has_letters_and_what_a_shell_leaves_alone(world: World, name: str) -> None:
    with pytest.raises(UnknownNameError, match="not a name"):
        save(world, name, "oil")


def test_words_with_an_at_elsewhere_and_numbers_stay_words(world: World) -> None:
    world.ingest(mail="Write to jane@example.org, or @3.")
    assert world.found("jane@example.org") == world.found("@3") == ["mail"]
    assert world.found('"@example"') == ["mail"]


def test_nothing_is_new_twice_and_nothing_is_missed(world: World) -> None:
    """Whatever has changed about an article; but one of which only a new version matches is new."""
    save(world, "oil", "oil")
    assert set(new(world, "oil")) == {"oil", "gas", "fog"}
    assert new(world, "oil") == []
    world.ingest(gas="Gas followed oil again.", regen="Oil.", sugar="Sugar.")
    with world.open() as archive:
        archive.edit([archive.get(world.id_of("fog"))], add_tags=["seen"])
    assert new(world, "oil", peek=True) == ["regen"]
    save(world, "oil", "oil OR sugar")
    assert set(new(world, "oil")) == {"regen", "sugar"}
    world.remove("regen")
    world.ingest(regen="Oil.")
    assert new(world, "oil") == ["regen"]
    assert world.flaws() == []


def test_only_what_was_given_is_seen(world: World) -> None:
    save(world, "oil", "oil", sort="date")
    assert [new(world, "oil", 2), new(world, "oil", 2), new(world, "oil", 2)] == [
        ["gas", "oil"], ["fog"], []
    ]  # fmt: skip


def test_an_archive_says_which_state_was_asked_and_that_makes_no_other(world: World) -> None:
    save(world, "oil", "oil")
    with world.open() as archive:
        before = archive.status().revision
        [one] = archive.searches
        assert (one.asked, one.revision) == (None, None)
    new(world, "oil")
    with world.open() as archive:
        [one] = archive.searches
        assert (one.revision, archive.status().revision) == (before, before)
        archive.searches.remove("oil")
        assert list(archive.searches) == []
        with pytest.raises(UnknownNameError):
            archive.searches.remove("oil")


def test_without_an_archive_nothing_can_be_saved(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        save(World(tmp_path, "scan"), "oil", "oil")


def moved(world: World, how: str) -> World:
    """The archive after a backup, an export or a repair."""
    other = world.file.with_name("other.db")
    with world.open() as archive:
        if how == "backup":
            archive.backup(other)
        elif how == "export":
            archive.export(other.with_suffix(".jsonl"))
        else:
            with Store.open(world.file) as store:
                store._db.run("UPDATE version SET words = -1")
            archive.repair()
            return world
    world.file = other
    if how == "export":
        for _ in range(2):
            with world.open() as archive:
                assert archive.ingest(other.with_suffix(".jsonl")).flaws == []
    return world


@pytest.mark.parametrize("how", ["backup", "export", "repair"])
def test_searches_and_what_was_seen_outlive(world: World, how: str) -> None:
    save(world, "oil", "oil")
    assert len(new(world, "oil")) == 3
    save(world, "rain", "regnete", language="de")
    moved(world, how)
    assert (new(world, "oil"), new(world, "rain")) == ([], ["regen"])
    assert world.flaws() == []


def test_an_export_of_some_articles_has_no_searches_and_another_query_stays(world: World) -> None:
    save(world, "oil", "oil")
    whole, some = world.file.with_name("all.jsonl"), world.file.with_name("some.jsonl")
    with world.open() as archive:
        assert archive.export(whole).searches == 1
        assert archive.export(some, archive.search("fog")).searches == 0
    save(world, "oil", "fog")
    with world.open() as archive:
        report = archive.ingest(whole)
        assert [(one.place.rpartition("/")[2], one.reason) for one in report.notes] == [
            (
                "all.jsonl saved search oil",
                "another query has this name here, and was left as it is",
            )
        ]
        assert [one.query for one in archive.searches] == ["fog"]


def test_a_damaged_search_is_left_out_and_named(world: World) -> None:
    save(world, "oil", "oil")
    with Store.open(world.file) as store:
        store._db.run("UPDATE saved SET query = 'gas'")
    with world.open() as archive:
        assert list(archive.searches) == []
    assert world.told[0].startswith("a saved search is left out: it is not as it was written")
    assert [flaw.place for flaw in world.flaws()] == ["saved search oil"]
