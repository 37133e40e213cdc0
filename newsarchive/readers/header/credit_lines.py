"""Lines of a header that credit somebody without a "By", and lines that only look like a byline.

"Jane Doe, Senior Reporter", "Le Monde avec AFP", "Redacción / EFE". It must not know days, nor the
lines around.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.readers.credits.agencies import agencies_named, agency_named
from newsarchive.readers.credits.bylines import OUTLET, byline
from newsarchive.readers.credits.persons import (
    NOBODY,
    Credit,
    is_body,
    is_given_name,
    is_landmark,
    is_newsroom_role,
    is_role,
    person,
)
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.header.days import LISTS
from newsarchive.readers.header.features import features_of
from newsarchive.readers.vocabulary import Caseless
from newsarchive.text.words import count_words

LONGEST_LINE = 300
FEW_WORDS = 4
MOST_WORDS = 12
_MOST_CAPITALS = 3
"""Words of a name in capitals that stands without a "By"."""
NOISE = Caseless("|".join(LISTS["noise"]))

_AGENCY_WITHIN = re.compile(
    r"(?P<paper>\S.{1,30}?)\s+(?:avec|with|mit|con|com|met)\s+(?P<agency>\S+)"
    r"|(?P<first>[A-Z]\S{1,11})\s+in\s+(?P<place>[A-Z].{1,30})"
)
_SITE = re.compile(r"[a-z]+[A-Z]\w*|\w+\.(?:com|net|org|id|az|tr|ru|de|fr|es|it|br)")
_BESIDE_AGENCY = frozenset("avec with mit con com met in".split())
_BY = Caseless(r"(?:.*\s)?by\b")
_SEPARATORS = re.compile(r"\s*[,|/]\s*|\s+[-–—]\s+")
_MAY_HAVE_SEPARATOR = re.compile(r"[,|/–—-]")


def credit_line(line: str) -> Credit | None:
    """The credit of a line with a name and a role or an agency, or with an agency alone."""
    agency = agencies_named(line)
    if agency and agency_named(line, ambiguous=False) is not None:
        return Credit((), agency)
    features = features_of(line)
    if features.sentence or features.words > MOST_WORDS or ":" in line:
        return None
    if agency := _agency_within(line):
        return Credit((), agency)
    parts = _SEPARATORS.split(line) if _MAY_HAVE_SEPARATOR.search(line) else [line]
    if len(parts) == 1:
        if "@" not in line and not is_role(line):
            return None
        name = person(line)
        if name and name.people and ("@" in line or begins_as_name(name.people[0])):
            return name
    elif any(_stands_beside_name(part) for part in parts[1:]):
        name = person(parts[0])
        if name and name.people and _is_author(name.people[0], parts[1:]):
            return byline(line)
    return _without_people(line, parts)


def _agency_within(line: str) -> str | None:
    """The agency of "Le Monde avec AFP" and "Reuters in Athens"."""
    if _BESIDE_AGENCY.isdisjoint(line.split()):
        return None
    match = _AGENCY_WITHIN.fullmatch(line)
    if match is None or (match["paper"] and not is_body(match["paper"])):
        return None
    if match["place"] and not is_place(match["place"]):
        return None
    return agency_named(match["agency"] or match["first"], ambiguous=False)


@lru_cache(maxsize=4096)  # the parts of "Net 975,000 vs 3,145,000" come again and again
def _stands_beside_name(part: str) -> bool:
    if _SITE.fullmatch(part) or OUTLET.fullmatch(part):
        return True
    beside = is_role(part) or is_place(part) or "@" in part or agencies_named(part) is not None
    return beside or (0 < count_words(part) <= FEW_WORDS and is_body(part))


def _is_author(name: str, beside: list[str]) -> bool:
    """Whether a name without a "By" is an author's, by the parts of the line beside it."""
    if not begins_as_name(name):  # "MAXCOM NAMES CHAIRMAN, PRESIDENT" is a title
        return not name.isupper() and is_newsroom_role(beside[0]) and len(name.split()) <= 3
    return all(_stands_beside_name(part) for part in beside)


def _without_people(line: str, parts: list[str]) -> Credit | None:
    """ "Political correspondent, BBC News", "Redacción / EFE": roles, bodies, agencies."""
    if features_of(line).words > 2 * FEW_WORDS:
        return None
    certain = list(map(_is_role_or_agency, parts))
    if not any(certain):
        return None
    credit = NOBODY
    for part in parts:
        found = person(part)
        if found is None or found.people:
            return None
        credit += found
    lengths = list(map(count_words, parts))
    if credit.agency is None and max(lengths) > FEW_WORDS:
        return None  # "WESTERN UNION NAMES NEW PRESIDENT": a role, but in a title
    few = (sure or length <= 3 for sure, length in zip(certain, lengths, strict=True))
    return credit if all(few) else None


@lru_cache(maxsize=4096)
def _is_role_or_agency(part: str) -> bool:
    return is_role(part) or agencies_named(part) is not None


def names_alone(line: str) -> Credit | None:
    """The people in a line of nothing but names whose first words are known given names."""
    if not line or not begins_as_name(line) or features_of(line).words > MOST_WORDS:
        return None
    found = byline(line)
    if found is None or not found.people or not all(map(begins_as_name, found.people)):
        return None
    lengths = [len(name.split()) for name in found.people]
    if any(map(is_landmark, found.people)):
        return None
    if line.isupper() and (max(lengths) > _MOST_CAPITALS or " IN " in line):
        return None  # "ALBERTA FISHING VIRTUALLY COMPLETE", "MARK FALLS SHARPLY IN TOKYO"
    words_of_names = sum(lengths)
    return found if words_of_names >= count_words(line) - 3 * len(found.people) else None


def begins_as_name(text: str) -> bool:
    """Whether the first word is a known given name."""
    return is_given_name(text.partition(" ")[0])


def is_noise(line: str) -> bool:
    """Whether pages print the line beside an article: "5 min read", "© 2018 ..."."""
    if len(line) > LONGEST_LINE:
        return False
    return credits_others(line) or NOISE.fullmatch(line) is not None


def credits_others(line: str) -> bool:
    """Whether the line names people who are not authors: "Photo: Kim Sok"."""
    opener = features_of(line).other_opener
    return opener is not None and byline(line[opener.end() :]) is not None


def is_beside_name(line: str) -> bool:
    """Whether the line may follow a name: a role, a paper, a town."""
    few = features_of(line).words <= FEW_WORDS
    return few and (is_body(line) or is_role(line) or is_place(line))


def looks_like_byline(line: str) -> bool:
    """Whether the line begins as a byline, and so is no title even if it cannot be read."""
    opener = features_of(line).opener
    if opener is None:
        return credits_others(line)
    rest = line[opener.end() :]
    if is_capital_opening(line[: opener.end()], rest):
        return False
    return byline(rest) is not None or any(
        byline(rest[: cut.start()]) is not None for cut in re.finditer(r"\s", rest)
    )


def is_capital_opening(opening: str, rest: str) -> bool:
    """Whether what opens a byline in another language opens a headline: "DI INDUSTRIES WINS"."""
    return opening.isupper() and not _BY.match(opening) and not begins_as_name(rest)
