"""Names of people in credits, without the words before and after them.

Names are kept as printed, without titles, roles and addresses: "Dr. John A. Smith Jr." becomes
John A. Smith Jr. A text that is not certainly a name is none: to find nobody is better than to
invent somebody. It must not know lists of names, nor where a credit stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from newsarchive.readers.credits.agencies import agencies_named, agency_named, joined
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.vocabulary import word_lists
from newsarchive.text.memo import Memo
from newsarchive.text.words import fold

_LISTS = word_lists("credits/persons.txt")


def _words(name: str) -> list[str]:
    return " ".join(_LISTS[name]).split()


def _folded(name: str) -> frozenset[str]:
    return frozenset(map(fold, _words(name)))


_PARTICLES = _folded("particles")
_NEVER_FIRST = _folded("never first")
_ARTICLES = _folded("articles")
_PROSE = _folded("prose")
_MONTHS = _folded("months")
_ROLES = _folded("roles")
_ROLE_ENDINGS = tuple(_words("role endings"))
_NEWSROOM_ROLES = tuple(_words("newsroom roles"))
_MODIFIERS = _folded("modifiers")
_BODIES = _folded("bodies")
_BODY_ENDINGS = tuple(map(fold, _words("body endings")))
_LEGAL_FORMS = _folded("legal forms")
_ADJECTIVES = _folded("adjectives")
_HAN_SURNAMES = tuple(_words("han surnames"))
_TITLES = _folded("titles")
_LANDMARKS = _folded("landmarks")
_PAPERS_ONLY = _folded("papers")
_GIVEN_NAMES = frozenset(map(fold, word_lists("credits/given_names.txt")[""]))

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0971-\u0e4e\u0e81-\u0ecd\u1000-\u17d3"
)
"""Vowels and other marks within words that are no letters to Python, among letters that are."""
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}\u200c\u200d])*"
_WORD = re.compile(rf"['’]?{_LETTERS}(?:['’.\-‐]{_LETTERS})*['’.]?")
_HAN_NAME = re.compile(r"[一-鿿]{2,4}(?:·[一-鿿]{1,6})?")
_KOREAN = re.compile(r"([가-힣]{2,4}?)\s*(?:[가-힣]{2,4}\s*)?(?:기자|특파원|논설위원)")
"""A name before what the person is: a reporter, a correspondent."""
_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|junior|ii|iii|iv)\.?", re.IGNORECASE)
_POST_NOMINAL = re.compile(
    r"(?:ph\.?d|m\.?d|m\.?a|m\.?sc|b\.?a|esq|obe|mbe|cbe|mp|mep|frs|rn|jd|mba|dphil)\.?",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"\S+@\S+\.\S+|(?<!\w)@\w+|https?://\S+|www\.\S+|\b(?:twitter|x)(?:\.com)?[:/]\s*\S+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_TAIL = re.compile(
    r"\s+(?:in|at|from|near|for|For|FOR|IN|AT|aus|für|pour|para|per|à|em|i|в|te|voor|til|för|of|Of|OF|dans|über)\s+"
    r"(?P<what>(?:[Tt]he\s+|THE\s+|[Ll]e\s+|[Ll]a\s+)?\w.{1,50})$"
)
_SPANISH_TAIL = re.compile(r"\s+en\s+(?P<what>\w.{1,40})$")
_OUTLET_TAIL = re.compile(
    r"\s+(?:[Ss]pecial|SPECIAL)\s+(?:to|for|TO|FOR)\s+(?P<what>(?:the\s+)?[A-ZÀ-Þ\d].{1,50})$"
    r"|\s+(?P<paper>The\s+[A-Z].{1,50})$"
)
"""A paper right behind a name: "Jane Doe Special to The Bay Post", "Jane Doe The Bay Post"."""
_PICTURES = re.compile(
    r"\W*(?:f|ph)oto|\W*(?:bild|picture|image|illustra|video|camera|kamera|фото)", re.I
)
_GLUED = re.compile(r"(?!Fitz)[^\W\d_][a-zß-ÿ]{3,}[A-ZÀ-Þ][a-zß-ÿ]{3,}")
_GLUED_ROLE = re.compile(r"([^\W\d_][a-zß-ÿ]+)([A-ZÀ-Þ][a-zß-ÿ]{3,})")
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
_MOST_WORDS = 6
_SHORT_WORD, _MOST_SMALL = 3, 2
"""Letters; and how many longer words without a capital are more than the name of a body has."""
_FIRST_WORDS = 3
_LONG_BODY = 8
"""Letters of a word that may be made of others: "Tierschutzbund", but not "Albund"."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The people and the agency that are credited; neither: nobody in particular."""

    people: tuple[str, ...] = ()
    agency: str | None = None

    def __add__(self, other: Credit) -> Credit:
        """Both credits as one, each name once."""
        names = tuple(dict.fromkeys((*self.people, *other.people)))
        return Credit(names, joined(*filter(None, (self.agency, other.agency))))


