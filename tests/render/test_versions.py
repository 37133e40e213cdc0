"""How a difference is written."""

from __future__ import annotations

import dataclasses

from newsarchive.curate.diff import Difference, difference
from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.render.columns import clipped, lined_up
from newsarchive.render.versions import difference_lines, version_rows
from newsarchive.text import graphemes


def version(number: int, body: str, title: str | None = None) -> ArchivedArticle:
    return ArchivedArticle(
        key=1,
        id="0123456789abcdef",
        version=number,
        article=Article(body=body, title=title),
        words=len(body.split()),
        paths=(),
        digest="",
        reader="text",
        encoding="utf-8",
        added=f"2018-04-{number:02}T00:00:00Z",
    )


def lines(before: str, after: str, *, full: bool = False, **options: object) -> list[str]:
    found = difference(version(1, before), version(2, after))
    return list(difference_lines(found, full=full, **options))[3:]  # type: ignore[arg-type]


def sample() -> Difference:
    return difference(version(1, "Oil rose.", "A"), version(2, "Oil fell.", "B"))


def test_fields_come_first() -> None:
    assert list(difference_lines(sample(), full=False)) == [
        "--- version 1, archived 2018-04-01T00:00:00Z",
        "+++ version 2, archived 2018-04-02T00:00:00Z",
        "title: [-A-] {+B+}",
        "",
        "Oil [-rose-]{+fell+}.",
    ]


def test_colours_are_added_to_the_marks() -> None:
    told = list(difference_lines(sample(), full=False, look="colour"))
    assert told[0] == "\x1b[1m--- version 1, archived 2018-04-01T00:00:00Z\x1b[0m"
    assert told[-1] == "Oil \x1b[31m[-rose-]\x1b[0m\x1b[32m{+fell+}\x1b[0m."
    assert "\x1b[31m" not in "".join(difference_lines(sample(), full=False, look="monochrome"))


def test_long_stretches_that_stay_are_folded() -> None:
    many = " ".join(f"w{n}" for n in range(200))
    told = lines(f"{many} rose {many}", f"{many} fell {many}")
    ends = " ".join(f"w{n}" for n in range(180, 200))
    starts = " ".join(f"w{n}" for n in range(20))
    assert told == [
        "… 180 words as before …",
        "",
        f"{ends} [-rose-] {{+fell+}} {starts}",
        "",
        "… 180 words as before …",
    ]
    assert lines(f"{many} rose", f"{many} fell", full=True) == [f"{many} [-rose-]{{+fell+}}"]


def test_each_paragraph_has_marks_of_its_own() -> None:
    assert lines("A.", "A.\n\nB c.\n\nD.") == ["A.", "", "{+B c.+}", "", "{+D.+}"]
    assert lines("A b.\n\nC d.", "A b. C d.") == ["A b. [-¶-] C d."]


def test_lines_are_broken_between_words() -> None:
    told = lines("aaa bbb ccc ddd", "aaa bbb xxx ddd", width=12)
    assert told == ["aaa bbb", "[-ccc-]", "{+xxx+} ddd"]


def test_hostile_text_is_made_visible() -> None:
    told = "\n".join(lines("a \x1b[31m b", "a \x9b2J\u202e b \x07"))
    assert not set(told) & set("\x1b\x9b\u202e\x07")


def test_rows_of_versions_say_what_has_changed() -> None:
    versions = [version(1, "a b", "T"), version(2, "a c d", "U")]
    versions.append(dataclasses.replace(versions[1], version=3))
    assert [(row[0], row[-1]) for row in version_rows(versions)] == [
        ("3", "nothing that is read"),
        ("2", "title, text (-1 +2 words)"),
        ("1", "first seen"),
    ]


def test_rows_line_up_whatever_the_script() -> None:
    rows = [("統一", "1", "x"), ("a", "200", "yyyyyyyyyy")]
    told = list(lined_up(rows, 14, right=frozenset({1})))
    assert told == ["統一    1  x", "a     200  yy…"]
    assert [graphemes.width(line) <= 14 for line in told] == [True, True]
    assert clipped("統一統一", 5) == "統一…"
