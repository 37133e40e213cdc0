"""Front matter: the fields above a text, in YAML or TOML.

Every value is taken as text: `language: no` is Norwegian, not False, and an impossible date is no
error. So YAML is only parsed, never constructed: an alias, a tag or deep nesting can do no harm.
It must not know Markdown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from newsarchive.model.errors import ReadError

if TYPE_CHECKING:
    import yaml

_YAML = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.M | re.S)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.M | re.S)
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_DEEPEST = 20
_TABLES = ("taxonomies", "extra", "params")
"""Of Zola and Hugo: details of an article under these names are like those beside them."""
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of the front matter, none if there is none, and the text below it.

    Site generators keep fields of other programs in tables; of two with one name, the outer one
    counts. Raises ReadError, with the line of the file, if the front matter is broken.
    """
    for pattern, parse in ((_YAML, _parse_yaml), (_TOML, _parse_toml)):
        if front := pattern.match(text):
            fields = parse(front[1])
            inner: dict[str, object] = {}
            for name in _TABLES:
                table = fields.get(name)
                inner |= table if isinstance(table, Mapping) else {}
            return inner | fields, text[front.end() :]
    if opened := _OPENING.match(text):
        raise ReadError(f"front matter that is never closed: a second line {opened[1]} is missing")
    return {}, text


def _parse_toml(text: str) -> dict[str, object]:
    import tomllib  # few files need it

    try:
        found = tomllib.loads(text.replace("\r\n", "\n"), parse_float=str)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        where = f" at line {int(place[1]) + 1}" if place else ""
        reason = _PLACE.sub("", message).removesuffix(" (at end of document)")
        raise ReadError(f"broken front matter{where}: {reason[:1].lower()}{reason[1:]}") from None
    except RecursionError:
        raise ReadError("front matter is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise ReadError(f"broken front matter: {str(error).partition(';')[0]}") from None
    return {name: _as_text(value) for name, value in found.items()}


def _as_text(value: object) -> object:
    """A day as text, so that the same rules read it as any other."""
    if isinstance(value, dict):
        return {name: _as_text(inner) for name, inner in value.items()}
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _parse_yaml(text: str) -> dict[str, object]:
    import yaml  # slow to load, and few files need it

    fields: dict[str, object] = {}
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for event in events:
            if isinstance(event, yaml.MappingStartEvent):
                fields = _mapping(events, 1)
            elif isinstance(event, yaml.NodeEvent):
                raise ReadError(
                    f"front matter{_place(event.start_mark)} is not of the form name: value"
                )
    except yaml.MarkedYAMLError as error:
        place = _place(error.problem_mark)
        if "nesting depth" in str(error.problem):  # PyYAML 6.0.4 and later: it looks ahead
            raise ReadError(f"front matter is nested too deeply{place}") from None
        raise ReadError(f"broken front matter{place}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ReadError(f"broken front matter: {getattr(error, 'reason', error)}") from None
    return fields


def _mapping(events: Iterator[yaml.Event], depth: int) -> dict[str, object]:
    import yaml

    fields: dict[str, object] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key, value = _value(event, events, depth), _value(next(events), events, depth)
        if isinstance(key, str):
            fields[key] = value
    return fields


def _value(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> object:
    """The value that begins with this event: text, None, a list or a mapping of such."""
    import yaml

    if depth > _DEEPEST:
        raise ReadError(f"front matter is nested too deeply{_place(event.start_mark)}")
    if isinstance(event, yaml.AliasEvent):
        raise ReadError(
            f"front matter uses an alias{_place(event.start_mark)}: write out what it repeats"
        )
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, depth + 1)
    if isinstance(event, yaml.SequenceStartEvent):
        values: list[object] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            values.append(_value(item, events, depth + 1))
        return values
    text: str = getattr(event, "value", "")
    quoted = bool(getattr(event, "style", None))
    return None if text in _NULLS and not quoted else text


class _Mark(Protocol):
    """A place in YAML, as both of its parsers give it."""

    @property
    def line(self) -> int: ...


def _place(mark: _Mark | None) -> str:
    """The line of the file: front matter begins on its second, and YAML counts from nought."""
    return "" if mark is None else f" at line {mark.line + 2}"
