"""A dossier: a selection of articles as one document, whatever its form.

This module decides what is said of each article, which passages are quoted, and where notes and
references stand; `dossier_html` and `dossier_markdown` write it. Its texts are harmless to a
terminal (`safe`), but not yet escaped for any form. It must not know how the articles were found.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from newsarchive.query.highlight import by_paragraph
from newsarchive.query.snippet import LENGTH, best_passage
from newsarchive.render import citations, safe
from newsarchive.render.facts import byline, note_line
from newsarchive.render.record import record
from newsarchive.search.hit import Hit, Span
from newsarchive.text.addresses import page
from newsarchive.text.anchors import paragraph_of

HANDFUL = 5
"""Articles that need no table of contents."""
LONGEST = 1_000
"""Characters of a paragraph that is quoted whole; of a longer one it is the best passage."""
_SAMPLE = 2_000
"""Characters that tell in which direction a text runs."""

Piece = tuple[str, bool]
"""A part of a text, on one line, and whether it is a match."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article or a part of it, with the notes that stand there."""

    number: int | None
    """That of the paragraph, from 1; None for the beginning of a text that has no matches."""
    pieces: list[Piece]
    notes: list[str]


@dataclass(frozen=True)
class Entry:
    """An article of the document."""

    number: int
    """From 1; its reference has the same."""
    hit: Hit
    full: bool
    """Whether the whole text is shown, and not only the passages that match."""

    @property
    def title(self) -> list[Piece]:
        """The title; in brackets if it was not printed, as a cataloguer writes it."""
        article = self.hit.article
        if article.title is None:
            return [("[untitled]", False)]
        lit = _pieces(article.title, self.hit.title_spans)
        return [("[", False), *lit, ("]", False)] if article.title_source == "derived" else lit

    @property
    def byline(self) -> list[str]:
        """Day, authors, and source or agency: what there is of them."""
        return [safe.line(part) for part in byline(self.hit.article)]

    @property
    def tags(self) -> list[str]:
        """The tags."""
        return [safe.line(tag) for tag in self.hit.article.tags]

    @property
    def alike(self) -> list[str]:
        """The ids of near duplicates that are hidden behind it."""
        return list(self.hit.alike)

    @property
    def language(self) -> str:
        """The code of its language; "" if that is unknown."""
        return self.hit.article.language or ""

    @cached_property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Where most letters of its text run to."""
        article = self.hit.article
        sample = f"{article.title or ''} {article.body[:_SAMPLE]}"
        kinds = Counter(map(unicodedata.bidirectional, sample))
        return "rtl" if kinds["R"] + kinds["AL"] > kinds["L"] else "ltr"

    @property
    def address(self) -> str | None:
        """The address of its page, if that may become a link."""
        return page(self.hit.article.url)

    @property
    def unlinked(self) -> str:
        """The address that is none; "" if there is nothing."""
        return "" if self.address else safe.line(self.hit.article.url or "")

    @property
    def reference(self) -> str:
        """Its entry in the list of references, without the address."""
        return citations.reference(self._cited)

    @property
    def key(self) -> str:
        """The key of its reference in BibTeX and other formats."""
        return citations.key(self._cited)

    @cached_property
    def _cited(self) -> dict[str, object]:
        return record(self.hit, only=citations.FIELDS)

    @property
    def notes(self) -> list[str]:
        """The notes about the whole article, and those whose passage is gone."""
        return self._notes[None]

    @cached_property
    def _notes(self) -> dict[int | None, list[str]]:
        """The notes by the paragraphs at which they stand."""
        archived = self.hit.archived
        found: dict[int | None, list[str]] = defaultdict(list)
        for note in archived.notes:
            quote = note.quote
            place = None if quote is None else paragraph_of(archived.article.body, quote)
            found[place].append(safe.block(note_line(archived, note)))
        return found

    def passages(self) -> Iterator[Passage]:
        """The text: all of it, or the paragraphs with a match or a note, or its beginning."""
        body, spans = self.hit.article.body, self.hit.body_spans
        quoted = False
        for number, (text, within) in enumerate(by_paragraph(body, spans), start=1):
            notes = self._notes[number]
            if self.full or within or notes:
                whole = self.full or len(text) <= LONGEST
                yield Passage(number, self._quoted(text, within, None if whole else LONGEST), notes)
                quoted = True
        if not quoted and body.strip():
            yield Passage(None, self._quoted(body, (), LENGTH), [])

    def _quoted(self, text: str, spans: Sequence[Span], most: int | None) -> list[Piece]:
        """The text; of one that is too long the passage that shows best why it was found."""
        if most is None:
            return _pieces(text, spans)
        passage = best_passage(text, spans, most, self.hit.query)
        before, after = [("… ", False)] * passage.before, [(" …", False)] * passage.after
        return [*before, *_pieces(passage.text, passage.spans), *after]


@dataclass(frozen=True)
class Dossier:
    """The document."""

    title: str
    made: Sequence[tuple[str, str]] = ()
    """How it was made: names and values."""
    entries: Sequence[Entry] = field(default_factory=list)

    @property
    def has_contents(self) -> bool:
        """Whether it needs a table of contents."""
        return len(self.entries) > HANDFUL


def dossier(
    title: str, made: Sequence[tuple[str, str]], hits: Sequence[Hit], *, full: bool
) -> Dossier:
    """The document of these articles, in this order; `made` says how it was made."""
    lines = [(name, safe.line(value)) for name, value in made]
    entries = [Entry(number, hit, full) for number, hit in enumerate(hits, start=1)]
    return Dossier(safe.line(title).strip(), lines, entries)


def _pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The text on one line, parted where a match begins or ends."""
    found: list[Piece] = []
    place = 0
    for start, end in spans:
        found += [(safe.line(text[place:start]), False), (safe.line(text[start:end]), True)]
        place = end
    return [piece for piece in [*found, (safe.line(text[place:]), False)] if piece[0]]
