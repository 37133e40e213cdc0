"""What the Whoosh index holds of an article, and how its words become postings.

The words are analysed by `newsarchive.text`, never by Whoosh, so that the index, the query and
the highlights cannot disagree. Whoosh's writer (`writer.py`) is given finished terms.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache

from whoosh import fields, formats

from newsarchive import text
from newsarchive.article import ArchivedArticle
from newsarchive.engines.whoosh.column import ArrayColumn
from newsarchive.engines.whoosh.postings import Words, decoded, encoded
from newsarchive.query.matches import has_own_title, names
from newsarchive.query.ranking import LEAD_WEIGHT, LEAD_WORDS, TITLE_WEIGHT, weighted_length
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
    """A field whose value is its terms: a set of them or, where places are kept, `Words`."""

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


def number_term(number: int) -> str:
    """The term of a number, such that terms are in the order of their numbers."""
    return f"{min(number, 9_999_999_999):010d}"


class _StemTerms(dict[str, str]):
    """Folded word → its term in one language; emptied when it has grown past all reason."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, form: str) -> str:
        if len(self) > 500_000:
            self.clear()
        term = self[form] = stem_term(form, self._code)
        return term


_stem_terms = lru_cache(maxsize=64)(_StemTerms)


def document(archived: ArchivedArticle) -> dict[str, object]:
    """An article as the arguments of `ArrayWriter.add_document`."""
    article = archived.article
    code = stemmer_code(article.language)
    title = text.forms(article.title or "")
    own = title if has_own_title(article) else []
    analysed = text.Text(article.body)
    body = analysed.forms
    values: dict[str, object] = {
        "text": _weighted(own, body, _stem_terms(code)),
        "form": {*own, *body},
        "title": _placed([map(_stem_terms(code).__getitem__, title)]),
        "bounds": Words(
            {
                "sentence": [len(own) + GAP + n for n in analysed.sentence_bounds],
                "paragraph": [len(own) + GAP + n for n in analysed.paragraph_bounds],
            },
            {},
        ),
        "path": set(archived.paths),
        "language": {article.language.lower()} if article.language else set(),
        "id": {archived.id},
        "url": {article.url} if article.url else set(),
        "has": _present(archived),
        "stemmer": {code},
        "day": {number_term(article.date.toordinal())} if article.date else set(),
        "words": {number_term(archived.words)},
        "key": archived.key,
        "version": archived.version,
        "length": weighted_length(len(own), len(body)),
        "ordinal": article.date.toordinal() if article.date else 0,
        "digits": int(archived.id, 16),
    }
    for zone in NAME_ZONES:
        if found := names(article, zone):
            values[zone] = _placed(map(text.forms, found))
    return values


def _weighted(own: Sequence[str], body: Sequence[str], terms: _StemTerms) -> Words:
    """The words of an article's own title and of its body, as they are scored."""
    places: dict[str, list[int]] = {}
    _place(map(terms.__getitem__, own), 0, places)
    extra = {term: len(found) * (TITLE_WEIGHT - 1) for term, found in places.items()}
    for form in body[:LEAD_WORDS]:
        term = terms[form]
        extra[term] = extra.get(term, 0) + LEAD_WEIGHT - 1
    _place(map(terms.__getitem__, body), len(own) + GAP, places)
    return Words(places, extra)


def _place(words: Iterable[str], start: int, places: dict[str, list[int]]) -> int:
    """Note where each of the words stands, the first at `start`; returns where the last does."""
    place = start
    for place, word in enumerate(words, start):
        if word in places:
            places[word].append(place)
        else:
            places[word] = [place]
    return place


def _placed(runs: Iterable[Iterable[str]]) -> Words:
    """Separate runs of words, so far apart that no phrase reaches across."""
    places: dict[str, list[int]] = {}
    start = 0
    for run in runs:
        start = _place(run, start, places) + 1 + GAP
    return Words(places, {})


def _present(archived: ArchivedArticle) -> set[str]:
    article = archived.article
    present = {
        "date": article.date,
        "author": article.authors,
        "title": has_own_title(article),
        "url": article.url,
    }
    return {what for what, value in present.items() if value}
