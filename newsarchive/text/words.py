"""The definition of words: folding, tokenising, and the bounds of sentences in words.

The store's word counts, the engines, the highlighter and the meaning of a query all share it. It
knows text and languages; it must not know articles or queries.

A word is a run of letters, marks and digits; a number keeps the points and commas between its
digits ("5.93"). Apostrophes and hyphens end a word, and a possessive "'s" is skipped:
"Cambodia's" is the word "cambodia", "l'énergie" is "l" and "energie". In scripts without spaces
(Han, kana, Thai, Lao, Burmese, Khmer) each character is a word; adjacency does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate

from newsarchive.model.deadline import Step, stepping
from newsarchive.text.folding import folded
from newsarchive.text.memo import Memo
from newsarchive.text.sentences import each_paragraph, each_sentence, paragraphs, sentence_ends
from newsarchive.text.stemming import stems

ANALYSIS = 2
"""Rises whenever this module splits, folds or stems differently: older indexes are rebuilt."""

_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u1049\u1050-\u109f\u1780-\u17d3"
    "\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks and joiners that stand inside words but are not \w to Python: combining accents, Hebrew
# points, Arabic vowels, Indic vowel signs, the soft hyphen and the zero-width joiners.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0980-\u0dff\u200c\u200d"
)
_POSSESSIVE = r"(?:['’][sS](?![^\W_]))?"


@lru_cache(maxsize=1)
def _ascii_word() -> re.Pattern[str]:
    return re.compile(rf"([a-zA-Z0-9]+(?:(?<=\d)[.,](?=\d)[a-zA-Z0-9]+)*){_POSSESSIVE}")


# The same words of ASCII, at the speed of C: each character between words becomes a space, while
# other characters stand for points and commas within numbers.
_POINT, _COMMA = "\1", "\2"
_POINT_WITHIN = re.compile(r"\.(?<=[0-9]\.)(?=[0-9])")
_COMMA_WITHIN = re.compile(r",(?<=[0-9],)(?=[0-9])")
_OWNED = re.compile(r"'[sS](?<=[a-zA-Z0-9]'[sS])(?![a-zA-Z0-9])")
_PARTED = {code: " " for code in range(128) if not chr(code).isalnum()}
_PARTED |= {ord(_POINT): ".", ord(_COMMA): ","}
_TYPED = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": " ", "—": " ", "…": " ", "\u00a0": " "}
"""The usual characters of English texts that are not ASCII, and their equivalents."""
_LATIN = re.compile("[À-ÖØ-öø-ɏ]")


def _as_typed(text: str) -> str:
    for typed, plain in _TYPED.items():
        text = text.replace(typed, plain)
    return text


def _spaced(text: str) -> str | None:
    """The text with nothing but white space between its words, in the same positions.

    None if its words could differ from those of the patterns.
    """
    if not text.isascii():
        text = _as_typed(text)
        if not text.isascii():
            return None
    if _POINT in text or _COMMA in text or "'s'" in text or "'S'" in text:
        return None
    text = _COMMA_WITHIN.sub(_COMMA, _POINT_WITHIN.sub(_POINT, text))
    return _OWNED.sub("  ", text).translate(_PARTED)


@lru_cache(maxsize=2)
def _any_word(wildcards: str = "") -> re.Pattern[str]:
    first = rf"(?:[^\W_{_UNSPACED}]|[{wildcards}])" if wildcards else rf"[^\W_{_UNSPACED}]"
    letter = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}{wildcards}])"
    number = rf"(?:(?<=\d)[.,](?=\d){letter}+)"
    return re.compile(rf"([{_UNSPACED}]|{first}{letter}*{number}*){_POSSESSIVE}")


_folds = Memo(folded)


def fold(word: str) -> str:
    """The word without case and diacritics: "Gülşən" becomes "gulsen"."""
    return word.lower() if word.isascii() else _folds[word]


def words(text: str) -> list[str]:
    """The words as written, in order: "Cambodia's grid" is Cambodia, grid."""
    spaced = _spaced(text)
    return spaced.split() if spaced is not None else _word(text).findall(text)


def _word(text: str) -> re.Pattern[str]:
    """The pattern of the words of a text; possessives are outside its group."""
    return _ascii_word() if text.isascii() else _any_word()


def pattern_words(text: str) -> list[str]:
    """The words of a part of a query, in which `*` and `?` are letters: "north-sou*" has two."""
    if "*" not in text and "?" not in text:
        return words(text)
    return _any_word("*?").findall(text)


def forms(text: str) -> list[str]:
    """The folded words, in order; faster than folding `words`."""
    spaced = _spaced(text)
    if spaced is not None:
        return spaced.lower().split()
    return list(map(_folds.__getitem__, _word(text).findall(text)))


# The kind of each byte of ASCII: a digit, another letter, a mark that may stand in a number.
_KINDS = bytes(
    ord("0" if char.isdigit() else "a" if char.isalpha() else "." if char in ".," else " ")
    for char in map(chr, range(128))
).ljust(256)
_IN_WORD = _KINDS.replace(b".", b" ").replace(b"0", b"a")
_PLAIN_POSSESSIVE = re.compile(r"'(?<=[a-zA-Z0-9]')[sS](?![a-zA-Z0-9])(?:'[sS])?")
"""With a second one, which is the word "s": "James's's"."""


def count_words(text: str) -> int:
    """The number of words of the text."""
    if not text.isascii():
        return len(words(text))
    # Counting the beginnings of words is much faster than making the words.
    kinds = b" " + text.encode().translate(_KINDS)
    kinds = kinds.replace(b"0.0", b"000").replace(b"0.0", b"000")  # twice, as in 1.2.3
    count = kinds.translate(_IN_WORD).count(b" a")
    return count - len(_PLAIN_POSSESSIVE.findall(text)) if "'" in text else count


def outline(text: str, language: str | None = None) -> tuple[list[str], list[int], list[int]]:
    """Folded words, sentence bounds and paragraph bounds, as `Text` has them, in one pass."""
    found: list[str] = []
    ends, breaks = [0], [0]
    spaced = _spaced(text)
    lower = None if spaced is None else spaced.lower()
    for start, end in paragraphs(text):
        begun = start
        for stop, following in sentence_ends(text, start, end, language):
            found += forms(text[begun:stop]) if lower is None else lower[begun:stop].split()
            ends.append(len(found))
            begun = following
        found += forms(text[begun:end]) if lower is None else lower[begun:end].split()
        ends.append(len(found))
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
        # In Latin texts any letter in place of another gives the same spans: compiling the pattern
        # for all scripts takes longer than a search.
        latin = self.text if self.text.isascii() else _as_typed(_LATIN.sub("a", self.text))
        text = latin if latin.isascii() else self.text
        return [found.span(1) for found in stepping(_word(text).finditer(text), self._step)]

    @cached_property
    def sentence_bounds(self) -> list[int]:
        """Where sentences begin, as word numbers: the first is 0, the last the number of words."""
        sentences = each_sentence(self.text, self.language)
        return _bounds(self.text, stepping(sentences, self._step))

    @cached_property
    def paragraph_bounds(self) -> list[int]:
        """Where paragraphs begin, as word numbers: the first is 0, the last the number of words."""
        return _bounds(self.text, stepping(each_paragraph(self.text), self._step))


_PIECE = 1 << 16
_GAP = re.compile(r"\s")


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
