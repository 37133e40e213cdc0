"""HAR: pages among all that a browser loaded, each an article that stands alone."""

from __future__ import annotations

import base64
import json

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from tests.readers.formats.test_feeds import rss
from tests.readers.formats.test_webpage import BODY, page
from tests.readers.reading import read, records

URL = "https://paper.example/harbour"


def exchange(
    text: str, kind: str = "text/html; charset=utf-8", **more: object
) -> dict[str, object]:
    content = {"size": len(text), "mimeType": kind, "text": text} | more
    response = {"status": 200, "headers": [], "content": content}
    return {
        "startedDateTime": "2022-02-01T12:00:00Z",
        "request": {"url": URL},
        "response": response,
    }


def har(*entries: object) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": list(entries)}})


def test_pages_and_feeds_are_read_and_all_else_is_passed_over() -> None:
    packed = base64.b64encode(page().replace("Tuesday", "Friday").encode()).decode()
    found = records(
        "a.har",
        har(
            exchange("x{}", "text/css"),
            exchange(page()),
            exchange(packed, encoding="base64"),
            exchange(rss("<title>A</title>", "<title>B</title>"), "application/rss+xml"),
            "no entry",
        ),
    )
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert (found[0].article.body, found[0].article.url) == (BODY, URL)
    assert found[0].article.date is None, "when it was fetched is not when it was published"
    for one in found:
        [again] = records("", one.original)
        assert (again.article, again.original) == (one.article, one.original)


def test_an_answer_that_cannot_be_read_costs_no_other() -> None:
    found = read("a.har", har(exchange("x", encoding="base64"), exchange(page())))
    assert found[0] == Problem("a.har#1", "broken base64")
    assert isinstance(found[1], Record)


def test_a_har_without_articles_says_what_it_holds() -> None:
    found = read("a.har", har(exchange("x", "image/png"), exchange("<html><p>Menu</p></html>")))
    reason = "no articles found, but image/png: 1; pages without an article: 1"
    assert found == [ReadWarning("a.har", reason)]
    assert read("a.har", har()) == [ReadWarning("a.har", "no articles found: it is empty")]


@pytest.mark.parametrize("data", ["", "{", "[]", '{"log": 1}', '{"log": {"entries": {}}}', "\xff"])
def test_what_is_no_har_is_an_error(data: str) -> None:
    with pytest.raises(ReadError):
        read("a.har", data.encode("latin-1"))
