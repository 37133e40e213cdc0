"""Senders of letters: the person that wrote one, or the outlet that sent it.

Many outlets have names of the form of a person's ("Financial Times", "Popular Science"), so a
sender is an author only if the address, or the form of the line, confirms it.
"""

from __future__ import annotations

import re
import unicodedata
from email.utils import getaddresses
from functools import lru_cache

from newsarchive.readers.credits.bylines import people
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.vocabulary import word_lists

_FROM_OUTLET = re.compile(r"(.+?)\s+(?:from|at|via)\s+(\S.*)|(.+?)\s*(?:\||\s[-–—]\s)\s*(\S.*)")
_LIST_NAME = re.compile(r"\s*(.*?)\s*<[^<>]*>\s*")
_HIDDEN = re.compile(r"\A\s*(\S{1,64}) at (\S{1,255})(?=\s+\()")
"""How archives of lists write an address: jane at paper.example (Jane Doe)."""
_OUTLET_WORDS = frozenset(" ".join(word_lists("credits/outlet_words.txt")[""]).split())


def authors_and_source(sender: str, list_id: str) -> tuple[tuple[str, ...], str | None]:
    """The authors and the outlet of a letter, by its From and List-Id."""
    named = _LIST_NAME.fullmatch(list_id)
    list_name = clean_line(named[1]).strip("\"'") if named else ""
    addresses = getaddresses([_HIDDEN.sub(r"\1@\2", sender)])
    if len(addresses) != 1:
        return (), list_name or None
    name, address = clean_line(addresses[0][0]).strip("\"'"), addresses[0][1]
    parted = _FROM_OUTLET.fullmatch(name)
    if parted:
        name_before, outlet = parted[1] or parted[3], parted[2] or parted[4]
        if person := _person(name_before):
            return (person,), list_name or outlet
    person = _person(name)
    if person and _is_address_of(person, address):
        return (person,), list_name or None
    # A name that may be a person's is no outlet either.
    is_outlet = name and not person and "@" not in name and not _may_be_person(name)
    return (), list_name or (name if is_outlet else None)


def _person(name: str) -> str | None:
    """The name if it has the form of one person's and no word of an outlet's; else None."""
    found = people(name)
    if found is None or len(found) != 1:
        return None
    return found[0] if _OUTLET_WORDS.isdisjoint(found[0].lower().split()) else None


def _may_be_person(name: str) -> bool:
    """Whether the form of a name tells nothing: it is short, and of a script without capitals."""
    letters = [char for char in name if char.isalpha()]
    if any(char.lower() != char.upper() for char in letters):
        return False
    words = name.split()
    return len(letters) <= 4 or (1 < len(words) <= 4 and not _NO_BLANKS.search(name))


_SILENT = {"ь": ("",), "ъ": ("",)}
"""Letters that addresses may leave out."""
_NO_BLANKS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
"""Letters of languages that are written without blanks."""


def _is_address_of(person: str, address: str) -> bool:
    """Whether the address is made of the person's name: jane@, jane.doe@, j.doe@, jdoe@."""
    mailbox, _, domain = address.lower().partition("@")
    words = [_letters(word) for word in person.split()]
    first, last = words[0], words[-1]  # some names are one word
    if not (first and last) or _plain(first) in _plain(_letters(domain)):
        return False
    parts = [_letters(part) for part in re.split(r"[._+\-]", mailbox)]
    if len(parts) > 1:
        named = {word for word in (first, first[:1]) for part in parts if _spells(word, part)}
        return bool(named) and any(_spells(last, part) for part in parts)
    return any(_spells(word, parts[0]) for word in (first, first[:1] + last, last + first[:1]))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, list[str]]:
    """A letter → how addresses write it."""
    lists = word_lists("credits/latin_letters.txt").values()
    lines = (line.split() for entries in lists for line in entries)
    return {letter: spellings for letter, *spellings in lines}


def _spells(word: str, written: str) -> bool:
    """Whether the letters of the word can be written so in an address."""
    known = _spellings()
    places = {0}
    for letter in word:
        options = known.get(letter) or known.get(_plain(letter)) or [_plain(letter)]
        places = {
            place + len(option)
            for place in places
            for option in (*options, letter, *_SILENT.get(letter, ()))
            if written.startswith(option, place)
        }
    return bool(written) and len(written) in places


def _letters(word: str) -> str:
    """The letters and digits of the word, small and composed."""
    composed = unicodedata.normalize("NFC", word.lower())
    return "".join(char for char in composed if char.isalnum())


def _plain(letters: str) -> str:
    """The letters without marks."""
    parted = unicodedata.normalize("NFKD", letters)
    return "".join(char for char in parted if not unicodedata.combining(char))
