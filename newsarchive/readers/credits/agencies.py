"""News agencies: which one a text credits, by the one name that the archive has for it.

It must not know where a credit stood.
"""

from __future__ import annotations

import re

from newsarchive.readers.vocabulary import word_lists
from newsarchive.text.words import fold

_LISTS = word_lists("credits/agencies.txt")
AGENCIES = {
    name: [name, *filter(None, others.split(", "))]
    for name, _, others in (entry.partition(": ") for entry in _LISTS["agencies"])
}
"""Our name for an agency → all forms in which it is credited."""
_AMBIGUOUS = frozenset(_LISTS["ambiguous"])
_EXACT = {"dpa": "dpa", "epd": "epd"}
_FOLDED: dict[str, str] = {}
for _name, _forms in AGENCIES.items():
    for _form in _forms:
        if _form.isupper() and len(_form) <= 4:
            _EXACT[_form] = _name
        else:
            _FOLDED[fold(_form)] = _name

_EDGES = " \t()[]/*.,:;-–—"
_WORD_BREAK = re.compile(r"[\s()\[\]*,:;/|+&–—]+|\.(?=\s|$)")
_BESIDE = frozenset(
    "a agency agencies agentur agence agencia agenzia ajansi and avec bureau com con desk from met "
    "mit news newswire newswires online redaccion redaction redaktion redazione service staff the "
    "via wire wires with writer writers".split()
)
"""Words that may stand beside an agency's name without changing which agency it is."""
_NEWSROOM = re.compile(r"\b(?:staff|desk|writers?|wires?|online|service)\b", re.IGNORECASE)
_LONGEST = 60
_WORDS = (
    frozenset(fold(word.strip(_EDGES)) for form in (*_EXACT, *_FOLDED) for word in form.split())
    - _BESIDE
    - {"of"}  # says nothing without the other words
)
# What `_WORD_BREAK` splits ASCII at: blanks become spaces and the rest line ends, because a full
# stop ends a word only before a blank.
_ASCII_BREAKS = bytes(
    ord(" " if char.isspace() else "\n" if char in "()[]*,:;/|+&" else char.lower())
    for char in map(chr, range(128))
).ljust(256)
_AND = "and und et y e og och en".split()
_SEPARATORS = re.compile(rf"\s*(?:[,;/|+&–—]|\s-\s|\b(?:{'|'.join(_AND)})\b)\s*")


_ASCII_WORDS = frozenset(word.encode() for word in _WORDS)
_APART = bytes.maketrans(b".-", b"  ")
_IN_CREDITS = frozenset(
    " ".join((*_BESIDE, *_AND, *filter(str.isascii, (*_EXACT, *_FOLDED))))
    .encode().translate(_ASCII_BREAKS).translate(_APART).split()
)  # fmt: skip
"""All words that a credit to agencies can have, in parts where they have full stops or hyphens."""


def _may_name_agency(text: str) -> bool:
    """Whether the whole text may credit an agency, by its words: False for nearly all texts."""
    if not text.isascii():
        return not _WORDS.isdisjoint(map(fold, _WORD_BREAK.split(text)))
    words = text.encode().translate(_ASCII_BREAKS) + b" "
    parts = words.translate(_APART)
    if not _IN_CREDITS.issuperset(parts.split(None, 1)[:1]):  # the first word tells nearly always
        return False
    if _ASCII_WORDS.isdisjoint(words.replace(b". ", b" ").split()):
        return False
    return _IN_CREDITS.issuperset(parts.split())


def agency_named(text: str, *, ambiguous: bool = True) -> str | None:
    """The agency that the whole text credits: "the AFP news agency" is AFP; else None.

    Without `ambiguous`, agencies whose names are ordinary words, such as Trend, are left out.
    """
    if len(text) > _LONGEST or not _may_name_agency(text):
        return None
    text = text.strip(_EDGES)
    found = _EXACT.get(text) or _FOLDED.get(fold(text))
    if found is None and " " in text:
        rest = " ".join(word for word in text.split() if fold(word) not in _BESIDE)
        found = _EXACT.get(rest) or _FOLDED.get(fold(rest))
        # "News Agency of Nigeria" must not become what is left of it, nor "Staff report" Report.
        if found is not None and (not rest or (found in _AMBIGUOUS and _NEWSROOM.search(text))):
            return None
    return None if not ambiguous and text in _AMBIGUOUS else found


def agencies_named(text: str) -> str | None:
    """The agencies that the whole text credits, joined with "; ": "AFP/Reuters"; else None."""
    if len(text) > 2 * _LONGEST or not _may_name_agency(text):
        return None
    if found := agency_named(text):
        return found
    names: list[str] = []
    for part in filter(None, _SEPARATORS.split(text.strip(_EDGES))):
        if not (name := agency_named(part)):
            return None
        names.append(name)
    return joined(*names)


def joined(*agencies: str | None) -> str | None:
    """Several agencies as one value, each once."""
    return "; ".join(dict.fromkeys(name for name in agencies if name)) or None
