"""The language of a text."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.language import detect, language_code, may_be
from newsarchive.readers.letters import Languages, _counted, _is_in_latin, letters_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council met on Tuesday and said that the price of power was too high.", "en"),
        ("Le conseil a décidé mardi que les prix de la région ne sont pas trop hauts.", "fr"),
        ("Der Rat hat am Dienstag beschlossen, dass die Preise nicht zu hoch sind.", "de"),
        ("El consejo dijo el martes que los precios de la luz no son tan altos como antes.", "es"),
        (
            "O conselho disse na terça que os preços da luz não são mais um problema para a vila.",
            "pt",
        ),
        (
            "Il consiglio ha deciso che i prezzi della luce non sono più un problema per la città.",
            "it",
        ),
        ("De raad heeft dinsdag besloten dat de prijzen van het net niet te hoog zijn.", "nl"),
        (
            "Rådet har besluttet, at priserne ikke er for høje, og at de bliver ved efter nytår.",
            "da",
        ),
        ("Rådet har bestemt at prisene ikke er for høye, og at de blir slik etter nyttår.", "no"),
        ("Rådet har beslutat att priserna inte är för höga och att de ska vara så.", "sv"),
        (
            "Kurul, fiyatların çok yüksek olduğunu ve bu yıl daha da artacağını söyledi.",
            "tr",
        ),
        (
            "Şura bildirib ki, qiymətlər bu il üçün daha yüksək olub və qəbul edilib.",
            "az",
        ),
        ("Совет решил, что цены на свет не так высоки, как это было в прошлом году.", "ru"),
        (
            "Рада вирішила, що ціни на світло не такі високі, як було за минулого року, але є.",
            "uk",
        ),
        ("理事会周二决定，电价并不太高，明年再作讨论。", "zh"),
        ("理事会は火曜日に電気料金は高すぎないと決めた。", "ja"),
        ("이사회는 화요일에 전기 요금이 너무 높지 않다고 결정했다.", "ko"),
        (
            "Dewan mengatakan bahwa harga listrik tidak akan naik karena ini sudah tinggi.",
            "id",
        ),
    ],
)
def test_a_sentence_gives_the_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Harbour opens",
        "Shr 34 cts vs 1.19 dlrs\nNet 807,000 vs 2,858,000\nRevs 510.2 mln vs 479.7 mln",
        "GENCORP TO SELL TELEVISION STATION TO EXAMPLE CO, BOEING CO TO BUY ON MARKET",
        "1 2 3 4 5 6 7 8 9 10",
    ],
)
def test_an_uncertain_language_is_unknown(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    ("brief", "language"),
    [
        ("Суд відклав розгляд справи про будівництво мосту через річку", "uk"),
        ("Суд отложил слушание дела о мосте: свидетели больны, сообщил секретарь", "ru"),
        ("Суд адклаў разгляд справы аб будаўніцтве моста праз раку", "be"),
        ("СУД ВІДКЛАВ РОЗГЛЯД СПРАВИ ПРО МІСТ", "uk"),
        ("أجلت المحكمة النظر في قضية بناء الجسر فوق النهر", "ar"),
        ("دادگاه رسیدگی به پروندهٔ ساخت پل را عقب انداخت", "fa"),
        ("عدالت نے دریا پر پل کی تعمیر کا مقدمہ ملتوی کر دیا", "ur"),
        ("अदालत ने नदी पर पुल बनाने का मामला एक साल के लिए टाल दिया है", "hi"),
        ("דאָס געריכט האָט אָפּגעלייגט דעם פּראָצעס", "yi"),
        ("법원은 다리 공사 재판을 미뤘다", "ko"),
        ("Sąd odroczył rozprawę w sprawie budowy mostu, który miał się zacząć budować", "pl"),
        ("Mahkeme, nehir üzerine yapılacak köprü için açılan davayı bir yıl erteledi", "tr"),
        ("A bíróság elhalasztotta a híd építéséről szóló pert, mert nem volt elég tanú", "hu"),
    ],
)
def test_a_brief_is_recognised_by_its_letters(brief: str, language: str) -> None:
    assert detect(brief) == language


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Błaszczykowski and Şükrü Gülşən meet in Żory",
        "Groupe d'Électricité du Rhône to buy Société des Mines",
        "Qtly div 19 cts in vs 18 had; pay over 3 in 4, was in",
        "Суд",
    ],
)
def test_names_and_tables_are_no_brief_in_a_language(text: str) -> None:
    assert detect(text) in (None, "en")


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    assert detect(text) is None or len(detect(text) or "") == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ENGLISH", "en"),
        ("FRENCH; FRANÇAIS", "fr"),
        ("German", "de"),
        ("Klingon", None),
        ("", None),
    ],
)
def test_a_language_by_its_name(name: str, code: str | None) -> None:
    assert language_code(name) == code


@pytest.mark.parametrize(
    ("text", "fits", "not_these"),
    [
        ("Rybak złowił szczupaka koło starego mostu.", "pl", "en de cs sk hr ru fi"),
        ("Kapal nelayan kembali ke pelabuhannya kemarin.", "id", "en pl tl fi nl"),
        ("Kutter kollidiert mit Fischerbooten vor Hafen.", "de", "en nl fr pl"),
        ("Новый причал примет первые лодки осенью", "ru", "uk sr en pl"),
        ("港口", "zh", "ko th ru en"),
        ("漁港", "ja", "el"),
        ("Ναύπλιο", "el", "ru en"),
        ("NATO", None, "ru ar he ja"),
        ("The harbour of the town was said to be full", "en", "fr"),
        ("The Voice of", "en", "pl de"),
        ("14 17 29", None, "en pl ru ja"),
        ("", None, "en ja"),
    ],
)
def test_what_speaks_against_a_language_that_others_of_its_source_have(
    text: str, fits: str | None, not_these: str
) -> None:
    assert fits is None or may_be(text, fits)
    assert [language for language in not_these.split() if may_be(text, language)] == []


SHARES = {
    "en": ({"a": 6000, "b": 4000}, {"a": 10_000}, {"b": 9000, "a": 1000}),
    "de": ({"a": 2000, "ß": 8000}, {"ß": 10_000}, {"a": 10_000}),
    "fr": ({"é": 10_000}, {"é": 9999, "a": 1}, {"é": 10_000}),
}


@given(st.tuples(*[st.dictionaries(st.sampled_from("abßéz"), st.integers(1, 10**7))] * 3))
def test_letters_of_a_text_are_compared_with_all_languages_at_once(
    counts: tuple[dict[str, int], ...],
) -> None:
    ranks = Languages(SHARES).ranks([*map(Counter, counts)], {"de": 2.0})
    assert list(ranks) == list(SHARES)
    total = sum(sum(letters.values()) for letters in counts)
    for name, three in SHARES.items():
        alone = 6.0 if name == "de" else 0.0  # its small words
        for weight, letters, shares in zip((0.6, 1.0, 1.0), counts, three, strict=True):
            for letter, count in letters.items():
                alone += weight * count * math.log(shares.get(letter, 1) / 10_000)
        assert ranks[name] == pytest.approx(alone, rel=1e-12, abs=total / 2**32)


@given(st.text(alphabet="abzABZ09_-.' \n"))
def test_words_of_ascii_are_those_of_any_text(text: str) -> None:
    """With a letter beyond ASCII, in a word that begins with a capital, the pattern finds them."""
    three = letters_of(text)
    assert three == letters_of(f"{text} Ä")
    for some in three:
        assert _counted(some) == Counter(some)
        assert _is_in_latin(some) == (2 * sum(map(str.islower, some)) > len(some))
