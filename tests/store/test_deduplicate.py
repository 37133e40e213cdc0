"""A record is added, updated, unchanged, or a duplicate."""

from __future__ import annotations

import pytest

from newsarchive.store import Outcome, Store
from tests.store.world import bodies, histories, put, put_lines, put_record, record, remove

ADDED, UPDATED = Outcome.ADDED, Outcome.UPDATED
UNCHANGED, DUPLICATE = Outcome.UNCHANGED, Outcome.DUPLICATE


def test_a_new_file_is_added_and_then_unchanged(store: Store) -> None:
    assert put(store, "one", "a.txt") is ADDED
    assert put(store, "one", "a.txt") is UNCHANGED
    assert bodies(store) == {"one": ("a.txt",)}


def test_a_changed_file_becomes_a_new_version_of_the_same_article(store: Store) -> None:
    put(store, "one", "a.txt")
    before = next(store.articles())
    assert put(store, "two", "a.txt") is UPDATED
    after = next(store.articles())
    assert (after.key, after.id, after.version) == (before.key, before.id, 2)
    assert histories(store) == [["one", "two"]]
    assert [store.original(version.digest) for version in store.versions(after.key)] == [
        b"one",
        b"two",
    ]


def test_a_file_that_reverts_has_a_third_version(store: Store) -> None:
    for text in ("one", "two", "one"):
        put(store, text, "a.txt")
    assert histories(store) == [["one", "two", "one"]]


def test_the_same_content_under_two_paths_is_one_article(store: Store) -> None:
    put(store, "one", "a.txt")
    assert put(store, "one", "b.txt") is DUPLICATE
    assert put(store, "one", "b.txt") is UNCHANGED
    assert bodies(store) == {"one": ("a.txt", "b.txt")}


def test_of_two_paths_one_that_changes_becomes_an_article_of_its_own(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "one", "b.txt")
    assert put(store, "two", "a.txt") is ADDED
    assert bodies(store) == {"one": ("b.txt",), "two": ("a.txt",)}
    assert histories(store) == [["one"], ["two"]]


def test_a_file_that_takes_on_known_content_moves_to_its_article(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "b.txt")
    assert put(store, "two", "a.txt") is DUPLICATE
    assert bodies(store) == {"one": (), "two": ("a.txt", "b.txt")}


def test_a_record_from_a_stream_has_no_path_and_is_known_by_its_content(store: Store) -> None:
    assert put(store, "one", None) is ADDED
    assert put(store, "one", None) is UNCHANGED
    assert put(store, "one", "a.txt") is DUPLICATE
    assert bodies(store) == {"one": ("a.txt",)}


def test_records_move_within_their_file_without_being_new(store: Store) -> None:
    put_lines(store, "f", "one", "two", "three")
    assert put_lines(store, "f", "new", "one", "two", "three") == [ADDED] + 3 * [UNCHANGED]
    assert bodies(store) == {
        "one": ("f#2",),
        "two": ("f#3",),
        "three": ("f#4",),
        "new": ("f#1",),
    }
    assert put_lines(store, "f", "three", "new") == [UNCHANGED, UNCHANGED]


def test_a_changed_record_without_a_url_is_a_new_article(store: Store) -> None:
    put_lines(store, "f", "one")
    assert put_lines(store, "f", "two") == [ADDED]
    assert bodies(store) == {"one": (), "two": ("f#1",)}


def test_a_record_that_comes_back_to_its_file_is_unchanged(store: Store) -> None:
    for text in ("one", "two"):
        put_lines(store, "f", text)
    assert put_lines(store, "f", "one") == [UNCHANGED]


def test_a_record_known_from_another_file_is_a_duplicate_once(store: Store) -> None:
    put_lines(store, "f", "one")
    assert put_lines(store, "g", "one") == [DUPLICATE]
    assert put_lines(store, "g", "one") == [UNCHANGED]


def test_two_equal_records_of_a_file_are_one_article_and_stay_unchanged(store: Store) -> None:
    assert put_lines(store, "f", "one", "one") == [ADDED, UNCHANGED]
    assert put_lines(store, "f", "one", "one") == [UNCHANGED, UNCHANGED]
    assert bodies(store) == {"one": ("f#1", "f#2")}


@pytest.mark.parametrize("seen_at", ["f#1", "g#7", None])
def test_a_record_with_a_known_url_and_a_changed_text_is_a_new_version(
    store: Store, seen_at: str | None
) -> None:
    put(store, "one", "f#1", "u")
    assert put(store, "two", seen_at, "u") is UPDATED
    assert histories(store) == [["one", "two"]]


def test_a_file_of_its_own_is_never_matched_by_url(store: Store) -> None:
    put(store, "one", "f#1", "u")
    assert put(store, "two", "a.txt", "u") is ADDED


def test_a_url_that_two_articles_have_identifies_neither(store: Store) -> None:
    put(store, "one", "a.txt", "u")
    put(store, "two", "b.txt", "u")
    assert put(store, "three", "f#1", "u") is ADDED


