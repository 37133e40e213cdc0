"""Plain text files: their bytes, and the day by the path. See also tests/readers/header."""

from __future__ import annotations

import pytest

from newsarchive.model.errors import ReadError
from tests.readers.reading import article, records


def test_the_whole_file_is_the_original() -> None:
    data = "\ufeff date 2018-04-10 By Jane Doe\r\n\r\nText.  \r\n".encode()
    [record] = records("a.txt", data)
    assert (record.original, record.encoding, record.number) == (data, "utf-8-sig", None)
    assert record.article.body == "Text."


def test_legacy_text_is_decoded_and_its_encoding_kept() -> None:
    [record] = records("a.txt", "Le café a fermé hier à Genève.".encode("cp1252"))
    assert (record.article.body, record.encoding) == ("Le café a fermé hier à Genève.", "cp1252")


@pytest.mark.parametrize("data", [b"", b" \n\n", b"a\0b", b" date 2018-04-10 By Jane Doe\n"])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError):
        records("a.txt", data)


@pytest.mark.parametrize(
    ("name", "text", "date", "source"),
    [
        ("2018-04-10-title.txt", "Text.", "2018-04-10", "file name"),
        ("/news/2018/04/10/x.txt", "Text.", "2018-04-10", "file name"),
        ("2018-04-10.txt", "By Jane Doe\n2018-04-11\n\nText.", "2018-04-11", "header line 2"),
        ("2018-04-10.txt", "BAKU, April 9 (Reuters) - Text.", "2018-04-09", "dateline"),
        ("2018-04-10.txt", "BAKU, May 9 (Reuters) - Text.", "2018-04-10", "file name"),
        ("2018/x.txt", "BAKU, April 9 (Reuters) - Text.", "2018-04-09", "dateline"),
        ("2018/05/x.txt", "BAKU, April 9 (Reuters) - Text.", None, None),
        ("x.txt", "BAKU, April 9 (Reuters) - Text.", None, None),
        ("2018-04-10.txt", "A line here\n04/05/2018\n\nText.", None, "header line 2"),
        ("2999-04-10.txt", "Text.", None, None),
    ],
)
def test_the_path_gives_a_day_where_the_text_gives_none(
    name: str, text: str, date: str | None, source: str | None
) -> None:
    found = article(name, text)
    assert (found.date and str(found.date), found.date_source) == (date, source)
