"""Records → JSON, JSON lines, CSV, TSV, citations, or lines of one's own (`template`).

Each is written as it comes; nothing is collected. It knows records as plain data, not what they
are about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, TextIO, TypedDict, get_args

from newsarchive.model.errors import TemplateError
from newsarchive.model.frozen import frozen
from newsarchive.render import safe
from newsarchive.render.safe import harmless_cell

if TYPE_CHECKING:
    from newsarchive.render.record import Record

Format = Literal["json", "jsonl", "csv", "tsv"]
FORMATS: tuple[Format, ...] = get_args(Format)
Citation = Literal["bibtex", "ris", "csl"]
CITATIONS: tuple[Citation, ...] = get_args(Citation)
"""Forms of articles only, whose fields they choose."""

WITH_LINES = frozenset({"body"})
"""Fields that keep their lines in CSV. Anywhere else a line end is no part of the text."""


@frozen
class Shape:
    """Which fields of a record are written, and how."""

    form: Format | Citation | Literal["format"]
    only: str | None = None
    """The names of the fields that are wanted, in their order, with commas; None for the usual."""
    template: str = ""
    """With the form "format"."""
    raw: bool = False
    """Whether cells of CSV and TSV may be what a spreadsheet takes for a formula."""
    null: bool = False
    """Whether the lines of a template end with NUL."""


class Writer:
    """A format that takes records one by one. `names` are the fields that it asks of them."""

    def __init__(
        self,
        stream: TextIO,
        names: tuple[str, ...],
        text: Callable[[Record], str],
        *,
        head: str = "",
        before: tuple[str, str] = ("", ""),
        tail: tuple[str, str] = ("", ""),
    ) -> None:
        """`before` the first record and the others; `tail` after some records and after none."""
        self.names = names
        self._stream, self._text = stream, text
        self._before, self._tail = before, tail
        self.count = 0
        stream.write(head)

    def write(self, record: Record) -> None:
        """Write a record."""
        self._stream.write(self._before[self.count > 0] + self._text(record))
        if not self.count:
            self._stream.flush()  # the reader gets the first one at once
        self.count += 1

    def end(self) -> None:
        """Write what comes after the last one."""
        self._stream.write(self._tail[not self.count])


def writer(
    fields: Sequence[str], form: Format | Shape, stream: TextIO, *, more: Sequence[str] = ()
) -> Writer:
    """A writer of this format. Raises TemplateError if it asks for a field that is not there.

    `fields` are the columns of CSV and TSV, which begin with a line that names them, even when
    there is no record. An empty JSON array is "[]". `more` are fields that can be asked for too.
    """
    shape = form if isinstance(form, Shape) else Shape(form)
    if shape.form == "format":
        from newsarchive.render.template import parsed

        known = tuple(dict.fromkeys((*fields, *more)))
        template, end = parsed(shape.template, known), "\0" if shape.null else "\n"
        return Writer(stream, template.names, lambda record: template.line(record) + end)
    names = chosen(fields, shape.only, more=more)
    text = _json(None if shape.only is None else names)
    match shape.form:
        case "bibtex" | "ris" | "csl" as citation:
            return _citations(citation, stream, body="body" in fields)
        case "json":
            return Writer(stream, names, text, **_ARRAY)
        case "jsonl":
            return Writer(stream, names, lambda record: text(record) + "\n")
        case "csv":
            return Writer(stream, names, _csv(names, raw=shape.raw), head=_row()(names))
        case "tsv":
            return Writer(stream, names, _tsv(names, raw=shape.raw), head="\t".join(names) + "\n")


def _citations(form: Citation, stream: TextIO, *, body: bool) -> Writer:
    from newsarchive.render import citations

    names = (*citations.FIELDS, "body") if body else citations.FIELDS
    if form == "csl":
        return Writer(stream, names, lambda record: encoded(citations.csl(record)), **_ARRAY)
    made = citations.bibtex if form == "bibtex" else citations.ris
    return Writer(stream, names, made, before=("", "\n"))


def write(
    records: Iterable[Record], fields: Sequence[str], form: Format | Shape, stream: TextIO
) -> int:
    """Write all the records in this format, and say how many they were."""
    out = writer(fields, form, stream)
    for record in records:
        out.write(record)
    out.end()
    return out.count


def encoded(data: object) -> str:
    """The data as JSON on one line: UTF-8 as it is, control characters escaped."""
    return safe.json_text(json.dumps(data, ensure_ascii=False))


class _Frame(TypedDict):
    before: tuple[str, str]
    tail: tuple[str, str]


_ARRAY: _Frame = {"before": ("[\n  ", ",\n  "), "tail": ("\n]\n", "[]\n")}
"""What makes a JSON array of records, one a line."""


def chosen(
    fields: Sequence[str], given: str | None, *, more: Sequence[str] = ()
) -> tuple[str, ...]:
    """The names in `--fields`, each once, or all `fields`. Raises TemplateError."""
    if given is None:
        return tuple(fields)
    known = tuple(dict.fromkeys((*fields, *more)))
    names: dict[str, None] = {}
    place = 0
    for part in given.split(","):
        name = part.strip()
        if name not in known:
            from newsarchive.render.template import no_field

            start = place + len(part) - len(part.lstrip())
            message = no_field(name, known) if name else "here the name of a field is missing"
            raise TemplateError(message, given, start, max(start + len(name), start + 1))
        names[name] = None
        place += len(part) + 1
    return tuple(names)


def _json(names: tuple[str, ...] | None) -> Callable[[Record], str]:
    """A record as JSON; with these names only, if they were chosen."""
    if names is None:
        return encoded
    return lambda record: encoded({name: record[name] for name in names})


def _csv(names: tuple[str, ...], *, raw: bool) -> Callable[[Record], str]:
    harmless = [safe.block if name in WITH_LINES else safe.line for name in names]
    row = _row()
    return lambda record: row(
        [safely(_cell(record[name], raw=raw)) for name, safely in zip(names, harmless, strict=True)]
    )


class _Given:
    """What `csv` writes a row to, to have it back as text."""

    def write(self, text: str) -> str:
        return text


@cache
def _row() -> Callable[[Sequence[str]], str]:
    """Cells → a line of CSV, which ends with "\n" for programs that cut lines."""
    import csv

    writerow: Callable[[Sequence[str]], str] = csv.writer(_Given(), lineterminator="\n").writerow
    return writerow


def _tsv(names: tuple[str, ...], *, raw: bool) -> Callable[[Record], str]:
    return lambda record: (
        "\t".join(safe.line(_cell(record[name], raw=raw)) for name in names) + "\n"
    )


def _cell(value: object, *, raw: bool) -> str:
    match value:
        case None:
            return ""
        case int() | float():
            return str(value)
        case list():
            text = "; ".join(str(one) for one in value)
        case _:
            text = str(value)
    return text if raw else harmless_cell(text)
