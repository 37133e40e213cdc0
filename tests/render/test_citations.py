"""Citations: other programs read them, and ours reads them back as they were."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article
from newsarchive.render.citations import Name, name_of
from newsarchive.render.record import fields, record
from newsarchive.render.structured import Shape, writer
from tests.readers.reading import records
from tests.render.hits import ARTICLE, hit

HARD = Article(
    title=r"50% of {A_B} & C\D cost $5 -- 'so' ``it'' said ~#1^",
    date=dt.date(2018, 4, 10),
    authors=("Anna van der Berg", "Şəbnəm Qasımova", "李明", "Reşad Əli"),
    source="Süd & West",
    section="Ports",
    url="https://example.org/~anna/a_b--c?x=1&y=50%25#part",
    language="en",
    tags=("oil & gas", "ports"),
    body="The 5% rule.\n\nER  - is no end.\n\n@article{x,\ntitle={y}} is no entry.\n\nTY  - NEWS",
)
UNDATED = Article(title="Rain", agency="Reuters", body="It rained.")
ARTICLES = (ARTICLE, HARD, UNDATED)


def written(form: Any, *articles: Article, body: bool = True) -> str:
    stream = io.StringIO()
    out = writer(fields(body=body), Shape(form), stream)
    for rank, article in enumerate(articles, start=1):
        out.write(record(hit(article, rank=rank), body=body))
    out.end()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("form", "name"), [("bibtex", "a.bib"), ("ris", "a.ris"), ("csl", "a.json")]
)
@pytest.mark.parametrize("article", ARTICLES, ids=["plain", "hard", "undated"])
def test_our_own_readers_read_the_same_back(form: str, name: str, article: Article) -> None:
    [found] = [one.article for one in records(name, written(form, article))]
    for field in ("title", "date", "authors", "agency", "source", "url", "language", "tags"):
        if field != "language" or article.language:
            assert getattr(found, field) == getattr(article, field), field


def test_bibtexparser_reads_what_is_written() -> None:
    library = parse_string(written("bibtex", *ARTICLES))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [
        f"newsarchive-{n:08x}deadbeef" for n in (1, 2, 3)
    ]
    plain, hard, undated = library.entries
    assert [(field.key, field.value) for field in plain.fields] == [
        ("author", "Doe, Jane and Veli, Ali"),
        ("title", "{Oil prices rise}"),
        ("journal", "Daily Example"),
        ("entrysubtype", "newspaper"),
        ("date", "2018-04-10"),
        ("year", "2018"),
        ("month", "apr"),
        ("day", "10"),
        ("keywords", "oil"),
        ("abstract", ARTICLE.body.replace("\n", " ")),
    ]
    assert hard["author"].split(" and ") == [
        "van der Berg, Anna", "Qasımova, Şəbnəm", "{李明}", "Əli, Reşad",
    ]  # fmt: skip
    assert (undated.entry_type, undated["author"]) == ("misc", "{Reuters}")


def test_what_tex_would_print_is_the_title() -> None:
    library = parse_string(
        written("bibtex", HARD),
        append_middleware=[LatexDecodingMiddleware()],
    )
    # This reader does not know \textbraceleft, which is LaTeX's, and prints another circumflex.
    odd = str.maketrans({"{": "", "}": "", "^": "\u02c6"})
    assert library.entries[0]["title"] == str(HARD.title).translate(odd)


def test_rispy_reads_what_is_written() -> None:
    plain, hard, undated = rispy.loads(written("ris", *ARTICLES))
    assert plain == {
        "type_of_reference": "NEWS", "id": "newsarchive-00000001deadbeef",
        "authors": ["Doe, Jane", "Veli, Ali"], "title": "Oil prices rise",
        "secondary_title": "Daily Example", "date": "2018/04/10", "year": "2018",
        "keywords": ["oil"], "abstract": ARTICLE.body.replace("\n", " "),
    }  # fmt: skip
    assert hard["title"] == HARD.title
    assert hard["authors"] == ["van der Berg, Anna", "Qasımova, Şəbnəm", "李明", "Əli, Reşad"]
    assert hard["urls"] == [HARD.url]
    assert undated["authors"] == ["Reuters"]
    assert "date" not in undated


def test_citeproc_prints_references_of_what_is_written() -> None:
    items = json.loads(written("csl", *ARTICLES, body=False))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    source = CiteProcJSON(items)
    bibliography = CitationStylesBibliography(style, source, formatters.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    plain, hard, undated = map(str, bibliography.bibliography())
    assert plain.startswith("Doe, J. and Veli, A. (2018)")
    assert "Oil prices rise" in plain
    assert "Daily Example" in plain
    assert hard.startswith("van der Berg, A. et al. (2018)")
    assert str(HARD.title) in hard
    assert undated.startswith("Reuters")


def test_references_without_their_text_have_no_abstract() -> None:
    assert "abstract" not in written("bibtex", ARTICLE, body=False)
    assert "AB  - " not in written("ris", ARTICLE, body=False)
    assert "abstract" not in written("csl", ARTICLE, body=False)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl"])
@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", " data:text/html,x", "java\tscript:x",
     "\x01vbscript:x"],
)  # fmt: skip
def test_an_address_that_would_run_something_is_left_out(form: str, url: str) -> None:
    """Readers of references make links of addresses; others than those of pages may stay."""
    plain = Article(title="Rain", body="x")
    assert written(form, dataclasses.replace(plain, url=url)) == written(form, plain)
    assert "urn:x:1" in written(form, dataclasses.replace(plain, url="urn:x:1"))


def test_no_article_is_no_reference() -> None:
    assert [written("bibtex"), written("ris"), written("csl")] == ["", "", "[]\n"]


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Jane Doe", Name("Doe", "Jane")),
        ("Anna van der Berg", Name("van der Berg", "Anna")),
        ("John A. Smith", Name("Smith", "John A.")),
        ("Ruth Adeyemi-Clarke", Name("Adeyemi-Clarke", "Ruth")),
        ("Анна Иванова", Name("Иванова", "Анна")),
        ("John Smith Jr.", Name("John Smith Jr.")),
        ("李明", Name("李明")),
        ("王 小明", Name("王 小明")),
        ("Madonna", Name("Madonna")),
        ("bell hooks", Name("bell hooks")),
        ("Doe, Jane", Name("Doe, Jane")),
        ("The Editors of a Paper in Town", Name("The Editors of a Paper in Town")),
    ],
)
def test_a_name_is_divided_only_where_that_is_clear(author: str, name: Name) -> None:
    assert name_of(author) == name


@given(st.text(min_size=1), st.lists(st.text(), max_size=3), st.text())
def test_no_text_breaks_a_reference(title: str, authors: list[str], body: str) -> None:
    article = Article(title=title, authors=tuple(authors), source=title, body=body, tags=(title,))
    library = parse_string(written("bibtex", article, ARTICLE))
    assert (library.failed_blocks, len(library.entries)) == ([], 2)
    assert len(rispy.loads(written("ris", article, ARTICLE))) == 2
    assert len(json.loads(written("csl", article, ARTICLE))) == 2
