"""Settle the headers of plain texts by the other texts of their folders.

Texts of one folder mostly have one layout. A row among the first of many texts is the paper or a
section, and no title; a layout that most texts certainly have supports those that are uncertain.
`Article.header` says of each text how its rows were read. Only a text for which its folder says
something new is read again, by a function that is given: this module must not know how.

What a folder says depends on the texts that are in it, never on the order in which they came. A
folder of fewer than three texts says nothing and takes nothing back. The versions never change.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from newsarchive.model.article import KINDS, Article
from newsarchive.model.kinds import storable
from newsarchive.store import layer, originals
from newsarchive.store.columns import SETTLED, expect, fits
from newsarchive.store.database import Database
from newsarchive.store.settle import Settlement

Read = Callable[[bytes, frozenset[str], tuple[str, ...]], Article]
"""An original, the marks of rows that are no titles, and the labels of most headers → the article.
It may raise any error."""

_FIRST = 3
"""Rows of a text among which the paper and the section stand."""
_LEAST = 3
"""Texts that make a row shared or a layout prevail, no two of them alike below that row: of two
texts, one may be the other with a correction."""
_SOME, _MOST = 0.1, 0.5
"""Shares of the texts of a folder. A row that some of them share is no title where there is
another: sections are so frequent, regular columns are not. What most have is never a title."""
_BODY = frozenset(("text", "dateline"))
_NO_TITLES = frozenset(("byline", "names", "day", "label"))
"""Labels of rows that texts may share as they like."""
_SILENT = frozenset(("paper", "section", "standfirst", "caption", "noise"))
"""Labels of rows that give no value."""


class _Row(NamedTuple):
    label: str
    certain: bool
    mark: str


class _Text(NamedTuple):
    """A plain text: its header, and the context in which it was last read for its folders."""

    key: int
    number: int
    header: str
    context: str | None

    @property
    def rows(self) -> list[_Row]:
        parts = (one.partition(":") for one in self.header.split())
        return [_Row(label.rstrip("?"), label[-1:] != "?", mark) for label, _, mark in parts]


class _Folder(NamedTuple):
    """What the texts of a folder say together."""

    texts: Mapping[int, _Text]
    shared: frozenset[str] = frozenset()
    """The marks of rows that some of them share."""
    common: frozenset[str] = frozenset()
    """The marks of rows that most of them have."""
    layout: tuple[str, ...] = ()
    """The labels of the rows of most headers; empty if they differ."""


def settle_headers(
    database: Database, since: int, touch: Callable[[int], None], read: Read
) -> Settlement:
    """Settle headers in the folders of articles that changed after the revision `since`.

    `touch` is called with the key of each article that changes. Raises ValueError for damage.
    """
    folders = _Folders(database)
    changed = list(database.rows("SELECT key FROM article WHERE revision > ?", (since,)))
    concerned = {name for (key,) in changed for name in folders.of(key)}
    open_ = {
        key: text
        for folder in map(folders.get, sorted(concerned))
        if len(folder.texts) >= _LEAST
        for key, text in folder.texts.items()
        if text.context is not None or _said(text, [folder])
    }
    settled = unsettled = 0
    for key, text in sorted(open_.items()):
        around = folders.of(key)
        said = _said(text, [folders.get(name) for name in around])
        names = " and ".join(sorted(f"{PurePath(name).name}/" for name in around))
        context = storable(f"{said.text()} in {names}") if said else None
        if context == text.context:
            continue
        values = _values(database, text, said, names, read)
        before = layer.settled(database, key, text.number)
        layer.note(database, key, text.number, {**values, "context": context})
        if any(before.get(name) != value for name, value in values.items()):
            settled += any(values.values())
            unsettled += not any(values.values())
            touch(key)
    return Settlement(settled, unsettled)


class _Said(NamedTuple):
    """What folders say of a text."""

    shared: frozenset[str] = frozenset()
    """The marks of its rows that others share, if one of them may be read wrong."""
    common: frozenset[str] = frozenset()
    """Those that most others have."""
    layout: tuple[str, ...] = ()
    """The labels of most headers, if it is uncertain itself."""

    def __bool__(self) -> bool:
        return bool(self.shared or self.layout)

    def text(self) -> str:
        """The same on a line."""
        marks = (f"{mark}{'!' * (mark in self.common)}" for mark in sorted(self.shared))
        return " ".join((*marks, *self.layout))


def _said(text: _Text, folders: Sequence[_Folder]) -> _Said:
    rows = text.rows
    shared = [
        row
        for row in rows[:_FIRST]
        if row.label not in _NO_TITLES and any(row.mark in one.shared for one in folders)
    ]
    if all(row.certain and row.label not in {"title", "text"} for row in shared):
        shared = []
    marks = frozenset(row.mark for row in shared)
    common = (mark for mark in marks if any(mark in one.common for one in folders))
    layouts = {one.layout for one in folders if one.layout}
    is_open = len(layouts) == 1 and not all(row.certain for row in _to_text(rows))
    return _Said(marks, frozenset(common), layouts.pop() if is_open else ())


def _values(
    database: Database, text: _Text, said: _Said, names: str, read: Read
) -> dict[str, str | None]:
    """The settled fields that are decided here: None where what was read of them holds."""
    *row, data, deflated = database.one(
        """
        SELECT reader, title, title_source, authors, date, date_candidates, version.digest,
            data, deflated
        FROM version JOIN original ON original.digest = version.digest
        WHERE article = ? AND number = ?
        """,
        (text.key, text.number),
    )
    expect(row, "version", "reader title title_source authors date date_candidates digest")
    reader, title, title_source, authors, date, candidates, digest = row
    # A date with two readings is settled elsewhere.
    values: dict[str, str | None] = dict.fromkeys(SETTLED if candidates == "[]" else SETTLED[2:])
    if reader != "text" or not said:
        return values
    try:
        original = originals.unpacked(digest, data, deflated=bool(deflated))
        found = read(original, said.shared, said.layout)
    except Exception:  # it could be read without all this
        return values
    is_printed = found.title_source != "derived"
    # Where no other title is printed, only what most texts have is taken away.
    marks = said.shared if is_printed else said.common
    if title_source == "derived":
        is_better = is_printed or bool(marks)
    else:
        is_better = any(row.label == "title" and row.mark in marks for row in text.rows)
    fields = ["title"] if is_better and found.title != title else []
    if authors == "[]" and found.authors:
        fields.append("authors")
    if date is None and "date" in values and (found.date_source or "").startswith("header"):
        fields.append("date")
    for field in fields:
        where = getattr(found, f"{field}_source")
        where = where if where == "derived" else f"{where}, as in other files of {names}"
        values[field] = KINDS[field].write(getattr(found, field))
        values[f"{field}_source"] = storable(where)
    return values


class _Folders:
    """The folders of an archive, each of them read once."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._known: dict[str, _Folder] = {}

    def of(self, key: int) -> list[str]:
        """The folders of the files in which the article was seen as it is now."""
        places = self._db.rows(
            "SELECT path FROM place JOIN article ON article.key = place.article "
            "AND article.version = place.version WHERE place.article = ? AND path IS NOT NULL",
            (key,),
        )
        return sorted({folder_of(path) for (path,) in places})

    def get(self, name: str) -> _Folder:
        """What the texts of this folder say."""
        if name not in self._known:
            self._known[name] = _together(self._texts(name))
        return self._known[name]

    def _texts(self, name: str) -> dict[int, _Text]:
        found: dict[int, _Text] = {}
        after = name[:-1] + chr(ord(name[-1]) + 1) if name else ""
        for path, *row, context in self._db.rows(
            """
            SELECT path, version.article, version.number, version.header, settled.context
            FROM place
            JOIN article ON article.key = place.article AND article.version = place.version
            JOIN version ON version.article = article.key AND version.number = article.version
            LEFT JOIN settled
                ON settled.article = version.article AND settled.version = version.number
            WHERE path >= ? AND path < ? AND version.header IS NOT NULL
            """,
            (name, after),
        ):
            if folder_of(path) == name and fits(row, "version", "article number header"):
                key, number, header = row
                found[key] = _Text(key, number, header, context)
        return found


