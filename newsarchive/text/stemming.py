"""Stems of folded words, by language.

It knows languages and Snowball; it must not know how a text becomes words.
"""

from __future__ import annotations

from functools import lru_cache

from newsarchive.text.memo import Memo

# ISO 639-1 → the Snowball algorithm for it.
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@lru_cache(maxsize=64)
def stems(language: str | None) -> dict[str, str]:
    """Folded word → stem, in a language (ISO 639-1), computed on demand.

    Snowball's algorithms (https://snowballstem.org). English where the language is unknown; in a
    language without an algorithm, every word is its own stem.
    """
    import Stemmer  # compiled, and not every command needs it

    algorithm = _SNOWBALL.get(language or "en")
    if algorithm not in Stemmer.algorithms():
        return Memo(lambda form: form)
    stemmer = Stemmer.Stemmer(algorithm, 0)  # without a cache of its own: the memo is one
    return Memo(stemmer.stemWord)


def stem(form: str, language: str | None = None) -> str:
    """The stem of a folded word."""
    return stems(language)[form]
