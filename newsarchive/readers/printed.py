"""What databases and collections print beside an article: days with editions, languages by name.

It finds the certain part of such a line; it must not know which format the line stood in.
"""

from __future__ import annotations

from newsarchive.dates.expressions import Day, Order, parse_day

_MOST_WORDS = 9
_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl",
    "english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el",
    "hebrew": "he", "hindi": "hi", "hungarian": "hu", "italian": "it", "japanese": "ja",
    "korean": "ko", "malay": "ms", "norwegian": "no", "polish": "pl", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukrainian": "uk", "anglais": "en", "français": "fr", "allemand": "de", "englisch": "en",
    "deutsch": "de", "französisch": "fr", "español": "es", "inglés": "en", "nederlands": "nl",
    "engels": "en", "italiano": "it", "português": "pt", "svenska": "sv", "dansk": "da",
}  # fmt: skip


def day_at_start(text: str, order: Order | None = None) -> tuple[Day, str] | None:
    """The day that a line begins with, and what follows: "April 10, 2018 Tuesday Final Edition".

    None if the line does not begin with one.
    """
    words = text.split()
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        if day := parse_day(" ".join(words[:count]).rstrip(",;"), order=order):
            return day, " ".join(words[count:])
    return None


def language_code(text: str) -> str | None:
    """The code of a language that is named in English or in itself: "FRENCH; FRANÇAIS"."""
    names = text.replace(";", " ").replace(",", " ").casefold().split()
    return _LANGUAGES.get(names[0]) if names else None
