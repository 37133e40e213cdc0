"""Documents of agencies and databases that are made to harm: nothing declared is ever expanded."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from tests.readers.formats.test_alto import page as alto
from tests.readers.formats.test_alto import words
from tests.readers.formats.test_newsml1 import component
from tests.readers.formats.test_newsml1 import document as newsml1
from tests.readers.reading import read

FACTIVA = (
    "<PPSResponse><ppsarticle><article><leadParagraph><paragraph>Oil rose.</paragraph>"
    "</leadParagraph></article></ppsarticle></PPSResponse>"
)
DOCUMENTS = {
    "NewsML": newsml1(component("<p>Oil rose.</p>")),
    "PPSResponse": FACTIVA,
    "alto": alto(words("Oil rose.")),
}


def outcome(data: str) -> str:
    """Why a document cannot be read, or what of it cannot."""
    try:
        found = read("a.xml", data)
    except ReadError as error:
        return str(error)
    return "; ".join(one.reason for one in found if isinstance(one, Problem))


@pytest.mark.parametrize("root", DOCUMENTS)
def test_entities_are_refused(root: str) -> None:
    assert outcome(DOCUMENTS[root]) == ""
    bomb = f'<!DOCTYPE {root} [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>{DOCUMENTS[root]}'
    assert 'declares the entity "a", which is refused for safety' in outcome(bomb)


@pytest.mark.parametrize("root", DOCUMENTS)
def test_nesting_without_end_is_refused(root: str) -> None:
    """In every document at a place of its own."""
    start = DOCUMENTS[root].index(">") + 1
    deep = DOCUMENTS[root][:start] + "<a>" * 300 + DOCUMENTS[root][start:]
    assert "elements nested more than 200 deep" in outcome(deep)


@pytest.mark.parametrize("root", DOCUMENTS)
def test_a_document_that_is_cut_off_is_reported(root: str) -> None:
    assert outcome(DOCUMENTS[root][:-3])
