"""What is fuzzed, as plain functions from bytes: each raises for what must never happen.

The fuzzer calls them, and so do the tests, with what was once found (`tests/data/fuzzed`). They
must not know how inputs are made.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from newsarchive.dates.expressions import Order, parse_dates, parse_day
from newsarchive.model.article import Problem
from newsarchive.model.errors import DateError, QueryError, ReadError
from newsarchive.model.record import Record
from newsarchive.query.parse import parse_query
from newsarchive.readers import READERS, reader_for
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import Reader, ReadOptions

ROOT = Path(__file__).parent.parent.parent
NOW = dt.date(2024, 2, 29)
HINTS = ReadOptions(limits=Limits(record_bytes=64 * 1024, depth=50))
"""Small limits, so that small inputs can pass them."""
AGAIN = 3
"""Records of an input that are read again from their originals."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is given bytes."""

    name: str
    try_: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def read(reader: Reader, data: bytes) -> None:
    """A reader yields articles and flaws, or says that it cannot; an original makes its article."""
    again = 0
    try:
        for found in reader.read("/news/a", io.BytesIO(data), HINTS):
            if isinstance(found, Problem):
                assert found.reason
                assert "\n" not in found.reason, "a reason is one line"
            else:
                _sound(found)
                again += 1
                if again <= AGAIN:
                    _same_again(reader, found)
    except ReadError as error:
        assert "\n" not in str(error), "an error is one line"


def _sound(record: Record) -> None:
    article = record.article
    for line in (article.title, *article.authors, *article.tags, article.source, article.section):
        assert line is None or (line.strip() and "\n" not in line), f"not one line: {line!r}"
    assert "\r" not in article.body
    assert len(article.date_candidates) in (0, 2)
    assert article.date is None or 1000 <= article.date.year <= 2999


def _same_again(reader: Reader, record: Record) -> None:
    found = list(reader.read("/news/a", io.BytesIO(record.original), HINTS))
    again = [one for one in found if isinstance(one, Record)]
    # A row of a table may be too few bytes to tell the encoding of the table: it is noted.
    if [one.encoding for one in again] == [record.encoding]:
        assert again[0].article == record.article, "its original makes another article"
    else:
        # Nor to tell damage in UTF-8 from letters of another encoding.
        damaged = "\ufffd" in record.original.decode("utf-8", "replace")
        assert record.encoding != "utf-8" or damaged, "its original makes another article"


def recognise(data: bytes) -> None:
    """Any beginning of any file is recognised, or not, by every reader."""
    for name in ("", "/news/a", "/news/a.xml", "/news/a.txt", "/news/a.json"):
        reader_for(name, data[:4096])


def query(data: bytes) -> None:
    """A text is a query or an error; a query prints as text that means the same."""
    text = data.decode("utf-8", "replace")
    try:
        tree = parse_query(text, now=NOW)
    except QueryError as error:
        assert 0 <= error.start < error.end or not text
        return
    assert parse_query(str(tree), now=NOW) == tree


def date(data: bytes) -> None:
    """A text is a date, or an error that says why not."""
    text = data.decode("utf-8", "replace")
    for order in (None, Order.DMY):
        for parse in (partial(parse_dates, now=NOW), parse_day):
            try:
                parse(text, order=order)
            except DateError as error:
                assert "\n" not in str(error)


def _samples(reader: Reader) -> Iterator[bytes]:
    folders = ROOT / "sample_articles", ROOT / "tests" / "data" / "cases"
    for path in (path for folder in folders for path in sorted(folder.rglob("*.*"))):
        data = path.read_bytes()
        if reader_for(str(path), data[:4096]) is reader:
            yield data


def _column(name: str, at: int) -> Iterator[bytes]:
    for line in (ROOT / "tests" / "data" / name).read_bytes().splitlines():
        cells = line.split(b"\t")
        if not line.startswith(b"#") and len(cells) > at:
            yield cells[at]


def _queries() -> Iterator[bytes]:
    page = (ROOT / "docs" / "query-language.md").read_bytes()
    yield from page.split(b"`")[1::2]


TARGETS: dict[str, Target] = {
    **{
        target.name: target
        for target in (
            Target(reader.name.replace(" ", "-"), partial(read, reader), partial(_samples, reader))
            for reader in READERS
        )
    },
    "recognise": Target("recognise", recognise, lambda: iter([b"<?xml", b"{", b"WARC/1.0"])),
    "query": Target("query", query, _queries),
    "date": Target("date", date, lambda: _column("dates.tsv", 0)),
}
