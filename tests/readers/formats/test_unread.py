"""What is certainly an export is never taken for one article."""

from __future__ import annotations

import pytest

from newsarchive.model.errors import ReadError
from newsarchive.readers.formats.unread import refuse_export
from tests.readers.reading import article, read

LINES = [
    ("EBSCOhost", "Accession Number: 12345"),
    ("Europresse", "Certificat émis le 12 mars 2019"),
    ("Factiva", "Document PAPER00020180410ee4a0001u"),
    ("Gale", "Gale Document Number: GALE|A123"),
    ("NewsBank", "Record Number: 0FEDCBA987654321"),
    ("Nexis", "        3 of 9 DOCUMENTS"),
    ("ProQuest", "ProQuest document ID: 1000000001"),
]


@pytest.mark.parametrize(("name", "line"), LINES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_several_articles_of_an_export_that_is_not_recognised(
    name: str, line: str, ends: str
) -> None:
    data = f"A title\n\nText.\n\n{line}\n\nAnother\n\nText.\n\n{line}\n".replace("\n", ends)
    with pytest.raises(ReadError, match=f"2 articles of {name}"):
        refuse_export(data)


def test_a_plain_text_reads_them_as_an_error() -> None:
    with pytest.raises(ReadError, match="of ProQuest"):
        read("a.txt", f"Title\n\n{LINES[-1][1]}\n\nText.\n\n{LINES[-1][1]}\n")


@pytest.mark.parametrize(("name", "line"), LINES)
def test_one_article_with_such_a_line_is_an_article(name: str, line: str) -> None:
    assert article("a.txt", f"A title\n\nText of {name}.\n\n{line}\n").body
