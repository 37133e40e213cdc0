"""`dossier`: which articles it writes, in which form, and where."""

from __future__ import annotations

import io
import re
import stat
import sys
from pathlib import Path

import pytest

from newsarchive import Archive
from tests.cli.conftest import Here, Ran


def numbered(text: str) -> list[str]:
    """The titles in a document of Markdown, in order."""
    return re.findall(r"^## \d+\. (.*)$", text.replace("**", ""), re.MULTILINE)


REFUSED = {
    "x.csv oil": "dossier writes FILE.html, FILE.htm, FILE.md, FILE.markdown, not x.csv",
    "- oil": "in which form? give --html or --markdown with -",
    "x.md oil --html --markdown": "--html and --markdown exclude each other",
    "x.md": "a dossier of which articles?",
    "x.md - --sort date": "ids, and options of a search, exclude each other",
    "x.md - --since 2018": "ids, and options of a search, exclude each other",
    "x.md oil --query gas": "--query goes with ids",
}


def test_what_makes_no_sense_is_refused(empty: Here) -> None:
    for line, message in REFUSED.items():
        ran = empty("dossier", *line.split())
        assert (ran.status, ran.out, message in ran.err) == (2, "", True)


def test_what_a_query_finds_is_written_in_the_form_that_the_name_says(here: Here) -> None:
    target = here.world.folder / "oil.md"
    ran = here("dossier", str(target), "oil", "--sort", "date")
    assert (ran.status, ran.out) == (0, "")
    assert re.fullmatch(rf"2 articles written to {re.escape(str(target))} \(.* s\)\n", ran.err)
    text = target.read_text(encoding="utf-8")
    assert numbered(text) == ["Gas follows", "Oil prices rise"]
    assert text.startswith("# oil\n\n- Query: oil\n- Archive: news.db\n- Articles: 2\n- Made: ")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    for name, html in (("a.HTM", True), ("a.Markdown", False), ("letter.txt", True)):
        named, form = here.world.folder / name, ["--html"] if name == "letter.txt" else []
        assert here("dossier", str(named), "oil", "--quiet", *form) == Ran(0, "", "")
        begins = "<!doctype html>" if html else "# oil"
        assert named.read_text(encoding="utf-8").startswith(begins)
    text = here("dossier", "-", "--tag", "oil", "--markdown").out
    assert text.startswith("# tag:oil\n\n- Query: tag:oil\n")
    text = here("dossier", "-", "oil", "--markdown", "-n", "1").out
    assert (len(numbered(text)), "- Articles: 1 of 2\n" in text) == (1, True)


def test_a_file_appears_whole_or_not_at_all_and_replaces_none(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, folder = here.world.folder / "oil.md", here.world.folder / "folder.md"
    assert here("dossier", str(target), "snow") == Ran(1, "", "nothing matches snow\n")
    assert not target.exists()
    target.write_text("mine")
    with monkeypatch.context() as patch:
        patch.delattr(Archive, "search")  # it is refused before anything is searched
        ran = here("dossier", str(target), "oil")
    assert (ran.status, target.read_text()) == (2, "mine")
    assert ran.err == f"newsarchive: {target} is there already; --force replaces it\n"
    assert here("dossier", str(target), "oil", "--force").status == 0
    assert numbered(target.read_text(encoding="utf-8")) != []
    folder.mkdir()
    ran = here("dossier", str(folder), "oil", "--force")
    assert (ran.status, "is no file, but a folder" in ran.err) == (2, True)
    ran = here("dossier", str(here.world.archive), "oil", "--markdown", "--force")
    assert (ran.status, "is the archive itself" in ran.err) == (2, True)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        ran = here("dossier", "-", "oil", "--html")
        assert (ran.status, ran.err) == (2, "newsarchive: no space left on device\n")


def test_ids_come_from_standard_input_in_their_order(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given(lines: str, *options: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return here("dossier", str(target), "-", *options)

    target, ids = here.world.folder / "mine.md", [here.id_of("rained"), here.id_of("baku")]
    ran = given(f"{ids[0]}\nffffffff\n")
    assert (ran.status, ran.err.splitlines()[-1]) == (2, "nothing was written")
    assert given("") == Ran(1, "", "no id was given\n")
    assert not target.exists()
    lines = f"{ids[0]}\n{ids[1][:8]}\tline\n{ids[0]}\n"
    assert given(lines, "--query", "rain OR baku", "--heading", "Mine").status == 0
    text = target.read_text(encoding="utf-8")
    assert numbered(text) == ["Rain", "Oil prices rise"]
    assert text.startswith("# Mine\n\n- Query: chosen one by one\n- Marked: rain OR baku\n")
    assert "> Traders in **Baku** were not surprised." in text


def test_saved_searches_and_results_of_the_last_one_can_be_named(here: Here) -> None:
    here("save", "barrels", "oil", "--sort", "date-asc")
    text = here("dossier", "-", "@barrels", "--markdown").out
    assert numbered(text) == ["Oil prices rise", "Gas follows"]
    assert text.startswith("# @barrels\n\n- Query: oil\n")
    here.terminal("search", "oil", "--sort", "date")
    text = here("dossier", "-", "@2,1", "--markdown").out
    assert numbered(text) == ["Oil prices rise", "Gas follows"]
    assert text.startswith("# oil\n\n- Query: oil\n")


def test_near_duplicates_that_are_left_out_are_named(empty: Here) -> None:
    body = " ".join(f"word{number}" for number in range(80))
    for name, title in (("a.json", "One"), ("b.json", "Two")):
        empty.world.article(name, {"title": title, "body": f"{body} {title}"})
    empty("ingest", str(empty.world.news), "--quiet")
    text = empty("dossier", "-", "word1", "--markdown", "--dups", "hide").out
    assert (len(numbered(text)), "Near duplicates left out: " in text) == (1, True)
