"""Mailboxes (mbox): many messages in a file, each after a line "From …", read as a stream."""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import each_record
from newsarchive.readers.formats.mail import begins_as_mail, read_message
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_FROM = rb"From [^\n]{0,300}?\d{1,2}:\d{2}[^\n]{0,60}\r?\n[!-9;-~]{1,1000}:"
_ENDINGS = frozenset(("", ".mbx", ".eml", ".mail", ".mai", ".msg"))
"""Programs also save a single message with its line "From …"."""
_MARK = re.compile(rb"(?:\A\s{0,1000}|\n[ \t\r\v\f]{0,1000}\n)()(?=" + _FROM + rb")")
_BEGINS_AS_MBOX = re.compile(rb"(?=" + _FROM + rb")[^\n]*\n")
_QUOTED = re.compile(rb"(?m)^>(>*From )")


class Mbox:
    """Messages one after the other.

    A line "From …" begins a message if a blank line comes before it, it has a date, and a header
    follows; programs put a ">" before other such lines, which is not part of the text.
    """

    name = "mbox"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix == ".mbox":
            return True
        begins = _BEGINS_AS_MBOX.match(head.lstrip())
        return begins is not None and (
            suffix in _ENDINGS
            or (may_be_text(name) and begins_as_mail(head.lstrip()[begins.end() :]))
        )

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        def read_section(original: bytes, _: bool) -> Record:
            article, encoding = read_message(_unquoted(original), options)
            return Record(article, original, encoding)

        return each_record(name, stream, _MARK, options, read_section, blanks=b"\r\n")


def _unquoted(original: bytes) -> bytes:
    """The message without the line that begins it, and without the ">" before other lines."""
    first, _, rest = original.partition(b"\n")
    return _QUOTED.sub(rb"\1", rest if first.startswith(b"From ") else original)
