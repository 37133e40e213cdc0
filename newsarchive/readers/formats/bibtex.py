"""BibTeX and BibLaTeX, in which programs export citations: those with an abstract.

Many citations a file, read as a stream. Letters that TeX makes of a sign and a letter become one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import BinaryIO

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records
from newsarchive.readers.delimited import decoded, each_record
from newsarchive.readers.fields import build
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_MARK = re.compile(rb"(?<![^\r\n])[ \t]{0,8}()@[A-Za-z]{3,20}[ \t]{0,8}[{(]")
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:% newsarchive: [^\n]*\n)?"  # how one of our answers was made
    rb"\s*@[A-Za-z]{3,20}\s{0,8}\{\s{0,8}[^\s,{}]{1,200},\s{0,80}[\w-]{2,30}\s{0,20}="
)
_START = re.compile(r"@([A-Za-z]+)\s*[{(]\s*([^\s,{}]*)\s*,")
_FIELD = re.compile(r"[\s,]*([\w-]+)\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"#]+")
_CONCATENATED = re.compile(r"\s*#\s*")
_PIECE = re.compile(r"[{}]|\"|\\.|[^{}\"\\]+", re.DOTALL)
_NO_CITATIONS = frozenset(("comment", "string", "preamble"))
_NAMES = {
    "title": ("title",), "source": ("journaltitle", "journal", "newspaper", "publication"),
    "tags": ("keywords",), "language": ("langid", "language"), "body": ("abstract",),
}  # fmt: skip
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323",
}  # fmt: skip
"""What TeX writes before a letter → the sign that Unicode puts behind it."""
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "i", "j": "j", "textquoteright": "’",
    "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”", "textendash": "–",
    "textemdash": "—", "ldots": "…", "textellipsis": "…", "guillemotleft": "«",
    "guillemotright": "»", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "textasciitilde": "~", "textasciicircum": "^",
}  # fmt: skip
_ACCENTED = re.compile(r"\{?\\(?:(['`^\"~=.])\s*|([uvHckrd])(?:\s+|(?=\{)))\{?(\\?[^\W\d_])\}?\}?")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s+|(?![A-Za-z]))|\\([&%$#_{}])|[{}]")
_ESCAPED = re.compile(r"\\([&%$#_{}~])|\{?\\textasciitilde\b ?(?:\{\})?\}?")
_AND = re.compile("[{}]| and ")


class BibTex:
    """One citation an article; those without an abstract are counted in a warning."""

    name = "bibtex"

    def claims(self, name: str, head: bytes) -> bool:
        begins = may_be_text(name) and _BEGINS.match(head) is not None
        return begins or suffix_of(name) in {".bib", ".bibtex"}

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        without_text = 0

        def read_section(section: bytes, _: bool) -> Record | None:
            nonlocal without_text
            text, encoding = decoded(section)
            start = _START.match(text)
            if not start or start[1].lower() in _NO_CITATIONS:
                return None
            values = _values(text, start.end())
            if not values.get("abstract", "").strip():
                without_text += 1
                return None
            return Record(_article(values, options), section, encoding)

        nothing = "no citation with an abstract in the file"
        yield from each_record(name, stream, _MARK, options, read_section, nothing=nothing)
        if without_text:
            yield ReadWarning(name, f"citations without an abstract, passed over: {without_text}")


def _values(text: str, at: int) -> dict[str, str]:
    """Name, in small letters → value, as TeX has it. Raises ReadError if the entry is cut off."""
    found: dict[str, str] = {}
    while field := _FIELD.match(text, at):
        parts: list[str] = []
        at = field.end()
        while True:
            part, at = _value(text, at)
            parts.append(part)
            more = _CONCATENATED.match(text, at)
            if not more:
                break
            at = more.end()
        found.setdefault(field[1].lower(), "".join(parts))
    return found


def _value(text: str, at: int) -> tuple[str, int]:
    """The value that begins there, without its braces or quotation marks, and where it ends."""
    if text[at : at + 1] not in {"{", '"'}:
        bare = _BARE.match(text, at)
        return (bare[0], bare.end()) if bare else ("", at + 1)
    quoted, depth, start = text[at] == '"', 0, at + 1
    for piece in _PIECE.finditer(text, start):
        if piece[0] == "{":
            depth += 1
        elif piece[0] == "}" and (depth or not quoted):
            depth -= 1
        if depth < 0 or (quoted and not depth and piece[0] == '"'):
            return text[start : piece.start()], piece.end()
    raise ReadError("cut off: a value has no end")


def _plain(value: str) -> str:
    """The text that TeX would print."""
    value = _ACCENTED.sub(_letter, value)
    value = value.replace("---", "—").replace("--", "–").replace("~", " ")
    value = value.replace("``", "“").replace("''", "”")
    return _COMMAND.sub(lambda found: _LETTERS.get(found[1] or "", found[2] or ""), value)


def _address(value: str) -> str:
    """An address, in which nothing is a command, but programs escape some signs all the same."""
    return _ESCAPED.sub(lambda found: found[1] or "~", value)


def _names(value: str) -> list[str]:
    """The names between each "and" that no braces hold together."""
    names, depth, start = [], 0, 0
    value = " ".join(value.split())
    for mark in _AND.finditer(value):
        if mark[0] in ("{", "}"):
            depth += 1 if mark[0] == "{" else -1
        elif not depth:
            names.append(value[start : mark.start()])
            start = mark.end()
    return [*map(_plain, (*names, value[start:]))]


def _letter(found: re.Match[str]) -> str:
    sign = _ACCENTS[found[1] or found[2]]
    return unicodedata.normalize("NFC", found[3].lstrip("\\") + sign)


def _article(values: dict[str, str], options: ReadOptions) -> Article:
    def first(names: tuple[str, ...]) -> str:
        return next((_plain(values[name]) for name in names if name in values), "")

    fields: dict[str, object] = {ours: first(names) for ours, names in _NAMES.items()}
    fields |= {
        "authors": _names(values.get("author", "")),
        "url": _address(values.get("url", "")),
        "date": first(("date",)) or _day(values),
        "body": rejoined(str(fields["body"])),
    }
    return build(fields, 'field "{}"'.format, options)


def _day(values: dict[str, str]) -> str:
    """The day of the older fields, if all three are there."""
    parts = [values.get(name, "").strip("{} ") for name in ("day", "month", "year")]
    if not all(parts):
        return ""
    return "-".join(reversed(parts)) if parts[1].isdecimal() else " ".join(parts)
