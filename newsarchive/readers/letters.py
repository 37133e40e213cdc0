"""The language of a brief, by the frequency of letters in words, at their beginnings and ends.

A text of some ten words has few of the small words of its language, but fifty letters. It must not
know articles.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from itertools import repeat

from newsarchive.readers.vocabulary import word_lists
from newsarchive.text.folding import normalized

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963])*")
_LATIN = re.compile("[a-zà-ɏḁ-ỿ]")
_UNSEEN = math.log(1 / 10_000)
"""For a letter that a language does not have: a name, or another language."""
_INSIDE = 0.6
"""The weight of a letter against that of a first or a last one. Neighbours depend on each other."""
_OF_A_WORD = 3.0
"""The weight of a small word of the language."""
_LEAST_LETTERS = 16
_LEAST_LEAD = {False: 4.0, True: 6.0}
"""How much likelier than all others a language must be, as a logarithm; True: in Latin letters."""
_NEAR = 2.0
"""How much likelier another language may be than the one of the texts around."""
_MOST_UNSEEN = 0.03
"""The share of letters that the language may lack."""


def letters_of(text: str) -> tuple[str, str, str]:
    """The letters of the words, their first and their last ones.

    Words that begin with a capital are left out: most are names, and many of those are foreign.
    """
    words = [word for word in _WORD.findall(text) if word[0] == word[0].lower()]
    return "".join(words), "".join(word[0] for word in words), "".join(word[-1] for word in words)


@cache
def _languages() -> dict[bool, dict[str, list[dict[str, float]]]]:
    """Whether in Latin letters → language → the logarithms of the shares of its letters."""
    found: dict[bool, dict[str, list[dict[str, float]]]] = {True: {}, False: {}}
    for names, lines in word_lists("letters.txt").items():
        three = [
            {share[0]: math.log(int(share[1:]) / 10_000) for share in line.split(" ")}
            for line in lines
        ]
        for name in names.split():
            found[max(three[0], key=three[0].__getitem__) < "\u0250"][name] = three
    return found


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
    counts = [Counter(letters) for letters in three]
    ranked = sorted((rank, name) for name, rank in _ranks(counts, in_latin, scores).items())
    (second, _), (first, best) = ranked[-2:]
    if first - second < _LEAST_LEAD[in_latin] or _lacks(counts[0], best, in_latin):
        return None
    return best if not in_latin or best in supported else None


def allow(text: str, language: str, scores: Mapping[str, float]) -> bool:
    """Whether the letters of a text allow this language: no other is much likelier.

    False for a text in another script, for one without letters, and where the letters of the
    language are not known. `scores` as for `likeliest`.
    """
    text = normalized("NFC", text)
    every = "".join(_WORD.findall(text.lower()))
    in_latin = _is_in_latin(every)
    own = _languages()[in_latin].get(language, [{}])[0]
    if 2 * sum(letter in own for letter in every) <= len(every):
        return False
    # Where every word has a capital, names or not, the words are all there is.
    counts = [Counter(one) for one in letters_of(text) if one] or [
        Counter(one) for one in letters_of(text.lower())
    ]
    ranks = _ranks(counts, in_latin, scores)
    is_near = max(ranks.values()) - ranks[language] < _NEAR
    return is_near and not _lacks(counts[0], language, in_latin)


def _is_in_latin(letters: str) -> bool:
    return 2 * len(_LATIN.findall(letters)) > len(letters)


def _lacks(letters: Counter[str], language: str, in_latin: bool) -> bool:
    """Whether the language lacks too many of these letters."""
    own = _languages()[in_latin][language][0]
    unseen = sum(count for letter, count in letters.items() if letter not in own)
    return unseen > _MOST_UNSEEN * letters.total() + 1


def _ranks(
    counts: list[Counter[str]], in_latin: bool, scores: Mapping[str, float]
) -> dict[str, float]:
    """How likely a text with these letters and small words is in each language, as logarithms."""
    return {
        language: _likelihood(counts, shares) + _OF_A_WORD * scores.get(language, 0.0)
        for language, shares in _languages()[in_latin].items()
    }


def _likelihood(counts: list[Counter[str]], known: list[dict[str, float]]) -> float:
    inside, first, last = map(_sum, counts, known)
    return _INSIDE * inside + first + last


def _sum(letters: Counter[str], shares: dict[str, float]) -> float:
    # By functions of C: it is asked for dozens of languages.
    of_letters = map(shares.get, letters, repeat(_UNSEEN))
    return float(sum(map(operator.mul, letters.values(), of_letters)))
