"""Prepare a record for the store: all of the work that needs no database.

Worker processes do it, so a prepared record is plain data, quick to send.
"""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple, cast

from newsarchive.model.article import COLUMNS
from newsarchive.model.errors import ReadError
from newsarchive.model.kinds import storable
from newsarchive.model.record import Record
from newsarchive.store import originals
from newsarchive.store.columns import VERSION
from newsarchive.store.database import Database
from newsarchive.store.dictionaries import NONE, Dictionary


class Prepared(NamedTuple):
    """A record, and where it was seen."""

    path: str | None
    """"FILE#n" for the nth record of a file that holds several; None for standard input."""
    number: int | None
    """The n."""
    url: str | None
    digest: bytes
    size: int
    """Of the original."""
    form: int
    """Of `data`: see `originals`."""
    data: bytes
    """The original as it is stored."""
    columns: tuple[object, ...]
    """Its values in the `version` table, from `reader` on."""

    def original(self, database: Database) -> bytes:
        """The original, of which the archive has the dictionary."""
        return originals.Stored(self.size, self.form, self.data).original(self.digest, database)

    @property
    def file(self) -> str | None:
        """The path of the file it was in: its own without the "#n" of one of several."""
        if self.path is None or self.number is None:
            return self.path
        return self.path.removesuffix(f"#{self.number}")


def prepare(
    record: Record, *, path: str | None, reader: str, words: int, dictionary: Dictionary = NONE
) -> Prepared:
    """Prepare a record that was seen at `path`, as `Prepared.path` says, and has so many words.

    Raises ReadError for a value that no archive can hold, as a plug-in may make it.
    """
    url = record.article.url
    columns = _columns(record, reader, words)
    data, form = originals.packed(record.original, cast("str", columns[_BODY]), dictionary)
    return Prepared(
        path=None if path is None else storable(path),
        number=record.number,
        url=None if url is None else storable(url),
        digest=originals.digest_of(record.original),
        size=len(record.original),
        form=form,
        data=data,
        columns=columns,
    )


_WRITERS = [(column.name, column.kind.write, column.kind.optional) for column in VERSION[2:]]
"""Of `Prepared.columns`: digest and time are not among them."""
_BODY = [name for name, *_ in _WRITERS].index("body")
_of_article = attrgetter(*(column.name for column in COLUMNS))


def _columns(record: Record, reader: str, words: int) -> tuple[object, ...]:
    values = (reader, record.encoding, words, *_of_article(record.article))
    found: list[object] = []
    try:
        for (_, write, optional), value in zip(_WRITERS, values, strict=True):
            # A short way: most values of an article are unknown.
            found.append(None if value is None and optional else write(value))
    except (ValueError, TypeError, AttributeError) as error:
        name = _WRITERS[len(found)][0]
        raise ReadError(f"its {name} cannot be archived: {error}") from error
    return tuple(found)
