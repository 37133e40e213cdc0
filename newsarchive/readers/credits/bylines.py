"""Bylines: "By Jane Doe in Baku and Ali Veli, Reuters", and fields that name authors.

A credit gives people and an agency. Editors, translators, photographers and helpers are named in
bylines, but they are not authors. It must not know where a credit stood.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.readers.credits.agencies import agencies_named, joined
from newsarchive.readers.credits.persons import (
    NOBODY,
    Credit,
    are_han_names,
    is_body,
    is_given_name,
    is_han_name,
    is_name,
    is_post_nominal,
    is_role,
    is_single_name,
    is_suffix,
    person,
)
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.vocabulary import Caseless, word_lists

_WORDS = {name: "|".join(forms) for name, forms in word_lists("credits/bylines.txt").items()}
_OPENERS = (
    rf"(?:{_WORDS['openers']})\b(?:\s*[:：])?\s+|(?:{_WORDS['labels']})\s*[:：]\s*"
    r"|(?:作者|撰文|文)\s*[:：/／｜・]\s*|(?:本报|新华社)?记者(?:\s*[:：/／]\s*|\s+)"
)
_OTHERS = (
    rf"(?:{_WORDS['other openers']})\s+(?:by|from)\b(?:\s*[:：])?\s*"
    rf"|(?:{_WORDS['other labels']})\s*[:：]\s*"
)
OPENER = Caseless(_OPENERS)
"""The words before the names of authors, at the beginning of a byline."""
OTHER_OPENER = Caseless(_OTHERS)
"""The words before the names of people who are not authors."""
_OPENS = r"(?:by|par|von|por|de|di|da|door|af|av|oleh|från|from)\b"
"""Every opener has one of these words, a colon, or letters of Han."""
_MAY_OPEN_PLAIN = re.compile(rf"[\s|,]{_OPENS}")
_MAY_OPEN = re.compile(rf"\b{_OPENS}|[:：/／｜・者]", re.IGNORECASE)
_REPORTS = re.compile(r"\s*[一-鿿]{0,6}报道$")
_BETWEEN_HAN = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
_ONE_IN_JAPAN = re.compile(r"[一-鿿]{1,3}\s+[一-鿿]{1,3}")
_CHINESE_CREDIT = re.compile(r"(?:新华社)?记者\s*")
_INNER = re.compile(
    rf"(?:(?<=\s)|(?<=[,;.(]))(?:(?P<other>{_OTHERS})|(?P<author>(?:words|text|story)\s*:\s*"
    rf"|(?:reporting|writing|written)\s+by\s+))",
    re.IGNORECASE,
)
_LIST_BREAK = re.compile(r"\s*[;|/•·、]\s*|\s+[-–—]\s+")
_AND = re.compile(
    r"\s+avec\s+l['’](?=[A-Z])|\s*,?\s+(?:and|And|AND|&|with|avec)\s+"
    r"|\s+(?:mit|con|com|met|med)\s+(?=[A-Z]{2,5}\b)"
)
_OTHER_AND = re.compile(r"\s+(?:et|ET|und|UND|y|Y|e|E|og|OG|och|en|EN|ve|VE|və|VƏ|и|И|dan|i|и)\s+")
_PLACE_PART = re.compile(r"(?:in|at|from|aus|à|en|em|i|в)\s+\S.{1,40}", re.IGNORECASE)
_PARTICLES_FIRST = re.compile(r"(?:(?:van|von|de|der|den|la|le|ter|zu|da|dos|di)\s+)+\S+", re.I)
_FROM_OUR = Caseless(
    r"(?:from|by|de|von|dal|van|fra|από)\s+(?:our|a|an|notre|nos|nuestro|nuestra|unser\w*|nostro|"
    r"onze|vår|vores)\b.{0,60}|special\s+to\b.{1,60}|(?:own|special|staff)\s+correspondent"
)
OUTLET = re.compile(r"(?:[Tt]he|O|A|El|La|Le|Il|De|Der|Die|Het)\s+[A-ZÀ-Þ].{2,40}|the .+|The .+")
"""A paper behind a name: "The Daily Example", "O Estado"."""
_SITE_PART = re.compile(r"[A-Z][A-Z0-9]{1,5}|(?:[B-DF-HJ-NP-TV-XZ]{2,5}|ABC|USA)(?: \w+){1,2}")
"""The letters of a station or a site: "G1", "CNN Business"."""
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\(([^()]+)\)")
_SMALL = frozenset("and & de la van von".split())
_EMPTY = frozenset("none null nan nil undefined various n/a".split())
_NOBODY = Caseless(f"(?:{_WORDS['nobody']})[.:]?")
_LONGEST = 250
_MOST_CREDITED = 50_000
"""Characters: enough for the authors of a whole laboratory, too few for a hostile file."""


def may_open(line: str) -> bool:
    """Whether either opener may be anywhere in a line, as a quick test: False for most prose."""
    if line.isascii():
        return ":" in line or _MAY_OPEN_PLAIN.search(f" {line.lower()}") is not None
    return _MAY_OPEN.search(line) is not None


def byline(text: str, *, lower: bool = False) -> Credit | None:
    """The credit of a whole text that stands behind a "By"; None if it is not certain.

    With `lower`, names may have no capitals.
    """
    text = clean_line(text)
    return _byline(text, lower) if text and len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)  # many articles have the same byline
def _byline(text: str, lower: bool) -> Credit | None:
    found = NOBODY
    inner = list(_INNER.finditer(text))
    ends = [match.start() for match in inner] + [len(text)]
    first = text[: ends[0]].rstrip(" ,;.(") if inner else text
    authors = [first] if first or not inner else []
    authors += [
        text[match.end() : end].strip(" ,;)")
        for match, end in zip(inner, ends[1:], strict=True)
        if match["author"]
    ]
    for names in authors:
        credit = _list(names, lower)
        if credit is None:
            return None
        found = found + credit
    return found


def people(text: str, *, lower: bool = False) -> tuple[str, ...] | None:
    """The people in a list of names, perhaps none; None if the text is not certainly one."""
    found = byline(text, lower=lower)
    return None if found is None else found.people


def credited(text: str) -> Credit:
    """The credit of a value that names authors, such as a field "author".

    A single name ("Banksy") and a list that has no certain parts ("Smith and Jones") are one
    author, as written; an organisation, a user name or an address is none.
    """
    text = clean_line(text)
    if text.lower() in _EMPTY or len(text) > _MOST_CREDITED:
        return NOBODY
    if len(text) <= _LONGEST and _NOBODY.fullmatch(text):
        return NOBODY
    if match := _MAIL_AND_NAME.fullmatch(text):  # of RSS
        text = match[1]
    if OTHER_OPENER.match(text) and not _INNER.search(text):
        return NOBODY
    if found := from_our_own(text):
        return found
    while opener := OPENER.match(text):
        text = text[opener.end() :]
    if (whole := byline(text, lower=True)) is not None:
        return whole
    found = NOBODY
    for part in re.split(r"\s*[;|]\s*", text):
        credit = byline(part, lower=True)
        if credit is None:
            name = part.strip(" ,")
            credit = Credit((name,)) if _can_be_author(name) else NOBODY
        found = found + credit
    return found


def from_our_own(text: str) -> Credit | None:
    """The credit of "From our correspondent in Paris": nobody, or the people named at its end."""
    text = text.strip(" .")
    if _FROM_OUR.fullmatch(text) is None:
        return None
    return byline(text.partition(" ")[2]) or NOBODY


def _can_be_author(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 6 or any(map(str.isdigit, text)) or set(text) & set("@/:_<>{}[]=?!"):
        return False
    if is_place(text) or agencies_named(text):
        return False
    if is_role(text) or is_body(text) or "." in text.strip(".")[2:-2].replace(". ", ""):
        return False
    if len(words) == 1:  # a mononym, but no acronym
        return is_single_name(text) and not (text.isupper() and text.isascii() and len(text) < 6)
    cased = all(not word[0].islower() or word in _SMALL for word in words)
    names = " ".join(word for word in words if word not in {"and", "&"})
    return is_name(text, lower=True) or (cased and is_name(names))


def _list(text: str, lower: bool) -> Credit | None:
    """The people and agencies in a list: "A B; C D", "A B, C D and E F | AFP"."""
    if not text.isascii():
        text = _CHINESE_CREDIT.sub("", text)
        text = _REPORTS.sub("", text)
        words = _BETWEEN_HAN.split(text)
        if len(words) > 2 or are_han_names(words):
            text = "、".join(words)
        elif len(words) == 2 and _ONE_IN_JAPAN.fullmatch(text):
            return Credit((" ".join(words),))
    found: Credit | None = None
    for part in filter(None, _LIST_BREAK.split(text)):
        for at, several in enumerate(_at_and(part, lower)):
            after_name = bool(found and found.people)
            credit = _at_commas(several, lower, after_name=after_name)
            if credit is None:
                return None
            nobody = not (credit.people or credit.agency)
            if nobody and (at or not after_name) and _may_name_person(several):
                return None
            found = (found or NOBODY) + credit
    return found


def _may_name_person(text: str) -> bool:
    """Whether a paper may stand right behind a name: "Jane Doe Harlow Courier Staff"."""
    return text.count(" ") > 1 and is_given_name(text.partition(" ")[0]) and is_body(text)


def _at_and(text: str, lower: bool) -> list[str]:
    """The text split at "and"; at the "and" of other languages only between whole credits."""
    parts: list[str] = []
    for several in _AND.split(text):
        whole: str | None = None
        for piece in _OTHER_AND.split(several):
            if whole is None:
                whole = piece
            elif _at_commas(whole, lower) and _at_commas(piece, lower):
                parts.append(whole)
                whole = piece
            else:
                at = several.index(piece, several.index(whole) + len(whole))
                whole = several[several.index(whole) : at + len(piece)]
        parts.append(whole or "")
    return parts


def _at_commas(text: str, lower: bool, *, after_name: bool = False) -> Credit | None:
    parts = [part for part in re.split(r"\s*[,，]\s*", text.strip(" ,")) if part]
    if not parts:
        return None
    if inverted := _inverted(parts):
        return Credit((inverted,))
    names: list[str] = []
    agency: str | None = None
    for part in parts:
        if names and is_suffix(part):
            names[-1] += f" {part}"
            continue
        if (names or after_name) and (
            is_post_nominal(part)
            or (OUTLET.fullmatch(part) and not agencies_named(part))
            or is_place(part)
            or _PLACE_PART.fullmatch(part)
            or _FROM_OUR.fullmatch(part)
            or (is_single_name(part) and not is_han_name(part) and not agencies_named(part))
            or (is_role(part) and person(part, lower=lower) is None)
            or (_SITE_PART.fullmatch(part) and not agencies_named(part))
        ):
            continue
        credit = person(part, lower=lower)
        if credit is None and (names or after_name) and is_body(part):
            continue  # "head of the programme for harbours at Harlow University"
        if credit is None:
            return None
        names += credit.people
        agency = joined(agency, credit.agency) if agency else credit.agency
    return Credit(tuple(names), agency)


def _inverted(parts: list[str]) -> str | None:
    """ "Smith, John" as John Smith; None if it is no inverted name."""
    if len(parts) != 2 or not 1 <= len(parts[1].split()) <= 2:
        return None
    surname, given = parts
    if not (is_single_name(surname) or _PARTICLES_FIRST.fullmatch(surname)):
        return None
    if any(agencies_named(part) or is_place(part) or is_role(part) for part in parts):
        return None
    whole = f"{given} {surname}"
    return whole if is_name(whole) and not is_suffix(given) else None
