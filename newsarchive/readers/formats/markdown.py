"""Markdown, with or without front matter in YAML or TOML. The body stays Markdown.

All that front matter holds is text to us: `language: no` is Norwegian, not False, and an
impossible date is no error. So YAML is only parsed, never constructed: an alias, a tag or deep
nesting can do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Protocol

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.encoding import clean_body, clean_line, decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.frontmatter import parse_toml, spread
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

if TYPE_CHECKING:
    import yaml

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.M | re.S)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.M | re.S)
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_BEGINS_AS_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n[\w \"'-]+:|\+\+\+[ \t]*\r?\n[\w \"'.-]+=)"
)
_HEADING = re.compile(r"#[ \t]+(\S.*?)[ \t]*#*(?:\n|\Z)")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_DEEPEST = 20


class Markdown:
    """Front matter gives the metadata; without a title there, a heading at the top is the title."""

    name = "markdown"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in {".md", ".markdown"}:
            return True
        return suffix in {"", ".txt", ".text"} and _BEGINS_AS_FRONT_MATTER.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        text, encoding = decode(data)
        fields: dict[str, object] = {}
        if front := _FRONT_MATTER.match(text):
            fields = _parse(front[1])
            text = text[front.end() :]
        elif front := _TOML.match(text):
            fields = parse_toml(front[1])
            text = text[front.end() :]
        elif opened := _OPENING.match(text):
            raise ReadError(
                f"front matter that is never closed: a second line {opened[1]} is missing"
            )
        text = clean_body(text)
        provided = spread(fields) | {"body": text}
        article = build(provided, lambda _: "front matter", options, name=name)
        heading = _HEADING.match(text)
        if heading and article.title_source == "derived":
            if not (rest := text[heading.end() :].lstrip("\n")):
                raise ReadError("the text is empty: there is nothing below the heading")
            title = clean_line(heading[1])
            article = replace(article, title=title, title_source="heading", body=rest)
        yield Record(article, data, encoding)


def _parse(text: str) -> dict[str, object]:
    """The fields of front matter. Raises ReadError, with the line of the file, if it is broken."""
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
    """What begins with this event: text, None, a list or a mapping of such."""
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
    """A place in YAML, as both of its parsers tell it."""

    @property
    def line(self) -> int: ...


def _place(mark: _Mark | None) -> str:
    """The line of the file: front matter begins on its second, and YAML counts from nought."""
    return "" if mark is None else f" at line {mark.line + 2}"
