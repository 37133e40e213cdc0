"""HTML to text: the paragraphs that a person sees."""

from __future__ import annotations

import pytest

from newsarchive.readers.markup.htmltext import paragraphs


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("a <b>b</b>\n c", "a b c"),
        ("<style>x</style>a<script>x</script>", "a"),
        ("<head><title>x</title></head><body>a", "a"),
        ("&lt;a&gt; &amp;amp; &nbsp;b", "<a> &amp; b"),
        ("<!-- x --->a<!-- y", "a"),
        ('<div style="display:none">x<div>y</div></div>a', "a"),
        ('<div title="a > b">a</div>', "a"),
        ("<p title='it's'>a</p> isn't b", "a\n\nisn't b"),
        ('<a title="a hidden gem">a</a>', "a"),
        ("<p hidden>x</p>a", "a"),
        ("<figure><img><figcaption>x</figcaption></figure>a", "a"),
        ('<head><script>if ("</head>" < b)</script></head>a', "a"),
        ("<![if x]>a<![endif]>", "a"),
        ("1 < 2 and <3", "1 < 2 and <3"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ('<a href="x">a</a> <img alt="x">b', "a b"),
        ("<p unclosed='>a</p>b", "a\n\nb"),
        ("a\u200b\u034fb", "ab"),
        ("", ""),
    ],
)
def test_the_text_of_html_is_the_text_that_a_person_sees(markup: str, text: str) -> None:
    assert "\n\n".join(paragraphs(markup, letter=True)) == text
