"""Who wrote it: the names in a byline.

Names are kept as written. What is not certainly a list of people's names is no list: this module
would rather find nobody than somebody who does not exist. It must not know where a byline stood.
"""

from __future__ import annotations

import re

from newsarchive.readers.encoding import clean_line

BY = re.compile(r"by\b(?:\s*:)?\s+", re.IGNORECASE)
"""What stands before the names in a byline."""

_LISTS = re.compile(r"\s*[;|]\s*")
_AND = re.compile(r"\s*,?\s+(?:and|&)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-‐][^\W\d_]+)*['’.]?")
_PARTICLES = frozenset(
    "af al ap av bin bint bt da das de del della den der des di do dos du e el ibn la las le los "
    "ten ter van vom von y ze zu zum zur".split()
)
# Words of sentences, never of names, even with a capital.
_PROSE = frozenset(
    "all are as at by for from her his in is its of on our than that the their these this those "
    "to was were what when which who with".split()
)
# A credit with one of these credits no person.
_NOBODY = frozenset(
    "admin administrator agencies agency anonymous board bureau contributor contributors "
    "correspondent correspondents desk editor editorial editors news newsroom reporter reporters "
    "staff team unknown unsigned webmaster withheld writer writers".split()
)


def credited(text: str) -> tuple[str, ...]:
    """The authors in a value that is said to name them, such as a field "author".

    What cannot be told apart ("Smith and Jones", "Reuters") is one author, as written.
    """
    text = clean_line(text)
    if by := BY.match(text):
        text = text[by.end() :]
    names: list[str] = []
    for part in _LISTS.split(text):
        listed = people(part, lower=True)
        if listed is not None:
            names += listed
        elif part and "://" not in part:
            names.append(part)
    return tuple(dict.fromkeys(names))


def people(text: str, *, lower: bool = False) -> tuple[str, ...] | None:
    """The people in a list of names: "A B; C D", "A B, C D and E F", "Smith, John".

    None if it is not certain that the text is such a list; () if it is a credit that names nobody
    ("Staff Reporter"). With `lower`, names may be written without any capitals.
    """
    names: list[str] = []
    for part in _LISTS.split(text.strip()):
        for several in _AND.split(part):
            for name in _at_commas(several):
                if not _NOBODY.isdisjoint(name.lower().split()):
                    continue
                if not _is_name(name, lower):
                    return None
                names.append(name)
    return tuple(dict.fromkeys(names))


def _at_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and " " not in parts[0] and 1 <= len(parts[1].split()) <= 2:
        return [f"{parts[1]} {parts[0]}"]  # "Smith, John"
    return parts


def _is_name(text: str, lower: bool) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6 or not all(map(_WORD.fullmatch, words)):
        return False
    if not _PROSE.isdisjoint(text.lower().split()):
        return False
    if lower and text.islower():
        return len(words) <= 3
    return not text.islower() and all(map(_can_stand_in_name, words))


def _can_stand_in_name(word: str) -> bool:
    # "O'Neill", "McNeil", "李明" and "d'Afflisio" begin with no small letter or have a capital.
    return not word[0].islower() or word in _PARTICLES or not word.islower()
