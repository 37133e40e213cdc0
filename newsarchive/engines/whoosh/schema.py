"""What the Whoosh index holds of an article, and how its words become postings.

The words are analysed by `newsarchive.text`, never by Whoosh, so that the index, the query and
the highlights cannot disagree. Whoosh is given finished postings.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from whoosh import columns, fields, formats

from newsarchive import text
from newsarchive.article import ArchivedArticle
from newsarchive.query.matches import has_own_title, names
from newsarchive.query.ranking import LEAD_WEIGHT, LEAD_WORDS, TITLE_WEIGHT, weighted_length
from newsarchive.query.tree import Zone

FORMAT = 1
"""Rises whenever the index would hold something else: one made before is made anew."""

GAP = 2000
"""Empty positions between title and body, and between two names: more than any distance asked."""

NAME_ZONES: tuple[Zone, ...] = ("author", "source", "agency", "section", "tag")

Posting = tuple[bytes, int, float, bytes]


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


class Analysed(fields.FieldType):  # type: ignore[misc]
    """A field whose value is its finished postings."""

    def __init__(self, form: formats.Format, *, scorable: bool = False) -> None:
        super().__init__(form, None, scorable=scorable)

    def index(self, value: Iterable[Posting], **_: object) -> Iterator[Posting]:
        """The postings, as Whoosh asks for them."""
        return iter(value)


def make_schema() -> fields.Schema:
    """The fields of the index."""
    positions, existence = Positions(), formats.Existence()
    return fields.Schema(
        # Stems of the article's own title and its body, weighted as they are scored: what is
        # searched. `form` has the same words unstemmed, for exact words, patterns, spelling.
        text=Analysed(positions, scorable=True),
        form=Analysed(existence),
        title=Analysed(positions),
        **{zone: Analysed(positions) for zone in NAME_ZONES},
        # Values compared as a whole, and "has": which of date, author, title, url there are.
        url=Analysed(existence),
        path=Analysed(existence),
        language=Analysed(existence),
        id=Analysed(existence),
        has=Analysed(existence),
        stemmer=Analysed(existence),
        key=Analysed(existence),
        day=fields.NUMERIC(int, signed=False),
        words=fields.NUMERIC(int, signed=False),
        key_column=fields.COLUMN(columns.NumericColumn("q")),
        version_column=fields.COLUMN(columns.NumericColumn("i")),
        length_column=fields.COLUMN(columns.NumericColumn("i")),
    )


def stemmer_code(language: str | None) -> str:
    """The language whose stems an article is indexed under."""
    return language or "en"


def stem_term(form: str, code: str) -> str:
    """The term of a folded word in articles of a language: English stems are bare."""
    stem = text.stem(form, code)
    return stem if code == "en" else f"{stem}\x1f{code}"


def key_term(key: int) -> bytes:
    """The term that an article's key is found by."""
    return str(key).encode()


def document(archived: ArchivedArticle) -> dict[str, object]:
    """An article as the arguments of Whoosh's `add_document`."""
    article = archived.article
    code = stemmer_code(article.language)
    title = text.forms(article.title or "")
    own = title if has_own_title(article) else []
    body = text.forms(article.body)
    stems = text.stems(article.language)
    positions: dict[str, list[int]] = {}
    _place(map(stems.__getitem__, own), 0, positions)
    extra = {stem: len(found) * (TITLE_WEIGHT - 1) for stem, found in positions.items()}
    for form in body[:LEAD_WORDS]:
        extra[stems[form]] = extra.get(stems[form], 0) + LEAD_WEIGHT - 1
    _place(map(stems.__getitem__, body), len(own) + GAP, positions)
    suffix = "" if code == "en" else f"\x1f{code}"
    postings: list[Posting] = []
    for stem, found in positions.items():
        count = len(found) + extra.get(stem, 0)
        postings.append(
            (f"{stem}{suffix}".encode(), count, float(count), array("I", found).tobytes())
        )
    values: dict[str, object] = {
        "text": postings,
        "form": _existing({*own, *body}),
        "title": _positioned([[stems[form] + suffix for form in title]]),
        "path": _existing(archived.paths),
        "language": _existing([article.language.lower()] if article.language else []),
        "id": _existing([archived.id]),
        "url": _existing([article.url] if article.url else []),
        "has": _existing(_present(archived)),
        "stemmer": _existing([code]),
        "key": [(key_term(archived.key), 1, 1.0, b"")],
        "words": archived.words,
        "key_column": archived.key,
        "version_column": archived.version,
        "length_column": weighted_length(len(own), len(body)),
    }
    for zone in NAME_ZONES:
        values[zone] = _positioned([text.forms(name) for name in names(article, zone)])
    if article.date:
        values["day"] = article.date.toordinal()
    return values


def _place(words: Iterable[str], start: int, positions: dict[str, list[int]]) -> None:
    for place, word in enumerate(words, start):
        found = positions.get(word)
        if found is None:
            positions[word] = [place]
        else:
            found.append(place)


def _positioned(runs: Iterable[Sequence[str]]) -> list[Posting]:
    """The postings of separate runs of words, so far apart that no phrase reaches across."""
    positions: dict[str, list[int]] = {}
    start = 0
    for run in runs:
        _place(run, start, positions)
        start += len(run) + GAP
    return [
        (word.encode(), len(found), float(len(found)), array("I", found).tobytes())
        for word, found in positions.items()
    ]


def _existing(values: Iterable[str]) -> list[Posting]:
    # A path may hold bytes that are no text; they travel as surrogates.
    return [(value.encode("utf-8", "surrogatepass"), 1, 1.0, b"") for value in {*values} if value]


def _present(archived: ArchivedArticle) -> list[str]:
    article = archived.article
    present = {
        "date": article.date,
        "author": article.authors,
        "title": has_own_title(article),
        "url": article.url,
    }
    return [what for what, value in present.items() if value]
