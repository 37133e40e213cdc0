"""The people that a page credits with its article.

Sites, newsrooms and companies are named where authors are, and are nobody. It must not know HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from newsarchive.readers.credits.agencies import agencies_named
from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER, byline, credited, people
from newsarchive.readers.credits.persons import NOBODY, Credit, is_given_name, is_newsroom_role
from newsarchive.readers.header.days import DAY_LABEL_BEHIND
from newsarchive.readers.json.linked import plain
from newsarchive.readers.markup.htmltree import Element
from newsarchive.readers.page.marks import BREAK, LISTS, Mark, Place
from newsarchive.readers.vocabulary import word_lists

_AUTHOR = frozenset(" ".join(LISTS["author"]).split())
_NO_AUTHOR = frozenset(" ".join(LISTS["author not"]).split())
_LABELS = frozenset(LISTS["author labels"])
_OUTLET_WORDS = frozenset(" ".join(word_lists("credits/outlet_words.txt")[""]).split())
_ADDRESS = re.compile(r"(?:(?:by\s+)?(?:https?://|www\.)\S*|[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_ALL_BY = re.compile(
    r"^(?:(?:view|see|read|all|more|alle|tous|todos)\b.{0,30}?\b(?:by|from|von|de|par|por)"
    r"|(?:submitted|posted|published|contributed|verfasst|geschrieben|publié|escrito|publicado)"
    r"\s+(?:by|von|par|por)|(?:author|written by)(?=\s[A-Z])"
    r"|(?:text|words|story)\s+(?:and|&)\s+(?:photo(?:s|graphy)?|pictures|images)\s+by)\s+",
    re.IGNORECASE,
)
_BUTTONS = re.compile(
    r"\s+(?:follow(?:\s.*)?|opens\s+in\s.*|(?:email|contact|mail)(?:\s.*)?|on\s+twitter.*"
    r"|(?:view|see|read)\s+(?:all|more|bio|profile).*)$",
    re.IGNORECASE,
)
_WITH_DAY = re.compile(r"[,;]?\s+(?:(?:on|am|le|el|em)\s+)?(?:\w+,?\s+)?\S*\d.*")
"""The day behind a name, and all that follows."""
_BY_BEHIND_DAY = re.compile(r"^[^|]*?\d[^|]*?\s(?:by|von|par|por|door|av|af)\s+(?=[^\W\d_])")
_TO_PERSON = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autore|profiles?|people|staff|journalists?|writers?"
    r"|reporters?|contributors?|columnists?|redactie|redakteur|by)/[^/]",
    re.IGNORECASE,
)
"""Addresses of what a site says of its people."""
_PIECES = re.compile(r"\s*[|•·●/]\s*|\s+[–—-]\s+")
_LONGEST = 120
"""Characters of a byline on a page."""
_LONGEST_VALUE = 500
"""Characters of a value of data that may hold more than names."""
_MOST_NAMES = 8
_MOST_WITHIN = 25
_MOST_TEXTS = 40
"""Texts that are marked as authors', of which some hold others: more are of a list of articles."""
_FIRST_HAN = "\u2e80"
_HAN_NEWSROOMS = frozenset(LISTS["han newsrooms"])
_MOST_BESIDE = 7
"""Words beside the names in a line that says nothing else."""

Values = tuple[Sequence[str], str]
"""Values that name authors, and where they were found."""


def credit_of(
    given: Iterable[Values], marks: Sequence[Mark], late: Iterable[Values], sites: Iterable[str]
) -> tuple[Credit, str] | None:
    """Those credited and where they were found; None if nobody is.

    `given` are values of data and tags, best first, and `late` those that count after bylines;
    `sites` are names of the site, and those in its addresses.
    """
    site = _Site(sites)
    agency: tuple[Credit, str] | None = None
    candidates = chain(
        ((_of_values(values, place, site), place) for values, place in given),
        ((sum(map(_printed, texts), NOBODY), place) for texts, place in _bylines(marks)),
        ((_of_values(values, place, site), place) for values, place in late),
    )
    for credit, place in candidates:
        found = site.taken_out(credit)
        if found.people:
            return found + (agency[0] if agency else NOBODY), place
        if found.agency and agency is None:
            agency = (found, place)
    return agency


