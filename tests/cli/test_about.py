"""`--about` and `rerun`: an answer says how it was made, and the same is asked again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine

from newsarchive.cli import main
from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.commands import newsarchive as program
from newsarchive.render.about import Parted
from newsarchive.search.about import PROGRAM
from newsarchive.search.results import Results
from tests.cli.conftest import Here, Ran

SOME = ("search oil -n 1 --csv", "search 'tag:\"@x\" OR rose' --bibtex")
LINES = (
    "search oil --json", "search 'oil OR gas' -n 1 --offset 1 --csv", "search snow --json",
    "search oil --any --sort date --fields id,date --tsv", "search oil --recent --jsonl --body",
    "search --json -- '-oil'", "search 'rose surprised' --any --kwic --jsonl",
    "search oil --facet author --facet year --csv", "search oil --group-by year --json",
    "search 'tag:\"@x\" OR rose' --bibtex", "search oil --literal --dups hide --json",
    "list --since 2018-04 --json", "list --title gas --csv", "list --author doe --bibtex",
    "timeline oil --csv", "timeline --by year --group-by source --json", "stats --csv",
    "stats oil --tsv", "sample --seed 7 -n 2 --by year --json", "sample --seed 0 -n 0 --jsonl",
    "sample oil --sort title --csv",
    "keywords oil --min-count 1 --csv", "keywords oil --against rain --min-count 1 --jsonl",
    "collocates oil --min-count 1 --json", "authors --csv", "authors oil --json",
    "audit --json", "audit any --since 2018-04 --csv", "audit short no-author --short 5 --jsonl",
    "duplicates --json", "similar OIL --since 2018 --json", "similar OIL --csv --dups show",
)  # fmt: skip
"""Answers that hold their about. "OIL" stands for an id."""
BESIDE = (
    "search oil --ris", "search oil --csl", "search oil --ids -0", "search oil --count",
    "search oil --paths", "list --format '{id} {title}'", "duplicates --count",
    "audit undated --ids",
)  # fmt: skip
"""Answers whose form has no place for it."""


def about_in(text: str) -> dict[str, Any]:
    """The about in an answer."""
    found: dict[str, Any] = Parted(io.BytesIO(text.encode())).about  # type: ignore[assignment]
    return found


def kept(here: Here, *arguments: str, name: str = "kept") -> Path:
    """An answer with its about, in a file."""
    path = here.world.folder / name
    path.write_text(here(*arguments, "--about").out)
    return path


def words(here: Here, line: str) -> list[str]:
    return shlex.split(line.replace("OIL", here.id_of("rose")))


def wrong(here: Here, line: str, *, beside: bool) -> list[object]:
    """What is not as it should be where an answer is made, and asked again."""
    bare, path = here(*words(here, line)), here.world.folder / "answer"
    about = ["--about-file", f"{path}.about.json"] if beside else ["--about"]
    name, *rest = words(here, line)
    made = here(name, *about, *rest)
    path.write_text(made.out)
    again = here("rerun", str(path))
    found = about_in(Path(f"{path}.about.json").read_text() if beside else made.out)
    problems: dict[str, object] = {
        "the answer": bare.out if beside and made.out != bare.out else None,
        "its digest": found["sha256"] != hashlib.sha256(bare.out.encode()).hexdigest() or None,
        "its status": made.status if made.status != bare.status else None,
        "the answer again": again if (again.status, again.out) != (0, made.out) else None,
        "the words": None if again.err.endswith("(1): the answer is the same\n") else again.err,
    }
    return [(line, beside, what, one) for what, one in problems.items() if one is not None]


def test_an_answer_is_the_same_when_the_archive_is(here: Here) -> None:
    assert [one for line in SOME for one in wrong(here, line, beside=False)] == []
    assert wrong(here, BESIDE[0], beside=True) == []


@pytest.mark.long
def test_so_is_every_answer_of_every_command_wherever_its_about_is(here: Here) -> None:
    found = [one for line in LINES for one in wrong(here, line, beside=False)]
    found += [one for line in (*LINES, *BESIDE) for one in wrong(here, line, beside=True)]
    assert found == []


def test_every_command_with_an_about_is_in_the_table() -> None:
    with program.make_context("newsarchive", ["help"]) as context:
        commands = {name: program.get_command(context, name) for name in COMMANDS}
    able = {n for n, c in commands.items() if c and "about" in {p.name for p in c.params}}
    assert able == {line.split()[0] for line in LINES}


def test_an_about_says_what_was_asked_and_of_what(here: Here) -> None:
    """Relative dates have their day, and what the configuration says is among the options."""
    config = here.world.folder / "config.toml"
    config.write_text('[search]\nsort = "date"\nlimit = 5\n')
    config.chmod(0o600)
    with pytest.MonkeyPatch.context() as patch, time_machine.travel("2018-05-10 12:00Z"):
        patch.setenv("NEWSARCHIVE_CONFIG", str(config))
        made = here("search", "oil", "--since", "last month", "--json", "--about")
    found = about_in(made.out)
    ids = [one["id"] for one in json.loads(made.out)[1:]]
    for name in ("archive", "state", "sha256"):
        assert set(found.pop(name)) <= set("0123456789abcdef")
    assert found == {
        "version": 1, "program": found["program"], "command": "search", "query": "oil",
        "options": {
            "dups": "show", "since": ["last month"], "limit": 5, "offset": 0, "sort": "date",
            "json": True,
        },
        "article": None, "understood": "oil date:2018-04-01..", "against": None,
        "day": "2018-05-10", "revision": 1, "engine": "whoosh", "made": "2018-05-10T12:00:00Z",
        "articles": 2, "complete": True, "ids": ids,
    }  # fmt: skip
    path = here.world.folder / "kept"
    path.write_text(made.out)
    assert here("rerun", str(path)) == Ran(0, made.out, here("rerun", str(path)).err)


@pytest.mark.long
def test_a_saved_search_is_asked_as_it_was(here: Here) -> None:
    here("save", "mine", "oil", "--sort", "title")
    path = kept(here, "search", "@mine", "--csv")
    assert about_in(path.read_text())["options"]["sort"] == "title"
    here("save", "mine", "rain")
    assert here("rerun", str(path)).out == path.read_text()


@pytest.mark.parametrize("beside", [False, pytest.param(True, marks=pytest.mark.long)])
def test_what_changed_since_is_said_and_the_archive_of_now_is_asked(
    here: Here, *, beside: bool
) -> None:
    here.world.article("also.json", {"title": "Oil too", "body": "Oil it was."})
    here("ingest", str(here.world.news), "--quiet")
    path = here.world.folder / "kept.csv"
    if beside:
        path.write_text(here("search", "oil", "--csv", "--about-file", f"{path}.about.json").out)
    else:
        kept(here, "search", "oil", "--csv", name="kept.csv")
    rose, gas, also = (here.id_of(word) for word in ("rose", "title:gas", "title:too"))
    here("tag", also, "+seen")
    here.world.article("more.json", {"title": "More oil", "body": "Oil, oil."})
    here.world.article("gas.json", {"title": "Gas follows", "body": "Gas followed."})
    (here.world.news / "oil.json").unlink()
    here("remove", rose, "--yes")
    here("ingest", str(here.world.news), "--quiet")
    more = here.id_of("title:more")
    ran = here("rerun", str(path))
    head = [] if beside else [ran.out.partition("\n")[0]]
    assert ran.status == 1
    assert ran.out.splitlines() == head + here("search", "oil", "--csv").out.splitlines()
    assert ran.err.splitlines() == [
        "revision 2 then, 5 now, which was asked: the answer differs",
        f"1 new in the answer: {more[:8]}",
        f"1 no longer found: {gas[:8]}",
        f"1 removed from the archive: {rose[:8]}",
        f"1 changed: {also[:8]}",
    ]
    told = json.loads(here("rerun", str(path), "--json").out)
    assert (told["new"], told["gone"], told["removed"], told["changed"]) == (
        [more], [gas], [rose], [also],
    )  # fmt: skip
    assert (told["same"], told["as_written"], told["then"]["revision"]) == (False, True, 2)
    if not beside:
        assert about_in(ran.out)["revision"] == 5


@pytest.mark.long
def test_an_about_without_ids_says_what_is_new_or_changed(here: Here) -> None:
    """As in one that would be too long a line."""
    path = kept(here, "authors", "--csv")
    text = path.read_text()
    path.write_text(text.replace(json.dumps(about_in(text)["ids"]), "null"))
    here.world.article("more.json", {"title": "More oil", "body": "Oil.", "author": "Ann Ray"})
    here("ingest", str(here.world.news), "--quiet")
    more = here.id_of("title:more")
    assert here("rerun", str(path)).err.splitlines() == [
        "revision 1 then, 2 now, which was asked: the answer differs",
        f"1 new or changed (its about has no ids): {more[:8]}",
    ]
    assert json.loads(here("rerun", str(path), "--json").out)["new"] is None


@pytest.mark.long
def test_an_answer_of_the_same_articles_differs_only_if_others_change_scores(here: Here) -> None:
    path = kept(here, "search", "oil", "--csv")
    here("tag", here.id_of("title:rain"), "+wet")
    ran = here("rerun", str(path))
    assert (ran.status, ran.err) == (
        0,
        "revision 1 then, 2 now, which was asked: the answer is the same\n",
    )
    here.world.article("fog.json", {"title": "Fog", "body": "Fog over the harbour."})
    here("ingest", str(here.world.news), "--quiet")
    ran = here("rerun", str(path))
    assert (ran.status, "differs\nthe same articles, unchanged, answer it: " in ran.err) == (
        1,
        True,
    )


@pytest.mark.long
def test_an_answer_is_not_one_of_another_archive(here: Here, tmp_path: Path) -> None:
    path, other = kept(here, "search", "oil", "--json"), str(tmp_path / "other.db")
    here("--archive", other, "ingest", str(here.world.news), "--quiet")
    ran = here("--archive", other, "rerun", str(path))
    assert (ran.status, "--any-archive asks this one" in ran.err) == (2, True)
    ran = here("--archive", other, "rerun", str(path), "--any-archive")
    assert ran.err.splitlines() == [
        "revision 1 then, 1 now, which was asked: the answer is the same"
    ]
    assert (ran.status, json.loads(ran.out)[1:]) == (0, json.loads(path.read_text())[1:])


@pytest.mark.long
def test_a_copy_that_went_another_way_is_said_to(here: Here, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    here("backup", copy, "--quiet")
    here("tag", here.id_of("rose"), "+mine")
    path = kept(here, "search", "oil", "--json")
    here("--archive", copy, "tag", here.id_of("rose"), "+theirs")
    ran = here("--archive", copy, "rerun", str(path))
    assert (ran.status, ran.err.splitlines()) == (
        1,
        [
            "revision 2 then, 2 now, which was asked: the answer differs",
            (
                "the archive was never in that revision, or its file is elsewhere: which articles "
                "changed is not known"
            ),
        ],
    )


@pytest.mark.long
def test_a_file_that_was_edited_and_a_newer_program_are_worth_a_word(here: Here) -> None:
    path = kept(here, "search", "oil", "--csv", "--fields", "id")
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-1]).replace(f'"{PROGRAM}', '"newsarchive 99') + "\n")
    ran = here("rerun", str(path))
    assert (ran.status, ran.out.splitlines()[1:]) == (0, lines[1:])
    assert ran.err.splitlines() == [
        f"{path} was made by newsarchive 99, which is newer than {PROGRAM}",
        f"{path} is not as it was written; what is compared is what was written",
        "same revision (1): the answer is the same",
    ]


@pytest.mark.long
def test_a_csv_that_a_spreadsheet_saved_can_be_asked_again(here: Here) -> None:
    path = kept(here, "search", "oil", "--csv", "--fields", "id")
    text, out = path.read_text(), io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(text)))
    path.write_text(out.getvalue())
    ran = here("rerun", str(path))
    assert (ran.status, ran.out, "is not as it was written" in ran.err) == (0, text, True)


@pytest.mark.long
def test_an_answer_that_was_cut_short_is_asked_whole(here: Here) -> None:
    path = kept(here, "search", "oil", "--csv", "--timeout", "0")
    assert about_in(path.read_text())["complete"] is False
    ran = here("rerun", str(path))
    assert (ran.status, len(ran.out.splitlines())) == (1, 4)
    assert "the one that was kept was not complete: cut short by --timeout" in ran.err


@pytest.mark.long
def test_an_answer_again_in_a_file_has_its_about_where_it_was(here: Here, tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    held = kept(here, "search", "oil", "--csv")
    assert here("rerun", str(held), "-o", str(new)).out == ""
    assert new.read_text() == held.read_text()
    assert here("rerun", str(held), "-o", str(new)).status == 2
    answer = here("search", "oil", "--csv", "--about-file", str(tmp_path / "it.about.json")).out
    (tmp_path / "it").write_text(answer)
    assert here("rerun", str(tmp_path / "it"), "-o", str(new), "--force").status == 0
    assert new.read_text() == answer
    assert here("rerun", str(new)).status == 0


@pytest.mark.long
def test_standard_input_is_asked_again(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(here, "search", "oil", "--json")
    with path.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert here("rerun", "-").out == path.read_text()


@pytest.mark.long
def test_days_are_counted_from_the_day_of_then(here: Here) -> None:
    for line in ("similar OIL --since 'last month' --json", "search oil --recent --json"):
        with time_machine.travel("2018-05-10 12:00Z"):
            path = kept(here, *words(here, line))
        assert len(json.loads(path.read_text())) > 1
        assert here("rerun", str(path)).out == path.read_text()


@pytest.mark.long
def test_the_configuration_of_now_changes_nothing(here: Here) -> None:
    path, config = kept(here, "search", "oil", "--json"), here.world.folder / "config.toml"
    config.write_text("[search]\nlimit = 1\n")
    config.chmod(0o600)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSARCHIVE_CONFIG", str(config))
        assert here("rerun", str(path)).out == path.read_text()


FORGED: tuple[tuple[dict[str, object], str], ...] = (
    ({"command": "remove"}, "newsarchive remove gives none"),
    ({"command": "audit", "query": "--json nothing", "options": {"json": True}}, "cannot be asked"),
    (
        {"command": "audit", "query": "--force --output=x short", "options": {"tag": True}},
        '"tag": true is no value of this option',
    ),
    ({"command": "audit", "query": "--force", "options": {"json": True}}, "cannot be asked again:"),
    ({"options": {"json": True, "tag": False}}, '"tag": false is no value'),
    ({"options": {"json": 1}}, '"json": 1 is no value'),
    ({"command": "serch"}, "newsarchive serch gives none"),
    ({"command": "similar", "options": {"json": True}}, "it names no article"),
    ({"options": {"png": "/tmp/x"}}, '"png" is no option of a question'),
    ({"options": {"about-file": "/tmp/x"}}, '"about-file" is no option'),
    ({"options": {"queries": "/etc/passwd"}}, '"queries" is no option'),
    ({"options": {"sort": "--help", "json": True}}, "--sort knows"),
    ({"options": {"json": "x"}}, '"json": "x" is no value'),
    ({"options": {"json": True, "csv": True}}, "--json and --csv exclude each other"),
    ({"options": {"json": True, "limit": -1}}, "takes a whole number of 0 or more"),
    ({"understood": "(oil"}, "this parenthesis is never closed"),
    ({"understood": "--help"}, "write one - for NOT"),
    ({"day": "9999-12-31", "understood": "date:tomorrow"}, "day: days run from 1000 to 2999"),
    ({"day": "0001-01-01", "understood": "date:yesterday"}, "day: days run from 1000 to 2999"),
    ({"revision": -1}, "its about is not valid: revision: -1 is not a number"),
)
"""What somebody has written into an about, and what is said then."""


def test_what_is_forged_is_refused(here: Here) -> None:
    about, path = about_in(here("search", "oil", "--jsonl", "--about").out), here.world.news / "it"
    for fields, said in FORGED:
        path.write_text(json.dumps({"about": about | fields}) + "\n")
        ran = here("rerun", str(path))
        assert (ran.status, ran.out, said in ran.err) == (2, "", True), ran.err
    path.write_text("id,title\n")
    ran = here("rerun", str(path))
    assert "does not say how it was made and there is no it.about.json beside it" in ran.err


NOWHERE = (
    ("search oil --about", "--about goes with a form for programs, such as --csv"),
    ("search oil --ris --about", "--ris has no place for --about"),
    ("search --queries q --csv --about", "--about does not go with --queries"),
    ("similar FOLDER/news/oil.json --csv --about", "an article of the archive, not a file"),
    ("search oil --csv --about-file FOLDER/news/oil.json", "is there already and is no about"),
    ("search oil --about-file FOLDER/x -o FOLDER/news/../x --csv", "name the same file"),
    ("search oil --about-file FOLDER/x.csv -o FOLDER/x.csv --force", "name the same file"),
    ("timeline oil --csv --about-file FOLDER/x.png --png FOLDER/x.png", "name the same file"),
    ("audit unread --csv --about", "unread lists files, not articles: --about does not go with it"),
    ("rerun x --force", "--force goes with -o"),
)


@pytest.mark.long
def test_where_there_can_be_no_about_that_is_said(here: Here) -> None:
    for line, said in NOWHERE:
        folder = str(here.world.folder)
        ran = here(*(word.replace("FOLDER", folder) for word in line.split()))
        assert (ran.status, ran.out, said in ran.err) == (2, "", True), ran.err
    assert list(here.world.folder.glob("x*")) == []


@pytest.mark.long
def test_an_archive_that_changes_meanwhile_gives_no_answer(here: Here) -> None:
    id_ = here.id_of("rose")

    def change(self: Results) -> list[tuple[str, int]]:
        assert main(["tag", id_, "+x"]) == 0
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Results, "authors", change)
        ran = here("authors", "--csv", "--about")
    assert (ran.status, ran.out) == (75, "")
