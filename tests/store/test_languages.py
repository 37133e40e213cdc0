"""Languages that are not certain, and what the other articles of their source say of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from newsarchive.model.article import Article
from newsarchive.model.record import Record
from newsarchive.store import Settlement, Store
from newsarchive.store import store as store_module
from tests.store.world import put_record, remove

counter = itertools.count()


class Seen(NamedTuple):
    """An article to archive."""

    language: str | None
    path: str | None
    source: str | None = None
    body: str = ""
    language_source: str | None = None


def may_be(text: str, language: str) -> bool:
    """What speaks against a language here: that a text says so."""
    return bool(text) and f"not {language}" not in text


def see(store: Store, *articles: Seen) -> Settlement:
    """Archive articles in one batch, and settle."""
    with store.changing("test"):
        put(store, *articles)
    return settle(store)


def put(store: Store, *articles: Seen) -> None:
    for language, path, source, body, declared in articles:
        text = body or f"text {next(counter)}"
        where = declared or (language and "detected")
        article = Article(body=text, source=source, language=language, language_source=where)
        number = int(path.rpartition("#")[2]) if path and "#" in path else None
        put_record(store, Record(article, text.encode(), "utf-8", number), path)


def settle(store: Store) -> Settlement:
    done = store.settle_languages(may_be)
    with store.changing("settle"):
        store.settle()
    return done


def of(source: str, **counts: int) -> list[Seen]:
    """Articles of a source in these languages; each in a folder of its own."""
    return [
        Seen(language, f"{source}{language}{number}/a.txt", source)
        for language, count in counts.items()
        for number in range(count)
    ]


def at(place: str, **counts: int) -> list[Seen]:
    """Articles without a source at this place, in which "*" stands for a number."""
    return [
        Seen(language, place.replace("*", str(number)))
        for language, count in counts.items()
        for number in range(1, count + 1)
    ]


def languages(store: Store, body: str = "brief") -> list[tuple[str | None, str | None]]:
    """Language and provenance of the articles that begin so."""
    articles = [one.article for one in store.articles() if one.article.body.startswith(body)]
    return [(one.language, one.language_source) for one in articles]


BRIEF = Seen(None, "news/brief.txt", "Gazeta", "brief")
IN_NEWS = BRIEF._replace(source=None)
IN_FILE = Seen(None, "news/all.csv#99", None, "brief")
OPEN = (None, None)
SAID = ("pl", "as in other articles of Gazeta")


@pytest.mark.parametrize(
    ("others", "brief", "expected"),
    [
        (of("Gazeta", pl=10), BRIEF, SAID),
        (of("Gazeta", pl=9), BRIEF, OPEN),
        (of("Gazeta", pl=19, en=1), BRIEF, SAID),
        (of("Gazeta", pl=18, en=1), BRIEF, OPEN),
        (of("Tribune", pl=10), BRIEF, OPEN),
        (of("Gazeta", pl=10), BRIEF._replace(path=None), SAID),
        (of("Gazeta", pl=10), BRIEF._replace(body="brief, not pl"), OPEN),
        (of("Gazeta", pl=10), BRIEF._replace(language="en"), ("en", "detected")),
        (of("Gazeta", pl=10), BRIEF._replace(language_source="html lang"), (None, "html lang")),
        (at("news/*.txt", pl=10), IN_NEWS, ("pl", "as in other articles of news/")),
        (at("news/*.txt", pl=10), BRIEF, OPEN),
        ([one._replace(path="news/b.txt") for one in of("Gazeta", pl=10)], IN_NEWS, OPEN),
        (at("news/deep/*.txt", pl=10), IN_NEWS, OPEN),
        (at("*.txt", pl=10), IN_NEWS, OPEN),
        (at("news/all.csv#*", pl=10), IN_FILE, ("pl", "as in other articles of all.csv")),
        (at("news/all.csv#*", pl=10), IN_NEWS, OPEN),
        (at("news/*.txt", pl=10), IN_FILE, OPEN),
        ([Seen("pl", None)] * 10, Seen(None, None, None, "brief"), OPEN),
        ([*of("Gazeta", pl=10), *[BRIEF._replace(body="")] * 30], BRIEF, SAID),
    ],
)  # fmt: skip
def test_nearly_all_certain_articles_of_its_origin_decide(
    store: Store, others: list[Seen], brief: Seen, expected: tuple[str | None, str | None]
) -> None:
    see(store, *others, brief)
    assert languages(store) == [expected]


def test_an_earlier_brief_is_settled_by_a_later_ingest_and_indexed_anew(store: Store) -> None:
    first, then = of("Gazeta", pl=10)[:5], of("Gazeta", pl=10)[5:]
    assert see(store, BRIEF, *first) == Settlement()
    before = store.revision().number
    assert see(store, *then) == Settlement(settled=1)
    assert languages(store) == [SAID]
    assert 1 in store.changes(before)[0]
    assert store.counts(["language"])["language"] == {"pl": 11}
    before = store.revision().number
    assert settle(store) == Settlement()
    assert store.revision().number == before


def test_other_languages_that_come_later_open_the_question_again(store: Store) -> None:
    see(store, BRIEF, *of("Gazeta", pl=10))
    before = store.revision().number
    assert see(store, *of("Gazeta", en=1)) == Settlement(unsettled=1)
    assert languages(store) == [OPEN]
    assert 1 in store.changes(before)[0]
    assert see(store, *of("Gazeta", de=0, pl=20)[10:]) == Settlement(settled=1)


def test_what_is_removed_counts_no_longer(store: Store) -> None:
    see(store, BRIEF, *of("Gazeta", pl=12, en=1))
    assert languages(store) == [OPEN]
    remove(store, 14)
    assert settle(store) == Settlement(settled=1)
    remove(store, *range(2, 4))
    assert settle(store) == Settlement()
    assert languages(store) == [SAID]
    remove(store, 4)
    assert settle(store) == Settlement(unsettled=1)
    assert languages(store) == [OPEN]
    assert see(store, *of("Gazeta", pl=1)) == Settlement(settled=1)


@pytest.mark.parametrize("other", ["pl", "en"])
def test_a_folder_with_too_few_articles_left_takes_back_only_what_no_other_says(
    store: Store, other: str
) -> None:
    there = [Seen(other, f"more/{number}.txt") for number in range(10)]
    places = [IN_NEWS, IN_NEWS._replace(path="more/brief.txt")]
    see(store, *at("news/*.txt", pl=10), *there, *places)
    remove(store, 1)
    assert settle(store) == Settlement(settled=other != "pl")
    assert languages(store) == [(other, "as in other articles of more/")]


def test_versions_count_as_they_are_now(store: Store) -> None:
    see(store, BRIEF, *of("Gazeta", pl=10))
    assert see(store, Seen("en", "Gazetapl0/a.txt", "Gazeta")) == Settlement(unsettled=1)
    assert see(store, Seen("pl", "Gazetapl0/a.txt", "Gazeta")) == Settlement(settled=1)
    assert see(store, BRIEF._replace(body="brief, new")) == Settlement(settled=1)
    assert [one.article.language for one in store.versions(1)] == [None, None]
    moved = BRIEF._replace(body="brief, of another", source="Tribune")
    assert see(store, moved) == Settlement()
    assert languages(store) == [OPEN]


@pytest.mark.parametrize(("other", "expected"), [("pl", "pl"), ("en", None), (None, "pl")])
def test_an_article_in_two_folders_is_settled_if_they_agree(
    store: Store, other: str | None, expected: str | None
) -> None:
    """A folder with too few certain articles says nothing."""
    there = [Seen(other, f"more/{number}.txt") for number in range(10)]
    see(store, *at("news/*.txt", pl=10), IN_NEWS, *there, IN_NEWS._replace(path="more/brief.txt"))
    [(language, where)] = languages(store)
    assert language == expected
    names = "more/ and news/" if other == "pl" else "news/"
    assert where == (f"as in other articles of {names}" if expected else None)


def test_a_correction_comes_before_what_was_settled(store: Store) -> None:
    see(store, BRIEF, *of("Gazeta", pl=10))
    with store.changing("edit"):
        store.correct(store.get([1])[1], {"language": "cs"})
    assert languages(store)[0][0] == "cs"
    assert store.counts(["language"])["language"] == {"pl": 10, "cs": 1}
    with store.changing("undo"):
        store.undo(1)
    assert languages(store) == [SAID]


def test_the_order_the_batches_and_what_went_do_not_matter(tmp_path: Path) -> None:
    chance = random.Random(7)
    articles = [
        *[one for place in "ab" for one in _some(f"{place}/*.txt", place)],
        *_some("c/*.txt", None), *_some("d/all.csv#*", None, pl=19, en=1),
        *_some("e/*.txt", None, pl=18, en=1), *_some("f/*.txt", None, pl=9),
    ]  # fmt: skip
    gone = [*at("e/gone*.txt", pl=5), *at("f/gone*.txt", pl=3), *at("c/gone*.txt", en=3)]
    first = _result(tmp_path / "0.db", articles, chance)
    others = [_result(tmp_path / f"{n}.db", [*articles, *gone], chance) for n in (1, 2)]
    assert others == [first] * 2
    assert sorted(path for path, (_, where) in first.items() if where and "other" in where) == [
        "a/n1.txt", "b/n1.txt", "c/n1.txt", "d/all.csv#101",
    ]  # fmt: skip


def _some(place: str, source: str | None, pl: int = 10, en: int = 0) -> list[Seen]:
    """Articles of an origin in these languages, a brief, and one in which something is against."""
    names = [*at(place, pl=pl), *at(place.replace("*", "20*"), en=en)]
    brief, against = ("#101", "#102") if "#" in place else ("n1", "n2")
    mark = "#*" if "#" in place else "*"
    others = [
        Seen(None, place.replace(mark, brief), source, f"{place} brief"),
        Seen(None, place.replace(mark, against), source, f"{place} brief, not pl"),
    ]
    return [*(one._replace(source=source, body=f"{one.path}") for one in names), *others]


def _result(
    path: Path, articles: Sequence[Seen], chance: random.Random
) -> dict[str, tuple[str | None, str | None]]:
    """What is known in the end if they come in some order, in some batches."""
    left = chance.sample(articles, len(articles))
    with Store.open(path, create=True) as store:
        while left:
            size = chance.choice([1, 20, 60])
            see(store, *left[:size])
            left = left[size:]
        remove(store, *(one.key for one in store.articles() if "gone" in one.paths[0]))
        settle(store)
        return {
            one.paths[0]: (one.article.language, one.article.language_source)
            for one in store.articles()
        }


@pytest.mark.parametrize("is_known", [False, True])
def test_an_interrupted_run_is_made_up_for_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    """Whether or not it was known before what the source speaks."""
    monkeypatch.setattr(store_module, "_CASES", 1)
    briefs = [BRIEF._replace(path=f"news/{n}.txt", body=f"brief {n}") for n in range(3)]
    first, then = briefs, of("Gazeta", pl=10)
    if is_known:
        first, then = [*then, BRIEF._replace(body="uncertain, not pl")], briefs
    see(store, *first)
    texts: list[str] = []

    def ends(text: str, _: str) -> bool:
        texts.append(text)
        if len(texts) == 2:
            raise KeyboardInterrupt
        return True

    with store.changing("test"):
        put(store, *then)
    with pytest.raises(KeyboardInterrupt):
        store.settle_languages(ends)
    assert languages(store) == [SAID, OPEN, OPEN]
    assert settle(store) == Settlement(settled=2)


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [(OPEN, 14, SAID), (SAID, 2, OPEN)],
    ids=["one in another language went", "too few are left"],
)
def test_what_was_removed_before_a_run_that_was_interrupted_is_not_forgotten(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[str | None, str | None],
    gone: int,
    after: tuple[str | None, str | None],
) -> None:
    see(store, BRIEF, *of("Gazeta", pl=10 if before == SAID else 12, en=before == OPEN))
    assert languages(store) == [before]
    remove(store, gone)
    with monkeypatch.context() as patched:
        patched.setattr("newsarchive.store.languages.settle", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.settle_languages(may_be)
    assert languages(store) == [before]
    assert list(store.check()) == []
    settle(store)
    assert languages(store) == [after]


def interrupt(*_: object, **__: object) -> Settlement:
    raise KeyboardInterrupt


def test_another_archive_takes_it_over_and_it_stays_where_too_little_is_known(
    store: Store, tmp_path: Path
) -> None:
    see(store, BRIEF, *of("Gazeta", pl=10))
    with Store.open(tmp_path / "other.db", create=True) as other:
        with other.changing("import"):
            other.receive(store.history(1))
        assert settle(other) == Settlement()
        assert languages(other) == [SAID]
        assert list(other.check()) == []


def test_what_was_archived_before_is_settled_once_it_can_be(store: Store) -> None:
    """As after a migration: nothing says what was settled before."""
    see(store, BRIEF, *of("Gazeta", pl=10))
    for table in ("settling", "settled", "member", "origin"):
        store._db.run(f"DELETE FROM {table}")
    assert settle(store) == Settlement(settled=1)


def test_a_language_that_none_is_settles_nothing(store: Store) -> None:
    see(store, *of("Gazeta", pl=10))
    store._db.run("UPDATE member SET language = 'Klingon'")
    assert see(store, BRIEF) == Settlement()
    assert [one.place for one in store.check()] == [str(store.path)] * 10
