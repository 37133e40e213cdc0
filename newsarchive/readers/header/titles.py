"""Titles: which lines can be one, and the first sentence for an article without one.

It must not know which lines of a header belong together.
"""

from __future__ import annotations

import re

from newsarchive.readers.credits.bylines import OPENER
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.header.credit_lines import (
    LONGEST_LINE,
    is_noise,
    looks_like_byline,
    names_alone,
)
from newsarchive.readers.header.dateline import read_dateline, read_dateline_alone
from newsarchive.readers.header.days import holds_day
from newsarchive.text import words

LONGEST_DERIVED = 90
"""In characters, the ellipsis included."""
_REACH = 1000
_LONGEST_TITLE = 150
_KICKER_WORDS = 3

_CLOSING = "'\"”’»)]"
_ENDS = tuple(".…:;,。！")
_INNER_END = re.compile(r"[.!?。！？]['\"”’»)\]]*\s+\S")
_SITE = re.compile(r"\S+\.[^\W\d_]{2,6}")
_WITH = ("AFP", "AP", "EFE", "ANSA", "DPA", "dpa", "Reuters")
_WITH_AGENCY = re.compile(rf"\b(?:avec|with|mit|con|com)\s+(?:{'|'.join(_WITH)})$")
_PAPER = re.compile(
    r"(?:(?:The\s)?(?:[A-Z]\w+\s){1,3}(?:Post|Times|Herald|Tribune|Gazette|Chronicle|Guardian|"
    r"Telegraph|Courier|Observer|Examiner|Bulletin|Dispatch)|The(?:\s[A-Z]\w+){1,3}\s(?:News|Star|"
    r"Sun|Mail|Express|Mirror|Independent|Standard|Press|Journal|Register|Monitor|Daily|Age))"
)


def title_among(lines: list[str]) -> int | None:
    """Which of the lines above a header is the title: the first, unless that is a kicker."""
    numbers = [at for at, line in enumerate(lines) if not is_noise(line) and not is_paper(line)]
    if len(numbers) < 2:
        return numbers[0] if numbers else None
    first, second = (lines[at] for at in numbers[:2])
    after_kicker = _is_kicker(first) and is_title(second)
    if not is_title(first):
        return numbers[1] if after_kicker else None
    if after_kicker:
        return numbers[1] if words.count_words(second) > words.count_words(first) else None
    return numbers[0]


def _is_kicker(line: str) -> bool:
    """Whether the line is a section or a catchword: "WORLD", "Energy |", "Breaking news:"."""
    return words.count_words(line) <= _KICKER_WORDS and (
        line.isupper() or words.count_words(line) < 2 or line.endswith((":", "|", "/"))
    )


def is_paper(line: str) -> bool:
    """Whether the line has the form of the name of a newspaper."""
    return _PAPER.fullmatch(line) is not None


def is_title_above(line: str) -> bool:
    """Whether a line that stands above a byline or a date can be the title."""
    if words.count_words(line) < 2:
        return False  # a single word may as well be an agency or a place
    if is_paper(line) or looks_like_byline(line) or _SITE.fullmatch(line):
        return False
    if read_dateline(line) or read_dateline_alone(line):
        return False
    if line.endswith(_WITH) and _WITH_AGENCY.search(line):
        return False
    return len(line) <= LONGEST_LINE and names_alone(line) is None and not is_noise(line)


def is_title(line: str) -> bool:
    """Whether a line that stands alone looks like a title."""
    if len(line) > _LONGEST_TITLE or line.rstrip(_CLOSING).endswith(_ENDS):
        return False
    if _INNER_END.search(line) or not is_title_above(line) or holds_day(line):
        return False
    return not OPENER.match(line)  # "By popular demand, the show returns" may be a sentence


def derive_title(body: str) -> str:
    """The first sentence of the body, cut between words where it is long."""
    lead = body.lstrip()[:_REACH].split("\n\n", 1)[0]
    start, end = next(words.each_sentence(lead), (0, len(lead)))
    sentence = clean_line(lead[start:end])
    if len(sentence) <= LONGEST_DERIVED:
        return sentence
    cut = sentence[:LONGEST_DERIVED]
    # Without a space the script has none, or it is one very long word.
    cut = cut.rsplit(" ", 1)[0] if " " in cut[LONGEST_DERIVED // 2 :] else cut[:-1]
    return cut.rstrip(" ,;:-–—") + "…"
