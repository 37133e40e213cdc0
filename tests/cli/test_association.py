"""`keywords` and `collocates`: what they write, and where."""

from __future__ import annotations

import json

import pytest

from newsarchive.cli.commands import collocates as collocates_command
from newsarchive.cli.commands import keywords as keywords_command
from newsarchive.search import collocates, keywords
from tests.cli.conftest import Here, Ran


def test_keywords_in_a_pipe_are_csv_and_say_on_stderr_what_was_compared(here: Here) -> None:
    ran = here("keywords", "oil", "--against", "rain", "--min-count", "3")
    assert (ran.status, ran.out.splitlines()[0]) == (1, (
        "term,kind,count,against,per_million,against_per_million,g2,log_ratio,dispersion,articles"
    ))  # fmt: skip
    assert ran.err == "2 articles with 21 words, compared with 1 with 6\n"


def test_keywords_as_records(here: Here) -> None:
    ran = here("keywords", "rain", "--min-count", "1", "-n", "1", "--json")
    (one,) = json.loads(ran.out)
    assert {name: one[name] for name in ("term", "kind", "count", "against", "articles")} == {
        "term": "rained", "kind": "word", "count": 2, "against": 0, "articles": 1,
    }  # fmt: skip
    assert ran.status == 0


def test_keywords_of_nothing_and_of_everything(here: Here) -> None:
    assert here("keywords", "snow", "--json") == Ran(1, "[]\n", "nothing matches snow\n")
    ran = here("keywords", "*", "--json")
    assert (ran.status, ran.out) == (1, "[]\n")
    assert "no other article is left to compare with" in ran.err
    assert here("keywords").status == 2


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("snow", "nothing matches snow (--against): there is nothing to compare with\n"),
        ("rain", "all that --against finds matches the query too: there is nothing to compare"),
    ],
)
def test_keywords_compared_with_nothing(here: Here, against: str, said: str) -> None:
    ran = here("keywords", "rain", "--against", against, "--json")
    assert (ran.status, ran.out) == (1, "[]\n")
    assert said in ran.err


def test_collocates_in_a_pipe_are_csv_and_say_on_stderr_where_they_were_found(here: Here) -> None:
    ran = here("collocates", "oil", "--min-count", "1", "--window", "1")
    assert ran.out.splitlines()[0] == (
        "word,count,left,right,total,expected,g2,log_ratio,mi,articles"
    )
    assert ran.err == "3 places of oil in 2 articles; 4 words near, of 24\n"


def test_collocates_of_nothing(here: Here) -> None:
    assert here("collocates", "snow", "--jsonl") == Ran(1, "", "nothing matches snow\n")


def test_collocates_of_two_words_are_pointed_at(here: Here) -> None:
    ran = here("collocates", "oil", "prices")
    assert (ran.status, ran.out, "\n  ^^^^^^^^^^" in ran.err) == (2, "", True)


def test_time_that_is_up_is_an_error(here: Here) -> None:
    for line in (("keywords", "oil"), ("collocates", "oil")):
        ran = here(*line, "--timeout", "0")
        assert (ran.status, ran.out) == (2, "")
        assert "(--timeout): nothing was found until then" in ran.err


def test_choices_in_the_help_are_those_of_the_library() -> None:
    assert keywords_command.ORDERS == keywords.ORDERS
    assert collocates_command.ORDERS == collocates.ORDERS
