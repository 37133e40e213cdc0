"""Which characters of a text are a word.

A word is a run of letters, marks and digits. Some other characters within it belong to it:

- points and commas between digits: "5.93";
- the points of an acronym, between single letters of which the first may be two: "U.N", "Ph.D";
- `&` between one or two letters: "AT&T", "R&D";
- the hyphen of "e-mail" and "F-16", and the apostrophe of "O'Brien";
- gershayim in Hebrew, also typed as a quotation mark, where acronyms have them: before the last
  letter or before an ending; and geresh behind the letters that take one;
- at the end, the `+`, `++` or `#` of a single letter: "C++", "F#".

Other apostrophes and hyphens end a word, and a possessive "'s" is skipped: "Cambodia's" is the word
"Cambodia", "l'énergie" is "l" and "énergie". Signs and emoji are no words. In scripts without
spaces (Han, kana, Thai, Lao, Burmese, Khmer) each character is a word; adjacency does the rest.

This module knows characters; it must not know how words are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from newsarchive.model.patterns import lazy
from newsarchive.text.folding import INVISIBLE

UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1050-\u108f\u109a-\u109f\u1780-\u17d3"
    "\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Each of these is a word of its own: a part of a class in patterns."""
_VOICED = "\u3099\u309a\uff9e\uff9f"
"""The marks that some texts have behind kana, as characters of their own."""
# Marks and joiners that stand inside words but are not \w to Python: combining accents, Hebrew
# points, Arabic vowels, Indic vowel signs, and characters without width.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    f"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0980-\u0dff{INVISIBLE}"
)

# Within a Hebrew word. A prefix before a name in quotation marks looks alike, but has more letters
# behind the mark, or another mark there.
_HEBREW = "\u05d0-\u05ea"
_DOUBLE = "(?:[\"“”„\u05f4]|'')"
_GERSHAYIM = (
    rf"(?<=[{_HEBREW}])(?:{_DOUBLE}(?=[{_HEBREW}](?![{INVISIBLE}]*[^\W_]))|(?<=[{_HEBREW}]{{2}})"
    rf"{_DOUBLE}(?=[{_HEBREW}]{{2,3}}(?![{INVISIBLE}]*(?:[^\W_]|{_DOUBLE}))))"
)
_GERESH = rf"(?<=[גדזחטעצרת])['’\u05f3](?=[{_HEBREW}])"


# Patterns


@lru_cache(maxsize=1)
def ascii_word() -> re.Pattern[str]:
    """The pattern of the words of ASCII; possessives are outside its group."""
    return _word(
        "[a-zA-Z]", "[a-zA-Z]", "[a-zA-Z0-9]", "[a-zA-Z0-9]", r"(?<=\d)[.,](?=\d)", "'", "-"
    )


@lru_cache(maxsize=2)
def any_word(wildcards: str = "") -> re.Pattern[str]:
    """The same for the words of any text, in which these characters are letters, too.

    A class of many ranges takes milliseconds to compile, so each stands where it must.
    """
    joints = rf"(?:(?<=\d)[.,\u066b\u066c](?=\d)|{_GERSHAYIM}|{_GERESH})"
    return _word(
        "[a-zA-ZÀ-ÖØ-öø-ɏ]",
        r"[^\W\d_]",
        r"[^\W_]",
        rf"(?:[^\W_{UNSPACED}]|[{_MARKS}{wildcards}])",
        joints,
        "'’‘",
        "‐‑-",
        marks=f"[{_MARKS}]*+",
        unspaced=f"[{UNSPACED}][{_VOICED}]?|",
        other=r"(?![\u3041-\u9fff])",
        wildcards=wildcards,
    )


def _word(
    latin: str,
    letter: str,
    first: str,
    more: str,
    joints: str,
    apostrophes: str,
    hyphens: str,
    *,
    marks: str = "",
    unspaced: str = "",
    other: str = "",
    wildcards: str = "",
) -> re.Pattern[str]:
    """The pattern of a word, made of patterns of what stands at its start and in it.

    `joints` are between two parts of a word of any length; `unspaced` is a word where each
    character is one, and `other` says that no such character follows.
    """
    end, two, start = f"(?!{first})", f"(?={latin}{latin})", first
    joined = (
        rf"(?:{letter}{marks}){{1,2}}"
        rf"(?:\.{other}{letter}{marks}{end}|\.?&{other}{letter}{{1,2}}{end})+"
    )
    if wildcards:
        joined += rf"(?:\.?(?=[{wildcards}]){more}+)?"
        two = rf"(?={latin}(?:{latin}|[{wildcards}]))"
        start = rf"(?:{first}|[{wildcards}])"
    # Few words have a sign behind one or two letters; the others are quicker so.
    return re.compile(
        rf"({unspaced}(?=.{{1,2}}[^\w\s])(?:{joined}|{letter}(?:\+\+?|\#)(?![+#]){end})|(?:"
        rf"(?=.[{apostrophes}{hyphens}])"
        rf"(?:(?<![.&{apostrophes}{hyphens}])(?:[eE][{hyphens}]{two}|{letter}[{hyphens}](?=\d))"
        rf"|(?<![.&{apostrophes}])[oO][{apostrophes}]{two})"
        rf"|{start}){more}*(?:{joints}{more}+)*)"
        rf"(?:(?:(?<=\.{letter})\.)?[{apostrophes}][sS]{end})?"
    )


