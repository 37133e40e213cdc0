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
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

from newsarchive.model.article import KINDS, Article, Mistake, Problem
from newsarchive.model.kinds import storable
from newsarchive.model.record import attempt
from newsarchive.store import layer
from newsarchive.store.columns import expect, fits
from newsarchive.store.database import Database
from newsarchive.store.originals import Stored
from newsarchive.store.settle import Settlement, Touch

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
_FIELDS = ("date", "date_source", "title", "title_source", "authors", "authors_source")
"""What a header gives."""
_BODY = frozenset(("text", "dateline"))
_NO_TITLES = frozenset(("byline", "names", "day", "label"))
"""Labels of rows that texts may share as they like."""
_SILENT = frozenset(("paper", "section", "standfirst", "caption", "noise"))
"""Labels of rows that give no value."""


_MARK = re.compile(":([0-9a-f]{6})")
_FILE = re.compile("(?<![^SEP])[^SEP]*\\Z".replace("SEP", re.escape(f"/{os.sep}")))
"""The name of a file in its path: without it, that is the folder, with the separator at its end."""
_SEPARATOR = re.compile(f"[{re.escape(f'/{os.sep}')}]")


class _Text(NamedTuple):
    """A plain text: its rows, and the context in which it was last read for its folders."""

    key: int
    number: int
    labels: tuple[str, ...]
    """Of its first rows; with a "?" at their ends where they are uncertain."""
    marks: tuple[str, ...]
    context: str | None

    def shares(self, marks: Container[str]) -> bool:
        """Whether one of its first rows has one of these marks."""
        return any(mark in marks for mark in self.marks[:_FIRST])

    def has_title_in(self, marks: Container[str]) -> bool:
        """Whether the row that was read as its title has one of these marks."""
        rows = zip(self.labels, self.marks, strict=False)
        return any(label == "title" and mark in marks for label, mark in rows)


class _Folder(NamedTuple):
    """What the texts of a folder say together."""

    texts: Mapping[int, _Text]
    shared: frozenset[str] = frozenset()
    """The marks of rows that some of them share."""
    common: frozenset[str] = frozenset()
    """The marks of rows that most of them have."""
    layout: tuple[str, ...] = ()
    """The labels of the rows of most headers; empty if they differ."""


class Context(NamedTuple):
    """What its folders say of a text."""

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


class Case(NamedTuple):
    """A text of which its folders say something new."""

    text: _Text
    context: Context
    folders: str
    """Their names, as messages have them: "news/"."""
    stored: str | None
    """The context and the names as the row of the text will have them."""


def to_settle(database: Database, since: int) -> list[Case]:
    """The texts to settle, in the folders of articles that changed after the revision `since`."""
    folders = _Folders(database)
    texts = {
        key: text
        for folder in map(folders.get, folders.changed(since))
        if len(folder.texts) >= _LEAST
        for key, text in folder.texts.items()
        if text.context is not None or _context(text, [folder])
    }
    found: list[Case] = []
    for key, text in sorted(texts.items()):
        around = folders.of(key)
        context = _context(text, [folders.get(name) for name in around])
        names = " and ".join(sorted(f"{PurePath(name).name}/" for name in around))
        stored = storable(f"{context.text()} in {names}") if context else None
        if stored != text.context:
            found.append(Case(text, context, names, stored))
    return found


def settle_headers(
    database: Database, cases: Iterable[Case], touch: Touch, read: Read
) -> Settlement:
    """Settle the headers of texts. Raises ValueError for damage."""
    settled = unsettled = 0
    mistakes: list[Mistake] = []
    for text, context, names, stored in cases:
        now = database.row("SELECT version FROM article WHERE key = ?", (text.key,))
        if now != (text.number,):
            continue  # another process has changed or removed it meanwhile
        values = _values(database, text, context, names, read)
        if isinstance(values, Mistake):
            mistakes.append(values)  # it is tried again when its folder says something new
            continue
        before = layer.settled(database, text.key, text.number)
        if any(before.get(name) != value for name, value in values.items()):
            settled += any(values.values())
            unsettled += not any(values.values())
            touch([text.key])
        layer.note(database, text.key, text.number, {**values, "context": stored})
    return Settlement(settled, unsettled, tuple(mistakes))


def _context(text: _Text, folders: Sequence[_Folder]) -> Context:
    layouts = {one.layout for one in folders if one.layout}
    layout = layouts.pop() if len(layouts) == 1 and _is_open(text.labels) else ()
    if not any(text.shares(one.shared) for one in folders):
        return Context(layout=layout)
    rows = [
        (label, mark)
        for label, mark in zip(text.labels[:_FIRST], text.marks, strict=False)
        if label.rstrip("?") not in _NO_TITLES and any(mark in one.shared for one in folders)
    ]
    if not any(label[-1] == "?" or label in {"title", "text"} for label, _ in rows):
        return Context(layout=layout)
    marks = frozenset(mark for _, mark in rows)
    common = frozenset(mark for mark in marks if any(mark in one.common for one in folders))
    return Context(marks, common, layout)


