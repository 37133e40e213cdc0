"""Date expressions mean the right days, and wrong ones are refused."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.dates.expressions import DateRange, Order, Precision, parse_dates
from newsarchive.dates.ranges import EARLIEST, LATEST
from newsarchive.model.errors import DateError

NOW = dt.date(2018, 4, 18)  # a Wednesday
APRIL_10 = dt.date(2018, 4, 10)


def day(text: str) -> dt.date | None:
    return None if text in {"-", "none", "any"} else dt.date.fromisoformat(text)


def refusal(text: str, order: Order | None = None) -> str:
    with pytest.raises(DateError) as caught:
        parse_dates(text, now=NOW, order=order)
    return str(caught.value)


# Expressions: the table, and what generalises it.

TABLE = [
    tuple(line.split("\t"))
    for name in ("dates.tsv", "more_dates.tsv")
    for line in (Path(__file__).parents[1] / "data" / name).read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_the_tables_of_expressions() -> None:
    assert len(TABLE) > 400
    for text, first, last in TABLE:
        if first == "error":
            assert refusal(text), text
            continue
        found = parse_dates(text, now=NOW)
        read = (found.first, found.last, found.undated)
        assert read == (day(first), day(last), first == "none"), text


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("tomorrow", "2018-04-19"),
        ("next week", "2018-04-23..2018-04-29"),
        ("next month", "2018-05-01..2018-05-31"),
        ("next year", "2019-01-01..2019-12-31"),
        ("previous quarter", "2018-01-01..2018-03-31"),
        ("this decade", "2010-01-01..2019-12-31"),
        ("last decade", "2000-01-01..2009-12-31"),
        ("last two years", "2016-04-19..2018-04-18"),
        ("last 2 quarters", "2017-10-19..2018-04-18"),
        ("last 1y6m", "2016-10-19..2018-04-18"),
        ("last-7-days", "2018-04-12..2018-04-18"),
        ("a week ago", "2018-04-11"),
        ("TWELVE months ago", "2017-04-18"),
        ("3-months-ago", "2018-01-18"),
        ("sunday", "2018-04-15"),
        ("this mon", "2018-04-16"),
        ("last monday", "2018-04-16"),
        ("last Thurs", "2018-04-12"),
        ("Q3", "2017-07-01..2017-09-30"),
        ("2018 H2", "2018-07-01..2018-12-31"),
        ("week 15 2018", "2018-04-09..2018-04-15"),
        ("2018W01", "2018-01-01..2018-01-07"),
        ("29 February", "2016-02-29"),
        ("in april", "2018-04-01..2018-04-30"),
        ("during 2017", "2017-01-01..2017-12-31"),
        ("since last week", "2018-04-09.."),
        ("since 3 days ago", "2018-04-15.."),
        ("last week..today", "2018-04-09..2018-04-18"),
        ("last week to yesterday", "2018-04-09..2018-04-17"),
        ("april to may 2017", "2017-04-01..2017-05-31"),
        ("june to august 2018", "2018-06-01..2018-08-31"),
        ("november..february", "2017-11-01..2018-02-28"),
        ("2018-04-01–2018-04-10", "2018-04-01..2018-04-10"),
        ("1 April 2018 - 3 April 2018", "2018-04-01..2018-04-03"),
        ("12 Apr 2018/13 Apr 2018", "2018-04-12..2018-04-13"),
        ("P1M/2018-04-30", "2018-04-01..2018-04-30"),
        ("[* TO 2018-04]", "..2018-04-30"),
        ("[2018 to *]", "2018-01-01.."),
        ("2018-04 ~ 1w", "2018-03-25..2018-05-07"),
        ("2018/04", "2018-04-01..2018-04-30"),
        ("04.2018", "2018-04-01..2018-04-30"),
        ("avril 2018", "2018-04-01..2018-04-30"),
        ("abril de 2018", "2018-04-01..2018-04-30"),
        ("апрель 2018 г.", "2018-04-01..2018-04-30"),
        ("2018年4月", "2018-04-01..2018-04-30"),
        ("le 10 avril", "2018-04-10"),
        ("10_April_2018", "2018-04-10"),
        ("  10\n april\t2018 ", "2018-04-10"),
        ("2018-04-10T22:15:00-04:00", "2018-04-10"),
        ("10 Apr 2018 23:30 EST", "2018-04-10"),
        ("2018-04-10 10:15..2018-04-11 09:00", "2018-04-10..2018-04-11"),
        ("4/4/2018", "2018-04-04"),
        ("ANY", "any"),
        ("None", "none"),
    ],
)
def test_expressions_beyond_the_table(text: str, meaning: str) -> None:
    assert str(parse_dates(text, now=NOW)) == meaning


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("yesterday", Precision.DAY),
        ("2w", Precision.DAY),
        ("last week", Precision.WEEK),
        ("april", Precision.MONTH),
        ("Q2 2018", Precision.QUARTER),
        ("H1 2018", Precision.HALF),
        ("on 2018", Precision.YEAR),
        ("2010s", Precision.DECADE),
        ("last 7 days", Precision.SPAN),
        ("2018..", Precision.SPAN),
        ("any", Precision.SPAN),
    ],
)
def test_precision_is_the_unit_that_was_named(text: str, precision: Precision) -> None:
    assert parse_dates(text, now=NOW).precision is precision


@pytest.mark.parametrize(
    ("order", "meaning"), [(Order.DMY, dt.date(2018, 10, 4)), (Order.MDY, APRIL_10)]
)
def test_order_decides_day_and_month_in_digits(order: Order, meaning: dt.date) -> None:
    assert parse_dates("04/10/2018", now=NOW, order=order).first == meaning
    assert parse_dates("31/12/2017", now=NOW, order=order).first == dt.date(2017, 12, 31)


# Refusals.


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("2018-02-30", "February 2018 has 28 days"),
        ("31 April", "April has at most 30 days"),
        ("30 February..", "February has at most 29 days"),
        ("2018-13", "months run from 01 to 12"),
        ("13/13/2018", "months run from 01 to 12"),
        ("0999", "years run from 1000 to 2999"),
        ("3000-01-01", "years run from 1000 to 2999"),
        ("Q5 2018", "a year has 4 of them"),
        ("H0 2018", "a year has 2 of them"),
        ("2018-W53", "2018 has 52 weeks"),
        ("2018-04-10 25:00", "there is no time 25:00"),
        ("04/10/2018", "2018-04-10 or 2018-10-04"),
        ("since 04/10/2018", "2018-04-10 or 2018-10-04"),
        ("10/04/18", "four digits"),
        ("10 Apr 18", "four digits"),
        ("2018..2016", "2018-01-01..2016-12-31"),
        ("2018-04-10 to 2018-04-01", "2018-04-10..2018-04-01"),
        ("2018-04-01/P0D", "2018-04-01..2018-03-31"),
        ("2018~soon", "'soon' is not a length of time: try 3d"),
        ("3d2w", "try 3d, 2w, 1y6m"),
        ("..", "at least one end"),
        ("[* TO *]", "at least one end"),
        ("blarg", "'blarg' is not a date: try 2018-04-10"),
        ("2018..blarg", "'blarg' is not a date: try 2018-04-10"),
        ("", "a date is missing: try 2018-04-10"),
        (" ", "a date is missing: try 2018-04-10"),
        ("before 1000", "out of reach"),
        ("after 2999", "out of reach"),
        ("1000-01-01~1d", "out of reach"),
        ("99999999999999 days ago", "out of reach"),
        ("9999y..", "out of reach"),
        ("@99999999999999999", "out of reach"),
        ("x" * 100_000, "100,000 characters"),
    ],
)
def test_a_refusal_says_what_would_be_right(text: str, help_: str) -> None:
    message = refusal(text)
    assert help_ in message
    assert len(message) < 200


@pytest.mark.parametrize(
    "text",
    [
        "2018...2019",
        "..2018..",
        "-2018",
        "2018-",
        "2w-3d",
        "2018-04.10",
        "april 20.18",
        "monday 2018",
        "tuesday april",
        "next monday",
        "2018-04..none",
        "2015s",
        "@-1",
        "2018\x00",
        "٢٠١٨-٠٤-١٠",
        "2018-04-1²",
    ],
)
def test_what_could_mean_something_else_is_refused(text: str) -> None:
    assert "is not a date" in refusal(text)


def test_a_refusal_is_one_printable_line() -> None:
    assert refusal("blarg\n\x1b[31m").isprintable()


# Ranges.


def test_a_range_contains_its_ends_and_no_undated_article() -> None:
    april = parse_dates("2018-04", now=NOW)
    assert dt.date(2018, 4, 1) in april
    assert dt.date(2018, 4, 30) in april
    assert dt.date(2018, 3, 31) not in april
    assert dt.date(2018, 5, 1) not in april
    assert None not in april


def test_an_open_range_contains_every_day_on_that_side() -> None:
    assert LATEST in parse_dates("2018..", now=NOW)
    assert dt.date(2017, 12, 31) not in parse_dates("2018..", now=NOW)
    assert EARLIEST in parse_dates("..2018", now=NOW)
    assert dt.date(2019, 1, 1) not in parse_dates("..2018", now=NOW)


def test_any_is_every_dated_article_and_none_every_other() -> None:
    every, none = parse_dates("any", now=NOW), parse_dates("none", now=NOW)
    assert (NOW in every, None in every) == (True, False)
    assert (NOW in none, None in none) == (False, True)


DAYS = st.dates(EARLIEST, LATEST)


@given(st.none() | DAYS, st.none() | DAYS, st.booleans(), DAYS)
def test_a_range_is_printed_as_an_expression_for_the_same_days(
    first: dt.date | None, last: dt.date | None, undated: bool, now: dt.date
) -> None:
    if first and last and first > last:
        first, last = last, first
    made = DateRange(first, last, Precision.SPAN, undated=undated and not (first or last))
    read = parse_dates(str(made), now=now)
    assert (read.first, read.last, read.undated) == (made.first, made.last, made.undated)


# Any text at all.

WORDS = st.sampled_from(
    "last past this next two 7 99999999999999 days week months ago monday april mar mai 10 10th 31 "
    "2018 2018-04-10 2018-02-30 04/05/2018 10.04.2018 18 de of le il d T22:15 10:15 +0200 EST Z "
    "P1M 2w 1y6m 9999y Q2 H1 W15 2010s .. ~ / - – > >= < [ ] * to TO and from since until before "
    "after on between @1523318400 @99999999999999999 none any . , ' : 年 月 日 \x00 ٣".split(" ")
)
PHRASES = st.builds(str.join, st.sampled_from(["", " ", "-", "_"]), st.lists(WORDS, max_size=8))


@given(st.text() | PHRASES, DAYS, st.none() | st.sampled_from(Order))
@example("mar " * 50, NOW, None)
@example("2018-" * 40, NOW, None)
@example("- " * 100, NOW, None)
@example("9" * 200, NOW, None)
@example(f"{'9' * 190}y..", NOW, None)
@example(f"@{'9' * 190}", NOW, None)
@example("\ud800", NOW, None)
@example("next year", LATEST, None)
def test_any_text_is_a_date_or_a_date_error(text: str, now: dt.date, order: Order | None) -> None:
    try:
        found = parse_dates(text, now=now, order=order)
    except DateError:
        return
    read = parse_dates(str(found), now=APRIL_10)
    assert (read.first, read.last, read.undated) == (found.first, found.last, found.undated)


@pytest.mark.surroundings
def test_plain_dates_do_not_load_dateutil() -> None:
    code = """
import datetime, sys
from newsarchive.dates.expressions import parse_dates, parse_day
now = datetime.date(2018, 4, 18)
assert parse_day("2018-04-10") and parse_day("10 April 2018 22:15")
assert parse_dates("2018-04-10..2018-05", now=now)
assert not any(name.startswith("dateutil") for name in sys.modules)
assert parse_dates("2w", now=now)
assert any(name.startswith("dateutil") for name in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
