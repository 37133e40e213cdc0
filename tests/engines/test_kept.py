"""What an index keeps between searches changes no answer, and stays within its memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.engines.whoosh import WhooshEngine, executor, planner, segment
from newsarchive.engines.whoosh import engine as engines
from newsarchive.model.article import Revision
from newsarchive.query.tree import And, Node, Pattern, Phrase, Word
from tests.engines.articles import archived

_TEXTS = ("oil prices rose", "prices of oil", "the oil prices of oil", "the price of the oil")
_QUERIES: tuple[tuple[Node, list[int]], ...] = (
    (Word("oil"), [1, 2, 3, 4]),
    (Pattern("pric*"), [1, 2, 3, 4]),
    (Phrase((Word("oil"), Word("prices"))), [1, 3]),
    (Phrase((Word("of"), Word("oil"))), [2, 3]),
    (Phrase((Word("the"), Word("oil"))), [3, 4]),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    made = WhooshEngine(tmp_path / "index")
    articles = [archived(key, text) for key, text in enumerate(_TEXTS, 1)]
    made.update(articles, [], Revision(1, "a"))
    yield made
    made.close()


def _ask_twice(engine: WhooshEngine) -> None:
    for query, meant in _QUERIES * 2:
        assert sorted(engine.search(query).scores) == meant


def test_the_second_answer_is_the_first(engine: WhooshEngine) -> None:
    _ask_twice(engine)


def test_answers_are_the_same_without_memory(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "MOST_KEPT", 0)
    monkeypatch.setattr(segment, "LEAST_KEPT", 0)
    monkeypatch.setattr(planner, "MOST_KEPT", 1)
    _ask_twice(engine)


def test_a_phrase_of_common_words_is_the_same(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "MOST_WHOLE", 0)
    _ask_twice(engine)


@pytest.mark.parametrize("few", [0, 100])
def test_a_phrase_beside_a_rarer_word_is_the_same(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(executor, "FEW", few)
    both = And((Phrase((Word("oil"), Word("prices"))), Word("rose")))
    neither = And((Phrase((Word("of"), Word("oil"))), Word("rose")))
    for _ in range(2):  # what is compiled answers from the second question on
        assert list(engine.search(both).scores) == [1]
        assert not engine.search(neither).scores


def test_a_pattern_keeps_its_sum_and_none_of_its_words(engine: WhooshEngine) -> None:
    engine.revision()
    (only,) = engine._segments
    both = only.combined("form", ["price", "prices"])
    assert both is not None
    assert both is only.combined("form", ["price", "prices"])
    assert list(only._kept._arrays) == [("form", "price", "prices")]


def test_what_was_read_is_let_go(engine: WhooshEngine) -> None:
    _ask_twice(engine)
    (only,) = engine._segments
    only.release()
    assert not only._kept._arrays
    for terms in only._fields.values():
        assert not terms._known
        assert not terms._heads
        assert not vars(terms._table)["_groups"]
    _ask_twice(engine)


def test_the_arrays_asked_for_last_are_kept(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "LEAST_KEPT", 1)
    engine.revision()
    (only,) = engine._segments
    found = only.postings("text", "oil")
    assert found is not None
    kept = segment.Kept(2 * found.memory)
    for name in ("a", "b"):
        kept.add((name,), found)
    kept.get(("a",))
    kept.add(("c",), found)
    assert [kept.get((name,)) is found for name in "abc"] == [True, False, True]


def test_what_is_learnt_later_is_found_in_the_same_session(engine: WhooshEngine) -> None:
    """A first article in a language brings other stems of the same words."""
    assert not engine.search(Word("preisen")).scores
    one = archived(5, "die Preise stiegen")
    german = replace(one, article=replace(one.article, language="de"))
    engine.update([german], [], Revision(2, "a"))
    assert list(engine.search(Word("preisen")).scores) == [5]


def test_a_folder_that_others_may_write_to_is_left_at_once(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_TICK", -1.0)  # as if the folder had been there for long
    assert engine.revision() == engine.revision() == Revision(1, "a")
    (tmp_path / "index").chmod(0o777)
    assert engine.revision() is None


def test_words_that_are_as_long_as_books_are_found(engine: WhooshEngine) -> None:
    """Encoded pictures are such words, and many stand beside each other among the terms."""
    words = [f"z{number}{'a' * 150_000}" for number in range(64)]  # a whole group at least
    engine.update([archived(9, " ".join([*words, "zebra"]))], [], Revision(2, "a"))
    assert sorted(engine.search(Word("zebra")).scores) == [9]
    assert sorted(engine.search(Word(words[3])).scores) == [9]
