"""Long exports are read as streams: articles come long before the end of the file is read.

`benchmarks/memory.py` measures with the same exports how much memory that takes.
"""

from __future__ import annotations

import io

import pytest

from benchmarks.memory import FORMS, articles, write
from newsarchive.model.record import Record
from newsarchive.readers import READERS, reader_for
from newsarchive.readers.limits import Limits, bounded

LONG = 4 << 20
AHEAD = 2 << 20
"""Bytes that a reader may be ahead of the article that it yields."""


def export(name: str, size: int) -> bytes:
    made = io.BytesIO()
    write(FORMS[name], made, size)
    return made.getvalue()


@pytest.mark.parametrize("name", FORMS)
def test_an_export_is_of_its_format_and_read_whole(name: str) -> None:
    data = export(name, 20_000)
    reader = reader_for(f"/{FORMS[name].name}", data[:4096])
    assert reader is not None
    assert reader.name == name
    found = list(reader.read("/a", io.BytesIO(data)))
    assert [one for one in found if not isinstance(one, Record)] == []
    last = name == "json"
    assert len(found) == sum(1 for _ in articles(FORMS[name], 20_000)) + last


@pytest.mark.parametrize("name", FORMS)
def test_the_first_article_comes_before_half_of_the_export_is_read(name: str) -> None:
    [reader] = [one for one in READERS if one.name == name]
    raw = io.BytesIO(export(name, LONG))
    stream = bounded(io.BufferedReader(raw), Limits())
    next(iter(reader.read("/a", stream)))
    assert raw.tell() < AHEAD
