"""Questions about questions: `--explain`, many queries at once, advice, and the pages of help."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.commands.helping import TOPICS, page
from newsarchive.render.record import FIELDS
from tests.cli.conftest import Here, Ran
from tests.surroundings import TODAY


def without_scores(text: str) -> str:
    return re.sub(r"\d+\.\d\d", "N", text)


# --explain


def test_explain_tells_on_stderr_how_the_query_was_understood(here: Here) -> None:
    ran = here("search", "--explain", 'oil (traders OR rain) date:"april 2018"')
    id_ = here.id_of("traders")
    assert ran.out == f"{id_[:8]}\t2018-04-10\tJane Doe; Ali Veli\tOil prices rise\n"
    assert without_scores(ran.err) == (
        "articles  part of the query, alone\n"
        "       1  oil (traders OR rain) date:2018-04-01..2018-04-30\n"
        "       2    oil\n"
        "       2    traders OR rain\n"
        "       1      traders\n"
        "       1      rain\n"
        '       1    date:2018-04-01..2018-04-30   (from "april 2018")\n'
        "\n"
        "score of each hit: for each word (how often, weighted; of how many articles)\n"
        f"  1  {id_[:8]}  N = oil N (5x, of 2) + traders N (2x, of 1)\n"
        "\n"
    )


def test_explain_adds_up(here: Here) -> None:
    told = here("search", "--explain", "oil traders").err.splitlines()[-2]
    whole, *parts = map(float, re.findall(r"\d+\.\d\d", told))
    assert whole == pytest.approx(sum(parts), abs=0.011)


def test_explain_says_that_a_question_mark_is_no_wildcard(here: Here) -> None:
    note = "a ? that no letter follows is punctuation, no wildcard"
    assert note in here("search", "--explain", "Did oil prices rise?").err
    assert note not in here("search", "--explain", "o?l").err


def test_explain_shows_what_options_add(here: Here) -> None:
    told = here("search", "oil", "--explain", "--since", "2018-05", "--ids").err
    assert '       1    date:2018-05-01..   (from "2018-05")\n' in told


def test_explain_says_which_word_killed_the_result(here: Here) -> None:
    assert here("search", "--explain", "xylophone oil") == Ran(
        1,
        "",
        "articles  part of the query, alone\n"
        "       0  xylophone oil\n"
        "       0    xylophone\n"
        "       2    oil\n"
        "nothing matches xylophone oil\n"
        "no article has xylophone\n"
        "with --any 2 articles match\n",
    )


# --queries

COMPLAINT = "newsarchive: this parenthesis is never closed\n  (gas\n  ^\n"


def asked(here: Here, *arguments: str) -> Ran:
    """Ask four queries of a file with a comment and a blank line; the last finds nothing."""
    path = here.world.folder / "queries.txt"
    path.write_text("oil\n# energy\n(gas\n\n  rained \nxylophone\n")
    ran = here("search", "--queries", str(path), *arguments)
    assert (ran.status, ran.err) == (2, f"{path} line 3:\n{COMPLAINT}")
    return ran


def test_many_queries_are_answered_in_plain_lines(here: Here) -> None:
    told = [line.split("\t")[3:] for line in asked(here).out.splitlines()]
    assert told == [["Oil prices rise", "oil"], ["Gas follows", "oil"], ["Rain", "rained"]]
    first = asked(here, "--body").out.splitlines()[0]
    assert first.endswith("Traders in Baku were not surprised.\toil")


def test_many_queries_are_answered_in_records_with_the_query(here: Here) -> None:
    array = json.loads(asked(here, "--json").out)
    assert [(record["title"], record["query"]) for record in array] == [
        ("Oil prices rise", "oil"),
        ("Gas follows", "oil"),
        ("Rain", "rained"),
    ]
    assert list(array[0]) == [*FIELDS, "query"]
    assert [json.loads(line) for line in asked(here, "--jsonl").out.splitlines()] == array
    rows = list(csv.reader(io.StringIO(asked(here, "--csv").out)))
    assert rows[0] == [*FIELDS, "query"]
    assert [row[-1] for row in rows[1:]] == ["oil", "oil", "rained"]
    assert len(asked(here, "--tsv").out.splitlines()) == len(rows)


@pytest.mark.parametrize("form", ["--ids", "--paths"])
def test_many_queries_are_answered_in_two_columns(here: Here, form: str) -> None:
    single = here("search", "oil", form).out.splitlines()
    assert asked(here, form).out.splitlines()[:2] == [f"{line}\toil" for line in single]


def test_many_queries_are_counted_those_without_answers_too(here: Here) -> None:
    assert asked(here, "--count").out == "2\toil\n1\trained\n0\txylophone\n"


def test_options_hold_for_each_of_many_queries(here: Here) -> None:
    out = asked(here, "--ids", "-n", "1", "--sort", "date").out
    assert [line.split("\t")[1] for line in out.splitlines()] == ["oil", "rained"]


@pytest.mark.parametrize(
    ("typed", "status", "out", "err"),
    [
        ("oil\r\nrained\n", 0, "2\toil\n1\trained\n", ""),
        ("xylophone", 1, "0\txylophone\n", ""),
        ("", 1, "", ""),
        ("(gas\n", 2, "", f"standard input line 1:\n{COMPLAINT}"),
    ],
)
def test_queries_come_from_standard_input_too(
    here: Here, typed: str, status: int, out: str, err: str
) -> None:
    ran = here.world.process("search", "--queries", "-", "--count", stdin=typed)
    assert ran == Ran(status, out, err)


def test_a_query_of_a_file_that_is_not_utf8_is_reported_and_the_others_are_asked(
    here: Here, tmp_path: Path
) -> None:
    file = tmp_path / "queries.txt"
    file.write_bytes("oil\nr\xe4ined\nrained\n".encode("latin-1"))
    ran = here("search", "--queries", str(file), "--count")
    assert (ran.status, ran.out) == (2, "2\toil\n1\trained\n")
    assert ran.err.startswith(f"{file} line 2:\nnewsarchive: no character, but a byte")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.txt"], "nowhere.txt: no such file or directory\n"),
        (["-", "oil"], "--queries goes without a query and without --explain (see "),
        (["-", "--explain"], "--queries goes without a query and without --explain (see "),
    ],
)
def test_queries_that_cannot_be_asked(here: Here, arguments: list[str], said: str) -> None:
    ran = here.world.process("search", "--queries", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"newsarchive: {said}")


# Advice


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tradres"], ["no article has tradres; did you mean traders (1)?"]),
        (["oil", "rained"], ["with --any 3 articles match"]),
        (
            ["gas", "--since", "2019"],
            ["without the dates 1 article matches; the archive goes from 2018-04-10 to 2018-05-01"],
        ),
        (
            ["--any", "xylophone", "tradrs"],
            ["no article has xylophone", "no article has tradrs; did you mean traders (1)?"],
        ),
        (["xylophone"], []),
    ],
)
def test_what_would_help_is_told_when_nothing_is_found(
    here: Here, arguments: list[str], said: list[str]
) -> None:
    ran = here("search", *arguments)
    nothing, *advice = ran.err.splitlines()
    assert (ran.status, ran.out, advice) == (1, "", said)
    assert nothing.startswith("nothing matches ")


# A word that is not wanted, and news first


def test_a_caret_excludes_a_word_without_looking_like_an_option(here: Here) -> None:
    assert here("search", "^oil", "--ids").out.split() == [here.id_of("rained")]
    assert here("search", "oil", "^traders") == here("search", "--", "oil", "-traders")


def test_recent_prefers_newer_articles(here: Here) -> None:
    here.world.article("old.json", {"date": "1990-01-01", "body": "sun sun rain"})
    here.world.article("new.json", {"date": TODAY, "body": "sun rain wind"})
    here("ingest", str(here.world.news), "--quiet")

    def dates(*arguments: str) -> list[str]:
        return [line.split("\t")[1] for line in here("search", "sun", *arguments).out.splitlines()]

    assert dates() == ["1990-01-01", TODAY]
    assert dates("--recent") == [TODAY, "1990-01-01"]


# Help


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_a_page(empty: Here, topic: str) -> None:
    assert empty("help", topic) == Ran(0, page(topic), "")
    assert page(topic).startswith("# ")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_on_a_command_is_its_own(empty: Here, name: str) -> None:
    assert empty("help", name) == empty(name, "--help")


def test_help_alone_names_the_topics(empty: Here) -> None:
    ran = empty("help")
    assert ran.out.startswith(empty("--help").out)
    assert ran.out.endswith("Topics: query, dates (newsarchive help TOPIC)\n")


def test_help_on_nothing_known_names_what_is(empty: Here) -> None:
    ran = empty("help", "smoke")
    known = ", ".join([*TOPICS, *COMMANDS])
    assert (ran.status, ran.out) == (2, "")
    assert f'there is no help on "smoke"; there is on {known}' in ran.err