NOBODY = Credit()


def person(text: str, *, lower: bool = False) -> Credit | None:
    """The credit in a text that holds no list; None if it is not certain.

    With `lower`, the name may have no capitals.
    """
    if korean := _KOREAN.fullmatch(text.strip()):
        return Credit((korean[1],))
    agency = None
    for bracket in _BRACKETS.findall(text):
        if _PICTURES.match(bracket):
            return NOBODY  # "Kim Sok (Fotos)"
        agency = agency or agencies_named(bracket)
    bare = " ".join(_BRACKETS.sub(" ", _ADDRESSES.sub(" ", text)).split()).strip(" ,;:–—-*•")
    bare = _FULL_STOP.sub("", bare)
    if not bare:
        return Credit((), agency) if text.strip() else None
    if named := agencies_named(bare):
        return Credit((), named)
    if (match := _OUTLET_TAIL.search(bare)) and (match["what"] or is_body(match["paper"])):
        found = person(bare[: match.start()], lower=lower)
        if found and found.people:
            return _with_agency(found, agencies_named(match["what"] or match["paper"]) or agency)
    for tail in (_TAIL, _SPANISH_TAIL):
        if (match := tail.search(bare)) and (
            tail is _TAIL or is_place(match["what"]) or " " not in match["what"]
        ):
            found = person(bare[: match.start()], lower=lower)
            if found or not is_body(bare):
                return _with_agency(found, agencies_named(match["what"]) or agency)
    found = _beside_roles(bare, lower)
    if found is None and is_body(bare) and not _is_prose(bare):
        found = NOBODY
    return _with_agency(found, agency)


def _is_prose(text: str) -> bool:
    """Whether a text with the word of a body goes on or begins as no name of a body does.

    "council blames soft ground", "for the course at the golf club".
    """
    words = text.split()
    if words[0].islower() and words[0] in _PROSE and words[0] not in _MODIFIERS:
        return True
    small = [word for word in words if word.islower() and len(word) > _SHORT_WORD]
    if len(small) < _MOST_SMALL:
        return False
    others = (word for word in small if not (is_body(word) or _is_role_word(word)))
    return sum(1 for word in others if not _is_modifier(word)) >= _MOST_SMALL


def _with_agency(found: Credit | None, agency: str | None) -> Credit | None:
    return found and Credit(found.people, found.agency or agency)


def is_role(text: str) -> bool:
    """Whether the text holds a role: "Senior Energy Editor", "WELT-Redakteurin"."""
    return any(map(_is_role_word, text.split()))


def is_newsroom_role(text: str) -> bool:
    """Whether the text holds the role of a journalist, and not only that of a minister."""
    return any(
        _is_role_word(word) and fold(word).startswith(_NEWSROOM_ROLES) for word in text.split()
    ) or any(fold(word.strip(".,")).endswith(_ROLE_ENDINGS) for word in text.split())


def is_body(text: str) -> bool:
    """Whether the text is a department, an organisation, or a word for an unnamed author."""
    folded = [fold(word.strip(".,")) for word in text.split()]
    if not folded:
        return False
    parts = folded
    if "-" in text or not text.isascii():
        parts = [*folded, *(word.rpartition("-")[2] for word in folded)]
    if not _BODIES.isdisjoint(parts) or (len(folded) > 1 and folded[0] in _ADJECTIVES):
        return True
    if any(word.endswith(_BODY_ENDINGS) and len(word) > _LONG_BODY for word in folded):
        return True
    if len(folded) > 1 and folded[-1] in _LEGAL_FORMS:
        return True
    if len(folded) == 2 and folded[0] in _ARTICLES and text[0].isupper():
        return True  # "Le Figaro"
    return folded[-1] in {"sun", "star", "post"} and is_place(text.rpartition(" ")[0])


