"""Where sentences and paragraphs of a text begin and end, in characters.

It knows full stops, abbreviations and openings; it must not know words, articles or queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain

from newsarchive.model.patterns import lazy
from newsarchive.text.lists import word_lists
from newsarchive.text.memo import Memo

_ENDS = ".!?…؟۔։\u037e"
"""Marks that end a sentence before white space. U+037E is the question mark of Greek."""
_ENDS_ALONE = "。！？｡．।॥။།።፧។៕"
"""Marks that do so without white space, too. A point of full width in a number does not."""
_CLOSERS = r"\"'”’»)\]"

_BLANK_LINE = lazy(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_AFTER_SENTENCE = lazy(rf"(?<=[:{_ENDS}{_CLOSERS}{_ENDS_ALONE}])[^\S\n]*\n")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The spans of paragraphs: half-open, in characters, without the white space around.

    Blank lines separate them. In a text without blank lines, a line with the end of a sentence ends
    a paragraph; any other line is wrapped.
    """
    return list(each_paragraph(text))


def each_paragraph(text: str) -> Iterator[tuple[int, int]]:
    """The same, lazily."""
    gaps: Iterable[re.Match[str]] = ()
    if "\n" in text:
        breaks = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_AFTER_SENTENCE
        gaps = breaks.finditer(text)
    start = 0
    for end, following in chain((gap.span() for gap in gaps), [(len(text), len(text))]):
        part = text[start:end]
        if bare := part.strip():
            left = start if len(bare) == end - start else start + len(part) - len(part.lstrip())
            yield left, left + len(bare)
        start = following


# A row of marks matches from its first mark only: else a text of dots would take hours. The test
# stands behind the first mark, as patterns that begin with characters are faster.
@lru_cache(maxsize=2)
def _sentence_end(more: str = "") -> re.Pattern[str]:
    ends = _ENDS + more
    return re.compile(
        rf"([{ends}](?<![{ends}].)[{ends}]*+[{_CLOSERS}]*+(?=\s)"
        rf"|[{_ENDS_ALONE}](?<![{_ENDS_ALONE}].)[{_ENDS_ALONE}]*+[」』{_CLOSERS}）]*+)\s*+(?=\S)"
    )


_BEFORE_OPENING = r"[\"')\]]*+)\s++(?![\"'(\[]{0,3}[a-z])(?=\S)"
_PLAIN_SENTENCE_END = lazy(rf"([.!?](?<![.!?].)[.!?]*+{_BEFORE_OPENING}")
_STATEMENT_END = lazy(rf"(\.(?<!\.\.)\.*+{_BEFORE_OPENING}")
"""The same for ASCII, before the beginning of a sentence; and without `!` and `?`: faster."""
_OPENERS = "\"'“‘„«([¿¡"
_LONGER = 7
"""No abbreviation of English has so many letters."""
_NEXT = lazy(rf"[{_OPENERS[:-4]}\[]*([^\W\d_]{{2,}})")


def sentences(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """The spans of sentences: half-open, in characters, without the white space around.

    A sentence ends at a full stop, question or exclamation mark before white space and something
    that can begin a sentence, unless the full stop belongs to an initial, an ordinal ("3. Mai") or
    a usual abbreviation of the language (ISO 639-1; English where it is unknown); and at the end of
    its paragraph.
    """
    return list(each_sentence(text, language))


def each_sentence(text: str, language: str | None = None) -> Iterator[tuple[int, int]]:
    """The same, lazily: the first costs no search for the others."""
    return ((start, end) for start, end, _ in each_part(text, language))


def each_part(text: str, language: str | None = None) -> Iterator[tuple[int, int, bool]]:
    """The span of each sentence, and whether its paragraph ends with it."""
    plain = text.isascii()
    quiet = plain and "!" not in text and "?" not in text
    marks = _STATEMENT_END if plain else _sentence_end(";" if language == "el" else "")
    rules = _rules[language or "en"]
    longer, kinds = rules.longer, rules.kinds
    for start, end in each_paragraph(text):
        if plain and not quiet:
            still = text.find("!", start, end) < 0 and text.find("?", start, end) < 0
            marks = _STATEMENT_END if still else _PLAIN_SENTENCE_END
        begun = start
        for mark in marks.finditer(text, start, end):
            at, behind = mark.span()
            if not plain:
                if text[behind : behind + 4].lstrip(_OPENERS)[:1].islower():
                    continue
                if text[at] == "．" and text[at - 1 : at].isdigit() and text[behind].isdigit():
                    continue
            stop = text[at]
            if (stop == "." or stop in "۔．") and text[at + 1] != stop:
                before = text[max(start, at - longer) : at]
                if len(before) < longer or not before.isalnum():
                    words = text[max(start, at - longer - 5) : at].split()
                    kind = kinds[words[-1]] if words else ""
                    if kind and rules.goes_on(kind, text[behind : behind + 20]):
                        continue
            yield begun, mark.end(1), False
            begun = behind
        yield begun, end, True


_ALWAYS, _WITH_NUMBER, _ORDINAL = "always", "with a number", "ordinal"
_NUMBER = lazy("[0-9]{1,2}|[IVX]{2,5}")


class _Rules:
    """What no sentence of a language ends with."""

    def __init__(self, language: str) -> None:
        lists = _lists()
        common = "en" if language == "en" else "other"
        self._words = {*lists[common], *lists.get(language, ())}
        self._before_numbers = {*lists[f"{common} number"], *lists.get(f"{language} number", ())}
        self._has_ordinals = language in lists["ordinals"]
        self._beginnings = lists.get(f"{language} beginnings")
        self.longer = _LONGER if language == "en" else 2 * _LONGER
        """No abbreviation has so many letters."""
        self.kinds = Memo(self._kind)
        """A word before a full stop → when it ends no sentence; "" if it always may."""

    def _kind(self, word: str) -> str:
        word = word.lstrip(_OPENERS)
        if (len(word) == 1 and word.isalpha()) or word[-2:-1] == "." or word.lower() in self._words:
            return _ALWAYS
        if self._has_ordinals and _NUMBER.fullmatch(word):
            return _ORDINAL
        return _WITH_NUMBER if word.lower() in self._before_numbers else ""

    def goes_on(self, kind: str, following: str) -> bool:
        """Whether a sentence goes on behind a word of such a kind.

        An ordinal stands before FC, and in German before Mai, but not before Der: nouns have
        capitals there, and only usual beginnings of sentences tell a sentence from them.
        """
        if kind != _ORDINAL:
            return kind == _ALWAYS or following.lstrip(_OPENERS)[:1].isdigit()
        found = _NEXT.match(following)
        if found is None:
            return False
        noun = self._beginnings is not None and found[1].lower() not in self._beginnings
        return noun or found[1].isupper()


@cache
def _lists() -> dict[str, list[str]]:
    return {
        name: " ".join(lines).split() for name, lines in word_lists("abbreviations.txt").items()
    }


_rules = Memo(_Rules)
