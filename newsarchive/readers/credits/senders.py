"""Senders of letters: the person that wrote one, or the outlet that sent it.

Many outlets have names of the form of a person's ("Financial Times", "Popular Science"), so a
sender is an author only if the address, or the form of the line, confirms it.
"""

from __future__ import annotations

import re
import unicodedata
from email.utils import getaddresses

from newsarchive.readers.credits.bylines import people
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.vocabulary import word_lists

_FROM_OUTLET = re.compile(r"(.+?)\s+(?:from|at|via)\s+(\S.*)|(.+?)\s*(?:\||\s[-–—]\s)\s*(\S.*)")
_LIST_NAME = re.compile(r"\s*(.*?)\s*<[^<>]*>\s*")
_OUTLET_WORDS = frozenset(" ".join(word_lists("credits/outlet_words.txt")[""]).split())


def authors_and_source(sender: str, list_id: str) -> tuple[tuple[str, ...], str | None]:
    """The authors and the outlet of a letter, by its From and List-Id."""
    named = _LIST_NAME.fullmatch(list_id)
    list_name = clean_line(named[1]).strip("\"'") if named else ""
    addresses = getaddresses([sender])
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
    return (), list_name or (name if name and not person and "@" not in name else None)


def _person(name: str) -> str | None:
    """The name if it has the form of one person's and no word of an outlet's; else None."""
    found = people(name)
    if found is None or len(found) != 1:
        return None
    return found[0] if _OUTLET_WORDS.isdisjoint(found[0].lower().split()) else None


def _is_address_of(person: str, address: str) -> bool:
    """Whether the address is made of the person's name: jane@, jane.doe@, j.doe@, jdoe@."""
    mailbox, _, domain = address.lower().partition("@")
    words = [_letters(word) for word in person.split()]
    first, last = words[0], words[-1]  # some names are one word
    if not (first and last) or first in _letters(domain):
        return False
    parts = [_letters(part) for part in re.split(r"[._+\-]", mailbox)]
    if len(parts) > 1:
        initials = {first, first[0]}
        return last in parts and bool(initials & set(parts))
    return parts[0] in {first, first[0] + last, last + first[0]}


def _letters(word: str) -> str:
    """The word in plain small letters, as in addresses."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ø", "o").replace("ß", "ss"))
    return "".join(char for char in plain if char.isalnum() and not unicodedata.combining(char))
