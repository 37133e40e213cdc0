"""`audit`: what is missing or looks wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Here, Ran


@pytest.fixture
def flawed(here: Here) -> Here:
    """The archive, with three more articles that have something wrong."""
    long = "A sentence of just ten words, said again and again. " * 6
    here.world.article(
        "a.json", {"date": "04/05/2018", "authors": ["Ann Bell"], "body": f"Alpha {long}"}
    )
    here.world.article("b.json", {"title": "B", "date": "2018-01-01", "body": f"Beta cafÃ© {long}"})
    here.world.article(
        "c.json", {"title": "C", "date": "2017-01-01", "body": f"BETA  cafÃ©\n\n{long.upper()}"}
    )
    assert here("ingest", str(here.world.news), "--quiet").status == 0
    return here


def ids(here: Here) -> dict[str, str]:
    """The first letter of each title → the short id."""
    records = [json.loads(line) for line in here("list", "--jsonl").out.splitlines()]
    return {record["title"][0]: record["id"][:8] for record in records}


def test_alone_it_counts(flawed: Here) -> None:
    of = ids(flawed)
    assert flawed("audit") == Ran(
        0,
        f"undated\t2\t{min(of['A'], of['R'])}\t{'Rain' if of['R'] < of['A'] else TITLE}\n"
        f"ambiguous\t1\t{of['A']}\t{TITLE}\n"
        f"no-author\t3\t{of['B']}\tB\n"
        f"derived\t1\t{of['A']}\t{TITLE}\n"
        f"short\t3\t{of['G']}\tGas follows\n"
        f"garbled\t2\t{of['B']}\tB\n"
        f"duplicate\t2\t{of['B']}\tB\n",
        "",
    )
    told = json.loads(flawed("audit", "--json").out)
    assert [(one["problem"], one["articles"]) for one in told][:3] == [
        ("undated", 2), ("ambiguous", 1), ("no-author", 3),
    ]  # fmt: skip
    assert [len(one["example"]) for one in told] == [16] * 7


TITLE = "Alpha A sentence of just ten words, said again and again."


def test_with_a_problem_it_lists(flawed: Here) -> None:
    of = ids(flawed)
    assert flawed("audit", "garbled", "duplicate") == Ran(
        0,
        f"{of['B']}\t2018-01-01\tgarbled, duplicate\tB\n"
        f"{of['C']}\t2017-01-01\tgarbled, duplicate\tC\n",
        "",
    )
    assert flawed("audit", "any", "--count").out == "6\n"


def test_filters_and_parts_are_those_of_list(flawed: Here) -> None:
    of = ids(flawed)
    assert flawed("audit", "garbled", "--since", "2018", "--paths").out.endswith("/b.json\n")
    assert flawed("audit", "garbled", "--sort", "date-asc", "-n", "1", "--ids").out[:8] == of["C"]
    assert flawed("audit", "garbled", "--offset", "1", "--ids").out[:8] == of["C"]
    # Its double lies outside the years, and is a double all the same.
    assert flawed("audit", "duplicate", "--since", "2018", "--count").out == "1\n"


def test_records_carry_the_problems(flawed: Here) -> None:
    told = [
        json.loads(line) for line in flawed("audit", "undated", "short", "--jsonl").out.splitlines()
    ]
    assert {record["title"]: record["problems"] for record in told}["Rain"] == ["undated", "short"]
    assert list(told[0])[-1] == "problems"
    head = flawed("audit", "undated", "--csv", "--body").out.splitlines()[0]
    assert head.endswith(",body,problems")


def test_how_short_is_short(flawed: Here) -> None:
    assert flawed("audit", "short", "--short", "6", "--count").out == "1\n"


def test_nothing_found_is_1(here: Here) -> None:
    assert here("audit", "garbled") == Ran(1, "", "no article is garbled\n")
    assert here("audit", "undated", "--offset", "5") == Ran(1, "", "only 1 have that\n")
    assert here("audit", "--author", "veli", "--short", "1") == Ran(
        1,
        "undated\t0\t-\t-\nambiguous\t0\t-\t-\nno-author\t0\t-\t-\nderived\t0\t-\t-\n"
        "short\t0\t-\t-\ngarbled\t0\t-\t-\nduplicate\t0\t-\t-\n",
        "no problems found in 1 article\n",
    )


def test_ids_of_which_problem(here: Here) -> None:
    ran = here("audit", "--ids")
    assert (ran.status, ran.out) == (2, "")
    assert "--ids needs to know which problem" in ran.err
    assert here("audit", "sad").status == 2


def test_what_audit_finds_edit_corrects(flawed: Here) -> None:
    ran = flawed.world.shell(
        "newsarchive audit ambiguous --ids | newsarchive edit - --date 2018-05-04"
    )
    assert ran.err.endswith("1 article corrected\n")
    assert flawed("audit", "ambiguous").status == 1


def test_a_person_gets_a_table(flawed: Here) -> None:
    out = flawed.world.terminal("audit", COLUMNS="70").out.splitlines()
    assert out[0] == "problem    articles  what it is                            example"
    assert (
        out[4] == f"derived           1  a title made from the first sentence  {ids(flawed)['A']}…"
    )
    assert out[-1] == "6 articles; to list them: newsarchive audit undated"
    listed = flawed.world.terminal("audit", "any", "-n", "2").out.splitlines()
    assert (len(listed), listed[-1]) == (4, "2 of 6")


def test_an_about_of_a_list_is_of_the_articles_that_have_the_problem(
    flawed: Here, tmp_path: Path
) -> None:
    """Shown or not; so `rerun` counts what newly has it, and what was corrected."""
    file = tmp_path / "undated.csv"
    flawed("audit", "undated", "-n", "1", "--about", "-o", str(file))
    rain = flawed.id_of("title:rain")
    flawed("edit", rain, "--date", "2018-01-02")
    flawed.world.article("d.json", {"title": "D", "date": "2018-01-03", "body": "Delta."})
    flawed("ingest", str(flawed.world.news), "--quiet")
    told = json.loads(flawed("rerun", str(file), "--json").out)
    assert (told["then"]["articles"], told["now"]["articles"]) == (2, 1)
    assert (told["new"], told["gone"]) == ([], [rain])
