"""A dossier: what stands in it, in both forms, and that no text in it becomes markup or a link."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsarchive.model.article import Article, Note
from newsarchive.render import dossier_html, dossier_markdown
from newsarchive.render.dossier import HANDFUL, LONGEST, Dossier, dossier
from newsarchive.search.hit import Hit
from tests.render.hits import ARTICLE, hit
from tests.render.world import ARTICLES, hits

Parts = Callable[[Dossier], Iterator[str]]
BOTH = pytest.mark.parametrize("parts", [dossier_html.parts, dossier_markdown.parts])
VOID = {"meta", "br"}
ATTACKS = (
    "<script>alert(1)</script>", "</style><script>", "<img src=x onerror=alert(1)>", "<!--", "-->",
    "](javascript:alert(1))", "[x](http://evil.example)", "![x](http://evil.example/x.png)",
    "<http://evil.example>", "http://evil.example www.evil.example", "&lt;script&gt; &copy;",
    "a@evil.example mailto:a@evil.example",
    "`code` ``` ~~~", "**bold** _it_ ~~no~~", "| a | b |", "# head", "## head #", "> quote",
    "- item", "+ item", "* item", "1. item", "2) item", "===", "---", "    code", "\tcode",
    "\" onmouseover=\"x", "' x='", "\\", "back\\slash\\", "\\*x*", "\\<b>",
    "\\[x](http://evil.example)", "\\`x`", "$x$", "[^1]: note", "[a]: http://evil",
    "\x1b[31m\x00\x9b2J", "\u202egnp.exe\u2066", "\ud800", "{{x}}", "<p lang=en>", "]]>",
)  # fmt: skip
HOSTILE = Article(
    title=" ".join(ATTACKS), authors=ATTACKS, source=ATTACKS[0], agency=ATTACKS[1], tags=ATTACKS,
    url='http://evil.example/"onclick="x"<>`\\)&copy;', language="en",
    body="\n\n".join(f"{one} oil {one}" for one in ATTACKS) + "\n\n" + "\n\n".join(ATTACKS),
)  # fmt: skip
ADDRESSES = (
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil", "http://", "x y",
    "http://a\nb", "http://a\u202eb", " https://x", "vbscript:x", "JaVaScRiPt://x/%0aalert(1)",
)  # fmt: skip


def document(*found: Hit, full: bool = False, title: str = "Title") -> Dossier:
    return dossier(title, [("Query", title)], found, full=full)


def noted(found: Hit, *notes: tuple[str, str | None]) -> Hit:
    """The hit with notes: text and passage."""
    made = tuple(Note(f"{n:016x}", text, quote, "") for n, (text, quote) in enumerate(notes))
    return Hit(dataclasses.replace(found.archived, notes=made), 0.0, found.rank, found.query)


def html(made: Dossier) -> str:
    return "".join(dossier_html.parts(made))


def markdown(made: Dossier) -> str:
    return "".join(dossier_markdown.parts(made))


class Checked(HTMLParser):
    """Reads a page that has to be well-formed; keeps its elements and the text outside them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [str(given[name]) for _, given in self.elements if name in given]