def _of_values(values: Sequence[str], place: str, site: _Site) -> Credit:
    is_named = place.startswith("JSON-LD")
    kept = [one for one in values if not site.has(one)]
    return sum((_credited(one, is_named=is_named) for one in kept), NOBODY)


class _Site:
    """The names of a site, which stand where those of authors do."""

    def __init__(self, names: Iterable[str]) -> None:
        names = list(names)
        self._names = {plain(name) for name in names}
        self._words = {word for name in names for word in _words(name)}

    def has(self, name: str) -> bool:
        """Whether a name is an address or that of the site: "Packet Online" of The Packet.

        A site may have the name of the person whose it is.
        """
        if _ADDRESS.fullmatch(name.strip()) or not plain(name):
            return True
        if plain(name) in self._names:
            return not (is_given_name(name.partition(" ")[0]) and people(name))
        own = [word for word in _words(name) if len(word) > 1 and word not in _OUTLET_WORDS]
        return bool(self._words) and self._words.issuperset(own)

    def taken_out(self, found: Credit) -> Credit:
        """The credit without the site, and without where somebody works."""
        kept = [one for one in found.people if not self.has(one)]
        # Behind a name stands where somebody works: "Oona Farrelly, Packet Inland".
        behind = [one for one in kept[1:] if _words(one)[0] not in self._words]
        return Credit((*kept[:1], *behind), found.agency)


def is_byline(text: str, names: Sequence[str]) -> bool:
    """Whether a line is little more than these names."""
    rest = text
    for name in names:
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    words = re.findall(r"[^\W\d_]+", rest)
    return rest != text and len(words) <= _MOST_BESIDE and not text.endswith((".", "!", "?"))


def is_author_label(text: str) -> bool:
    """Whether what a tag labels so is the author."""
    return text.strip().rstrip(" :").lower() in _LABELS


def _credited(value: str, *, is_named: bool) -> Credit:
    """The credit of a value. Where it `is_named` a person's, one capital in it may be enough.

    A single word may be an account or a section as well, but not in Han and Hangul.
    """
    if len(value) <= _LONGEST_VALUE:
        value = _BUTTONS.sub("", _ALL_BY.sub("", " ".join(value.split())))
    found = credited(value)
    if is_named and not found.people and not found.agency and _has_one_capital(value):
        return Credit((value,))
    return Credit(tuple(filter(_is_whole_name, found.people)), found.agency)


def _has_one_capital(value: str) -> bool:
    words = value.split()
    return (
        len(words) == 2 and all(map(str.isalpha, words)) and value[0].isupper()
        and words[1].islower() and bool(credited(value.title()).people)
    )  # fmt: skip


def _is_whole_name(name: str) -> bool:
    return " " in name or (name >= _FIRST_HAN and name not in _HAN_NEWSROOMS)


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"\w+", name.casefold()) if word != "the"]


def _bylines(marks: Sequence[Mark]) -> Iterator[tuple[list[str], str]]:
    """The texts that may name the authors, best marked first, and where they were found."""
    own = [mark for mark in marks if mark.place != Place.ELSEWHERE]
    beside = [mark for mark in own if mark.beside_title]
    scoped = [mark for mark in marks if "author" in mark.names("itemprop")]
    linked = [mark for mark in marks if "author" in mark.names("rel")]
    for some, place in ((scoped, 'itemprop "author"'), (linked, "byline")):
        for nearest in (set(beside), set(own)):
            yield _texts([mark for mark in some if mark in nearest]), place
        yield _only(_texts(some)), place
    named = [
        mark
        for mark in beside
        if not mark.words.isdisjoint(_AUTHOR) or mark.element.tag == "address"
    ]
    named = [mark for mark in named if mark.words.isdisjoint(_NO_AUTHOR)]
    yield _texts(named), "byline"
    to_people = [
        mark for mark in beside if _TO_PERSON.search(mark.element.attributes.get("href", ""))
    ]
    yield _texts(to_people), "byline"
    for mark in beside:
        if len(mark.text) <= _LONGEST and _is_byline(mark.text):
            yield [mark.text], "byline"
    others = [
        mark for mark in own
        if not mark.words.isdisjoint(_AUTHOR) and mark.words.isdisjoint(_NO_AUTHOR)
    ]  # fmt: skip
    yield _only(_texts(others)), "byline"


