"""Which language a text is in, by its script and by the small words that every text is full of.

Small, offline, and unsure rather than wrong: a table of figures, a headline, or a text in one of
two languages that share their small words is in no language that we know. It must not know
articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from string import ascii_letters
from typing import Generic, TypeVar

Word = TypeVar("Word", str, bytes)

# ISO 639-1 → small words, in small letters. A word of several languages counts for each of them,
# but less. What tells neighbours apart (Danish and Norwegian, Indonesian and Malay) is here too.
_SMALL_WORDS = {
    "en": (
        "the of and to in a is that for it was on with as by at from be has have are an its this "
        "he said will not but were which had they their been or would who more than his about "
        "after also we into one you her she there when all up out over other if what could some "
        "our"
    ),
    "fr": (
        "le la les de des du et à un une en dans que qui est pour par sur au aux il elle ce cette "
        "ces ne pas plus se son sa ses avec l d qu n s c a ont été sont mais ou où leur leurs même "
        "aussi être nous vous selon après deux avait comme"
    ),
    "de": (
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es "
        "an er hat aus bei nach am sie werden einen einer wie um noch wird über so vor zum war "
        "haben nur oder aber bis mehr durch man sei sind wurde zur vom einem eines ihre seine dass"
    ),
    "es": (
        "de la el que en y a los del se las por un para con no una su al lo es más como pero sus "
        "le ha o este sí porque esta entre cuando muy sin sobre también hasta hay donde desde fue "
        "son según había dijo está ser años"
    ),
    "pt": (
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das "
        "à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem "
        "mesmo aos foi são está ser tem há disse segundo anos"
    ),
    "it": (
        "di e il la che in un a per è una sono con non del si da le al dei nel della i ha più "
        "anche come ma gli dal alla lo delle nella se o su ai degli questo questa stato ed essere "
        "c dalla loro suo sua quando fra dopo ancora"
    ),
    "nl": (
        "de het een van en in is dat op te zijn met voor niet aan er om ook als bij maar uit nog "
        "door over ze hij naar heeft tot die wordt werd meer dan wel kan hebben deze was geen al "
        "worden onder volgens tegen omdat zich had"
    ),
    "da": (
        "og i at det er en til af på den for med der de ikke som har et han var fra men vi om kan "
        "ved så efter sig havde blev nu eller også skal mod over siger når hun hvor år ud mellem "
        "bliver nogle hvad været meget bare"
    ),
    "no": (
        "og i at det er en til av på den for med de ikke som har et han var fra men vi om kan ved "
        "så etter seg hadde ble nå eller også skal mot over sier når hun hvor år ut mellom blir "
        "noen hva vært mye bare"
    ),
    "sv": (
        "och i att det är en till av på den för med de inte som har ett han var från men vi om kan "
        "vid så efter sig hade blev nu eller också ska mot över säger när hon där år ut mellan "
        "blir några vad varit mycket bara"
    ),
    "fi": (
        "ja on ei että se hän oli ovat joka mutta kun myös niin kuin tai ole sen mukaan jos vain "
        "jo siitä voi olla ollut nyt sekä kanssa ovat vuoden hänen jälkeen mitä"
    ),
    "tr": (
        "ve bir bu da de için ile olarak çok daha olan gibi kadar en sonra ise olduğu ne var ya "
        "ama göre değil her ki dedi olduğunu oldu tarafından etti iki son yeni büyük yıl"
    ),
    "az": (
        "və bir bu da də üçün ilə olan daha sonra ki onun edib deyib olub bildirib isə ən hər bu "
        "onlar azərbaycan olaraq görə həm o qeyd edilib olunub çox yeni il ölkə dövlət ildə"
    ),
    "pl": (
        "w i na z się nie do to że jest o jak po co za od ale tak przez był dla które który już są "
        "oraz tylko jego przy czy będzie było także może ich według"
    ),
    "cs": (
        "a se v na je že o s z do i to za by ve k pro jsou ale si od po který které jako podle při "
        "už nebo také bude byl jeho aby před jsme však"
    ),
    "sk": (
        "a sa v na je že o s z do i to za by vo k pre sú ale si od po ktorý ktoré ako podľa pri už "
        "alebo aj bude bol jeho aby pred sme však"
    ),
    "sl": (
        "in je v na se da za z so ki po tudi s pa bi ne kot od o pri do ali bo še že ni bil lahko "
        "kar med sta svoje leta"
    ),
    "hr": (
        "i je u na se da za s su od koji a što kao će te o ne bi iz do nije samo ili koja koje ali "
        "uz već bio prema još tijekom"
    ),
    "hu": (
        "a az és hogy nem is egy ez de meg volt van már csak el ki mint még azt szerint után vagy "
        "pedig lesz ezt amely több között kell"
    ),
    "ro": (
        "de și în a la cu că pe nu o din un se este pentru care mai au fost sau prin ce al fi după "
        "lui ale către va sunt acest această însă"
    ),
    "ca": (
        "de la i el que a en les del els per un amb és no una al dels s es més però com seva seu "
        "ha aquest aquesta també són d l pel han entre"
    ),
    "id": (
        "yang dan di dengan untuk ini itu dari tidak pada dalam akan juga ke karena bahwa oleh "
        "sebagai adalah ada mereka telah tersebut bisa kata saat kami tahun menjadi lebih sudah "
        "atau seperti"
    ),
    "ms": (
        "yang dan di dengan untuk ini itu dari tidak pada dalam akan juga ke kerana bahawa oleh "
        "sebagai ialah ada mereka telah tersebut boleh berkata ketika kami tahun menjadi lebih "
        "daripada atau seperti beliau kepada"
    ),
    "vi": (
        "và của là có không được cho trong các với một người những đã này khi để tại từ về đến "
        "năm ra vào cũng theo nhiều sẽ"
    ),
    "et": "ja on ei et see ta oli kui ka aga mis oma või veel siis nii pärast kes mida olid selle",
    "lt": "ir kad su yra į iš tai ne bet kaip buvo po per už jis apie bus taip pat dėl prie savo",
    "lv": "un ir ar par no uz ka kas tas bet nav kā arī pēc gada lai tika vai ja tiek bija savu",
    "sq": "të në e dhe një për me që nga ka është se do si më nuk janë këtë ose por edhe prej",
    "ru": (
        "и в не на что он с по как это а из к у о за его от но для было все так до при который "
        "также был сообщил были после года"
    ),
    "uk": (
        "і в не на що він з як це та до у за його від але для було все так при який також був "
        "повідомив були після року є про або й"
    ),
    "bg": (
        "и на в се да за от с е че не по са при до като а ще към това си но който беше след или"
    ),
    "sr": "и је у на се да за с су од који а што као ће о не из до није само или али према још",
    "ar": "في من على أن إلى التي عن مع هذا الذي هذه ما لا كان بعد قال كما بين أو ذلك قد خلال",
    "fa": "در به از که این را با است آن برای می بر تا های شد خود یک کرد هم و گفت شده باید",
    "ur": "کے کی میں کا نے سے کو ہے اور پر کہ اس ہیں یہ بھی کر نہیں تھا ایک وہ",
    "hi": "के में की है और से का को पर ने कि यह हैं इस नहीं भी एक लिए कहा था",
    "mr": "आणि आहे या ते हे की नाही तर होते यांनी आहेत मध्ये",
    "ne": "र छ को मा ले यो पनि हो गरेको छन् भएको लागि नेपाल",
}  # fmt: skip


class _Tables(Generic[Word]):
    """What is known of small words, made from the table as it is needed."""

    def __init__(self, made: Callable[[str], Word]) -> None:
        self._made: Callable[[str], Word] = made
        self.english_only: frozenset[Word] = frozenset(
            map(made, "the of and was said with from which would".split())
        )

    @cached_property
    def weights(self) -> dict[Word, tuple[tuple[str, float], ...]]:
        """Small word → what it counts for each of its languages. Most texts can do without."""
        languages_of: dict[str, list[str]] = {}
        for language, words in _SMALL_WORDS.items():
            for word in dict.fromkeys(words.split()):
                languages_of.setdefault(word, []).append(language)
        return {
            # Letters that stand alone may be anything, such as an initial.
            self._made(word): tuple(
                (each, (0.3 if len(word) == 1 else 1.0) / len(those)) for each in those
            )
            for word, those in languages_of.items()
        }

    @cached_property
    def small_words(self) -> dict[str, frozenset[Word]]:
        """Language → its small words of more than a letter."""
        return {
            language: frozenset(self._made(word) for word in words.split() if len(word) > 1)
            for language, words in _SMALL_WORDS.items()
        }


_TABLES = _Tables(str)
_TABLES_OF_BYTES = _Tables(str.encode)
"""Of texts in ASCII no characters are made, only bytes."""

# The vowel signs of Hindi are no letters to Python.
_WORD = re.compile(r"(?:[^\W\d_]+|[\u0900-\u0963]+)+")
_MARKS = "…‘’“”–—"
"""Of print, and in no word: often all that keeps a text from being ASCII."""
_ONLY_LETTERS = bytes(
    ord(char.lower() if char in ascii_letters else " ") for char in map(chr, range(256))
)
# Scripts of one language, or nearly.
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")), ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u4e00-\u9fff]")), ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")), ("th", re.compile("[\u0e01-\u0e5b]")),
    ("hy", re.compile("[\u0531-\u0587]")), ("ka", re.compile("[\u10d0-\u10ff]")),
    ("bn", re.compile("[\u0980-\u09ff]")), ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")), ("km", re.compile("[\u1780-\u17ff]")),
    ("lo", re.compile("[\u0e80-\u0eff]")), ("my", re.compile("[\u1000-\u109f]")),
    ("am", re.compile("[\u1200-\u137f]")), ("gu", re.compile("[\u0a80-\u0aff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")), ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")), ("si", re.compile("[\u0d80-\u0dff]")),
)  # fmt: skip
_BEYOND = re.compile(
    "[\u0370-\u03ff\u0531-\u05ea\u0980-\u10ff\u1200-\u137f\u1780-\u17ff\u3041-\ud7a3]"
)
_LEAST_LETTERS = 12
_LEAST_WORDS = 6
_LEAST_SHARE, _LEAST_SHARE_OF_ENGLISH = 0.12, 0.14
"""Of all words, those that are small words of the language: half of most texts is. The English of
markets and tables has few of them."""
_LEAST_DIFFERENT = 4
"""Small words; a single one may be the name of a company."""
_LEAST_SCORE = 2.5
_LEAST_LEAD = 1.35
"""How many times as much as the next language the best one must have."""


def detect(text: str) -> str | None:
    """The language of the text (ISO 639-1), by its first lines; None if that is not certain."""
    if not text.isascii():
        text = text.lower()
        for mark in _MARKS:
            text = text.replace(mark, " ")
    if text.isascii():
        return _by_words(text.encode().translate(_ONLY_LETTERS).split(), _TABLES_OF_BYTES)
    if (script := _by_script(text)) is not None:
        return script or None
    return _by_words(_WORD.findall(text), _TABLES)


def _by_words(found: list[Word], tables: _Tables[Word]) -> str | None:
    if len(found) < _LEAST_WORDS:
        return None
    english = [word for word in found if word in tables.english_only]
    if len(english) >= max(_LEAST_DIFFERENT, len(found) // 8):
        return "en"  # nearly all of what is read, so it takes a short way
    scores: dict[str, float] = {}
    weights = tables.weights
    words = Counter(filter(weights.__contains__, found))
    for word, times in words.items():
        count = min(times, 4)
        for language, weight in weights[word]:
            scores[language] = scores.get(language, 0.0) + weight * count
    if not scores:
        return None
    best = max(scores, key=scores.__getitem__)
    second = max((score for each, score in scores.items() if each != best), default=0.0)
    if scores[best] < max(_LEAST_SCORE, second * _LEAST_LEAD):
        return None
    small = tables.small_words[best] & words.keys()
    share = _LEAST_SHARE_OF_ENGLISH if best == "en" else _LEAST_SHARE
    enough = sum(map(words.__getitem__, small)) >= share * len(found)
    return best if enough and len(small) >= _LEAST_DIFFERENT else None


def _by_script(text: str) -> str | None:
    """The language whose script the text is in; "" if that is of several; None if of very many."""
    beyond = len(_BEYOND.findall(text))
    if beyond < _LEAST_LETTERS or beyond < len(text) // 4:
        return None
    counts = {language: len(form.findall(text)) for language, form in _SCRIPTS}
    if counts["ja"] > counts["zh"] // 10 and counts["ja"] + counts["zh"] > beyond // 2:
        return "ja"
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > beyond // 2 else None
