"""Bylines of Chinese and Korean papers: "本报记者 张三", "王小明／台北報導", "김철수 기자".

A name has no capitals there, and often no blank before or behind it. So it is taken only with a
known surname, and with a word that says that its bearer reports. It must not know the lines around.
"""

from __future__ import annotations

import re

from newsarchive.model.patterns import lazy
from newsarchive.readers.credits.persons import Credit, are_han_names
from newsarchive.readers.vocabulary import word_lists

_LISTS = {
    name: "|".join(sorted(" ".join(lines).split(), key=len, reverse=True))
    for name, lines in word_lists("credits/han.txt").items()
}
_LONGEST = 80
_LONGEST_NAME = 3
_LONG_SURNAMES = tuple(_LISTS["long surnames"].split("|"))
_NOBODY = lazy(rf"{_LISTS['places']}|.*(?:{_LISTS['before reporters']})")
_MAY_BE = re.compile(r"[一-鿿가-힣]")
_BRACKETS = ("【】", "（）", "()", "〔〕", "［］", "[]")
_NAMES = r"(?P<names>[一-鿿]{2,4}(?:[、，\s]+[一-鿿]{2,4}){0,7}?)"
_PLACE = rf"\s*[／/]\s*[一-鿿]{{0,6}}|\s*(?:{_LISTS['places']})(?:\d{{1,2}}日)?"
_BEHIND = rf"(?:{_PLACE})(?:{_LISTS['reports']})"
_PAPER = rf"(?:[一-鿿]{{0,6}}(?:{_LISTS['before reporters']}))"
_REPORTER = rf"(?:{_LISTS['reporters']})"
_APART = rf"{_PAPER}?{_REPORTER}(?:\s*[:：]\s*|\s+){_NAMES}(?:{_BEHIND})?"
_GLUED = rf"{_PAPER}{_REPORTER}{_NAMES}(?:{_BEHIND})?"
_REPORTING = rf"(?:{_PAPER}?{_REPORTER})?{_NAMES}{_BEHIND}"
_IN_BRACKETS = rf"{_PAPER}?{_REPORTER}\s*{_NAMES}(?:{_BEHIND})?"
_CHINESE = tuple(map(lazy, (_APART, _GLUED, _REPORTING)))
_CHINESE_IN_BRACKETS = (*_CHINESE, lazy(_IN_BRACKETS))
_KOREAN_NAME = rf"(?:{_LISTS['korean surnames']})[가-힣]{{2}}(?<![부팀국])"
_KOREAN = lazy(
    rf"(?:[\[(][^\[\]()]{{2,30}}[\])]\s*)?(?P<names>{_KOREAN_NAME}(?:\s*[·,]\s*{_KOREAN_NAME}){{0,4}})"
    rf"\s*(?:{_LISTS['korean reporters']})\s*=?(?:\s*\S+@\S+)?"
)


def han_byline(text: str) -> Credit | None:
    """The people of a line that is such a byline; None if it is none."""
    text = text.strip()
    if len(text) > _LONGEST or not _MAY_BE.search(text[:_LONGEST]):
        return None
    if korean := _KOREAN.fullmatch(text):
        return Credit(tuple(re.split(r"\s*[·,]\s*", korean["names"])))
    forms = _CHINESE
    if text[:1] + text[-1:] in _BRACKETS:
        text, forms = text[1:-1].strip(), _CHINESE_IN_BRACKETS
    for form in forms:
        if found := form.fullmatch(text):
            names = re.split(r"[、，\s]+", found["names"])
            if are_han_names(names) and all(map(_is_person, names)):
                return Credit(tuple(names))
    return None


def _is_person(name: str) -> bool:
    """Whether a name with a surname has no more letters than names have, and is no other word."""
    if _NOBODY.match(name):
        return False
    return len(name) <= _LONGEST_NAME or name.startswith(_LONG_SURNAMES)
