"""An invented record in the shape of each tool with which people collect articles."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from newsarchive.model.article import Problem

from .reading import article, read, records

DAY = dt.date(2018, 4, 10)
TEXT = "The harbour opened on Tuesday. Ships came."
URL = "https://daily.example/2018/harbour"

SHAPES: dict[str, dict[str, object]] = {
    "news-please": {
        "authors": ["Jane Doe"], "date_download": "2020-01-01 10:00:00",
        "date_modify": "2018-04-11 08:00:00", "date_publish": "2018-04-10 09:30:00",
        "description": "Short.", "filename": "x.json", "image_url": None, "language": "en",
        "localpath": None, "maintext": TEXT, "source_domain": "daily.example", "text": None,
        "title": "Harbour opens", "title_page": None, "title_rss": None, "url": URL,
    },
    "newspaper4k": {
        "url": URL, "read_more_link": "", "language": "en", "title": "Harbour opens",
        "top_image": "", "images": [], "keywords": ["ships"], "meta_keywords": [""], "tags": [],
        "authors": ["Jane Doe"], "publish_date": "2018-04-10T09:30:00", "summary": "Short.",
        "meta_description": "Short.", "meta_lang": "en", "meta_site_name": "Daily",
        "canonical_link": URL, "text": TEXT,
    },
    "Fundus": {
        "title": "Harbour opens", "authors": ["Jane Doe"], "topics": ["ships"],
        "publishing_date": "2018-04-10 09:30:00+02:00", "free_access": True, "images": [],
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [TEXT]}]},
    },
    "trafilatura": {
        "title": "Harbour opens", "author": "Jane Doe", "hostname": "daily.example",
        "date": "2018-04-10", "fingerprint": "0", "id": None, "license": None, "comments": "",
        "raw_text": "Menu", "text": TEXT, "language": "en", "image": None, "pagetype": "article",
        "filedate": "2020-01-01", "source": URL, "source-hostname": "Daily", "excerpt": "Short.",
        "categories": "Local;Ports", "tags": "ships;ports",
    },
    "NewsAPI": {
        "source": {"id": None, "name": "Daily"}, "author": "Jane Doe", "title": "Harbour opens",
        "description": "Short.", "url": URL, "urlToImage": None,
        "publishedAt": "2018-04-10T09:30:00Z", "content": TEXT,
    },
    "schema.org": {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour opens",
        "datePublished": "2018-04-10T09:30:00+02:00", "dateModified": "2018-04-11",
        "dateCreated": "2018-04-01", "author": [{"@type": "Person", "name": "Jane Doe"}],
        "publisher": {"@type": "Organization", "name": "Daily"}, "inLanguage": "en",
        "articleSection": ["Local", "Ports"], "keywords": "ships, ports", "articleBody": TEXT,
        "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
    },
    "CC-News": {
        "title": "Harbour opens", "text": TEXT, "domain": "daily.example",
        "date": "2018-04-10 09:30:00", "description": "Short.", "url": URL, "image_url": "",
    },
    "Guardian": {
        "id": "x", "sectionName": "Local", "webPublicationDate": "2018-04-10T09:30:00Z",
        "webTitle": "Harbour opens", "webUrl": URL,
        "fields": {"byline": "Jane Doe", "bodyText": TEXT, "body": f"<p>{TEXT}</p>"},
    },
    "WordPress": {
        "id": 7, "date": "2018-04-10T09:30:00", "modified": "2018-04-11T09:30:00", "link": URL,
        "title": {"rendered": "Harbour opens"}, "content": {"rendered": f"<p>{TEXT}</p>\n"},
        "author": 3, "categories": [4],
    },
    "this program": {
        "id": "0123456789abcdef", "title": "Harbour opens", "date": "2018-04-10",
        "published": "2018-04-10T09:30:00+02:00", "updated": None, "authors": ["Jane Doe"],
        "source": "Daily", "url": URL, "language": "en", "section": "Local", "tags": ["ships"],
        "words": 7, "path": "x.txt", "score": 0, "snippet": "The…", "body": TEXT,
    },
}  # fmt: skip


@pytest.mark.parametrize("tool", SHAPES)
def test_the_records_of_each_tool_are_understood(tool: str) -> None:
    found = article("a.json", json.dumps(SHAPES[tool]))
    assert (found.title, found.date, found.body) == ("Harbour opens", DAY, TEXT)
    assert found.authors == (() if tool in {"CC-News", "WordPress"} else ("Jane Doe",))
    assert found.url == (None if tool == "Fundus" else URL)
    names = {
        "news-please": "daily.example", "CC-News": "daily.example",
        "Fundus": None, "Guardian": None, "WordPress": None,
    }  # fmt: skip
    assert found.source == names.get(tool, "Daily")
    has_section = {"trafilatura", "schema.org", "Guardian", "this program"}
    assert found.section == ("Local" if tool in has_section else None)


@pytest.mark.parametrize("tool", ["news-please", "schema.org", "WordPress"])
def test_the_day_of_an_update_is_another(tool: str) -> None:
    found = article("a.json", json.dumps(SHAPES[tool]))
    assert found.updated is not None
    assert found.updated.startswith("2018-04-11")


def test_newsapis_envelope_and_its_cut_texts() -> None:
    """NewsAPI marks texts that it has cut; the mark stays in the text."""
    cut = SHAPES["NewsAPI"] | {"content": "The harbour opened… [+1234 chars]"}
    answer = {"status": "ok", "totalResults": 1, "articles": [cut]}
    [record] = records("a.json", json.dumps(answer))
    assert record.article.body == "The harbour opened… [+1234 chars]"


def test_gdelts_lists_of_articles_have_no_texts() -> None:
    listed = {
        "url": URL, "url_mobile": "", "title": "Harbour opens", "seendate": "20180410T093000Z",
        "socialimage": "", "domain": "daily.example", "language": "English",
        "sourcecountry": "Ireland",
    }  # fmt: skip
    assert read("a.json", json.dumps({"articles": [listed]})) == [
        Problem("a.json#1", "no text: GDELT lists the addresses of articles, not the articles")
    ]


@pytest.mark.parametrize(
    "table",
    [
        f""",id,title,publication,author,date,year,month,url,content
0,17283,Harbour opens,Daily,Jane Doe,2018-04-10,2018.0,4.0,{URL},{TEXT}
""",
        f"""date,year,month,day,author,title,article,url,section,publication
2018-04-10 09:30:00,2018,4.0,10,Jane Doe,Harbour opens,{TEXT},{URL},Local,Daily
""",
    ],
)
def test_both_tables_of_all_the_news(table: str) -> None:
    [record] = records("a.csv", table)
    found = record.article
    assert (found.title, found.date, found.body) == ("Harbour opens", DAY, TEXT)
    assert (found.authors, found.source, found.url) == (("Jane Doe",), "Daily", URL)
