"""What is seen in a line of a text: the evidence from which `labelling` computes its costs.

It must not know the lines around, nor what follows from the evidence.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from newsarchive.dates.expressions import Order
from newsarchive.readers.credits.persons import is_name
from newsarchive.readers.header.credit_lines import (
    LONGEST_LINE,
    is_beside_name,
    is_noise,
    names_alone,
)
from newsarchive.readers.header.dateline import Dateline, read_dateline, read_dateline_alone
from newsarchive.readers.header.days import holds_day, holds_month
from newsarchive.readers.header.features import ends_sentence, features_of
from newsarchive.readers.header.labelling import (
    AUTHORS,
    DATE,
    DATE_FIRST,
    LABELLED,
    LABELS,
    OTHER,
    TITLE,
    UPDATED,
    Seen,
)
from newsarchive.readers.header.lines import Line, read_line
from newsarchive.readers.header.titles import (
    LONGEST_TITLE,
    has_form_of_title,
    holds_two_sentences,
    is_caption,
    is_paper,
    is_section,
    opens_as_byline,
    opens_as_prose,
)
from newsarchive.text.words import count_words

_SHORTEST_PROSE = 60
_SHORT_PROSE = 100
"""Characters that hold more than a few words, as a rule."""
_LONG_WORD = 3
_FEW, _SHORT = 5, 3
"""Words of a line that may well be a section or the name of a paper."""
_CLOSING = "'\"”’»)]"
_ASKING = ("?", "!", "？", "！")
_NO_TITLE = frozenset(("no-words", "noise", "paper"))
_OF_FEW_WORDS = (
    ("section", is_section),
    ("beside-name", is_beside_name),
    ("maybe-name", is_name),
)
_NONE: frozenset[str] = frozenset()
_NO_LINE = Line()
_ALONE = {label: frozenset((label,)) for label in LABELS}
_BITS = {"title": TITLE, "authors": AUTHORS, "date": DATE, "updated": UPDATED}


class Evidence(NamedTuple):
    """What is seen in a line, and the values that it gives."""

    seen: Seen
    values: dict[str, object]
    kept: bool = False
    """Whether a piece of it is not understood, so that the line stays in the body too."""
    words: int = 0
    nominal: bool = False
    """Whether it is a headline whose every long word has a capital: "Umbau des Hafens"."""
    unread_names: bool = False
    """Whether a byline is opened whose names cannot be read."""
    is_text: bool = False
    """Whether it can only be text."""
    is_prose: bool = False
    """Whether it looks like the text below a header."""


def evidence(
    text: str, order: Order | None, *, apart: bool, at: str = "", lower: bool = False
) -> Evidence:
    """What is seen in a line; `at` is where it is: "first", "last", "only", "body" or nowhere.

    With `lower`, names behind a "By" may have no capitals.
    """
    if len(text) > LONGEST_LINE or at == "body":
        features = [at] if at else []
        features += ["too-long"] if ends_sentence(text) else ["too-long", "no-sentence"]
        return Evidence(Seen(tuple(features), _NONE, 0, apart), {}, is_text=True)
    if len(text) > LONGEST_TITLE and ends_sentence(text):
        return _prose(text, [at] if at else [], apart=apart)
    return _of_line(text, order, apart, at, lower)


@lru_cache(maxsize=1024)  # the texts of a collection begin alike: with a day, a byline, a section
def _of_line(text: str, order: Order | None, apart: bool, at: str, lower: bool) -> Evidence:
    """The same of a line that may belong to a header; its values must stay as they are."""
    features = [at] if at else []
    label = ""
    line = read_line(text, order) or _NO_LINE
    values = line.credit(lower=lower)
    unread = line.names is not None and "authors" not in values
    kept = line.kept or unread  # "By noon | 3 April 2019"
    if "date" in values or "updated" in values:
        label = "day"
    elif line.labelled:
        label = "label"
    elif "authors" in values:
        label = "byline"
        features.append("byline" if line.opened else "credit")
    elif names := names_alone(text):
        label, values = "names", {"authors": names}
    elif (alone := read_dateline_alone(text)) and alone.day:
        label, values, kept = "day", {"date": alone.day}, True
    elif alone or ((found := read_dateline(text)) and not _is_shouted_title(text, found)):
        label = "dateline"
    elif opens_as_byline(text):
        is_title = at == "first" and opens_as_prose(text)
        features.append("opens-prose" if is_title else "unread-byline")
    if label and label != "byline":
        features.append(label)
    words = features_of(text).words
    shape = _form(text, words)
    if not label:
        _add_contents(shape, text, words, opened="unread-byline" in features)
    headline = "headline" in shape
    prose = not label and not headline and (apart or len(text) > _SHORTEST_PROSE)
    prose = prose and (len(text) > _SHORTEST_PROSE or "sentence" in shape)
    gives = LABELLED if line.labelled else 0
    for name in values:
        gives |= _BITS.get(name, OTHER)
    if gives & DATE and at == "first" and "no-words" in shape:
        gives |= DATE_FIRST
    seen = Seen((*features, *shape), _ALONE[label] if label else _NONE, gives, apart)
    nominal = headline and _is_nominal(text)
    return Evidence(seen, values, kept, words, nominal, unread, is_prose=prose)


def _prose(text: str, at: list[str], *, apart: bool) -> Evidence:
    """What is seen in a long sentence: it gives no value, and may have a dateline at its head."""
    label = ["dateline"] if read_dateline(text) else []
    # Only whether there are few words counts: its beginning tells that quicker than all of it.
    least = count_words(text[:_SHORT_PROSE]) - 1  # it may end within a word
    features = [*at, *label, *_form(text, least if least > _FEW else count_words(text))]
    if not label:
        features.append(_end_of_sentence(text))
    seen = Seen(tuple(features), _ALONE["dateline"] if label else _NONE, 0, apart)
    return Evidence(seen, {}, is_prose=not label)


def beside(above: Evidence, row: Evidence) -> Evidence:
    """The evidence of a row, with what the one above says of it."""
    first, seen = above.seen.features, row.seen
    more = []
    if seen.apart and "first" in first and "sentence" in first:
        more.append("below-sentence")
    if "headline" in first and "headline" in seen.features:
        shouted = "capitals" in first and "capitals" not in seen.features
        kicker = shouted or ("short" in first and above.nominal and not row.nominal)
        if seen.apart and kicker and 2 * row.words >= 3 * above.words:
            more.append("longer")
        elif row.words < above.words:
            more.append("shorter")
    if not more:
        return row
    return row._replace(seen=seen._replace(features=(*seen.features, *more)))


def _is_nominal(text: str) -> bool:
    return not any(len(word) > _LONG_WORD and word.islower() for word in text.split())


def _is_shouted_title(text: str, dateline: Dateline) -> bool:
    """Whether what begins as a dateline may be a headline: "LONDON - STOCKS END LOWER"."""
    known = dateline.agency or dateline.day or dateline.without_year
    return text.isupper() and not known and has_form_of_title(text)


def _form(text: str, words: int) -> list[str]:
    """What the letters and the length of a line of so many words say."""
    features = ["long"] if len(text) > LONGEST_TITLE else []
    if text[0].islower():
        features.append("small")
    elif text.isupper():
        features.append("capitals")
    if words <= _FEW:
        features += ("few", "short", "word")[: 1 + (words <= _SHORT) + (words <= 1)]
    if not any(map(str.isalpha, text)):
        features.append("no-words")
    return features


def _end_of_sentence(text: str) -> str:
    return "question" if text.rstrip(_CLOSING).endswith(_ASKING) else "sentence"


def _add_contents(features: list[str], text: str, words: int, *, opened: bool) -> None:
    """Add what a line says that gives no value; `opened` if it begins as a byline does."""
    if is_noise(text):
        features.append("noise")
    elif is_caption(text):
        features.append("caption")
    if is_paper(text):
        features.append("paper")
    elif words <= _FEW:
        features += islice((name for name, holds in _OF_FEW_WORDS if holds(text)), 1)
    if holds_day(text):
        features.append("holds-day" if holds_month(text) else "maybe-day")
    elif not opened and _NO_TITLE.isdisjoint(features) and has_form_of_title(text):
        features.append("headline")
    if features_of(text).sentence and "section" not in features:
        features.append(_end_of_sentence(text))
    elif not _SHORTEST_PROSE <= len(text) <= LONGEST_TITLE:
        features.append("no-sentence")
    elif holds_two_sentences(text):
        features.append("two-sentences")
