"""Text exports of Nexis: those of LexisNexis ("1 of 10 DOCUMENTS") and those of Nexis Uni ("End of
Document"), in many languages. Many articles a file, read as a stream; the first page, with the
order or the list of documents, belongs to no article.

It must not know what an article looks like (`nexis_article`).
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.announced import Announced
from newsarchive.readers.delimited import BLANKS, decoded, each_record, normalized_head
from newsarchive.readers.fields import build
from newsarchive.readers.formats.nexis_article import read_article
from newsarchive.readers.formats.nexis_labels import LENGTH, LISTS, is_labelled
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_GAP = rb"[ \t\xa0\xc2]{0,120}"
_END = rb"(?![^\r\n\f])"
_COUNTED = (
    r"(?:(?:FOCUS - ?)?(\d{1,6}) (?:of|OF|von|van|de) (\d{1,6}) DO[CK]UMENT(?:S|OS|EN?)?"
    r"|Do[ck]ument[oe]? (\d{1,6}) (?:of|de|von|van) (\d{1,6}))"
)
_NUMBER = re.compile(_GAP + _COUNTED.encode() + _GAP + _END)
_NUMBERED = _COUNTED.replace(r"(\d", r"(?:\d").encode()
_MARK = re.compile(
    rb"(?<![^\r\n\f])(?:()(?=" + _GAP + _NUMBERED + _GAP + _END + rb")"
    rb"|" + _GAP + rb"End of Document()" + _GAP + _END + rb")"
)  # fmt: skip
_ENDS = re.compile(rb"End of Document\s*\Z")

# Lines are found by the "\n" before them, which is quicker than "^"; the first gets one too.
_NUMBER_LINE = re.compile(rf"\n([ \t\xa0]*){_COUNTED}[ \t]*$", re.MULTILINE)
_COVER = re.compile(rf"\n[ \t]*(?:{'|'.join(LISTS['covers'])})", re.IGNORECASE)
_ORDER = re.compile(rf"^(?:{'|'.join(LISTS['orders'])})\s?:", re.MULTILINE)
_LISTED = re.compile(rf"^(?:{'|'.join(LISTS['listed'])}) \((\d{{1,6}})\)[ \t]*$", re.MULTILINE)
_GIVES_LENGTH = re.compile(
    rf"^(?:{'|'.join(LISTS['length']).replace('Ä', '.')}):[ \t\xa0]*{LENGTH}|^{LENGTH}$",
    re.MULTILINE | re.IGNORECASE,
)
_LABELS_OF_UNI = "|".join(
    label.title()
    for ours in ("section", "length", "authors", "highlight", "dateline")
    for label in LISTS[ours]
)
_LABEL_OF_UNI = re.compile(rf"\n(?:{_LABELS_OF_UNI}):[ \t\xa0]")
_SIGNS_OF_UNI = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^Copyright \S",
        rf"^(?:{'|'.join(map(str.title, LISTS['length']))}):[ \t\xa0]*{LENGTH}",
        r"^Body[ \t]*$",
        r"^Load-Date:[ \t\xa0]|^End of Document[ \t]*$",
    )
]
_LEAST_SIGNS = 3
_NEEDED = (b":", b"Document", b"DOCUMENT", b"Dokument", b"DOKUMENT")
"""One of these is in every export, of a label or of the number of a document."""
_INDENTED = re.compile(r"(?:[ \t]*\n)+(?:[ \xa0]{8}|\t)")


class Nexis:
    """An article from one mark to the next."""

    name = "nexis"

    def claims(self, name: str, head: bytes) -> bool:
        return may_be_text(name) and _is_export(normalized_head(head))

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        announced = Announced()
        articles = ended = 0

        def read_section(section: bytes, last: bool) -> Record | None:
            nonlocal articles, ended
            if counted := _NUMBER.match(section):
                section = section[counted.end() :].lstrip(BLANKS)
                announced.number(*(int(one) for one in counted.groups() if one is not None))
            text, encoding = decoded(section)
            closed = _ENDS.search(section) is not None
            if not (articles or counted or closed or is_labelled(text)):
                return None  # the order, on the first page
            articles += 1
            if articles == 1 and _COVER.search(f"\n{text}") and (listed := _LISTED.search(text)):
                announced.sum(int(listed[1]))
            if closed:
                ended += 1
            elif last and ended:
                raise ReadError('cut off: there is no "End of Document"')
            found = read_article(text, options.order)
            article = build(found.fields, found.where.__getitem__, options)
            return Record(article, _from_line(found.first, section, encoding), encoding)

        for found in each_record(name, stream, _MARK, options, read_section):
            announced.found()
            yield found
        yield from announced.problems(name)


def _is_export(head: bytes) -> bool:
    """Whether a file that begins like this is one, by its first page or its first article."""
    if not any(map(head.__contains__, _NEEDED)):
        return False
    try:
        text = "\n" + codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = "\n" + head.decode("latin-1")
    if (cover := _COVER.search(text)) and _ORDER.search(text, cover.start()):
        return True
    if number := _NUMBER_LINE.search(text):
        indented = len(number[1].expandtabs()) >= 8 and _INDENTED.match(text, number.end())
        return bool(indented or _GIVES_LENGTH.search(text, number.end()))
    if not (labels := set(_LABEL_OF_UNI.findall(text))):
        return False
    signs = sum(sign.search(text) is not None for sign in _SIGNS_OF_UNI)
    return signs + (len(labels) > 1) >= _LEAST_SIGNS


def _from_line(first: int, section: bytes, encoding: str) -> bytes:
    """The section without the list of documents above its first article, where that is known."""
    if not first or encoding != "utf-8":
        return section  # the list may have been needed to recognise the encoding
    return b"".join(section.splitlines(keepends=True)[first:])