def tokens(text: str) -> Iterator[Token]:
    """What a reader of Markdown makes of it, with tables, strikethrough and HTML switched on."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or ()


@BOTH
def test_numbers_of_articles_contents_and_references_agree(parts: Parts) -> None:
    text = "".join(parts(document(*hits())))
    plain = re.sub("<[^>]*>|\u2068|\u2069", "", text)
    for number, one in enumerate(hits(), start=1):
        assert f"reference {number}" in plain
        assert text.count(f"newsarchive-{one.id}") == 1
    if parts is dossier_html.parts:
        page = Checked(text)
        ids = page.values("id")
        assert len(set(ids)) == len(ids)
        assert {link[1:] for link in page.values("href")} <= set(ids)
        entries = re.findall(r'<li id="reference-(\d+)">.*newsarchive-(0{7}\d)', text)
    else:
        entries = re.findall(r"^(\d+)\. .*newsarchive-(0{7}\d)", text, re.MULTILINE)
    assert entries == [(str(n), f"{n:08}") for n in range(1, len(hits()) + 1)]


@BOTH
def test_more_than_a_handful_have_a_table_of_contents(parts: Parts) -> None:
    for count in (HANDFUL, HANDFUL + 1):
        some = [hit(ARTICLE, rank=rank) for rank in range(count)]
        assert ("Contents" in "".join(parts(document(*some)))) == (count > HANDFUL)


def test_passages_are_the_paragraphs_with_matches_or_notes() -> None:
    body = "One oil.\n\nTwo.\n\nThree.\n\nFour oil."
    found = noted(hit(Article(body=body), "oil"), ("Ask", "Three"), ("All", None), ("Gone", "Five"))
    (entry,) = document(found).entries
    assert [(one.number, one.notes) for one in entry.passages()] == [
        (1, []), (3, ["Ask (paragraph 3: “Three”)"]), (4, [])
    ]  # fmt: skip
    assert entry.notes == ["All", "Gone (its passage is gone: “Five”)"]
    assert next(entry.passages()).pieces == [("One ", False), ("oil", True), (".", False)]
    (whole,) = document(found, full=True).entries
    assert [one.number for one in whole.passages()] == [1, 2, 3, 4]


def test_without_a_match_the_beginning_is_quoted_and_of_a_long_paragraph_the_best_passage() -> None:
    (entry,) = document(hit(ARTICLE, "source:example")).entries
    (passage,) = entry.passages()
    assert (passage.number, passage.pieces[0][0][:10]) == (None, "Oil rose o")
    long = "Word here. " * LONGEST + "Then oil. " + "More here. " * LONGEST
    (entry,) = document(hit(Article(body=long), "oil")).entries
    (passage,) = entry.passages()
    text = "".join(text for text, _ in passage.pieces)
    assert (text[:2], text[-2:], " oil" in text, len(text) < LONGEST + 100) == (
        "… ", " …", True, True
    )  # fmt: skip


def test_a_title_that_was_not_printed_is_in_brackets() -> None:
    derived = dataclasses.replace(ARTICLE, title_source="derived")
    titles = [document(hit(one)).entries[0].title for one in (derived, Article(body="x"))]
    assert ["".join(text for text, _ in one) for one in titles] == [
        "[Oil prices rise]", "[untitled]"
    ]  # fmt: skip
    cited = [document(hit(one)).entries[0].reference for one in (derived, ARTICLE)]
    assert ["[Oil prices rise]." in cited[0], "[" in cited[1]] == [True, False]


def test_text_says_its_language_and_direction() -> None:
    languages = {"en": "ltr", "zh": "ltr", "ar": "rtl", "he": "rtl", "": "ltr"}
    found = [document(one).entries[0] for one in hits()]
    assert {entry.language: entry.direction for entry in found} == languages
    arabic = html(document(hits()[2]))
    assert arabic.count('lang="ar" dir="rtl"') == 2  # the title and one paragraph
    assert '<blockquote dir="rtl">' in arabic


@pytest.mark.parametrize("full", [False, True])
def test_html_is_well_formed_and_loads_nothing(full: bool) -> None:
    some = [noted(hit(HOSTILE, "oil"), *((one, None) for one in ATTACKS)), *hits()]
    page = Checked(html(document(*some, full=full, title=" ".join(ATTACKS))))
    assert {tag for tag, _ in page.elements} == set(
        "html head meta title style body header h1 dl dt dd nav h2 ol li a bdi span main article p "
        "blockquote mark b section".split()
    ) - ({"blockquote"} if full else set())
    names = {name for _, given in page.elements for name in given}
    assert names <= {"lang", "dir", "id", "class", "href", "rel", "aria-labelledby"} | {
        "charset", "http-equiv", "content", "name"
    }  # fmt: skip
    links = {link for link in page.values("href") if not link.startswith("#")}
    assert links == {HOSTILE.url}
    assert "<script>alert(1)</script>" in page.text


def test_the_policy_allows_the_style_and_nothing_else() -> None:
    page = html(document(hit(ARTICLE)))
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert re.findall(r"url\(|@import|</", style) == []


@pytest.mark.parametrize("full", [False, True])
def test_no_text_becomes_markdown(full: bool) -> None:
    notes = [*ATTACKS, "a | b\n:-- | :--", "a\n\n- b"]
    one = noted(hit(HOSTILE, "oil"), *((text, None) for text in notes))
    made = document(*[one] * (1 if full else HANDFUL + 1), full=full, title=" ".join(ATTACKS))
    found = list(tokens(markdown(made)))
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in found}
    assert kinds - {"text_special", "softbreak"} == set(
        "heading inline text bullet_list list_item paragraph ordered_list link blockquote strong "
        "hardbreak".split()
    )
    links = {token.attrs["href"] for token in found if token.type == "link_open"}
    assert links == {"http://evil.example/%22onclick=%22x%22%3C%3E%60%5C)&copy;"}
    levels = [token.tag for token in found if token.type == "heading_open"]
    assert levels == ["h1", *["h2"] * (2 if full else 8)]
    assert {token.markup for token in found if token.type == "bullet_list_open"} == {"-"}
    assert sum(token.type == "bullet_list_open" for token in found) == 1
    assert sum(token.type == "ordered_list_open" for token in found) == 2 - full


@pytest.mark.parametrize("text", ATTACKS)
def test_markdown_says_every_text_as_it_is(text: str) -> None:
    made = document(hit(Article(body=f"{text} oil"), "oil"))
    (passage,) = made.entries[0].passages()
    said = "".join(piece for piece, _ in passage.pieces)
    found = tokens(markdown(made))
    shown = "".join(token.content for token in found if token.type.startswith("text"))
    assert " ".join(said.split()) in " ".join(shown.split())


@pytest.mark.parametrize("text", ["a@b.com", "mailto:a@b.com", "www.b.com", "http://b.com"])
def test_no_text_looks_like_an_address_to_programs_that_link_those(text: str) -> None:
    assert text not in markdown(document(hit(Article(title=text, body=text)), title=text))


@BOTH
@pytest.mark.parametrize("url", ADDRESSES)
def test_only_web_addresses_become_links(parts: Parts, url: str) -> None:
    text = "".join(parts(document(hit(dataclasses.replace(ARTICLE, url=url)))))
    links = re.findall(r'href="([^#][^"]*)|\]\(<([^>]*)', text)
    assert links == []
    assert "reference 1" in text


@BOTH
@pytest.mark.parametrize("article", [HOSTILE, *ARTICLES[-1:]])
def test_no_control_character_and_no_override_is_left(parts: Parts, article: Article) -> None:
    made = document(noted(hit(article, "oil"), ("\x1b\u202e\x9b\r\x00", None)), title="\x1b\u202e")
    text = "".join(parts(made))
    assert (
        re.findall("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067\ud800-\udfff]", text) == []
    )
