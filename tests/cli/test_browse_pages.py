"""The pages of a question's hits: how often they are put into order, and what is asked ahead."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import Archive
from newsarchive.cli.browse import pages
from newsarchive.cli.browse.questions import Question
from newsarchive.model.deadline import Deadline
from newsarchive.model.errors import QueryError
from newsarchive.search import order, results


def test_the_order_of_many_hits_is_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Near pages share one search of the nearest hits; far ones share one order of all."""
    monkeypatch.setattr(pages, "NEAR", 4)
    monkeypatch.setattr(pages, "PAGE", 2)
    counted: list[int | None] = []

    def best(*given: Any, **named: Any) -> list[tuple[int, float]]:
        counted.append(given[3])
        return order.best(*given, **named)

    monkeypatch.setattr(results, "best", best)
    lines = "\n".join(json.dumps({"title": f"Oil {n}", "body": f"Oil {n}."}) for n in range(9))
    question, deadline = Question("oil", "title"), Deadline(math.inf)
    with Archive(tmp_path / "news.db", engine="scan") as archive:
        archive.ingest("-", stdin=io.BytesIO(lines.encode()))
        asked = pages.Pages()
        found = [hit.article.title for hit in asked.first(archive, question, deadline).hits]
        for first in (0, 2, 6, 4, 8, 6, 0):
            page = asked.page(archive, question, deadline, first)
            found += [hit.article.title for hit in page.hits]
            assert (page.first, page.total) == (first, 9)
    places = [0, 1, 2, 3, 0, 1, 2, 3, 6, 7, 4, 5, 8, 6, 7, 0, 1]
    assert found == [f"Oil {place}" for place in places]
    assert counted == [4, None]


def test_an_errand_that_was_ended_spoils_no_later_page(tmp_path: Path) -> None:
    ended = Deadline(-1.0)
    with Archive(tmp_path / "news.db", engine="scan") as archive:
        archive.ingest("-", stdin=io.BytesIO(b'{"title": "Oil", "body": "Oil."}'))
        asked, question = pages.Pages(), Question("oil")
        asked.first(archive, question, ended)
        asked.begin(archive, question, ended, lambda _: None)
        page = asked.page(archive, question, Deadline(math.inf), 0)
        assert [hit.article.title for hit in page.hits] == ["Oil"]


def test_what_was_asked_ahead_is_answered_once(tmp_path: Path) -> None:
    """The question that the program starts with; a mistake in it, too."""
    asked, deadline = pages.Pages(), Deadline(math.inf)
    with Archive(tmp_path / "news.db", engine="scan") as archive:
        archive.ingest("-", stdin=io.BytesIO(b'{"title": "Oil", "body": "Oil."}'))
        asked.begin(archive, Question("oil"), deadline, lambda _: None)
        archive.ingest("-", stdin=io.BytesIO(b'{"title": "Oil again", "body": "Oil."}'))
        totals = [asked.first(archive, Question("oil"), deadline).total for _ in range(2)]
        assert totals == [1, 2]
        asked.begin(archive, Question("(oil"), deadline, lambda _: None)
        with pytest.raises(QueryError):
            asked.first(archive, Question("(oil"), deadline)
