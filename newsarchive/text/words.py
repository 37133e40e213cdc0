"""The definition of words: folding, tokenising, and the bounds of sentences in words.

The store's word counts, the engines, the highlighter and the meaning of a query all share it. It
knows text and languages; it must not know articles or queries. `text.splitting` says which
characters are a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from newsarchive.model.deadline import Step, stepping
from newsarchive.model.patterns import lazy
from newsarchive.text.folding import WRITTEN, folded
from newsarchive.text.memo import Memo
from newsarchive.text.splitting import any_word, count, found, matches, spaced
from newsarchive.text.stemming import stems

ANALYSIS = 3
"""Rises whenever words are split, folded or stemmed differently: older indexes are rebuilt."""


_folds = Memo(folded)


def fold(word: str) -> str:
    """The word without case and diacritics: "Gülşən" becomes "gulsen"."""
    return word.lower() if word.isascii() else _folds[word]


def words(text: str) -> list[str]:
    """The words as written, in order: "Cambodia's grid" is Cambodia, grid.

    What looks the same within a word is the same: one apostrophe, no characters without width.
    """
    parted = spaced(text)
    return parted.split() if parted is not None else _as_written(found(text))


def _as_written(typed: list[str]) -> list[str]:
    return " ".join(typed).translate(WRITTEN).split()


def pattern_words(text: str) -> list[str]:
    """The words of a part of a query, in which `*` and `?` are letters: "north-sou*" has two."""
    if "*" not in text and "?" not in text:
        return words(text)
    return _as_written(any_word("*?").findall(text))


def forms(text: str) -> list[str]:
    """The folded words, in order; faster than folding `words`."""
    parted = spaced(text, lower=True)
    if parted is not None:
        return parted.split()
    return list(map(_folds.__getitem__, found(text)))


def count_words(text: str) -> int:
    """The number of words of the text."""
    return count(text)


def outline(text: str, language: str | None = None) -> tuple[list[str], list[int], list[int]]:
    """Folded words, sentence bounds and paragraph bounds, as `Text` has them, in one pass."""
    from newsarchive.text.sentences import each_part

    found: list[str] = []
    ends, breaks = [0], [0]
    lower = spaced(text, lower=True)
    for start, end, is_last in each_part(text, language):
        found += forms(text[start:end]) if lower is None else lower[start:end].split()
        ends.append(len(found))
        if is_last:
            breaks.append(len(found))
    return found, list(dict.fromkeys(ends)), list(dict.fromkeys(breaks))


class Text:
    """A text as words; each attribute is computed when it is first used."""

    def __init__(self, text: str, language: str | None = None, *, step: Step | None = None) -> None:
        self.text = text
        self.language = language
        self._step = step

    def _by_pieces(self, words_of: Callable[[str], list[str]]) -> list[str]:
        """The results of a function on pieces of the text, with steps between."""
        if self._step is None or len(self.text) < _PIECE:
            return words_of(self.text)
        found: list[str] = []
        for piece in _pieces(self.text):
            self._step()
            found += words_of(piece)
        return found

    @cached_property
    def forms(self) -> list[str]:
        """The folded words, in order."""
        return self._by_pieces(forms)

    @cached_property
    def stems(self) -> list[str]:
        """The stems, in order."""
        return list(map(stems(self.language).__getitem__, stepping(self.forms, self._step)))

    @cached_property
    def words(self) -> list[str]:
        """The words as written, in order."""
        return self._by_pieces(words)

    @cached_property
    def offsets(self) -> list[tuple[int, int]]:
        """The span of each word: half-open, in characters, without a possessive 's."""
        return [found.span(1) for found in stepping(matches(self.text), self._step)]

    @cached_property
    def sentence_bounds(self) -> list[int]:
        """Where sentences begin, as word numbers: the first is 0, the last the number of words."""
        from newsarchive.text.sentences import each_sentence

        sentences = each_sentence(self.text, self.language)
        return _bounds(self.text, stepping(sentences, self._step))

    @cached_property
    def paragraph_bounds(self) -> list[int]:
        """Where paragraphs begin, as word numbers: the first is 0, the last the number of words."""
        from newsarchive.text.sentences import each_paragraph

        return _bounds(self.text, stepping(each_paragraph(self.text), self._step))


_PIECE = 1 << 16
_GAP = lazy(r"\s")


def _pieces(text: str) -> Iterator[str]:
    """Pieces of the text of some thousand characters that end at white space."""
    start = 0
    while start < len(text):
        gap = _GAP.search(text, start + _PIECE)
        end = gap.start() if gap else len(text)
        yield text[start:end]
        start = end


def _bounds(text: str, parts: Iterable[tuple[int, int]]) -> list[int]:
    # No part begins or ends inside a word, so their counts add up to that of the text.
    counts = (count_words(text[start:end]) for start, end in parts)
    return list(dict.fromkeys(accumulate(counts, initial=0)))
