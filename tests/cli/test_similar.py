"""`similar`: what may be named, and what is written where."""

from __future__ import annotations

import json

from newsarchive.cli.commands.similar import WORDS
from newsarchive.search import similar
from tests.cli.conftest import Here, Ran


def test_an_article_is_an_id_a_file_or_standard_input(here: Here) -> None:
    gas = here.id_of("gas")
    assert here("similar", here.id_of("baku")[:8], "--ids").out == f"{gas}\n"
    assert here("similar", str(here.world.news / "oil.json"), "--ids").out == f"{gas}\n"
    ran = here.world.process("similar", "-", "--json", stdin="Gas and oil in Baku, again.")
    assert {one["id"] for one in json.loads(ran.out)} == {gas, here.id_of("baku")}


def test_a_file_that_is_called_like_an_id_is_a_file(here: Here) -> None:
    path = here.world.folder / "beef"
    path.write_text("Gas fell.\n\nGas followed nothing.")
    ran = here.world.shell(f"cd '{here.world.folder}' && newsarchive similar beef --ids")
    assert ran.out == here.id_of("gas") + "\n"


def test_words_are_explained_on_stderr(here: Here) -> None:
    ran = here("similar", here.id_of("baku"), "--explain", "--ids")
    assert ran.err.splitlines()[0] == "word  here  articles  weight"
    assert ran.err.splitlines()[1].split() == ["Oil", "2", "2", "0.8"]


def test_nothing_is_like_it(here: Here) -> None:
    ran = here("similar", str(here.world.article("lone.json", {"body": "Qwertz uiop."})))
    assert ran == Ran(1, "", "no other article has any of its telling words\n")


def test_what_is_no_article_is_an_error(here: Here) -> None:
    assert here("similar", "ffff").err == (
        "newsarchive: no article has an id that begins with ffff; newsarchive list shows ids\n"
    )
    assert here("similar", "nowhere.txt").err == (
        "newsarchive: nowhere.txt: no such file or folder\n"
    )
    lines = here.world.article("two.json", {})
    lines.write_text('[{"title": "A", "body": "One."}, {"title": "B", "body": "Two."}]')
    assert "holds 2 articles; name a file or an id of one" in here("similar", str(lines)).err


def test_filters_forms_and_time_are_those_of_search(here: Here) -> None:
    baku = here.id_of("baku")
    assert here("similar", baku, "--since", "2019").status == 1
    assert here("similar", baku, "--bibtex").out.startswith("@misc{newsarchive-")
    assert (
        here("similar", baku, "--csv", "--fields", "rank,title").out
        == "rank,title\n1,Gas follows\n"
    )
    assert here("similar", baku, "--timeout", "0").status == 2


def test_the_usual_number_of_words_is_that_of_the_library() -> None:
    assert WORDS == similar.WORDS
