"""`show --versions`, `--version`, `--provenance`, and `diff`: the history of an article."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.conftest import ARTICLES, Here, Ran


def timeless(ran: Ran) -> Ran:
    return Ran(ran.status, re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "NOW", ran.out), ran.err)


@pytest.fixture
def changed(here: Here) -> str:
    """The id of an article of which there are two versions."""
    id_ = here.id_of("traders")
    later = ARTICLES["oil.json"] | {
        "title": "Oil prices fall",
        "body": "Oil fell on Tuesday.\n\nTraders in Baku were not surprised.\n\nNobody was.",
    }
    here.world.article("oil.json", later)
    assert here("ingest", str(here.world.news), "--quiet").status == 0
    return id_


def test_versions_are_listed_newest_first(here: Here, changed: str) -> None:
    short = changed[:8]
    assert timeless(here("show", changed, "--versions")) == Ran(
        0,
        f"{short}\t2\tNOW\t2018-04-10\t12\tjson\ttitle, text (-1 +3 words)\n"
        f"{short}\t1\tNOW\t2018-04-10\t10\tjson\tfirst seen\n",
        "",
    )
    told = [
        json.loads(line) for line in here("show", changed, "--versions", "--jsonl").out.splitlines()
    ]
    assert [(one["version"], one["title"]) for one in told] == [
        (2, "Oil prices fall"), (1, "Oil prices rise"),
    ]  # fmt: skip


def test_a_person_gets_a_table_of_versions(here: Here, changed: str) -> None:
    out = here.world.terminal("show", changed, "--versions").out.splitlines()
    assert out[0] == f"{changed[:8]}  Oil prices fall"
    assert out[1] == "version  archived (UTC)    date        words  format  what has changed"
    assert out[2].endswith("     12  json    title, text (-1 +3 words)")


def test_a_version_is_shown_as_it_was_read(here: Here, changed: str) -> None:
    here("edit", changed, "--title", "Corrected")
    out = here("show", changed, "--version", "1").out
    assert out.startswith("title: Oil prices rise\n")
    assert "(version 1, archived" in out
    (record,) = json.loads(here("show", changed, "--version", "2", "--json").out)
    assert (record["title"], record["version"]) == ("Oil prices fall", 2)
    (record,) = json.loads(here("show", changed, "--json").out)
    assert record["title"] == "Corrected"
    original = here.world.process("show", changed, "--version", "1", "--original").out
    assert original == json.dumps(ARTICLES["oil.json"])


def test_a_version_that_is_not_there(here: Here, changed: str) -> None:
    assert here("show", changed, "--version", "3") == Ran(
        2, "", f"newsarchive: {changed[:8]} has no version 3: it has versions 1 to 2\n"
    )
    assert here("diff", here.id_of("rained"), "2").err.endswith("has only one version\n")


def test_options_that_exclude_each_other(here: Here, changed: str) -> None:
    ran = here("show", changed, "--versions", "--provenance")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("newsarchive: --versions and --provenance exclude each other")


DIFFERENCE = """\
--- version 1, archived NOW
+++ version 2, archived NOW
title: [-Oil prices rise-] {+Oil prices fall+}

Oil [-rose-] {+fell+} on Tuesday.

Traders in Baku were not surprised.

{+Nobody was.+}
"""


def test_diff_compares_the_last_two(here: Here, changed: str) -> None:
    assert timeless(here("diff", changed[:6])) == Ran(0, DIFFERENCE, "")
    assert timeless(here("diff", changed, "1", "2")).out == DIFFERENCE
    assert "[-Oil prices fall-] {+Oil prices rise+}" in here("diff", changed, "2", "1").out


def test_diff_knows_no_corrections(here: Here, changed: str) -> None:
    here("edit", changed, "--title", "Corrected", "--author", "")
    assert timeless(here("diff", changed)) == Ran(0, DIFFERENCE, "")


def test_diff_as_data(here: Here, changed: str) -> None:
    told = json.loads(here("diff", changed, "--json").out)
    assert (told["id"], told["before"], told["after"]) == (changed, 1, 2)
    assert told["fields"] == [
        {"field": "title", "before": "Oil prices rise", "after": "Oil prices fall"}
    ]
    assert {"kind": "gone", "text": "rose "} in told["text"]


def test_nothing_to_compare_is_1(here: Here, changed: str) -> None:
    rain = here.id_of("rained")
    assert here("diff", rain) == Ran(
        1, "", f"{rain[:8]} has only one version: nothing to compare\n"
    )
    same = here("diff", changed, "2", "2")
    assert (same.status, same.out) == (1, "")
    assert here("diff", "ffffffff").status == 2


def test_diff_is_coloured_for_a_person(here: Here, changed: str) -> None:
    out = here.world.terminal("diff", changed).out
    assert "Oil \x1b[31m[-rose-]\x1b[0m \x1b[32m{+fell+}\x1b[0m on" in out
    assert "\x1b[3" not in here.world.terminal("diff", changed, NO_COLOR="1").out
    assert here("diff", changed, "--color", "always").out == out


def test_provenance_says_where_each_value_was_found(here: Here, changed: str) -> None:
    rain = here.id_of("rained")
    here("edit", rain, "--date", "2018-04-10")
    told = re.sub(
        r"corrected [\d-]+", "corrected DAY", timeless(here("show", rain, "--provenance")).out
    )
    assert told == (
        f"id: {rain}\n"
        'title: Rain (field "title")\n'
        "date: 2018-04-10 (corrected DAY; none was read)\n"
        "authors: -\n"
        "language: -\n"
        "agency: -\n"
        "place: -\n"
        "correction: NOW  date: - → 2018-04-10\n"
    )
    (record,) = json.loads(here("show", rain, "--provenance", "--json").out)
    assert list(record)[-1] == "corrections"
    assert [(one["field"], one["after"]) for one in record["corrections"]] == [
        ("date", "2018-04-10")
    ]
    rows = here("show", rain, "--provenance", "--csv").out
    assert "date: - → 2018-04-10" in rows.splitlines()[-1]


def test_a_person_reads_the_notes_on_lines_of_their_own(here: Here) -> None:
    oil = here.id_of("traders")
    here("edit", oil, "--tag", "x", "--title", "Oil")
    told = re.sub(
        r"\d{4}-\d\d-\d\d(?=\n|T)", "DAY", here.world.terminal("show", oil, "--provenance").out
    )
    assert told.splitlines()[1:4] == [
        "     title  Oil",
        "              corrected DAY",
        '              read as Oil prices rise, field "title"',
    ]
    assert (
        "      tags  x\n              corrected DAY\n              read as oil; markets\n" in told
    )


def test_a_settled_date_says_what_settled_it(here: Here) -> None:
    here.world.article("odd.json", {"date": "04/05/2018", "source": "Star", "body": "It snowed."})
    here.world.article("even.json", {"date": "25/05/2018", "source": "Star", "body": "It thawed."})
    ran = here("ingest", str(here.world.news))
    assert re.sub(r"\d+\.\d+ s", "0.0 s", ran.err) == (
        "2 articles added, 3 unchanged; 1 date settled (0.0 s)\n"
    )
    told = here("show", here.id_of("snowed"), "--provenance").out
    assert (
        'date: 2018-05-04 (field "date", day first as elsewhere in Star; '
        "printed so that it may be 2018-04-05 or 2018-05-04)\n"
    ) in told
    report = json.loads(here("ingest", str(here.world.news), "--json").out)
    assert (report["settled"], report["unsettled"], report["unchanged"]) == (0, 0, 5)
