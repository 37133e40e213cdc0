"""Articles in documents of an index: nothing is lost on the way, and nothing forged is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from newsarchive.engines.opensearch import counting, details, records
from newsarchive.model.article import ArchivedArticle, Article, Note
from tests import worlds

NOTE = Note("0" * 16, "Ask her.", "rose", "2018-05-01T00:00:00Z")
ONE = ArchivedArticle(
    key=7, id="a" * 16, version=2, words=3, paths=("/a.txt", "/b\udce9"[:2]), digest="0" * 64,
    reader="text", encoding="utf-8", added="2018-04-10T08:00:00Z", notes=(NOTE,),
    article=Article(body="Oil rose.", authors=("Jane Doe",), tags=("oil",)),
)  # fmt: skip


def sent(archived: ArchivedArticle) -> Any:
    return json.loads(json.dumps(records.encoded(archived)))


@given(worlds.articles())
def test_an_article_comes_back_as_it_was(archived: ArchivedArticle) -> None:
    assert records.decoded(sent(archived)) == archived


def test_notes_and_paths_come_back_too() -> None:
    assert records.decoded(sent(ONE)) == ONE


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        (("id",), "aaaa", "id"),
        (("id",), "\x1b[2J" + "a" * 12, "id"),
        (("id",), None, "id"),
        (("key",), 0, "key"),
        (("key",), True, "key"),
        (("key",), 2**31, "key"),
        (("version",), 1.0, "version"),
        (("digest",), "0" * 63, "digest"),
        (("paths",), "/a.txt", "paths"),
        (("paths",), [1], "paths"),
        (("added",), "yesterday", "added"),
        (("words",), -1, "words"),
        (("notes",), {}, "notes"),
        (("notes",), [7], "note"),
        (("notes", 0, "uid"), "x", "uid"),
        (("article",), [], "article"),
        (("article", "body"), None, "body"),
        (("article", "title"), {"a": 1}, "title"),
        (("article", "date"), "2018-02-30", "date"),
        (("article", "language"), "english", "language"),
        (("article", "tags"), ["oil", None], "tags"),
    ],
)
def test_a_forged_record_is_refused_by_the_name_of_its_field(
    place: tuple[str | int, ...], value: object, named: str
) -> None:
    record = sent(ONE)
    within = record
    for step in place[:-1]:
        within = within[step]
    within[place[-1]] = value
    with pytest.raises(ValueError, match=f"its {named}") as raised:
        records.decoded(record)
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize("record", [None, [], "record", 7, {}])
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(ValueError, match="its "):
        records.decoded(record)


def test_half_of_a_character_becomes_what_an_archive_has() -> None:
    record = sent(ONE)
    record["article"]["title"] = "\udce9"
    assert records.decoded(record).article.title == "\\udce9"


def test_values_that_no_column_holds_are_cut_and_stay_apart() -> None:
    """The longest text of the widest letters fits into Lucene's 32,766 bytes."""
    one, other = ("\U0001f30a" * 9000 + end for end in "ab")
    assert details.cut(one) != details.cut(other)
    assert len(details.cut(one).encode()) <= 32_766
    assert details.cut(one[:8000]) == one[:8000]


def test_keys_of_a_query_are_fetched_only_where_they_are_needed() -> None:
    asked: list[str] = []

    def fetch() -> list[int]:
        asked.append("keys")
        return [3, 5]

    found = counting.Found(lambda: {"match_all": {}}, lambda: 2, fetch)
    assert len(found) == 2
    assert list(counting.chosen(found)) == [[{"match_all": {}}]]
    assert asked == []
    assert sorted(found) == [3, 5]
    assert 5 in found
