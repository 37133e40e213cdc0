"""`edit`: corrections from the command line, and what is said of them."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.conftest import Here, Ran


@pytest.fixture
def rain(here: Here) -> str:
    return here.id_of("rained")


def timeless(ran: Ran) -> Ran:
    return Ran(ran.status, re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "NOW", ran.out), ran.err)


def test_what_is_corrected_is_told_and_found(here: Here, rain: str) -> None:
    ran = here("edit", rain[:6], "--date", "10 April 2018", "--author", "A B", "--author", "C D")
    assert ran == Ran(
        0,
        "",
        f"{rain[:8]}  date: - → 2018-04-10\n"
        f"{rain[:8]}  authors: - → A B; C D\n"
        "1 article corrected\n",
    )
    assert here("list", "--author", "b", "--on", "2018-04-10", "--ids").out == f"{rain}\n"
    assert here("authors", "rained").out == "1\tA B\n1\tC D\n"


def test_a_pipe_is_corrected_as_one(here: Here) -> None:
    ran = here.world.shell(
        "newsarchive list --ids | newsarchive edit - --source Gazette --add-tag x --remove-tag OIL"
    )
    assert (ran.status, ran.out, ran.err.splitlines()[-1]) == (0, "", "3 articles corrected")
    told = [
        json.loads(line)
        for line in here("list", "--source", "gazette", "--jsonl").out.split("\n")
        if line
    ]
    assert [record["tags"] for record in told] == [["x"], ["markets", "x"], ["x"]]


def test_an_empty_text_empties_a_field(here: Here) -> None:
    oil = here.id_of("traders")
    assert here("edit", oil, "--author", "", "--date", "", "--tag", "").status == 0
    (record,) = json.loads(here("show", oil, "--json").out)
    assert (record["authors"], record["date"], record["tags"]) == ([], None, [])
    assert re.fullmatch(r"corrected \d{4}-\d\d-\d\d", record["date_source"])


def test_the_last_act_is_undone_until_none_is_left(here: Here, rain: str) -> None:
    here("edit", rain, "--title", "Wet", "--place", "Baku")
    here("edit", rain, "--title", "Wetter")
    assert here("edit", rain, "--undo") == Ran(
        0, "", f"{rain[:8]}  title: Wetter → Wet\nundid the last correction of 1 article\n"
    )
    assert here("edit", rain, "--undo", "--json").out == (
        "[\n"
        f'  {{"id": "{rain}", "field": "place", "before": "Baku", "after": null}},\n'
        f'  {{"id": "{rain}", "field": "title", "before": "Wet", "after": "Rain"}}\n'
        "]\n"
    )
    assert here("edit", rain, "--undo") == Ran(
        1, "", "nothing to undo: this article has no correction\n"
    )


def test_the_log_keeps_what_was_undone(here: Here, rain: str) -> None:
    assert here("edit", rain, "--log") == Ran(1, "", "nothing was ever corrected here\n")
    here("edit", rain, "--title", "Wet")
    here("edit", rain, "--undo")
    here("edit", rain, "--date", "2018-04-10")
    assert timeless(here("edit", rain, "--log")) == Ran(
        0,
        f"{rain[:8]}  NOW  title: Rain → Wet (undone NOW)\n{rain[:8]}  NOW  date: - → 2018-04-10\n",
        "",
    )
    log = json.loads(here("edit", rain, "--log", "--json").out)
    assert [set(one) for one in log] == [{"id", "field", "before", "after", "made", "undone"}] * 2


def test_a_rehearsal_changes_nothing(here: Here, rain: str) -> None:
    ran = here("edit", rain, "--title", "Wet", "--dry-run")
    assert ran == Ran(0, "", f"{rain[:8]}  title: Rain → Wet\n1 article would be corrected\n")
    assert here("list", "--title", "wet").status == 1
    assert here("edit", rain, "--undo", "--dry-run").status == 1


def test_what_is_so_already_is_said(here: Here, rain: str) -> None:
    here("edit", rain, "--title", "Wet")
    assert here("edit", rain, "--title", "Wet") == Ran(
        0, "", "nothing to change: it is all so already\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "nothing to change: say what, as in --title TEXT"),
        (["--date", "04/05/2018"], "'04/05/2018' has two readings: write 2018-04-05 or 2018-05-04"),
        (["--date", "2999-01-01"], "2999-01-01 has not come yet"),
        (["--url", "x"], '"x" is not an address: it begins with https:// and has no spaces'),
        (["--undo", "--log"], "--undo and --log exclude each other (see newsarchive edit --help)"),
        (["--undo", "--tag", "x"], "--undo goes without new values (see newsarchive edit --help)"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    here: Here, rain: str, arguments: list[str], said: str
) -> None:
    assert here("edit", rain, *arguments) == Ran(2, "", f"newsarchive: {said}\n")


def test_one_unknown_id_and_nothing_is_changed(here: Here, rain: str) -> None:
    ran = here("edit", rain, "ffffffff", "--title", "x")
    assert (ran.status, ran.err.splitlines()[-1]) == (2, "nothing was changed")
    assert here("list", "--title", "x").status == 1
    assert here("edit", rain, "ffffffff", "--log").status == 2


def test_no_ids_at_all(here: Here) -> None:
    ran = here.world.process("edit", "-", "--title", "x", stdin="\n")
    assert ran == Ran(1, "", "no ids, nothing was changed\n")


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--tsv", "--csv --about"])
@pytest.mark.parametrize("command", ["edit - --title x", "show -", "remove - --yes"])
def test_records_are_no_ids_and_that_is_said_once(here: Here, form: str, command: str) -> None:
    ran = here.world.shell(f"newsarchive list {form} | newsarchive {command}")
    assert ran == Ran(
        2, "",
        "newsarchive: standard input has records, not ids; the command before it writes ids with "
        f"--ids (see newsarchive {command.split(maxsplit=1)[0]} --help)\n",
    )  # fmt: skip
    assert here("list", "--count").out == "3\n"


def test_an_order_of_the_day_and_month(here: Here, rain: str) -> None:
    assert here("edit", rain, "--date", "04/05/2018", "--date-order", "dmy").status == 0
    assert here("list", "--on", "2018-05-04", "--ids").out == f"{rain}\n"


def test_hostile_corrections_stay_harmless(here: Here, rain: str) -> None:
    ran = here("edit", rain, "--title", "a\x1b[31mb\x9b")
    log = here("edit", rain, "--log")
    shown = here("show", rain, "--provenance")
    assert not set(ran.err + log.out + shown.out) & set("\x1b\x9b")
