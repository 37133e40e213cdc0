"""What the Whoosh index holds of an article, and how terms are spelled.

The words are analysed by `newsarchive.text`, never by Whoosh, so that the index, the query and
the highlights cannot disagree. How articles become terms is in `inverting.py`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from whoosh import fields, formats

from newsarchive import text
from newsarchive.engines.whoosh.column import ArrayColumn
from newsarchive.engines.whoosh.postings import decoded, encoded
from newsarchive.query.tree import Zone

FORMAT = 5
"""Rises whenever the index would hold something else: one made before is made anew."""

GAP = 1
"""Empty positions between title and body, and between two names: no phrase reaches across."""

NUMBERS = ("day", "words")
"""Fields whose terms are numbers, of which ranges are asked."""
NAME_ZONES: tuple[Zone, ...] = ("author", "source", "agency", "section", "tag")


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
        # What is known of each article: its key and version, its length as it is scored, and what
        # decides between equal scores.
        key=fields.COLUMN(ArrayColumn("q")),
        version=fields.COLUMN(ArrayColumn("i")),
        length=fields.COLUMN(ArrayColumn("i")),
        ordinal=fields.COLUMN(ArrayColumn("i")),
        digits=fields.COLUMN(ArrayColumn("Q")),
    )


def stemmer_code(language: str | None) -> str:
    """The language whose stems an article is indexed under."""
    return language or "en"


def stem_term(form: str, code: str) -> str:
    """The term of a folded word in articles of a language: English stems are bare."""
    stem = text.stem(form, code)
    return stem if code == "en" else f"{stem}\x1f{code}"


class _StemTerms(dict[str, str]):
    """Folded word → its term in one language: a mapping that works entries out."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, form: str) -> str:
        return stem_term(form, self._code)


def stem_terms(code: str) -> Mapping[str, str]:
    """Folded word → its term in articles of a language."""
    return text.stems(code) if code == "en" else _StemTerms(code)


def number_term(number: int) -> str:
    """The term of a number, such that terms are in the order of their numbers."""
    return f"{min(number, 9_999_999_999):010d}"