def folder_of(path: str) -> str:
    """The folder of a file, with the separator at its end; "" if the path names none."""
    return path[: max(path.rfind("/"), path.rfind(os.sep)) + 1]


def _together(texts: dict[int, _Text]) -> _Folder:
    """What these texts of a folder say together."""
    below: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    counts: Counter[str] = Counter()
    rows = {key: text.rows for key, text in texts.items()}
    for each in rows.values():
        marks = tuple(row.mark for row in each)
        counts.update(set(marks[:_FIRST]))
        for at, mark in enumerate(marks[:_FIRST]):
            if len(below[mark]) < _LEAST:
                below[mark].add(marks[at + 1 :])
    several = {mark: counts[mark] for mark, tails in below.items() if len(tails) >= _LEAST}
    shared = frozenset(mark for mark, count in several.items() if count >= _SOME * len(texts))
    common = frozenset(mark for mark in shared if counts[mark] > _MOST * len(texts))
    layouts = Counter(_layout(each) for each in rows.values() if not _misread(each, shared))
    del layouts[()]
    layout, count = max(layouts.items(), key=lambda one: (one[1], one[0]), default=((), 0))
    prevails = count >= _LEAST and count > _MOST * len(texts)
    return _Folder(texts, shared, common, layout if prevails else ())


def _misread(rows: list[_Row], shared: frozenset[str]) -> bool:
    """Whether a shared row was taken for the title."""
    return any(row.label == "title" and row.mark in shared for row in rows[:_FIRST])


def _layout(rows: list[_Row]) -> tuple[str, ...]:
    """The labels of a header that is certain; empty for any other, and without a header."""
    header = _to_text(rows)
    if not header or header[-1].label not in _BODY:
        return ()  # the header is longer than what is known of it
    certain = all(row.certain or row.label in _SILENT for row in header)
    labels = tuple(row.label for row in header[:-1])
    return labels if certain and not _SILENT.issuperset(labels) else ()


def _to_text(rows: list[_Row]) -> list[_Row]:
    """The rows of the header, and the one below."""
    end = next((at for at, row in enumerate(rows) if row.label in _BODY), len(rows))
    return rows[: end + 1]
