"""Corrections of articles: what was typed → values or an error, and the change itself.

It knows articles, dates and the session of an archive; it must not know the command line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from newsarchive.dates.expressions import Order, Precision, parse_dates
from newsarchive.model.article import ArchivedArticle, Article, Value
from newsarchive.model.errors import DateError, EditError
from newsarchive.readers.encoding import clean_line
from newsarchive.text import addresses

if TYPE_CHECKING:
    from newsarchive.model.progress import Advance
    from newsarchive.session import Session

LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""The codes of ISO 639-1."""

_LINES = ("title", "agency", "source", "place", "section")


@dataclass(frozen=True, slots=True)
class Edited:
    """An article that was corrected, or of which a correction was undone."""

    before: ArchivedArticle
    after: ArchivedArticle
    fields: tuple[str, ...]
    """Those that were set, or set back."""


class Corrections(TypedDict, total=False):
    """What fields are set to: None leaves a field as it is, "" or an empty list empties it."""

    title: str | None
    date: str | dt.date | None
    authors: Sequence[str] | None
    tags: Sequence[str] | None
    source: str | None
    agency: str | None
    language: str | None
    section: str | None
    url: str | None
    place: str | None


def edit(
    session: Session,
    articles: Iterable[ArchivedArticle],
    fields: Corrections,
    *,
    add_tags: Sequence[str],
    remove_tags: Sequence[str],
    order: Literal["dmy", "mdy"] | None,
    now: dt.date,
    dry_run: bool,
) -> list[Edited]:
    """Correct articles in one act; those that this changes.

    Raises EditError, DateError, BusyError.
    """
    given = cast("dict[str, str | dt.date | Sequence[str] | None]", fields)
    texts = {
        name: str(value) if isinstance(value, dt.date) else value
        for name, value in given.items()
        if value is not None
    }
    dates = Order(order) if order else None
    changes = checked(texts, now=now, order=dates, add_tags=add_tags, remove_tags=remove_tags)
    store = session.writing()

    def correct(archived: ArchivedArticle) -> Iterable[str]:
        return store.correct(archived, changes.applied_to(archived.article))

    return _change(session, "edit", articles, correct, dry_run)


def undo(session: Session, articles: Iterable[ArchivedArticle], *, dry_run: bool) -> list[Edited]:
    """Undo the last act of editing of each article that has one; those that have.

    Raises BusyError.
    """
    store = session.writing()
    return _change(session, "undo", articles, lambda one: store.undo(one.key), dry_run)


def remove(session: Session, articles: Iterable[ArchivedArticle], advance: Advance | None) -> int:
    """Take articles out of the archive; how many there were. Raises BusyError."""
    store = session.writing()
    with store.running("remove") as entry, store.changing("remove"):
        removed = store.remove([archived.key for archived in articles])
        entry.counts = {"removed": removed}
    session.follow_later(advance)
    return removed


def _change(
    session: Session,
    act: Literal["edit", "undo"],
    articles: Iterable[ArchivedArticle],
    change: Callable[[ArchivedArticle], Iterable[str]],
    dry_run: bool,
) -> list[Edited]:
    """Change each of the articles in one transaction; those of which fields have changed."""
    store = session.writing()
    done: list[tuple[ArchivedArticle, tuple[str, ...]]] = []
    with (
        store.running(act, log=not dry_run) as entry,
        store.changing(act, keep=not dry_run),
    ):
        # Read here, under the lock: another process may have corrected them meanwhile.
        for archived in store.get(one.key for one in articles).values():
            fields = tuple(change(archived))
            if fields:
                done.append((archived, fields))
        after = store.get(archived.key for archived, _ in done)
        entry.counts = {"corrected": len(done)}
    if done and not dry_run:
        session.follow_later()
    return [Edited(before, after[before.key], fields) for before, fields in done]


@dataclass(frozen=True, slots=True)
class Changes:
    """Verified changes, the same for each article."""

    values: Mapping[str, Value] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()

    def applied_to(self, article: Article) -> dict[str, Value]:
        """The values that this article gets."""
        values = dict(self.values)
        if self.add_tags or self.remove_tags:
            known = values.get("tags", article.tags)
            assert isinstance(known, tuple)
            out = {tag.casefold() for tag in self.remove_tags}
            kept = tuple(tag for tag in known if tag.casefold() not in out)
            there = {tag.casefold() for tag in kept}
            tags = kept + tuple(tag for tag in self.add_tags if tag.casefold() not in there)
            if "tags" in values or tags != article.tags:
                values["tags"] = tags
        return values


def checked(
    given: Mapping[str, str | Sequence[str]],
    *,
    now: dt.date,
    order: Order | None = None,
    add_tags: Sequence[str] = (),
    remove_tags: Sequence[str] = (),
) -> Changes:
    """The changes for the given texts of some of CORRECTABLE; "" empties a field.

    Raises DateError for a date that is impossible, in the future or ambiguous; EditError for any
    other value that a field cannot hold.
    """
    values: dict[str, Value] = {}
    for name, text in given.items():
        if name in {"authors", "tags"}:
            values[name] = _several([text] if isinstance(text, str) else text)
        elif not isinstance(text, str):
            raise EditError(f"{name} is one text, not several")
        elif name in _LINES:
            values[name] = clean_line(text) or None
        elif not text.strip():
            values[name] = None
        elif name == "date":
            values[name] = _day(text, now, order).isoformat()
        elif name == "language":
            values[name] = _language(text)
        elif name == "url":
            values[name] = _url(text)
        else:
            raise EditError(f"there is no field {name} that could be corrected")
    added, removed = _several(add_tags), _several(remove_tags)
    if not (values or added or removed):
        raise EditError("nothing to change: say what, as in --title TEXT")
    # "b" may go and "B" come: so a tag is written anew.
    if both := [tag for tag in added if tag in removed]:
        raise EditError(f'the tag "{both[0]}" cannot be put on and taken off at once')
    return Changes(values, added, removed)


def _several(text: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in map(clean_line, text) if line))


def _day(text: str, now: dt.date, order: Order | None) -> dt.date:
    found = parse_dates(text, now=now, order=order)
    if found.precision is not Precision.DAY or found.first is None or found.first != found.last:
        raise DateError(f'"{text}" is not one day: a date is a day, such as 2018-04-10')
    # As in readers: somewhere on earth it is tomorrow already.
    if found.first > now + dt.timedelta(days=1):
        raise DateError(f"{found.first} has not come yet")
    return found.first


def _language(text: str) -> str:
    code = re.split("[-_]", text.strip().lower())[0]
    if code not in LANGUAGES:
        raise EditError(f'"{text}" is not a language: give its code of two letters, as in en or az')
    return code


def _url(text: str) -> str:
    url = clean_line(text)
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s]+", url, re.IGNORECASE):
        raise EditError(f'"{text}" is not an address: it begins with https:// and has no spaces')
    if addresses.is_active(url):
        raise EditError(f'"{text}" is not the address of a page: following it would run something')
    return url
