"""JSON files: one article, or several in an array or an object."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.jsonfile import Json
from newsarchive.readers.formats.jsonlines import JsonLines
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.reading import article, read, records

ONE = '{"headline": "A line", "authors": ["Jane Doe"], "publishedAt": "2018-04-10", "text": "T."}'


def test_an_object_is_one_article() -> None:
    data = f"\n{ONE}\n".encode()
    [record] = records("a.json", data)
    assert (record.original, record.number) == (data, None)
    found = record.article
    assert (found.title, found.title_source) == ("A line", 'field "headline"')
    assert (found.date, found.date_source) == (dt.date(2018, 4, 10), 'field "publishedAt"')
    assert (found.authors, found.authors_source) == (("Jane Doe",), 'field "authors"')
    assert found.body == "T."


@pytest.mark.parametrize(
    "pattern",
    ["[{}, \n{} ]", '{{"n": {{"articles": [1]}}, "articles" : [ {},{}], "status": "ok"}}'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_array_is_several_each_with_its_own_bytes(pattern: str, encoding: str) -> None:
    first, second = '{"body": "Één", "x": [1]}', '{ "body" : "Zwei }" }'
    found = records("a.json", pattern.format(first, second).encode(encoding))
    own = "utf-8" if encoding == "utf-8-sig" else encoding
    assert [(item.number, item.article.body) for item in found] == [(1, "Één"), (2, "Zwei }")]
    assert [item.original for item in found] == [first.encode(own), second.encode(own)]


def test_elements_that_are_not_articles_are_flaws() -> None:
    good, number, empty = read("a.json", '[{"body": "x"}, {"title": "y"}, 3]')
    assert isinstance(good, Record)
    assert empty == Problem(
        "a.json#2", "no text among the fields title; --map body=NAME says which it is"
    )
    assert number == Problem("a.json#3", "not a JSON object with the fields of an article")


def test_an_empty_array_is_no_article() -> None:
    assert read("a.json", "[]") == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"body":\n "x",\n}', "broken JSON at line 2, column 5: a comma too many"),
        ('{"body": "x", "tags": ["a" , ]}', "broken JSON at line 1, column 28: a comma too many"),
        ('{"body": "x" "y"}', 'broken JSON at line 1, column 14: unexpected "y"'),
        ('{"body": "x", title: 1}', "broken JSON at line 1, column 15: unexpected title"),
        ('{"body": True}', "broken JSON at line 1, column 10: unexpected True"),
        ("{\"body\": 'x'}", "broken JSON at line 1, column 10: unexpected '"),
        ('{"body" "x"}', 'broken JSON at line 1, column 9: unexpected "x"'),
        ('{"body": "x}', "broken JSON at line 1, column 13: it ends too early"),
        ('{"body": "a\\x"}', "broken JSON at line 1, column 12: unexpected \\"),
        ('{"body": "a\x01b"}', "broken JSON at line 1, column 12: unexpected '\\x01'"),
        ('{"body": "x"', "broken JSON at line 1, column 13: it ends too early"),
        ('{"body": "x"} }', "broken JSON at line 1, column 15: expecting value"),
        ("[1 2]", "broken JSON at line 1, column 4: expecting ',' or ']'"),
        ('{"a": ' + "[" * 200_000, "JSON nested too deeply"),
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        ("3", "not a JSON object with the fields of an article"),
        ('{"body": "é"}'.encode("cp1252"), "not UTF-8 text, as JSON must be"),
    ],
)
def test_broken_json_is_refused_in_plain_words(data: str | bytes, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{re.escape(message)}"):
        read("a.json", data)


def test_half_a_surrogate_pair_does_no_harm() -> None:
    found = article("a.json", r'{"body": "x \ud83d y \ud83d\ude00"}')
    assert found.body == "x \ufffd y 😀"


SMALL = ReadOptions(limits=Limits(record_bytes=50, depth=5))


def small(data: str, reader: Json | JsonLines, name: str = "a.json") -> list[Record | Problem]:
    return list(reader.read(name, io.BytesIO(data.encode()), SMALL))


def bodies(found: list[Record | Problem]) -> list[str]:
    return [item.article.body if isinstance(item, Record) else item.reason for item in found]


@pytest.mark.parametrize(
    "pattern",
    [
        '{{"data": [{0}, {1}]}}',
        '{{"status": "ok", "results": [{0}, {1}], "next": null}}',
        '{{"hits": {{"total": 2, "hits": [{{"_id": "1", "_source": {0}}}, {{"_source": {1}}}]}}}}',
        '{{"response": {{"docs": [{0}, {1}]}}}}',
        '{{"@context": "x", "@graph": [{{"@type": "WebSite", "name": "W"}}, {0}, {1}]}}',
        '{{"a1": {0}, "a2": {1}}}',
        "{0}{1}",
        "{0}\n\n{1}\n",
        "[{0}]\n[{1}]",
    ],
)
def test_articles_are_found_in_the_object_around_them(pattern: str) -> None:
    assert bodies(read("a.json", pattern.format('{"body": "x"}', '{"text": "y"}'))) == ["x", "y"]


@pytest.mark.parametrize(
    "data",
    [
        '{"items": [{"body": "no"}], "body": "x"}',
        '{"author": {"text": "no"}, "body": "x"}',
        '{"article": {"body": "x"}}',
    ],
)
def test_an_article_that_holds_others_is_still_one(data: str) -> None:
    [record] = records("a.json", data)
    assert (record.article.body, record.original, record.number) == ("x", data.encode(), None)


def test_a_file_that_is_cut_off_gives_what_was_whole() -> None:
    first, flaw, end = read("a.json", '[\n{"body": "x"},\n{"body": "y')
    assert bodies([first]) == ["x"]
    assert flaw == Problem("a.json#2", "cut off: the file ends within it, at line 3, column 12")
    assert isinstance(end, Problem)
    assert end.reason.startswith("cut off: the file ends within its array")


def test_a_broken_element_costs_no_other() -> None:
    first, flaw, last = read("a.json", '[{"body": "x"},\n {"body": y}, {"body": "z"}]')
    assert bodies([first, last]) == ["x", "z"]
    assert flaw == Problem("a.json#2", "broken JSON at line 2, column 11: unexpected y")


def test_bytes_that_are_not_utf8_cost_one_element() -> None:
    first, flaw, last = read("a.json", b'[{"body": "x"}, {"body": "caf\xe9"}, {"body": "z"}]')
    assert bodies([first, last]) == ["x", "z"]
    assert flaw == Problem("a.json#2", "not UTF-8 text, as JSON must be")


LONG = '{"body": "' + "long " * 20 + '"}'
DEEP = '{"body": "d", "x": [[[[[[]]]]]]}'


def test_a_value_over_the_limits_is_skipped() -> None:
    array = small(f'[{{"body": "x"}}, {LONG}, {DEEP}, {{"body": "z"}}]', Json())
    lines = small(f'{{"body": "x"}}\n{LONG}\n{DEEP}\n{{"body": "z"}}', JsonLines(), "a.jsonl")
    too_long = "more than 50 bytes: --max-record raises this limit"
    assert bodies(array) == bodies(lines)
    assert bodies(array) == ["x", too_long, "JSON nested too deeply: more than 5 levels", "z"]
    assert array[1] == Problem("a.json#2", too_long)
    assert lines[1] == Problem("a.jsonl line 2", too_long)


@pytest.mark.parametrize(
    "pattern", ['{{"n": 3, "data": [{0}, {0}, {0}]}}', '{{"a": {0}, "b": {0}, "c": {0}}}']
)
def test_an_object_over_the_limit_is_one_around_many(pattern: str) -> None:
    found = small(pattern.format('{"body": "a text of its own"}'), Json())
    assert bodies(found) == ["a text of its own"] * 3


def test_one_article_over_the_limit_is_refused() -> None:
    with pytest.raises(ReadError, match="more than 50 bytes"):
        small(LONG, Json())


def test_long_integers_and_repeated_names_do_no_harm() -> None:
    data = '{"n": ' + "1" * 5000 + ', "body": "x", "body": "y"}'
    assert article("a.json", data).body == "y"


def test_a_name_that_no_record_has_is_reported_with_the_names_there_are() -> None:
    options = ReadOptions(names={"body": "txt", "source": "from.name"})
    data = b'[{"title": "T", "body": "x", "from": {"name": "Daily"}}]'
    record, flaw = Json().read("a.json", io.BytesIO(data), options)
    assert isinstance(record, Record)
    assert record.article.source == "Daily"
    assert flaw == Problem("a.json", "--map body=txt: no such field; there is title, body, from")


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_of_json_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ReadError, match=f"^{name} is not JSON .RFC 8259.: write null instead$"):
        read("a.json", f'{{"body": "x", "score": {name}}}')


def test_an_error_that_many_records_share_is_one_problem_with_their_number() -> None:
    data = '[{"title": "a"}, {"body": "x"}, {"title": "b"}, {"body": NaN}, {"title": "c"}]'
    good, textless, nan = read("a.json", data)
    assert bodies([good]) == ["x"]
    assert textless == Problem(
        "a.json",
        "no text among the fields title; --map body=NAME says which it is"
        " (3 records, the first is a.json#1)",
    )
    assert nan == Problem("a.json#4", "NaN is not JSON (RFC 8259): write null instead")


def test_shared_errors_are_reported_before_the_error_that_ends_the_file() -> None:
    reader = Json().read("a.json", io.BytesIO(b'[{"title": "a"} {"title": "b"}]'))
    assert bodies([next(reader)]) == [
        "no text among the fields title; --map body=NAME says which it is"
    ]
    with pytest.raises(ReadError, match="expecting ',' or '\\]'"):
        next(reader)


def test_an_article_that_was_removed_is_a_note() -> None:
    removed = '{"content": "[Removed]"}, {"title": "[Removed]", "content": null}'
    record, note = read("a.json", f'{{"articles": [{removed}, {{"content": "x"}}]}}')
    assert bodies([record]) == ["x"]
    reason = "passed over: there is only [Removed] (2 records, the first is a.json#1)"
    assert note == ReadWarning("a.json", reason)


ROWS = ("A", "x", 1523318400000), ("B", "y", 1523404800000)


@pytest.mark.parametrize(
    "frame",
    [
        [{"title": t, "text": b, "date": d} for t, b, d in ROWS],
        {"0": {"title": "A", "text": "x", "date": ROWS[0][2]},
         "1": {"title": "B", "text": "y", "date": ROWS[1][2]}},
        {"title": {"0": "A", "1": "B"}, "text": {"0": "x", "1": "y"},
         "date": {"0": ROWS[0][2], "1": ROWS[1][2]}},
        {"columns": ["title", "text", "date"], "index": [0, 1], "data": ROWS},
        {"schema": {"fields": []}, "data": [
            {"index": n, "title": t, "text": b, "date": d} for n, (t, b, d) in enumerate(ROWS)]},
    ],
    ids="records index columns split table".split(),
)  # fmt: skip
def test_tables_are_read_in_every_form_that_pandas_writes(frame: object) -> None:
    found = records("a.json", json.dumps(frame))
    assert [(one.article.title, one.article.body) for one in found] == [("A", "x"), ("B", "y")]
    assert [one.article.date for one in found] == [dt.date(2018, 4, 10), dt.date(2018, 4, 11)]
    for one in found:
        assert article("a.json", one.original) == one.article


TEXT = "The harbour opened."


@pytest.mark.parametrize(
    "data",
    [
        {"articles": {"results": [{
            "title": "T", "body": TEXT, "date": "2018-04-10", "authors": [{"name": "Jane Doe"}],
            "source": {"uri": "harlow.example", "title": "Harlow Times"}, "lang": "eng"}]}},
        {"posts": [{
            "title": "T", "text": TEXT, "published": "2018-04-10T22:30:00.000+03:00",
            "author": "Jane Doe", "thread": {"site": "Harlow Times"}, "language": "english"}]},
        {"response": {"content": {
            "webTitle": "T", "webPublicationDate": "2018-04-10T09:30:00Z",
            "fields": {"bodyText": TEXT, "byline": "Jane Doe", "publication": "Harlow Times",
                       "lang": "en"}}}},
        {"stories": [{
            "title": "T", "body": TEXT, "published_at": "2018-04-10T09:30:00.000Z",
            "author": {"name": "Jane Doe"}, "source": {"name": "Harlow Times"}, "lang": "en"}]},
        {"objects": [{
            "title": "T", "text": TEXT, "date": "Tue, 10 Apr 2018 00:00:00 GMT",
            "author": "Jane Doe", "siteName": "Harlow Times", "humanLanguage": "en"}]},
        {"response": {"docs": [{
            "title": ["T"], "content": [TEXT], "date": ["2018-04-10T00:00:00Z"],
            "author": ["Jane Doe"], "source": ["Harlow Times"], "language": ["en"]}]}},
        {"rows": [{"row": {
            "title": "T", "article": TEXT, "date": "2018-04-10 00:00:00", "author": "Jane Doe",
            "source": "Harlow Times", "language": "en"}}]},
        {"items": [{
            "title": "T", "content": {"content": f"<p>{TEXT}</p>"}, "published": 1523318400000,
            "author": "Jane Doe", "origin": {"title": "Harlow Times"}, "language": "en"}]},
        {"title": "T", "contents": [
            {"type": "kicker", "content": "World"}, {"type": "date", "content": 1523318400000},
            {"type": "sanitized_html", "content": TEXT}],
         "published_date": 1523318400000, "author": "Jane Doe", "source": "Harlow Times",
         "lang": "en"},
        {"entries": [{
            "title": "T", "published": "Tue, 10 Apr 2018 09:30:00 +0000", "author": "Jane Doe",
            "content": [{"type": "text/html", "value": f"<p>{TEXT}</p>"}], "language": "en",
            "source": {"title": "Harlow Times"}}]},
    ],
    ids="event-registry webz guardian aylien diffbot solr hugging-face feedly trec-post"
    " feedparser".split(),
)  # fmt: skip
def test_the_answers_of_services_are_read(data: object) -> None:
    [record] = records("a.json", json.dumps(data))
    found = record.article
    assert (found.title, str(found.date), found.authors) == ("T", "2018-04-10", ("Jane Doe",))
    assert (found.source, found.language, found.body) == ("Harlow Times", "en", TEXT)


def test_a_post_of_wordpress_has_names_only_where_they_are_embedded() -> None:
    bare = {
        "date": "2018-04-10T00:30:00", "link": "https://harlow.example/1", "author": 3,
        "title": {"rendered": "Harbour&#8217;s <em>day</em> &amp; night"},
        "content": {"rendered": "<p>One &amp; two.</p>"}, "categories": [12], "tags": [34, 77],
    }  # fmt: skip
    embedded = {
        "author": [{"id": 3, "name": "Jane Doe"}],
        "wp:term": [[{"taxonomy": "category", "name": "World"}],
                    [{"taxonomy": "post_tag", "name": "ports"}]],
    }  # fmt: skip
    first, second = records("a.json", json.dumps([bare, bare | {"_embedded": embedded}]))
    found = first.article
    assert (found.title, found.body) == ("Harbour’s day & night", "One & two.")
    assert (found.authors, found.section, found.tags) == ((), None, ())
    found = second.article
    assert (found.authors, found.section, found.tags) == (("Jane Doe",), "World", ("ports",))


@pytest.mark.parametrize(
    "record",
    [
        {"title": [{"value": "T"}], "body": [{"value": "<b>x</b>", "processed": "<p>One.</p>",
                                              "format": "full_html", "summary": ""}]},
        {"type": "node--article", "attributes": {"title": "T", "body": {
            "value": "<p>One.</p>", "format": "full_html"}}},
        {"title": "T", "html": "<p>One.</p>"},
    ],
    ids=["rest", "json:api", "ghost"],
)  # fmt: skip
def test_the_text_of_other_systems_is_html_in_a_field(record: object) -> None:
    found = article("a.json", json.dumps([record]))
    assert (found.title, found.body) == ("T", "One.")


def test_the_source_of_a_whole_page_is_no_text() -> None:
    with pytest.raises(ReadError, match="no text among the fields title, html"):
        article("a.json", json.dumps({"title": "T", "html": " <!-- x --><!DOCTYPE html><p>One."}))


def test_an_answer_in_several_pages_is_read_page_by_page() -> None:
    pages = [{"status": "ok", "articles": [{"body": "x"}, {"title": "y"}]},
             {"status": "ok", "articles": [{"body": "z"}]}]  # fmt: skip
    first, last, flaw = read("a.json", json.dumps(pages))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert [(one.number, one.original) for one in (first, last)] == [
        (1, b'{"body": "x"}'), (3, b'{"body": "z"}'),
    ]  # fmt: skip
    assert isinstance(flaw, Problem)
    assert flaw.place == "a.json#2"
