"""Articles as documents of an index.

This module knows how articles are analysed and weighted; it must not know requests or queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import Any

from newsarchive.engines.opensearch import details, encoded, records
from newsarchive.engines.opensearch.mapping import CUT, NAME_ZONES
from newsarchive.model.article import ArchivedArticle
from newsarchive.query.matches import has_own_title, names
from newsarchive.query.ranking import (
    LEAD_WEIGHT,
    LEAD_WORDS,
    TITLE_WEIGHT,
    title_again,
    weighted_length,
)
from newsarchive.text import stemming
from newsarchive.text.folding import plain
from newsarchive.text.memo import Memo
from newsarchive.text.words import forms, outline

MOST_TEXT = 10_000_000
"""Characters of a text that are indexed: a request to OpenSearch has 100 megabytes at most."""
_BESIDE = 6
"""Characters that a word may have beside its own: the language of a stem, a filler."""

Document = dict[str, Any]
"""JSON, without the numbers of the updates from which on, and until which, it is seen."""


def document(archived: ArchivedArticle) -> Document:
    """The document of an article."""
    article = archived.article
    code = stemmer_code(article.language)
    stems = _stem_terms(code)
    title = forms(article.title or "")
    own = title if has_own_title(article) else []
    words, sentences, paragraphs = outline(article.body, article.language)
    fit = _fitting(words)
    marks = {n: mark for n, mark in encoded.marks(sentences, paragraphs).items() if n <= fit}
    again = title_again(own, words)
    # What title and lead weigh above the occurrences that `text` has. Where the body repeats the
    # title, a word of it has two of them already.
    more = own * (TITLE_WEIGHT - (2 if again else 1)) + words[again:LEAD_WORDS] * (LEAD_WEIGHT - 1)

    def text(terms: Callable[[Sequence[str]], list[str]]) -> list[str]:
        return [*_lines([terms(own)]), encoded.body(terms(words[:fit]), marks)]

    found: Document = {
        "key": archived.key,
        "id": archived.id,
        "version": archived.version,
        "added": dt.date.fromisoformat(archived.added[:10]).toordinal(),
        "words": archived.words,
        "length": weighted_length(len(own), len(words), again),
        "stemmer": code,
        "text": {"stem": text(stems), "form": text(encoded.terms)},
        "count": {"stem": " ".join(stems(more)), "form": " ".join(encoded.terms(more))},
        "forms": list(dict.fromkeys(encoded.terms([*title, *words]))),
        "has": [*_presences(archived), *([CUT] if fit < len(words) else [])],
        "record": records.encoded(archived),
        **details.values(archived),
    }
    if title:
        found["title"] = {"stem": _lines([stems(title)]), "form": _lines([encoded.terms(title)])}
    for zone in NAME_ZONES:
        if values := list(map(forms, names(archived, zone))):
            plains = [encoded.terms(map(plain, value)) for value in values]
            found[zone] = {
                "stem": _lines(plains), "form": _lines(list(map(encoded.terms, values))),
            }  # fmt: skip
    if article.date:
        found["day"] = article.date.toordinal()
    if article.language:
        found["language"] = article.language.lower()
    if article.url is not None:
        found["url"] = " ".join(encoded.value(article.url))
    if archived.paths:
        found["path"] = [" ".join(encoded.value(path)) for path in archived.paths]
    return found


def _fitting(words: Sequence[str]) -> int:
    """How many of the words fit in a document."""
    if len(words) * (_BESIDE + encoded.LONGEST) <= MOST_TEXT:
        return len(words)
    ends = accumulate(min(len(word), encoded.LONGEST) + _BESIDE for word in words)
    return sum(1 for _ in takewhile(MOST_TEXT.__ge__, ends))


def stemmer_code(language: str | None) -> str:
    """The language of an article's stems in the index."""
    return language or "en"


@lru_cache(maxsize=64)
def _stem_terms(code: str) -> Callable[[Sequence[str]], list[str]]:
    """Folded words → the terms of their stems in articles of a language."""
    stems = stemming.stems(code)
    known = Memo(lambda form: encoded.stem_term(stems[form], code))
    return lambda words: list(map(known.__getitem__, words))


def _lines(values: Sequence[Sequence[str]]) -> list[str]:
    return [encoded.line(value) for value in values if value]


def _presences(archived: ArchivedArticle) -> list[str]:
    article = archived.article
    present = {
        "date": article.date is not None,
        "author": bool(article.authors),
        "title": has_own_title(article),
        "url": bool(article.url),
        "note": bool(archived.notes),
    }
    return [what for what, there in present.items() if there]