def _only(texts: list[str]) -> list[str]:
    """The text if there is one, and not one for each of several articles."""
    return texts if len({plain(text) for text in texts}) == 1 else []


def _is_byline(text: str) -> bool:
    """Whether a line that is not marked credits somebody: its words say so, or a given name."""
    if OPENER.match(text) or is_newsroom_role(text) or _BY_BEHIND_DAY.match(text):
        return True
    name, _, rest = text.partition(BREAK)
    name = _without_day(_PIECES.split(name)[0])
    is_person = is_given_name(name.partition(" ")[0]) and people(name) == (name,)
    return is_person and (not rest or any(map(str.isdigit, rest)))


def _without_day(text: str) -> str:
    """A text without the day behind it, and its label: "Jane Doe, published on 4 May 2018"."""
    left = _WITH_DAY.sub("", text)
    return left if left == text else DAY_LABEL_BEHIND.sub("", left)


def _texts(marks: Sequence[Mark]) -> list[str]:
    """The texts of marks, each once; of one within another that has more, only the inner."""
    found: dict[str, str] = {}
    for mark in marks:
        for text in _names_in(mark):
            found.setdefault(plain(text), text)
        if len(found) > _MOST_TEXTS:
            return []
    texts = [text for key, text in found.items() if key]
    inner = [one for one in texts if not any(one != two and two in one for two in texts)]
    return inner if len(inner) <= _MOST_NAMES else []


def _names_in(mark: Mark) -> list[str]:
    """The text of a mark, or those of the names that are marked within it."""
    if value := mark.element.attributes.get("content"):
        return _short([value])
    within = mark.element.within(_MOST_WITHIN) or []
    names = [
        one.attributes.get("content") or one.line()
        for one in within if one.attributes.get("itemprop") == "name"
    ]  # fmt: skip
    if any(names):
        return _short(names)
    links = [text for text in _short(map(_of_link, _links(within))) if _printed(text).people]
    if links:
        return links
    return _short([_of_link(mark.element) if mark.element.tag == "a" else mark.text])


def _links(elements: Iterable[Element]) -> list[Element]:
    return [one for one in elements if one.tag == "a"]


def _short(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if 0 < len(text) <= _LONGEST]


def _of_link(link: Element) -> str:
    """The name that a link shows: it leads to one person, and the rest is what the person is."""
    return re.split(r"\s*[,|]\s*", link.line(), maxsplit=1)[0]


def _printed(text: str) -> Credit:
    """The credit of a printed byline; nobody if it is not certain."""
    found = NOBODY
    if behind := _BY_BEHIND_DAY.search(text):
        text = text[behind.end() :]
    for piece in _PIECES.split(_ALL_BY.sub("", text)):
        bare = _without_day(piece)
        if not bare or OTHER_OPENER.match(bare) or any(map(str.isdigit, bare)):
            continue
        while opener := OPENER.match(bare):
            bare = bare[opener.end() :]
        credit = byline(bare)
        if credit is None or not credit.people:
            credit = _before_agency(bare)
        if credit:
            found = found + credit
        elif bare != piece or len(bare.split()) > 1:
            found = found + Credit((), credited(bare).agency)
    return found


def _before_agency(text: str) -> Credit | None:
    """The credit of a name with an agency of several words behind it and nothing between."""
    words = text.split()
    for at in range(2, len(words) - 1):
        if (agency := agencies_named(" ".join(words[at:]))) and (
            names := people(" ".join(words[:at]))
        ):
            return Credit(names, agency)
    return None
