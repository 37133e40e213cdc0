"""The tally: how many articles have each value of a detail, kept by the archive itself.

Each transaction that changes articles takes their values out before, and puts in those that they
have at its end. So the tally is of the same revision as the articles, however a process ends. One
that is missing, as in an archive from before there was one, is made by the next change. Where an
article is too damaged to be counted, there is none. It must not know what is changed, nor who asks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Literal, get_args

from newsarchive.model import kinds
from newsarchive.model.errors import DamagedError
from newsarchive.model.kinds import parsed
from newsarchive.store.columns import TABLES
from newsarchive.store.corrections import FROM_CURRENT, standing
from newsarchive.store.database import Database

Detail = Literal["date", "words", "source", "agency", "language", "section", "authors", "tags"]
"""A field that can be counted; its column has the same name."""
CountedValue = str | int | None
"""A day is its ISO 8601 text. None counts the articles whose field is unknown."""

Entry = tuple[str, str]
"""A detail and a value as JSON; or TEXT or ORIGINALS, and null: of these, bytes are counted."""
TEXT: Entry = ("text", "null")
"""The bodies of all versions, in UTF-8."""
ORIGINALS: Entry = ("originals", "null")
"""The originals of all versions, each content once, before compression."""

CHUNK = 5000
"""Rows counted at a time."""
DETAILS: tuple[Detail, ...] = get_args(Detail)
_KINDS = [TABLES["version"][detail] for detail in DETAILS]
_TEXT = """
    (SELECT coalesce(sum(coalesce(text_bytes, length(CAST(body AS BLOB)))), 0) FROM version
     WHERE version.article = article.key)
"""
_SELECT = f"SELECT {', '.join(map(standing, DETAILS))}, {_TEXT} {FROM_CURRENT}"
_CHOSEN = "WHERE key IN (SELECT value FROM json_each(?))"


class Tally:
    """Keeps the tally while articles change."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._changed: set[int] = set()
        self._difference: Counter[Entry] = Counter()
        self._damaged = False
        """An article could not be counted. The tally is left to the next process that writes."""

    def prepare(self) -> None:
        """Find out, before a transaction begins, whether all articles can be counted in it.

        SQLite refuses to write in a transaction that has met a damaged page.
        """
        if not self._damaged and not is_kept(self._db):
            self._count(partial(counted, self._db))

    def begin(self) -> None:
        """A transaction begins: what an earlier one noted counts no more."""
        self._changed.clear()
        self._difference.clear()

    def added(self, keys: Iterable[int]) -> None:
        """Articles with these keys are new."""
        self._changed.update(keys)

    def grew(self, originals: int) -> None:
        """So many bytes of originals came; fewer than 0 went."""
        self._difference[ORIGINALS] += originals

    def changing(self, keys: Iterable[int]) -> None:
        """The articles with these keys are about to change, to go, or to come."""
        if fresh := set(keys) - self._changed:
            self._changed |= fresh
            self._difference.subtract(self._count(partial(_of_articles, self._db, fresh)))

    def write(self) -> None:
        """Write the differences that this transaction makes, at its end."""
        if is_kept(self._db):
            difference = self._difference
            difference.update(self._count(partial(_of_articles, self._db, self._changed)))
        else:
            self._db.run("DELETE FROM tally")
            difference = self._count(partial(counted, self._db))
        if self._damaged:
            self._db.run("DELETE FROM tally")
            return
        rows = [(*entry, count) for entry, count in difference.items() if count or entry == TEXT]
        self._db.run_many(
            """
            INSERT INTO tally (field, value, count) VALUES (?, ?, ?)
            ON CONFLICT (field, value) DO UPDATE SET count = count + excluded.count
            """,
            rows,
        )
        gone = [row[:2] for row in rows if row[2] < 0]
        self._db.run_many("DELETE FROM tally WHERE field = ? AND value = ? AND count = 0", gone)
        self.begin()

    def _count(self, count: Callable[[], Counter[Entry]]) -> Counter[Entry]:
        """What counting gives; nothing once an article is damaged, which must stop no other."""
        try:
            return Counter() if self._damaged else count()
        except DamagedError:
            self._damaged = True
            return Counter()


def is_kept(database: Database) -> bool:
    """Whether the archive has a tally."""
    return database.row("SELECT 1 FROM tally WHERE field = ? AND value = ?", TEXT) is not None


def kept(database: Database, details: Sequence[Detail]) -> dict[Detail, Counter[CountedValue]]:
    """The counts of all articles. Raises ValueError if they cannot be right."""
    found: dict[Detail, Counter[CountedValue]] = {}
    select = "SELECT value, count FROM tally WHERE field = ?"
    for detail in details:
        kind, rows = TABLES["version"][detail], list(database.rows(select, (detail,)))
        values = parsed(f"[{','.join(value for value, _ in rows)}]")
        if kind.several:
            kind.value([value for value in values if value is not None])
        else:
            for value in values:
                kind.value(value)
        counts = [kinds.SIZE.read(count) for _, count in rows]
        found[detail] = Counter(dict(zip(values, counts, strict=True)))
    return found


def sizes(database: Database) -> tuple[int, int]:
    """The bytes of TEXT and of ORIGINALS. Raises ValueError if they cannot be right."""
    if is_kept(database):
        select = "SELECT coalesce(sum(count), 0) FROM tally WHERE field = ? AND value = ?"
        (text,), (originals,) = (database.one(select, entry) for entry in (TEXT, ORIGINALS))
        return kinds.SIZE.read(text), kinds.SIZE.read(originals)
    return database.one(
        """
        SELECT
            (SELECT coalesce(sum(coalesce(text_bytes, length(CAST(body AS BLOB)))), 0)
             FROM version),
            (SELECT coalesce(sum(size), 0) FROM original WHERE size BETWEEN 0 AND 1 << 40)
        """
    )


def counted(database: Database) -> Counter[Entry]:
    """The tally as it has to be: everything is read and counted."""
    found = _of_articles(database, None)
    (found[ORIGINALS],) = database.one("SELECT coalesce(sum(size), 0) FROM original")
    return found


def stored(database: Database) -> Counter[Entry]:
    """The tally as it is."""
    rows = database.rows("SELECT field, value, count FROM tally")
    return Counter({(field, value): count for field, value, count in rows})


def _of_articles(database: Database, keys: Collection[int] | None) -> Counter[Entry]:
    """The part of the articles with these keys (None: of all); without originals."""
    found: Counter[Entry] = Counter({TEXT: 0})
    if keys is None:
        rows = database.rows(_SELECT)
    else:
        rows = (
            database.rows(f"{_SELECT} {_CHOSEN}", (json.dumps(list(keys)),)) if keys else iter(())
        )
    while chunk := list(islice(rows, CHUNK)):
        *columns, texts = zip(*chunk, strict=True)
        for detail, kind, values in zip(DETAILS, _KINDS, columns, strict=True):
            for value, count in Counter(values).items():
                for item in _items(value) if kind.several else (value,):
                    found[detail, json.dumps(item, ensure_ascii=False)] += count
        found[TEXT] += sum(texts)
    return found


def _items(stored: str) -> Iterator[CountedValue]:
    """The items of a list, each once; None for an empty one, and for one that is damaged."""
    try:
        yield from dict.fromkeys(parsed(stored) or (None,))
    except (ValueError, TypeError):
        yield None
