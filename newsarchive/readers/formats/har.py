"""HAR: what a browser recorded of the network, pages among it, as JSON."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import ReadWarning, Record, Records, flaw_of
from newsarchive.readers.encoding import decode_utf8
from newsarchive.readers.formats.captured import FEED, Sent, articles_of, nothing_found
from newsarchive.readers.formats.webpage import NoArticleError
from newsarchive.readers.json.parse import parse
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"log\"\s*:\s*\{")
_FOUND = 200


class Har:
    """Pages, and the entries of feeds; what else was sent is passed over."""

    name = "har"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        return suffix == ".har" or (suffix in {"", ".json"} and _BEGINS.match(head) is not None)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        text = decode_utf8(stream.read())
        if text is None:
            raise ReadError("not UTF-8 text, as JSON must be")
        passed: Counter[str] = Counter()
        articles = 0
        for number, entry in enumerate(_entries(parse(text.removeprefix("\ufeff"))), start=1):
            place = f"{name}#{number}"
            try:
                sent = _sent(entry)
                if not sent.is_known or not sent.content:
                    passed[sent.kind or "records without a type"] += 1
                    continue
                for record in articles_of(sent, options):
                    if isinstance(record, Record):
                        articles += 1
                        yield replace(record, original=_alone(record, sent), number=articles)
                    else:
                        yield replace(record, place=place)
            except NoArticleError:
                passed["pages without an article"] += 1
            except NeedsExtraError:
                raise
            except Exception as error:
                yield flaw_of(place, error)
        if not articles:
            yield ReadWarning(name, nothing_found(passed))


def _entries(har: object) -> Iterator[Mapping[str, object]]:
    """The exchanges of the record. Raises ReadError if it is none."""
    log = har.get("log") if isinstance(har, Mapping) else None
    entries = log.get("entries") if isinstance(log, Mapping) else None
    if not isinstance(entries, list):
        raise ReadError('no HAR: there are no "entries" in its "log"')
    yield from (entry for entry in entries if isinstance(entry, Mapping))


def _sent(entry: Mapping[str, object]) -> Sent:
    """What the server sent. Raises ReadError for base64 that is none."""
    request, response = _within(entry, "request"), _within(entry, "response")
    content = _within(response, "content")
    url, kind, text = request.get("url"), content.get("mimeType"), content.get("text")
    declared = kind if isinstance(kind, str) else ""
    data = b""
    if response.get("status") == _FOUND and isinstance(text, str):
        if content.get("encoding") == "base64":
            try:
                data = base64.b64decode(text)
            except (binascii.Error, ValueError):
                raise ReadError("broken base64") from None
        else:
            data = text.encode("utf-8", "replace")
            declared = f"{declared.partition(';')[0]}; charset=utf-8"
    return Sent(data, declared, url if isinstance(url, str) else None)


def _within(value: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _alone(record: Record, sent: Sent) -> bytes:
    """A HAR with nothing but what the article was made of."""
    is_piece = record.original is not sent.content
    content: dict[str, object] = {"mimeType": FEED if is_piece else sent.declared}
    try:
        content["text"] = record.original.decode()
    except UnicodeDecodeError:
        content |= {"text": base64.b64encode(record.original).decode(), "encoding": "base64"}
    response = {"status": _FOUND, "content": content}
    entry = {"request": {"url": sent.url}, "response": response}
    return json.dumps({"log": {"entries": [entry]}}).encode()
