"""Query text → tokens, each with its position. This module knows no grammar and no meaning.

A run of characters without a word (a lone dash, an ampersand) is no token: in a pasted headline it
means nothing. Every other character ends up in some token or in a QueryError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from newsarchive.model.errors import QueryError
from newsarchive.model.frozen import frozen
from newsarchive.model.patterns import lazy
from newsarchive.query.fields import ZONES
from newsarchive.query.leaves import without_questions
from newsarchive.text import words
from newsarchive.text.splitting import with_gershayim

NO_WORD = "there is no word in this: words are letters and digits, not signs or emoji"

Kind = Literal["word", "quoted", "(", ")", "not", "=", "field", "value", "operator", "caps", "end"]


@frozen
class Token:
    """One token of a query, and where it stands (half-open, in characters)."""

    kind: Kind
    text: str
    start: int
    end: int
    number: int | None = None
    """The 5 of NEAR/5, ATLEAST/5 and "…"~5."""


CLOSING = {
    '"': '"“”', "“": "”“\"", "”": "”\"", "„": "“”\"", "«": "»\"", "»": "«»\"", "‘": "’'", "'": "'’",
}  # fmt: skip
"""Opening quotation mark → its closing ones. „ “ ” and » « open either way round."""

_DOUBLE = '"“”„«»'
_RUN = lazy(rf"[^\s\x00-\x1f()\x7f{_DOUBLE}]+")
_FIELD = lazy(r"([A-Za-z]+):(?=\S)")
_OPERATOR = lazy(r"((?i:NEAR|PRE|ATLEAST|W))/(.*)", re.DOTALL)
# What a word processor makes of a minus is one; dashes are longer and part sentences.
_NOT = lazy(rf"[-^‐‑‒–−﹣-](?=[(*{_DOUBLE}]|=[({_DOUBLE}]|[^\s\x00-\x1f()\x7f{_DOUBLE}]*?[^\W_])")
_VALUE = lazy(r"\[[^\]]*\]|[^\s\x00-\x1f()\x7f\"“”„«»]+")
_VALUE_FIELDS = frozenset("date added words has url path language id".split())
# Only where one of these stands can there be a form of another system: see `query.foreign`.
_STRANGE = lazy(
    rf"[!|+\[—―]|&&|[-^‐‑‒–−﹣-]{{2}}|[\w){_DOUBLE}]\^\d|(?<!\S)/|\w[#=]\w"
    r"|[12](?<!(?<![A-Za-z])(?i:date):.)\d{3}(?:-\d\d)*\.\."
    r"|~(?:[^\W\d]|\d*\.)|[A-Za-z]\s*[<>]|\w ?\(|(?i:atleast\d|\bw/[sp]\w"
    r"|\b(?:n|p|adj|onear|dnear|norder|around|within)/\d)"
)
_BARE = {"AND": "AND", "OR": "OR", "SENT": "SENT", "PARA": "PARA"}


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query; the last is of the kind "end". Raises QueryError."""
    query = with_gershayim(query)
    place = 0
    is_strange = _STRANGE.search(query) is not None
    while place < len(query):
        char = query[place]
        if char.isspace() or char < " " or char == "\x7f":
            place += 1
        elif char in "()":
            yield Token("(" if char == "(" else ")", char, place, place + 1)
            place += 1
        elif char in _DOUBLE or (char in "'‘" and _single_end(query, place) is not None):
            token = _quoted(query, place)
            place = token.end
            yield token
        else:
            for token in _run(query, place, is_strange):
                place = token.end
                if token.text:
                    yield token
    yield Token("end", "", len(query), len(query))


def _single_end(query: str, place: int) -> int | None:
    """Where the phrase that a single quotation mark opens is closed; None for an apostrophe."""
    for closing in re.finditer(r"['’](?![^\W_])", query[place + 1 : place + 400]):
        inner = query[place + 1 : place + 1 + closing.start()]
        return place + 1 + closing.start() if inner.strip() else None
    return None


