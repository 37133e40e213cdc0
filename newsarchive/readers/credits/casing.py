"""The usual capitals and small letters for names that are printed in capitals.

It knows the rules of several languages. It must not know where a name stood.
"""

from __future__ import annotations

import re

_PARTS = re.compile(r"[-‐/]|[^-‐/]+")
_ROMAN = frozenset("II III IV VI VII VIII".split())
_INITIALS = re.compile(r"(?:\w\.)+")
# Small within a name. Le, La, Di, Du and El have a capital about as often.
_SMALL = frozenset(
    "af al av bin bint da das de del den der des do dos ibn op te ten ter und van vom von y zu zum "
    "zur".split()
)
_SMALL_AFTER_DE = frozenset(("la", "las", "los"))
_SMALL_IN_PLACES = frozenset("au aux d de des du en la le les sous sur upon".split())
# Surnames of Vietnam: Van, Do and the like are names after them.
_VIETNAMESE = frozenset("nguyen nguyễn tran trần pham phạm phan vu vũ hoang hoàng huynh".split())
_APOSTROPHE = re.compile(r"(all|c|d|dell|l|m|n|o|sant)(['’])(\w)", re.IGNORECASE)
_MC = re.compile(r"Mc(\w)(?=\w)")
_MAC = re.compile(
    r"Mac(?=(?:allister|arthur|aulay|bride|cormack|diarmid|donald|donnell|dougall|dowell|duff|ewan|"
    r"farlane|gregor|innes|intosh|intyre|kay|kenna|kenzie|kinnon|kintosh|lachlan|lean|leish|lellan|"
    r"leod|millan|namara|naughton|neil|neill|nicol|pherson|quarrie|rae|swiney|taggart|vicar)\b)(\w)"
)
_VOWEL = re.compile("[AEIOUYÀ-ÖØ-ÝĂĄĘƏİÖŐŰ]")
_CERTAINLY_TURKIC = re.compile("[İƏĞ]")
_ROMANIAN = re.compile("[ĂȚŢÂÎ]")
_SMALL_I = str.maketrans({"İ": "i", "I": "ı"})


def is_shouted(text: str) -> bool:
    """Whether the whole text is in capitals, and longer than initials."""
    return text.isupper() and sum(map(str.isalpha, text)) > 2


def recased(name: str, language: str | None = None) -> str:
    """The name of a person without words in capitals: "ÖZGÜR YILDIRIM", "Jean DUPONT".

    The small letter of I is ı if the language is Turkish or Azerbaijani, or if the name has letters
    of no other language.
    """
    words = name.split()
    shouted = is_shouted(name)
    if not shouted and not any(_is_shouted_word(word) for word in words):
        return name
    turkic = _is_turkic(name, language)
    vietnamese = words[0].lower() in _VIETNAMESE
    found: list[str] = []
    for word in words:
        small = _lower(word, turkic)
        is_small = small in _SMALL or (small in _SMALL_AFTER_DE and found[-1:] == ["de"])
        if not shouted and not _is_shouted_word(word):
            found.append(word)
        elif word[:1].islower():  # d'ARVOR
            found.append(word[:2] + _word(word[2:], turkic, first=True))
        elif found and not vietnamese and is_small:
            found.append(small)
        else:
            found.append(_word(word, turkic, first=not found))
    return " ".join(found)


def recased_place(place: str) -> str:
    """The same for the name of a place: "RIO DE JANEIRO", "WASHINGTON/BRUSSELS"."""
    words: list[str] = []
    for word in place.split():
        small = word.lower()
        if not is_shouted(word) and not (is_shouted(place) and word.isupper()):
            words.append(word)
        elif words and (small in _SMALL or small in _SMALL_IN_PLACES or small in {"of", "and"}):
            words.append(small)
        else:
            words.append(_word(word, _is_turkic(place, None), first=True, within=_SMALL_IN_PLACES))
    return " ".join(words)


def _is_shouted_word(word: str) -> bool:
    """Whether the word is a surname in capitals and no initials, such as "JFK"."""
    word = word[2:] if word[1:2] in {"'", "’"} else word  # d'ARVOR
    whole = is_shouted(word) and "." not in word and word not in _ROMAN
    return whole and _VOWEL.search(word) is not None


def _is_turkic(text: str, language: str | None) -> bool:
    if language in {"tr", "az"} or _CERTAINLY_TURKIC.search(text):
        return True
    return "Ş" in text and not _ROMANIAN.search(text)


def _lower(word: str, turkic: bool) -> str:
    return (word.translate(_SMALL_I) if turkic else word.replace("İ", "i")).lower()


def _word(word: str, turkic: bool, *, first: bool, within: frozenset[str] = frozenset()) -> str:
    """One word, of which each part between hyphens begins with a capital."""
    parts: list[str] = []
    for part in _PARTS.findall(word):
        small = _lower(part, turkic)
        pair = len(part) == 2 and part.isalpha() and small not in {"mc", "st"}
        initials = pair and (part[1] == "J" or not _VOWEL.search(part))
        if initials or part in _ROMAN or _INITIALS.fullmatch(part):
            parts.append(part)
        elif (parts and small in within) or (not parts and not first and small == "al"):
            parts.append(small)
        else:
            parts.append(_capital(part, small))
    return "".join(parts)


def _capital(part: str, small: str) -> str:
    at = next((at for at, char in enumerate(part) if char.isalpha()), 0)
    if part[:1] in "'’" and small[1:] in {"t", "s"}:
        return small  # 't Hooft
    cased = small[:at] + part[at] + small[at + 1 :]
    if match := _APOSTROPHE.match(cased):
        return f"{match[1].capitalize()}{match[2]}{part[match.end() - 1]}{cased[match.end() :]}"
    cased = _MC.sub(lambda match: f"Mc{match[1].upper()}", cased)
    return _MAC.sub(lambda match: f"Mac{match[1].upper()}", cased)
