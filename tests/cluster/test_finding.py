"""An index on a cluster finds, scores and sorts as reading every article does.

The articles are indexed once, on one shard and on three; every tree is asked of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings

from newsarchive.engines import Order
from newsarchive.engines.opensearch import documents
from newsarchive.engines.opensearch import matches as module
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.engine import OpenSearchEngine
from newsarchive.engines.opensearch.matches import ClusterMatches
from newsarchive.engines.scan import ScanEngine
from newsarchive.model.article import ArchivedArticle, Note, Revision
from newsarchive.model.deadline import DeadlineError
from newsarchive.query.matches import matches
from newsarchive.query.tree import (
    And,
    AtLeast,
    Exact,
    Fuzzy,
    In,
    KeyValue,
    Length,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Within,
    Word,
)
from tests.cluster.following import World
from tests.conformance.test_engines import (  # noqa: F401 - they are collected here, too
    test_a_failed_update_leaves_everything_as_it_was,
    test_a_title_that_the_text_repeats_counts_once,
    test_a_word_of_several_forms_or_languages_scores_as_one,
    test_after_a_reset_an_engine_holds_nothing,
    test_an_update_replaces_and_removes_articles,
    test_spellings_are_the_same_on_every_engine,
    test_what_was_replaced_counts_for_nothing,
)
from tests.query.world import archived
from tests.worlds import articles, trees

LONG = "abc" * 3000
"""A word longer than a term of Lucene may be."""
ODD = [
    archived(f"Oil {LONG} \ufdfa \ufc5e x. The end\n\n* * *", title=f"{LONG} oil", language="ar"),
    archived(
        "", title="oil prices", title_source="derived", url=f"https://x.example/{LONG}?q=İs_a"
    ),
    archived("a b c a b. b c a", authors=(LONG, "J. R.-Doe"), paths=("/a b/\udc80.txt", "/a/c")),
]
MANY = [Word(f"oil{n}") for n in range(1030)]
TREES: list[Node] = [
    Word(LONG), Exact(LONG), Pattern("abc*"), Pattern("*bca*"), Word("\ufdfa"),
    Phrase((Word("\ufdfa"), Word("\ufc5e"))), In("title", Word(LONG)), In("author", Word(LONG)),
    In("author", Pattern("ab*")), In("author", Phrase((Word("j"), Word("doe")))),
    Not(Pattern("abc*")), Pattern("*a" + "?" * 30), Pattern("*".join("abcdefghi" * 9)),
    Pattern("ab" * 900 + "*"), Fuzzy("x", 1), Fuzzy("oi", 2), Fuzzy("pricers", 2),
    Fuzzy("ab" * 150, 2), Or((*MANY, Word("oil"))), And((Not(And(tuple(MANY))), Word("oil"))),
    Phrase(tuple(MANY)), Or(tuple(Phrase((Word("oil"), word)) for word in MANY[:700])),
    AtLeast(2, Or((Word("a"), *MANY))), Near(Word("a"), Word("c"), 9999),
    Near(Or((Word("a"), Phrase((Word("a"), Word("b"))))), Word("c"), 1, True),
    Near(Near(Word("a"), Word("b"), 2), Word("c"), 2),
    Within(Within(Word("a"), Word("b"), "sentence"), Word("c"), "sentence"),
    Within(Word("a"), Word("a"), "sentence"), AtLeast(2, Phrase((Word("a"), Word("b")))),
    AtLeast(3, Within(Word("a"), Word("b"), "sentence")), Length(10**12, None), Length(0, 10**12),
    *(KeyValue("url", one) for one in (LONG, "x.ex", "x.ex*", "*xample/", "x?example", "İs")),
    *(KeyValue("path", one) for one in ("a b", "a*c", "b/*", "/" * 3000, "txt", "?a")),
]  # fmt: skip
"""Trees at which limits of OpenSearch lie, or of its intervals."""


@pytest.fixture(scope="module")
def held() -> list[ArchivedArticle]:
    """The articles: random ones, and odd ones."""
    found: list[ArchivedArticle] = []

    @settings(max_examples=60, phases=[Phase.generate])
    @given(articles())
    def add(one: ArchivedArticle) -> None:
        found.append(one)

    add()
    noted = replace(ODD[0], notes=(Note("0" * 16, f"{LONG} Doe", None, "2018-04-18T00:00:00Z"),))
    several = enumerate([*found, *ODD, noted], start=1)
    return [replace(one, key=n, id=f"{one.id[:4]}{n:012x}") for n, one in several]


@pytest.fixture(scope="module", params=[1, 3])
def full(
    request: pytest.FixtureRequest, cluster_url: str, held: list[ArchivedArticle]
) -> Iterator[OpenSearchEngine]:
    """An index of them, some of which an update has replaced, and some of which are gone."""
    world = World(cluster_url, request.param)
    engine = world.engine()
    gone = [replace(one, key=one.key + 1000, id=f"{one.key:016x}") for one in held[:9]]
    before = [replace(one, article=replace(one.article, body="oil c a")) for one in held[:5]]
    engine.update([*before, *held[5:], *gone], [], Revision(1, "one"))
    engine.update(held[:5], [one.key for one in gone], Revision(2, "two"))
    yield engine
    world.clear()


@pytest.fixture
def engine(cluster_url: str) -> Iterator[OpenSearchEngine]:
    """An engine without an index, for the promises of every engine."""
    world = World(cluster_url)
    yield world.engine()
    world.clear()


def asked(engine: OpenSearchEngine, tree: Node) -> ClusterMatches:
    found = engine.search(tree)
    assert isinstance(found, ClusterMatches)
    return found


def expect_found(
    engine: OpenSearchEngine, tree: Node, held: list[ArchivedArticle]
) -> ClusterMatches:
    """No article is lost, and where the engine is sure, it finds no other of these."""
    answer = asked(engine, tree)
    keys = set(answer.keys)
    meant = {one.key for one in held if matches(tree, one)}
    assert meant <= keys, f"{tree} loses articles"
    assert meant == keys & {one.key for one in held} or not answer.exact, str(tree)
    assert len(answer) == len(keys)
    assert set(answer.scores) == keys
    return answer


@settings(max_examples=20)
@given(tree=trees)
def test_finds_and_scores_what_a_query_means(
    full: OpenSearchEngine, held: list[ArchivedArticle], tree: Node
) -> None:
    scores = expect_found(full, tree, held).scores
    scan = ScanEngine()
    scan.update(held, [], Revision(1, "one"))
    parts, given = scan.score_parts(tree, scores), full.score_parts(tree, scores)
    for key, score in scores.items():
        assert score == pytest.approx(sum(part.score for part in parts[key])), str(tree)
        ours = sorted((part.word, part.articles, part.count) for part in parts[key])
        assert sorted((part.word, part.articles, part.count) for part in given[key]) == ours


def test_no_query_is_too_much(full: OpenSearchEngine, held: list[ArchivedArticle]) -> None:
    for tree in TREES:
        expect_found(full, tree, held[-8:])


@pytest.mark.parametrize("order", ["relevance", "date", "date-asc"])
def test_the_first_are_the_first_of_all(
    full: OpenSearchEngine,
    held: list[ArchivedArticle],
    order: Order,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = Or((Word("oil"), Word("price"), Not(Word("rate"))))
    known = {one.key: one for one in held}

    def place(key: int, score: float) -> tuple[float, float, str]:
        date = known[key].article.date
        day = date.toordinal() if date else 0
        first = {"relevance": -score, "date": 0.0, "date-asc": float(day or 10**9)}[order]
        return first, -day, known[key].id

    answer = asked(full, tree)
    ordered = sorted(answer.scores, key=lambda key: place(key, answer.scores[key]))
    assert [key for key, _ in answer.first(order, 1000) or ()] == ordered
    monkeypatch.setattr(module, "PAGE", 7)
    assert [key for key, _ in answer.first(order, 25) or ()] == ordered[:25]
    assert sorted(asked(full, tree).keys) == sorted(ordered)


def test_a_deadline_ends_a_search_and_nothing_else(full: OpenSearchEngine) -> None:
    def late() -> None:
        raise DeadlineError

    with pytest.raises(DeadlineError):
        len(full.search(Word("oil"), late))
    assert len(full.search(Word("oil")))


def test_a_long_text_is_indexed_whole(engine: OpenSearchEngine) -> None:
    long = archived("𐐀 gas " * 120_000 + "zanzibar.", key=2, language="en")
    engine.update([archived("oil", key=1), long], [], Revision(1, "one"))
    assert list(asked(engine, Phrase((Word("gas"), Word("zanzibar")))).keys) == [2]
    assert list(asked(engine, AtLeast(120_000, Word("gas"))).keys) == [2]


def test_articles_with_more_text_than_is_indexed_are_verified(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_TEXT", 30)
    held = [archived("oil oil. Oil oil.\n\nOil gas.", key=1), archived("coal", key=2)]
    engine.update(held, [], Revision(1, "one"))
    for tree in (Word("gas"), Not(Word("gas")), Within(Word("oil"), Word("gas"), "sentence")):
        assert not expect_found(engine, tree, held).exact


def test_other_indexes_are_not_asked(cluster_url: str, full: OpenSearchEngine) -> None:
    world = World(cluster_url)
    other = world.engine(Cluster(cluster_url))
    other.update([archived("zanzibar", key=1)], [], Revision(1, "one"))
    found = len(full.search(Word("zanzibar"))), len(other.search(Word("zanzibar")))
    world.clear()
    assert found == (0, 1)