def _quoted(query: str, place: int) -> Token:
    mark = query[place]
    if mark in "'‘":
        end = _single_end(query, place)
    else:
        found = re.compile(f"[{CLOSING[mark]}]").search(query, place + 1)
        end = found.start() if found else None
    if end is None:
        raise QueryError(
            f"this {mark} is never closed; close it, or use --literal to search for the words",
            query, place, place + 1,
        )  # fmt: skip
    number, after = None, end + 1
    if query[after : after + 1] == "~":
        digits = re.compile(r"~(\d{0,9})").match(query, after)
        assert digits is not None  # the ~ is there
        if not digits[1]:
            message = 'after "…"~ comes a number of words, as in "interest rates"~5'
            raise QueryError(message, query, after, after + 1)
        number, after = int(digits[1]), digits.end()
    return Token("quoted", query[place + 1 : end], place, after, number)


def _run(query: str, place: int, is_strange: bool) -> Iterator[Token]:
    """The tokens at the beginning of a run of characters; no word becomes a token without text."""
    found = _FIELD.match(query, place)
    if found:
        yield Token("field", found[1], place, found.end())
        if found[1].lower() in _VALUE_FIELDS and query[found.end()] not in CLOSING:
            value = _VALUE.match(query, found.end())
            if value:
                yield Token("value", value[0], value.start(), value.end())
        elif found[1].lower() in ZONES:
            _check_word(query, found.end())
        return
    if query[place] == "=" and place + 1 < len(query) and not query[place + 1].isspace():
        _check_word(query, place + 1)
        yield Token("=", "=", place, place + 1)
        return
    if is_strange:
        from newsarchive.query import foreign  # few queries need its many expressions

        if wrong := foreign.in_run(query, place):
            message, start, end = wrong
            raise QueryError(message, query, start, end)
    if _NOT.match(query, place):
        yield Token("not", query[place], place, place + 1)
        return
    found = _RUN.match(query, place)
    assert found is not None  # tokens() has skipped what cannot begin a run
    text, end = found[0], found.end()
    if text == "CAPS" and query[end : end + 1] == "(":
        close = query.find(")", end)
        if close < 0:
            raise QueryError("this CAPS( is never closed", query, place, end + 1)
        yield Token("caps", query[end + 1 : close], place, close + 1)
    else:
        yield _word(query, text, place, end)


def _check_word(query: str, place: int) -> None:
    """Refuse a run of signs where a word has to begin."""
    operand = _RUN.match(query, place)
    if operand and operand[0] != "=" and not _holds_word(operand[0]):
        raise QueryError(NO_WORD, query, *operand.span())


def _word(query: str, text: str, start: int, end: int) -> Token:
    if text in _BARE:
        return Token("operator", text, start, end)
    if text == "NOT":
        return Token("not", text, start, end)
    found = _OPERATOR.fullmatch(text)
    if found:
        name, operand = found.groups()
        token = _operator(query, name, operand, start, end)
        if token is not None:
            return token
    text = without_questions(text)
    return Token("word", text if _holds_word(text) else "", start, end)


def _holds_word(text: str) -> bool:
    return (text.isascii() and text.isalnum()) or bool(words.words(text)) or "*" in text


def _operator(query: str, name: str, operand: str, start: int, end: int) -> Token | None:
    """The operator, or None where this is ordinary text such as "w/o" or "near/far"."""
    numeric = operand.isascii() and operand.isdigit()
    if name in "wW":
        if operand.lower() in ("s", "p"):
            return Token("operator", "SENT" if operand.lower() == "s" else "PARA", start, end)
        return Token("operator", "NEAR", start, end, int(operand[:9])) if numeric else None
    if not name.isupper():
        if numeric:
            raise QueryError(
                f"operators are written in capitals: {name.upper()}/{operand}", query, start, end
            )
        return None
    if not numeric:
        raise QueryError(
            f"after {name}/ comes a number, as in {name}/5", query, start + len(name) + 1, end
        )
    return Token("operator", name, start, end, int(operand[:9]))
