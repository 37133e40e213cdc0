"""RIS: citations with a text or an abstract."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from tests.readers.reading import article, format_of, read, records


def citation(*lines: str, kind: str = "NEWS") -> str:
    return "\n".join([f"TY  - {kind}", *lines, "ER  - ", ""])


FERRY = citation("TI  - Ferry", "AB  - The ferry sails.", "DA  - 2019/03/04/")


def test_it_is_recognised_by_its_ending_or_its_first_lines() -> None:
    assert format_of("a.ris", "") == "ris"
    for name in ("a.txt", ""):
        assert format_of(name, "\ufeff" + FERRY.replace("\n", "\r\n")) == "ris"
    assert format_of("a.txt", "TY - my dog - is well.\nHe sleeps.") == "text"


def test_a_value_goes_on_in_lines_without_a_tag() -> None:
    found = article("a.ris", citation("TI  - Ferry", "N2  - The ferry", "sails.", "", "It does."))
    assert found.body == "The ferry sails.\n\nIt does."


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("DA  - 2019/03/04/",), "2019-03-04"),
        (("PY  - 2019", "DA  - 2019-03-04"), "2019-03-04"),
        (("Y1  - 2019/03/04/Spring",), "None"),
        (("PY  - 2019///",), "None"),
    ],
)
def test_a_date_without_a_day_is_none(lines: tuple[str, ...], day: str) -> None:
    assert str(article("a.ris", citation("AB  - The ferry sails.", *lines)).date) == day


def test_citations_without_a_text_are_counted_once() -> None:
    found = read("a.ris", citation("TI  - A") + FERRY + citation("TI  - B"))
    assert [type(one) for one in found] == [Record, ReadWarning]
    assert found[1] == ReadWarning(
        "a.ris", "citations without a text or an abstract, passed over: 2"
    )
    with pytest.raises(ReadError, match="no citation with a text"):
        read("a.ris", citation("TI  - A"))


def test_a_last_citation_without_its_end_is_cut_off() -> None:
    found = read("a.ris", FERRY + FERRY.replace("ER  - ", ""))
    assert found[1] == Problem("a.ris#2", "cut off: there is no ER at its end")


def test_each_citation_can_be_read_alone() -> None:
    for record in records("a.ris", FERRY + citation("T1  - B", "AB  - The quay.")):
        [again] = records("b.ris", record.original)
        assert (again.article, again.original) == (record.article, record.original)
