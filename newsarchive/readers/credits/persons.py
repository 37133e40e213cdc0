"""Names of people in credits: what is one, and what stands before and after it.

Names are kept as printed, without titles, roles and addresses: "Dr. John A. Smith Jr." is
John A. Smith Jr. What is not certainly the name of a person is none: this module would rather find
nobody than somebody who does not exist. It must not know where a credit stood, nor of lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from newsarchive.readers.credits.agencies import agencies_named, agency_named, joined
from newsarchive.readers.credits.places import is_place
from newsarchive.text.words import fold

_WORD = re.compile(r"['’]?[^\W\d_]+(?:['’.\-‐][^\W\d_]+)*['’.]?")
_HAN_NAME = re.compile(r"[一-鿿]{2,4}(?:·[一-鿿]{1,6})?")
_PARTICLES = frozenset(
    "af al ap av bin bint da das de del della den der des di do dos du e el ibn la las le los "
    "ten ter 't und van vom von y ze zu zum zur".split()
)
_NEVER_FIRST = frozenset("af av e y und zum zur".split())
# Words of sentences and headings, never of names, even with a capital.
_PROSE = frozenset(
    "about accident appointment invitation candlelight means hook crook after again against all "
    "analysis and any are around as at be before between beyond breaking but by can change climate "
    "coming comment could degrees demand design during every exclusive explained first for from "
    "game get global government had has have health her here his how human if in into is it its "
    "late latest life live local look made make many market mistake more my name national nature "
    "never new news next no not now numbers of off on only opinion or our out over own people "
    "popular possible pre prime public report review rights should some special state than that "
    "the their then there these they this those through time to today together tomorrow under "
    "until up updated us via video wanted was we week were what when where which who whom whose "
    "why with without world would year years yesterday your "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
# What somebody is, not who. Beside a name it is dropped; alone it credits nobody.
_ROLES = frozenset(
    fold(word)
    for word in (
        "admin administrator analyst anchor author autor autorin blogger ceo columnist commentator "
        "contributor contributors copywriter correspondent correspondents corresponsal "
        "correspondant correspondante correspondente corrispondente critic diplomat economist "
        "editor editora editors editorial editör editorin envoyé envoyée enviada enviado founder "
        "gastautor giornalista historian inviata inviato jornalista journalist journalista "
        "journalists journaliste journalistin kontributor korrespondent korrespondenten "
        "korrespondentin "
        "lecturer medewerker minister muhabir muhabiri muxbir muxbiri müxbir müxbiri novelist "
        "penulis periodista photographer president producer professor "
        "publisher redacteur redactor redactora redaktor redaktør redaktör redaktörü redakteur "
        "redakteurin redattore redattrice rédacteur rédactrice reporter reporterin reporters "
        "repórter researcher reporteri scientist secretary spezial spokesman spokeswoman "
        "verslaggever verslaggeefster wartawan webmaster writer writers yazarı корреспондент "
        "журналист обозреватель редактор спецкор собкор"
    ).split()
)
_ROLE_ENDS = ("redakteur", "redakteurin", "korrespondent", "korrespondentin", "korrespondenten",
              "reporterin", "reporter", "journalist", "journalistin", "redaktor", "redaktør",
              "correspondent", "verslaggever", "medarbejder", "redacteur", "chef")  # fmt: skip
_NEWSROOM = ("blogger", "column", "contribut", "corr", "edit", "envi", "journalis", "jornalis",
             "giornal", "korr", "muhabir", "muxbir", "penulis", "periodista", "redac", "redak",
             "redat", "report", "versl", "wartawan", "writer", "корр", "журн", "обозр", "редак",
             "спец", "собкор")  # fmt: skip
# What makes a role more precise: "Senior Energy Editor".
_MODIFIERS = frozenset(
    fold(word)
    for word in (
        "a acting affairs agriculture an arts assistant associate aviation bureau business chief "
        "city communities community consumer contributing correspondente council court courts "
        "crime culture data democracy defence defense deputy desk digital "
        "diplomatic economic economics education energy entertainment environment executive "
        "feature features film finance financial food foreign former general guest home industry "
        "international investigations investigative junior lead legal lifestyle managing markets "
        "media medical money music night notre nuestra nuestro online our political politics "
        "principal property regional religion royal science senior social spécial especial "
        "speciale sport sports staff technology transport travel unser unserem unserer unsere von "
        "vom özel news world the local national"
    ).split()
)
# Bodies and departments: with one of these a credit is to nobody, or to an organisation.
_BODIES = frozenset(
    fold(word)
    for word in (
        "agencies agency agencias agences agenturen agentur anonymous association bank board "
        "bureau bulletin center centre chronicle club college commission committee company "
        "consortium corporation council courier daily department desk digest dispatch editors "
        "embassy express federation foundation gazette gmbh government group guardian herald inc "
        "institute institution journal llc ltd magazine mail media ministry monitor network news "
        "newspaper newspapers newsroom observer office online org press publications radio "
        "redacción redaccion redação redaktion redaktionen redaksjonen redactie rédaction "
        "redazione redaksi redaksiya редакция review service services society staff standard "
        "studio team telegraph television times tribune tv union university unknown unsigned "
        "weekly wire withheld zeitung website web "
        "haber merkezi xəbər xidməti".split()
    )
)  # fmt: skip
_TITLES = frozenset(
    "dr dra prof professor mr mrs ms miss mme mlle herr frau sr sra sir dame rev reverend fr hon "
    "dott dottssa ing ir drs maj col gen capt lt sgt bishop imam rabbi".split()
)
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
    r"\s+(?:in|at|from|near|for|FOR|IN|AT|aus|für|pour|para|per|à|em|i|в|te|voor|til|för|of|dans|über)\s+"
    r"(?P<what>(?:[Tt]he\s+|[Ll]e\s+|[Ll]a\s+)?\w.{1,50})$"
)
_SPANISH_TAIL = re.compile(r"\s+en\s+(?P<what>\w.{1,40})$")
_PICTURES = re.compile(
    r"\W*(?:f|ph)oto|\W*(?:bild|picture|image|illustra|video|camera|kamera|фото)", re.I
)
_ARTICLES = frozenset("das der die el il la le les los".split())
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is credited. No people and no agency: a credit to nobody in particular."""

    people: tuple[str, ...] = ()
    agency: str | None = None

    def __add__(self, other: Credit) -> Credit:
        """Both credits as one, each name once."""
        names = tuple(dict.fromkeys((*self.people, *other.people)))
        return Credit(names, joined(*filter(None, (self.agency, other.agency))))


