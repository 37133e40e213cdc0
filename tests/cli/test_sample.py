"""`sample`: what it writes, and where."""

from __future__ import annotations

import json

from newsarchive.cli.commands.sample import BYS, SEED
from newsarchive.search import sample
from tests.cli.conftest import Here, Ran


def test_size_seed_and_population_are_on_stderr_and_in_each_record(here: Here) -> None:
    ran = here("sample", "-n", "1", "--seed", "7", "oil", "--json")
    assert ran.err == "sample of 1 of 2 articles, seed 7\n"
    (one,) = json.loads(ran.out)
    assert list(one.items())[-5:] == [
        ("seed", 7), ("sampled", 1), ("population", 2), ("stratum", None), ("weight", 2.0),
    ]  # fmt: skip


def test_strata_are_counted_on_stderr(here: Here) -> None:
    ran = here("sample", "-n", "3", "--by", "month", "--csv", "--fields", "stratum,weight")
    assert sorted(ran.out.splitlines()) == [",1.0", "2018-04,1.0", "2018-05,1.0", "stratum,weight"]
    assert ran.err == "sample of 3 of 3 articles, seed 1, by month: from 3 of 3\n"


def test_every_form_has_the_same_articles_in_the_same_order(here: Here) -> None:
    ids = here("sample", "--ids").out.split()
    assert here("sample", "-n", "0", "--format", "{id}").out.split() == ids
    assert [one["id"] for one in json.loads(here("sample", "--json").out)] == ids
    assert [line.split("\t")[0] for line in here("sample").out.splitlines()] == [
        id_[:8] for id_ in ids
    ]
    assert here("sample", "-n", "2", "--ids").out.split() == ids[:2]


def test_a_sample_in_another_order(here: Here) -> None:
    ran = here("sample", "--sort", "date-asc", "--format", "{date|none}")
    assert ran.out.split() == ["2018-04-10", "2018-05-01", "none"]


def test_a_sample_of_nothing(here: Here) -> None:
    assert here("sample", "snow") == Ran(1, "", "nothing matches snow\n")


def test_a_sample_that_time_cut_short_is_an_error(here: Here) -> None:
    ran = here("sample", "oil", "--timeout", "0")
    assert (ran.status, "(--timeout)" in ran.err) == (2, True)


def test_results_of_a_sample_can_be_named(here: Here) -> None:
    here.terminal("sample", "--seed", "7")
    (first, *_) = here("sample", "--seed", "7", "--ids").out.split()
    assert here("show", "@1", "--format", "{id}").out.strip() == first


def test_choices_in_the_help_are_those_of_the_library() -> None:
    assert (BYS, SEED) == (sample.BYS, sample.SEED)