def test_a_url_that_only_an_older_version_had_identifies_nothing(store: Store) -> None:
    put(store, "one", "a.txt", "u")
    put(store, "two", "a.txt", "v")
    assert put(store, "three", None, "u") is ADDED


def test_records_of_one_file_with_one_url_hide_nothing_of_each_other(store: Store) -> None:
    """Exports that give every article the address of the site."""
    assert put_lines(store, "f", "one", "two", "three", url="u") == [ADDED, ADDED, ADDED]
    for _ in range(2):
        assert put_lines(store, "f", "one", "two", "three", url="u") == [UNCHANGED] * 3
    assert put(store, "new", "f#1") is ADDED
    assert put(store, "one", "f#2", "u") is UNCHANGED
    assert histories(store) == [["one"], ["two"], ["three"], ["new"]]


def test_records_of_one_stream_with_one_url_hide_nothing_of_each_other(store: Store) -> None:
    assert put(store, "one", None, "u") is ADDED
    assert put(store, "two", None, "u") is ADDED
    assert put(store, "three", None, "u") is ADDED
    assert put(store, "two", None, "u") is UNCHANGED
    assert histories(store) == [["one"], ["two"], ["three"]]


def test_two_files_with_one_url_settle_after_the_first_run(store: Store) -> None:
    assert put_lines(store, "f", "one", url="u") == [ADDED]
    assert put_lines(store, "g", "two", url="u") == [UPDATED]
    for _ in range(2):
        assert put_lines(store, "f", "one", url="u") == [UNCHANGED]
        assert put_lines(store, "g", "two", url="u") == [UNCHANGED]
    assert histories(store) == [["one", "two"]]


def test_an_unchanged_file_stays_so_when_its_article_was_updated_by_url(store: Store) -> None:
    put(store, "one", "a.txt", "u")
    assert put(store, "two", None, "u") is UPDATED
    assert put(store, "one", "a.txt", "u") is UNCHANGED
    assert histories(store) == [["one", "two"]]


def test_a_file_whose_text_was_once_a_record_elsewhere_does_not_replace_that(
    store: Store,
) -> None:
    put(store, "one", "f#1")
    put(store, "one", "a.txt")
    put(store, "two", "f#1")
    assert put(store, "three", "a.txt") is ADDED
    assert put(store, "one", "f#2") is UNCHANGED
    assert bodies(store) == {"one": ("f#2",), "two": ("f#1",), "three": ("a.txt",)}


def test_records_that_move_again_and_again_leave_no_traces(store: Store) -> None:
    for first in (0, 1, 2, 3):
        put_lines(store, "f", *(f"text {n}" for n in range(first, first + 5)), "end")
    for _ in range(3):
        put_lines(store, "f", "one", "two", "three")
        put_lines(store, "f", "three", "one", "two")
    before = store._db.one("SELECT count(*) FROM place")
    put_lines(store, "f", "two", "three", "one")
    assert store._db.one("SELECT count(*) FROM place") == before


def test_a_record_with_a_url_that_reverts_has_a_third_version(store: Store) -> None:
    for text in ("one", "two", "one"):
        assert put(store, text, "f#1", "u") in {ADDED, UPDATED}
    assert histories(store) == [["one", "two", "one"]]


def test_a_number_sign_in_a_file_name_is_part_of_the_name(store: Store) -> None:
    with store.changing("test"):
        for name in ("no#1", "no#2"):
            put_record(store, record("one"), path=name)
    assert put(store, "two", "no") is ADDED
    assert bodies(store) == {"one": ("no#1", "no#2"), "two": ("no",)}


def test_an_original_of_several_articles_is_kept_once(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "a.txt")
    put(store, "one", "b.txt")
    assert histories(store) == [["one", "two"], ["one"]]
    assert store.summary().originals_bytes == len(b"one" + b"two")


def test_names_and_texts_that_no_encoding_can_hold_are_kept_escaped(store: Store) -> None:
    """A file name in Latin-1, half an emoji from JSON: a run must not stop at either."""
    assert put(store, "one", "caf\udce9.txt") is ADDED
    assert put(store, "one", "caf\udce9.txt") is UNCHANGED
    with store.changing("test"):
        odd = record("two")
        put_record(
            store,
            type(odd)(type(odd.article)(body="half \ud83d"), b"two", "utf-8"),
            path="b.txt",
            reader="json",
            words=2,
        )
    assert bodies(store) == {"one": ("caf\\udce9.txt",), "half \\ud83d": ("b.txt",)}


def test_a_removed_article_is_new_when_it_is_seen_again(store: Store) -> None:
    put(store, "one", "a.txt")
    remove(store, *store.keys())
    assert put(store, "one", "a.txt") is ADDED


def test_nothing_is_written_outside_a_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError, match="changing"):
        put_record(store, record("one"), path=None)
    with pytest.raises(RuntimeError, match="changing"):
        store.remove([1])
