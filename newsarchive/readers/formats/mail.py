"""Mail: one message a file, as programs save it (.eml), and the article that a message makes.

Its text, else its HTML, is the article; attachments are not. The sender of a letter is a person
or an outlet; a sender that may be either is left out.
"""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import InvalidBase64CharactersDefect, InvalidBase64LengthDefect
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.credits.senders import authors_and_source
from newsarchive.readers.encoding import clean_body, clean_line, decode
from newsarchive.readers.fields import build
from newsarchive.readers.formats.databases import export_in, may_hold_export
from newsarchive.readers.formats.htmlexport import HtmlExport
from newsarchive.readers.markup.htmltext import paragraphs
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_HEADER_LINE = re.compile(rb"[!-9;-~]+:")
_ENVELOPE = re.compile(rb"\A>?From [^\n]{0,500}\r?\n")
"""The line above a message in a mailbox, which programs leave on one that they save."""
_BEGINS_AS_MAIL = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2}")
_MAIL_ONLY = re.compile(rb"(?im)^(?:message-id|mime-version|received|return-path):")
_SENDER = re.compile(rb"(?im)^from:")

_LONGEST_HEADER = 10_000
_MOST_PARTS = 10_000
_DEEPEST = 64
_CONTENT_HEADER = re.compile(rb"(?im)^content-[a-z-]+:(?:[^\n]*+\n[ \t])*+[^\n]*+")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_DATE = re.compile(r"\s*(?:[A-Za-z]{3},?\s*)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}")
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?\r\n]*)\?=")
_WESTERN = frozenset(("us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252"))
_STUB_WORDS = 60
"""Below so many words, a text part may only point to the HTML part."""

_AS_MAIL = b"Content-Type: text/html; charset=utf-8\n\n"
"""The headers that make a mail of an article of an export, so that it can be read alone."""

_SOURCES = {
    "title": "Subject", "date": "Date", "authors": "From", "language": "Content-Language",
}  # fmt: skip


class Mail:
    """One message."""

    name = "mail"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        return suffix == ".eml" or (not suffix and begins_as_mail(head))

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if found := _export(data):
            export, page = found
            yield from map(_as_mail, export.read(name, io.BytesIO(page), options))
            return
        article, encoding = read_message(data, options)
        yield Record(article, data, encoding)


def begins_as_mail(head: bytes) -> bool:
    """Whether these are the headers of a message, and not just lines with labels."""
    return bool(_BEGINS_AS_MAIL.match(head) and _MAIL_ONLY.search(head) and _SENDER.search(head))


def _export(data: bytes) -> tuple[HtmlExport, bytes] | None:
    """The database whose export a mail is, as its site sends it, and the page in UTF-8."""
    if may_hold_export(data):
        for part in _parts(parsed_message(data), "html"):
            page = _decoded(part)[0].encode("utf-8", "replace")
            if export := export_in(page):
                return export, page
    return None


def _as_mail(found: Record | Problem) -> Record | Problem:
    """An article of an export with bytes that are a mail of their own."""
    if isinstance(found, Record):
        return replace(found, original=_AS_MAIL + found.original)
    return found


def read_message(data: bytes, options: ReadOptions) -> tuple[Article, str]:
    """The article that a message makes, and the encoding of its text. Raises ReadError."""
    message = parsed_message(data)
    text, encoding = _text(message)
    headers = _headers(message)
    senders = headers.get("from", [])
    sender = senders[0] if len(senders) == 1 else ""
    authors, source = authors_and_source(sender, _first(headers, "list-id"))
    fields = {
        "title": _first(headers, "subject"),
        "date": _date(headers.get("date", [])),
        "authors": authors,
        "source": source,
        "language": _first(headers, "content-language"),
        "tags": _first(headers, "keywords"),
        "body": text,
    }
    known = {name: value for name, value in fields.items() if value}
    if "body" not in known:
        raise ReadError("the text is empty")
    return build(known, lambda name: f'header "{_SOURCES[name]}"', options), encoding


def parsed_message(data: bytes) -> Message:
    """The message. Raises ReadError if it is none, or if parsing it would take for ever."""
    if not data.strip():
        raise ReadError("the file is empty")
    data = _ENVELOPE.sub(b"", data.lstrip(b"\r\n"), count=1)
    if not _HEADER_LINE.match(data):
        raise ReadError("not a mail: it does not begin with headers")
    if any(len(found[0]) > _LONGEST_HEADER for found in _CONTENT_HEADER.finditer(data)):
        raise ReadError(f"a Content header of more than {_LONGEST_HEADER:,} bytes")
    if data.count(b"\n--") > _MOST_PARTS:
        raise ReadError(f"more than {_MOST_PARTS:,} parts")
    if data.lower().count(b"boundary=") > _DEEPEST:
        raise ReadError("parts nested too deeply")
    try:
        return message_from_bytes(data)
    except RecursionError:
        raise ReadError("parts nested too deeply") from None
    except Exception as error:  # the library does not foresee all hostile mail
        raise ReadError(f"broken mail: {type(error).__name__}") from error


