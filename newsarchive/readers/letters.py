"""The language of a brief, by the frequency of letters in words, at their beginnings and ends.

A text of some ten words has few of the small words of its language, but fifty letters. It must not
know articles.
"""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from string import ascii_uppercase

from newsarchive.readers.vocabulary import word_lists
from newsarchive.text.folding import normalized

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963])*")
_ASCII_LETTERS = bytes(code if chr(code).isalpha() else ord(" ") for code in range(128)).ljust(256)
_CAPITALS = ascii_uppercase.encode()
_LATIN = re.compile("[a-zà-ɏḁ-ỿ]")
_SHARES = 10_000
"""Shares of letters are counted in these."""
_UNSEEN = 1
"""The share of a letter that a language does not have: a name, or another language."""
_WEIGHTS = 0.6, 1.0, 1.0
"""Of a letter, and of a first and a last one. Neighbours depend on each other."""
_OF_A_WORD = 3.0
"""The weight of a small word of the language."""
_PRECISION = 1 << 32
"""Parts of a figure, which has 64 binary digits: room for a text of a hundred million letters."""
_LEAST_LETTERS = 16
_LEAST_LEAD = {False: 4.0, True: 6.0}
"""How much likelier than all others a language must be, as a logarithm; True: in Latin letters."""
_NEAR = 2.0
"""How much likelier another language may be than the one of the texts around."""
_MOST_UNSEEN = 0.03
"""The share of letters that the language may lack."""


def _words(text: str) -> list[str]:
    """The runs of letters; for ASCII much quicker than the pattern finds them."""
    if text.isascii():
        return text.encode().translate(_ASCII_LETTERS).decode().split()
    return _WORD.findall(text)


def _counted(letters: str) -> Counter[str]:
    """How often each letter comes; of few different ones each is counted much quicker alone."""
    if letters.isascii():
        return Counter({letter: letters.count(letter) for letter in set(letters)})
    return Counter(letters)


def letters_of(text: str) -> tuple[str, str, str]:
    """The letters of the words, their first and their last ones.

    Words that begin with a capital are left out: most are names, and many of those are foreign.
    """
    if text.isascii():
        words = [word for word in _words(text) if word >= "a"]
    else:
        words = [word for word in _words(text) if word[0] == word[0].lower()]
    return "".join(words), "".join(word[0] for word in words), "".join(word[-1] for word in words)


_Shares = dict[str, int]
"""Letter → its share."""


class Languages:
    """The languages of a script, and how unlikely letters are in each of them.

    A text is compared with dozens of languages. The figures of a letter for all of them are one
    long number, in which each language has its own digits, so that one addition adds them all.
    """

    def __init__(self, languages: Mapping[str, Sequence[_Shares]]) -> None:
        """Of each language the shares of letters in words, as first, and as last ones."""
        self.names = list(languages)
        self.letters = {name: three[0].keys() for name, three in languages.items()}
        """Those that each language has."""
        self._digits = struct.Struct(f"<{len(languages)}Q")
        self._costs: list[tuple[dict[str, int], int]] = []
        """Of letters in words, as first, and as last ones: that of each, and of any other."""
        for weight, shares in zip(_WEIGHTS, zip(*languages.values(), strict=True), strict=True):
            costs = {
                letter: self._cost([one.get(letter, _UNSEEN) for one in shares], weight)
                for letter in set().union(*shares)
            }
            self._costs.append((costs, self._cost([_UNSEEN] * len(shares), weight)))

    def _cost(self, shares: Sequence[int], weight: float) -> int:
        each = (round(-math.log(share / _SHARES) * weight * _PRECISION) for share in shares)
        return int.from_bytes(self._digits.pack(*each), "little")

    def ranks(
        self, counts: Sequence[Counter[str]], scores: Mapping[str, float]
    ) -> dict[str, float]:
        """How likely a text with these letters and small words is in each, as logarithms."""
        total = 0
        for letters, (costs, other) in zip(counts, self._costs, strict=True):
            for letter, count in letters.items():
                total += count * costs.get(letter, other)
        each = self._digits.unpack(total.to_bytes(self._digits.size, "little"))
        ranks = {name: -cost / _PRECISION for name, cost in zip(self.names, each, strict=True)}
        for name, score in scores.items():  # few of the languages have small words in the text
            if name in ranks:
                ranks[name] += _OF_A_WORD * score
        return ranks

    def lacks(self, letters: Counter[str], language: str) -> bool:
        """Whether the language lacks too many of these letters."""
        own = self.letters[language]
        unseen = sum(count for letter, count in letters.items() if letter not in own)
        return unseen > _MOST_UNSEEN * letters.total() + 1


@cache
def _languages() -> dict[bool, Languages]:
    """Whether in Latin letters → the languages that are written so."""
    found: dict[bool, dict[str, list[_Shares]]] = {True: {}, False: {}}
    for names, lines in word_lists("letters.txt").items():
        three = [{share[0]: int(share[1:]) for share in line.split(" ")} for line in lines]
        for name in names.split():
            found[max(three[0], key=three[0].__getitem__) < "\u0250"][name] = three
    return {in_latin: Languages(languages) for in_latin, languages in found.items()}


def likeliest(text: str, scores: Mapping[str, float], supported: Collection[str]) -> str | None:
    """The language of a text; None if that is not certain.

    `scores` says how many small words of a language the text has, words of several languages in
    parts. In Latin letters, which very many languages are written in, only a `supported` language
    is certain.
    """
    if not supported and text.isascii():
        return None
    text = normalized("NFC", text)
    if text.isupper() and not _LATIN.search(text.lower()):
        text = text.lower()  # in Latin letters it is a headline, or a table
    three = letters_of(text)
    in_latin = _is_in_latin(three[0])
    if len(three[0]) < _LEAST_LETTERS or (in_latin and not supported):
        return None
    counts = list(map(_counted, three))
    languages = _languages()[in_latin]
    ranked = sorted((rank, name) for name, rank in languages.ranks(counts, scores).items())
    (second, _), (first, best) = ranked[-2:]
    if first - second < _LEAST_LEAD[in_latin] or languages.lacks(counts[0], best):
        return None
    return best if not in_latin or best in supported else None


def allow(text: str, language: str, scores: Mapping[str, float]) -> bool:
    """Whether the letters of a text allow this language: no other is much likelier.

    False for a text in another script, for one without letters, and where the letters of the
    language are not known. `scores` as for `likeliest`.
    """
    text = normalized("NFC", text)
    every = "".join(_words(text.lower()))
    languages = _languages()[_is_in_latin(every)]
    own = languages.letters.get(language, ())
    known = sum(count for letter, count in _counted(every).items() if letter in own)
    if 2 * known <= len(every):
        return False
    # Where every word has a capital, names or not, the words are all there is.
    counts = [_counted(one) for one in letters_of(text) if one] or [
        _counted(one) for one in letters_of(text.lower())
    ]
    ranks = languages.ranks(counts, scores)
    is_near = max(ranks.values()) - ranks[language] < _NEAR
    return is_near and not languages.lacks(counts[0], language)


def _is_in_latin(letters: str) -> bool:
    if letters.isascii():
        latin = len(letters.encode().translate(None, _CAPITALS))
    else:
        latin = len(_LATIN.findall(letters))
    return 2 * latin > len(letters)
