"""Abouts: what is read as one, and what is not."""

from __future__ import annotations

import re

import pytest

from newsarchive.model.about import MOST_OPTIONS, About

SOUND: dict[str, object] = {
    "version": 1, "program": "newsarchive 0.1.0", "command": "search", "query": "oil",
    "options": {"since": ["2018"], "limit": 5, "json": True, "sort": "date"}, "article": None,
    "understood": "oil date:2018..", "against": None, "day": "2026-01-01", "archive": "0" * 32,
    "revision": 1, "state": "1" * 32, "engine": "whoosh", "made": "2026-01-01T00:00:00Z",
    "articles": 1, "complete": True, "sha256": "2" * 64, "ids": ["44ae79e62da57220"],
}  # fmt: skip

FORGED: tuple[tuple[str, object, str], ...] = (
    ("version", 2, "it has version 2; this program knows 1"),
    ("options", [], "options: there are none"),
    ("options", {"json": {"a": 1}}, "is no value of an option"),
    ("options", {"json": None}, "'None' is no value of an option"),
    ("options", {"limit": 2**60}, "is no value of an option"),
    ("options", {"since": [1]}, "is no value of an option"),
    ("options", dict.fromkeys(map(str, range(MOST_OPTIONS + 1)), True), "it has 101 options"),
    ("understood", None, "understood: 'None' is not a text"),
    ("query", "x" * 100_001, "query: a text of 100,001 characters is too long"),
    ("article", "../etc", "article: '../etc' is not an id"),
    ("revision", -1, "revision: -1 is not a number"),
    ("revision", True, "revision: 'True' is not a number"),
    ("day", "2018-02-30", "day: "),
    ("day", "0999-12-31", "day: days run from 1000 to 2999"),
    ("day", "3000-01-01", "day: days run from 1000 to 2999"),
    ("archive", "x", "archive: 'x' is not a token"),
    ("sha256", "x", "sha256: 'x' is not a SHA-256"),
    ("complete", 1, "complete: '1' is neither true nor false"),
    ("ids", ["../../etc"], "ids: '../../etc' is not an id"),
)


def test_an_about_is_read_as_it_was_written() -> None:
    assert About.of(SOUND).as_dict() | {"ids": SOUND["ids"]} == SOUND
    assert list(About.of(SOUND).as_dict()) == list(SOUND)


def test_fields_of_later_releases_are_passed_over() -> None:
    assert About.of(SOUND | {"later": 1}) == About.of(SOUND)


def test_half_a_character_becomes_its_escape() -> None:
    """It could not be written again."""
    assert About.of(SOUND | {"query": "a\ud800"}).query == "a\\ud800"


@pytest.mark.parametrize(("name", "value", "said"), FORGED)
def test_what_is_none_is_refused(name: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        About.of(SOUND | {name: value})