def _text(message: Message) -> tuple[str, str]:
    """The text of a message and its encoding. Raises ReadError if it has none."""
    plain = [_decoded(part) for part in _parts(message, "plain")]
    text = clean_body("\n\n".join(text for text, _ in plain))
    words = len(text.split())
    if words < _STUB_WORDS:
        marked = [_decoded(part) for part in _parts(message, "html")]
        from_html = clean_body(
            "\n\n".join(part for text, _ in marked for part in paragraphs(text, letter=True))
        )
        if len(from_html.split()) > 4 * words:
            return from_html, marked[0][1]
    if not text.strip():
        raise ReadError("no text in this mail, only attachments or encrypted parts")
    return text, plain[0][1]


def _parts(message: Message, kind: str) -> Iterator[Message]:
    """The text parts of this kind that are shown with the message, attachments left out."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "message" and part is not message:
            continue  # another message, attached to this one
        if part.is_multipart():
            inner = part.get_payload()
            assert isinstance(inner, list)
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        elif part.get_content_type() == f"text/{kind}" and not _is_attached(part):
            yield part


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _decoded(part: Message) -> tuple[str, str]:
    """The text of a part, and the encoding that it is really in."""
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes), "only a multipart has no bytes"
    broken = InvalidBase64CharactersDefect | InvalidBase64LengthDefect
    if any(isinstance(defect, broken) for defect in part.defects):
        raise ReadError("broken base64")
    declared = (part.get_content_charset() or "us-ascii").lower()
    western = declared in _WESTERN  # declarations of these often lie
    if b"\0" in data or (western and _strictly(data, "utf-8")):
        return decode(data)
    return _strictly(data, "cp1252" if western else declared) or decode(data)


def _strictly(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _headers(message: Message) -> dict[str, list[str]]:
    """The headers by their names in lower case, without those that are too long."""
    found: dict[str, list[str]] = {}
    for name, raw in message.raw_items():
        if isinstance(raw, str) and len(raw) <= _LONGEST_HEADER:
            found.setdefault(name.lower(), []).append(header_text(raw))
    return found


def _first(headers: dict[str, list[str]], name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def _date(values: list[str]) -> object:
    """The date of the message; None if it has two."""
    if len(set(values)) != 1:
        return None
    if not _DATE.match(values[0]):
        return values[0]
    try:
        return parsedate_to_datetime(values[0])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def header_text(raw: str) -> str:
    """The value of a header, on one line: encoded words (RFC 2047) and stray bytes become text."""
    raw = _FOLD.sub("", raw).replace("\0", "")
    if not raw.isascii() and any("\udc80" <= char <= "\udcff" for char in raw):
        try:
            raw = decode(raw.encode("utf-8", "surrogateescape"))[0]
        except (ReadError, UnicodeEncodeError):
            raw = raw.encode("utf-8", "replace").decode()
    pieces: list[str | tuple[str, bytes]] = []
    at = 0
    for word in _ENCODED.finditer(raw):
        between = raw[at : word.start()]
        last = pieces[-1] if pieces else ""
        if between.strip() or not isinstance(last, tuple):
            pieces.append(between)  # white space between two encoded words is none
            last = between
        charset, data = word[1].partition("*")[0].lower(), _word_bytes(word[2], word[3])
        if isinstance(last, tuple) and last[0] == charset:  # a character may be parted by the two
            pieces[-1] = (charset, last[1] + data)
        else:
            pieces.append((charset, data))
        at = word.end()
    pieces.append(raw[at:])
    return clean_line("".join(one if isinstance(one, str) else _word(*one) for one in pieces))


def _word_bytes(kind: str, data: str) -> bytes:
    if kind in "Bb":
        try:
            return binascii.a2b_base64(data + "==")
        except (binascii.Error, ValueError):
            return b"\xff"
    return binascii.a2b_qp(data.encode("utf-8", "replace"), header=True)


def _word(charset: str, data: bytes) -> str:
    found = _strictly(data, charset)
    return (found[0] if found else data.decode("utf-8", "replace")).replace("\0", "")
