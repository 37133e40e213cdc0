"""Notes: write them, at an article or a passage of it, change them, take them away and back.

It knows articles and the session of an archive; it must not know the command line.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle, Note
from newsarchive.model.errors import EditError
from newsarchive.text import anchors
from newsarchive.text.sentences import paragraphs

if TYPE_CHECKING:
    from newsarchive.session import Session

LONGEST = 100_000
"""Characters of a note."""


class NoteBook:
    """The notes of an archive: `Archive.notes`.

    The notes of an article are `ArchivedArticle.notes`, oldest first. Each method may raise
    ArchiveError, EditError and BusyError, and then changes nothing.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        articles: Iterable[ArchivedArticle],
        text: str,
        *,
        quote: str | None = None,
        paragraph: int | None = None,
    ) -> int:
        """Write a note about each of these articles; how many they were.

        It stands at the passage with the words of `quote`, which the text must have, or at the
        paragraph with this number, from 1; else at the whole article.
        """
        text, now = _checked(text), clock.stamp()
        new = [
            (one, Note(secrets.token_hex(8), text, _anchor(one, quote, paragraph), now))
            for one in articles
        ]
        self._write("note", [(one, note, None) for one, note in new])
        return len(new)

    def change(self, archived: ArchivedArticle, note: Note, text: str) -> None:
        """Give a note of the article another text."""
        changed = dataclasses.replace(note, text=_checked(text), changed=clock.stamp())
        self._write("note", [(archived, changed, None)])

    def remove(self, archived: ArchivedArticle, notes: Iterable[Note]) -> None:
        """Take notes of the article away. They stay on record: see `restore`."""
        now = clock.stamp()
        self._write("note", [(archived, note, now) for note in notes])

    def restore(self, archived: ArchivedArticle) -> Note | None:
        """Bring back the note of the article that was removed last; None if there is none."""
        note = self._session.stored().notes.last_removed(archived.key)
        if note is not None:
            note = dataclasses.replace(note, changed=clock.stamp())
            self._write("undo", [(archived, note, None)])
        return note

    def _write(self, act: str, notes: Iterable[tuple[ArchivedArticle, Note, str | None]]) -> None:
        store = self._session.writing()
        with store.running(act) as entry, store.changing(act):
            for count, (archived, note, removed) in enumerate(notes, start=1):
                store.put_note(archived.key, note, removed)
                entry.counts = {"notes": count}
        self._session.follow_later()


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise EditError("a note needs a text")
    if len(text) > LONGEST:
        raise EditError(f"a note has {LONGEST:,} characters at most")
    return text


def _anchor(archived: ArchivedArticle, quote: str | None, paragraph: int | None) -> str | None:
    """The words at which the note stands. Raises EditError if the article has none such."""
    body = archived.article.body
    if quote is not None:
        if not anchors.holds(body, quote):
            raise EditError(f'article {archived.id[:8]} has no passage "{quote[:100]}"')
        return quote
    if paragraph is None:
        return None
    spans = paragraphs(body)
    if not 1 <= paragraph <= len(spans):
        raise EditError(f"article {archived.id[:8]} has only {len(spans)} paragraphs")
    start, end = spans[paragraph - 1]
    return body[start:end]
