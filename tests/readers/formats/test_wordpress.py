"""WordPress's exports."""

from __future__ import annotations

import io

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.wordpress import WordPress
from tests.readers.reading import article, format_of, read, records

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- An export: 1. Log in; 2. Import. -->\n'
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">\n'
    "<channel><title>Harlow Times</title><link>https://harlow.example</link>"
    "<language>en-GB</language>"
)
PEOPLE = "".join(
    f"<wp:author><wp:author_login><![CDATA[{login}]]></wp:author_login>"
    f"<wp:author_display_name><![CDATA[{shown}]]></wp:author_display_name>"
    f"<wp:author_first_name>{first}</wp:author_first_name>"
    f"<wp:author_last_name>{last}</wp:author_last_name></wp:author>"
    for login, shown, first, last in [
        ("jdoe", "Jane Doe", "", ""), ("jroe", "jroe", "John", "Roe"), ("admin", "admin", "", ""),
        *((f"u{n}", f"Some Body{n}", "", "") for n in range(20)), ("last", "Kim Sok & Co", "", ""),
    ]
)  # fmt: skip


def post(creator: str = "jdoe", kind: str = "post", status: str = "publish", **more: str) -> str:
    text = more.get("text", "The harbour opened.")
    date = more.get("date", "2018-04-10 00:30:00")
    return (
        f"<item><title>{more.get('title', 'A &amp; B')}</title>"
        "<link>https://harlow.example/2018/04/a/</link>"
        "<pubDate>Mon, 09 Apr 2018 23:30:00 +0000</pubDate>"
        f"<dc:creator><![CDATA[{creator}]]></dc:creator><description></description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded>"
        "<excerpt:encoded><![CDATA[A standfirst.]]></excerpt:encoded>"
        f"<wp:post_date>{date}</wp:post_date><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type>{more.get('terms', '')}</item>"
    )


def export(*items: str) -> str:
    return f"{HEAD}{PEOPLE}{''.join(items)}</channel></rss>"


def test_a_post_has_the_details_of_its_item_and_of_the_site() -> None:
    terms = (
        '<category domain="category" nicename="x">Uncategorized</category>'
        '<category domain="category" nicename="world">World</category>'
        '<category domain="post_tag" nicename="ports"><![CDATA[ports]]></category>'
    )
    found = article("a.xml", export(post(terms=terms)))
    assert (found.title, found.authors, str(found.date)) == ("A & B", ("Jane Doe",), "2018-04-10")
    assert (found.section, found.tags) == ("World", ("ports",))
    assert (found.source, found.language) == ("Harlow Times", "en")
    assert (found.url, found.body) == ("https://harlow.example/2018/04/a/", "The harbour opened.")


@pytest.mark.parametrize(
    ("creator", "authors"),
    [("jroe", ("John Roe",)), ("admin", ()), ("unknown1", ()), ("Ali Veli", ("Ali Veli",))],
)
def test_an_account_is_named_as_the_site_shows_it(creator: str, authors: tuple[str, ...]) -> None:
    assert article("a.xml", export(post(creator))).authors == authors


def test_terms_name_the_authors_of_a_post_of_several() -> None:
    terms = (
        '<category domain="author" nicename="cap-jdoe">jdoe</category>'
        '<category domain="author" nicename="cap-ali-veli">Ali Veli</category>'
    )
    assert article("a.xml", export(post("admin", terms=terms))).authors == ("Jane Doe", "Ali Veli")


def test_only_published_posts_are_read_and_the_others_are_counted() -> None:
    found = read(
        "a.xml",
        export(
            post(status="draft"), post(status="private"), post(kind="attachment"), post(),
            post(kind="attachment"), post(kind="page"), post(kind="nav_menu_item"),
            post(kind="harlow_news"),
        ),
    )  # fmt: skip
    *articles, note = found
    assert [one.number for one in articles if isinstance(one, Record)] == [4, 8]
    assert note == ReadWarning(
        "a.xml",
        "passed over, as they are no published posts: "
        "2 attachment, 1 draft, 1 nav_menu_item, 1 page, 1 private",
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("One.\n\nTwo <b>b</b>.\nThree.", "One.\n\nTwo b.\nThree."),
        ("<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->", "One."),
        ('[caption id="1"]<img src="a"/> A ship[/caption]\nOne [1].\n[gallery ids="1"]',
         "One [1]."),
        ("One.<!--more-->\n\nTwo.", "One.\n\nTwo."),
    ],
)  # fmt: skip
def test_blank_lines_part_paragraphs_and_shortcodes_are_no_text(text: str, body: str) -> None:
    assert article("a.xml", export(post(text=text))).body == body


def test_a_post_without_a_day_of_its_own_has_that_of_the_feed() -> None:
    assert str(article("a.xml", export(post(date="0000-00-00 00:00:00"))).date) == "2018-04-09"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_original_is_read_again_alone(encoding: str) -> None:
    data = export(post("last"), post("jdoe", title="\u0130")).encode(encoding)
    for record in records("a.xml", data.replace(b"UTF-8", encoding.encode())):
        assert b"Some Body" not in record.original
        [again] = WordPress().read("a.xml", io.BytesIO(record.original))
        assert isinstance(again, Record)
        assert again.article == record.article


def test_posts_without_a_text_are_one_problem() -> None:
    [flaw] = read("a.xml", export(post(text=""), post(text="<p> </p>")))
    assert isinstance(flaw, Problem)
    assert flaw.reason == "the text is empty (2 records, the first is a.xml line 4)"


def test_an_export_without_items_is_refused() -> None:
    with pytest.raises(ReadError, match="a WordPress export without posts"):
        read("a.xml", export())


def test_what_is_hostile_is_refused() -> None:
    data = HEAD + "".join("<item><x>" for _ in range(300))
    with pytest.raises(ReadError, match="elements nested more than 200 deep"):
        read("a.xml", data)


def test_an_ordinary_feed_is_a_feed() -> None:
    assert format_of("a.xml", '<rss version="2.0"><channel><item>') == "feed"
