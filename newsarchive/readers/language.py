"""The language of a text, by its script and by the small words that every text is full of.

Small, offline, and unsure rather than wrong: the language of a table of figures, of a headline, or
of a text that two languages share is unknown. It must not know articles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property
from string import ascii_letters
from typing import Generic, TypeVar

from newsarchive.readers import letters
from newsarchive.readers.vocabulary import word_lists

Word = TypeVar("Word", str, bytes)

_SMALL_WORDS = {
    language: list(dict.fromkeys(" ".join(lines).split()))
    for language, lines in word_lists("small_words.txt").items()
    if language
}
_CODES = {
    name: code
    for code, _, names in (line.partition(": ") for line in word_lists("language_names.txt")[""])
    for name in names.split()
}


class _SmallWords(Generic[Word]):
    """The small words, as text or as bytes."""

    def __init__(self, made: Callable[[str], Word]) -> None:
        self._made: Callable[[str], Word] = made
        self.english_only: frozenset[Word] = frozenset(
            map(made, "the of and was said with from which would".split())
        )

    @cached_property
    def weights(self) -> dict[Word, tuple[tuple[str, float], ...]]:
        """Small word → how much it counts for each of its languages. Most texts need none."""
        languages_of: dict[str, list[str]] = {}
        for language, words in _SMALL_WORDS.items():
            for word in words:
                languages_of.setdefault(word, []).append(language)
        return {
            # Letters that stand alone may be anything, such as an initial.
            self._made(word): tuple(
                (language, (0.3 if len(word) == 1 else 1.0) / len(languages))
                for language in languages
            )
            for word, languages in languages_of.items()
        }

    @cached_property
    def longer(self) -> dict[str, frozenset[Word]]:
        """Language → its small words of more than a letter."""
        return {
            language: frozenset(self._made(word) for word in words if len(word) > 1)
            for language, words in _SMALL_WORDS.items()
        }

    def scores(self, words: Counter[Word]) -> dict[str, float]:
        """Language → how much these small words count for it."""
        scores: dict[str, float] = {}
        for word, times in words.items():
            counted = min(times, 4)
            for language, weight in self.weights[word]:
                scores[language] = scores.get(language, 0.0) + weight * counted
        return scores


_TEXT = _SmallWords(str)
_BYTES = _SmallWords(str.encode)
"""For texts in ASCII, which are quicker to split as bytes."""

# To Python the vowel signs of Hindi are no letters.
_WORD = re.compile(r"(?:[^\W\d_]+|[\u0900-\u0963]+)+")
_MARKS = "…‘’“”–—"
"""Marks of print, part of no word: often all in a text that is not ASCII."""
_ONLY_LETTERS = bytes(
    ord(char.lower() if char in ascii_letters else " ") for char in map(chr, range(256))
)
# Scripts of one language, or nearly.
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")), ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")), ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")), ("th", re.compile("[\u0e01-\u0e5b]")),
    ("hy", re.compile("[\u0531-\u0587]")), ("ka", re.compile("[\u10d0-\u10ff]")),
    ("bn", re.compile("[\u0980-\u09ff]")), ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")), ("km", re.compile("[\u1780-\u17ff]")),
    ("lo", re.compile("[\u0e80-\u0eff]")), ("my", re.compile("[\u1000-\u109f]")),
    ("am", re.compile("[\u1200-\u137f]")), ("gu", re.compile("[\u0a80-\u0aff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")), ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")), ("si", re.compile("[\u0d80-\u0dff]")),
)  # fmt: skip
_OWN_SCRIPTS = dict(_SCRIPTS) | {"ja": re.compile("[\u3041-\u30ff\u4e00-\u9fff]")}
"""In Japanese, words may have Chinese characters only."""
_BEYOND = re.compile(
    "[\u0370-\u03ff\u0531-\u05ea\u0980-\u10ff\u1200-\u137f\u1780-\u17ff\u3041-\ud7a3]"
)
_YIDDISH = re.compile("[\u05f0-\u05f2]|\u05d0[\u05b7\u05b8]")
"""Pairs of letters and pointed alephs: Hebrew newspapers have neither."""
_LEAST_LETTERS = 8
_LEAST_WORDS = 6
_LEAST_SHARE, _LEAST_SHARE_OF_ENGLISH = 0.12, 0.14
"""The share of the language's small words among all words: about half in most texts. The English of
markets and tables has few of them."""
_LEAST_DIFFERENT = 4
"""How many different small words there must be: a single one may be the name of a company."""
_LEAST_DIFFERENT_IN_BRIEFS, _LEAST_SHARE_IN_BRIEFS = 2, 0.1
"""The same where the letters agree."""
_ENGLISH = (("en", 1.0),)
_LEAST_SCORE = 2.5
_LEAST_LEAD = 1.35
"""How many times the score of the next language the best one must have."""


def detect(text: str) -> str | None:
    """The language of the text (ISO 639-1), by its first lines; None if that is not certain."""
    plain = text
    if not text.isascii():
        plain = text.lower()
        for mark in _MARKS:
            plain = plain.replace(mark, " ")
    if plain.isascii():
        return _in_words(text, plain.encode().translate(_ONLY_LETTERS).split(), _BYTES)
    return _by_script(plain) or _in_words(text, _WORD.findall(plain), _TEXT)


def may_be(text: str, language: str) -> bool:
    """Whether a text whose language is not certain may be in this one.

    Nothing in it speaks for another: neither script nor letters nor small words. False also for a
    language of which too little is known here.
    """
    certain = detect(text)
    if certain is not None:
        return certain == language
    found = _WORD.findall(text.lower())
    if language in _OWN_SCRIPTS:
        return 2 * len(_OWN_SCRIPTS[language].findall(text)) > sum(map(len, found))
    scores = _TEXT.scores(Counter(filter(_TEXT.weights.__contains__, found)))
    is_best = scores.get(language, 0.0) >= max(scores.values(), default=0.0)
    return is_best and letters.allow(text, language, scores)


def _in_words(text: str, found: list[Word], small_words: _SmallWords[Word]) -> str | None:
    """The language of a text, in whose words these are."""
    english = sum(map(small_words.english_only.__contains__, found))
    if len(found) >= _LEAST_WORDS and english >= max(_LEAST_DIFFERENT, len(found) // 8):
        return "en"  # a short way for nearly all texts
    words = Counter(filter(small_words.weights.__contains__, found))
    scores = small_words.scores(words)
    return _by_words(words, scores, len(found), small_words) or letters.likeliest(
        text, scores, _supported(words, len(found), small_words)
    )


def _by_words(
    words: Counter[Word], scores: dict[str, float], size: int, small_words: _SmallWords[Word]
) -> str | None:
    if size < _LEAST_WORDS or not scores:
        return None
    best = max(scores, key=scores.__getitem__)
    second = max((score for each, score in scores.items() if each != best), default=0.0)
    if scores[best] < max(_LEAST_SCORE, second * _LEAST_LEAD):
        return None
    small = small_words.longer[best] & words.keys()
    share = _LEAST_SHARE_OF_ENGLISH if best == "en" else _LEAST_SHARE
    enough = sum(map(words.__getitem__, small)) >= share * size
    return best if enough and len(small) >= _LEAST_DIFFERENT else None


def _supported(words: Counter[Word], size: int, small_words: _SmallWords[Word]) -> set[str]:
    """The languages that have enough small words for their letters to decide.

    English words support English only: tables of figures are full of "in", "had" and "over".
    """
    different: defaultdict[str, int] = defaultdict(int)
    times: defaultdict[str, int] = defaultdict(int)
    english = small_words.longer["en"]
    for word, count in words.items():
        if len(word) > 1:
            languages = _ENGLISH if word in english else small_words.weights[word]
            for language, _ in languages:
                different[language] += 1
                times[language] += count
    return {
        language
        for language, count in different.items()
        if count >= _LEAST_DIFFERENT_IN_BRIEFS
        and times[language] / max(size, 1) >= _LEAST_SHARE_IN_BRIEFS
    }


def _by_script(text: str) -> str | None:
    """The language of the text's script; None if several share it."""
    beyond = len(_BEYOND.findall(text))
    if beyond < _LEAST_LETTERS or beyond < len(text) // 4:
        return None
    counts = {language: len(form.findall(text)) for language, form in _SCRIPTS}
    if counts["ja"] > counts["zh"] // 10 and counts["ja"] + counts["zh"] > beyond // 2:
        return "ja"
    best = max(counts, key=counts.__getitem__)
    if counts[best] <= beyond // 2:
        return None
    return "yi" if best == "he" and len(_YIDDISH.findall(text)) > beyond // 50 else best


def language_code(text: str) -> str | None:
    """The code of a language by its name in English or in itself: "FRENCH; FRANÇAIS"; else None."""
    names = text.replace(";", " ").replace(",", " ").casefold().split()
    return _CODES.get(names[0]) if names else None
