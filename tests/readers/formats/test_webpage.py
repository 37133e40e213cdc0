"""Web pages: what they say of themselves, their text, and how they try to mislead."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.formats.webpage import LARGEST
from newsarchive.readers.markup.htmltree import MOST_TAGS
from tests.readers.reading import article, read

TEXT = (
    "The harbour opened on Tuesday, nine years after the first stone was laid, full of ships.",
    "Ships from eleven countries had waited outside the mole since Sunday, said the pilot.",
    "He had expected seven of them, and sent for more rope. The rope came at four.",
)
BODY = "\n\n".join(TEXT)
PROSE = "".join(f"<p>{text}</p>" for text in TEXT)


def page(head: str = "", body: str = f"<article>{PROSE}</article>", html: str = "<html>") -> str:
    return f"<!DOCTYPE html>{html}<head>{head}</head><body>{body}</body></html>"


def linked_data(*values: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values
    )


def news(**values: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle"} | values


def known(found: Article) -> dict[str, object]:
    """What is known of an article, and its text."""
    facts = {
        "title": found.title if found.title_source != "derived" else None,
        "date": found.date and str(found.date),
        "authors": list(found.authors),
        "source": found.source,
        "url": found.url,
        "language": found.language if found.language_source != "detected" else None,
    }
    return {name: value for name, value in facts.items() if value}


WORDPRESS = page(
    linked_data({"@graph": [
        {"@type": "WebPage", "@id": "https://blog.example/harbour/", "name": "Harbour opens"},
        {"@type": "Article", "@id": "https://blog.example/harbour/#article",
         "headline": "Harbour opens", "datePublished": "2018-04-10T23:15:00+00:00",
         "author": {"name": "admin", "@id": "https://blog.example/#/person/1"},
         "publisher": {"@id": "https://blog.example/#org"}, "inLanguage": "en-US"},
        {"@type": "Person", "@id": "https://blog.example/#/person/1", "name": "Jane Doe"},
        {"@type": "Organization", "@id": "https://blog.example/#org", "name": "Blog"}]})
    + '<title>Harbour opens - Blog</title><meta name="author" content="Jane Doe">',
    "<header><nav><ul><li><a href='/'>Home</a></li><li><a href='/a'>About us</a></li></ul></nav>"
    f"</header><main><article><h1 class='entry-title'>Harbour opens</h1>{PROSE}"
    "<div class='sharedaddy'><a href='#'>Share on X</a></div></article></main>"
    "<aside class='widget-area'><h2>Recent posts</h2><a href='/x'>Another story</a></aside>",
)  # fmt: skip
AMP = page(
    '<link rel="canonical" href="https://paper.example/harbour.html">'
    + linked_data(news(headline="Harbour opens", datePublished="2018-04-10",
                       mainEntityOfPage="https://paper.example/harbour.html",
                       author=[{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}])),
    f"<amp-sidebar>Menu</amp-sidebar><article><h1>Harbour opens</h1>{PROSE}"
    "<amp-ad>Buy a boat</amp-ad></article>",
    html="<html amp lang='en'>",
)  # fmt: skip
PAYWALL = page(
    '<meta property="og:title" content="Harbour opens | Daily Example">'
    '<meta property="og:site_name" content="Daily Example">'
    '<meta property="article:published_time" content="2018-04-10T08:00:00-05:00">'
    '<meta property="article:author" content="https://facebook.example/dailyexample">'
    '<meta name="author" content="Daily Example"><meta name="byl" content="By Jane Doe">',
    f"<article><h1>Harbour opens</h1>{PROSE}</article>"
    "<div class='paywall'><p>Subscribe now to go on reading.</p></div>",
)
LIVE = page(
    linked_data({"@type": "LiveBlogPosting", "headline": "Harbour opens: live",
                 "datePublished": "2018-04-10T06:00:00Z", "dateModified": "2018-04-10T20:00:00Z",
                 "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "The rope is there",
                                     "datePublished": "2018-04-11T01:00:00Z"}]}),
    f"<main><h1>Harbour opens: live</h1><article>{PROSE}</article></main>",
)  # fmt: skip
GERMAN = page(
    "<title>Hafen eröffnet - Beispielblatt</title>"
    '<meta name="author" content="Jürgen Müller">'
    '<meta name="date" content="2018-04-10T10:00:00+02:00">'
    '<meta name="publisher" content="Beispielblatt">',
    f"<article><h1>Hafen eröffnet</h1>{PROSE}</article>",
    html="<html lang='de'>",
)
FRENCH = page(
    "<title>Le port est ouvert • Le Courrier</title>"
    '<meta name="dcterms.issued" content="2018-04-10">'
    '<meta name="dc.creator" content="Élodie Kerbrat">',
    "<article><h1>Le port est ouvert</h1><time datetime='2019-01-01'>Mis à jour</time>"
    f"{PROSE}</article>",
    html="<html lang='fr-FR'>",
)
ARABIC_TEXT = (
    "افتتح الميناء يوم الثلاثاء بعد تسع سنوات من وضع حجره الأول، وامتلأ بالسفن قبل الظهر.",
    "وكانت سفن من إحدى عشرة دولة تنتظر خارج الحاجز منذ يوم الأحد، بحسب مدير الميناء.",
    "وقال إنه كان يتوقع سبعا منها فقط، وأرسل في طلب المزيد من الحبال التي وصلت في الساعة الرابعة.",
)
ARABIC = page(
    '<meta property="og:title" content="افتتاح الميناء">'
    '<meta property="article:published_time" content="2018-04-10">',
    "<article><h1>افتتاح الميناء</h1>" + "".join(f"<p>{t}</p>" for t in ARABIC_TEXT) + "</article>",
    html="<html lang='ar' dir='rtl'>",
)
TABLES = (
    "<HTML><HEAD><TITLE>Harbour opens</TITLE></HEAD><BODY BGCOLOR=white><TABLE><TR>"
    "<TD><A HREF=/>Home</A><BR><A HREF=/sport>Sport</A></TD><TD><FONT SIZE=5><B>Harbour opens</B>"
    f"</FONT><BR><BR>{'<BR><BR>'.join(TEXT)}<BR><BR>{TEXT[0].replace('harbour', 'pier')}"
    f"<BR><BR>{TEXT[1].replace('harbour', 'pier')}<BR><BR>{TEXT[1].replace('mole', 'pier')}"
    "</TD></TR></TABLE></BODY></HTML>"
)
BARE = page("", f"<div>{PROSE}</div>")
BROKEN = page(
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harb</script>'
    '<meta property="og:title" content="Harbour opens"><meta name="author" content="Jane Doe">'
)

LAYOUTS: dict[str, tuple[str, dict[str, object]]] = {
    "WordPress": (WORDPRESS, {
        "title": "Harbour opens", "date": "2018-04-10", "source": "Blog", "language": "en",
        "authors": ["Jane Doe"], "url": "https://blog.example/harbour/"}),
    "AMP": (AMP, {
        "title": "Harbour opens", "date": "2018-04-10", "authors": ["Jane Doe", "John Roe"],
        "url": "https://paper.example/harbour.html", "language": "en"}),
    "paywall": (PAYWALL, {
        "title": "Harbour opens", "date": "2018-04-10", "authors": ["Jane Doe"],
        "source": "Daily Example"}),
    "live": (LIVE, {"title": "Harbour opens: live", "date": "2018-04-10"}),
    "German": (GERMAN, {
        "title": "Hafen eröffnet", "date": "2018-04-10", "authors": ["Jürgen Müller"],
        "source": "Beispielblatt", "language": "de"}),
    "French": (FRENCH, {
        "title": "Le port est ouvert", "date": "2018-04-10", "authors": ["Élodie Kerbrat"],
        "language": "fr"}),
    "Arabic": (ARABIC, {"title": "افتتاح الميناء", "date": "2018-04-10", "language": "ar"}),
    "tables": (TABLES, {"title": "Harbour opens"}),
    "bare": (BARE, {}),
    "broken": (BROKEN, {"title": "Harbour opens", "authors": ["Jane Doe"]}),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_page_says_of_itself_is_taken_and_nothing_else(layout: str) -> None:
    source, expected = LAYOUTS[layout]
    assert known(article("a.html", source)) == expected


@pytest.mark.parametrize("layout", [one for one in LAYOUTS if one not in {"Arabic", "tables"}])
def test_the_text_is_its_paragraphs_without_what_stands_around_them(layout: str) -> None:
    assert article("a.html", LAYOUTS[layout][0]).body == BODY


def test_of_tables_that_make_a_layout_the_column_with_the_text_is_read() -> None:
    body = article("a.html", TABLES).body
    assert body.startswith(TEXT[0])
    assert "Sport" not in body
    assert article("a.html", ARABIC).body == "\n\n".join(ARABIC_TEXT)


def test_a_day_is_as_printed_and_updated_is_not_published() -> None:
    head = linked_data(
        news(datePublished="2018-04-10T23:15:00-05:00", dateModified="2018-05-01T00:10:00Z")
    )
    found = article("a.html", page(head))
    assert (str(found.date), found.published) == ("2018-04-10", "2018-04-10T23:15:00-05:00")
    assert (found.updated, found.date_source) == ("2018-05-01T00:10:00Z", "JSON-LD")
    only_updated = page('<meta property="article:modified_time" content="2018-05-01">')
    assert article("a.html", only_updated).date is None


RELATED = news(
    headline="Ferry fares rise", url="https://paper.example/ferry", datePublished="2017-01-01",
    author={"name": "Ulla Brandt"},
)  # fmt: skip
TITLED = (
    '<meta property="og:title" content="Harbour opens at last">'
    '<link rel="canonical" href="https://paper.example/harbour">'
)


@pytest.mark.parametrize(
    "data",
    [
        linked_data({"@type": "ItemList", "itemListElement": [{"item": RELATED}]}),
        linked_data({"@type": "WebPage", "relatedLink": RELATED, "hasPart": [RELATED]}),
        linked_data(RELATED),
        linked_data(RELATED, RELATED | {"url": "https://paper.example/other"}),
        linked_data({"@graph": [RELATED]}),
    ],
)
def test_another_article_on_the_page_never_wins(data: str) -> None:
    found = known(article("a.html", page(TITLED + data)))
    assert found == {"title": "Harbour opens at last", "url": "https://paper.example/harbour"}


def test_of_several_articles_the_one_with_the_page_s_address_or_title_is_its_own() -> None:
    own = news(headline="Harbour opens at last", datePublished="2018-04-10")
    by_address = news(url="https://paper.example/harbour/", datePublished="2018-04-10")
    for each in (own, by_address):
        found = article("a.html", page(TITLED + linked_data(RELATED, each, RELATED)))
        assert str(found.date) == "2018-04-10"


@pytest.mark.parametrize(
    "author",
    [
        "https://paper.example/jane", "www.paper.example", "@janedoe", "jane@paper.example",
        "paper.example", "Daily Example", {"@type": "Organization", "name": "The Paper Group"},
        {"@id": "https://paper.example/#nobody"}, "", [], None, 7, {"name": {"x": []}},
    ],
)  # fmt: skip
def test_what_is_no_person_is_no_author(author: object) -> None:
    head = linked_data(news(author=author, publisher={"name": "Daily Example"}))
    assert article("a.html", page(head)).authors == ()


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Harbour opens | Daily Example", "Daily Example", "Harbour opens"),
        ("Harbour opens - Daily Example", "", "Harbour opens - Daily Example"),
        ("Harbour opens – who pays?", "Daily Example", "Harbour opens – who pays?"),
        ("Daily Example", "Daily Example", None),
    ],
)
def test_the_name_of_the_site_is_taken_off_a_title_only_if_it_is_certain(
    title: str, site: str, expected: str | None
) -> None:
    head = f'<title>{title}</title><meta property="og:site_name" content="{site}">'
    assert known(article("a.html", page(head))).get("title") == expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("<time datetime='2018-04-10T10:00'>", "2018-04-10"),
        ("<time datetime='2018-04-10'></time><time datetime='2018-04-11'>", "None"),
        ("<time class='entry-date' datetime='2018-04-10'></time><time datetime='2018-04-11'>",
         "2018-04-10"),
        ("<time>10 April 2018</time>", "2018-04-10"),
        ("<time>10 April</time>", "None"),
        ("<p>Published on 10 April 2018</p>", "None"),
    ],
)  # fmt: skip
def test_a_marked_day_counts_if_it_is_the_only_one_and_no_other_is_guessed(
    times: str, expected: str
) -> None:
    assert (
        str(article("a.html", page("", f"<article>{times}</time>{PROSE}</article>")).date)
        == expected
    )


def test_captions_scripts_cookie_banners_and_teasers_are_not_of_the_text() -> None:
    source = page(
        "",
        "<div id='cookie-banner'>We use cookies. <button>Accept</button></div>"
        f"<article>{PROSE}<figure><img src='x'><figcaption>A ship</figcaption></figure>"
        "<script>var x = '<p>no</p>'</script></article>"
        "<div class='related'><h3>Read more</h3><ul><li><a href='/a'>Ferry fares rise</a></li></ul>"
        "</div><footer><p>© 2018 Daily Example</p></footer>",
    )
    assert article("a.html", source).body == BODY


def test_a_short_text_is_an_article_if_the_page_shows_that_it_is() -> None:
    short = f"<p>{TEXT[0]}</p><p>{TEXT[2]}</p>"
    with pytest.raises(ReadError, match="too little of one"):
        read("a.html", page("", f"<div>{short}</div>"))
    dated = page("<meta name='date' content='2018-04-10'>", f"<div>{short}</div>")
    menu = page("", f"<nav><a href='/'>Home</a></nav><article><h1>T</h1>{short}</article>")
    for source in (dated, menu):
        assert article("a.html", source).body == f"{TEXT[0]}\n\n{TEXT[2]}"


@pytest.mark.parametrize(
    "source", [page("", "<ul><li><a href='/a'>Ferry</a></li></ul>"), "x", "<p>"]
)
def test_a_page_without_an_article_is_told(source: str) -> None:
    with pytest.raises(ReadError, match=r"no article on this page|no HTML"):
        read("index.html", source)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1251", "cp1251"), ("iso-8859-1", "cp1252"), ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"), ("utf-16", "utf-16"), ("nonsense", "utf-8"),
        ("windows-1252", "utf-8"), ("utf-16", "utf-8"), ("base64", "utf-8"),
    ],
)  # fmt: skip
def test_encodings_are_those_declared_unless_the_bytes_know_better(
    declared: str, encoding: str
) -> None:
    last = "Гавань." if encoding == "cp1251" else "“Größe”."
    source = page(f"<meta charset='{declared}'>", f"<article>{PROSE}<p>{last * 9}</p></article>")
    assert article("a.html", source.encode(encoding)).body == f"{BODY}\n\n{last * 9}"


def test_hostile_pages_are_read_or_refused() -> None:
    deep = page("", "<div>" * 30_000 + PROSE)
    for source in (deep, page("", "<a " * 20_000 + PROSE), page("", "<!--" * 20_000)):
        with pytest.raises(ReadError):
            read("a.html", source)
    with pytest.raises(ReadError, match="more than 16 MiB"):
        read("a.html", b"<html>" + b" " * LARGEST)
    nested = '{"author":' * 5000
    data = f'<script type="application/ld+json">{nested}</script>'
    assert article("a.html", page(data)).body == BODY


@pytest.mark.long
@pytest.mark.parametrize(
    "row", ["<a href=x>y</a> ", "<span>a</span>", "<p>Cocoa rose.</p>", "<div><p>Cocoa</div>"]
)
def test_a_page_of_very_many_tags_is_read_without_what_its_tags_set_apart(row: str) -> None:
    many = row * (MOST_TAGS + 1)
    found = article(
        "a.html", page("", f"<nav>Home</nav><article>{PROSE}<div>{many}</div></article>")
    )
    assert found.body.startswith(f"{BODY}\n\n")
    assert len(found.body) > MOST_TAGS
    assert "Home" not in found.body


def test_an_entity_bomb_in_xhtml_is_only_text() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">'
    bomb += '<!ENTITY x SYSTEM "/etc/passwd">]>'
    source = f"{bomb}<html><body><article>{PROSE}<p>&b; &x; and so on.</p></article></body></html>"
    body = article("a.xhtml", source).body
    assert "aaaa" not in body
    assert "root:" not in body


def test_reading_a_page_twice_gives_the_same_and_asks_nothing_of_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = [article("a.html", WORDPRESS) for _ in range(4)]
    assert found == found[:1] * 4


@pytest.mark.surroundings
def test_trafilatura_is_loaded_for_a_page_only() -> None:
    code = (
        "import sys; from newsarchive.readers import READERS; "
        "print({'trafilatura', 'lxml', 'brotli'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>", "bookmarks are"),
        ("<!DOCTYPE html><html><head><title>Pocket Export</title></head>", "Pocket exports"),
        ("<html><head><title>Instapaper: Export</title></head>", "Instapaper exports"),
    ],
)
def test_a_list_of_addresses_is_refused_by_name(head: str, name: str) -> None:
    link = '<li><a href="https://paper.example/{}">The harbour opens after many years, part {}</a>'
    links = "".join(link.format(number, number) for number in range(40))
    with pytest.raises(ReadError, match=f"^no text: {name} the addresses of articles"):
        read("a.html", f"{head}<body><h1>Unread</h1><ul>{links}</ul></body>")
