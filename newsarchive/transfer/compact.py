"""Compact: make the archive file smaller. This module must not know how, nor the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.model.progress import Advance, Progress

if TYPE_CHECKING:
    from newsarchive.session import Session


@dataclass(frozen=True, slots=True)
class Compacted:
    """An archive that was made smaller."""

    originals: int
    """How many were compressed anew."""
    before: int
    """The bytes of the archive file."""
    after: int


def compact(session: Session, advance: Advance | None = None) -> Compacted:
    """Compress all originals and texts as new ones are, and give the free room back.

    Nothing that is in the archive changes, and the index stays as it is. Raises ArchiveError,
    BusyError while others use the archive.
    """

    def tell(done: int, total: int) -> None:
        if advance:
            advance(Progress("compacting", done, total, 0))

    store = session.writing()
    before = store.summary().file_bytes
    with store.running("compact") as entry:
        originals = store.compact(tell)
        entry.counts = {"compacted": originals}
    return Compacted(originals, before, store.summary().file_bytes)
