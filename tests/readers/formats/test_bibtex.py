"""BibTeX: citations with an abstract."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from tests.readers.reading import article, format_of, read, records


def entry(*fields: str, kind: str = "article") -> str:
    return f"@{kind}{{key,\n" + ",\n".join(fields) + "\n}\n\n"


FERRY = entry("title = {Ferry}", "abstract = {The ferry sails.}", "date = {2019-03-04}")


def test_it_is_recognised_by_its_ending_or_its_first_entry() -> None:
    assert format_of("a.bib", "") == "bibtex"
    assert format_of("a.txt", FERRY) == "bibtex"
    assert format_of("a.txt", "@home we sail.\nThe ferry is late.") == "text"


@pytest.mark.parametrize(
    "value",
    [
        "{The {ferry} sails.}",
        '"The {ferry} sails."',
        '"The " # {ferry} # " sails."',
        '"The f{err}y sails."',
    ],
)
def test_a_value_is_in_braces_or_quotation_marks(value: str) -> None:
    assert article("a.bib", entry(f"abstract = {value}", "year = 2019")).body == "The ferry sails."


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Fran{\c c}ois", "François"), (r"M{\"u}ller M\"uller M{\"{u}}l", "Müller Müller Mül"),
        (r"{\'E}cole", "École"), (r"Stra{\ss}e", "Straße"), (r"Na{\"\i}ve", "Naïve"),
        (r"\v{S}koda", "Škoda"), (r"S{\o}ren \& Co", "Søren & Co"), (r"5\% -- 6~\%", "5% – 6 %"),
        (r"{Marlow} {Ferry}", "Marlow Ferry"), (r"\emph{late} ferry", "late ferry"),
    ],
)  # fmt: skip
def test_the_letters_of_tex_become_letters(tex: str, text: str) -> None:
    assert article("a.bib", entry(f"title = {{{tex}}}", "abstract = {It sails.}")).title == text


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        (("year = 2019", "month = mar", "day = 4"), "2019-03-04"),
        (("year = {2019}", "month = {3}", "day = {4}"), "2019-03-04"),
        (("year = 2019", "month = mar"), "None"),
    ],
)
def test_a_date_without_a_day_is_none(fields: tuple[str, ...], day: str) -> None:
    assert str(article("a.bib", entry("abstract = {It sails.}", *fields)).date) == day


def test_entries_without_an_abstract_are_counted_once() -> None:
    book = entry("title = {B}", kind="book")
    found = read("a.bib", '@string{p = "P"}\n' + book + FERRY + book)
    assert [type(one) for one in found] == [Record, ReadWarning]
    assert found[1] == ReadWarning("a.bib", "citations without an abstract, passed over: 2")
    with pytest.raises(ReadError, match="no citation with an abstract"):
        read("a.bib", book)


def test_an_entry_that_is_cut_off_is_a_problem() -> None:
    found = read("a.bib", FERRY + "@article{b,\n abstract = {The quay")
    assert found[1] == Problem("a.bib#2", "cut off: a value has no end")


def test_each_entry_can_be_read_alone() -> None:
    for record in records("a.bib", FERRY + FERRY):
        [again] = records("b.bib", record.original)
        assert (again.article, again.original) == (record.article, record.original)
