"""Who sent a letter: the person who wrote it, or the outlet that it comes from.

A name before an address has the form of a person's only too often ("Financial Times", "Popular
Science"). It is an author only if the address, or the way it is written, says so too.
"""

from __future__ import annotations

import re
import unicodedata
from email.utils import getaddresses

from newsarchive.readers.credits.bylines import people
from newsarchive.readers.encoding import clean_line

_FROM_OUTLET = re.compile(r"(.+?)\s+(?:from|at|via)\s+(\S.*)|(.+?)\s*(?:\||\s[-–—]\s)\s*(\S.*)")
_LIST_NAME = re.compile(r"\s*(.*?)\s*<[^<>]*>\s*")
_OUTLET = frozenset(
    "a agency alert alerts an analysis argus association bank brief briefing bulletin business "
    "capital center centre central channel chronicle circular club college company council courier "
    "crew daily day department desk digest dispatch dispatches echo economy editor editorial "
    "editors evening examiner express finance financial forum foundation friday gazette globe "
    "group guardian guide health herald inc independent info information inquirer insider insight "
    "insights institute international journal labs law ledger letter letters limited list live "
    "llc local ltd magazine mail mailer market markets media members memo ministry mirror monday "
    "money monitor monthly morning music my national network news newsletter newsletters "
    "newsroom night no noreply notes notice observer office official online our party people "
    "playbook podcast politics popular post press project public publishing radio read reader "
    "readers reads record register reply report reporter reports research review saturday science "
    "sentinel service services shop society sport sports staff standard star stories story studio "
    "sun sunday support team tech technology telegraph the this thursday times today tonight "
    "travel tribune tuesday tv union university update updates voice watch wednesday week weekend "
    "weekly wire works world your".split()
)
"""Words of which names of outlets are made, and names of people are not, or hardly ever."""


def authors_and_source(sender: str, list_id: str) -> tuple[tuple[str, ...], str | None]:
    """The people who wrote a letter and the outlet it comes from, by its From and List-Id."""
    named = _LIST_NAME.fullmatch(list_id)
    letter = clean_line(named[1]).strip("\"'") if named else ""
    addresses = getaddresses([sender])
    if len(addresses) != 1:
        return (), letter or None
    name, address = clean_line(addresses[0][0]).strip("\"'"), addresses[0][1]
    parted = _FROM_OUTLET.fullmatch(name)
    if parted:
        who, outlet = parted[1] or parted[3], parted[2] or parted[4]
        if person := _person(who):
            return (person,), letter or outlet
    person = _person(name)
    if person and _is_address_of(person, address):
        return (person,), letter or None
    # What may be a person is not taken for an outlet either.
    return (), letter or (name if name and not person and "@" not in name else None)


def _person(name: str) -> str | None:
    """The name, if it has the form of one person's and no word of an outlet's."""
    found = people(name)
    if found is None or len(found) != 1:
        return None
    return found[0] if _OUTLET.isdisjoint(found[0].lower().split()) else None


def _is_address_of(person: str, address: str) -> bool:
    """Whether the address is made of the person's name: jane@, jane.doe@, j.doe@, jdoe@."""
    mailbox, _, domain = address.lower().partition("@")
    words = [_letters(word) for word in person.split()]
    first, last = words[0], words[-1]  # which is one word of some names
    if not (first and last) or first in _letters(domain):
        return False
    parts = [_letters(part) for part in re.split(r"[._+\-]", mailbox)]
    if len(parts) > 1:
        initials = {first, first[0]}
        return last in parts and bool(initials & set(parts))
    return parts[0] in {first, first[0] + last, last + first[0]}


def _letters(word: str) -> str:
    """The word in plain small letters, as addresses are written."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ø", "o").replace("ß", "ss"))
    return "".join(char for char in plain if char.isalnum() and not unicodedata.combining(char))
