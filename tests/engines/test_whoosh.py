"""The Whoosh engine as a follower: updates are whole or not at all, and segments stay few."""

from __future__ import annotations

import datetime as dt
import json
import random
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index
from whoosh.filedb.filestore import FileStorage

from newsarchive.engines.whoosh import WhooshEngine, bounds
from newsarchive.engines.whoosh import state as states
from newsarchive.engines.whoosh import writer as writing
from newsarchive.engines.whoosh.core import BEST
from newsarchive.engines.whoosh.writer import ArrayWriter
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.errors import BusyError, IndexDamagedError
from newsarchive.query.tree import Every, KeyValue, Phrase, Word, disjunction
from newsarchive.text import words
from tests.engines.articles import archived


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    made = WhooshEngine(tmp_path / "index")
    yield made
    made.close()


def found(engine: WhooshEngine, word: str) -> set[int]:
    return set(engine.search(Word(word)).scores)


def segments(folder: Path) -> int:
    return len(list(folder.glob("index/*.inv")))


def test_a_changed_article_replaces_its_former_version(engine: WhooshEngine) -> None:
    engine.update([archived(1, "oil"), archived(2, "oil")], [], Revision(1, "a"))
    engine.update([archived(1, "gas", version=2)], [], Revision(2, "a"))
    assert found(engine, "oil") == {2}
    assert found(engine, "gas") == {1}
    assert engine.holdings() == {1: 2, 2: 1}
    assert engine.revision() == Revision(2, "a")


def test_an_index_of_another_analysis_of_words_is_none(engine: WhooshEngine) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    with patch.object(words, "ANALYSIS", words.ANALYSIS + 1):
        assert engine.revision() is None
    assert engine.revision() == Revision(1, "a")


def test_an_article_that_is_gone_is_not_found(engine: WhooshEngine) -> None:
    engine.update([archived(n, "oil") for n in range(1, 6)], [], Revision(1, "a"))
    engine.update([], [2, 4, 99], Revision(2, "a"))
    assert found(engine, "oil") == {1, 3, 5}
    assert engine.search(Every()).scores.keys() == {1, 3, 5}


def test_a_phrase_does_not_reach_back_into_the_article_before(engine: WhooshEngine) -> None:
    """Its last word may be the first of an article, and the rarest."""
    articles = [archived(1, "us"), archived(2, "rate oil price"), archived(3, "oil price")]
    engine.update(articles, [], Revision(1, "a"))
    assert not engine.search(Phrase((Word("oil"), Word("price"), Word("rate")))).scores


def test_an_index_emptied_by_deletions_can_be_filled_again(engine: WhooshEngine) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    engine.update([], [1], Revision(2, "a"))
    assert engine.holdings() == {}
    assert engine.search(Word("oil")).scores == {}
    engine.update([archived(2, "oil")], [], Revision(3, "a"))
    assert found(engine, "oil") == {2}


