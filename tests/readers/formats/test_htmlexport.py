"""Exports of databases in HTML: Factiva, Europresse, Nexis, ProQuest."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.readers.formats.databases import DATABASES
from tests.readers.reading import format_of, read, records

CASES = Path(__file__).parents[2] / "data" / "cases"
PAGES = {
    "factiva html": "A15_factiva_html_indexed.html",
    "europresse html": "europresse_articles.html",
    "nexis html": "A19_nexis_html.html",
    "proquest html": "A21_proquest_html.html",
}
AUTHOR = '<div class="author">Jo Doe; jo@post.example</div>'
PROQUEST = "<a name='DocID_MSTAR_1001'></a>"
LATIN_1 = "A18_europresse_old.html"


def page(name: str) -> bytes:
    return (CASES / name).read_bytes()


def factiva(*articles: str, head: str = "<title>Factiva</title>") -> str:
    return f"<html><head>{head}</head><body>{''.join(articles)}</body></html>"


def article(title: str = "Ferry", lines: str = "", text: str = "The ferry sails.") -> str:
    return (
        f'<div class="article enArticle"><div id="hd"><span class="enHeadline">{title}</span></div>'
        f'{lines}<p class="articleParagraph enarticleParagraph">{text}</p></div>'
    )


@pytest.mark.parametrize("reader", DATABASES, ids=[reader.name for reader in DATABASES])
@pytest.mark.parametrize("ending", [".html", ".HTM", ".txt", ""])
def test_an_export_is_recognised_by_its_first_bytes(ending: str, reader: object) -> None:
    name = getattr(reader, "name", "")
    assert format_of(f"/news/a{ending}", page(PAGES[name])[:4096]) == name
    assert format_of("/news/a.html", b"<html><title>Factiva is old</title>") == "html"


@pytest.mark.parametrize("name", [*PAGES.values(), LATIN_1])
def test_each_article_can_be_read_alone(name: str) -> None:
    found = [one for one in read("a.html", page(name)) if isinstance(one, Record)]
    assert len(found) > 1
    for record in found:
        [again] = records("b.html", record.original)
        assert (again.article, again.original) == (record.article, record.original)
        assert again.encoding == record.encoding


def test_an_encoding_that_only_the_head_declares_goes_with_each_article() -> None:
    found = records("a.html", page(LATIN_1))
    assert [record.encoding for record in found] == ["cp1252", "cp1252"]
    assert found[1].article.title == "Le quai coûte deux fois plus cher"
    assert all(record.original.startswith(b'<meta charset="cp1252">') for record in found)


def test_the_announced_number_is_compared_with_what_was_read() -> None:
    data = page("A19_nexis_html.html").replace(b'DOCUMENTS="3"', b'DOCUMENTS="4"')
    assert read("a.html", data)[-1] == Problem(
        "a.html", "the export announces 4 articles, but 3 are in it"
    )


def test_a_document_that_the_database_could_not_show_is_a_problem() -> None:
    _, second, _ = read("a.html", page("A19_nexis_html.html"))
    assert isinstance(second, Problem)
    assert second.place == "a.html#2"
    assert "We are sorry" in second.reason


def test_a_page_without_articles_is_refused_by_name() -> None:
    with pytest.raises(ReadError, match="no article in this page of factiva html"):
        read("a.html", factiva("<table><tr><td>Headlines</td></tr></table>"))


def test_an_entry_without_a_text_is_a_problem_and_costs_no_other() -> None:
    whole, empty = article(), article(text="")
    found = read("a.html", factiva(whole, empty, whole))
    assert [isinstance(one, Problem) for one in found] == [False, True, False]
    assert [one.number for one in found if isinstance(one, Record)] == [1, 3]


def test_an_export_behind_a_long_head_is_no_web_page() -> None:
    """Its first article begins beyond what the choice of a reader sees."""
    long = f"<!DOCTYPE html><html><head><style>{'p{margin:0}' * 1000}</style></head><body>"
    found = read("a.html", long + article("One") + article("Two"))
    assert [one.article.title for one in found if isinstance(one, Record)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("lines", "authors", "day", "source"),
    [
        ("<div>12 words</div><div>4 March 2019</div><div>The Post</div>", (), "2019-03-04", 1),
        ("<div>By Jo Doe</div><div>12 words</div><div>4 March 2019</div><div>The Post</div>",
         ("Jo Doe",), "2019-03-04", 1),
        (f"{AUTHOR}<div>5 字</div><div>2019 年 3 月 4 日</div><div>9:12</div><div>The Post</div>",
         ("Jo Doe",), "2019-03-04", 1),
        ("<div>12 words</div>", (), "None", 0),
    ],
)  # fmt: skip
def test_lines_without_codes_follow_the_day(
    lines: str, authors: tuple[str, ...], day: str, source: int
) -> None:
    [record] = records("a.html", factiva(article(lines=lines)))
    found = record.article
    assert (found.authors, str(found.date)) == (authors, day)
    assert found.source == ("The Post" if source else None)


@pytest.mark.parametrize(
    "text",
    [
        "<div class='articleParagraph'>" * 20_000,
        "</div></p>" * 20_000,
        "<p><td>" * 20_000,
        "<div class=\"a' class='" * 20_000,
        "<!-- " * 20_000,
    ],
)
def test_a_hostile_page_is_read_or_refused(text: str) -> None:
    found = read("a.html", factiva(article(text=f"The ferry sails. {text}"), article("Next")))
    assert found


def test_text_in_bold_with_a_colon_is_no_label_of_proquest() -> None:
    source = (
        f"<html><body>{PROQUEST}<p>Ferry</p><p><strong>Full text: </strong></p>"
        "<p><strong>Who sails?: </strong>Two crews.</p><p>They sail.</p>"
        "<p><strong>Location: </strong>Marlow</p><p><strong>Database: </strong>D</p></body></html>"
    )
    [record] = records("a.html", source)
    assert record.article.body == "Who sails?: Two crews.\n\nThey sail."
    assert record.article.title == "Ferry"


def test_an_abstract_counts_where_there_is_no_full_text() -> None:
    source = f"<html>{PROQUEST}<p>Ferry</p><p><strong>Abstract: </strong>It sails.</p>"
    [record] = records("a.html", source)
    assert record.article.body == "It sails."
    [problem] = read("a.html", source.replace("It sails.", "None available."))
    assert isinstance(problem, Problem)


def test_an_export_that_the_database_mails_is_read_as_one() -> None:
    part = page("A21_proquest_html.html").decode()
    mail = EmailMessage()
    mail["Subject"] = "Documents"
    mail.set_content(part, subtype="html", cte="quoted-printable")
    found = records("a.eml", mail.as_bytes())
    assert [record.number for record in found] == [1, 2]
    assert found[0].article.title == "Marlow ferry to sail all winter"
    for record in found:
        [again] = records("b.eml", record.original)
        assert (again.article, again.original) == (record.article, record.original)


@pytest.mark.parametrize(
    ("printed", "authors"),
    [
        ("Brandt, Tessa.; Sarn, Henk A.", ("Tessa Brandt", "Henk A. Sarn")),
        ("Anonymous", ()),
        ("Associated Press", ()),
    ],
)
def test_authors_of_proquest_are_family_names_first(printed: str, authors: tuple[str]) -> None:
    source = (
        f"<html>{PROQUEST}<p>Ferry</p><p><strong>Author: </strong>{printed}"
        "</p><p><strong>Full text: </strong><text><p>It sails.</p></text></p>"
    )
    [record] = records("a.html", source)
    assert record.article.authors == authors


def test_the_day_of_proquest_may_stand_in_its_publication_info_only() -> None:
    source = (
        f"<html>{PROQUEST}<p>Ferry</p><p><strong>Publication info: </strong>"
        "Pellin Courier; Pellin [Pellin]04 Mar 2019: A.3.</p>"
        "<p><strong>Full text: </strong><text><p>It sails.</p></text></p>"
    )
    [record] = records("a.html", source)
    assert str(record.article.date) == "2019-03-04"


def test_a_document_of_europresse_that_was_saved_as_shown_is_one_article() -> None:
    whole = page("europresse_articles.html").decode()
    start, end = whole.index("<article>"), whole.index("</article>")
    shown = whole[start + len("<article>") : end]
    [record] = records("a.html", f"<html><body><nav>Menu</nav><div>{shown}</div></body></html>")
    [same] = records("b.html", whole[start:end] + "</article>")
    assert (record.article, record.number) == (same.article, 1)
