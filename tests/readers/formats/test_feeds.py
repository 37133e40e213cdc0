"""RSS and Atom: every entry an article, that can also be read alone."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.feeds import Feed
from newsarchive.readers.markup.htmltext import paragraphs
from tests.readers.reading import article, format_of, read, records

SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss(
    *items: str, channel: str = "<title>Daily Example</title><language>en-gb</language>"
) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel>{channel}{inner}</channel></rss>'


def atom(*entries: str, feed: str = "<title>Daily Example</title>") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">{feed}{inner}</feed>'


RSS_1 = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" {SPACES}>
<channel rdf:about="https://paper.example/rss"><title>Daily Example</title>
<items><rdf:Seq><rdf:li rdf:resource="https://paper.example/a"/></rdf:Seq></items>
<dc:language>fr</dc:language></channel>
<item rdf:about="https://paper.example/a"><title>A</title><link>https://paper.example/a</link>
<description>Oil rose.</description><dc:date>2018-04-10T22:00:00-05:00</dc:date>
<dc:creator>Jane Doe</dc:creator><dc:subject>oil</dc:subject></item>
<item rdf:about="https://paper.example/b"><title>B</title><description>Gas too.</description></item>
</rdf:RDF>"""

WHOLE = """<title>Oil &amp;amp; gas</title><link> https://paper.example/a </link>
<guid isPermaLink="true">https://paper.example/guid</guid><dc:creator>Jane Doe</dc:creator>
<pubDate>Tue, 10 Apr 2018 23:15:00 -0500</pubDate><category>energy</category>
<category>trade, foreign</category><description>A summary.</description>
<content:encoded><![CDATA[<p>Oil &amp; gas <b>rose</b>.</p><p>Traders<br/>were&nbsp;glad.</p>
<script>x("<p>")</script><figure><figcaption>A rig</figcaption></figure>
<p>The post <a href="#">Oil</a> appeared first on <a href="#">Daily</a>.</p>]]></content:encoded>"""


def test_an_item_of_rss_gives_all_that_it_says() -> None:
    found = article("a.rss", rss(WHOLE))
    assert found.body == "Oil & gas rose.\n\nTraders\nwere glad."
    assert (found.title, found.title_source) == ("Oil & gas", "feed entry")
    assert (str(found.date), found.published) == ("2018-04-10", "2018-04-10T23:15:00-05:00")
    assert (found.authors, found.source, found.language) == (("Jane Doe",), "Daily Example", "en")
    assert (found.url, found.tags) == ("https://paper.example/a", ("energy", "trade, foreign"))


def test_an_entry_of_atom_gives_all_that_it_says() -> None:
    found = article(
        "a.xml",
        atom(
            '<title type="html">Oil &amp;amp; gas</title><author><name>Jane Doe</name></author>'
            '<link rel="self" href="https://paper.example/self"/><link href="a?b=1&amp;c=2"/>'
            "<published>2018-04-10T23:15:00-05:00</published><updated>2018-05-01T00:00:00Z</updated>"
            '<category term="x" label="Energy"/><summary>Short.</summary><content type="xhtml">'
            '<div xmlns="http://www.w3.org/1999/xhtml"><h2>Oil</h2><p>Oil <i>rose</i>.</p></div>'
            "</content>",
            feed="<title>Daily Example</title>",
        ).replace("<feed ", '<feed xml:base="https://paper.example/" '),
    )
    assert (found.title, found.body) == ("Oil & gas", "Oil\n\nOil rose.")
    assert (str(found.date), found.updated) == ("2018-04-10", "2018-05-01T00:00:00Z")
    assert (found.authors, found.tags) == (("Jane Doe",), ("Energy",))
    assert (found.url, found.language) == ("https://paper.example/a?b=1&c=2", "de")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Oil &lt;SRD&gt; &amp;amp; gas", "Oil <SRD> & gas"),
        ("&lt;i&gt;Oil &lt;b&gt;rose&lt;/b&gt;&lt;/i&gt;", "Oil rose"),
        ("5 &lt; 6 and A&lt;B&gt; too", "5 < 6 and A<B> too"),
    ],
)
def test_of_a_title_in_rss_only_pairs_of_tags_are_taken_off(printed: str, expected: str) -> None:
    found = article("a.rss", rss(f"<title>{printed}</title><description>Oil.</description>"))
    assert found.title == expected


