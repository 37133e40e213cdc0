"""An about in its answer, or in a file beside it, and both parted again.

In the answer it is one line, so whatever reads the form can leave it out: the first record of JSON
and JSON lines, `{"about": …}`; a comment above the header line of CSV and TSV, and above the first
entry of BibTeX. The rest is byte for byte the answer without an about. In Parquet it is metadata
(`render.parquet`). This module must not know what an about says.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from contextlib import suppress
from typing import IO, Any

from newsarchive.model.errors import ReadError
from newsarchive.model.kinds import parsed
from newsarchive.render.structured import encoded

FORMS = ("json", "jsonl", "csv", "tsv", "bibtex", "parquet")
"""Those that have a place for it."""
TABLE = b"PAR1"
"""What a Parquet file begins with."""
ENDING = ".about.json"
"""What the name of a file beside an answer ends with."""
MOST = 64 * 2**20
"""Bytes of an about that is read."""
_COMMENTS = {"csv": "# newsarchive: ", "tsv": "# newsarchive: ", "bibtex": "% newsarchive: "}
_MARKS = tuple(comment.encode() for comment in set(_COMMENTS.values()))
_SAVED = b'"' + _COMMENTS["csv"].encode()
"""What it begins with once a spreadsheet has taken it for cells, and saved them."""
_RECORD = b'{"about": '
_ARRAY = b"[\n"
_EMPTY = b"[]\n"


def line(form: str, about: dict[str, object]) -> str:
    """The about as it stands in an answer of this form, without a line end."""
    if form not in _COMMENTS:
        return encoded({"about": about})
    text = encoded(about)
    if form == "bibtex":
        text = text.replace("@", "\\u0040")  # which begins an entry, wherever it stands
    return _COMMENTS[form] + text


def write(form: str, text: str, answer: IO[bytes], out: IO[bytes]) -> None:
    """Write an answer of this form with the `line` of its about."""
    head = text.encode()
    if form == "json":
        is_empty = answer.readline() == _EMPTY
        out.write(_ARRAY + b"  " + head + (b"\n]\n" if is_empty else b",\n"))
    else:
        out.write(head + b"\n")
    shutil.copyfileobj(answer, out)


def file_of(about: dict[str, object]) -> str:
    """The text of a file beside an answer."""
    texts = {name: value for name, value in about.items() if name != "ids"}
    text = json.dumps({"about": texts}, ensure_ascii=False, indent=2)
    ids = json.dumps(about["ids"])
    # The ids on one line: a person reads what stands above them.
    return text.removesuffix("\n  }\n}") + f',\n    "ids": {ids}\n  }}\n}}\n'


def digest(answer: IO[bytes], before: bytes = b"") -> str:
    """The SHA-256 of an answer, in hexadecimal; of what is `before` it, and the rest of it."""
    found = hashlib.sha256(before)
    while chunk := answer.read(2**16):
        found.update(chunk)
    return found.hexdigest()


class Parted:
    """A file, as the about in it and the answer around that."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Read as far as the about. Raises ReadError if that is too long, or no JSON."""
        self._stream = stream
        self._before = b""
        """What of the answer stands before the about."""
        self.is_about = False
        """Whether there is nothing else in the file."""
        try:
            self.about = self._found(self._line().removeprefix(b"\xef\xbb\xbf"))
            """The data, which may be anything; None if there is none."""
        except ValueError as error:  # UnicodeDecodeError is one
            raise ReadError(f"the about cannot be read: {error}") from None

    def digest(self) -> str:
        """The SHA-256 of the answer without its about."""
        return digest(self._stream, self._before)

    def _found(self, first: bytes) -> object:
        if first.startswith(_SAVED):
            return _whole_again(first.decode().strip())
        for mark in _MARKS:
            if first.startswith(mark):
                return _data(first.removeprefix(mark))
        if first.startswith(_RECORD):
            return _data(first)["about"]
        if first.strip() == b"{":
            found = _data(first + self._stream.read(MOST))
            self.is_about = "about" in found
            return found.get("about")
        if first == _ARRAY and (second := self._line()).strip().startswith(_RECORD):
            is_last = not second.endswith(b",\n")
            self._before = _EMPTY[:1] if is_last else _ARRAY
            return _data(second.strip().removesuffix(b","))["about"]
        return None

    def _line(self) -> bytes:
        line = self._stream.readline(MOST)
        if len(line) == MOST:
            raise ReadError("its first line is too long for an answer of newsarchive")
        return line


def _data(text: bytes) -> Any:
    """The object that begins with "{". Raises ValueError."""
    return parsed(text.decode().strip())


def _whole_again(saved: str) -> Any:
    """The object in a line that was parted at its commas. Raises ValueError."""
    for delimiter in ",;\t":
        with suppress(ValueError, csv.Error):
            text = ",".join(next(csv.reader([saved], delimiter=delimiter)))
            # Other rows may have more cells.
            return parsed(text.removeprefix(_COMMENTS["csv"]).rstrip(","))
    raise ValueError("another program has altered it")
