"""`search` and `list`: what they find, in every form."""

from __future__ import annotations

import csv
import io
import json
from typing import get_args

import pytest

from newsarchive.cli import options
from newsarchive.cli.forms import RECORD_FORMATS
from newsarchive.render.record import FIELDS
from newsarchive.render.structured import Format
from newsarchive.search.order import SORTS
from tests.cli.conftest import Here, Ran


def test_a_process_finds_what_it_ingested(here: Here) -> None:
    oil, gas = here("search", "oil", "--ids").out.split()
    assert here.world.process("search", "oil") == Ran(
        0,
        f"{oil[:8]}\t2018-04-10\tJane Doe; Ali Veli\tOil prices rise\n"
        f"{gas[:8]}\t2018-05-01\tJane Doe\tGas follows\n",
        "",
    )


def test_nothing_found_is_status_1(here: Here) -> None:
    assert here("search", "oil", "xylophone") == Ran(
        1,
        "",
        "nothing matches oil xylophone\nno article has xylophone\nwith --any 2 articles match\n",
    )


@pytest.mark.parametrize(
    ("form", "nothing"),
    [
        ("--json", "[]\n"),
        ("--jsonl", ""),
        ("--csv", ",".join(FIELDS) + "\n"),
        ("--tsv", "\t".join(FIELDS) + "\n"),
        ("--ids", ""),
        ("--paths", ""),
        ("--count", "0\n"),
    ],
)
def test_nothing_has_a_form_of_its_own(here: Here, form: str, nothing: str) -> None:
    assert here("search", "xylophone", form) == Ran(1, nothing, "nothing matches xylophone\n")


def test_json_is_the_whole_record(here: Here) -> None:
    ran = here("list", "--on", "2018-04-10", "--json")
    assert json.loads(ran.out) == [
        {
            "id": here.id_of("traders"),
            "title": "Oil prices rise",
            "title_source": 'field "title"',
            "date": "2018-04-10",
            "published": None,
            "updated": None,
            "authors": ["Jane Doe", "Ali Veli"],
            "agency": None,
            "source": "Daily Example",
            "url": None,
            "language": "en",
            "section": None,
            "tags": ["oil", "markets"],
            "words": 10,
            "path": str(here.world.news / "oil.json"),
            "score": 0.0,
            "snippet": "Oil rose on Tuesday. Traders in Baku were not surprised.",
            "date_source": 'field "date"',
            "date_candidates": [],
            "authors_source": 'field "authors"',
            "language_source": "detected",
            "place": None,
            "version": 1,
            "alike": [],
            "added": "2026-01-01T00:00:00Z",
            "notes": [],
        }
    ]
    assert (ran.status, ran.err) == (0, "")


def test_all_forms_tell_the_same(here: Here) -> None:
    array = json.loads(here("list", "--json", "--body").out)
    lines = [json.loads(line) for line in here("list", "--jsonl", "--body").out.splitlines()]
    rows = list(csv.DictReader(io.StringIO(here("list", "--csv", "--body").out)))
    assert lines == array
    assert [row["body"] for row in rows] == [record["body"] for record in array]
    assert [row["authors"] for row in rows] == ["Jane Doe", "Jane Doe; Ali Veli", ""]
    tsv = here("list", "--tsv").out.splitlines()
    assert [line.split("\t")[0] for line in tsv[1:]] == [record["id"] for record in array]
    assert here("list", "--ids").out.split() == [record["id"] for record in array]
    assert here("list", "--paths").out.splitlines() == [record["path"] for record in array]
    assert here("list", "--count").out == "3\n"


def test_plain_lines_end_with_the_body_if_asked(here: Here) -> None:
    ran = here("search", "rained", "--body")
    assert (
        ran.out
        == f"{here.id_of('rained')[:8]}\t-         \t-\tRain\tIt rained, “really”, all day.\n"
    )


def test_list_is_newest_first_and_undated_last(here: Here) -> None:
    titles = [line.split("\t")[3] for line in here("list").out.splitlines()]
    assert titles == ["Gas follows", "Oil prices rise", "Rain"]


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (["-n", "1"], ["Gas follows"]),
        (["-n", "0"], ["Gas follows", "Oil prices rise", "Rain"]),
        (["--offset", "1", "-n", "1"], ["Oil prices rise"]),
        (["--sort", "title"], ["Gas follows", "Oil prices rise", "Rain"]),
        (["--sort", "date-asc"], ["Oil prices rise", "Gas follows", "Rain"]),
        (["--author", "veli"], ["Oil prices rise"]),
        (["--title", "oil", "--title", "gas"], ["Gas follows", "Oil prices rise"]),
        (["--source", "daily example"], ["Oil prices rise"]),
        (["--tag", "markets"], ["Oil prices rise"]),
        (["--date", "none"], ["Rain"]),
        (["--since", "2018-05"], ["Gas follows"]),
        (["--until", "2018-04"], ["Oil prices rise"]),
        (["--since", "2018-04", "--author", "doe"], ["Gas follows", "Oil prices rise"]),
    ],
)
def test_options_of_a_listing(here: Here, arguments: list[str], titles: list[str]) -> None:
    lines = here("list", *arguments).out.splitlines()
    assert [line.split("\t")[3] for line in lines] == titles


def test_an_offset_beyond_the_end_says_so(here: Here) -> None:
    ran = here("list", "--offset", "7")
    assert ran == Ran(1, "", "only 3 match: nothing is left after the first 7\n")
    ran = here("list", "--title", "rain", "--offset", "1")
    assert ran == Ran(1, "", "only 1 matches: nothing is left after the first 1\n")


def test_an_empty_archive_is_called_empty(here: Here) -> None:
    here("remove", *here("list", "--ids").out.split(), "--yes")
    assert here("list") == Ran(1, "", "the archive holds no articles\n")


def test_several_arguments_are_one_query(here: Here) -> None:
    assert here("search", "oil", "OR", "rain", "--count").out == "3\n"
    assert here("search", "--any", "traders rain", "--count").out == "2\n"
    assert here("search", "--literal", "oil OR rain", "--count").out == "0\n"
    assert here("search", "--count", "--", "-oil").out == "1\n"


def test_the_options_name_what_the_library_offers() -> None:
    assert options.SORTS == SORTS
    assert tuple(RECORD_FORMATS) == get_args(Format)
