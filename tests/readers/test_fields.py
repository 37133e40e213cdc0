"""From named values to an article."""

from __future__ import annotations

import datetime as dt

import pytest

from newsarchive.dates.expressions import Day
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.fields import ALIASES, build
from newsarchive.readers.record import ReadOptions

DAY = dt.date(2018, 4, 10)


def made(**fields: object) -> Article:
    return build({"body": "Text."} | fields, "field {}".format)


def nested(name: str, value: object) -> dict[str, object]:
    """The fields in which a name with points finds the value."""
    first, _, rest = name.partition(".")
    return {first: nested(rest, value) if rest else value}


@pytest.mark.parametrize("name", ALIASES["body"])
def test_every_name_for_the_body_is_understood(name: str) -> None:
    assert build(nested(name, "Text."), str).body == "Text."


@pytest.mark.parametrize(
    "name", [*ALIASES["date"], "publishedAt", "datePublished", "Publication Date", "PUBDATE"]
)
def test_every_name_for_the_date_is_understood(name: str) -> None:
    article = made(**{name: "10 April 2018"})
    assert (article.date, article.date_source) == (DAY, f"field {name}")


@pytest.mark.parametrize("name", ALIASES["authors"])
def test_every_name_for_the_authors_is_understood(name: str) -> None:
    article = made(**nested(name, "Jane Doe"))
    assert (article.authors, article.authors_source) == (("Jane Doe",), f"field {name}")


def test_the_simple_fields() -> None:
    article = made(
        headline=" A  title\n", link="https://news.example/1", publisher={"name": "Daily"},
        lang="en-GB", category="World", keywords=["a", {"name": "b"}, "a"], modified="2018-04-11",
        something="else",
    )  # fmt: skip
    assert article == Article(
        body="Text.", title="A title", title_source="field headline", updated="2018-04-11",
        url="https://news.example/1", source="Daily", language="en", language_source="field lang",
        section="World",
        tags=("a", "b"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("mul", (None, "field lang")), ("Klingon", (None, "field lang")), ("", (None, None))],
)
def test_a_language_that_is_declared_and_not_known_stays_unknown(
    declared: str, expected: tuple[str | None, str | None]
) -> None:
    """It names its place, so that other articles do not settle it."""
    article = made(lang=declared)
    assert (article.language, article.language_source) == expected


@pytest.mark.parametrize(
    ("value", "day", "published"),
    [
        ("2018-04-10", DAY, None),
        ("2018-04-10T23:30:00-04:00", DAY, "2018-04-10T23:30:00-04:00"),
        (DAY, DAY, None),
        (dt.datetime(2018, 4, 10, 8, tzinfo=dt.UTC), DAY, "2018-04-10T08:00:00+00:00"),
        (Day(DAY), DAY, None),
        ("2018-02-30", None, None),
        ("2881-04-10", None, None),
        ("soon", None, None),
        (1523318400, DAY, None),
        (1523318400000, DAY, None),
        ("1523318400", DAY, None),
        (1523350800.0, DAY, "2018-04-10T09:00:00+00:00"),
        ("20180410093000", DAY, "2018-04-10T09:30:00"),
        ("2018-04-10T09:30:00+02:00[Europe/Berlin]", DAY, "2018-04-10T09:30:00+02:00"),
        ("Tue Apr 10 2018 09:30:00 GMT+0200 (CEST)", DAY, "2018-04-10T09:30:00+02:00"),
        (20180410, DAY, None),
        (0, None, None),
        (True, None, None),
        (float("inf"), None, None),
        (201804100930, None, None),
        ({"$date": {"$numberLong": "1523318400000"}}, DAY, None),
        ({"$date": "2018-04-10T00:00:00Z"}, DAY, "2018-04-10T00:00:00Z"),
        (["2018-04-10"], DAY, None),
        (None, None, None),
    ],
)
def test_dates_are_certain_or_absent(
    value: object, day: dt.date | None, published: str | None
) -> None:
    article = made(date=value)
    assert (article.date, article.published) == (day, published)
    assert (article.date_source is None) == (day is None)


def test_a_date_of_two_readings_is_no_day_and_keeps_both() -> None:
    article = made(date="04/05/2018")
    assert (article.date, article.date_source) == (None, "field date")
    assert article.date_candidates == (dt.date(2018, 4, 5), dt.date(2018, 5, 4))
    assert article.date_order == "mdy"


def test_a_certain_date_goes_before_one_of_two_readings() -> None:
    article = made(date="04/05/2018", published="2018-05-04")
    assert (article.date, article.date_candidates) == (dt.date(2018, 5, 4), ())


@pytest.mark.parametrize(
    "value",
    [
        ["Jane Doe", "Ali Veli"],
        [{"name": "Jane Doe"}, {"name": "Ali Veli"}],
        "Jane Doe; Ali Veli",
        "By Jane Doe and Ali Veli",
        "Jane Doe | Ali Veli",
        ["Jane Doe and Ali Veli"],
    ],
)
def test_authors_come_in_many_forms(value: object) -> None:
    assert made(author=value).authors == ("Jane Doe", "Ali Veli")