def test_a_section_without_end_is_text_with_a_note() -> None:
    for section in ("<![CDATA[", "<!--"):
        found = read("a.rss", rss(f"<title>A</title><description>{section}Oil.</description>"))
        [made] = [one for one in found if isinstance(one, Record)]
        assert made.article.body == "Oil."
        assert [one for one in found if isinstance(one, ReadWarning)]


def test_atom_without_its_namespace_is_atom() -> None:
    source = atom("<title>A</title><summary>Oil.</summary>").replace("xmlns=", "a=")
    assert article("a.xml", source).body == "Oil."


@pytest.mark.parametrize(
    ("title", "printed"),
    [("Oil rises - Daily Example", "Oil rises"), ("Daily Example", "Daily Example"),
     ("Oil rises - again", "Oil rises - again"), ("A-Daily Example", "A-Daily Example")],
)  # fmt: skip
def test_the_paper_of_an_item_is_no_part_of_its_title(title: str, printed: str) -> None:
    item = f"<title>{title}</title><source url='x'>Daily Example</source>"
    assert article("a.rss", rss(f"{item}<description>Oil.</description>")).title == printed


def test_updated_is_not_published() -> None:
    found = article("a.atom", atom("<updated>2018-05-01</updated><summary>Oil.</summary>"))
    assert (found.date, found.updated) == (None, "2018-05-01")


def test_rss_1_has_its_channel_beside_its_items() -> None:
    first, second = records("a.rdf", RSS_1)
    found = first.article
    assert (found.title, found.source, found.language) == ("A", "Daily Example", "fr")
    assert (str(found.date), found.authors, found.tags) == ("2018-04-10", ("Jane Doe",), ("oil",))
    assert second.article.url == "https://paper.example/b"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("jane@paper.example (Jane Doe)", ("Jane Doe",)),
        ("jane@paper.example", ()),
        ("Jane Doe", ("Jane Doe",)),
        ("Jane Doe (jane@paper.example)", ("Jane Doe",)),
        ("Jane Doe &lt;jane@paper.example&gt;", ("Jane Doe",)),
        ('"Jane Doe" mailto:jane@paper.example', ("Jane Doe",)),
    ],
)
def test_an_address_is_no_author(author: str, expected: tuple[str, ...]) -> None:
    found = article("a.rss", rss(f"<author>{author}</author><description>Oil.</description>"))
    assert found.authors == expected


def test_the_author_of_a_feed_counts_if_it_is_a_person() -> None:
    for name, expected in (("Jane Doe", ("Jane Doe",)), ("Daily-Example24", ())):
        feed = f"<author><name>{name}</name></author>"
        assert article("a.atom", atom("<summary>Oil.</summary>", feed=feed)).authors == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Tue, 10 Apr 18 22:15:00 GMT", "2018-04-10"),
        ("10 Apr 98 22:15 EST", "1998-04-10"),
        ("Tue, 10 Apr 2018 00:10:00 +1400", "2018-04-10"),
        ("soon", "None"),
        ("1523398500", "2018-04-10"),
        ("20180410T221500Z", "2018-04-10"),
        ("Tue, 10 Apr 2018 24:00:00 GMT", "2018-04-10"),
        ("Tue, 10 Apr 2018 22:15:00 Europe/Berlin", "2018-04-10"),
        ("Tue Apr 10 22:15:00 XYZ 2018", "2018-04-10"),
        ("Tuesday, 10-Apr-18 22:15:00 GMT", "2018-04-10"),
        ("Wt, 10 Apr 2018 22:15:00 +0200", "2018-04-10"),
        ("2018년 04월 10일 오후 11:31:25", "2018-04-10"),
        ("2018-04-10 오후 11:23:17", "2018-04-10"),
        ("Mon, 29 Feb 2019 08:00:00 GMT", "None"),
        ("04/05/2018 08:00", "None"),
        ("1", "None"),
    ],
)
def test_days_are_as_printed(printed: str, expected: str) -> None:
    item = f"<pubDate>{printed}</pubDate><description>Oil.</description>"
    assert str(article("a.rss", rss(item)).date) == expected


def test_html_names_of_characters_are_known_without_a_declaration() -> None:
    found = article(
        "a.rss", rss("<title>A&nbsp;b</title><description>Caf&eacute; &bogus;</description>")
    )
    assert (found.title, found.body) == ("A b", "Café &bogus;")


