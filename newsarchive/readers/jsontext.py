"""JSON: one article, an array of them, or one a line (JSON lines)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.article import Article, Flaw
from newsarchive.errors import ReadError
from newsarchive.readers.encoding import decode
from newsarchive.readers.fields import build
from newsarchive.readers.record import NO_HINTS, Hints, Record, suffix_of

_BOM = b"\xef\xbb\xbf"
_OBJECT_A_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\{[^\n]*\})\s*?\n\s*\{")
_BEGINS_AS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[{\]])")
_ENCODINGS = frozenset(("utf-8", "utf-8-sig", "utf-16", "utf-32"))
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


class JsonLines:
    """One object a line, read as a stream."""

    name = "json lines"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in {".jsonl", ".ndjson"}:
            return True
        first = _OBJECT_A_LINE.match(head) if suffix in {".json", ""} else None
        return first is not None and _is_json(first[1])

    def read(self, name: str, stream: BinaryIO, hints: Hints = NO_HINTS) -> Iterator[Record | Flaw]:
        number = 0
        for number, line in enumerate(stream, start=1):
            original = line.rstrip(b"\r\n")
            if number == 1:
                original = original.removeprefix(_BOM)
                if original.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise ReadError("not UTF-8 text, as JSON lines must be")
            if not original.strip():
                continue
            try:
                article = _article(_parse(original.decode("utf-8"), one_line=True), hints)
            except UnicodeDecodeError:
                yield Flaw(f"{name} line {number}", "not UTF-8 text")
            except ReadError as error:
                yield Flaw(f"{name} line {number}", str(error))
            else:
                yield Record(article, original, "utf-8", number)
        if number == 0:
            raise ReadError("the file is empty")


class Json:
    """A whole file: one object, an array of objects, or an object with an array "articles"."""

    name = "json"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        return suffix == ".json" or (not suffix and _BEGINS_AS_JSON.match(head) is not None)

    def read(self, name: str, stream: BinaryIO, hints: Hints = NO_HINTS) -> Iterator[Record | Flaw]:
        data = stream.read()
        text, encoding = decode(data)
        if encoding not in _ENCODINGS:
            raise ReadError("not UTF-8 text, as JSON must be")
        if not text.strip():
            raise ReadError("the file is empty")
        try:
            value = _parse(text)
        except _SeveralValuesError:
            yield from JsonLines().read(name, io.BytesIO(data), hints)
            return
        start = _start_of_array(text, value)
        if start is None:
            yield Record(_article(value, hints), data, encoding)
            return
        # An element is no longer at the beginning of the file, where a mark of UTF-8 may stand.
        inner = "utf-8" if encoding == "utf-8-sig" else encoding
        for number, (element, first, last) in enumerate(_elements(text, start), start=1):
            try:
                article = _article(element, hints)
            except ReadError as error:
                yield Flaw(f"{name}#{number}", str(error))
            else:
                yield Record(article, text[first:last].encode(inner), inner, number)


class _SeveralValuesError(ReadError):
    """The first line is a JSON value, and there are more."""


def _parse(text: str, *, one_line: bool = False) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        before = text[: error.pos]
        if error.msg == "Extra data" and "\n" in before and "\n" not in before.strip():
            raise _SeveralValuesError("more than one JSON value") from None
        place = f"column {error.colno}"
        if not one_line:
            place = f"line {error.lineno}, {place}"
        raise ReadError(f"broken JSON at {place}: {_plainly(error)}") from None
    except RecursionError:
        raise ReadError("JSON nested too deeply") from None
    except ValueError as error:  # an integer of thousands of digits
        raise ReadError(f"broken JSON: {str(error).partition(';')[0]}") from None


def _plainly(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc.rstrip()):
        return "it ends too early"
    if error.msg == "Extra data":
        return "something follows the end of the value"
    return error.msg[0].lower() + error.msg[1:]


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _article(value: object, hints: Hints) -> Article:
    if not isinstance(value, dict):
        raise ReadError("not a JSON object with the fields of an article")
    return build(value, 'field "{}"'.format, hints)


def _start_of_array(text: str, value: object) -> int | None:
    """Where the array of articles begins in a text that is known to be JSON; None without one."""
    at = _past_space(text, 0)
    if isinstance(value, list):
        return at
    if not (isinstance(value, dict) and isinstance(value.get("articles"), list)):
        return None
    array = None
    at = _past_space(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _past_space(text, _past_space(text, at) + 1)  # the colon
        if key == "articles":  # the last of several, as json.loads has it
            array = at
        at = _past_space(text, _DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _past_space(text, at + 1)
    return array


def _elements(text: str, start: int) -> Iterator[tuple[object, int, int]]:
    """Each element of the array that begins at `start`, and where it stands (half-open)."""
    at = _past_space(text, start + 1)
    while text[at] != "]":
        element, end = _DECODER.raw_decode(text, at)
        yield element, at, end
        at = _past_space(text, end)
        if text[at] == ",":
            at = _past_space(text, at + 1)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
