"""Printed dates are recognised in the languages of `names.txt`, and nothing else is."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dates.expressions import DateRange, Day, Order, Precision, parse_dates, parse_day
from newsarchive.dates.names import _TABLE, MONTHS
from newsarchive.model.errors import DateError
from newsarchive.text.words import fold

NOW = dt.date(2018, 4, 18)
APRIL_10 = dt.date(2018, 4, 10)


def each_language() -> list[tuple[str, int]]:
    return [
        (form, number)
        for names in _TABLE["months"]
        for number, forms in enumerate(names.split(","), start=1)
        for form in forms.split()
    ]


def test_no_name_of_a_month_means_another_month_in_another_language() -> None:
    assert all(names.count(",") == 11 for names in _TABLE["months"])
    assert [(form, MONTHS[fold(form)]) for form, _ in each_language()] == each_language()


def test_every_name_of_a_month_is_read() -> None:
    for name, number in dict.fromkeys(each_language()):
        expected = Day(dt.date(2018, number, 10))
        assert parse_day(f"10 {name} 2018") == expected
        assert parse_day(f"{name.upper()}. 10, 2018") == expected
        assert parse_day(unicodedata.normalize("NFD", f"mar. 10 {name} 2018")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2018-04-10",
        "2018-4-10",
        "20180410",
        "2018/04/10",
        "2018.04.10",
        "10.04.2018",
        "10. 4. 2018",
        "10-Apr-2018",
        "10th of April, 2018",
        "April the 10th, 2018",
        "Tuesday, April 10, 2018.",
        "le mardi 10 avril 2018",
        "mar. 10 avr. 2018",
        "10° aprile 2018",
        "martedì 10 aprile 2018",
        "wtorek, 10 kwietnia 2018 r.",
        "úterý 10. dubna 2018",
        "2018. április 10., kedd",
        "tiistai 10. huhtikuuta 2018",
        "marți, 10 aprilie 2018",
        "dimarts, 10 d'abril de 2018",
        "Τρίτη 10 Απριλίου 2018",
        "вівторок, 10 квітня 2018 року",
        "уторак, 10. април 2018.",
        "Dienstag, den 10. April 2018",
        "martes, 10 de abril de 2018",
        "terça-feira, 10 de abril de 2018",
        "dinsdag 10 april 2018",
        "tirsdag d. 10. april 2018",
        "10 Nisan 2018 Salı",
        "10 NİSAN 2018",
        "10 aprel 2018-ci il, çərşənbə axşamı",
        "вторник, 10 апреля 2018 г.",
        "10 апреля 2018 года",
        "2018年4月10日",
        "2018年 4月 10日",
        "2018年4月10日 週二",
        "2018년 4월 10일",
        "2018년 4월 10일 화요일",
        "10 أبريل 2018",
        "الثلاثاء، 10 نيسان 2018م",
    ],
)
def test_printed_days(text: str) -> None:
    assert parse_day(text) == Day(APRIL_10)
    assert parse_dates(text, now=NOW) == DateRange(APRIL_10, APRIL_10, Precision.DAY)


def test_a_wrong_weekday_is_passed_over_in_articles_and_refused_in_expressions() -> None:
    text = "Monday 10 April 2018"  # it was a Tuesday
    assert parse_day(text) == Day(APRIL_10)
    with pytest.raises(DateError, match="2018-04-10 is a Tuesday"):
        parse_dates(text, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "２０１８年４月１０日",
        "２０１８／０４／１０",
        "١٠ أبريل ٢٠١٨",
        "۱۰ نيسان ۲۰۱۸",
        "平成30年4月10日",
        "民國107年4月10日",
        "平成３０年４月１０日",
    ],
)
def test_other_digits_and_eras_are_read_in_print_only(text: str) -> None:
    assert parse_day(text) == Day(APRIL_10)
    with pytest.raises(DateError):
        parse_dates(text, now=NOW)


@pytest.mark.parametrize(
    "text", ["1er mai 2018", "1º de maio de 2018", "1. Mai 2018", "May 1st 2018"]
)
def test_the_first_of_a_month(text: str) -> None:
    assert parse_day(text) == Day(dt.date(2018, 5, 1))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2018-04-10T22:15:00-04:00", "22:15:00-04:00"),
        ("2018-04-10 22:15:00", "22:15:00"),
        ("2018-04-10T22:15Z", "22:15Z"),
        ("2018-04-10T22:15:00.123+0530", "22:15:00.123+05:30"),
        ("Tue, 10 Apr 2018 22:15:00 +0000", "22:15:00+00:00"),
        ("Tue, 10 Apr 2018 22:15:00 +0000 (UTC)", "22:15:00+00:00"),
        ("Tue Apr 10 22:15:00 +0000 2018", "22:15:00+00:00"),
        ("10-APR-2018 22:15:01.79", "22:15:01.79"),
        ("10 Apr 2018 23:30 EST", "23:30"),
        ("10 April 2018 22:15 GMT+02:00", "22:15+02:00"),
        ("April 10, 2018 at 9:30 p.m. ET", "21:30"),
        ("April 10, 2018 5 PM PT", "17:00"),
        ("10 de abril de 2018, 06:02 a. m.", "06:02"),
        ("2018年04月10日23:52", "23:52"),
        ("2018年4月10日 1時28分", "01:28"),
        ("２０１８年４月１０日 ０１：２８", "01:28"),
        ("10 avril 2018, 06 h 02", "06:02"),
        ("2018年4月10日 星期二 06:02", "06:02"),
        ("12:05 AM, April 10, 2018", "00:05"),
        ("10.04.2018, 08.15 Uhr", "08:15"),
        ("10 avril 2018 à 8h15", "08:15"),
        ("10 de abril de 2018, 08:15", "08:15"),
        ("10. april 2018 kl. 08:15", "08:15"),
        ("10 Nisan 2018 Salı - 08:15", "08:15"),
        ("10 апреля 2018, 08:15", "08:15"),
    ],
)
def test_a_printed_time_is_kept_with_an_offset_in_digits(text: str, time: str) -> None:
    assert parse_day(text) == Day(APRIL_10, timestamp=f"2018-04-10T{time}")


def test_a_day_that_can_be_read_in_two_ways_has_both_candidates() -> None:
    both = (dt.date(2018, 4, 5), dt.date(2018, 5, 4))
    assert parse_day("04/05/2018") == Day(None, both, order=Order.MDY)
    assert parse_day("05/04/2018") == Day(None, both, order=Order.DMY)
    assert parse_day("04/05/2018 10:15") == parse_day("04/05/2018")
    assert parse_day("25/05/2018") == Day(dt.date(2018, 5, 25), order=Order.DMY)
    assert parse_day("05.04.2018") == Day(dt.date(2018, 4, 5))


def test_order_decides_day_and_month_in_digits() -> None:
    assert parse_day("04/10/2018", order=Order.DMY) == Day(dt.date(2018, 10, 4), order=Order.DMY)
    assert parse_day("04/10/2018", order=Order.MDY) == Day(APRIL_10, order=Order.MDY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        "2018-04",
        "April 2018",
        "April 10",
        "today",
        "Tuesday",
        "2018-02-30",
        "2018-02-30T10:15",
        "31 April 2018",
        "2018-04-10 25:00",
        "0999-12-31",
        "3000-01-01",
        "2018-W15-2",
        "10.04.18",
        "10 Apr 18",
        "10 April 2018 By Jane Doe",
        "By 10 April 2018",
        "10 April 2018 11 April 2018",
        "2018-04-10..2018-04-11",
        "22:15",
        "2018-04-1²",
        "10 April 2018" + " " * 100_000,
    ],
)
def test_what_is_not_one_possible_day_is_none(text: str) -> None:
    assert parse_day(text) is None


WORDS = st.sampled_from(
    "Tuesday mar mardi le den d de of the 10 10. 10th 31 1er April avr mai mar Nisan 2018 18 "
    "2018-04-10 20180410 04/05/2018 10.04.2018 T22:15:00 at 10:15 9:30 25:00 am p.m. +0200 -04:00 "
    "+99:99 EST (UTC) января Z г. ci il 年 月 日 . , ' - / : \x00 ٣ ²".split(" ")
)
PHRASES = st.builds(str.join, st.sampled_from(["", " ", "-"]), st.lists(WORDS, max_size=8))


@given(st.text() | PHRASES)
def test_a_printed_day_is_the_same_day_as_an_expression(text: str) -> None:
    found = parse_day(text)
    if found and found.day:
        assert dt.datetime.fromisoformat(found.timestamp or str(found.day)).date() == found.day
        assert parse_dates(text, now=NOW) == DateRange(found.day, found.day, Precision.DAY)
    elif found:
        with pytest.raises(DateError, match=f"{found.candidates[0]} or {found.candidates[1]}"):
            parse_dates(text, now=NOW)
