"""What is packed of articles is counted as the store counts it, whatever changed them."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article, Revision
from newsarchive.model.deadline import Deadline
from newsarchive.model.errors import ArchiveError
from newsarchive.model.record import Record
from newsarchive.store import Contents, Store
from newsarchive.store.columns import Row
from newsarchive.store.follow import Changed, follow
from newsarchive.store.packed import Packed, _holding
from newsarchive.store.reading import Listing
from newsarchive.store.tally import DETAILS, CountedValue, Detail
from tests.store.test_corrections import correct, undo
from tests.store.world import put, put_record, remove

PAIRS: list[tuple[Detail, Detail]] = [("date", "source"), ("source", "language"), ("words", "date")]


def followed(file: Path, store: Contents) -> Packed:
    """As another process finds it."""
    packed = Packed(file, store)
    follow(packed, store)
    return Packed(file, store)


def assert_agreement(packed: Packed, store: Contents, keys: list[int]) -> None:
    assert packed.counts(DETAILS, keys) == store.counts(DETAILS, keys)
    for detail in (None, *DETAILS[:-2]):
        assert sorted_rows(packed.listed(detail, keys)) == sorted_rows(store.listed(detail, keys))
    for pair, chosen in product(PAIRS, (keys, None)):
        assert packed.crossed(pair, chosen) == store.crossed(pair, chosen)


def sorted_rows(listing: Listing) -> list[tuple[int, bytes, CountedValue]]:
    rows = zip(listing.keys, listing.each_id(), listing.values, strict=True)
    return sorted(rows, key=itemgetter(0))


articles = st.fixed_dictionaries(
    {
        "date": st.sampled_from([None, "2018-04-10", "1999-12-31"]),
        "source": st.sampled_from([None, "", "Daily", "Wire"]),
        "tags": st.lists(st.sampled_from("xyz"), max_size=3).map(tuple),
    }
)
steps = st.lists(
    st.tuples(st.sampled_from(["put", "correct"]), st.integers(1, 4), articles)
    | st.tuples(st.sampled_from(["undo", "remove"]), st.integers(1, 4), st.none()),
    max_size=4,
)


@given(st.lists(steps, max_size=2), st.sets(st.integers(1, 6)))
def test_steps_lead_where_the_store_is(
    tmp_path_factory: pytest.TempPathFactory, several: list[Any], chosen: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("packed")
    with Store.open(folder / "a.db", create=True) as store:
        for number, done in enumerate(several):
            for change, key, values in done:
                if change == "put":
                    article = Article(body=f"{number}{values}", **values | {"date": None})
                    with store.changing("test"):
                        one = Record(article, f"{number} {values}".encode(), "utf-8", None)
                        put_record(store, one, f"{key}.txt", words=key)
                elif change == "remove":
                    remove(store, key)
                elif store.get([key]):
                    undo(store, key) if change == "undo" else correct(store, key, **values)
            packed = followed(folder / "counts", store)
            assert_agreement(packed, store, sorted(chosen & set(store.keys())))
            assert_agreement(packed, store, sorted(chosen))


class Shelf:
    """A store, as far as it is packed: articles of so many words and authors."""

    path = Path("shelf")

    def __init__(self, keys: Iterable[int]) -> None:
        self.keys = list(keys)

    def details(self, details: Iterable[Detail], keys: Iterable[int] | None) -> Iterator[Row]:
        for key in self.keys if keys is None else keys:
            values: dict[str, object] = {"words": key, "authors": json.dumps([f"A {key}"])}
            values |= {"tags": "[]", "date": "2018-04-10", "source": f"S {key % 3}"}
            yield (key, f"{key:016x}", *map(values.get, details))

    def packed(self, file: Path) -> Packed:
        packed = Packed(file, cast("Contents", self))
        packed.reset()
        packed.update(Changed(file, self.keys), [], Revision(1, "a"))
        return Packed(file, cast("Contents", self))


def test_a_code_takes_as_few_bytes_as_it_can() -> None:
    sizes = {1: 1, 255: 1, 256: 2, 65_535: 2, 65_536: 4, 2**32 - 1: 4, 2**32: 8}
    for largest, size in sizes.items():
        codes = _holding(array("B", [7]), largest, 3)
        assert (codes.itemsize, [*codes]) == (size, [7, 0, 0])


@pytest.mark.parametrize("articles", [1, 254, 255, 256, 300])
def test_any_number_of_values_can_be_told_apart(tmp_path: Path, articles: int) -> None:
    packed = Shelf(range(1, articles + 1)).packed(tmp_path / "counts")
    for keys in ([articles], [*range(1, articles + 1)]):
        counted = packed.counts(["words", "authors"], keys)
        assert counted == {
            "words": Counter(keys), "authors": Counter(f"A {key}" for key in keys),
        }  # fmt: skip
        assert packed.crossed(("words", "source"), keys) == Counter(
            (key, f"S {key % 3}") for key in keys
        )


def test_articles_with_gaps_between_their_keys_are_left_to_the_store(tmp_path: Path) -> None:
    for keys in ([1, 2**40], [-3], [0]):
        with pytest.raises(ArchiveError, match="too few articles for such high keys"):
            Shelf(keys).packed(tmp_path / "counts")


def test_a_deadline_ends_the_counting_of_all_details_at_the_same_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = Shelf(range(1, 9)).packed(tmp_path / "counts")
    monkeypatch.setattr("newsarchive.store.packed._AT_ONCE", 3)
    deadline = Deadline(1, iter([0.0, 0.5, 5.0]).__next__)
    counted = packed.counts(["words", "source"], [*range(1, 9)], None, deadline)
    assert (counted["words"].total(), counted["source"].total()) == (6, 6)
    assert deadline.ended


def test_a_flipped_byte_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    file = tmp_path / "counts"
    Shelf([1, 2]).packed(file)
    whole = file.read_bytes()
    for place in (*range(0, len(whole), 7), len(whole) - 1):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        file.write_bytes(flipped)
        assert Packed(file, cast("Contents", None)).revision() is None, place


def test_the_store_counts_what_is_missing_or_impossible(store: Store, tmp_path: Path) -> None:
    for n in range(3):
        put(store, f"text {n}", f"{n}.txt")
    packed = followed(tmp_path / "counts", store)
    put(store, "later", "later.txt")
    assert packed.counts(["words"], [1, 4]) == {"words": Counter({1: 2})}
    store._db.run("UPDATE version SET language = 'no such' WHERE article = 2")
    (tmp_path / "counts").unlink()
    damaged = followed(tmp_path / "counts", store)
    assert damaged.counts(["language"], [1, 2, 3]) == {"language": Counter({None: 2})}


def test_the_store_lists_what_is_missing_or_impossible(store: Store, tmp_path: Path) -> None:
    for n in range(4):
        put(store, f"text {n}", f"{n}.txt")
    packed = followed(tmp_path / "counts", store)
    remove(store, 4)
    assert packed.listed("words", [1, 4, 99]) == store.listed("words", [1])
    store._db.run("UPDATE version SET language = 'no such' WHERE article = 2")
    store._db.run("UPDATE article SET id = 'no id' WHERE key = 3")
    (tmp_path / "counts").unlink()
    damaged = followed(tmp_path / "counts", store)
    assert damaged.listed("language", [1, 2]) == store.listed("language", [1])
    assert damaged.listed(None, [1, 3]) == store.listed(None, [1])