def begins_as_prose(text: str) -> bool:
    """Whether one of the first words is of a sentence or a title: "popular demand, the show"."""
    words = text.split(maxsplit=_FIRST_WORDS)
    if len(words) <= _FIRST_WORDS or (words[0][0].isupper() and words[0][-1] != ":"):
        return False  # "Anne and the Harbour Council" are perhaps names
    return not _PROSE.isdisjoint(fold(word.strip(".,:")) for word in words[:_FIRST_WORDS])


def is_landmark(text: str) -> bool:
    """Whether the text is the name of something that was built: "George Washington Bridge"."""
    return fold(text.rpartition(" ")[2]) in _LANDMARKS


def is_suffix(text: str) -> bool:
    """Whether the text belongs to the name before it: "Jr.", "III"."""
    return _SUFFIX.fullmatch(text) is not None


def is_post_nominal(text: str) -> bool:
    """Whether the text is a degree or an honour that may follow a name."""
    return _POST_NOMINAL.fullmatch(text) is not None


def is_name(text: str, *, lower: bool = False) -> bool:
    """Whether the text can only be the name of a person, two to six words long."""
    if is_han_name(text):
        return True
    words = text.split()
    folded = [fold(word.strip(".,")) for word in words]
    if not 2 <= len(words) <= _MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        return False
    if not _PROSE.isdisjoint(folded) or not _BODIES.isdisjoint(folded) or is_place(text):
        return False
    if folded[0] in _ARTICLES and (len(words) == 2 or words[0].islower()):
        return False
    if any(map(_GLUED.fullmatch, words)):
        return False  # "MendesPeter"
    if all(word in _MONTHS or len(word) == 1 for word in folded) or folded[0] in _NEVER_FIRST:
        return False
    if text.isupper() and len(words) > 4:
        return False  # probably a title
    if all(len(word.strip(".")) == 1 for word in words) or folded[-1] in _PARTICLES - {"do", "la"}:
        return False
    if lower and text.islower():
        return len(words) <= 3
    return not text.islower() and all(map(_can_stand_in_name, words))


def is_han_name(text: str) -> bool:
    """Whether the text has the form of a Chinese name: two to four characters."""
    return _HAN_NAME.fullmatch(text) is not None


def are_han_names(words: list[str]) -> bool:
    """Whether several words of Han letters are people in China, and not one in Japan."""
    return all(is_han_name(word) and word.startswith(_HAN_SURNAMES) for word in words)


def is_given_name(word: str) -> bool:
    """Whether the word is a given name of many people: "Ayşe", "Jean-Luc".

    It decides only where a name stands without a "By": "Ayşe Yılmaz" may be an author there,
    "Climate Change" may not.
    """
    return fold(word.split("-", maxsplit=1)[0]) in _GIVEN_NAMES


def is_single_name(text: str) -> bool:
    """Whether the text is one word with a capital: a surname, a mononym or a place."""
    return _WORD.fullmatch(text) is not None and not text[0].islower() and len(text) > 1


def _can_stand_in_name(word: str) -> bool:
    # "O'Neill", "McNeil", "李明" and "d'Afflisio" begin with no small letter or have a capital.
    return not word[0].islower() or word in _PARTICLES or not word.islower()


def _names_role(word: str) -> bool:
    folded = fold(word.strip(".,:"))
    return folded in _ROLES or (folded.endswith(_ROLE_ENDINGS) and len(folded) > 8)


_is_role_word = Memo(_names_role).__getitem__  # most words are common


def _is_modifier(word: str) -> bool:
    return fold(word.strip(".,:")) in _MODIFIERS


def _unglued(word: str) -> list[str]:
    """The word, or the name and the role that a page printed without a blank: "DoeStaff"."""
    match = _GLUED_ROLE.fullmatch(word)
    if match and (_is_role_word(match[2]) or _is_modifier(match[2])):
        return [match[1], match[2]]
    return [word]


