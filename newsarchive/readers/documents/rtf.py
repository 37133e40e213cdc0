"""RTF: groups in braces, control words, and text in the encodings of fonts.

A small reader of our own: it takes one pass, in time proportional to length and with a bound on
the depth of groups, and it keeps the rows of tables, in which databases export articles. The
libraries for it search with regular expressions and flatten tables.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from newsarchive.model.errors import ReadError
from newsarchive.readers.documents.layout import Block, Warn, of_row
from newsarchive.readers.limits import Limits

DEEPEST = 1000
"""How many groups may be nested."""

BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}\{\\rtf")
_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,40})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z'])|(?P<open>\{)|(?P<close>\})"
    rb"|[\r\n\0]+|(?P<text>[^\\{}\r\n\0]+)|."
)
_UNREAD = frozenset(
    "fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr "
    "footerf footnote annotation fldinst listtext pntext pnseclvl xe tc tcn rxe bkmkstart bkmkend "
    "themedata datastore nonshppict nonesttables sp shprslt objdata objclass filetbl revtbl "
    "rsidtbl listtable listoverridetable template ftnsep ftnsepc aftnsep aftnsepc private atnid "
    "atnauthor atndate atnref generator".split()
)
"""Groups whose text is not of the article: pages' heads and feet, notes, tables of styles."""
_STARRED_READ = frozenset(("shpinst", "shptxt"))
"""Groups that old programs are to ignore, and that hold text."""
_ENDS_PARAGRAPH = frozenset(("par", "sect", "page", "nestcell", "nestrow"))
_WRITTEN = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ",
    "enspace": " ", "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_SYMBOLS = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\xa0", b"_": "-", b"-": ""}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp437",
}  # fmt: skip
"""The number of a font's character set → its encoding; those that are missing have none."""
_PLATFORMS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(slots=True)
class _Group:
    """The properties of text in a group, which end with it."""

    unread: bool = False
    hidden: bool = False
    in_table: bool = False
    fallback: int = 1
    """How many characters for old programs follow each one of Unicode."""
    encoding: str | None = None
    """That of the font; None for that of the document."""
    fonts: bool = False
    """Whether this is the table of fonts."""


@dataclass(slots=True)
class _Reading:
    """The document so far."""

    group: _Group = field(default_factory=_Group)
    above: list[_Group] = field(default_factory=list)
    encoding: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    """The one that the table of fonts is describing."""
    skip: int = 0
    """Characters that stand for one of Unicode, and are left out."""
    texts: list[str] = field(default_factory=list)
    """Of the paragraph."""
    waiting: bytearray = field(default_factory=bytearray)
    """Bytes of text: a character may take several."""
    raw: bool = False
    """Whether some of them were not escaped, as they should be."""
    paragraphs: list[str] = field(default_factory=list)
    """Of the cell."""
    cells: list[list[str]] = field(default_factory=list)
    starred: bool = False
    half: str = ""
    """The first half of a character of UTF-16."""

    def add(self, text: str) -> None:
        """Add text to the paragraph."""
        self.settle()
        if not (self.group.unread or self.group.hidden):
            self.texts.append(text)

    def add_bytes(self, data: bytes, *, raw: bool) -> None:
        """Add bytes of text, less those that stand for a character of Unicode."""
        if self.skip:
            cut = min(self.skip, len(data))
            self.skip -= cut
            data = data[cut:]
        if data and not (self.group.unread or self.group.hidden):
            self.waiting += data
            self.raw = self.raw or (raw and not data.isascii())

    def add_unit(self, unit: int) -> None:
        """Add one unit of UTF-16, which may be half of a character."""
        half, self.half = self.half, ""
        if 0xD800 <= unit < 0xDC00:
            self.half = chr(unit)
        elif 0xDC00 <= unit < 0xE000:
            both = (half + chr(unit)).encode("utf-16-le", "surrogatepass")
            self.add(both.decode("utf-16-le", "replace"))
        else:
            self.add(chr(unit))

    def settle(self) -> None:
        """Decode the bytes that wait."""
        if self.waiting:
            data = bytes(self.waiting)
            self.waiting.clear()
            self.texts.append(_decoded(data, self.group.encoding or self.encoding, raw=self.raw))
            self.raw = False

    def end_paragraph(self) -> Iterator[Block]:
        """The paragraph as a block, unless it is one of a cell."""
        self.settle()
        self.paragraphs.append("".join(self.texts))
        self.texts.clear()
        if not (self.group.in_table or self.cells):
            yield from self.flush()

    def end_cell(self) -> None:
        self.settle()
        self.cells.append([*self.paragraphs, "".join(self.texts)])
        self.paragraphs.clear()
        self.texts.clear()

    def end_row(self) -> Iterator[Block]:
        cells, self.cells = self.cells, []
        yield from of_row(cells)

    def flush(self) -> Iterator[Block]:
        """The paragraphs that wait for the end of a cell, which may never come."""
        yield from map(Block, self.paragraphs)
        self.paragraphs.clear()