@pytest.mark.parametrize("value", [["a", "b, c"], "a; b, c", "a|b, c"])
def test_tags_are_a_list_or_separated(value: object) -> None:
    assert made(tags=value).tags == ("a", "b, c")


def test_tags_may_be_separated_by_commas() -> None:
    assert made(tags="energy, asia,").tags == ("energy", "asia")


def test_a_field_without_a_usable_value_leaves_it_to_the_next() -> None:
    article = made(body={"html": 1}, text="Real.", title="", headline="Line", date="?", pubdate=DAY)
    assert (article.body, article.title, article.date) == ("Real.", "Line", DAY)


def test_without_a_title_the_first_sentence_is_the_title() -> None:
    article = made(body="One here. Two.")
    assert (article.title, article.title_source) == ("One here.", "derived")


def test_paragraphs_may_be_a_list() -> None:
    assert made(body=["One.", "Two."]).body == "One.\n\nTwo."


@pytest.mark.parametrize("fields", [{}, {"title": "x"}])
def test_without_a_body_the_error_lists_the_fields(fields: dict[str, object]) -> None:
    with pytest.raises(ReadError, match=r"no text among the fields .*--map body=NAME"):
        build(fields, str)


@pytest.mark.parametrize("body", ["", " \n ", None, 5, [], {"a": "b"}])
def test_an_empty_body_is_refused(body: object) -> None:
    with pytest.raises(ReadError, match="the text is empty"):
        made(body=body)


@pytest.mark.parametrize("name", ["date_download", "date_crawled", "seendate", "created_at"])
def test_the_day_of_a_download_is_no_date(name: str) -> None:
    assert made(**{name: "2018-04-10"}).date is None


@pytest.mark.parametrize("value", ["2018-04-10", 20180410, 1523318400])
def test_data_are_no_date_and_a_journal_may_be_a_diary(value: object) -> None:
    found = made(data=value, journal="I went to the sea today.")
    assert (found.date, found.date_candidates, found.source) == (None, (), None)


def test_html_in_a_text_becomes_text() -> None:
    body = '<p>One &amp; <b>two</b>.<br>Three</p><script>alert("x")</script>\n<p>Four.</p>'
    assert made(body=body).body == "One & two.\nThree\n\nFour."


def test_a_text_about_tags_stays() -> None:
    assert made(body="Write a < b, or </p, or <br> in the middle.").body.count("<") == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x", {"y": "Jane Doe"}),
        ("x", [{"y": "Jane Doe"}]),
        ("x", "{'y': 'Jane Doe'}"),
        ("x.y", "Jane Doe"),
        ("xY", "Jane Doe"),
    ],
)
def test_a_name_with_a_point_finds_a_value_within_another(name: str, value: object) -> None:
    article = build({"body": "T.", name: value}, str, ReadOptions(names={"authors": "x.y"}))
    assert article.authors == ("Jane Doe",)


def test_a_number_in_a_name_is_a_place_in_a_list() -> None:
    fields = {"body": "T.", "x": [{"y": "Jane Doe"}, {"y": "Ali Veli"}]}
    assert build(fields, str, ReadOptions(names={"authors": "x.1.y"})).authors == ("Ali Veli",)


def test_what_programs_take_for_authors_is_nobody() -> None:
    value = ["Jane Doe", "September", "Apr", "Min Read", "View All Posts", "Https Www.Facebook.Com",
             "Where Img", "Updated", "Harlow Times Staff", "John Roe", "nan"]  # fmt: skip
    assert made(authors=value).authors == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    "value",
    [
        {"first_name": "Jane", "last_name": "Doe"},
        {"givenName": "Jane", "familyName": "Doe", "@type": "Person"},
        {"displayName": "Jane Doe"},
        [{"name": "Jane Doe"}, {"@type": "Organization", "name": "Jim Crow Wire"}],
        [{"name": "Jane Doe"}, {"name": "Jim Crow", "isAgency": True}],
    ],
)
def test_an_author_may_be_an_object_and_an_organisation_is_none(value: object) -> None:
    assert made(authors=value).authors == ("Jane Doe",)


@pytest.mark.parametrize("code", ["en", "en-GB", "eng", "English"])
def test_a_language_has_a_code_of_two_or_three_letters_or_a_name(code: str) -> None:
    assert made(language=code).language == "en"


def test_entities_in_titles_and_tags_are_resolved_but_not_in_addresses() -> None:
    found = made(title="A &amp; B &#8217;", tags=["R&amp;D"], url="https://x.example/?a=1&copy=2")
    assert (found.title, found.tags) == ("A & B ’", ("R&D",))
    assert found.url == "https://x.example/?a=1&copy=2"
