"""The form of exports: whole articles as lines of JSON, for `export` to write and `ingest` to read.

The export itself, every article, every version and, at the end, every correction has a line, and
the last line counts them. So neither a long history nor a large archive takes memory, and a
truncated file is detected. All that is read is verified: every original by its SHA-256, every value
by its kind. docs/backup.md describes the form.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from newsarchive.model import kinds
from newsarchive.model.article import COLUMNS, CORRECTABLE, KINDS, Article, Note, Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.kinds import Kind
from newsarchive.model.record import flaw_of
from newsarchive.readers.delimited import lines
from newsarchive.store import (
    History,
    PastCorrection,
    PastNote,
    PastSearch,
    PastVersion,
    Place,
    SavedSearch,
)

FORM = 1
"""The version of the form. A program reads all that are not newer than its own."""
NOTE = 1
"""The version of the lines that are notes."""
SAVED = 1
"""The version of the lines that are saved searches."""
_LONGEST_LINE = 256 * 1024 * 1024
"""Bytes: room for the largest article, its original, and the escapes of both."""
_SETTLED = {
    "settled_headers": frozenset(("title", "title_source", "authors", "authors_source")),
    "settled_languages": frozenset(("language", "language_source")),
}
"""Lists of settled values, with the fields of each; dates have a list of another form."""
_MAGIC = b'{"newsarchive_export": '
_GZIP = b"\x1f\x8b"
_DANGEROUS = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that move a cursor or reverse a text on a terminal. They occur within strings only,
where they are written as escapes."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def claims(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an export."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, len(_MAGIC))
        except zlib.error:
            return False
    return head.startswith(_MAGIC)


# Writing


def beginning(*, archive: str, revision: int, query: str, articles: int, made: str) -> bytes:
    """The first line."""
    return _line(
        {"newsarchive_export": FORM, "archive": archive, "revision": revision, "query": query,
         "articles": articles, "made": made}
    )  # fmt: skip


def article_lines(history: History) -> Iterator[bytes]:
    """An article, and each of its versions."""
    yield _line(
        {"article": history.id, "versions": len(history.versions),
         "places": [dataclasses.asdict(place) for place in history.places],
         "settled": [
             [version, values["date"], values.get("date_source", "")]
             for version, values in history.settled if "date" in values
         ],
         **{
             kind: [
                 {"version": version} | {name: _plain(name, values[name]) for name in sorted(named)}
                 for version, values in history.settled if (named := values.keys() & names)
             ]
             for kind, names in _SETTLED.items()
         }}
    )  # fmt: skip
    for number, past in enumerate(history.versions, start=1):
        fields = {one.name: one.kind.json(getattr(past.article, one.name)) for one in COLUMNS}
        yield _line(
            {"version": number, "of": history.id, "added": past.added, "reader": past.reader,
             "encoding": past.encoding, "words": past.words,
             "sha256": hashlib.sha256(past.original).hexdigest(),
             "original": _packed(past.original), "fields": fields}
        )  # fmt: skip


def _plain(name: str, value: str) -> Any:
    """A settled value in its JSON form."""
    return KINDS[name].json(KINDS[name].read(value))


def correction_line(past: PastCorrection) -> bytes:
    """A correction."""
    return _line({"correction": past.id} | {
        name: getattr(past, name) for name in ("act", "field", "before", "after", "made", "undone")
    })  # fmt: skip


def note_line(past: PastNote) -> bytes:
    """A note."""
    note = dataclasses.asdict(past.note)
    return _line({"note": NOTE, "of": past.of} | note | {"removed": past.removed})


def saved_line(past: PastSearch) -> bytes:
    """A saved search."""
    one = past.search
    return _line(
        {"saved_search": SAVED, "name": one.name, "query": one.query,
         "options": json.loads(one.options), "made": one.made, "asked": one.asked,
         "seen": past.seen}
    )  # fmt: skip


def end_line(articles: int, corrections: int) -> bytes:
    """The last line."""
    return _line({"end": articles, "corrections": corrections})


def _line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False)
    return _DANGEROUS.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n"


def _packed(original: bytes) -> dict[str, str]:
    """The bytes as text, if they are UTF-8 and that is not longer; else as base64."""
    coded = base64.b64encode(original).decode("ascii")
    try:
        text = original.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": coded}
    return {"text": text} if len(json.dumps(text)) <= len(coded) else {"base64": coded}


# Reading


Part = History | PastCorrection | PastNote | PastSearch | Problem


def read(stream: BinaryIO) -> Iterator[Part]:
    """The content of an export, which may be compressed. Raises ReadError if its form is unknown.

    A broken article is one Problem, with its place in the export.
    """
    if stream.peek(2)[:2] == _GZIP:  # type: ignore[attr-defined]
        stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
    try:
        yield from _content(stream)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield Problem("the end", "damaged or cut off: it cannot be decompressed further")


def _content(stream: BinaryIO) -> Iterator[Part]:
    numbered = enumerate(lines(stream, _LONGEST_LINE), start=1)
    _expect_known(_object(next(numbered, (0, b""))[1]))
    articles = 0
    begun: dict[str, Any] | None = None
    versions: list[PastVersion] = []
    ended = False
    for number, data in numbered:
        place = f"line {number}"
        try:
            line = _object(data)
            if "version" in line and begun is not None:
                versions.append(_version(line, begun["article"], len(versions) + 1))
                if len(versions) == begun["versions"]:
                    articles += 1
                    yield _history(begun, versions)
                    begun = None
                continue
            if begun is not None:
                yield Problem(place, f"article {begun['article'][:8]} is incomplete")
                begun = None
            if "article" in line:
                _held(line, "article", kinds.ID)
                _held(line, "versions", kinds.NUMBER)
                begun, versions = line, []
            elif "correction" in line:
                yield _correction(line)
            elif "note" in line:
                yield _note(line)
            elif "saved_search" in line:
                yield _saved_search(line)
            elif "end" in line:
                ended = True
            elif "version" not in line:  # a version of a broken article is passed over
                yield Problem(place, "it is not a part of an export that is known here")
        except (ReadError, LookupError, TypeError, ValueError) as error:
            begun = None
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            yield Problem(place, " ".join(reason.split())[:200] or "broken")
        except Exception as error:
            begun = None
            yield flaw_of(place, error)
    if not ended:
        yield Problem("the end", f"cut off: it ends after {articles} articles")


def _expect_known(head: dict[str, Any]) -> None:
    """Raises ReadError if an export that begins with this line cannot be read."""
    form = head.get("newsarchive_export")
    if not isinstance(form, int) or form < 1:
        raise ReadError("not an export of newsarchive")
    if form > FORM:
        raise ReadError(
            f"an export of a newer newsarchive (form {form}, this one knows {FORM}); "
            "upgrade newsarchive"
        )


def _object(data: bytes | None) -> dict[str, Any]:
    if data is None:
        raise ReadError(f"longer than {_LONGEST_LINE // 2**20} MiB")
    value = json.loads(data)
    if not isinstance(value, dict):
        raise ReadError("not a JSON object")
    if _SURROGATE.search(data):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ReadError("a text in it holds half of a surrogate pair") from None
    return value


def _history(line: dict[str, Any], versions: list[PastVersion]) -> History:
    count = len(versions)
    places = tuple(
        Place(
            _held(one, "path", kinds.PATH.or_none()),
            _held(one, "file", kinds.PATH),
            _number(one, count),
        )
        for one in line["places"]
    )
    settled: dict[int, dict[str, str]] = {}
    for version, day, reason in line["settled"]:
        number = _number({"version": version}, count)
        values = {"date": kinds.DAY.value(day).isoformat(), "date_source": kinds.TEXT.value(reason)}
        settled[number] = values
    for kind, names in _SETTLED.items():
        for one in line.get(kind, ()):
            values = {
                name: KINDS[name].write(_held(one, name, KINDS[name]))
                for name in names & one.keys()
            }
            settled.setdefault(_number(one, count), {}).update(values)
    return History(line["article"], tuple(versions), places, tuple(sorted(settled.items())))


def _number(line: dict[str, Any], count: int) -> int:
    """The number of a version, of so many. Raises ReadError if there is no such version."""
    found: int = _held(line, "version", kinds.NUMBER)
    if found > count:
        raise ReadError(f"there is no version {found}")
    return found


def _version(line: dict[str, Any], of: str, number: int) -> PastVersion:
    if (line["of"], line["version"]) != (of, number):
        raise ReadError(f"version {number} of article {of[:8]} is missing")
    packed = line["original"]
    original = (
        base64.b64decode(_held(packed, "base64", kinds.TEXT), validate=True)
        if "base64" in packed
        else _held(packed, "text", kinds.TEXT).encode()
    )
    if hashlib.sha256(original).hexdigest() != line["sha256"]:
        raise ReadError(f"article {of[:8]}: the original of version {number} is damaged")
    fields = line["fields"]
    if not isinstance(fields, dict):
        raise ReadError("its fields should be an object")
    values = {one.name: _held(fields, one.name, one.kind) for one in COLUMNS if one.name in fields}
    if "body" not in values:
        raise ReadError("its body is missing")
    return PastVersion(
        article=Article(**values),
        original=original,
        reader=_held(line, "reader", kinds.TEXT),
        encoding=_held(line, "encoding", kinds.TEXT),
        added=_held(line, "added", kinds.MOMENT),
        words=_held(line, "words", kinds.COUNT),
    )


def _correction(line: dict[str, Any]) -> PastCorrection:
    field = line["field"]
    if field not in CORRECTABLE:
        raise ReadError("a correction of no field that can be corrected")
    before, after = (_held(line, name, KINDS[field]) for name in ("before", "after"))
    if not KINDS[field].several:  # a day stays a text
        before, after = line["before"], line["after"]
    return PastCorrection(
        id=_held(line, "correction", kinds.ID),
        act=_held(line, "act", kinds.SIZE),
        field=field,
        before=before,
        after=after,
        made=_held(line, "made", kinds.MOMENT),
        undone=_held(line, "undone", kinds.MOMENT.or_none()),
    )


def _note(line: dict[str, Any]) -> PastNote:
    _expect_version(line, "note", NOTE)
    note = Note(
        uid=_held(line, "uid", kinds.ID),
        text=_held(line, "text", kinds.TEXT),
        quote=_held(line, "quote", kinds.TEXT.or_none()),
        made=_held(line, "made", kinds.MOMENT),
        changed=_held(line, "changed", kinds.MOMENT.or_none()),
    )
    return PastNote(
        _held(line, "of", kinds.ID), note, _held(line, "removed", kinds.MOMENT.or_none())
    )


def _saved_search(line: dict[str, Any]) -> PastSearch:
    _expect_version(line, "saved_search", SAVED)
    search = SavedSearch(
        name=_held(line, "name", kinds.NAME),
        query=_held(line, "query", kinds.TEXT),
        options=json.dumps(line["options"], ensure_ascii=False),
        made=_held(line, "made", kinds.MOMENT),
        asked=_held(line, "asked", kinds.MOMENT.or_none()),
    )
    return PastSearch(search, _held(line, "seen", kinds.TEXTS))


def _expect_version(line: dict[str, Any], name: str, newest: int) -> None:
    """Raises ReadError if the line is of a later version than this program knows."""
    if _held(line, name, kinds.NUMBER) > newest:
        what = name.replace("_", " ")
        raise ReadError(f"a {what} of a newer newsarchive; upgrade newsarchive")


def _held(line: dict[str, Any], name: str, kind: Kind) -> Any:
    """The value of a line under this name. Raises ReadError if its kind is another."""
    try:
        return kind.value(line[name])
    except ValueError as error:
        raise ReadError(f"its {name} cannot be right: {error}") from None
