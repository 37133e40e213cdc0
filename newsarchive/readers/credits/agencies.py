"""The news agencies of the world: the forms in which they are credited → one name for each.

A table and how to look things up in it. It must not know where a credit stood.
"""

from __future__ import annotations

import re

from newsarchive.text.words import fold

# The name that we give → other forms of it. What stands in capitals must be printed so, because
# "ap" and "tt" may be anything; other forms are compared without case and diacritics.
AGENCIES: dict[str, str] = {
    "AA": "Anadolu, Anadolu Agency, Anadolu Ajansı",
    "AAP": "Australian Associated Press",
    "ADN": "Allgemeiner Deutscher Nachrichtendienst",
    "Adnkronos": "",
    "AFP": "Agence France-Presse, Agence France Presse, Agence-France Presse",
    "AGERPRES": "",
    "AGI": "Agenzia Italia",
    "AKIpress": "",
    "ANI": "Asian News International",
    "ANP": "Algemeen Nederlands Persbureau",
    "ANSA": "Agenzia ANSA",
    "Antara": "ANTARA News, LKBN Antara",
    "AP": "Associated Press, The AP, AP Wire",
    "APA": "Austria Presse Agentur, Azeri-Press Agency, Azeri Press Agency",
    "APS": "Algérie Presse Service",
    "Armenpress": "",
    "ATS": "Agence télégraphique suisse, Keystone-SDA, Keystone-ATS",
    "AZERTAC": "Azertag, AZƏRTAC, Azerbaijan State News Agency",
    "Belga": "",
    "BelTA": "",
    "Bernama": "",
    "Bloomberg": "Bloomberg News",
    "BNS": "Baltic News Service",
    "BTA": "Bulgarian Telegraph Agency, Bulgarian News Agency",
    "Business Wire": "BusinessWire",
    "Caixin": "",
    "CNA": "Central News Agency",
    "CP": "The Canadian Press, Canadian Press",
    "ČTK": "CTK, Czech News Agency, Česká tisková kancelář",
    "Dow Jones": "Dow Jones Newswires",
    "DHA": "Demirören Haber Ajansı, Doğan Haber Ajansı",
    "dpa": "DPA, dpa-infocom, Deutsche Presse-Agentur, dpa-AFX",
    "EFE": "Agencia EFE",
    "epd": "EPD, Evangelischer Pressedienst",
    "Europa Press": "",
    "Fana": "",
    "Getty Images": "",
    "GlobeNewswire": "GLOBE NEWSWIRE",
    "GNA": "Ghana News Agency",
    "Hina": "",
    "İHA": "İhlas Haber Ajansı",
    "IANS": "Indo-Asian News Service",
    "Interfax": "Interfax-Ukraine, Интерфакс",
    "IPS": "Inter Press Service",
    "IRNA": "Islamic Republic News Agency",
    "ISNA": "Iranian Students' News Agency, Iranian Students News Agency",
    "Itar-TASS": "Итар-ТАСС",
    "Jiji Press": "Jiji",
    "Kabar": "",
    "Kazinform": "",
    "KCNA": "Korean Central News Agency",
    "KNA": "Katholische Nachrichten-Agentur, Kenya News Agency",
    "KUNA": "Kuwait News Agency",
    "Kyodo": "Kyodo News, 共同通信",
    "LETA": "",
    "LUSA": "Agência Lusa",
    "MAP": "Maghreb Arabe Presse, Agence Marocaine de Presse",
    "Mehr": "Mehr News, Mehr News Agency",
    "MENA": "Middle East News Agency",
    "MTI": "Magyar Távirati Iroda",
    "NAN": "News Agency of Nigeria",
    "NNA": "National News Agency",
    "Notimex": "",
    "NTB": "Norsk Telegrambyrå",
    "PA Media": "PA, Press Association, The Press Association, PA Wire",
    "PAP": "Polska Agencja Prasowa, Polish Press Agency",
    "Petra": "Petra News Agency, Jordan News Agency",
    "Prensa Latina": "",
    "PR Newswire": "PRNewswire",
    "PTI": "Press Trust of India",
    "QNA": "Qatar News Agency",
    "Report": "Report News Agency, Report Informasiya Agentliyi, Report.az",
    "Reuters": "Reuter, Thomson Reuters, REUTERS, Рейтер",
    "RIA Novosti": "RIA, РИА Новости",
    "Ritzau": "Ritzaus Bureau",
    "SANA": "Syrian Arab News Agency",
    "SAPA": "South African Press Association",
    "SDA": "Schweizerische Depeschenagentur",
    "SID": "Sport-Informations-Dienst",
    "SPA": "Saudi Press Agency",
    "Sputnik": "",
    "STA": "Slovenian Press Agency, Slovenska tiskovna agencija",
    "STT": "Suomen Tietotoimisto",
    "Tanjug": "",
    "TASR": "",
    "TASS": "ТАСС",
    "Télam": "Telam",
    "Trend": "Trend News Agency, Trend.az",
    "TT": "Tidningarnas Telegrambyrå",
    "Turan": "Turan News Agency, Turan Information Agency",
    "UKRINFORM": "",
    "UNIAN": "УНИАН, УНІАН",
    "UPI": "United Press International",
    "VNA": "Vietnam News Agency",
    "WAM": "Emirates News Agency",
    "Xinhua": "Xinhua News Agency, New China News Agency, 新华社, 新华网, 新華社",
    "Yonhap": "Yonhap News, Yonhap News Agency, 연합뉴스",
}

