"""What fields can be set to."""

from __future__ import annotations

import datetime as dt

import pytest

from newsarchive.curate.edit import LANGUAGES, checked
from newsarchive.dates.expressions import Order
from newsarchive.model.article import Article, Value
from newsarchive.model.errors import DateError, EditError

NOW = dt.date(2018, 5, 10)


@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("title", " A  title\n", "A title"),
        ("title", "", None),
        ("date", "10 April 2018", "2018-04-10"),
        ("date", "yesterday", "2018-05-09"),
        ("date", "2018-05-11", "2018-05-11"),  # it is tomorrow already somewhere
        ("date", " ", None),
        ("authors", ["Jane Doe", "", "Ali Veli", "Jane Doe"], ("Jane Doe", "Ali Veli")),
        ("authors", "Jane Doe", ("Jane Doe",)),
        ("authors", [""], ()),
        ("tags", [], ()),
        ("language", "EN-gb", "en"),
        ("language", "", None),
        ("url", "https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("url", "", None),
    ],
)
def test_what_is_said_becomes_a_value(field: str, said: str | list[str], value: Value) -> None:
    assert checked({field: said}, now=NOW).values == {field: value}


@pytest.mark.parametrize(
    ("field", "said", "reason"),
    [
        ("date", "04/05/2018", "two readings: write 2018-04-05 or 2018-05-04"),
        ("date", "2018-04", "is not one day"),
        ("date", "none", "is not one day"),
        ("date", "2018-04-01..2018-04-01", "is not one day"),
        ("date", "2018-02-30", "does not exist"),
        ("date", "2018-05-12", "2018-05-12 has not come yet"),
    ],
)
def test_a_date_that_is_none_is_refused(field: str, said: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        checked({field: said}, now=NOW)


@pytest.mark.parametrize(
    ("field", "said", "reason"),
    [
        ("language", "english", "is not a language"),
        ("language", "xx", "is not a language"),
        ("url", "example.org", "is not an address"),
        ("url", "https://a b", "is not an address"),
        ("url", "JavaScript:alert(1)", "is not the address of a page"),
        ("url", "data:text/html,x", "is not the address of a page"),
        ("title", ["a", "b"], "one text"),
        ("body", "x", "no field body"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(
    field: str, said: str | list[str], reason: str
) -> None:
    with pytest.raises(EditError, match=reason):
        checked({field: said}, now=NOW)


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(EditError, match="nothing to change"):
        checked({}, now=NOW)


def test_an_order_decides_between_two_readings() -> None:
    assert checked({"date": "04/05/2018"}, now=NOW, order=Order.DMY).values == {
        "date": "2018-05-04"
    }


@pytest.mark.parametrize(
    ("add", "remove", "tags"),
    [
        (["c"], [], ("a", "b", "c")),
        (["A"], [], None),
        ([], ["B"], ("a",)),
        ([], ["x"], None),
        (["b"], ["a"], ("b",)),
        (["B"], ["b"], ("a", "B")),
    ],
)
def test_tags_are_added_and_removed_whatever_their_case(
    add: list[str], remove: list[str], tags: tuple[str, ...] | None
) -> None:
    changes = checked({}, now=NOW, add_tags=add, remove_tags=remove)
    expected = {} if tags is None else {"tags": tags}
    assert changes.applied_to(Article(body="x", tags=("a", "b"))) == expected


def test_a_tag_cannot_come_and_go_at_once() -> None:
    with pytest.raises(EditError, match='the tag "b" cannot be put on and taken off at once'):
        checked({}, now=NOW, add_tags=["a", "b"], remove_tags=["b"])


def test_there_are_two_letters_in_every_language() -> None:
    assert {len(code) for code in LANGUAGES} == {2}
    assert {"en", "az", "de", "km"} <= LANGUAGES
