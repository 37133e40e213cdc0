"""Helpers for the tests of readers."""

from __future__ import annotations

import io

from newsarchive.model.article import Article, Problem
from newsarchive.model.record import Record, Repeated
from newsarchive.readers import reader_for


def read(name: str, data: bytes | str) -> list[Record | Problem]:
    """The records and problems that the reader of a file with this name gives."""
    data = data.encode() if isinstance(data, str) else data
    reader = reader_for(name, data[:4096])
    assert reader is not None, f"no reader for {name!r}"
    found = reader.read(name, io.BytesIO(data))
    return [one.plain() if isinstance(one, Repeated) else one for one in found]


def format_of(name: str, head: bytes | str) -> str | None:
    """The name of the format of a file with this beginning; None if no reader claims it."""
    reader = reader_for(name, head.encode() if isinstance(head, str) else head)
    return None if reader is None else reader.name


def records(name: str, data: bytes | str) -> list[Record]:
    """The records of a file without problems."""
    found = read(name, data)
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Record)]


def article(name: str, data: bytes | str) -> Article:
    """The article of a file that holds one."""
    [record] = records(name, data)
    return record.article


def printed_title(found: Article) -> str | None:
    """The title that the file has; None if it was derived from the body."""
    return None if found.title_source == "derived" else found.title