@pytest.mark.parametrize("source", [rss(WHOLE, "<description>Two.</description>"), RSS_1])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_each_entry_can_be_read_alone(source: str, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding == "cp1252" else ""
    for record in records("a.xml", (declared + source.replace("rose", "röse")).encode(encoding)):
        [again] = Feed().read("x", io.BytesIO(record.original))
        assert isinstance(again, Record)
        assert (again.article, again.original) == (record.article, record.original)
        assert again.article.source == "Daily Example"


def test_entries_before_a_cut_are_read_and_the_cut_has_a_line() -> None:
    whole = rss("<description>One.</description>\n", "<description>Two.</description>\n")
    found = Feed().read("a.rss", io.BytesIO(whole[: whole.index("Two")].encode()))
    first = next(found)
    assert isinstance(first, Record)
    assert first.article.body == "One."
    with pytest.raises(ReadError, match="broken XML at line 2: it ends within <description>"):
        next(found)


def test_an_entry_without_a_title_or_a_text_is_a_flaw_with_its_line() -> None:
    found = read("a.rss", rss("<link>x</link>\n", "<description>C</description>"))
    assert found[0] == Problem("a.rss line 1", "the entry has no text")
    assert [item.article.body for item in found if isinstance(item, Record)] == ["C"]


def test_a_headline_alone_is_its_text_as_agencies_send_it() -> None:
    found = article("a.rss", rss("<title>Ferry late</title>"))
    assert (found.title, found.body) == ("Ferry late", "Ferry late")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.txt", "How to write <rss version='2.0'> into a file"),
        ("a.html", "<!DOCTYPE html><html><body><pre><rss version='2.0'>"),
        ("a.xml", "<doc><rss version='2.0'/></doc>"),
    ],
)
def test_what_only_shows_a_feed_is_none(name: str, head: str) -> None:
    assert not Feed().claims(name, head.encode()) or format_of(name, head) != "feed"


class Endless(io.RawIOBase):
    """A feed without end."""

    def __init__(self) -> None:
        self._parts: Iterator[bytes] = itertools.chain(
            [b"<rss><channel><title>T</title>"],
            itertools.repeat(
                b"<item><description>Oil.</description><x>" + b"y" * 5000 + b"</x></item>"
            ),
        )

    def read(self, _: int = -1) -> bytes:
        return next(self._parts)


def test_a_feed_is_read_as_a_stream() -> None:
    found = Feed().read("a.rss", cast("BinaryIO", Endless()))
    for record in itertools.islice(found, 500):
        assert isinstance(record, Record)
        assert len(record.original) < 5200


@given(st.text())
def test_any_text_has_paragraphs(source: str) -> None:
    for part in paragraphs(source):
        assert part.strip()


BROKEN = [
    "<", "</", "<a ", "<a b='", '<a b="', "<a =", "<!", "<!--", "<![x y]>", "<![CDATA[", "<?", "&",
    "&#1", "<div>", "<div hidden>", "<p style='display:", "<head>", "<script>", "<title>",
    "<figure>", "<head><script>", """<i "> '<i '> \"""",
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("letter", [False, True])
@pytest.mark.parametrize("piece", BROKEN)
def test_broken_html_takes_no_more_time_than_good_html(piece: str, letter: bool) -> None:
    """Many of these take minutes with the standard library's parser, or end with an error."""
    found = paragraphs(f"<p>Oil rose.</p>{piece * 60_000}", letter=letter)
    assert found[0] == "Oil rose."


@pytest.mark.parametrize(
    ("item", "body"),
    [
        ('<y:full-text xmlns:y="http://news.yandex.ru">All of it.</y:full-text>', "All of it."),
        ("<content>&lt;p&gt;All of it.&lt;/p&gt;</content>", "All of it."),
        ("", "A summary."),
    ],
)
def test_the_fullest_text_of_an_item_is_taken(item: str, body: str) -> None:
    assert article("a.rss", rss(f"<description>A summary.</description>{item}")).body == body


def test_the_paper_is_not_its_own_author() -> None:
    item = "<dc:creator>daily example</dc:creator><author>d@x.example (Jane Doe)</author>"
    assert article("a.rss", rss(f"{item}<title>A</title>")).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "link",
    [
        '<link href="https://paper.example/a"/>',
        '<a:link xmlns:a="http://www.w3.org/2005/Atom" href="https://paper.example/a"/>',
        "<link/><guid>https://paper.example/a</guid>",
    ],
)
def test_a_link_of_rss_may_be_written_as_in_atom(link: str) -> None:
    assert article("a.rss", rss(f"<title>A</title>{link}")).url == "https://paper.example/a"