# The same words of ASCII, at the speed of C: each character between words becomes a space, while
# other characters stand for those within words.
_WITHIN = {"\1": ".", "\2": ",", "\3": "-", "\4": "'", "\5": "&", "\6": "+", "\7": "#"}
_HELD = {char: held for held, char in _WITHIN.items()}
_HOLDERS = "".join(_WITHIN).encode()
_COMMA = lazy(",(?<=[0-9],)(?=[0-9])")
_HYPHEN = lazy(
    r"-(?<=[a-zA-Z]-)(?<![a-zA-Z0-9.&'-][a-zA-Z]-)(?:(?=[0-9])|(?<=[eE]-)(?=[a-zA-Z]{2}))"
)
_APOSTROPHE = lazy("'(?<=[oO]')(?<![a-zA-Z0-9.&'][oO]')(?=[a-zA-Z]{2})")
# Points and ampersands do not join what an earlier character has joined.
_LETTER = r"(?<![a-zA-Z0-9\3\4])[a-zA-Z]"
_END = r"(?![a-zA-Z0-9\3\4])"


def _behind(mark: str) -> str:
    """Behind a mark that has one or two letters before it."""
    return rf"(?:(?<={_LETTER}{mark})|(?<={_LETTER}[a-zA-Z]{mark}))"


# Few texts need the patterns that are not compiled here.
_AMPERSAND = rf"&(?=[a-zA-Z]{{1,2}}{_END})(?:{_behind('&')}|{_behind('[.]&')})"
_POINT = lazy(
    rf"\.(?=[a-zA-Z0-9\x05])(?:(?<=[0-9]\.)(?=[0-9])"
    rf"|(?=\x05|[a-zA-Z]{_END}){_behind('[.]')})"
)
_SUFFIX = r"(?<=(?<![a-zA-Z0-9\1-\7])[a-zA-Z])(?:\+\+?|#)(?![a-zA-Z0-9+#])"
_OWNED = lazy("'[sS](?<=[a-zA-Z0-9]'[sS])(?![a-zA-Z0-9])")
_ALSO_OWNED = r"'[sS](?:(?<=[\6\7]'[sS])|(?<=[.\x01][a-zA-Z]\.'[sS]))(?![a-zA-Z0-9])"
"""By acronyms and the like."""
_UNSURE = r"'[sS][\1-\7]"
"""Where such a possessive could begin another word."""


def _parted(lower: bool) -> bytes:
    chars = (_WITHIN.get(char, char if char.isalnum() else " ") for char in map(chr, range(128)))
    return "".join(char.lower() if lower else char for char in chars).encode().ljust(256)


_PARTED, _PARTED_LOWER = _parted(lower=False), _parted(lower=True)
_STARTS = bytes(ord(" " if code == ord(" ") else "a") for code in _PARTED)
_TYPED = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": " ", "—": " ", "…": " ", "\u00a0": " "}
"""The usual characters of English texts that are not ASCII, and their equivalents."""
_LATIN = lazy("[À-ÖØ-öø-ɏ]")


def spaced(text: str, *, lower: bool = False) -> str | None:
    """The text with nothing but white space between its words, in the same positions.

    None if its words could differ from those of the patterns.
    """
    held = _held(text)
    if held is None:
        return None
    return held.encode().translate(_PARTED_LOWER if lower else _PARTED).decode()


def count(text: str) -> int:
    """The number of words of the text."""
    held = _held(text)
    if held is None:
        return len(found(text))
    # Counting the beginnings of words is much faster than making the words.
    return (b" " + held.encode().translate(_STARTS)).count(b" a")


def _held(text: str) -> str | None:
    """The text as ASCII, with characters of `_WITHIN` within words, and without possessives."""
    if not text.isascii():
        text = _as_typed(text)
        if not text.isascii():
            return None
    if len(text.encode().translate(None, _HOLDERS)) < len(text):
        return None
    quoted = "'" in text
    if quoted:
        if "'s'" in text or "'S'" in text:
            return None
        text = _OWNED.sub("  ", text)
        if "o'" in text or "O'" in text:
            text = _APOSTROPHE.sub("\4", text)
    if "-" in text:
        text = _HYPHEN.sub("\3", text)
    if "&" in text:
        text = re.sub(_AMPERSAND, "\5", text)
    if "." in text:
        text = _POINT.sub("\1", text)
    if "," in text:
        text = _COMMA.sub("\2", text)
    if "+" in text or "#" in text:
        text = re.sub(_SUFFIX, lambda end: "".join(map(_HELD.__getitem__, end[0])), text)
    if quoted and ("'s" in text or "'S" in text):
        if re.search(_UNSURE, text):
            return None
        text = re.sub(_ALSO_OWNED, "  ", text)
    return text


def _as_typed(text: str) -> str:
    for typed, plain in _TYPED.items():
        text = text.replace(typed, plain)
    return text


def matches(text: str) -> Iterator[re.Match[str]]:
    """Each word of the text: group 1, without a possessive."""
    # In Latin texts any letter in place of another gives the same spans: compiling the pattern for
    # all scripts takes longer than a search.
    latin = text if text.isascii() else _as_typed(_LATIN.sub("a", text))
    return ascii_word().finditer(latin) if latin.isascii() else any_word().finditer(text)


def with_gershayim(text: str) -> str:
    """The text with gershayim for quotation marks within Hebrew words, in the same positions."""
    if text.isascii():
        return text
    return re.sub(_GERSHAYIM, lambda mark: mark[0] if "'" in mark[0] else "\u05f4", text)


def found(text: str) -> list[str]:
    """The words of the text with all their characters, by the patterns."""
    return (ascii_word() if text.isascii() else any_word()).findall(text)
