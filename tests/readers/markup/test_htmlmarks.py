"""HTML as texts with marks."""

from __future__ import annotations

import re

from newsarchive.readers.markup.htmlmarks import Text, joined, marked_texts

MARKS = re.compile(r"(?P<title>\.title|h1)|(?P<aside>aside|#foot)|(?P<label>strong)")


def texts(source: str) -> list[tuple[str, set[str]]]:
    return [(one.text, set(one.marks)) for one in marked_texts(source, MARKS)]


def test_marks_are_classes_ids_and_elements() -> None:
    source = "<div class='x Title'>One <b>and</b> two</div><p id=foot>A</p><aside><i>B</i></aside>C"
    assert texts(source) == [
        ("One and two", {"title"}),
        ("A", {"aside"}),
        ("B", {"aside"}),
        ("C", set()),
    ]


def test_a_text_ends_where_its_marks_change() -> None:
    assert texts("<p><strong>By: </strong>Jo <strong>On: </strong>Monday</p>") == [
        ("By:", {"label"}), ("Jo", set()), ("On:", {"label"}), ("Monday", set()),
    ]  # fmt: skip


def test_line_ends_and_paragraphs_part_texts() -> None:
    found = marked_texts("Jo Doe<br><p></p>One<br>two<br><br>three<p>four", MARKS)
    assert found[0] == Text("Jo Doe", frozenset(), line_end=True, gap="\n\n")
    assert joined(found) == "Jo Doe\n\nOne\ntwo\n\nthree\n\nfour"


def test_tags_that_are_never_closed_or_never_opened_spoil_nothing() -> None:
    assert texts("</div><div class=title>A</span></div>B<p class=title>C<p>D") == [
        ("A", {"title"}), ("B", set()), ("C", {"title"}), ("D", set()),
    ]  # fmt: skip
    assert texts("<div class=title><div>A</div>B</div>C") == [
        ("A", {"title"}), ("B", {"title"}), ("C", set()),
    ]  # fmt: skip


def test_scripts_and_hidden_text_are_left_out() -> None:
    assert texts("<script>x</script><p style='display:none'>y</p><title>z</title>&eacute;") == [
        ("é", set())
    ]
