"""Stems of folded words, by language.

Snowball's algorithms (https://snowballstem.org) decide, and for Korean a list of particles. A word
in a script that its language is not written in has the stem of that script's most frequent
language: a Russian word in an English text is stemmed as Russian. So is every word of a text
in an unknown language; a Latin word there is English.

It knows languages and scripts; it must not know how a text becomes words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from newsarchive.model.patterns import lazy
from newsarchive.text.folding import plain
from newsarchive.text.lists import word_lists
from newsarchive.text.memo import Memo

SNOWBALL = {
    "ar": "arabic", "bs": "serbian", "ca": "catalan", "cs": "czech", "da": "danish",
    "de": "german", "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hr": "serbian", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sh": "serbian", "sr": "serbian", "st": "sesotho",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 → the Snowball algorithm. The one for Serbian knows both scripts, and makes the same
of Croatian and Bosnian spellings."""

# The last letter of a word → the languages of its script; the first is the one to stem by where the
# language is another. Words of other scripts (Georgian, Bengali, Hebrew …) are their own stems.
_SCRIPTS = tuple(
    (lazy(f"[{letters}]"), tuple(languages.split()))
    for letters, languages in (
        ("\u0400-\u052f", "ru ab ba be bg ce cv kk kv ky mk mn os sr tg tk tt ug uk uz"),
        ("\u0620-\u06ff", "ar az fa ckb kk ks ku ky pa ps sd ug ur"),
        ("\u0900-\u097f", "hi bho mai mr ne sa"),
        ("\uac00-\ud7a3", "ko"),
        ("\u0370-\u03ff\u1f00-\u1fff", "el"),
        ("\u0530-\u058f", "hy"),
        ("\u0b80-\u0bff", "ta"),
        ("\u0590-\u05ff", "he yi"),
    )
)
_LATIN = lazy("[a-zà-ɏḁ-ỿ]")
_NOT_IN_LATIN = frozenset(
    "ab am ar ba be bg bho bn ce ckb cv el fa gu he hi hy ja ka kk km kn ko ks kv ky lo mai mk ml "
    "mn mr my ne os pa ps ru sa sd si ta te tg th tt ug uk ur yi zh".split()
)


@lru_cache(maxsize=64)
def stems(language: str | None) -> dict[str, str]:
    """Folded word → stem, in a language (ISO 639-1), computed on demand.

    Where the language is unknown, the word's script decides. In a language without an algorithm,
    every word is its own stem.
    """
    code = language or "en"
    latin = _algorithm("en" if code in _NOT_IN_LATIN else code)

    def stem_of(form: str) -> str:
        form = plain(form)
        return latin(form) if form.isascii() else _algorithm(_stemmer(form, code))(form)

    return Memo(stem_of)


def release() -> str:
    """The release of Snowball: another one may stem otherwise.

    Where PyStemmer is not installed, this is slow to find out: each search loads twice as much.
    """
    try:
        import Stemmer  # the same
    except ImportError:
        from importlib.metadata import version

        return version("snowballstemmer")
    known: str = Stemmer.version()
    return known


def stem(form: str, language: str | None = None) -> str:
    """The stem of a folded word."""
    return stems(language)[form]


def _stemmer(form: str, language: str) -> str:
    """The language by which a word in an article of a language is stemmed."""
    if _LATIN.match(form, len(form) - 1):
        return "en" if language in _NOT_IN_LATIN else language
    for letter, languages in _SCRIPTS:
        if letter.match(form, len(form) - 1):
            return language if language in languages else languages[0]
    return language


_PERSIAN = str.maketrans("يك", "یک")
"""Folding, or a keyboard, may have written the Arabic letters; the algorithm knows the Persian."""


@cache
def _algorithm(language: str) -> Callable[[str], str]:
    """The function from words to stems in a language."""
    if language == "ko":
        return _without_particles
    algorithm = SNOWBALL.get(language)
    if algorithm is None:
        return str
    stem_word = snowball(algorithm)
    if language == "fa":
        return lambda form: stem_word(form.translate(_PERSIAN))
    return stem_word


def snowball(algorithm: str) -> Callable[[str], str]:
    """The function of one of Snowball's algorithms."""
    stemmer: Any
    try:
        import Stemmer  # compiled, and not every command needs it
    except ImportError:  # of the latest Python there may be none yet
        import snowballstemmer  # the same algorithms, which take longer

        stemmer = snowballstemmer.stemmer(algorithm)
    else:
        stemmer = Stemmer.Stemmer(algorithm, 0)  # without a cache of its own: the memo is one
    stem_word: Callable[[str], str] = stemmer.stemWord
    return stem_word


# Korean writes particles at the end of nouns. They are removed, so that a noun finds itself with
# any of them: were it found wherever a word begins with it, 법 (law) would find 법원 (court).


@cache
def _particles() -> tuple[dict[str, Sequence[int]], frozenset[str]]:
    """Particle → the final consonants that may stand before it, 0 for none; and the short ones."""
    finals: dict[str, Sequence[int]] = {
        "any": range(28),
        "consonant": range(1, 28),
        "vowel": (0,),
        "vowel or ㄹ": (0, 8),
    }
    lists = {name: " ".join(lines).split() for name, lines in word_lists("particles.txt").items()}
    allowed = {particle: finals[name] for name in finals for particle in lists[name]}
    return allowed, frozenset(lists["short"])


def _without_particles(word: str) -> str:
    """A Korean noun without the particles at its end; something of it always stays."""
    end = len(word)
    while size := _last_particle(word, end):
        end -= size
    return word[:end]


def _last_particle(word: str, end: int) -> int:
    """The length of the longest particle at the end of this much of a word; 0 if there is none."""
    allowed, short = _particles()
    for size in range(min(4, end - 1), 0, -1):
        start = end - size
        particle = word[start:end]
        if particle in allowed and (start > 1 or size > 1 or particle in short):
            syllable = ord(word[start - 1]) - ord("가")
            if not 0 <= syllable < 11172 or syllable % 28 in allowed[particle]:
                return size
    return 0
