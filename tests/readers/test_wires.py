"""News items of agencies in JSON, ninjs and digital wires, and articles that were saved."""

from __future__ import annotations

import json

import pytest

from newsarchive.model.article import Article
from tests.readers.reading import article, records

ITEM = {"versioncreated": "2019-03-04T09:12:00Z", "headline": "Ferry", "body_text": "It sails."}


def read(**fields: object) -> Article:
    return article("a.json", json.dumps(ITEM | fields))


@pytest.mark.parametrize("name", ["item", "items", "entries"])
def test_items_may_stand_in_an_envelope(name: str) -> None:
    found = records("a.json", json.dumps({"total": 2, name: [ITEM, ITEM]}))
    assert [record.number for record in found] == [1, 2]


def test_of_several_headlines_and_texts_the_main_ones_count() -> None:
    found = read(
        headline=None,
        headlines=[{"role": "short", "value": "F"}, {"role": "main", "value": "The ferry"}],
        bodies=[
            {"role": "caption", "contentType": "text/html", "value": "<p>Picture</p>"},
            {"role": "main", "contentType": "text/plain", "value": "It sails.\nIt does."},
            {
                "role": "main",
                "contentType": "text/html",
                "value": "<p>It sails.</p><p>It does.</p>",
            },
        ],
    )
    assert (found.title, found.body) == ("The ferry", "It sails.\n\nIt does.")


def test_a_title_above_the_text_is_no_part_of_it() -> None:
    found = read(body_xhtml="<article><h1>Ferry</h1><p>It sails.</p></article>")
    assert found.body == "It sails."


def test_the_day_is_that_of_the_first_version() -> None:
    found = read(firstcreated="2019-03-03T09:12:00Z")
    assert (str(found.date), found.updated) == ("2019-03-03", "2019-03-04T09:12:00Z")
    same = read(firstcreated=ITEM["versioncreated"])
    assert (str(same.date), same.updated) == ("2019-03-04", None)


def test_subjects_are_tags_and_categories_no_section() -> None:
    found = read(
        subject=[{"code": "1", "name": "Ports"}, {"code": "2"}],
        categories=[
            {"type": "dnltype:wire", "name": "bdt"},
            {"type": "dnltype:keyword", "name": "Winter"},
        ],
    )
    assert (found.tags, found.section) == (("Ports", "Winter"), None)


@pytest.mark.parametrize(
    ("status", "notes"),
    [
        ("canceled", ("marked as canceled by its provider",)),
        ("stat:withheld", ("marked as withheld by its provider",)),
        ("usable", ()),
        (None, ()),
    ],
)
def test_an_item_that_is_withdrawn_is_kept_with_a_warning(
    status: str | None, notes: tuple[str, ...]
) -> None:
    item = json.dumps(ITEM | {"pubstatus": status})
    for name, data in (("a.json", item), ("a.json", f"[{item}]"), ("a.jsonl", item)):
        [found] = records(name, data)
        assert found.notes == notes


def test_a_record_without_versions_is_none_of_them() -> None:
    found = article("a.json", json.dumps({"body": "It sails.", "categories": ["Ports"]}))
    assert (found.section, found.tags) == ("Ports", ())


def test_saved_articles_have_the_days_of_the_article_and_no_others() -> None:
    saved = {
        "is_archived": 1, "is_starred": 0, "tags": [{"id": 1, "label": "Ports", "slug": "ports"}],
        "title": "Ferry", "url": "https://bay.example/f", "content": "<p>It sails.</p>",
        "created_at": "2020-05-08T11:55:58+02:00", "updated_at": "2020-05-08T11:57:16+02:00",
        "published_at": None, "published_by": [None, "Jane Doe"], "domain_name": "bay.example",
    }  # fmt: skip
    found = article("a.json", json.dumps([saved]))
    assert (found.body, found.date, found.updated) == ("It sails.", None, None)
    assert (found.authors, found.source, found.tags) == (("Jane Doe",), "bay.example", ("Ports",))
