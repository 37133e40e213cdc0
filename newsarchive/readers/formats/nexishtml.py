"""The HTML of LexisNexis: the lines of its text exports, each in an element of its own.

The reader of the text reads it too, once it has become lines.
"""

from __future__ import annotations

import io
import re

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.readers.formats.htmlexport import Database, HtmlExport
from newsarchive.readers.formats.nexis import Nexis
from newsarchive.readers.markup.htmlmarks import joined, marked_texts
from newsarchive.readers.record import ReadOptions

_NO_MARKS = re.compile(r"(?!)")
_DOCUMENT = (
    rb"(?:<A NAME=\"?DOC_ID_[\w-]{1,20}\"?>\s*</A>\s*)?<!-- Hide XML section from browser\s+"
)
_LINE = rb"<BR>\s*<DIV CLASS=\"?c\d+\"?>\s*(?:<BR>\s*){0,5}<P CLASS=\"?c\d+\"?>\s*"
_COUNTED = (
    rb"<SPAN CLASS=\"?c\d+\"?>[^<]{0,20}\d[\d,.]{0,8} (?:of|de|von) \d[\d,.]{0,8}[^<]{0,20}</SPAN>"
)
_SHORT = 200
"""Characters of what may be a message of the database in the place of a document."""
_HEAD = (
    rb"<STYLE TYPE=\"text/css\"><!--\s+\.c0 \{|<!-- LXNComment |" + _DOCUMENT
    + rb"|\A\s*" + _LINE
)  # fmt: skip


def _article(source: str, options: ReadOptions) -> Article:
    text = joined(marked_texts(source, _NO_MARKS))
    reason = "the document is empty"
    try:
        for found in Nexis().read("", io.BytesIO(text.encode("utf-8", "replace")), options):
            if isinstance(found, Record):
                return found.article
            reason = found.reason
    except ReadError as error:
        reason = str(error)
    line = " ".join(text.split())
    raise ReadError(f'{reason}: "{line}"' if len(line) <= _SHORT else reason)


NEXIS = HtmlExport(
    Database(
        name="nexis html",
        begins=re.compile(_HEAD, re.IGNORECASE),
        sign=b"Hide XML section",
        mark=re.compile(
            rb"(" + _DOCUMENT + rb"<DOC NUMBER=\d+>\s*<DOCFULL> -->\s*(?:" + _LINE + _COUNTED
            + rb"\s*</P>\s*</DIV>)?)",
            re.IGNORECASE,
        ),
        ends=re.compile(rb"<!-- Hide XML section from browser\s*</DOCFULL>", re.IGNORECASE),
        announces=re.compile(rb"<META [^>]{0,300}\bDOCUMENTS=\"?(\d{1,6})", re.IGNORECASE),
        article=_article,
    )
)  # fmt: skip
