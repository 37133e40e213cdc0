"""Titles: which lines can be one, and the first sentence for an article without one.

It must not know which lines of a header belong together.
"""

from __future__ import annotations

import re

from newsarchive.readers.credits.persons import begins_as_prose
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.header.credit_lines import (
    is_noise,
    looks_like_byline,
    names_alone,
)
from newsarchive.readers.header.dateline import read_dateline, read_dateline_alone
from newsarchive.readers.header.days import LISTS, SECTION, holds_day
from newsarchive.readers.header.features import features_of
from newsarchive.readers.vocabulary import Caseless
from newsarchive.text import sentences

LONGEST_DERIVED = 90
"""In characters, the ellipsis included."""
_REACH = 1000
LONGEST_TITLE = 150

CAPTION = Caseless("|".join(LISTS["captions"]))

_OPENING = "(["
_CLOSING = "'\"”’»)]"
_ENDS = tuple(".…:;,。！")
_INNER_END = re.compile(r"[.!?。！？]['\"”’»)\]]*\s+\S")
_BETWEEN_SECTIONS = re.compile(r"[|/>›»]")
_SITE = re.compile(r"\S+\.[^\W\d_]{2,6}")
_WITH = ("AFP", "AP", "EFE", "ANSA", "DPA", "dpa", "Reuters")
_WITH_AGENCY = re.compile(rf"\b(?:avec|with|mit|con|com)\s+(?:{'|'.join(_WITH)})$")
_PAPER = re.compile(
    r"(?:(?:The\s)?(?:[A-Z]\w+\s){1,3}(?:Post|Times|Herald|Tribune|Gazette|Chronicle|Guardian|"
    r"Telegraph|Courier|Observer|Examiner|Bulletin|Dispatch)|The(?:\s[A-Z]\w+){1,3}\s(?:News|Star|"
    r"Sun|Mail|Express|Mirror|Independent|Standard|Press|Journal|Register|Monitor|Daily|Age))"
    r"(?:, The)?(?: \([^()]{2,30}\))?"
)


def is_paper(line: str) -> bool:
    """Whether the line has the form of the name of a newspaper."""
    return _PAPER.fullmatch(line) is not None


def is_title(line: str) -> bool:
    """Whether a line that stands alone looks like a title."""
    if not has_form_of_title(line) or opens_as_byline(line) or names_alone(line) is not None:
        return False
    if is_paper(line) or is_noise(line) or holds_day(line):
        return False
    return not (read_dateline(line) or read_dateline_alone(line))


def has_form_of_title(line: str) -> bool:
    """Whether the line has the form of a title; it may still be something else (`is_title`)."""
    if len(line) > LONGEST_TITLE or line.rstrip(_CLOSING).endswith(_ENDS):
        return False
    if _INNER_END.search(line) or _SITE.fullmatch(line) or looks_like_byline(line):
        return False
    if line.endswith(_WITH) and _WITH_AGENCY.search(line):
        return False
    return features_of(line).words > 1  # a single word may as well be an agency or a place


def opens_as_byline(line: str) -> bool:
    """Whether the line begins as a byline, and so is no certain title even if it cannot be read.

    "By popular demand, the show returns". In other languages, more than the word before names must
    look like a byline: "Par" and "Door" are the beginning of many titles.
    """
    if not (opener := features_of(line).opener):
        return line.startswith("From ") and line.endswith(")")
    if line[: opener.end()].strip(" :").lower() == "by":
        return True
    return not line.isupper() and looks_like_byline(line)


def opens_as_prose(line: str) -> bool:
    """Whether a line that begins as a byline goes on as no name does: "By popular demand, ..."."""
    opener = features_of(line).opener
    rest = line[opener.end() :] if opener else ""
    return begins_as_prose(rest) and not looks_like_byline(line)


def is_section(line: str) -> bool:
    """Whether a line of few words is as those above titles: "World", "OBITUARY", "Arts | Books"."""
    if line.endswith(("|", "/", ":")):
        return True
    return all(map(SECTION.fullmatch, map(str.strip, _BETWEEN_SECTIONS.split(line))))


def is_caption(line: str) -> bool:
    """Whether the line begins as those below pictures do: "Photo: the harbour", "(Foto: dpa)"."""
    return CAPTION.match(line.lstrip(_OPENING)) is not None


def holds_two_sentences(line: str) -> bool:
    """Whether a sentence ends within the line."""
    return _INNER_END.search(line) is not None


def derive_title(body: str) -> str:
    """The first sentence of the body, cut between words where it is long."""
    lead = body.lstrip()[:_REACH].split("\n\n", 1)[0]
    start, end = next(sentences.each_sentence(lead), (0, len(lead)))
    sentence = clean_line(lead[start:end])
    if len(sentence) <= LONGEST_DERIVED:
        return sentence
    cut = sentence[:LONGEST_DERIVED]
    # Without a space the script has none, or it is one very long word.
    cut = cut.rsplit(" ", 1)[0] if " " in cut[LONGEST_DERIVED // 2 :] else cut[:-1]
    return cut.rstrip(" ,;:-–—") + "…"
