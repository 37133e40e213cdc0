"""Corrections: a layer over what was read, which outlives it and can be taken off again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import CORRECTABLE, ArchivedArticle, Value
from newsarchive.model.errors import ArchiveError, BusyError
from newsarchive.store import Outcome, Store
from tests.store.world import put, remove
from tests.surroundings import TODAY


def correct(store: Store, key: int, **values: Value) -> dict[str, Value]:
    with store.changing("edit"):
        return store.correct(store.get([key])[key], values)


def undo(store: Store, key: int) -> tuple[str, ...]:
    with store.changing("undo"):
        return store.undo(key)


def only(store: Store) -> ArchivedArticle:
    (archived,) = store.articles()
    return archived


def test_a_correction_stands_in_place_of_what_was_read(store: Store) -> None:
    put(store, "one", "a.txt")
    correct(store, 1, title="One", date="2018-04-10", authors=("A", "B"))
    article = only(store).article
    assert (article.title, article.date, article.authors) == (
        "One", dt.date(2018, 4, 10), ("A", "B"),
    )  # fmt: skip
    assert {article.title_source, article.date_source, article.authors_source} == {
        f"corrected {TODAY}"
    }
    assert store.versions(1)[0].article.title is None
    assert store.dates([1])[1][0] == store.dates(None)[1][0] == dt.date(2018, 4, 10)
    summary = store.summary()
    assert (summary.dated, summary.first, summary.authors) == (1, dt.date(2018, 4, 10), 2)


def test_a_correction_may_empty_a_field(store: Store) -> None:
    put(store, "one", "a.txt")
    correct(store, 1, date="2018-04-10", authors=("A",))
    correct(store, 1, date=None, authors=())
    assert (only(store).article.date, only(store).article.authors) == (None, ())
    assert store.dates([1])[1][0] is None
    assert (store.summary().dated, store.summary().authors) == (0, 0)


def test_it_outlives_a_new_version_and_a_second_run(store: Store) -> None:
    put(store, "one", "a.txt")
    correct(store, 1, title="T")
    assert put(store, "one", "a.txt") is Outcome.UNCHANGED
    assert put(store, "two", "a.txt") is Outcome.UPDATED
    assert (only(store).version, only(store).article.body) == (2, "two")
    assert only(store).article.title == "T"
    assert undo(store, 1) == ("title",)
    assert only(store).article.title is None


def test_a_correction_in_force_already_makes_no_revision(store: Store) -> None:
    put(store, "one", "a.txt")
    assert correct(store, 1, url=None) == {"url": None}  # read so; now it is sure to stay
    before = store.revision()
    assert correct(store, 1, url=None) == {}
    assert store.revision() == before


def test_whoever_follows_learns_of_corrections_and_of_undoing(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "b.txt")
    for change in (lambda: correct(store, 2, title="T"), lambda: undo(store, 2)):
        before = store.revision().number
        change()
        assert store.changes(before) == ([2], [])


def test_one_act_is_undone_as_a_whole_and_the_one_before_it_next(store: Store) -> None:
    put(store, "one", "a.txt")
    correct(store, 1, title="T", tags=("x",))
    correct(store, 1, title="U")
    assert undo(store, 1) == ("title",)
    assert (only(store).article.title, only(store).article.tags) == ("T", ("x",))
    assert undo(store, 1) == ("tags", "title")
    assert (only(store).article.title, only(store).article.tags) == (None, ())
    assert undo(store, 1) == ()


def test_every_correction_is_recorded(store: Store) -> None:
    put(store, "one", "a.txt")
    correct(store, 1, title="T")
    correct(store, 1, title="U")
    undo(store, 1)
    made = [(c.field, c.before, c.after, c.undone is None) for c in store.corrections(1)]
    assert made == [("title", None, "T", True), ("title", "T", "U", False)]


def test_removing_an_article_removes_its_corrections(store: Store) -> None:
    put(store, "one", "a.txt")
    correct(store, 1, title="T")
    remove(store, 1)
    assert store.corrections(1) == []
    assert list(store.check()) == []


def test_a_rehearsal_changes_nothing(store: Store) -> None:
    put(store, "one", "a.txt")
    before = store.revision()
    with store.changing("edit", keep=False):
        store.correct(only(store), {"title": "T"})
        assert only(store).article.title == "T"
    assert only(store).article.title is None
    assert store.revision() == before


def test_two_cannot_correct_at_once(store: Store) -> None:
    put(store, "one", "a.txt")
    with (
        Store.open(store.path, wait=0) as other,
        store.changing("edit"),
        pytest.raises(BusyError),
        other.changing("edit"),
    ):
        pass


@pytest.mark.parametrize(
    ("field", "after"), [("tags", '"x"'), ("title", "[]"), ("date", '"x"'), ("body", '"x"')]
)
def test_a_damaged_correction_is_found(store: Store, field: str, after: str) -> None:
    put(store, "one", "a.txt")
    store._db.run(
        "INSERT INTO correction (article, field, revision, before, after) VALUES (1, ?, 1, ?, ?)",
        (field, "null", after),
    )
    assert [flaw.place for flaw in store.check()] == [f"article {store_id(store)}"]
    assert list(store.articles()) == []
    assert set(store.damaged) == {1}
    with pytest.raises(ArchiveError, match="is damaged"):
        store.find(store_id(store))


def test_a_correction_that_has_changed_by_itself_is_found(store: Store) -> None:
    put(store, "one", "a.txt")
    with store.changing("edit"):
        store.correct(only(store), {"title": "Oil"})
    assert list(store.check()) == []
    store._db.run("""UPDATE correction SET after = '"Oel"'""")
    reasons = {flaw.reason for flaw in store.check()}
    assert "a correction of its title is not as it was written" in reasons
    assert list(store.articles()) == []


def store_id(store: Store) -> str:
    return str(store._db.one("SELECT id FROM article")[0])[:8]


texts = st.none() | st.text("ab\ud800é", min_size=1, max_size=3)
values = st.one_of(
    *(
        st.tuples(st.just(field), texts)
        for field in CORRECTABLE
        if field not in {"date", "authors", "tags", "language"}
    ),
    st.tuples(st.just("language"), st.sampled_from([None, "en", "az"])),
    st.tuples(st.just("date"), st.none() | st.dates(dt.date(1000, 1, 1)).map(dt.date.isoformat)),
    st.tuples(st.sampled_from(["authors", "tags"]), st.lists(texts.filter(bool)).map(tuple)),
)
steps = st.lists(
    st.lists(values, min_size=1, max_size=3).map(dict) | st.just("undo") | st.just("read"),
    max_size=8,
)


@given(steps)
def test_undoing_everything_leads_back_to_what_was_read(done: list[dict[str, Value] | str]) -> None:
    """Whatever was corrected, undone and read again in between, in whatever order."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder, "a.db"), create=True) as store,
    ):
        put(store, "text", "a.txt")
        stack = [only(store).article]
        for number, step in enumerate(done):
            if isinstance(step, dict):
                if correct(store, 1, **step):
                    stack.append(only(store).article)
            elif step == "undo":
                assert bool(undo(store, 1)) == (len(stack) > 1)
                stack = stack[:-1] or stack
            else:
                put(store, f"text {number}", "a.txt")
                stack = [dataclasses.replace(one, body=f"text {number}") for one in stack]
            assert only(store).article == stack[-1]
            assert store.get(store.keys())[1].article == stack[-1]
        while undo(store, 1):
            pass
        assert only(store) == store.versions(1)[-1]
        assert list(store.check()) == []
