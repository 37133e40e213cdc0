"""MHTML: a web page that a browser saved as one file, with its pictures, in the form of a mail."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Records
from newsarchive.readers.formats.mail import header_text, parsed_message
from newsarchive.readers.formats.webpage import read_page
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_SUFFIXES = frozenset((".mht", ".mhtml"))
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+")
_OF_A_PAGE = re.compile(
    rb"(?im)^(?:snapshot-content-location:|from:\s*\"?<?saved by )|^content-location:\s*https?:"
)
_RELATED = re.compile(rb"(?im)^content-type:\s*multipart/related\b")


class Mhtml:
    """One page: the first part that is HTML. The others are its pictures and frames."""

    name = "mhtml"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in _SUFFIXES:
            return True
        headers = _HEADERS.match(head) if suffix in {"", ".eml"} else None
        return headers is not None and all(
            form.search(headers[0]) for form in (_OF_A_PAGE, _RELATED)
        )

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        message = parsed_message(data)
        page = next((one for one in message.walk() if one.get_content_type() == "text/html"), None)
        if page is None:
            raise ReadError("no web page in it")
        content = page.get_payload(decode=True)
        if not isinstance(content, bytes):
            raise ReadError("no web page in it that can be read")
        url = _address(message, "Snapshot-Content-Location") or _address(page, "Content-Location")
        charset = page.get_content_charset()
        record = read_page(content, options, charset=charset, url=url)
        yield replace(record, original=data)


def _address(part: Message, header: str) -> str | None:
    """The address on the web in a header, in which it may be folded."""
    value = "".join(header_text(str(part.get(header, ""))).split())
    return value if value.startswith(("http://", "https://")) else None
