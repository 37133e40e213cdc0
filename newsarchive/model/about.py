"""How an answer was made: what was asked, of which state of which archive.

An about travels with its answer, so anybody may have forged one: `About.of` believes nothing. This
module must not know commands, files, or the forms of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from newsarchive.model import kinds
from newsarchive.model.kinds import Kind, storable

VERSION = 1
"""Of the form. Later fields come at the end, and readers pass over those that they do not know."""
MOST_TEXT = 100_000
"""Characters of a text in an about that is read."""
MOST_OPTIONS = 100
MOST_VALUES = 10_000
"""Of one option that can be given several times."""
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
"""As in dates of a query: "tomorrow" is counted from a day that has one."""

Value = bool | int | str | list[str]
"""Of an option: a flag, a number, a text, or several texts."""


def _options(found: object) -> dict[str, Value]:
    if not isinstance(found, dict):
        raise ValueError("there are none")  # noqa: TRY004 - a file's form
    if len(found) > MOST_OPTIONS:
        raise ValueError(f"it has {len(found):,} options")
    return {_text(name): _value(value) for name, value in found.items()}


def _value(found: object) -> Value:
    match found:
        case bool():
            return found
        case int() if abs(found) < 2**53:
            return found
        case str():
            return _text(found)
        case list() if len(found) <= MOST_VALUES and all(isinstance(one, str) for one in found):
            return [_text(one) for one in found]
    raise ValueError(f"{str(found)[:40]!r} is no value of an option")


def _text(found: str) -> str:
    if len(found) > MOST_TEXT:
        raise ValueError(f"a text of {len(found):,} characters is too long")
    return storable(found)


def _ids(found: list[object]) -> tuple[str, ...]:
    return tuple(map(kinds.ID.value, found))


def _flag(found: object) -> bool:
    if not isinstance(found, bool):
        raise ValueError(f"{str(found)[:40]!r} is neither true nor false")  # noqa: TRY004 - the same
    return found


def _day(found: object) -> str:
    day = kinds.DAY.value(found)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"days run from {_FIRST_YEAR} to {_LAST_YEAR}")
    return str(day)


_NAME = Kind("a text", str, _text)
_CHECKS: Mapping[str, Callable[[object], Any]] = {
    "program": _NAME.value,
    "command": _NAME.value,
    "query": _NAME.or_none().value,
    "options": _options,
    "article": kinds.ID.or_none().value,
    "understood": _NAME.value,
    "against": _NAME.or_none().value,
    "day": _day,
    "archive": kinds.TOKEN.value,
    "revision": kinds.COUNT.value,
    "state": kinds.TOKEN.value,
    "engine": _NAME.value,
    "made": kinds.MOMENT.value,
    "articles": kinds.COUNT.value,
    "complete": _flag,
    "sha256": kinds.SHA256.or_none().value,
    "ids": Kind("a list of ids", list, _ids, optional=True).value,
}
"""Field of the JSON → its value, or ValueError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How an answer was made: docs/json.md describes its JSON."""

    program: str
    """ "newsarchive" and its version."""
    command: str
    query: str | None
    """As it was typed; None where the command takes none."""
    options: Mapping[str, Value]
    """What shaped the answer, from the command line, the configuration or by default."""
    article: str | None = None
    """The article that others are like, of `similar`."""
    understood: str
    """The whole question, filters included, with every date resolved; it can be asked again."""
    against: str | None = None
    """The same of what keywords are compared with, if that was given."""
    day: str
    """`YYYY-MM-DD`, from which "last week" was counted."""
    archive: str
    """The uid, which stays in copies of the archive."""
    revision: int
    state: str
    """The revision's token."""
    engine: str
    made: str
    """UTC, ISO 8601."""
    articles: int
    """How many answer the question, whatever the offset and the limit."""
    complete: bool
    """Whether nothing is missing: by a deadline, by damage, or as the index was being updated."""
    sha256: str | None = None
    """Of the answer without its about, in hexadecimal."""
    ids: tuple[str, ...] | None = None
    """The articles that answer the question, in order; None if they would be too many."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def of(cls, found: object) -> Self:
        """An about from the data of a JSON text. Raises ValueError if it is none."""
        if not isinstance(found, dict):
            raise ValueError("it is no object")  # noqa: TRY004 - a file's form
        version = found.get("version")
        if version != VERSION:
            raise ValueError(f"it has version {str(version)[:20]}; this program knows {VERSION}")
        values: dict[str, Any] = {}
        for name, check in _CHECKS.items():
            try:
                values[name] = check(found.get(name))
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        return cls(**values)
