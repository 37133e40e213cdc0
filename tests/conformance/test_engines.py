"""Every engine finds what the query means: what `query.matches` says of each article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from newsarchive.engines import Engine
from newsarchive.engines.scan import ScanEngine
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.query.matches import matches
from newsarchive.query.tree import Fuzzy, Leaf, Node, Pattern, Word
from tests.query.world import archived
from tests.worlds import collections, trees

REVISION = Revision(1, "one")


@pytest.fixture(params=["scan", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made: Engine = ScanEngine() if request.param == "scan" else WhooshEngine(tmp_path / "index")
    yield made
    made.close()


def found(engine: Engine, tree: Node, articles: list[ArchivedArticle]) -> set[int]:
    """The articles that the engine finds, verified as the archive does it."""
    answer = engine.search(tree)
    if answer.exact:
        return set(answer.scores)
    return {a.key for a in articles if a.key in answer.scores and matches(tree, a)}


@given(articles=collections(), tree=trees, second=trees, third=trees)
def test_finds_exactly_what_the_query_means(
    engine: Engine,
    articles: list[ArchivedArticle],
    tree: Node,
    second: Node,
    third: Node,
) -> None:
    engine.reset()
    engine.update(articles, [], REVISION)
    for asked in (tree, second, third):
        meant = {a.key for a in articles if matches(asked, a)}
        answer = engine.search(asked)
        assert meant <= set(answer.scores), f"{asked} loses articles"
        assert found(engine, asked, articles) == meant, str(asked)


@given(articles=collections(), tree=trees)
def test_scores_are_the_same_on_every_engine(
    tmp_path_factory: pytest.TempPathFactory, articles: list[ArchivedArticle], tree: Node
) -> None:
    scan, whoosh = ScanEngine(), WhooshEngine(tmp_path_factory.mktemp("index"))
    for engine in (scan, whoosh):
        engine.update(articles, [], REVISION)
    expected, given_scores = scan.search(tree).scores, whoosh.search(tree).scores
    parts = whoosh.score_parts(tree, list(expected))
    some = {article.key for article in articles[::2]} | {-1}
    for engine in (scan, whoosh):
        found = engine.search(tree)
        of_some = {key: score for key, score in found.scores.items() if key in some}
        assert found.scores_of(some) == of_some
    whoosh.close()
    for key, score in expected.items():
        assert given_scores[key] == pytest.approx(score), str(tree)
        assert sum(part.score for part in parts[key]) == pytest.approx(score), str(tree)


@pytest.mark.parametrize("leaf", [Pattern("strik*"), Fuzzy("stroke", 1), Word("strike")])
def test_a_word_of_several_forms_or_languages_scores_as_one(engine: Engine, leaf: Leaf) -> None:
    """Its forms together: how often an article has them, and how many articles have any."""
    texts = [
        archived("Strike. " + "Nothing more. " * 20 + "A strike.", key=1, language="en"),
        archived("A stroke.", key=2, language="en"),
        archived("Strike und ein Streik.", key=3, language="de"),
    ]
    engine.update(texts, [], REVISION)
    counts = {key: parts for key, parts in engine.score_parts(leaf, [1, 2, 3]).items() if parts}
    having = {1, 2, 3} if isinstance(leaf, Fuzzy) else {1, 3}
    assert set(counts) == having
    assert {part.articles for parts in counts.values() for part in parts} == {len(having)}
    assert [part.count for part in counts[1]] == [3]  # the first one stands in the lead
    assert set(engine.search(leaf).scores) == having


def test_a_title_that_the_text_repeats_counts_once(engine: Engine) -> None:
    alert = archived("*** Strike ends, union says. More soon.", title="Strike ends, union says")
    report = archived(
        f"The strike ended. {'It went on. ' * 30}The union strike is over.",
        title="Strike ends",
        key=2,
    )
    engine.update([alert, report, archived("Nothing.", key=3)], [], REVISION)
    parts = engine.score_parts(Word("strike"), [1, 2])
    assert [part.count for key in (1, 2) for part in parts[key]] == [3, 6]


def test_spellings_are_the_same_on_every_engine(engine: Engine) -> None:
    engine.update(
        [archived("Cambodia, camboja.", key=1), archived("Cambodia.", key=2)], [], REVISION
    )
    assert engine.spellings("cambodja") == [("cambodia", 2), ("camboja", 1)]


def test_an_update_replaces_and_removes_articles(engine: Engine) -> None:
    engine.update([archived("oil", key=1), archived("oil", key=2)], [], REVISION)
    engine.update([archived("gas", key=1)], [2], Revision(2, "two"))
    assert engine.revision() == Revision(2, "two")
    assert engine.holdings() == {1: 1}
    assert set(engine.search(Word("oil")).scores) == set()
    assert set(engine.search(Word("gas")).scores) == {1}


def test_what_was_replaced_counts_for_nothing(engine: Engine) -> None:
    """Neither in scores, nor in their parts, nor in spellings."""
    others = [archived(f"oil {n}", key=n) for n in range(2, 9)]
    engine.update([archived("zanzibar oil", key=1), *others], [], REVISION)
    engine.update([archived("a coal mine and much more of it", key=1)], [8], Revision(2, "two"))
    assert engine.spellings("zanzibat") == []
    assert [part.articles for part in engine.score_parts(Word("oil"), [2])[2]] == [6]
    scores = engine.search(Word("oil")).scores
    engine.reset()
    kept = [archived("a coal mine and much more of it", key=1), *others[:-1]]
    engine.update(kept, [], REVISION)
    assert scores == pytest.approx(engine.search(Word("oil")).scores)


def test_after_a_reset_an_engine_holds_nothing(engine: Engine) -> None:
    engine.update([archived("oil", key=1)], [], REVISION)
    engine.reset()
    assert engine.revision() is None
    assert engine.holdings() == {}
    assert engine.search(Word("oil")).scores == {}


def test_a_failed_update_leaves_everything_as_it_was(engine: Engine) -> None:
    def broken() -> Iterator[ArchivedArticle]:
        yield archived("gas", key=2)
        raise OSError("the disk is full")

    engine.update([archived("oil", key=1)], [], REVISION)
    with pytest.raises(OSError, match="full"):
        engine.update(broken(), [1], Revision(2, "two"))
    assert engine.revision() == REVISION
    assert set(engine.search(Word("oil")).scores) == {1}
    assert engine.search(Word("gas")).scores == {}