def _values(
    database: Database, text: _Text, context: Context, names: str, read: Read
) -> dict[str, str | None] | Mistake:
    """The settled fields that are decided here: None where what was read of them holds."""
    *row, size, form, data = database.one(
        """
        SELECT reader, title, title_source, authors, date, date_candidates, version.digest,
            size, deflated, data
        FROM version JOIN original ON original.digest = version.digest
        WHERE article = ? AND number = ?
        """,
        (text.key, text.number),
    )
    expect(row, "version", "reader title title_source authors date date_candidates digest")
    reader, title, title_source, authors, date, candidates, digest = row
    # A date with two readings is settled elsewhere.
    values: dict[str, str | None] = dict.fromkeys(_FIELDS if candidates == "[]" else _FIELDS[2:])
    if reader != "text" or not context:
        return values
    try:
        original = Stored(size, form, data).original(digest, database)
    except ValueError:
        return values  # `check` names the damage
    place = _place(database, text)
    found = attempt(place, read, original, context.shared, context.layout)
    if isinstance(found, Problem):
        return found if isinstance(found, Mistake) else values  # it was read without all this
    is_printed = found.title_source != "derived"
    # Where no other title is printed, only what most texts have is taken away.
    marks = context.shared if is_printed else context.common
    was_printed = title_source != "derived"
    is_better = text.has_title_in(marks) if was_printed else is_printed or bool(marks)
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


def _place(database: Database, text: _Text) -> str:
    """A file that holds the text."""
    where = "SELECT path FROM place WHERE article = ? AND version = ? ORDER BY path LIMIT 1"
    (path,) = database.row(where, (text.key, text.number)) or ("",)
    return str(path)


class _Folders:
    """The folders of an archive, each of them read once."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._known: dict[str, _Folder] = {}

    def changed(self, since: int) -> list[str]:
        """The folders of the plain texts that changed after a revision."""
        paths = self._db.rows(
            """
            SELECT path FROM article
            JOIN version INDEXED BY version_header
                ON version.article = article.key AND version.number = article.version
            JOIN place ON place.article = article.key AND place.version = article.version
            WHERE article.revision > ? AND header IS NOT NULL AND path IS NOT NULL
            """,
            (since,),
        )
        return sorted({_FILE.sub("", path) for (path,) in paths})

    def of(self, key: int) -> list[str]:
        """The folders of the files in which the article was seen as it is now."""
        places = self._db.rows(
            "SELECT path FROM place JOIN article ON article.key = place.article "
            "AND article.version = place.version WHERE place.article = ? AND path IS NOT NULL",
            (key,),
        )
        return sorted({_FILE.sub("", path) for (path,) in places})

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
            JOIN version INDEXED BY version_header
                ON version.article = article.key AND version.number = article.version
            LEFT JOIN settled
                ON settled.article = version.article AND settled.version = version.number
            WHERE path >= ? AND path < ? AND version.header IS NOT NULL
            """,
            (name, after),
        ):
            if not _SEPARATOR.search(path, len(name)) and fits(
                row, "version", "article number header"
            ):
                key, number, header = row
                labels, marks = _labels(_MARK.sub("", header)), tuple(_MARK.findall(header))
                found[key] = _Text(key, number, labels, marks, context)
        return found


def _together(texts: dict[int, _Text]) -> _Folder:
    """What these texts of a folder say together."""
    below: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for text in texts.values():
        counts.update(set(text.marks[:_FIRST]))
        for at, mark in enumerate(text.marks[:_FIRST]):
            if len(below[mark]) < _LEAST:
                below[mark].add(text.marks[at + 1 :])
    several = [mark for mark, tails in below.items() if len(tails) >= _LEAST]
    shared = frozenset(mark for mark in several if counts[mark] >= _SOME * len(texts))
    common = frozenset(mark for mark in shared if counts[mark] > _MOST * len(texts))
    # Whatever stands below a shared row that was taken for the title has a wrong label too.
    layouts = Counter(
        _layout(text.labels) for text in texts.values() if not text.has_title_in(shared)
    )
    del layouts[()]
    layout, count = max(layouts.items(), key=lambda one: (one[1], one[0]), default=((), 0))
    prevails = count >= _LEAST and count > _MOST * len(texts)
    return _Folder(texts, shared, common, layout if prevails else ())


@lru_cache(maxsize=1024)  # a collection has few layouts
def _labels(header: str) -> tuple[str, ...]:
    return tuple(header.split())


@lru_cache(maxsize=1024)
def _is_open(labels: tuple[str, ...]) -> bool:
    """Whether a row of the header, or the one below it, is uncertain."""
    return any(label[-1] == "?" for label in _to_text(labels))


@lru_cache(maxsize=1024)
def _layout(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of a header that is certain; empty for any other, and without a header."""
    header = _to_text(labels)
    if not header or header[-1] not in _BODY:
        return ()  # it is uncertain where it ends, or it is longer than what is known of it
    header = tuple(label.rstrip("?") if label[:-1] in _SILENT else label for label in header[:-1])
    is_certain = all(label[-1] != "?" for label in header)
    return header if is_certain and not _SILENT.issuperset(header) else ()


def _to_text(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of the header, and the one below."""
    end = next((at for at, label in enumerate(labels) if label.rstrip("?") in _BODY), len(labels))
    return labels[: end + 1]
