"""Settle languages that are not certain by the other articles of the same origin.

The origin of an article is its source. Without one it is the file, if that holds several articles,
else the folder. An origin speaks the language that nearly all of its articles are certainly in, if
enough are certain. If too few are, it says nothing; if too few are left, it takes back all it said.

Two tables are kept in step: `origin` with what each one speaks, and `member` with the articles of
each. What is settled depends on the articles that are there, never on the order in which they came
nor on those that went. Two things stay until an origin of theirs speaks or takes something back:
what another archive settled, and what was settled at a path that another text has taken. The
versions never change. This module must not know how a language shows in a text: a function that is
given does.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import PurePath
from typing import NamedTuple

from newsarchive.model.kinds import storable
from newsarchive.store import layer
from newsarchive.store.columns import expect, fits
from newsarchive.store.database import Database
from newsarchive.store.originals import Stored
from newsarchive.store.rows import WITH_TEXT
from newsarchive.store.settle import Settlement, Touch

MayBe = Callable[[str, str], bool]
"""A text and a language → whether the text may be in it."""

_LEAST = 10
"""Certain articles of an origin that speaks a language."""
_NEARLY_ALL = 0.95
"""The share of them that are in it."""
_SEVERAL = ""
"""What an origin of several languages speaks. None: too few articles are certain."""
_OPEN = "?"
"""Stands for what an origin speaks until all of its articles are settled by that."""
_READ = 800
"""Characters of a text that are looked at."""
_CHUNK = 5000
"""Articles whose origins are looked up at a time."""


class Case(NamedTuple):
    """An article in an uncertain language, of which its origins say something."""

    key: int
    number: int
    language: str | None
    """The one that they speak; None if they speak several, or no longer any."""
    names: str
    """Of the origins that speak it, as messages have them: "news/"."""


class News(NamedTuple):
    """An origin that speaks another language than before."""

    origin: int
    language: str | None


def to_settle(database: Database, since: int) -> list[Case | News]:
    """The articles to settle, as some changed or were removed after the revision `since`.

    It brings `member` up to date, and must be called in a transaction. The news come last: they
    are noted when all articles of the origin are settled. Until then the origin is noted as open,
    so that no interruption loses any, though nothing else tells which articles it had before.
    """
    if since < 0:
        database.run("DELETE FROM member")
        database.run("DELETE FROM origin")
    changed = "SELECT key FROM article WHERE revision > ? UNION ALL SELECT key FROM removed"
    keys = [key for (key,) in database.rows(f"{changed} WHERE revision > ?", (since, since))]
    origins: set[int] = set()
    articles: set[int] = set()
    for start in range(0, len(keys), _CHUNK):
        before, after = _enlisted(database, keys[start : start + _CHUNK])
        origins.update(origin for _, _, origin, _ in before | after)
        # Also those that were members before: a run that was killed may not have settled them.
        articles.update(key for key, _, _, language in after if language is None)
    spoken = cache(lambda origin: _spoken(database, origin))
    news: dict[int, News] = {}
    for origin, language in _undecided(database, origins):
        if spoken(origin) != language:
            news[origin] = News(origin, spoken(origin))
            select = "SELECT article FROM member WHERE origin = ? AND language IS NULL"
            articles.update(key for (key,) in database.rows(select, (origin,)))
    update = "UPDATE origin SET language = ? WHERE key = ?"
    database.run_many(update, ((_OPEN, origin) for origin in news))
    cases = (_case(database, key, spoken, news) for key in sorted(articles))
    return [*filter(None, cases), *news.values()]


def settle(
    database: Database, cases: Iterable[Case | News], touch: Touch, may_be: MayBe
) -> Settlement:
    """Settle languages. Raises ValueError for damage."""
    settled = unsettled = 0
    changes: list[tuple[int, int, dict[str, str | None]]] = []
    for case in cases:
        if isinstance(case, News):
            update = "UPDATE origin SET language = ? WHERE key = ?"
            database.run(update, (case.language, case.origin))
            continue
        key, number, language, names = case
        now = database.row("SELECT version FROM article WHERE key = ?", (key,))
        if now != (number,):
            continue  # another process has changed or removed it meanwhile
        known = layer.settled(database, key, number)
        before = (known.get("language"), known.get("language_source"))
        after = (language, language and storable(f"as in other articles of {names}"))
        if language and before != after and not may_be(_text(database, key, number), language):
            after = (None, None)
        if before == after:
            continue
        values = dict(zip(("language", "language_source"), after, strict=True))
        changes.append((key, number, values))
        settled += after[0] not in (None, before[0])
        unsettled += after[0] is None
    touch([key for key, *_ in changes])
    for key, number, values in changes:
        layer.note(database, key, number, values)
    return Settlement(settled, unsettled)


_Member = tuple[int, int, int, str | None]
"""Article, version, origin, and the language that is certain."""


def _enlisted(database: Database, keys: Sequence[int]) -> tuple[set[_Member], set[_Member]]:
    """The members that these articles were, and those that they are from now on."""
    chosen = (json.dumps(keys),)
    names: defaultdict[str, set[tuple[int, int, str | None]]] = defaultdict(set)
    for key, number, language, source, file, path in database.rows(
        """
        SELECT article.key, article.version, version.language, version.source, file, path
        FROM article
        JOIN version ON version.article = article.key AND version.number = article.version
        LEFT JOIN place ON version.source IS NULL
            AND place.article = article.key AND place.version = article.version
        WHERE article.key IN (SELECT value FROM json_each(?))
        """,
        chosen,
    ):
        if source is not None:
            name = f"source {source}"
        elif file is not None:
            folder = _folder(os.path.dirname(file))  # noqa: PTH120 - see there
            name = f"folder {folder}" if path == file else f"file {file}"
        else:
            continue
        names[name].add((key, number, language))
    database.run_many("INSERT OR IGNORE INTO origin (name) VALUES (?)", ((one,) for one in names))
    select = "SELECT key, name FROM origin WHERE name IN (SELECT value FROM json_each(?))"
    after = {
        (key, number, origin, language)
        for origin, name in database.rows(select, (json.dumps([*names]),))
        for key, number, language in names[name]
    }
    select = """
        SELECT article, version, origin, language FROM member
        WHERE article IN (SELECT value FROM json_each(?))
    """
    before = set(database.rows(select, chosen))
    delete = "DELETE FROM member WHERE article = ? AND origin = ?"
    database.run_many(delete, ((key, origin) for key, _, origin, _ in before - after))
    insert = "INSERT INTO member (article, version, origin, language) VALUES (?, ?, ?, ?)"
    database.run_many(insert, sorted(after - before))
    return before, after


@lru_cache(maxsize=1024)  # PurePath is slow, and many files are in few folders
def _folder(path: str) -> str:
    return str(PurePath(path))


def _shown(name: str) -> str:
    """The name of an origin as messages have it."""
    kind, _, name = name.partition(" ")
    return name if kind == "source" else f"{PurePath(name).name}{'/' * (kind == 'folder')}"


def _undecided(database: Database, origins: set[int]) -> list[tuple[int, str | None]]:
    """Those of these origins, and of the open ones, that have uncertain articles.

    With what they spoke before.
    """
    select = """
        SELECT key, language FROM origin
        WHERE (key IN (SELECT value FROM json_each(?)) OR language = ?) AND
            EXISTS (SELECT 1 FROM member WHERE origin = origin.key AND member.language IS NULL)
    """
    return list(database.rows(select, (json.dumps([*origins]), _OPEN)))


def _spoken(database: Database, origin: int) -> str | None:
    """What an origin speaks."""
    select = "SELECT language, count(*) FROM member WHERE origin = ? AND language IS NOT NULL"
    counts: dict[str, int] = dict(database.rows(f"{select} GROUP BY language", (origin,)))
    total = sum(counts.values())
    if total < _LEAST:
        return None
    language = max(counts, key=counts.__getitem__)
    prevails = counts[language] >= _NEARLY_ALL * total and fits((language,), "member", "language")
    return language if prevails else _SEVERAL


def _case(
    database: Database, key: int, spoken: Callable[[int], str | None], news: Collection[int]
) -> Case | None:
    """The article, if its origins say anything of it, or one of them with news did before."""
    number, is_news = 0, False
    heard: defaultdict[str, list[str]] = defaultdict(list)
    for number, origin, name in database.rows(  # noqa: B007 - the same in all rows
        "SELECT version, origin, name FROM member JOIN origin ON key = origin WHERE article = ?",
        (key,),
    ):
        if (language := spoken(origin)) is not None:
            heard[language].append(_shown(name))
        is_news = is_news or origin in news
    if not heard:
        return Case(key, number, None, "") if is_news else None
    (language, names), *others = heard.items()
    agreed = None if others or language == _SEVERAL else language
    return Case(key, number, agreed, " and ".join(sorted(names)))


def _text(database: Database, key: int, number: int) -> str:
    """The printed title and the beginning of a version; nothing if a language is declared."""
    *row, length, size, form, data = database.one(
        f"""
        SELECT title, title_source, body, language, language_source,
            text_bytes, size, deflated, data
        FROM version {WITH_TEXT} WHERE article = ? AND number = ?
        """,  # noqa: S608 - SQL of our own
        (key, number),
    )
    expect(row, "version", "title title_source body language language_source")
    title, title_source, body, *declared = row
    if any(declared):
        return ""
    if length is not None:
        body = Stored(size, form, data).text(length, database)
    body = body[:_READ]
    return body if title is None or title_source == "derived" else f"{title}\n{body}"
