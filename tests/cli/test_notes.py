"""`note` and `tag`: marks on articles, from the command line."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from newsarchive.cli import completion
from newsarchive.cli.commands import newsarchive
from tests.cli.conftest import Here, Ran
from tests.surroundings import program


@pytest.fixture
def oil(here: Here) -> str:
    """The id of an article of two paragraphs."""
    return here.id_of("traders")


def listed(here: Here, id_: str) -> list[str]:
    return [line.split("\t", 2)[2] for line in here("note", "--list", id_).out.splitlines()]


def test_a_note_is_shown_and_in_records(here: Here, oil: str) -> None:
    assert here("note", oil, "Who were they?", "--quote", "traders in baku").err == (
        "noted at 1 article\n"
    )
    assert here("note", f"{oil}#p1", "Which day?\x1b[2J").status == 0
    assert listed(here, oil) == [
        "Who were they? (paragraph 2: “traders in baku”)",
        "Which day?␛[2J (paragraph 1: “Oil rose on Tuesday.”)",
    ]
    assert "note: Who were they? (paragraph 2" in here("show", oil).out
    [record] = json.loads(here("search", "note:they", "--json").out)
    assert (record["notes"][0], list(record)[-1]) == ("Who were they?", "notes")
    assert " · 2 notes" in here.terminal("search", "has:note", TERM="dumb").out
    [first, _] = json.loads(here("note", "--list", oil, "--json").out)
    assert (first["paragraph"], first["gone"], first["number"]) == (2, False, 1)


def test_without_ids_all_notes_are_listed_latest_article_first(here: Here, oil: str) -> None:
    assert here("note", "--list") == Ran(1, "", "")
    here("note", here.id_of("rained"), "One")
    here("note", oil, "Two")
    lines = [line.split("\t") for line in here("note", "--list").out.splitlines()]
    assert [line[1:] for line in lines] == [["1", "Two"], ["1", "One"]]
    records = json.loads(here("note", "--list", "--json").out)
    assert [one["id"][:8] for one in records] == [line[0] for line in lines]


def test_several_at_once_and_ids_from_a_pipe(here: Here) -> None:
    ran = here.world.shell("newsarchive search oil --ids | newsarchive note - Check")
    assert (ran.status, ran.err) == (0, "noted at 2 articles\n")
    assert here("search", "note:check", "--count").out == "2\n"


def test_a_note_is_edited_in_an_editor(
    here: Here, oil: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    program(editor, "import sys\nopen(sys.argv[1], 'a').write('More')\n")
    monkeypatch.setenv("VISUAL", shlex.quote(str(editor)))
    assert here("note", "--edit", oil) == Ran(0, "", "noted\n")
    assert here("note", "--edit", oil).status == 0
    assert listed(here, oil) == ["More More"]
    here("note", oil, "Two")
    ran = here("note", "--edit", oil)
    assert (ran.status, "say which" in ran.err) == (2, True)
    assert here("note", "--edit", oil, "--number", "2").status == 0
    assert listed(here, oil)[1] == "Two More"
    monkeypatch.setenv("VISUAL", f"{shlex.quote(sys.executable)} -c pass")
    assert here("note", "--edit", oil, "--number", "2") == Ran(1, "", "nothing was changed\n")


def test_notes_are_removed_and_brought_back(here: Here, oil: str) -> None:
    for text in ("One", "Two"):
        here("note", oil, text)
    assert here("note", "--remove", oil, "--number", "1").err == "1 note removed\n"
    assert listed(here, oil) == ["Two"]
    assert here("note", "--undo", oil).err == "1 note brought back\n"
    assert here("note", "--remove", oil).err == "2 notes removed\n"
    assert here("note", "--list", oil).status == here("note", "--remove", oil).status == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "what the note is"),
        (["ID"], "what the note is"),
        (["--remove"], "say which articles (see"),
        (["ID", "x", "--quote", "nowhere"], 'has no passage "nowhere"'),
        (["ID", "x", "--paragraph", "9"], "has only 2 paragraphs"),
        (["ffff0000", "x"], "no article has an id"),
        (["--remove", "ID", "--number", "1"], "has no note 1"),
        (["--remove", "--undo", "ID"], "exclude each other"),
        (["ID", "x", "--number", "1"], "--number goes with"),
        (["ID#p1", "x", "--paragraph", "2"], "without --paragraph"),
    ],
)
def test_a_mistake_changes_nothing(
    here: Here, oil: str, arguments: list[str], message: str
) -> None:
    ran = here("note", *(one.replace("ID", oil) for one in arguments))
    assert (ran.status, message in ran.err) == (2, True)
    assert here("search", "has:note", "--count").out == "0\n"


def test_tags_are_put_on_and_taken_off(here: Here, oil: str) -> None:
    ran = here("tag", oil, "+wind power", "-markets", "-history", "--json")
    assert json.loads(ran.out)[0]["after"] == ["oil", "wind power"]
    assert here("tag", "-oil", oil).status == 0
    assert here("edit", oil, "--undo").status == 0
    assert here("search", 'tag:"wind power" tag:oil', "--ids").out == f"{oil}\n"
    ran = here.world.shell("newsarchive list --ids | newsarchive tag - +seen -oil")
    assert (ran.status, here("list", "--tag", "seen", "--count").out) == (0, "3\n")
    for wrong in (["+oil"], [oil], [oil, "+"], ["ffff0000", "+oil"], [oil, "+x", "--nope"]):
        assert here("tag", *wrong).status == 2, wrong
    assert here("tag", "-h").out.startswith("Usage: newsarchive tag")


def test_edit_points_to_note(here: Here, oil: str) -> None:
    ran = here("edit", oil, "--note", "x")
    assert (ran.status, "newsarchive note ID 'TEXT'" in ran.err) == (2, True)


def test_tags_complete(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    completion.answer(newsarchive, "newsarchive tag f3 +mar", None)
    assert capsys.readouterr().out == "values\n+markets\t1 article\n"
