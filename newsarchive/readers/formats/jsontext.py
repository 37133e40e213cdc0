"""JSON: one article, many in an array or an object around it, or one a line (JSON lines)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.delimited import lines
from newsarchive.readers.encoding import decode_utf8
from newsarchive.readers.fields import build, unwrapped
from newsarchive.readers.json.envelopes import ENVELOPES, envelope_of, is_article, is_something_else
from newsarchive.readers.json.scan import CutOffError, Scanner, TooMuchError
from newsarchive.readers.lookup import MapCheck
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, Record, flaw_of, suffix_of

Place = tuple[int, int]
"""A line of a file, and a column in it, from 1."""

_BOM = b"\xef\xbb\xbf"
_OBJECT_A_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\{[^\n]*\})\s*?\n\s*\{")
_COMMA_TOO_MANY = re.compile(r",\s*[\]}]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\n]{,20}+"|\w{1,20}+|[!-/:-@[-~]')
_BEGINS_AS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")


class JsonLines:
    """One object a line, read as a stream."""

    name = "json lines"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in {".jsonl", ".ndjson"}:
            return True
        first = _OBJECT_A_LINE.match(head) if suffix in {".json", ""} else None
        return first is not None and _is_json(first[1])

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        number = options.line
        mapped = MapCheck(options.names)
        found = lines(stream, options.limits.record_bytes)
        for number, line in enumerate(found, start=options.line + 1):
            if line is None:
                yield Problem(f"{name} line {number}", options.limits.too_long())
                continue
            original = line.rstrip(b"\r\n")
            if number == 1:
                original = original.removeprefix(_BOM)
                if original.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise ReadError("not UTF-8 text, as JSON lines must be")
            if not original.strip():
                continue
            try:
                if original.count(b"[") + original.count(b"{") > options.limits.depth:
                    Scanner(io.BytesIO(original.lstrip()), options.limits).value()
                value = _parse(original.decode("utf-8"), None)
                article = _article(value, options, mapped)
            except UnicodeDecodeError:
                yield Problem(f"{name} line {number}", "not UTF-8 text")
            except TooMuchError as error:
                yield Problem(f"{name} line {number}", str(error))
            except CutOffError:
                yield Problem(f"{name} line {number}", "broken JSON: it ends too early")
            except Exception as error:
                yield flaw_of(f"{name} line {number}", error)
            else:
                yield Record(article, original, "utf-8", number)
        if number == 0:
            raise ReadError("the file is empty")
        yield from mapped.missing(name)


class Json:
    """A whole file: an object, or arrays and objects of them, read as a stream."""

    name = "json"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        return suffix == ".json" or (not suffix and _BEGINS_AS_JSON.match(head) is not None)

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        scan = Scanner(stream, options.limits)
        if not (first := scan.next()):
            raise ReadError("the file is empty")
        file = _File(name, scan, options)
        if first == b"[":
            scan.let_go()
            yield from file.values()
            return
        start = scan.place()
        try:
            data = scan.value()
        except TooMuchError as error:  # for one article; it may be an object around many
            yield from file.around(error)
            return
        except CutOffError:
            yield from file.around(ReadError(_broken(*scan.place(), "it ends too early")))
            return
        if not scan.next():
            yield from file.whole(data, start)
        elif _is_line_by_line(scan.all_before()):
            pieces = io.BufferedReader(_Pieces(scan.rest()))
            yield from JsonLines().read(name, pieces, options)
        else:
            scan.rewind()
            scan.let_go()
            yield from file.values()


class _File:
    """What is left of a file, and how many articles of it were seen."""

    def __init__(self, name: str, scan: Scanner, options: ReadOptions) -> None:
        self._name = name
        self._scan = scan
        self._options = options
        self._mapped = MapCheck(options.names)
        self._number = 0

    def whole(self, data: bytes, start: Place) -> Iterator[Record | Problem]:
        """The articles of a file that is this one value. Raises ReadError if it is broken."""
        value = _parse(_text(data), lambda: start)
        path = envelope_of(value, self._options) if isinstance(value, dict) else None
        if path is None:
            article = _article(value, self._options, self._mapped)
            yield Record(article, self._scan.all_before(), self._scan.encoding)
        else:
            self._scan.rewind()
            self._scan.let_go()
            self._scan.next()
            yield from self._members((), {path})
        yield from self._mapped.missing(self._name)

    def around(self, error: Exception) -> Iterator[Record | Problem]:
        """The articles within an object that is none. Raises ReadError if there are not any."""
        self._scan.rewind()
        self._scan.let_go()
        if self._scan.next() == b"{":
            yield from self._members((), {(), *ENVELOPES})
        if not self._number:
            raise ReadError(str(error))
        yield from self.values()

    def values(self) -> Iterator[Record | Problem]:
        """The articles of all the values that follow, one after the other."""
        while following := self._scan.next():
            if following == b"[":
                yield from self._elements()
            else:
                yield from self._one()
        yield from self._mapped.missing(self._name)

    def _elements(self) -> Iterator[Record | Problem]:
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
                raise ReadError(_broken(*scan.place(), "expecting ',' or ']'"))
        yield Problem(self._name, _cut_off(scan, "its array"))

    def _members(
        self, path: tuple[str, ...], wanted: set[tuple[str, ...]]
    ) -> Iterator[Record | Problem]:
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

    def _one(self, *, only_articles: bool = False) -> Iterator[Record | Problem]:
        """The article that comes next, or what is wrong with it."""
        scan = self._scan
        self._number += 1
        number, place = self._number, f"{self._name}#{self._number}"
        try:
            data = scan.value()  # a ReadError of this one ends the file: nothing can be told apart
        except TooMuchError as error:
            yield Problem(place, str(error))
            return
        except CutOffError:
            yield Problem(place, _cut_off(scan, "it"))
            return
        try:
            value = _parse(_text(data), lambda: scan.place(len(data)))
            other = only_articles or is_something_else(value)
            if other and not is_article(value, self._options):
                return
            article = _article(value, self._options, self._mapped)
        except Exception as error:
            yield flaw_of(place, error)
        else:
            yield Record(article, *scan.original(data), number)


class _Pieces(io.RawIOBase):
    """Pieces of a file as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        self._left = self._left or next(self._pieces, b"")
        taken = self._left[: len(view)]
        view[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def _key(scan: Scanner) -> str:
    """The name of a member, going past its colon. Raises ReadError if there is none."""
    try:
        name = json.loads(scan.value())
    except (ValueError, RecursionError, TooMuchError):
        name = None
    if not isinstance(name, str) or scan.next() != b":":
        raise ReadError(_broken(*scan.place(), "expecting a name and a colon"))
    scan.take()
    return name.casefold()


def _is_line_by_line(data: bytes) -> bool:
    """Whether the first line is a value, and there are more lines."""
    first, _, rest = data.strip().partition(b"\n")
    return bool(rest.strip()) and _is_json(first.removeprefix(_BOM))


def _text(data: bytes) -> str:
    text = decode_utf8(data)
    if text is None:
        raise ReadError("not UTF-8 text, as JSON must be")
    return text


def _integer(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:  # thousands of digits: no number that says anything of an article
        return digits


_DECODER = json.JSONDecoder(parse_int=_integer)
"""Made once: `json.loads` makes one for each text, if it is told anything."""


def _parse(text: str, start: Callable[[], Place] | None) -> object:
    """The value; `start` tells where in the file it begins, unless it is one of its lines."""
    try:
        if text.startswith("\ufeff"):
            return json.loads(text)  # which tells what is wrong
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        at, said = _wrong(error.doc, error.pos)
        line, column = error.doc.count("\n", 0, at), at - error.doc.rfind("\n", 0, at)
        if start is None:
            raise ReadError(f"broken JSON at column {column}: {said}") from None
        before, indent = start()
        column += 0 if line else indent - 1
        raise ReadError(_broken(before + line, column, said)) from None
    except RecursionError:
        raise ReadError("JSON nested too deeply") from None


def _cut_off(scan: Scanner, within: str) -> str:
    line, column = scan.place()
    return f"cut off: the file ends within {within}, at line {line}, column {column}"


def _broken(line: int, column: int, said: str) -> str:
    return f"broken JSON at line {line}, column {column}: {said}"


def _wrong(text: str, at: int) -> tuple[int, str]:
    """Where a text is no JSON, and why, in words of ours: each Python words it in its own way.

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


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _article(value: object, options: ReadOptions, mapped: MapCheck) -> Article:
    if not isinstance(value, dict):
        raise ReadError("not a JSON object with the fields of an article")
    fields = unwrapped(value, options)
    mapped.saw(fields)
    return build(fields, 'field "{}"'.format, options)
