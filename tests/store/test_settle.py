"""Dates with two readings, and what decides which of them it is."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from newsarchive.dates.expressions import parse_day
from newsarchive.model.article import Article
from newsarchive.model.record import Record
from newsarchive.store import Settlement, Store
from newsarchive.store.settle import settled_until
from tests.store.world import put_record, remove

counter = itertools.count()

DMY, MDY, EITHER = "25/05/2018", "05/25/2018", "04/05/2018"
AS_DMY, AS_MDY = dt.date(2018, 5, 4), dt.date(2018, 4, 5)


def see(store: Store, printed: str, path: str | None, source: str | None = None) -> Settlement:
    """Archive an article with this printed date, and settle."""
    day = parse_day(printed)
    assert day
    article = Article(
        body=f"text {next(counter)}",
        date=day.day,
        date_source="header line 2",
        date_candidates=day.candidates,
        date_order=day.order.value if day.order else None,
        source=source,
    )
    number = int(path.rpartition("#")[2]) if path and "#" in path else None
    record = Record(article, article.body.encode(), "utf-8", number)
    with store.changing("test"):
        put_record(store, record, path=path, words=2)
    return settle(store)


def settle(store: Store) -> Settlement:
    with store.changing("settle"):
        return store.settle()


def dates(store: Store) -> list[dt.date | None]:
    return [archived.article.date for archived in store.articles()]


@pytest.mark.parametrize(("proof", "day"), [(DMY, AS_DMY), (MDY, AS_MDY)])
@pytest.mark.parametrize("first", [True, False])
def test_the_same_source_decides_whatever_comes_first(
    store: Store, proof: str, day: dt.date, first: bool
) -> None:
    printed = [proof, EITHER] if first else [EITHER, proof]
    for number, one in enumerate(printed):
        settlement = see(store, one, f"{number}/a.txt", "Daily")
    assert settlement == Settlement(settled=1)
    key = printed.index(EITHER)
    assert dates(store)[key] == day
    article = next(a for a in store.articles() if a.article.date_candidates).article
    order = "day" if proof == DMY else "month"
    assert article.date_source == f"header line 2, {order} first as elsewhere in Daily"
    assert article.date_candidates == (AS_MDY, AS_DMY)
    assert store.dates(None)[key + 1][0] == store.dates([key + 1])[key + 1][0] == day
    assert store.summary().dated == 2


def test_settling_again_changes_nothing(store: Store) -> None:
    see(store, DMY, "a.txt", "Daily")
    see(store, EITHER, "b.txt", "Daily")
    before = store.revision()
    assert settle(store) == Settlement()
    assert store.revision() == before


def test_an_iso_date_and_a_day_like_its_month_prove_nothing(store: Store) -> None:
    see(store, "2018-05-25", "a.txt", "Daily")
    see(store, "05/05/2018", "b.txt", "Daily")
    assert see(store, EITHER, "c.txt", "Daily") == Settlement()
    assert dates(store)[2] is None


def test_contradicting_dates_decide_nothing(store: Store) -> None:
    see(store, DMY, "a.txt", "Daily")
    see(store, MDY, "b.txt", "Daily")
    assert see(store, EITHER, "c.txt", "Daily") == Settlement()


def test_a_contradiction_that_comes_later_opens_the_question_again(store: Store) -> None:
    see(store, EITHER, "a.txt", "Daily")
    see(store, DMY, "b.txt", "Daily")
    before = store.revision().number
    assert see(store, MDY, "c.txt", "Daily") == Settlement(unsettled=1)
    assert dates(store)[0] is None
    assert 1 in store.changes(before)[0]
    assert settle(store) == Settlement()


def test_what_only_settling_changed_need_not_be_looked_at_again(store: Store) -> None:
    seen = store.revision().number
    with store.changing("settle"):
        number = store._revise()
        store.settle(seen)
    assert settled_until(store._db) == number > seen


def test_what_another_process_changed_meanwhile_is_looked_at_the_next_time(store: Store) -> None:
    seen = store.revision().number
    for what in ("settle", "ingest", "settle"):
        with store.changing(what):
            store._revise()
    with store.changing("settle"):
        store.settle(seen)
    assert settled_until(store._db) == seen + 1


def test_a_settled_date_stays_when_its_proof_is_removed(store: Store) -> None:
    see(store, EITHER, "a.txt", "Daily")
    see(store, DMY, "b.txt", "Daily")
    remove(store, 2)
    assert settle(store) == Settlement()
    assert dates(store) == [AS_DMY]


def test_without_a_source_the_folder_decides_but_not_the_ones_above(store: Store) -> None:
    see(store, DMY, "news/b.txt")
    assert see(store, EITHER, "news/a.txt") == Settlement(settled=1)
    assert see(store, EITHER, "news/deep/a.txt") == Settlement()
    (settled,) = [a.article for a in store.articles() if a.article.date == AS_DMY]
    assert settled.date_source == "header line 2, day first as elsewhere in news/"


def test_a_file_of_several_decides_before_its_folder(store: Store) -> None:
    see(store, MDY, "news/b.txt")
    see(store, DMY, "news/all.csv#1")
    assert see(store, EITHER, "news/all.csv#2") == Settlement(settled=1)
    assert dates(store)[2] == AS_DMY


def test_another_paper_in_the_folder_proves_nothing(store: Store) -> None:
    see(store, MDY, "news/a.txt", "Tribune")
    assert see(store, EITHER, "news/b.txt", "Daily") == Settlement()
    assert see(store, DMY, "news/c.txt") == Settlement(settled=1)
    assert dates(store)[1] == AS_DMY


def test_standard_input_has_no_folder(store: Store) -> None:
    see(store, DMY, None)
    assert see(store, EITHER, None) == Settlement()


def test_a_new_version_is_settled_by_itself(store: Store) -> None:
    see(store, DMY, "b.txt", "Daily")
    see(store, EITHER, "a.txt", "Daily")
    assert see(store, "06/07/2018", "a.txt", "Daily") == Settlement(settled=1)
    assert dates(store)[1] == dt.date(2018, 7, 6)
    assert [version.article.date for version in store.versions(2)] == [None, None]


def test_removing_takes_what_was_settled_along(store: Store) -> None:
    see(store, DMY, "b.txt", "Daily")
    see(store, EITHER, "a.txt", "Daily")
    remove(store, 2)
    assert list(store.check()) == []


def test_a_correction_comes_before_what_was_settled(store: Store) -> None:
    see(store, DMY, "b.txt", "Daily")
    see(store, EITHER, "a.txt", "Daily")
    with store.changing("edit"):
        store.correct(store.get([2])[2], {"date": "2018-04-05"})
    assert dates(store)[1] == store.dates([2])[2][0] == AS_MDY
    with store.changing("undo"):
        store.undo(2)
    assert dates(store)[1] == AS_DMY


def test_nothing_is_looked_at_where_no_date_has_two_readings(store: Store) -> None:
    see(store, DMY, "b.txt", "Daily")
    plan = " ".join(
        row[3]
        for row in store._db.rows(
            "EXPLAIN QUERY PLAN SELECT article, number FROM version "
            "WHERE date IS NULL AND date_candidates <> '[]'"
        )
    )
    assert "version_ambiguous" in plan
