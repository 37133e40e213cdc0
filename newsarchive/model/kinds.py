"""Kinds of values, and the three forms of each: in Python, in JSON, and in a row of a table.

A kind checks every value that comes out of an archive or an export, which anybody may have forged,
and raises ValueError if it does not fit. This module must not know fields or tables. Every search
loads it, so it compiles no patterns, which would take long.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, get_args

_remembered = lru_cache(4096)
"""For values that many articles have."""


class Kind:
    """A kind of value. Rows hold its JSON form, or, of a list, the JSON text."""

    __slots__ = (
        "decode", "known", "name", "optional", "parse", "plain", "schema", "several", "sql",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        form: type,
        parse: Callable[[Any], Any] | None = None,
        plain: Callable[[Any], Any] | None = None,
        *,
        optional: bool = False,
        **schema: object,
    ) -> None:
        self.name = name
        """Its name in messages: "a day"."""
        self.parse = parse
        """JSON form (never None) → value; raises ValueError. None: they are the same."""
        self.plain = plain
        """Value (never None) → JSON form. None: they are the same."""
        self.optional = optional
        """Whether it may be None, or null."""
        self.several = form is list
        self.known = {form, type(None)} if optional else {form}
        """The types of its JSON form."""
        self.sql = _SQL[form] + ("" if optional else " NOT NULL")
        self.schema = {"type": [_JSON[form], "null"] if optional else _JSON[form], **schema}
        """Its JSON Schema."""
        self.decode = _remembered(_list_of(parse)) if self.several and parse else parse
        """Value of a row (never None, and of the right type) → value; raises ValueError."""

    def value(self, found: object) -> Any:
        """JSON form → value. Raises ValueError if it does not fit."""
        if found.__class__ not in self.known:
            raise self.refusal(found)
        return found if found is None or self.parse is None else self.parse(found)

    def json(self, value: Any) -> Any:
        """Value → JSON form."""
        return value if value is None or self.plain is None else self.plain(value)

    def read(self, stored: object) -> Any:
        """Value of a row → value. Raises ValueError if it does not fit."""
        if stored is None and self.optional:
            return None
        if stored.__class__ not in ({str} if self.several else self.known):
            raise self.refusal(stored)
        return stored if self.decode is None else self.decode(stored)

    def write(self, value: Any) -> Any:
        """Value → value of a row. Raises ValueError if it could not be read again."""
        if value is None and self.optional:
            return None  # a short way: most values of an article are unknown
        found = self.json(value)
        self.value(found)
        if self.several:
            return json.dumps(found) if found else "[]"
        return storable(found) if found.__class__ is str else found

    def or_none(self) -> Kind:
        """The same kind, but None fits too."""
        if self.optional:
            return self
        (form,) = self.known
        schema = {name: value for name, value in self.schema.items() if name != "type"}
        return Kind(self.name, form, self.parse, self.plain, optional=True, **schema)

    def refusal(self, found: object) -> ValueError:
        """The error for a value that does not fit."""
        return ValueError(f"{str(found)[:40]!r} is not {self.name}")


_SQL = {str: "TEXT", int: "INTEGER", bytes: "BLOB", list: "TEXT"}
_JSON = {str: "string", int: "integer", bytes: "string", list: "array"}
_raw = json.JSONDecoder().raw_decode


def storable(text: str) -> str:
    """The text as SQLite can hold it.

    File names that are not UTF-8, and JSON escapes, can bring half of a surrogate pair, which no
    encoding has: it is kept as its escape, `\\udce9`.
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises ValueError if it is none."""
    try:
        found, end = _raw(text)
    except RecursionError:
        raise ValueError("a list is nested without end") from None
    if end != len(text):
        raise ValueError(f"{text[:40]!r} is not JSON")
    return found


def _list_of(parse: Callable[[Any], Any]) -> Callable[[str], Any]:
    def of_row(text: str) -> Any:
        found = parsed(text)
        if found.__class__ is not list:
            raise ValueError(f"{text[:40]!r} is not a list of texts")
        return parse(found)

    return of_row


def _texts(found: list[str]) -> tuple[str, ...]:
    if not all(one.__class__ is str for one in found):
        raise ValueError(f"{str(found)[:40]!r} is not a list of texts")
    return tuple(map(storable, found))


@_remembered
def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    if len(text) != 10 or text[4] != "-":
        raise ValueError(f"{text[:40]!r} is not a day")
    return day


def _days(found: list[str]) -> tuple[dt.date, ...]:
    return tuple(map(_day, _texts(found)))


@_remembered
def _time(text: str) -> str:
    _day(text[:10])
    if len(text) > 60 or not (text.isascii() and text.isprintable()) or text[10:11] not in "T ":
        raise ValueError(f"{text[:40]!r} is not a day or a time of ISO 8601")
    return text


@_remembered
def _moment(text: str) -> str:
    dt.datetime.fromisoformat(_time(text))
    return text


def _hexadecimal(digits: int, name: str) -> Kind:
    def parse(text: str) -> str:
        if len(text) != digits or text.strip("0123456789abcdef"):
            raise ValueError(f"{text[:40]!r} is not {name}")
        return text

    return Kind(name, str, parse, pattern=f"^[0-9a-f]{{{digits}}}$")


def _language(text: str) -> str:
    if not (len(text) == 2 and text.isascii() and text.isalpha() and text.islower()):
        raise ValueError(f"{text[:40]!r} is not a code of ISO 639-1")
    return text


def _order(text: str) -> str:
    if text not in {"dmy", "mdy"}:
        raise ValueError(f"{text[:40]!r} is neither dmy nor mdy")
    return text


UnreadState = Literal["unsupported", "refused", "failed", "passed over"]
"""Why a file was not taken in."""
UNREAD_STATES: tuple[UnreadState, ...] = get_args(UnreadState)


def _unread_state(text: str) -> str:
    if text not in UNREAD_STATES:
        raise ValueError(f"{text[:40]!r} is none of {', '.join(UNREAD_STATES)}")
    return text


RUN_STATES = ("done", "failed", "interrupted")
"""How a run of a command ended."""


def _run_state(text: str) -> str:
    if text not in RUN_STATES:
        raise ValueError(f"{text[:40]!r} is none of {', '.join(RUN_STATES)}")
    return text


def _name(text: str) -> str:
    letters = [char for char in text if char not in "-_."]
    if len(text) > 64 or not all(map(str.isalnum, letters)) or not any(map(str.isalpha, letters)):
        raise ValueError(f"{text[:40]!r} is not a name: letters, digits, - _ . and some letter")
    if not (text[0].isalnum() or text[0] == "_"):
        raise ValueError(f"{text[:40]!r} is not a name: it begins with a letter or a digit")
    return text


def _path(text: str) -> str:
    if "\0" in text:
        raise ValueError(f"{text[:40]!r} is not a path")
    return text


def _digest(found: bytes) -> bytes:
    if len(found) != 32:
        raise ValueError(f"{found[:20].hex()!r} is not a SHA-256")
    return found


def _from_to(least: int, most: int) -> Kind:
    def parse(number: int) -> int:
        if not least <= number <= most:
            raise ValueError(f"{number} is not {name}")
        return number

    name = f"a number from {least} to {most}"
    return Kind(name, int, parse, minimum=least)


def _json(text: str) -> str:
    parsed(text)
    return text


TEXT = Kind("a text", str)
TEXTS = Kind("a list of texts", list, _texts, list, items={"type": "string"})
DAY = Kind("a day", str, _day, dt.date.isoformat, format="date")
DAYS = Kind(
    "a list of days", list, _days, lambda days: [day.isoformat() for day in days],
    items={"type": "string", "format": "date"},
)  # fmt: skip
TIME = Kind("a day or a time", str, _time)
"""As it was printed: ISO 8601, with its offset where there was one."""
MOMENT = Kind("a moment", str, _moment)
"""Of a clock: ISO 8601."""
LANGUAGE = Kind("a code of ISO 639-1", str, _language, pattern="^[a-z]{2}$")
ORDER = Kind("an order", str, _order)
UNREAD_STATE = Kind("a state", str, _unread_state, enum=list(UNREAD_STATES))
RUN_STATE = Kind("a state", str, _run_state, enum=list(RUN_STATES))
ID = _hexadecimal(16, "an id of 16 hexadecimal digits")
TOKEN = _hexadecimal(32, "a token of 32 hexadecimal digits")
SHA256 = _hexadecimal(64, "a SHA-256 of 64 hexadecimal digits")
NAME = Kind("a name", str, _name)
"""Of a saved search."""
PATH = Kind("a path", str, _path)
JSON = Kind("JSON", str, _json)
BYTES = Kind("bytes", bytes)
DIGEST = Kind("a SHA-256", bytes, _digest)
WHOLE = Kind("a whole number", int)
FLAG = _from_to(0, 1)
COUNT = _from_to(0, 2**31 - 1)
NUMBER = _from_to(1, 2**31 - 1)
SIZE = _from_to(0, 2**53)
