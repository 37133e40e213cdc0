"""JSON files: one article, or many in an array or an object around it, read as a stream."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records, Repeats, once_each
from newsarchive.readers.encoding import decode_utf8
from newsarchive.readers.fields import has_title
from newsarchive.readers.formats.jsonlines import JsonLines, is_json_lines, is_not_line_by_line
from newsarchive.readers.json.envelopes import (
    ENVELOPES,
    array_at,
    article_of,
    envelope_of,
    is_about,
    is_article,
    is_something_else,
)
from newsarchive.readers.json.frames import frame_rows, row_record
from newsarchive.readers.json.parse import Position, broken, is_json, parse
from newsarchive.readers.json.scan import CutOffError, Scanner, TooMuchError
from newsarchive.readers.json.wires import notes_of
from newsarchive.readers.lookup import MapCheck
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_BEGINS_AS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")


class Json:
    """A whole file: an object, or arrays and objects of them."""

    name = "json"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix == ".json" or (is_json_lines(name) and is_not_line_by_line(head)):
            return True
        return not suffix and _BEGINS_AS_JSON.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        return once_each(name, lambda repeats: self._read(name, stream, options, repeats))

    def _read(self, name: str, stream: BinaryIO, options: ReadOptions, repeats: Repeats) -> Records:
        scan = Scanner(stream, options.limits)
        if not (first := scan.next()):
            raise ReadError("the file is empty")
        file = _File(name, scan, options, repeats)
        if first == b"[":
            scan.restart()
            yield from file.values()
            return
        start = scan.position()
        try:
            data = scan.value()
        except TooMuchError as error:  # for one article; it may be an object around many
            yield from file.around(error)
            return
        except CutOffError:
            yield from file.around(broken(scan.position(), "it ends too early"))
            return
        if not scan.next():
            yield from file.whole(data, start)
        elif _is_line_by_line(scan.all_before()):
            yield from JsonLines().read(name, scan.replayed(), options)
        else:
            scan.restart()
            yield from file.values()


class _File:
    """The rest of a file, and the number of articles read so far."""

    def __init__(self, name: str, scan: Scanner, options: ReadOptions, repeats: Repeats) -> None:
        self._name = name
        self._scan = scan
        self._options = options
        self._repeats = repeats
        self._mapped = MapCheck(options.names)
        self._number = 0

    def whole(self, data: bytes, start: Position) -> Records:
        """The articles of a file that is this one value. Raises ReadError if it is broken."""
        value = parse(_text(data), lambda: start)
        if is_about(value):
            return
        path = envelope_of(value, self._options) if isinstance(value, dict) else None
        rows = frame_rows(value, self._options) if isinstance(value, dict) else None
        if rows is not None:
            yield from self._rows(rows)
        elif path is None:
            article = article_of(value, self._options, self._mapped)
            original, encoding = self._scan.all_before(), self._scan.encoding
            yield Record(article, original, encoding, notes=notes_of(value))
        else:
            self._scan.restart()
            self._scan.next()
            yield from self._members((), {path})
        yield from self._mapped.missing(self._name)

    def _rows(self, rows: Iterable[object]) -> Records:
        """The articles of objects that do not stand alone; the originals are ours."""
        for row in rows:
            self._number += 1
            found = self._repeats.attempt(
                f"{self._name}#{self._number}",
                row_record, row, self._number, self._options, self._mapped,
            )  # fmt: skip
            if found is not None:
                yield found

    def around(self, error: Exception) -> Records:
        """The articles within an object that is none itself. Raises ReadError if there are none."""
        self._scan.restart()
        if self._scan.next() == b"{":
            yield from self._members((), {(), *ENVELOPES})
        if not self._number:
            raise ReadError(str(error))
        yield from self.values()

    def values(self) -> Records:
        """The articles of all the values that follow, one after the other."""
        while following := self._scan.next():
            if following == b"[":
                yield from self._elements()
            else:
                yield from self._one()
        yield from self._mapped.missing(self._name)

    def _elements(self) -> Records:
        scan = self._scan
        scan.take()
        if scan.next() == b"]":
            scan.take()
            return
        while following := scan.next():
            yield from self._one()
            if (following := scan.next()) == b",":
                scan.take()
            elif following == b"]":
                scan.take()
                return
            elif following:
                raise broken(scan.position(), "expecting ',' or ']'")
        yield Problem(self._name, _cut_off(scan, "its array"))

    def _members(self, path: tuple[str, ...], wanted: set[tuple[str, ...]]) -> Records:
        """The articles in those of an object's values to which the wanted paths lead."""
        scan = self._scan
        scan.take()
        try:
            while (following := scan.next()) != b"}":
                if not following:
                    break
                if following == b",":
                    scan.take()
                    continue
                here = (*path, _key(scan))
                following = scan.next()
                if following == b"[" and here in wanted:
                    yield from self._elements()
                elif following == b"{" and any(here == one[: len(here)] for one in wanted):
                    yield from self._members(here, wanted)
                elif following == b"{" and path == () and path in wanted:
                    yield from self._one(only_articles=len(wanted) > 1)
                else:
                    scan.skip()
            if following:
                scan.take()
                return
        except CutOffError:
            pass
        if self._number and not path:
            yield Problem(self._name, _cut_off(scan, "the object around its articles"))

    def _one(self, *, only_articles: bool = False) -> Records:
        """The article that comes next, or a Problem in its place."""
        self._number += 1
        place = f"{self._name}#{self._number}"
        try:
            data = self._scan.value()  # any other ReadError ends the file: its values run together
        except CutOffError:
            yield Problem(place, _cut_off(self._scan, "it"))
        except TooMuchError as error:
            yield Problem(place, str(error))
        else:
            found = self._repeats.attempt(place, self._found, data, only_articles=only_articles)
            if isinstance(found, list):
                self._number -= 1
                yield from self._rows(found)
            elif found is not None:
                yield found

    def _found(self, data: bytes, *, only_articles: bool) -> Record | list[object] | None:
        """The article that the value is, or the objects in the array that it is around."""
        value = parse(_text(data), lambda: self._scan.position(len(data)))
        other = only_articles or is_something_else(value) or is_about(value)
        if other and not is_article(value, self._options):
            return None
        if isinstance(value, dict) and (path := self._page(value)):
            return array_at(value, path)
        article = article_of(value, self._options, self._mapped)
        original, encoding = self._scan.original(data)
        return Record(article, original, encoding, self._number, notes=notes_of(value))

    def _page(self, value: Mapping[str, object]) -> tuple[str, ...] | None:
        """Where the articles are if the value is one of several pages of an answer."""
        return None if has_title(value) else envelope_of(value, self._options)


def _key(scan: Scanner) -> str:
    """The name of a member, going past its colon. Raises ReadError if there is none."""
    try:
        name = json.loads(scan.value())
    except (ValueError, RecursionError, TooMuchError):
        name = None
    if not isinstance(name, str) or scan.next() != b":":
        raise broken(scan.position(), "expecting a name and a colon")
    scan.take()
    return name.casefold()


def _cut_off(scan: Scanner, within: str) -> str:
    line, column = scan.position()
    return f"cut off: the file ends within {within}, at line {line}, column {column}"


def _is_line_by_line(data: bytes) -> bool:
    """Whether the first line is a value, and there are more lines."""
    first, _, rest = data.strip().partition(b"\n")
    return bool(rest.strip()) and is_json(first.removeprefix(codecs.BOM_UTF8))


def _text(data: bytes) -> str:
    text = decode_utf8(data)
    if text is None:
        raise ReadError("not UTF-8 text, as JSON must be")
    return text
