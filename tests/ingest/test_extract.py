"""Small files are read some at a time, with the same events as if one after the other."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from newsarchive.ingest import extract
from newsarchive.ingest.discover import Source, find
from newsarchive.ingest.events import Event, Extracted, FileEnded, NoReader
from newsarchive.ingest.extract import Extractor
from newsarchive.model.article import Article, Problem
from newsarchive.model.record import Record
from newsarchive.readers.plugins import Plugin, Plugins
from newsarchive.readers.record import NO_OPTIONS, ReadOptions


class Swollen:
    """Reads any file as a text that is much longer."""

    name = "swollen"

    def claims(self, name: str, head: bytes) -> bool:
        return name.endswith(".swollen")

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record]:
        yield Record(Article(body="word " * 20_000), stream.read(), "utf-8")


def sources(*files: Path) -> list[Source]:
    return [source for source in find(files) if isinstance(source, Source)]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened so far."""
    names: list[str] = []
    open_ = Source.open

    def noting(source: Source) -> BinaryIO:
        names.append(Path(source.name).name)
        return open_(source)

    monkeypatch.setattr(Source, "open", noting)
    return names


def begun_at_each(events: Iterator[Event], opened: list[str]) -> list[int]:
    """How many files had been opened when each of them ended."""
    return [len(opened) for event in events if isinstance(event, FileEnded)]


def test_events_are_the_same_and_in_the_same_order(tmp_path: Path) -> None:
    contents = {
        "a.txt": b"date 2018-04-01 By Jane Doe\n\nThe harbour opens.",
        "b.jsonl": b'{"body": "one"}\n{"title": "no text"}\n{"body": "two"}\n{',
        "c.txt": b"",
        "d.txt": b"\0\1\2",
        "e.jpg": b"\xff\xd8\xff\0",
        "f.jsonl.gz": gzip.compress(b'{"body": "three"}\n{"body": "four"}\n'),
        "g.txt": b"The last one.",
        "h.txt": b"A long one. " * 10_000,
        "i.txt": b"Behind it.",
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    files = [*sources(tmp_path), *sources(*sorted(tmp_path.iterdir())), sources(tmp_path)[0]]
    files.insert(3, files[3]._replace(opens=str(tmp_path / "missing")))
    extractor = Extractor(NO_OPTIONS, Plugins())
    alone = [event for source in files for event in extractor.events(source)]
    assert list(extractor.events_of(files)) == alone
    kinds = {type(event) for event in alone}
    assert {Extracted, FileEnded, NoReader, Problem} <= kinds
    assert sum(isinstance(event, FileEnded) for event in alone) == len(files)


def test_as_many_are_read_together_as_there_may_be(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "_TOGETHER", 4)
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text("The harbour opens.")
    events = Extractor(NO_OPTIONS, Plugins()).events_of(sources(tmp_path))
    assert begun_at_each(events, opened) == [4] * 4 + [6] * 2


def test_together_they_have_few_bytes(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "_SMALL", 65)
    monkeypatch.setattr(extract, "_TOGETHER_BYTES", 256)
    for number, size in enumerate((60, 60, 60, 60, 60, 9, 70, 9)):
        (tmp_path / f"{number}.txt").write_text("x" * size)
    events = Extractor(NO_OPTIONS, Plugins()).events_of(sources(tmp_path))
    assert begun_at_each(events, opened) == [4] * 4 + [6, 6, 7, 8]


def test_what_is_packed_is_read_in_its_turn(tmp_path: Path, opened: list[str]) -> None:
    """It may be as large as anything."""
    (tmp_path / "a.txt").write_text("The harbour opens.")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"The harbour closes."))
    (tmp_path / "c.txt").write_text("The harbour opens.")
    events = Extractor(NO_OPTIONS, Plugins()).events_of(sources(tmp_path))
    assert begun_at_each(events, opened) == [2, 2, 3]


def test_a_text_that_is_longer_than_its_file_is_not_held_with_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "choose", lambda *_: Swollen())
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.swollen").write_text(name)
    read: list[str] = []
    reading = Swollen.read

    def noting(
        self: Swollen, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record]:
        read.append(Path(name).name)
        yield from reading(self, name, stream, options)

    monkeypatch.setattr(Swollen, "read", noting)
    events = Extractor(NO_OPTIONS, Plugins()).events_of(sources(tmp_path))
    assert [len(read) for event in events if isinstance(event, Extracted)] == [1, 2, 3]


def test_with_plugins_one_is_read_after_the_other(tmp_path: Path, opened: list[str]) -> None:
    """One that fails is not asked for the next file."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("The harbour opens.")
    plugins = Plugins([Plugin(Swollen(), "example")])
    events = Extractor(NO_OPTIONS, plugins).events_of(sources(tmp_path))
    assert begun_at_each(events, opened) == [1, 2, 3]