def blocks(data: bytes, _limits: Limits, warn: Warn) -> Iterator[Block]:
    """The paragraphs and rows of the document. Raises ReadError."""
    if not BEGINS.match(data):
        raise ReadError("not RTF, although its name says so")
    reading = _Reading()
    at, end = 0, len(data)
    while at < end:
        token = _TOKEN.match(data, at)
        assert token, "the last alternative is any byte"
        at = token.end()
        kind = token.lastgroup
        if kind == "text":
            if reading.above:
                reading.add_bytes(token[0], raw=True)
        elif kind == "hex":
            reading.add_bytes(bytes.fromhex(token["hex"].decode()), raw=False)
        elif kind == "open":
            reading.settle()
            _open(reading)
        elif kind == "close":
            reading.settle()
            _close(reading)
        elif kind in {"word", "number"}:
            word = token["word"].decode()
            number = None if token["number"] is None else int(token["number"])
            if word == "bin":
                at += min(max(number or 0, 0), end - at)
            else:
                yield from _word(reading, word, number)
        elif kind == "symbol":
            yield from _symbol(reading, token["symbol"])
    if reading.above:
        warn("cut off: it ends within the text")
    yield from reading.end_paragraph()
    if reading.cells:
        reading.end_cell()
        yield from reading.end_row()
    yield from reading.flush()


def _open(reading: _Reading) -> None:
    if len(reading.above) >= DEEPEST:
        raise ReadError(f"groups nested more than {DEEPEST} deep")
    above = reading.group
    reading.above.append(above)
    reading.group = _Group(
        above.unread, above.hidden, above.in_table, above.fallback, above.encoding, above.fonts
    )
    reading.skip, reading.starred = 0, False


def _close(reading: _Reading) -> None:
    if reading.above:
        reading.group = reading.above.pop()
    reading.skip, reading.starred = 0, False


def _symbol(reading: _Reading, symbol: bytes) -> Iterator[Block]:
    if symbol == b"*":
        reading.starred = True
    elif reading.skip:
        reading.skip -= 1
    elif symbol in b"\r\n":
        if not reading.group.unread:
            yield from reading.end_paragraph()
    elif symbol in _SYMBOLS:
        reading.add(_SYMBOLS[symbol])


def _word(reading: _Reading, word: str, number: int | None) -> Iterator[Block]:
    group = reading.group
    starred, reading.starred = reading.starred, False
    if group.unread:
        if group.fonts:
            _describe_font(reading, word, number or 0)
        return
    if word in _UNREAD or (starred and word not in _STARRED_READ):
        reading.settle()
        group.unread, group.fonts = True, word == "fonttbl"
    elif word == "u" and number is not None:
        reading.add_unit(number & 0xFFFF)
        reading.skip = group.fallback
    elif reading.skip:
        reading.skip -= 1
    elif word in _ENDS_PARAGRAPH:
        yield from reading.end_paragraph()
    elif word == "cell":
        reading.end_cell()
    elif word == "row":
        yield from reading.end_row()
    elif word in _WRITTEN:
        reading.add(_WRITTEN[word])
    elif word in _PLATFORMS:
        reading.encoding = _PLATFORMS[word]
    elif word in _PROPERTIES:
        reading.settle()
        _PROPERTIES[word](reading, number)


def _describe_font(reading: _Reading, word: str, number: int) -> None:
    if word == "f":
        reading.font = number
    elif word == "fcharset" and number in _CHARSETS:
        reading.fonts[reading.font] = _CHARSETS[number]
    elif word == "cpg" and (encoding := _codepage(number)):
        reading.fonts[reading.font] = encoding


def _set_hidden(reading: _Reading, number: int | None) -> None:
    reading.group.hidden = number != 0


def _set_font(reading: _Reading, number: int | None) -> None:
    reading.group.encoding = reading.fonts.get(number or 0)


def _set_fallback(reading: _Reading, number: int | None) -> None:
    reading.group.fallback = max(number or 0, 0)


def _set_codepage(reading: _Reading, number: int | None) -> None:
    reading.encoding = _codepage(number or 0) or reading.encoding


def _set_in_table(reading: _Reading, number: int | None) -> None:
    reading.group.in_table = number != 0


def _end_properties(reading: _Reading, _: int | None) -> None:
    reading.group.in_table = False


def _set_plain(reading: _Reading, _: int | None) -> None:
    reading.group.hidden, reading.group.encoding = False, None


_PROPERTIES: dict[str, Callable[[_Reading, int | None], None]] = {
    "v": _set_hidden, "deleted": _set_hidden, "f": _set_font, "uc": _set_fallback,
    "ansicpg": _set_codepage, "intbl": _set_in_table, "pard": _end_properties, "plain": _set_plain,
}  # fmt: skip


def _codepage(number: int) -> str | None:
    if number == 65001:
        return "utf-8"
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return None


def _decoded(data: bytes, encoding: str, *, raw: bool) -> str:
    """The text of some bytes. Those that are not escaped are UTF-8, if they can be."""
    if raw:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return data.decode(encoding, "replace")
