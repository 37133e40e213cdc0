"""IPTC 7901, the text wire of agencies."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Problem
from tests.readers.reading import article, format_of, printed_title, read, records

MESSAGE = (
    "\x01abc062 4 pl 211 ccccb abc 061\n\nHarbour/Ferry/\n\x02{title}\n\n"
    "   Town (abc) - The harbour\nopened.\n\n   Ships came.\n{below}\n\x03\n{sent}\n\x04\n"
)
NOTES = "\n# Notebook\n\n## Contacts\n- Reporting by: Jane Doe\n"


def message(
    title: str = "Harbour opens =", below: str = "", sent: str = "101337 GMT Apr 18"
) -> str:
    return MESSAGE.format(title=title, below=below, sent=sent)


def test_all_details_are_read() -> None:
    found = article("a.txt", message())
    assert (found.title, found.tags) == ("Harbour opens", ("Harbour", "Ferry"))
    assert (str(found.date), found.published) == ("2018-04-10", "2018-04-10T13:37")
    assert found.body == "Town (abc) - The harbour opened.\n\nShips came."
    assert (found.title_source, found.date_source) == ("title line", "time of transmission")


@pytest.mark.parametrize("below", ["", NOTES, "abc jd jr\n", f"{NOTES}\nabc jd\n"])
def test_signs_and_notes_for_editors_are_no_part_of_the_text(below: str) -> None:
    assert article("a.txt", message(below=below)).body.endswith("Ships came.")


def test_a_title_of_several_lines_and_none() -> None:
    assert article("a.txt", message("Harbour opens\nagain =")).title == "Harbour opens again"
    assert printed_title(article("a.txt", message("Harbour opens"))) is None


@pytest.mark.parametrize(
    ("sent", "day"),
    [("101337 Apr 18", "2018-04-10"), ("311200 GMT Dez 79", "1979-12-31"), ("", "None")],
)
def test_the_day_is_that_of_transmission(sent: str, day: str) -> None:
    assert str(article("a.txt", message(sent=sent)).date) == day


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_file_may_hold_many_messages(encoding: str) -> None:
    data = (message("Hafen öffnet =") + message("Fähre fährt wieder früher =")).encode(encoding)
    titles = [record.article.title for record in records("a.txt", data)]
    assert titles == ["Hafen öffnet", "Fähre fährt wieder früher"]


@pytest.mark.parametrize("end", ["\x02", "\x03"])
def test_a_message_that_was_cut_off_is_reported(end: str) -> None:
    [found, problem] = read("a.txt", message() + message().partition(end)[0])
    assert not isinstance(found, Problem)
    assert isinstance(problem, Problem)
    assert problem.place == "a.txt#2"


@pytest.mark.parametrize("data", ["\x01\n", "A text.\x02\n", "Text \x01a\x02b"])
def test_other_texts_are_none_of_its(data: str) -> None:
    assert format_of("a.txt", data) == "text"