# Forms that are words or names of people too: agencies only where nothing else can be meant.
_WEAK = frozenset("Report Trend Turan Petra Hina Mehr Fana Kabar MAP SANA SPA MENA Sputnik".split())

_EXACT: dict[str, str] = {}
_FOLDED: dict[str, str] = {}
for _name, _others in AGENCIES.items():
    for _form in (_name, *filter(None, _others.split(", "))):
        if _form.isupper() and len(_form) <= 4:
            _EXACT[_form] = _name
        else:
            _FOLDED[fold(_form)] = _name
_EXACT["dpa"] = "dpa"
_EXACT["epd"] = "epd"

_AROUND = " \t()[]/*.,:;-–—"
# What may stand beside an agency's name without changing who is meant.
_SPLIT = re.compile(r"[\s()\[\]*,:;/|+&–—]+|\.(?=\s|$)")
_BESIDE = frozenset(
    "a agency agencies agentur agence agencia agenzia ajansi and avec bureau com con desk from met "
    "mit news newswire "
    "newswires online service staff the via wire wires with writer writers".split()
)
_PAPERS_OWN = re.compile(r"\b(?:staff|desk|writers?|wires?|online|service)\b", re.IGNORECASE)
_LONGEST = 60
_WORDS = (
    frozenset(fold(word.strip(_AROUND)) for form in (*_EXACT, *_FOLDED) for word in form.split())
    - _BESIDE
    - {"of"}  # which says nothing without the other words
)


_PLAIN_WORDS = frozenset(word.encode() for word in _WORDS)
# What `_SPLIT` parts words at, in ASCII: blanks become spaces and all else line ends, because a
# full stop parts words before a blank only.
_PARTED = bytes(
    ord(" " if char.isspace() else "\n" if char in "()[]*,:;/|+&" else char.lower())
    for char in map(chr, range(128))
).ljust(256)


def _may_hold_agency(text: str) -> bool:
    """Whether a word of the text is one of an agency's name: nearly all texts end here."""
    if text.isascii():
        parted = text.encode().translate(_PARTED) + b" "
        return not _PLAIN_WORDS.isdisjoint(parted.replace(b". ", b" ").split())
    return not _WORDS.isdisjoint(map(fold, _SPLIT.split(text)))


def agency_named(text: str, *, weak: bool = True) -> str | None:
    """The agency that the whole text is a credit to: "the AFP news agency" is AFP; else None.

    Without `weak`, not those that are called by a word of the language, such as Trend.
    """
    if len(text) > _LONGEST or not _may_hold_agency(text):
        return None
    text = text.strip(_AROUND)
    found = _EXACT.get(text) or _FOLDED.get(fold(text))
    if found is None and " " in text:
        rest = " ".join(word for word in text.split() if fold(word) not in _BESIDE)
        found = _EXACT.get(rest) or _FOLDED.get(fold(rest))
        # "News Agency of Nigeria" must not become one of what is left of it.
        if found is not None and (not rest or (found in _WEAK and _PAPERS_OWN.search(text))):
            return None  # nor "Staff report" the agency Report
    if found and not weak and text in _WEAK:
        return None
    return found


_SEPARATORS = re.compile(r"\s*(?:[,;/|+&–—]|\s-\s|\b(?:and|und|et|y|e|og|och|en)\b)\s*")


def agencies_named(text: str) -> str | None:
    """The agencies that the whole text credits, joined with "; ": "AFP/Reuters"; else None."""
    if len(text) > 2 * _LONGEST or not _may_hold_agency(text):
        return None
    if found := agency_named(text):
        return found
    parts = [agency_named(part) for part in _SEPARATORS.split(text.strip(_AROUND)) if part]
    names = [name for name in parts if name]
    return joined(*names) if parts and len(names) == len(parts) else None


def joined(*agencies: str | None) -> str | None:
    """Several agencies as one value, each once."""
    return "; ".join(dict.fromkeys(name for name in agencies if name)) or None
