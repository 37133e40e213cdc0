"""What the Whoosh index holds of an article, as Whoosh is told it.

The words are analysed by `text.words`, never by Whoosh, so that the index, the query and the
highlights cannot disagree. How terms are spelled is in `terms.py`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from whoosh import fields, formats

from newsarchive.engines.whoosh.column import ArrayColumn
from newsarchive.engines.whoosh.postings import decoded, encoded
from newsarchive.engines.whoosh.terms import COLUMNS, NAME_ZONES


class Positions(formats.Positions):  # type: ignore[misc]
    """Whoosh's positions, as plain arrays instead of pickled lists."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """The positions as 32-bit numbers in the machine's order: an index stays on its machine."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions, ascending."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions there are."""
        return len(valuestring) // array("I").itemsize


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field whose terms are made by `inverting.py`, with places or without."""

    def __init__(self, form: formats.Format) -> None:
        super().__init__(form, None)

    def to_bytes(self, value: str | bytes) -> bytes:
        """The term as it is kept."""
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: bytes) -> str:
        """The term as it is said."""
        return decoded(bs)


def make_schema() -> fields.Schema:
    """The fields of the index."""
    placed, existing = Terms(Positions()), Terms(formats.Existence())
    return fields.Schema(
        # Stems of the article's own title and its body, weighted as they are scored: what is
        # searched. `form` has the same words unstemmed, for exact words, patterns, spelling.
        text=placed,
        form=existing,
        title=placed,
        # Where sentences and paragraphs of the body begin, and where it ends, as places of two
        # terms: what nearness is worked out from.
        bounds=placed,
        **dict.fromkeys(NAME_ZONES, placed),
        # Values compared as a whole, and "has": which of date, author, title, url there are.
        url=existing,
        path=existing,
        language=existing,
        id=existing,
        has=existing,
        stemmer=existing,
        # Numbers, of which ranges are asked.
        day=existing,
        words=existing,
        **{name: fields.COLUMN(ArrayColumn(code)) for name, code in COLUMNS.items()},
    )
