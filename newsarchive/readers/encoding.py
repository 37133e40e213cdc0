"""Bytes to text, and text to the one form of bodies, titles and names.

It knows encodings and white space. It must not know formats or articles.
"""

from __future__ import annotations

import codecs
import html
import re
from typing import TYPE_CHECKING

from newsarchive.model.errors import ReadError
from newsarchive.text.folding import normalized

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

# UTF-32 first: its little-endian mark begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)  # fmt: skip
"""Each mark, and the encoding with and without it."""

# The encodings of newsrooms' files that are not Unicode. There are many more, but short texts would
# be mistaken for them.
_LEGACY = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "cp874", "koi8_r", "koi8_u", "cp866", "mac_roman", "mac_cyrillic", "iso8859_2", "iso8859_5",
    "cp932", "euc_jp", "iso2022_jp", "gb18030", "big5", "cp949", "euc_kr",
]  # fmt: skip


def decode(data: bytes) -> tuple[str, str]:
    """The text, without a byte order mark, and Python's name of its encoding.

    Text that has no mark and is not UTF-8 is recognised by its contents; single damaged bytes of
    UTF-8 become U+FFFD. Raises ReadError for bytes that are not text.
    """
    for mark, encoding, _ in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"damaged text: begins as {error.encoding} but is not at byte {error.start + 1}"
                ) from None
            if "\0" in text:
                raise ReadError("binary file, not text")
            return text, encoding
    if b"\0" in data:
        raise ReadError("binary file, not text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _detect(data)


def declared_encoding(name: str) -> str | None:
    """The encoding that a document means by this name, as Python knows it; None if unknown.

    Documents that declare Latin-1 or ASCII often have the quotation marks of Windows.
    """
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return "cp1252" if known in {"iso8859-1", "ascii"} else known


def decode_utf8(data: bytes) -> str | None:
    """The text of UTF-8, in which single damaged bytes become U+FFFD; None if it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        damaged = _damaged_utf8(data)
        return damaged[0] if damaged else None


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """The text of UTF-8 with a few damaged bytes, as in a file that was cut off; else None."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    intact = sum(char > "\x7f" for char in text) - damaged
    return (text, "utf-8") if intact > 10 * damaged else None


# The letters beyond ASCII of European languages in Latin script: of several encodings that make
# words of the same bytes, the right one has all letters from one language.
_LETTERS = [
    frozenset(letters)
    for letters in (
        "àâæçèéêëîïôùûüÿœ", "äöüßé", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "áéëïíóöü",
        "åæøéòô", "åäöé", "âçîöûüğışi̇", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž",
        "áéíóöúüőű", "ăâîşţșț", "čćđšž", "ąčėęįšųūž", "āčēģīķļņšūž", "äõöüšž",
    )
]  # fmt: skip


def _detect(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # slow to load, and seldom needed

    matches = from_bytes(data, cp_isolation=_LEGACY)
    if not matches:
        raise ReadError("binary file, not text (or in an encoding that cannot be recognised)")

    def likelihood(match: CharsetMatch) -> tuple[float, float, float, bool]:
        # Of equals the Western one: most text is Western.
        western = "cp1252" in match.could_be_from_charset
        return _at_home(str(match)), -match.chaos, match.coherence, western

    best = max(matches, key=likelihood)
    return str(best), "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding


def _at_home(text: str) -> float:
    """The largest share of a text's letters beyond ASCII that belong to one language."""
    beyond = [char for char in text.lower() if char > "\x7f" and char.isalpha()]
    if not beyond:
        return 1.0
    return max(sum(char in own for char in beyond) for own in _LETTERS) / len(beyond)


_OTHER_LINE_END = re.compile("[\x85\u2028\u2029]")
_BLANK_LINES = re.compile("\n{3,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ALWAYS_COMPOSED = re.compile("[\0-\u02ff\u2010-\u2027]*")
"""Letters and marks of print that NFC leaves as they are: most texts have no others."""


def clean_body(text: str) -> str:
    """The text in the form of bodies: NFC, "\\n", no trailing blanks, single blank lines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _OTHER_LINE_END.sub("\n", _composed(text))
    text = "\n".join(map(str.rstrip, text.split("\n")))
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip("\n")


def clean_line(text: str) -> str:
    """The text in the form of titles and names: NFC, on one line, with single spaces."""
    return " ".join(_composed(text).split())


def _composed(text: str) -> str:
    if text.isascii() or _ALWAYS_COMPOSED.fullmatch(text):
        return text
    # JSON and YAML can escape half a surrogate pair, which no file can hold.
    return _SURROGATE.sub("\ufffd", normalized("NFC", text))


_ENDLESS = re.compile(r"&#\d{100,};?")


def without_entities(text: str) -> str:
    """The text with the entities of HTML resolved."""
    if "&#" in text:  # a number of more digits than Python takes is no character
        text = _ENDLESS.sub("\ufffd", text)
    return html.unescape(text)
