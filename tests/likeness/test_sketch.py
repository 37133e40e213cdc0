"""Likeness counts shared shingles, and the sketch finds near duplicates."""

from __future__ import annotations

import random

import pytest

from newsarchive.likeness.sketch import (
    ALIKE,
    BANDS,
    LONG,
    SIGNATURE,
    likeness,
    may_be_alike,
    shingles,
    sketch,
)
from newsarchive.model.article import Article


def article(body: str, title: str | None = None) -> Article:
    return Article(body=body, title=title, title_source="field title" if title else None)


def words(count: int, seed: int) -> list[str]:
    chosen = random.Random(seed)
    return [f"w{chosen.randrange(5000)}" for _ in range(count)]


def alike(one: str, other: str) -> float:
    return likeness(shingles(article(one)), shingles(article(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The dam at Kura opened on Tuesday.", "THE DAM, at “Kura”\n\nopened on Tuesday"),
        ("Gülşən opened the new dam", "gulsen opened the new dam"),
        ("Fog.", "fog"),
    ],
)
def test_case_accents_punctuation_and_layout_do_not_count(one: str, other: str) -> None:
    assert alike(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("a b c d e f", "f e d c b a"), ("fog", "rain"), ("", ""), ("…", "…")]
)
def test_order_and_words_count_and_nothing_is_like_nothing(one: str, other: str) -> None:
    assert alike(one, other) == 0


def test_likeness_is_the_share_of_common_shingles() -> None:
    one = [f"w{n}" for n in range(104)]  # 100 shingles
    assert alike(" ".join(one), " ".join(one[:54])) == 0.5
    assert alike(" ".join(one), " ".join([*one[:52], "other", *one[53:]])) == 95 / 105


def test_a_title_of_its_own_tells_short_notices_apart() -> None:
    paid = "The board declared a dividend of 10 cents"
    acme, zenith = article(paid, "Acme Rope declares dividend"), article(paid, "Zenith Tin pays")
    assert likeness(shingles(acme), shingles(zenith)) < ALIKE
    assert likeness(shingles(article(paid)), shingles(article(paid))) == 1


@pytest.mark.parametrize("length", [8, 20, 60, 400])
def test_alike_texts_share_a_band_and_others_seldom_do(length: int) -> None:
    missed = false = apart = 0
    for seed in range(40):
        said = words(length, seed)
        shorter = said[: -max(length // 8, 1)]
        (one, ours), (near, theirs), (far, other) = (
            sketch(shingles(article(" ".join(text))))
            for text in (said, shorter, words(length, seed + 1000))
        )
        assert (len(one), len(ours)) == (BANDS, SIGNATURE)
        assert may_be_alike(ours, theirs)
        apart += not may_be_alike(ours, other)
        missed += not any(a == b for a, b in zip(one, near, strict=True))
        false += any(a == b for a, b in zip(one, far, strict=True))
    assert (missed, false) == (0, 0)
    assert apart == (40 if length >= LONG else 0)  # short texts are looked at
