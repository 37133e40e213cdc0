"""WARC and ARC, the files of crawlers: every article in them, read as a stream.

The time of a record is the time of the fetch; it is never taken for a date of publication.
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import ReadWarning, Record, Records, flaw_of
from newsarchive.readers.formats.captured import FEED, Sent, articles_of, nothing_found, sniffed
from newsarchive.readers.formats.crawls import (
    FILE,
    LARGEST,
    RECORD,
    WITH_PAGES,
    CountedStream,
    CrawlRecord,
    crawl_records,
)
from newsarchive.readers.formats.httpresponse import parse_response
from newsarchive.readers.formats.webpage import LARGEST as LARGEST_PAGE
from newsarchive.readers.formats.webpage import NoArticleError
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_FOUND = 200
"""The status of an answer that is the page itself."""


class Warc:
    """Pages, and the entries of feeds; every other record is passed over."""

    name = "warc"

    def claims(self, name: str, head: bytes) -> bool:
        if suffix_of(name) in {".warc", ".wet", ".wat"} or name.lower().endswith(".warc.gz"):
            return True
        begins = RECORD if suffix_of(name) == ".arc" else FILE
        return may_be_text(name, ".arc", ".open") and begins.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        passed: Counter[str] = Counter()
        articles = more = 0  # a feed has more articles than records
        data = CountedStream(stream)
        try:
            for found in crawl_records(data):
                place = f"{name}#{found.number} at byte {found.offset:,}"
                try:
                    for number, record in enumerate(_records(found, options)):
                        if isinstance(record, Problem):
                            yield replace(record, place=place)
                            continue
                        more += number > 0
                        articles += 1
                        yield replace(record, number=found.number + more)
                except NoArticleError:
                    passed[_WITHOUT] += 1
                except _PassedOver as reason:
                    passed[str(reason)] += 1
                except NeedsExtraError:
                    raise NeedsExtraError("WARC", "warc") from None
                except Exception as error:
                    yield flaw_of(place, error)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise ReadError("the packed file is damaged or cut off") from None
        finally:
            data.release()
        if passed and not articles:
            yield ReadWarning(name, nothing_found(passed))
        elif without := passed[_WITHOUT]:
            yield ReadWarning(name, f"{_WITHOUT}, passed over: {without:,}")


_WITHOUT = "pages without an article"


class _PassedOver(Exception):  # noqa: N818 - it is no error
    """Of a record that holds no article; the message says of what kind it is."""


def _records(found: CrawlRecord, options: ReadOptions) -> Iterator[Record | Problem]:
    """What a record holds. Raises ReadError, or _PassedOver."""
    if found.broken:
        raise ReadError(found.broken)
    if found.kind not in WITH_PAGES:
        raise _PassedOver(f"records of the kind {found.kind or '(none)'}")
    if not found.original:
        raise _PassedOver(f"records of more than {LARGEST // 1024**2} MiB")
    sent = _sent(found)
    if sent is None:
        raise _PassedOver("records without a page")
    any_article = False
    for record in articles_of(sent, options):
        any_article = True
        if isinstance(record, Record) and record.original is not sent.content:
            yield replace(record, original=_alone(record.original, sent))
        elif isinstance(record, Record):
            yield replace(record, original=found.original)
        else:
            yield record
    if not any_article:
        raise _PassedOver(sent.kind or "records without a type")


def _sent(found: CrawlRecord) -> Sent | None:
    """What a server sent, or what was made of that; None if it is nothing."""
    if found.kind != "response":
        kind = found.type or sniffed(found.block)
        return Sent(found.block, kind, found.url, text_only=found.kind == "conversion")
    response = parse_response(found.block)
    if response is None:
        return None
    if response.status != _FOUND:
        raise _PassedOver(f"answers with the status {response.status}")
    kind = response.headers.get("content-type", "") or sniffed(response.body)
    sent = Sent(b"", kind, found.url)
    return replace(sent, content=response.content(LARGEST_PAGE)) if sent.is_known else sent


def _alone(piece: bytes, sent: Sent) -> bytes:
    """A record that holds a piece of what was sent: one entry of a feed."""
    lines = (
        "WARC/1.0", "WARC-Type: resource", f"WARC-Target-URI: {sent.url or ''}",
        f"Content-Type: {FEED}", f"Content-Length: {len(piece)}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode() + piece + b"\r\n\r\n"