def _words_before_outlet(words: list[str]) -> int:
    """How many words are a name, before an agency or a paper: "Jane Doe Courier Staff"; else 0.

    The paper's name must be clear: of "Jane Doe Harlow Courier Staff" nobody knows whose is Harlow.
    """
    if len(words) < 3:
        return 0
    shouted = sum(1 for _ in takewhile(str.isupper, words))
    middle = words[1].endswith(".") or fold(words[1]) in _PARTICLES
    for length in dict.fromkeys((shouted, 2, 3)):
        outlet = words[length:]
        if length < 2 or not outlet or not is_name(" ".join(words[:length])):
            continue
        if agency_named(" ".join(outlet), ambiguous=False):
            return length
        is_person = is_given_name(words[0]) or any(map(_is_role_word, outlet))
        if length == shouted and is_person and is_body(" ".join(outlet)):
            return length  # "JANE DOE Harlow Times Staff Writer"
        clear = length in {2, shouted} or middle
        if clear and (len(outlet) > 1 or length == shouted) and _is_outlet(outlet):
            return length
    return 0


def _is_outlet(words: list[str]) -> bool:
    """Whether the words can only be a paper, with what somebody is there: "Denver Post Staff"."""
    if words[0] in {"The", "the"}:
        words = words[1:]
    for length in (2, 1):
        if len(words) > length and is_place(" ".join(words[:length])):
            words = words[length:]
            break
    folded = [fold(word.strip(".,")) for word in words]
    rest = folded[1:] if folded and folded[0] in _PAPERS_ONLY else folded
    known = all(word in _BODIES or _is_modifier(word) or _is_role_word(word) for word in rest)
    return known and (len(rest) < len(folded) or not _BODIES.isdisjoint(set(folded) - {"staff"}))


def _beside_roles(text: str, lower: bool) -> Credit | None:
    """The name before or after a role, without titles."""
    words = [part for word in text.split() for part in _unglued(word)]
    of_paper = not _PAPERS_ONLY.isdisjoint(map(fold, words[:-2]))
    if of_paper and _is_role_word(words[-2]) and fold(words[-1]) in _BODIES:
        return NOBODY  # "Bay Post Editorial Board"
    if length := _words_before_outlet(words):
        outlet = " ".join(words[length:])
        return Credit((" ".join(words[:length]),), agencies_named(outlet))
    roles = [at for at, word in enumerate(words) if _is_role_word(word)]
    agency = None
    if roles:
        before, after = words[: roles[0]], words[roles[-1] + 1 :]
        while before and _is_modifier(before[-1]):
            before.pop()
        while after and _is_modifier(after[0]):
            after.pop(0)
        if len(before) > 2 and (agency := agencies_named(before[-1])):
            before.pop()  # "JANE DOE AP Business Writer"
        words = after
        if not after and before:
            whole = agencies_named(" ".join(before))
            if not whole and _is_outlet(text.split()[len(before) - 1 :]):
                return NOBODY  # "Denver Post Staff Writer"
            # "Jane Doe Energy Editor": the length of the name must be clear.
            if not whole and not (is_name(" ".join(before)) and len(before) == 2):
                return NOBODY if is_body(text) or len(before) == 1 else None
            words, agency = ([], whole) if whole else (before, agency)
        elif before:
            agency = agencies_named(" ".join(before)) or agencies_named(before[0])
        if not words:
            return Credit((), agency)
    elif is_body(text):
        return None
    return _bare_name(words, agency, lower)


def _bare_name(words: list[str], agency: str | None, lower: bool) -> Credit | None:
    """The name without the titles before it and the degrees and the agency behind it."""
    while len(words) > 2 and fold(words[0].strip(".")) in _TITLES:
        words = words[1:]
    while len(words) > 2 and is_post_nominal(words[-1]):
        words = words[:-1]
    if len(words) > 2 and (named := agency_named(words[-1], ambiguous=False)):
        words, agency = words[:-1], agency or named  # "Jane Doe Reuters"
    name = " ".join(words).strip(" ,")
    return Credit((name,), agency) if is_name(name, lower=lower) else None
