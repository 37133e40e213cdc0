"""`--kwic` and `--group-by`, in every form."""

from __future__ import annotations

import csv
import io
import json

import pytest

from newsarchive.cli import options
from newsarchive.query.concordance import ORDERS
from newsarchive.render.groups import KINDS
from newsarchive.render.record import FIELDS, OCCURRENCE_FIELDS
from tests.cli.conftest import Here, Ran


def test_each_place_is_a_line_with_tabs(here: Here) -> None:
    oil, gas = here("search", "oil", "--ids").out.split()
    assert here("search", "oil", "--kwic") == Ran(
        0,
        f"{oil[:8]}\t2018-04-10\t\tOil\t prices rise\n"
        f"{oil[:8]}\t2018-04-10\t\tOil\t rose on Tuesday. Traders in Baku were not surprised.\n"
        f"{gas[:8]}\t2018-05-01\tGas followed \toil\t, as it does.\n",
        "",
    )


def test_each_place_is_a_record(here: Here) -> None:
    record = json.loads(here("search", "body:traders", "--kwic", "--jsonl").out)
    assert record == {
        "id": here.id_of("traders"),
        "date": "2018-04-10",
        "title": "Oil prices rise",
        "part": "body",
        "start": 22,
        "end": 29,
        "left": "Oil rose on Tuesday. ",
        "match": "Traders",
        "right": " in Baku were not surprised.",
    }
    assert tuple(record) == OCCURRENCE_FIELDS
    (row,) = csv.DictReader(io.StringIO(here("search", "body:traders", "--kwic", "--csv").out))
    assert row == {name: str(value) for name, value in record.items()}


def test_a_place_can_carry_any_field_of_its_article(here: Here) -> None:
    ran = here("search", "traders", "--kwic", "--csv", "--fields", "rank,words,match,authors,part")
    assert ran.out == "rank,words,match,authors,part\n1,10,Traders,Jane Doe; Ali Veli,body\n"
    ran = here("search", "traders", "--kwic", "--format", "{author} {snippet:.4} [{match}]")
    assert ran.out == "Jane Doe Oil… [Traders]\n"


def test_places_are_counted_not_articles(here: Here) -> None:
    assert here("search", "oil", "--kwic", "--count").out == "3\n"
    lines = here("search", "oil", "--kwic").out.splitlines()
    assert here("search", "oil", "--kwic", "-n", "2").out.splitlines() == lines[:2]
    assert here("search", "oil", "--kwic", "--offset", "1").out.splitlines() == lines[1:]
    assert here("search", "oil", "--kwic", "-n", "0").out.splitlines() == lines


def test_places_are_sorted_by_what_is_beside_them(here: Here) -> None:
    def sides(by: str) -> list[str]:
        records = here("search", "oil", "--kwic", "--kwic-sort", by, "--jsonl").out.splitlines()
        return [json.loads(record)["right"].split()[0] for record in records]

    assert sides("right") == [",", "prices", "rose"]
    assert sides("left") == ["prices", "rose", ","]


def test_places_on_a_terminal_share_a_column_and_are_counted(here: Here) -> None:
    ran = here.terminal("search", "oil", "--kwic", TERM="dumb")
    lines = ran.out.splitlines()
    assert {line.lower().index("oil") for line in lines[:3]} == {45}
    assert lines[3] == ""
    assert lines[4].startswith("3 places; 2 articles match (")


def test_no_places(here: Here) -> None:
    assert here("search", "xylophone", "--kwic").err.startswith("nothing matches xylophone\n")
    assert here("search", "author:doe", "--kwic") == Ran(
        1,
        "",
        "what was found was not found by words in title or text: there is no context\n",
    )
    for words in (["--sort", "date"], ["--kwic-sort", "left"], ["-n", "1"]):
        ran = here("search", "oil", "--kwic", "--offset", "9", *words)
        assert ran == Ran(1, "", "only 3 places: nothing is left after the first 9\n")
    ran = here("search", "author:doe", "--kwic", "--offset", "1")
    assert (ran.status, "there is no context" in ran.err) == (1, True)


def test_groups_in_a_pipe_are_a_last_column_and_in_records_a_last_field(here: Here) -> None:
    lines = here("list", "--group-by", "author").out.splitlines()
    assert [line.split("\t")[3:] for line in lines] == [
        ["Gas follows", "Jane Doe"],
        ["Oil prices rise", "Jane Doe"],
        ["Oil prices rise", "Ali Veli"],
        ["Rain", "-"],
    ]
    records = json.loads(here("list", "--group-by", "month", "--json").out)
    assert [record["group"] for record in records] == ["2018-05", "2018-04", None]
    assert tuple(records[0]) == (*FIELDS, "group")
    assert [r["group"] for r in json.loads(
        here("list", "--group-by", "year", "--sort", "date-asc", "--json", "--body").out
    )] == ["2018", "2018", None]  # fmt: skip


def test_groups_on_a_terminal_keep_the_numbers_of_the_search(here: Here) -> None:
    out = here.terminal("list", "--group-by", "author", TERM="dumb").out
    heads = [line for line in out.splitlines() if line and not line.startswith("     ")]
    assert heads[:-1] == [
        "Jane Doe (2)",
        "  1  Gas follows",
        "  2  Oil prices rise",
        "Ali Veli (1)",
        "  2  Oil prices rise",
        "no author (1)",
        "  3  Rain",
    ]
    assert heads[-1].startswith("3 of 3 (")
    first = here.terminal("list", "--group-by", "author", "-n", "1", TERM="dumb").out
    assert first.startswith("Jane Doe (1 of 2)\n")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--kwic", "--group-by", "day"], "--group-by and --kwic exclude each other"),
        (["--kwic-sort", "left"], "--kwic-sort orders what --kwic shows: give that too"),
        (["--kwic", "--ids"], "--kwic does not go with --ids"),
        (["--kwic", "--body"], "--kwic does not go with --body"),
        (["--group-by", "day", "--count"], "--group-by does not go with --count"),
        (["--recent", "--sort", "date"], "--recent does not go with --sort date"),
    ],
)
def test_what_cannot_be_is_refused(here: Here, arguments: list[str], wrong: str) -> None:
    expected = f"newsarchive: {wrong} (see newsarchive search --help)\n"
    assert here("search", "oil", *arguments) == Ran(2, "", expected)


def test_several_queries_have_no_views(here: Here) -> None:
    ran = here("search", "--queries", "x", "--kwic")
    assert ran.err.startswith("newsarchive: --queries goes without --kwic and without --group-by")


def test_the_options_name_what_there_is() -> None:
    assert options.GROUPS == KINDS
    assert options.KWIC_SORTS == ORDERS
