"""The half of an archive that looks after what is in it: corrections, versions, and its gaps.

`Archive` adds it to the half that takes in and finds. It knows the store, and that something has
to follow its changes; it must not know what.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from newsarchive.curate import audit
from newsarchive.curate.audit import Defect, Finding
from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Correction, Value
from newsarchive.model.deadline import Deadline, DeadlineError, stepping
from newsarchive.model.errors import UnknownIdError
from newsarchive.model.frozen import frozen
from newsarchive.search.results import Hit

if TYPE_CHECKING:
    from newsarchive.curate.diff import Difference
    from newsarchive.store import Contents, Store


@frozen
class Edited:
    """An article that was corrected, or that a correction was taken back from."""

    before: ArchivedArticle
    after: ArchivedArticle
    fields: tuple[str, ...]
    """Those that were set, or set back."""


class Keeping(ABC):
    """What an archive can do with the articles that it holds."""

    @abstractmethod
    def _reading(self) -> Contents: ...

    @abstractmethod
    def _writing(self) -> Store: ...

    @abstractmethod
    def _follow_later(self, store: Contents) -> None: ...

    # Corrections

    def edit(
        self,
        articles: Iterable[ArchivedArticle],
        *,
        title: str | None = None,
        date: str | dt.date | None = None,
        authors: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        add_tags: Sequence[str] = (),
        remove_tags: Sequence[str] = (),
        source: str | None = None,
        agency: str | None = None,
        language: str | None = None,
        section: str | None = None,
        url: str | None = None,
        place: str | None = None,
        order: Literal["dmy", "mdy"] | None = None,
        now: dt.date | None = None,
        dry_run: bool = False,
    ) -> list[Edited]:
        """Correct what was read of articles, in one act; those that this changes.

        None leaves a field as it is; "", or an empty list, empties it. A corrected field stays so,
        whatever later versions say. `order` says how a date such as 04/05/2018 is to be read. With
        `dry_run` nothing is changed. Raises EditError, DateError, BusyError.
        """
        from newsarchive.curate import edit
        from newsarchive.dates import expressions

        said: dict[str, str | Sequence[str] | None] = {
            "title": title, "date": None if date is None else str(date), "authors": authors,
            "agency": agency, "source": source, "place": place, "url": url, "language": language,
            "section": section, "tags": tags,
        }  # fmt: skip
        changes = edit.checked(
            {name: value for name, value in said.items() if value is not None},
            now=now or clock.today(),
            order=expressions.Order(order) if order else None,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )
        store = self._writing()
        done: list[tuple[ArchivedArticle, dict[str, Value]]] = []
        with store.writer("edit"), store.changing("edit", keep=not dry_run):
            # Read here, under the lock: another process may have corrected them meanwhile.
            for archived in store.get(one.key for one in articles).values():
                new = store.correct(archived, changes.applied_to(archived.article))
                if new:
                    done.append((archived, new))
            after = store.get(archived.key for archived, _ in done)
        if done and not dry_run:
            self._follow_later(store)
        return [Edited(before, after[before.key], tuple(new)) for before, new in done]

    def undo(self, articles: Iterable[ArchivedArticle], *, dry_run: bool = False) -> list[Edited]:
        """Take back the last act of editing of each of the articles that has one; those that have.

        Can be repeated, until each article is as it was read. Raises BusyError.
        """
        store = self._writing()
        done: list[tuple[ArchivedArticle, tuple[str, ...]]] = []
        with store.writer("undo"), store.changing("undo", keep=not dry_run):
            for archived in store.get(one.key for one in articles).values():
                fields = store.undo(archived.key)
                if fields:
                    done.append((archived, fields))
            after = store.get(archived.key for archived, _ in done)
        if done and not dry_run:
            self._follow_later(store)
        return [Edited(before, after[before.key], fields) for before, fields in done]

    def corrections(self, archived: ArchivedArticle) -> list[Correction]:
        """Every correction of the article there ever was, oldest first, with those undone."""
        return self._reading().corrections(archived.key)

    # Versions

    def versions(self, archived: ArchivedArticle) -> list[ArchivedArticle]:
        """All versions of the article as they were read, oldest first: without corrections."""
        return self._reading().versions(archived.key)

    def version(self, archived: ArchivedArticle, number: int) -> ArchivedArticle:
        """This version of the article, as it was read. Raises UnknownIdError if there is none."""
        return _numbered(archived, self.versions(archived), number)

    def diff(
        self, archived: ArchivedArticle, old: int | None = None, new: int | None = None
    ) -> Difference:
        """How two versions of the article differ: the last two, or `old` and the last.

        Raises UnknownIdError if there is no such version, or only one.
        """
        from newsarchive.curate.diff import difference

        versions = self.versions(archived)
        if len(versions) < 2:
            raise UnknownIdError(f"{archived.id[:8]} has only one version")
        before = versions[-2] if old is None else _numbered(archived, versions, old)
        after = versions[-1] if new is None else _numbered(archived, versions, new)
        return difference(before, after)

    # Gaps

    def audit(
        self,
        problems: Iterable[Defect] = audit.DEFECTS,
        *,
        among: Iterable[Hit],
        short: int = audit.SHORT,
        deadline: Deadline | None = None,
    ) -> Iterator[Finding]:
        """The articles among those found that have one of these problems, in the same order.

        `short` is how many words an article has at least that is not suspiciously short. A
        `deadline` ends this with what was found until then.
        """
        store = self._reading()

        def everything() -> Iterator[ArchivedArticle]:
            yield from stepping(store.articles(), deadline.check if deadline else None, 1)

        with suppress(DeadlineError):
            yield from audit.audit(among, everything, tuple(problems), short)


def _numbered(
    archived: ArchivedArticle, versions: Sequence[ArchivedArticle], number: int
) -> ArchivedArticle:
    for version in versions:
        if version.version == number:
            return version
    last = versions[-1].version if versions else 0
    has = f"versions 1 to {last}" if last > 1 else "version 1 only"
    raise UnknownIdError(f"{archived.id[:8]} has no version {number}: it has {has}")
