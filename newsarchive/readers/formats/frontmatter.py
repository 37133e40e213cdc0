"""Front matter: the fields above a text, in YAML, TOML, JSON or lines "Name: value".

Every value is taken as text: `language: no` is Norwegian, not False, and an impossible date is no
error. So YAML is only parsed, never constructed: an alias, a tag or deep nesting can do no harm.
It must not know Markdown.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from newsarchive.model.errors import ReadError
from newsarchive.readers.json.parse import parse_first

if TYPE_CHECKING:
    import yaml

_YAML = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.M | re.S)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.M | re.S)
_JSON_END = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_HEXO_JSON = re.compile(r'(".*?)^;;;[ \t]*(?:\r?\n|\Z)', re.M | re.S)
_BLANK_LINE = re.compile(r"\n[ \t\r]*(?:\n|\Z)")
_LINE = re.compile(r"(?:([A-Za-z][\w -]{0,30}):|(?=[ \t]+\S))(.*)")
"""A line "Name: value", or an indented one, which goes on with the value above it."""
_ABOVE_MARKDOWN = re.compile(
    r"(Title: [^\n]*\n(?:\s*[A-Z][\w ]{0,30}: [^\n]*\n){1,6}?)\s*Markdown Content:[ \t\r]*(?:\n|\Z)"
)
"""The lines that Jina Reader puts above the text of a page."""
_ITEM = re.compile(r"^- ", re.MULTILINE)
"""An item of a list in YAML, which need not be indented."""
_TITLE_BLOCK = re.compile(r"(?:%|[ \t]+\S).*")
"""A line of Pandoc's title block."""
_END = re.compile(r"^---[ \t\r]*$", re.M)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?(?:[^\[\]|/]*/)*([^\[\]|#/]+)(?:#[^\[\]|]*)?\]\]")
"""A link to another note, as Obsidian writes it: [[People/Jane Doe|Jane]]."""
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\(https?://[^()\s]*\)")
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_DEEPEST = 20
_TABLES = ("taxonomies", "extra", "params")
"""Of Zola and Hugo: details of an article under these names are like those beside them."""
_COLON = re.compile(r"^([\w-]+):[ \t]+([^\s\"'\[{|>&*!%@`#][^\n]*: [^\n]*)$", re.MULTILINE)
"""A line of YAML whose value has a colon, and no quotation marks."""
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of the front matter, none if there is none, and the text below it.

    Site generators keep fields of other programs in tables; of two with one name, the outer one
    counts. Raises ReadError, with the line of the file, if the front matter is broken.
    """
    for pattern, parse in ((_YAML, _parse_yaml), (_TOML, _parse_toml)):
        if front := pattern.match(text):
            return _flat(parse(front[1])), text[front.end() :]
    if opened := _OPENING.match(text):
        raise ReadError(f"front matter that is never closed: a second line {opened[1]} is missing")
    if text.startswith("{"):
        return _json(text)
    if front := _HEXO_JSON.match(text):
        return _json("{" + front[1].rstrip().rstrip(",") + "}")[0], text[front.end() :]
    if front := _ABOVE_MARKDOWN.match(text):
        lines = [line for line in front[1].splitlines() if line.strip()]
        return dict(_named(lines)), text[front.end() :]
    return _unopened(text)


def _flat(fields: dict[str, object]) -> dict[str, object]:
    """The fields, and those in the tables of site generators; links as their texts."""
    inner: dict[str, object] = {}
    for name in _TABLES:
        table = fields.get(name)
        inner |= table if isinstance(table, Mapping) else {}
    return {name: _unlinked(value) for name, value in (inner | fields).items()}


def _unlinked(value: object) -> object:
    if isinstance(value, str):
        return _LINK.sub(r"\1", _MARKDOWN_LINK.sub(r"\1", value)) if "[" in value else value
    if isinstance(value, list):
        # author: [[Jane Doe]] is a list in a list to YAML.
        return [
            _unlinked(f"[[{', '.join(map(str, one))}]]" if isinstance(one, list) else one)
            for one in value
        ]
    return value


def _json(text: str) -> tuple[dict[str, object], str]:
    """The fields of an object that ends with its line, as Hugo has it; none if there is none."""
    try:
        found, end = parse_first(text)
    except ValueError:
        return {}, text
    after = _JSON_END.match(text, end)
    if not isinstance(found, dict) or not after:
        return {}, text
    return _flat(found), text[after.end() :]


def _unopened(text: str) -> tuple[dict[str, object], str]:
    """The fields of a text whose front matter nothing opens; none if it has none."""
    block, rest = text, ""
    if blank := _BLANK_LINE.search(text):
        block, rest = text[: blank.start()], text[blank.end() :]
    if end := _END.search(block):  # as Hexo takes it too
        above = block[: end.start()]
        if {"title", "date"} & _named(_ITEM.sub("  - ", above).splitlines()).keys():
            return _flat(_parse_yaml(above)), text[end.end() :]
        return {}, text
    lines = block.splitlines()
    if block.startswith("%") and all(map(_TITLE_BLOCK.fullmatch, lines)):
        parts = re.split("^%", block, flags=re.MULTILINE)[1:]
        values = [" ".join(part.split()) for part in parts]
        values[1:2] = ["; ".join(map(str.strip, part.splitlines())) for part in parts[1:2]]
        return dict(zip(("title", "author", "date"), values, strict=False)), rest
    named = _named(lines)
    return (dict(named), rest) if {"title", "date"} & named.keys() else ({}, text)


def _named(lines: list[str]) -> dict[str, str]:
    """The values of lines "Name: value", as Pelican has them; none if there are other lines."""
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or not (match[1] or name):
            return {}
        name = match[1].casefold() if match[1] else name
        found[name] = f"{found.get(name, '')} {match[2].strip()}".strip()
    return found


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
    """The fields. A title with a colon in it needs quotation marks, and often has none."""
    try:
        return _strictly(text)
    except ReadError:
        quoted = _COLON.sub(lambda line: f"{line[1]}: {json.dumps(line[2].rstrip())}", text)
        if quoted == text:
            raise
        try:
            return _strictly(quoted)
        except ReadError:
            pass
        raise


def _strictly(text: str) -> dict[str, object]:
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
