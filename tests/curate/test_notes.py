"""Notes stay at their article, and where their passage is, whatever happens to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import EditError
from newsarchive.store import Store
from newsarchive.text.anchors import paragraph_of
from tests.archives import ENGINES, World

BODY = "Gas followed oil.\n\nTraders in Baku were glad of it on Monday."


@pytest.fixture(params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = World(tmp_path, request.param)
    made.fill()
    made.ingest(gas=BODY)
    return made


def article(world: World, name: str) -> ArchivedArticle:
    with world.open() as archive:
        return archive.get(world.id_of(name))


def note(world: World, name: str, text: str, **at: object) -> None:
    with world.open() as archive:
        archive.notes.add([archive.get(world.id_of(name))], text, **at)  # type: ignore[arg-type]


def texts(world: World, name: str) -> list[str]:
    return [one.text for one in article(world, name).notes]


def test_notes_are_found_by_their_words(world: World) -> None:
    note(world, "gas", "Ask the Ministry, again")
    note(world, "fog", "Who saw it?")
    assert world.found("note:ministry") == ["gas"]
    assert world.found('note:"ask the ministry"') == ["gas"]
    assert world.found("note:saw* OR note:again") == ["gas", "fog"]
    assert set(world.found("-has:note")) == {"oil", "regen"}
    assert world.found("has:note -note:who") == ["gas"]
    assert world.found("ministry") == []
    assert world.flaws() == []


def test_a_note_stays_where_its_passage_is_and_says_if_that_is_gone(world: World) -> None:
    note(world, "gas", "Which ones?", quote="traders in baku")
    note(world, "gas", "Really?", paragraph=2)
    world.ingest(gas="Baku.\n\nGas fell.\n\nTraders in Baku were glad of that on Monday.")
    gas = article(world, "gas")
    assert [paragraph_of(gas.article.body, one.quote or "") for one in gas.notes] == [3, 3]
    world.ingest(gas="Nothing is left.")
    gas = article(world, "gas")
    assert (gas.version, texts(world, "gas")) == (4, ["Which ones?", "Really?"])
    assert [paragraph_of(gas.article.body, one.quote or "") for one in gas.notes] == [None, None]


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("x", {"quote": "not there"}, "has no passage"),
        ("x", {"quote": "…"}, "has no passage"),
        ("x", {"paragraph": 3}, "only 2 paragraphs"),
        (" ", {}, "needs a text"),
        ("x" * 100_001, {}, "100,000 characters"),
    ],
)
def test_what_cannot_be_noted_changes_nothing(
    world: World, text: str, at: dict[str, object], message: str
) -> None:
    with pytest.raises(EditError, match=message):
        note(world, "gas", text, **at)
    assert texts(world, "gas") == []


def test_a_note_is_changed_removed_and_brought_back(world: World) -> None:
    for text in ("One", "Two", "Three"):
        note(world, "gas", text)
    gas = article(world, "gas")
    with world.open() as archive:
        archive.notes.change(gas, gas.notes[1], "Second")
        archive.notes.remove(gas, [gas.notes[0]])
        assert texts(world, "gas") == ["Second", "Three"]
        archive.edit([gas], title="Gas again")
        archive.undo([gas])
        assert texts(world, "gas") == ["Second", "Three"]
        assert archive.notes.restore(gas) is not None
        assert archive.notes.restore(gas) is None
    assert texts(world, "gas") == ["One", "Second", "Three"]
    assert world.found("note:second") == ["gas"]
    world.remove("gas")
    with Store.open(world.file) as store:
        assert list(store.notes.past()) == []
    assert world.flaws() == []


@pytest.mark.parametrize("how", ["backup", "export", "repair"])
def test_notes_outlive(world: World, how: str) -> None:
    note(world, "gas", "One\nand more", paragraph=1)
    note(world, "gas", "Two")
    gas = article(world, "gas")
    other = world.file.with_name("other.db")
    with world.open() as archive:
        archive.notes.remove(gas, [gas.notes[1]])
        if how == "backup":
            archive.backup(other)
        elif how == "export":
            assert archive.export(other.with_suffix(".jsonl")).notes == 1
        else:
            with Store.open(world.file) as store:
                store._db.run("UPDATE version SET words = -1")
            archive.repair()
            other = world.file
    world.file = other
    if how == "export":
        for _ in range(2):
            with world.open() as archive:
                assert archive.ingest(other.with_suffix(".jsonl")).flaws == []
    assert texts(world, "gas") == ["One\nand more"]
    with world.open() as archive:
        assert archive.notes.restore(article(world, "gas")) is not None
    assert texts(world, "gas") == ["One\nand more", "Two"]
    assert world.flaws() == []


def test_an_older_export_changes_no_later_note(world: World) -> None:
    note(world, "gas", "One")
    export = world.file.with_name("all.jsonl")
    gas = article(world, "gas")
    with world.open() as archive:
        archive.export(export)
        archive.notes.remove(gas, gas.notes)
        assert archive.ingest(export).flaws == []
    assert texts(world, "gas") == []


def test_a_damaged_note_is_named(world: World) -> None:
    note(world, "gas", "One")
    with Store.open(world.file) as store:
        store._db.run("UPDATE note SET text = 'Two'")
    assert "a note is not as it was written (its checksum differs)" in {
        flaw.reason for flaw in world.flaws()
    }