def test_an_update_that_fails_leaves_the_old_state(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when it had already written segments of its own."""
    monkeypatch.setattr(writing, "SEGMENT_ARTICLES", 1)
    engine.update([archived(1, "oil")], [], Revision(1, "a"))

    def broken() -> Iterator[ArchivedArticle]:
        yield archived(1, "gas", version=2)
        yield archived(2, "gas")
        raise OSError("the store cannot be read")

    with pytest.raises(OSError, match="the store"):
        engine.update(broken(), [], Revision(2, "a"))
    assert engine.revision() == Revision(1, "a")
    assert engine.holdings() == {1: 1}
    assert found(engine, "gas") == set()
    engine.update([archived(2, "gas")], [], Revision(2, "a"))
    assert engine.holdings() == {1: 1, 2: 1}


def test_a_crash_between_state_and_commit_leaves_the_old_state(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ArrayWriter, "_commit_toc", crash)
    with pytest.raises(KeyboardInterrupt):
        engine.update([archived(2, "oil")], [], Revision(2, "a"))
    again = WhooshEngine(tmp_path / "index")
    assert again.revision() == Revision(1, "a")
    assert again.holdings() == {1: 1}
    again.close()


def test_many_small_updates_leave_few_segments(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.update([archived(n, "oil") for n in range(300)], [], Revision(1, "a"))
    for n in range(40):
        engine.update([archived(1000 + n, "oil")], [], Revision(n + 2, "a"))
        assert segments(tmp_path) <= 5
    assert len(found(engine, "oil")) == 340


def test_a_large_update_makes_several_segments_and_is_searched_as_one(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [archived(n, "oil " * (n % 7 + 1) + "gas") for n in range(25)]
    engine.update(articles, [], Revision(1, "a"))
    whole = engine.search(Word("oil")).scores
    engine.reset()
    monkeypatch.setattr(writing, "SEGMENT_ARTICLES", 10)
    engine.update(articles, [], Revision(1, "a"))
    assert segments(tmp_path) == 3
    assert engine.search(Word("oil")).scores == pytest.approx(whole)


@pytest.mark.parametrize(
    ("is_quick", "size", "left"), [(True, 150, 1), (True, 100, 2), (False, 150, 3)]
)
def test_new_segments_become_one_where_merging_is_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_quick: bool, size: int, left: int
) -> None:
    monkeypatch.setattr(writing, "BEST", BEST._replace(is_quick=is_quick))
    monkeypatch.setattr(writing, "SEGMENT_ARTICLES", size)
    engine = WhooshEngine(tmp_path / "index", memory=1)  # a segment has 64 articles then
    engine.update([archived(n, "oil") for n in range(150)], [], Revision(1, "a"))
    assert segments(tmp_path) == left
    assert found(engine, "oil") == set(range(150))
    engine.close()


def test_an_update_by_another_process_is_seen(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    assert found(engine, "oil") == {1}
    other = WhooshEngine(tmp_path / "index")
    other.update([archived(2, "oil")], [], Revision(2, "a"))
    assert engine.revision() == Revision(2, "a")
    assert found(engine, "oil") == {1, 2}


def test_while_another_updates_the_engine_is_busy(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    lock = FileStorage(str(tmp_path / "index")).open_index().lock("WRITELOCK")
    assert lock.acquire()
    try:
        with pytest.raises(BusyError):
            engine.update([archived(2, "oil")], [], Revision(2, "a"))
    finally:
        lock.release()


def test_an_index_of_another_format_is_no_index(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not even opened, and the next update begins anew."""
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    (state,) = tmp_path.glob("index/state.*.json")
    line = json.dumps(json.loads(state.read_text().partition("\n")[0]) | {"format": 0})
    state.write_text(f"{line}\n{crc32(line.encode())}")
    fresh = WhooshEngine(tmp_path / "index")
    with monkeypatch.context() as patch:
        patch.setattr(index.TOC, "read", None)
        assert fresh.revision() is None
        assert fresh.holdings() == {}
    fresh.update([archived(2, "oil")], [], Revision(2, "a"))
    assert fresh.holdings() == {2: 1}
    fresh.close()


def test_an_index_whose_postings_are_damaged_is_no_index(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    (postings,) = tmp_path.glob("index/*.inv")
    postings.write_bytes(b"something else")
    assert WhooshEngine(tmp_path / "index").revision() is None


def test_an_update_on_what_another_process_has_changed_is_refused(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    """The changes since revision 1 are not all that a rebuilt index lacks."""
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    assert engine.revision() == Revision(1, "a")
    other = WhooshEngine(tmp_path / "index")
    other.reset()
    other.update([archived(3, "oil")], [], Revision(1, "b"))
    with pytest.raises(BusyError):
        engine.update([archived(2, "oil")], [], Revision(2, "a"))
    assert engine.revision() == Revision(1, "b")
    assert engine.holdings() == {3: 1}


def test_what_a_killed_writer_left_is_gone_after_the_next_update(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    for name in ("MAIN_0123456789abcdef.inv", "MAIN_0123456789abcdef.key.col", "state.7.json"):
        (tmp_path / "index" / name).write_bytes(b"half")
    engine.update([archived(2, "oil")], [], Revision(2, "a"))
    assert segments(tmp_path) == 1
    assert [file.name for file in tmp_path.glob("index/state.*")] == ["state.1.json"]


def test_a_disk_that_is_full_gets_back_what_was_written_in_vain(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    before = {file.name for file in (tmp_path / "index").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(states, "write", lambda *_, **__: full())
    with pytest.raises(OSError, match="No space"):
        engine.update([archived(2, "oil")], [], Revision(2, "a"))
    assert {file.name for file in (tmp_path / "index").iterdir()} == before
    assert found(engine, "oil") == {1}


@pytest.mark.faults
def test_a_flipped_byte_anywhere_is_noticed_or_does_no_harm(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    """Every byte of every file of an index."""
    oil = [archived(n, "oil rose and gas fell " * n) for n in range(1, 4)]
    engine.update(oil, [], Revision(1, "a"))
    expected = (engine.holdings(), engine.search(Word("oil")).scores, engine.spellings("gass"))
    engine.close()
    for file in sorted((tmp_path / "index").iterdir()):
        whole = file.read_bytes() if file.is_file() else b""
        for place in range(0, len(whole), 5):
            flipped = bytearray(whole)
            flipped[place] ^= 0x41
            file.write_bytes(flipped)
            other = WhooshEngine(tmp_path / "index")
            try:
                if other.revision() is not None:
                    said = (
                        other.holdings(), other.search(Word("oil")).scores, other.spellings("gass")
                    )  # fmt: skip
                    assert said == expected, (file.name, place)
            except IndexDamagedError:
                pass
            finally:
                other.close()
        if whole:
            file.write_bytes(whole)


def test_a_path_that_is_no_text_can_be_kept(engine: WhooshEngine) -> None:
    odd = replace(archived(1, "oil"), paths=("/news/\udcff.txt",))
    engine.update([odd, archived(2, "oil")], [], Revision(1, "a"))
    assert set(engine.search(KeyValue("path", "\udcff.txt")).scores) == {1}


def test_an_index_that_others_could_have_written_is_not_read(tmp_path: Path) -> None:
    """Whoosh's files hold pickles: a writer of the files could run code as their reader."""
    folder = tmp_path / "index"
    engine = WhooshEngine(folder)
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    folder.chmod(0o777)
    assert engine.revision() is None
    engine.reset()
    engine.update([archived(1, "oil")], [], Revision(1, "a"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert engine.revision() == Revision(1, "a")
    engine.close()


@pytest.mark.long
@given(chance=st.randoms(use_true_random=False), data=st.data())
def test_the_first_few_are_the_first_of_all(
    engine: WhooshEngine, chance: random.Random, data: st.DataObject
) -> None:
    """The same articles and scores, ties in the same order, though only some are scored."""
    words = ["oil", "gas", "coal", "peat", "wood"]
    engine.reset()
    articles = [
        dated(key, " ".join(chance.choices(words, (1, 2, 4, 8, 60), k=length)), chance)
        for key, length in enumerate(chance.choices((6, 9, 40), k=59), start=1)
    ]
    cut = data.draw(st.integers(0, 59))
    engine.update(articles[:cut], [], Revision(1, "a"))
    gone = data.draw(st.lists(st.integers(1, 59), max_size=9, unique=True))
    engine.update(articles[cut:], gone, Revision(2, "a"))
    asked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    tree = disjunction([Word(word) for word in asked])
    count = data.draw(st.integers(1, 12))
    dense = data.draw(st.sampled_from([0, 1, 100]))  # none, some or all of the segments
    with patch.object(bounds, "FEW", 0), patch.object(bounds, "DENSE", dense):
        few = engine.search(tree).first("relevance", count)
    scores = engine.search(tree).scores
    known = {archived.key: archived for archived in articles}

    def place(key: int) -> tuple[float, int, str]:
        day = known[key].article.date
        return -scores[key], -day.toordinal() if day else 0, known[key].id

    assert few == [(key, scores[key]) for key in sorted(scores, key=place)[:count]]
    by_date = engine.search(tree).first("date", count) or []
    assert [key for key, _ in by_date] == sorted(scores, key=lambda key: place(key)[1:])[:count]


def dated(key: int, body: str, chance: random.Random) -> ArchivedArticle:
    day = chance.choice((None, dt.date(2020, 1, 1), dt.date(2020, 1, chance.randint(1, 30))))
    one = archived(key, body)
    return replace(
        one, article=replace(one.article, date=day), id=f"{chance.getrandbits(48):012x}{key:04x}"
    )


def test_a_commit_leaves_only_files_that_a_state_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also before it is tidied up, when a process can be killed."""
    monkeypatch.setattr(states, "sweep", lambda folder: None)
    folder = tmp_path / "index"
    for number, engine in enumerate([WhooshEngine(folder), WhooshEngine(folder)]):
        engine.update([archived(1, "oil")], [], Revision(number, "a"))
        engine.close()
    named = {"MAIN_WRITELOCK", *(path.name for path in folder.glob("*.toc"))}
    for path in folder.glob("state.*.json"):
        named |= {path.name, *json.loads(path.read_bytes().partition(b"\n")[0])["files"]}
    assert {path.name for path in folder.iterdir()} == named
