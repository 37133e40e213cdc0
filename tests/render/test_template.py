"""Lines of one's own: what a template says, and what it can be told is wrong."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.cli.complaints import pointed
from newsarchive.model.errors import TemplateError
from newsarchive.render.template import parsed
from tests.render.test_safe import any_text, dangerous

RECORD: dict[str, object] = {
    "id": "f3dbb26f",
    "title": "Oil, “again”",
    "date": "2018-04-01",
    "published": "2018-04-01T09:05:00+02:00",
    "authors": ["Jane Doe", "Ali Veli"],
    "tags": [],
    "url": None,
    "words": 1234,
    "score": 3.25,
    "wide": "石油价格",
    "body": "One.\n\nTwo.",
}

WRITTEN = {
    "{date} {id} {title}": "2018-04-01 f3dbb26f Oil, “again”",
    "{date:%d %b %Y}": "01 Apr 2018",
    "{date:%A, %-d %B %y, week %V, day %j%%}": "Sunday, 1 April 18, week 13, day 091%",
    "{published:%H:%M %z}": "09:05 +0200",
    "{date:%H:%M|no time}": "no time",
    "{authors}": "Jane Doe; Ali Veli",
    r"{authors[, ]} {authors[ and ]:>20} {authors[\n]}": (
        "Jane Doe, Ali Veli Jane Doe and Ali Veli Jane Doe\nAli Veli"
    ),
    "{authors[]!q} {authors[ ]!q}": "'Jane Doe''Ali Veli' 'Jane Doe' 'Ali Veli'",
    "{tags[, ]|none}": "none",
    "{authors[]:.5} {authors[: !|]!j}": 'Jane… "Jane Doe": !|"Ali Veli"',
    "[{tags}] [{url}]": "[] []",
    "{url|none} {tags|no tags} {id|none}": "none no tags f3dbb26f",
    "{url:>6|-}": "     -",
    "[{id:10}] [{id:>10}] [{id:^10}] [{id:.>10}]": (
        "[f3dbb26f  ] [  f3dbb26f] [ f3dbb26f ] [..f3dbb26f]"
    ),
    "{words:6}|{words:<6}|{words:,}|{score:.1f}|{score:7.2f}": "  1234|1234  |1,234|3.2|   3.25",
    "[{title:<8.8}]": "[Oil, “a…]",
    "[{wide:9}] [{wide:.5}] [{wide:>6.6}]": "[石油价格 ] [石油…] [ 石油…]",
    "{title!j} {tags!j} {url!j} {words!j}": '"Oil, “again”" [] null 1234',
    "{title!q} {id!q} {url!q}": "'Oil, “again”' f3dbb26f ''",
    "{title!c},{id!c}": '"Oil, “again”",f3dbb26f',
    "{body} / {body!b}": "One.  Two. / One.\n\nTwo.",
    r"{id}\t{words}\n\0\\": "f3dbb26f\t1234\n\0\\",
    r"{{}} \{\}": "{} {}",
    "": "",
}


@pytest.mark.parametrize("template", WRITTEN)
def test_what_a_template_writes(template: str) -> None:
    assert parsed(template, RECORD).line(RECORD) == WRITTEN[template]


WRONG = {
    "{date} {titel}": ('there is no field "titel"; did you mean title?', "        ^^^^^"),
    "{}": ("a field needs a name", "^^"),
    "a {id": ('this field is never closed; a brace is written "{{"', "  ^"),
    "a {id {title}}": ("a field cannot hold another", "      ^^^^^^^"),
    "a } b": ('a brace is written "}}"', "  ^"),
    "{id!x}": (
        "a value can be written !j (JSON), !q (for a shell), !c (CSV) or !b (with its lines)",
        "    ^",
    ),
    "{id:wide}": (
        "a width is written like 40, >6, <40.40 or .2f, a date like %d %b %Y",
        "    ^^^^",
    ),
    "{date:%d %Q}": None,
    "{id.__class__}": None,
    "{id[0]}": None,
    "{title[; ]}": (
        "brackets hold what stands between the items of a list; title is none",
        "      ^^^^",
    ),
    "{tags[x}": ('here "]" is missing, or something else follows it', "     ^"),
    "{tags[x]y}": ('here "]" is missing, or something else follows it', "     ^"),
    r"{tags[\q]}": (r"only \t \n \0 \\ \{ \} can follow a backslash", "      ^^"),
    r"a\d": (r"only \t \n \0 \\ \{ \} can follow a backslash", " ^^"),
    "a\\": (r"only \t \n \0 \\ \{ \} can follow a backslash", " ^"),
}
"""Template → what is said and where; None if it is only to be an error."""


@pytest.mark.parametrize("template", WRONG)
def test_what_means_nothing_is_pointed_at(template: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parsed(template, RECORD)
    expected = WRONG[template]
    if expected:
        carets = pointed(template, caught.value.start, caught.value.end).splitlines()[1]
        assert (str(caught.value), carets.removeprefix("  ")) == expected


@given(st.text(st.sampled_from("{}!:|%\\<>^.,f0dtitle ") | st.characters(), max_size=30))
def test_any_text_is_a_template_or_an_error_with_a_place(text: str) -> None:
    try:
        line = parsed(text, RECORD).line(RECORD)
    except TemplateError as error:
        assert 0 <= error.start < error.end <= max(len(text), 1)
    else:
        assert isinstance(line, str)


@given(any_text)
def test_values_are_harmless_in_every_writing(text: str) -> None:
    record = {"x": text}
    for template in ("{x}", "{x!j}", "{x!q}", "{x!c}", "{x:5.5}", "{x!q:5}"):
        assert not dangerous(parsed(template, record).line(record))
    assert dangerous(parsed("{x!b}", record).line(record)) <= {"\n", "\t"}
    assert json.loads(parsed("{x!j}", record).line(record)) == text


HOSTILE = ["it's", "$(id)", "a b", "-rf", "", "a\nb", "x'\n;id;'", "caf\u00e9\x1b[31m", "`id`\t"]


@pytest.mark.surroundings
def test_a_shell_reads_the_value_and_runs_nothing() -> None:
    words = [parsed("{x!q}", {"x": text}).line({"x": text}) for text in HOSTILE]
    line = f"printf '%s\\0' {' '.join(words)}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == HOSTILE
    # A shell that knows no $'…' gets other words, but just as many, and nothing to run.
    assert len(shlex.split(" ".join(words))) == len(HOSTILE)
