"""The value of a JSON text, and the error for a broken one, worded here because each version of
Python words it in another way. It must not know files or articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from newsarchive.model.errors import NotJsonError, ReadError

Position = tuple[int, int]
"""A line of a file, and a column in it, from 1."""

_COMMA_TOO_MANY = re.compile(r",\s*[\]}]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\n]{,20}+"|\w{1,20}+|[!-/:-@[-~]')


def _integer(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:  # thousands of digits: no number of any use for an article
        return digits


def _refuse(name: str) -> object:
    raise NotJsonError(f"{name} is not JSON (RFC 8259): write null instead")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_constant=_refuse)
"""Made once: `json.loads` makes one for each text, if it is given any options."""


def parse(text: str, start: Callable[[], Position] | None = None) -> object:
    """The value; `start` gives its position in the file, unless it is one of the file's lines.

    Raises ReadError.
    """
    try:
        if text.startswith("\ufeff"):
            return json.loads(text)  # raises the error
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        at, reason = _fault(error.doc, error.pos)
        line, column = error.doc.count("\n", 0, at), at - error.doc.rfind("\n", 0, at)
        if start is None:
            raise ReadError(f"broken JSON at column {column}: {reason}") from None
        before, indent = start()
        raise broken((before + line, column + (0 if line else indent - 1)), reason) from None
    except RecursionError:
        raise ReadError("JSON nested too deeply") from None


def parse_first(text: str) -> tuple[object, int]:
    """The value that the text begins with, and where it ends.

    Raises ValueError if it begins with none, ReadError for one that is nested too deeply.
    """
    try:
        return _DECODER.raw_decode(text)
    except RecursionError:
        raise ReadError("JSON nested too deeply") from None


def broken(position: Position, reason: str) -> ReadError:
    """The error for a text that is no JSON at this position."""
    return ReadError(f"broken JSON at line {position[0]}, column {position[1]}: {reason}")


def is_json(data: bytes) -> bool:
    """Whether the bytes are one value."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _fault(text: str, at: int) -> tuple[int, str]:
    """Where a text is no JSON, and why.

    `at` is where the parser stopped: at a comma too many, or at the bracket after it.
    """
    before = len(text[:at].rstrip()) - 1
    if text[at : at + 1] in {"}", "]"} and text[before : before + 1] == ",":
        at = before
    if at >= len(text.rstrip()):
        return at, "it ends too early"
    if _COMMA_TOO_MANY.match(text, at):
        return at, "a comma too many"
    if text[at] == '"' and not _STRING.match(text, at):
        return at, "a string that does not end"
    found = _TOKEN.match(text, at)
    token = found[0] if found else ascii(text[at])
    return at, f"unexpected {token if token[-1] != '.' else repr(token)}"  # no message ends in "."
