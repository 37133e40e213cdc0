"""What an article is suspected of."""

from __future__ import annotations

import pytest

from newsarchive.cli.commands import audit
from newsarchive.search.audit import DEFECTS, SHORT, is_garbled


@pytest.mark.parametrize(
    "text",
    [
        "caf\ufffd", "cafÃ©", "GÃ¼lÅŸÉ™n", "it\x92s", "donâ€™t", "â€œyesâ€\x9d", "ï»¿Oil", "Â£5",
        "ÐœÐ¾ÑÐºÐ²Ð°", "ðŸ˜€", "ã\x81‚", "5 â‚¬",
    ],
)  # fmt: skip
def test_what_was_read_in_a_wrong_encoding_is_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "café", "Gülşən Şirinov", "«voilà\xa0»", "LE MARCHÉ\xa0: «É…»", "AMANHÃ”", "SÃO PAULO",
        "MANHÃ… E", "Москва", "東京", "über 5 °C", "naïve — résumé", "Å“", "É™ trademark", "Â»",
        "line\x85line", "£5 ©", "ﷺ", "",
    ],
)  # fmt: skip
def test_letters_of_any_language_are_not(text: str) -> None:
    assert not is_garbled(text)


def test_the_command_knows_all_problems() -> None:
    assert audit.DEFECTS == DEFECTS
    (option,) = [one for one in audit.command.params if one.name == "short"]
    assert option.default == SHORT
