"""What other systems (Lexis, Factiva, ProQuest, Westlaw, Lucene, Google) write, and the form here.

Each text becomes the message of an error: it must never be taken for words without a word. This
module knows what tokens look like; it must not know the grammar. What plain sentences hold too
("near", "same", "AT&T", "Stop!", a dash between spaces) stays words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from newsarchive.query.fields import FIELDS, ZONES

ALIASES = {
    "title": "intitle allintitle headline head hd hl ti titel titre",
    "hlead": "hlp hleadline",
    "lead": "lp leadpara",
    "body": "text content intext allintext",
    "author": "byline by au authors writer reporter",
    "source": "publication pub newspaper paper outlet sn pu",
    "url": "site inurl allinurl link domain host",
    "section": "sect se page",
    "tag": "tags subject su keyword keywords re",
    "language": "lang la lg",
    "date": "before after since until year pubdate pd dt day published",
    "words": "length wc wordcount",
    "path": "file filename filetype folder",
}
"""Field → its names elsewhere."""

_NAMES = {name: field for field, names in ALIASES.items() for name in names.split()}
_DATES = {"before": "date:<", "until": "date:<=", "after": "date:>", "since": "date:>="}
_NAMED = "|".join(sorted({*FIELDS, *_NAMES} - {"by", "re", "head", "page", "day", "text"}))

_QUOTES = '"“”„«»'
_IN_RUN = rf"[^\s(){_QUOTES}]"
_END = rf"(?!{_IN_RUN})"
_NEARNESS = "near within around onear dnear w n".split()
_ORDERED = "pre p norder".split()


def here(name: str) -> str | None:
    """What to write for a field of another system; None for one that nobody knows."""
    name = name.lower()
    return _DATES.get(name) or (f"{_NAMES[name]}:" if name in _NAMES else None)


def no_field(given: str, fields: Sequence[str]) -> str:
    """That there is no such field, and which one may have been meant."""
    import difflib

    close = [f"{field}:" for field in difflib.get_close_matches(given.lower(), fields, 1)]
    known = here(given) or "".join(close)
    hint = f"did you mean {known}" if known else f"fields are {', '.join(fields)}"
    return f"there is no field {given}: ({hint}; words with a colon go in quotes)"


def _field(name: str) -> str:
    return name.lower() if name.lower() in FIELDS else _NAMES[name.lower()]


def _distance(found: re.Match[str]) -> str:
    name, number = found["name"].lower(), found["number"]
    if name in _NEARNESS:
        return f"write NEAR/{number}"
    if name in _ORDERED:
        return f"write PRE/{number}"
    return f"write PRE/{number} (in this order) or NEAR/{number} (in any order)"


def _compared(found: re.Match[str]) -> str:
    field = _field(found["name"])
    sign = (found["other"] or "") if field in ("date", "added", "words") else ""
    return f"write {field}:{sign}…, without a space"


def _grouped(found: re.Match[str]) -> str:
    field = _field(found["name"])
    return f"write {field}:(…)" if field in ZONES else f"write {field}:…, without parentheses"


_SHAPES: dict[str, str | Callable[[re.Match[str]], str]] = {
    r"!+(?=[^\W_]|[(\"“„«])": "write NOT or - instead of !",
    rf"{_IN_RUN}{{0,99}}?(?P<at>\|+)": "write OR instead of {at}",
    rf"{_IN_RUN}{{0,99}}?(?P<at>&&+)": "write AND instead of {at}",
    r"[—―](?=[^\W_]|[(\"“„«])": "write - for NOT, or leave a space behind the dash",
    rf"[-^‐‑‒–−﹣-]{{2,}}+(?={_IN_RUN}{{0,99}}?[^\W_]|[(\"“„«])": (
        "write one - for NOT, or leave a space behind the dash"
    ),
    r"\+(?=[^\W\d_]|[(\"“„«])": "leave the + out: without --any all words must occur",
    rf"(?:{_IN_RUN}{{0,99}}[^\W_]|(?<=[){_QUOTES}]))(?P<at>\^\d+(?:\.\d+)?){_END}": (
        "no word weighs more than another here: leave {at} out"
    ),
    rf"/(?P<unit>[sSpP]){_END}": "write w/{unit}",
    rf"[wW]/(?:sent|seg)\w*{_END}": "write w/s, or SENT",
    rf"[wW]/para\w*{_END}": "write w/p, or PARA",
    rf"/(?P<number>\d{{1,4}}){_END}": "write NEAR/{number}",
    rf"/{_IN_RUN}{{1,99}}/{_END}": "there are no regular expressions: * is any letters, ? is one",
    rf"(?P<name>[nNpP]|(?i:adj|onear|dnear|norder|around|within))/(?P<number>\d+){_END}": _distance,
    r"(?P<name>(?i:around|near|within|pre|adj))\((?P<number>\d+)\)": _distance,
    r"(?!CAPS\()(?i:(?:all)?caps)\(|CAPS (?=\()": "write CAPS(…), in capitals and without a space",
    rf"(?i:atleast)(?P<number>\d+){_END}": "write ATLEAST/{number} before the word",
    rf"(?P<name>(?i:{_NAMED}))(?:=(?=\S)|\s*(?P<other>[<>]=?)(?=\s*\S))": _compared,
    rf"(?P<name>(?i:{_NAMED}))\((?!s\))": _grouped,
    r"~(?=[^\W\d_])": "~ goes behind a word: cambodja~",
    rf"[^\s(){_QUOTES}~]{{1,99}}(?P<at>~(?:\d*\.\d+|\.)){_END}": "~ allows 1 or 2 edits",
    r"[^\W\d_]{1,99}(?P<at>#)[^\W\d_]+": "write ? for one letter, * for any number: organi?ation",
    r"\[[^\]]{1,40} TO [^\]]{1,40}\]": "a range goes with its field: date:2017..2018, words:5..50",
    rf"(?P<range>[12]\d{{3}}(?:-\d\d)*\.\.[12]\d{{3}}(?:-\d\d)*){_END}": "write date:{range}",
}  # fmt: skip
"""The beginning of a run of characters → what to write; `at` is what is wrong, if not all."""


_COMPILED = [(re.compile(shape), text) for shape, text in _SHAPES.items()]


def in_run(query: str, place: int) -> tuple[str, int, int] | None:
    """A message, and the span that it is about, if the run of characters here is foreign."""
    for shape, text in _COMPILED:
        found = shape.match(query, place)
        if found:
            message = text.format(**found.groupdict()) if isinstance(text, str) else text(found)
            return message, *found.span("at" if "at" in shape.groupindex else 0)
    return None


_BETWEEN = {
    "adj": 'write "oil price" in quotation marks, or oil PRE/1 price',
    "SAME": "write PARA (in the same paragraph) or SENT (in the same sentence)",
    "XOR": "write (oil OR gas) NOT (oil gas)",
    "ANDNOT": "write NOT",
    "BUTNOT": "write NOT",
}
_NUMBERED = re.compile(r"(?P<name>[A-Za-z]+?)(?P<number>\d+)")


def between(word: str) -> str:
    """What to write for one of the reserved words, between two operands."""
    numbered = _NUMBERED.fullmatch(word)
    advice = (
        _distance(numbered) if numbered
        else _BETWEEN.get(word) or _BETWEEN.get(word.lower())
        or f"{word} needs a number of words, as in {word}/5"
    )  # fmt: skip
    return f'{advice}; to search for the word itself, write "{word}"'
