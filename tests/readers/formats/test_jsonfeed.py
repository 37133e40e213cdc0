"""JSON Feed: every item an article that can be read alone."""

from __future__ import annotations

import json

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from tests.readers.reading import format_of, read, records

WHOLE = {
    "id": "7", "url": "https://paper.example/a", "title": "Oil &amp; gas",
    "content_html": "<p>Oil <b>rose</b>.</p><p>Gas too.</p>", "summary": "Short.",
    "date_published": "2018-04-10T23:15:00-05:00", "date_modified": "2018-05-01T00:00:00Z",
    "authors": [{"name": "Jane Doe", "url": "https://paper.example/jane"}], "tags": ["energy"],
    "external_url": "https://other.example/",
}  # fmt: skip


def feed(*items: object, **more: object) -> str:
    about = {"version": "https://jsonfeed.org/version/1.1", "title": "Daily Example"}
    return json.dumps(about | {"language": "en-GB"} | more | {"items": items})


def test_an_item_gives_all_that_it_says_and_its_feed_the_rest() -> None:
    [record] = records("feed.json", feed(WHOLE))
    found = record.article
    assert (found.title, found.body) == ("Oil & gas", "Oil rose.\n\nGas too.")
    assert (str(found.date), found.updated) == ("2018-04-10", "2018-05-01T00:00:00Z")
    assert (found.authors, found.tags, found.source) == (
        ("Jane Doe",),
        ("energy",),
        "Daily Example",
    )
    assert (found.url, found.language) == ("https://paper.example/a", "en")
    [again] = records("", record.original)
    assert (again.article, again.original) == (found, record.original)


def test_the_first_version_had_one_author_and_an_id_may_be_the_address() -> None:
    item = {"id": "https://paper.example/b", "content_text": "Oil.", "author": {"name": "Jane Doe"}}
    [record] = records("a.json", feed(item))
    assert (record.article.authors, record.article.url) == (("Jane Doe",), item["id"])


def test_the_author_of_the_feed_counts_if_it_is_a_person() -> None:
    for name, authors in (("Jane Doe", ("Jane Doe",)), ("Daily-Example24", ())):
        [record] = records("a.json", feed({"content_text": "Oil."}, authors=[{"name": name}]))
        assert record.article.authors == authors


def test_an_item_that_cannot_be_read_costs_no_other() -> None:
    found = read("a.json", feed("x", {"id": "1"}, {"title": "Ferry late"}, {"summary": 5}))
    assert [one.place for one in found if isinstance(one, Problem)] == [
        "a.json#1", "a.json#2", "a.json#4",
    ]  # fmt: skip
    assert [one.article.body for one in found if isinstance(one, Record)] == ["Ferry late"]


@pytest.mark.parametrize("data", [feed(), feed().replace("[]", "{}"), feed()[:-9]])
def test_a_feed_without_items_or_an_end_is_an_error(data: str) -> None:
    with pytest.raises(ReadError):
        read("a.json", data)


def test_other_json_is_no_feed() -> None:
    assert format_of("a.json", '{"version": "1.1", "items": []}') == "json"
    assert format_of("", feed(WHOLE).replace("/", "\\/")) == "json feed"
