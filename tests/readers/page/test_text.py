"""The text of a page beside what the page offers: nothing is cut without a word."""

from __future__ import annotations

import pytest

from tests.readers.formats.test_har import exchange, har
from tests.readers.formats.test_mhtml import mhtml
from tests.readers.formats.test_warc import record, response
from tests.readers.formats.test_webpage import BODY, PROSE, TEXT, linked_data, news, page
from tests.readers.reading import article, records

MORE = [text.replace("harbour", "pier").replace("Ships", "Boats") for text in TEXT]
MORE = [f"{text} That was on the second day of the year." for text in MORE]
OTHER = "".join(f"<p>{text}</p>" for text in MORE)
HEAD = "<title>Harbour opens</title><meta property=og:title content='Harbour opens'>"
CARDS = "".join(
    f"<article class=card><h3><a>Card {number}</a></h3><p>A teaser of some length that tells what "
    f"the card of the number {number} is about.</p></article>"
    for number in range(6)
)


def test_containers_of_one_kind_are_read_to_the_last() -> None:
    parts = f"<section class=body>{PROSE}</section><aside>Buy</aside><section class=body>{OTHER}"
    found = article("a.html", page(HEAD, f"<main><h1>Harbour opens</h1>{parts}</section></main>"))
    assert found.body == "\n\n".join((BODY, *MORE))


def test_a_paragraph_that_is_a_link_is_of_the_text_and_a_title_that_is_one_is_not() -> None:
    link = "The passengers waited in the shed, where a stove had been lit and tea was made for all."
    linked = f"<div><p><a href=/x><b>{link}</b></a></p></div>"
    title = (
        "<div><p><a href=/y>Why the goats of the lighthouse ate all the lettuces last winter</a>"
    )
    source = page(HEAD, f"<article><h1>Harbour opens</h1>{PROSE}{linked}{title}</p></div>{OTHER}")
    assert article("a.html", source).body == "\n\n".join((BODY, link, *MORE))


@pytest.mark.parametrize(
    "below",
    [
        f"<article><h2>Choir buys lighthouse</h2>{OTHER}</article>",
        f"<div><article><header><h3>Choir buys lighthouse</h3></header>{OTHER}</article></div>",
        CARDS,
    ],
)
@pytest.mark.parametrize("end", [("", "</article>"), ("</article>", "")])
def test_other_articles_within_or_below_are_left_out(below: str, end: tuple[str, str]) -> None:
    source = page(HEAD, f"<article><h1>Harbour opens</h1>{PROSE}{end[0]}{below}{end[1]}")
    assert article("a.html", source).body == BODY


def test_the_parts_of_a_live_page_are_of_its_text() -> None:
    data = linked_data({"@type": "LiveBlogPosting", "headline": "Harbour opens"})
    part = f"<article><h2>At noon</h2>{OTHER}</article>"
    source = page(HEAD + data, f"<main><h1>Harbour opens</h1>{PROSE}{part}</main>")
    assert MORE[0] in article("a.html", source).body


def test_the_text_of_the_data_is_taken_where_the_page_has_the_beginning_of_it_only() -> None:
    data = linked_data(news(headline="Harbour opens", articleBody="\n\n".join((*TEXT, *MORE))))
    for shown in (f"<article><h1>Harbour opens</h1>{PROSE}</article>", "<div>Loading</div>"):
        assert article("a.html", page(HEAD + data, shown)).body == "\n\n".join((*TEXT, *MORE))


def test_a_large_difference_to_what_the_page_offers_is_a_warning_wherever_the_page_is() -> None:
    whole = linked_data(news(headline="Harbour opens", articleBody="Quite another text. " * 100))
    source = page(HEAD + whole, f"<article><h1>Harbour opens</h1>{PROSE}</article>")
    kept = [
        *records("a.html", source),
        *records("a.har", har(exchange(source))),
        *records("a.mhtml", mhtml(source.encode())),
        *records("a.warc", record(response(source.encode()))),
    ]
    assert [one.article.body for one in kept] == [BODY] * 4
    for one in kept:
        assert one.notes[0].startswith("the text may be cut: ")


def test_what_stands_between_paragraphs_for_readers_is_not_put_back() -> None:
    between = (
        "<div class=newsletter-signup><p>Sign up, and get the best of it every morning.</p>"
        "</div><figure><figcaption>The quay in the fog, seen from the mole today.</figcaption>"
        "</figure><div class=author-bio><p>Oona has covered harbours since 1998.</p></div>"
    )
    source = page(HEAD, f"<article><h1>Harbour opens</h1>{PROSE}{between}{OTHER}</article>")
    assert article("a.html", source).body == "\n\n".join((BODY, *MORE))


def test_the_lines_of_a_cell_are_not_glued_together() -> None:
    row = "<tr><td><b>Fare</b><br>to Harlow<p>by day</p></td><td>2 marks</td></tr>"
    source = page(HEAD, f"<article><h1>Harbour opens</h1>{PROSE}<table>{row}</table></article>")
    assert "Fare to Harlow by day | 2 marks" in article("a.html", source).body


@pytest.mark.parametrize(
    "furniture",
    [
        "Advertisement",
        "Story continues below advertisement",
        "Subscribe to continue reading this article.",
        "Already a subscriber? Log in",
        "Your browser does not support the audio element.",
        "<strong>READ MORE:</strong> <a href=/x>The goats of the lighthouse</a>",
        "Lire aussi : Les chèvres du phare",
        "Lesen Sie auch: Die Ziegen des Leuchtturms",
        "© 2019 The Packet. All rights reserved.",
    ],
)
def test_furniture_between_or_below_paragraphs_is_left_out(furniture: str) -> None:
    line = f"<p>{furniture}</p>"
    source = page(HEAD, f"<article><h1>Harbour opens</h1>{PROSE}{line}{OTHER}{line}</article>")
    assert article("a.html", source).body == "\n\n".join((BODY, *MORE))


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law was the subject of the day at the harbour.",
        "Read more books, the harbour master told the children of the town.",
        "Subscribe, she said, or the lighthouse will go dark.",
        "Register to keep your vote: the council warns of a deadline on Friday.",
        "Sign up to read the draft of the law, the minister told the deputies.",
        "Log in to continue, the screen said, and the nurses could not.",
        "Read more: that was the advice of the headmaster to his pupils.",
        "© 1984 was written on the wall of the harbour office.",
        "Already a member? Sign in the sand, he said.",
    ],
)
def test_sentences_that_begin_as_furniture_does_are_text(line: str) -> None:
    source = page(HEAD, f"<article><h1>Harbour opens</h1>{PROSE}<p>{line}</p>{OTHER}</article>")
    assert line in article("a.html", source).body


@pytest.mark.parametrize(
    "labels",
    [
        "Published: {} | Updated: {}",
        "Updated {}, first published {}",
        "Veröffentlicht am {}",
    ],
)
def test_the_labels_of_days_in_elements_are_no_text(labels: str) -> None:
    days = labels.replace("{}", "<time datetime=2019-03-05>5 March 2019</time>")
    source = page(HEAD, f"<article><h1>Harbour opens</h1><p>{days}</p>{PROSE}</article>")
    assert article("a.html", source).body == BODY