NOBODY = Credit()


def person(text: str, *, lower: bool = False) -> Credit | None:
    """What one part of a credit says, that holds no list; None if that is not certain.

    With `lower`, the name may be written without any capitals.
    """
    agency = None
    for bracket in _BRACKETS.findall(text):
        if _PICTURES.match(bracket):
            return NOBODY  # "Kim Sok (Fotos)"
        agency = agency or agencies_named(bracket)
    bare = " ".join(_BRACKETS.sub(" ", _ADDRESSES.sub(" ", text)).split()).strip(" ,;:–—-*•")
    if not bare:
        return Credit((), agency) if text.strip() else None
    if named := agencies_named(bare):
        return Credit((), named)
    for tail in (_TAIL, _SPANISH_TAIL):
        if (match := tail.search(bare)) and (
            tail is _TAIL or is_place(match["what"]) or " " not in match["what"]
        ):
            found = person(bare[: match.start()], lower=lower)
            if found or not is_body(bare):
                return _with_agency(found, agencies_named(match["what"]) or agency)
    if is_body(bare):
        found = _beside_roles(bare, lower)
        return Credit(found.people, found.agency or agency) if found else Credit((), agency)
    found = _beside_roles(bare, lower)
    return _with_agency(found, agency)


def _with_agency(found: Credit | None, agency: str | None) -> Credit | None:
    return found and Credit(found.people, found.agency or agency)


def is_role(text: str) -> bool:
    """Whether the text says what somebody is: "Senior Energy Editor", "WELT-Redakteurin"."""
    return any(map(_is_role_word, text.split()))


def is_newsroom_role(text: str) -> bool:
    """Whether the text names somebody who writes for a paper, rather than a minister."""
    return any(
        _is_role_word(word) and fold(word).startswith(_NEWSROOM) for word in text.split()
    ) or any(fold(word.strip(".,")).endswith(_ROLE_ENDS) for word in text.split())


def is_body(text: str) -> bool:
    """Whether the text names a department or an organisation, or says that nobody is named."""
    folded = [fold(word.strip(".,")) for word in text.split()]
    if not _BODIES.isdisjoint(folded):
        return True
    if len(folded) == 2 and folded[0] in _ARTICLES and text[0].isupper():
        return True  # "Le Figaro"
    return folded[-1] in {"sun", "star", "post"} and is_place(text.rpartition(" ")[0])


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
    if len(words) == 2 and folded[0] in _ARTICLES:
        return False
    if all(word in _MONTHS or len(word) == 1 for word in folded) or folded[0] in _NEVER_FIRST:
        return False
    if text.isupper() and len(words) > 4:
        return False  # more likely a title
    if all(len(word.strip(".")) == 1 for word in words) or folded[-1] in _PARTICLES - {"do", "la"}:
        return False
    if lower and text.islower():
        return len(words) <= 3
    return not text.islower() and all(map(_can_stand_in_name, words))


def is_han_name(text: str) -> bool:
    """Whether the text is two to four characters, as Chinese names are."""
    return _HAN_NAME.fullmatch(text) is not None


def is_single_name(text: str) -> bool:
    """Whether the text is one word with a capital, as a surname, a mononym or a place is."""
    return _WORD.fullmatch(text) is not None and not text[0].islower() and len(text) > 1


def _can_stand_in_name(word: str) -> bool:
    # "O'Neill", "McNeil", "李明" and "d'Afflisio" begin with no small letter or have a capital.
    return not word[0].islower() or word in _PARTICLES or not word.islower()


@lru_cache(maxsize=8192)  # most words come again and again
def _is_role_word(word: str) -> bool:
    folded = fold(word.strip(".,:"))
    return folded in _ROLES or (folded.endswith(_ROLE_ENDS) and len(folded) > 8)


def _is_modifier(word: str) -> bool:
    return fold(word.strip(".,:")) in _MODIFIERS


def _beside_roles(text: str, lower: bool) -> Credit | None:
    """The name before or after a role, without titles."""
    words = text.split()
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
            # "Jane Doe Energy Editor": how long the name is must be clear.
            if not whole and not (is_name(" ".join(before)) and len(before) == 2):
                return NOBODY if is_body(text) or len(before) == 1 else None
            words, agency = ([], whole) if whole else (before, agency)
        elif before:
            agency = agencies_named(" ".join(before)) or agencies_named(before[0])
        if not words:
            return Credit((), agency)
    elif is_body(text):
        return None
    while len(words) > 2 and fold(words[0].strip(".")) in _TITLES:
        words = words[1:]
    while len(words) > 2 and is_post_nominal(words[-1]):
        words = words[:-1]
    if len(words) > 2 and (named := agency_named(words[-1], weak=False)):
        words, agency = words[:-1], agency or named  # "Jane Doe Reuters"
    name = " ".join(words).strip(" ,")
    return Credit((name,), agency) if is_name(name, lower=lower) else None
