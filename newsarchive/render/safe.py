"""Text from articles, made harmless for terminals and for formats of one line a record.

A control character can move the cursor, answer in the person's name or end a line too early; an
override of the writing direction can make a text say something else than it does. Here all of
them become visible. Every text that did not come from this program's own source goes through one
of these functions before it is written.
"""

from __future__ import annotations

from newsarchive.model.patterns import lazy

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_DANGEROUS = lazy(f"[\0-\x1f\x7f-\x9f\u2028\u2029{_BIDI}\ud800-\udfff]")
_IN_JSON = lazy(f"[\x7f-\x9f\u2028\u2029{_BIDI}\ud800-\udfff]")


def line(text: str) -> str:
    """The text on one line: tabs and line ends become spaces, other controls visible."""
    if text.isprintable():
        return text  # as most are: nothing that is dangerous is printable
    return _DANGEROUS.sub(lambda m: " " if m[0] in _SPACES else _visible(m[0]), text)


def block(text: str) -> str:
    """The text with its lines and tabs as they are, other controls visible."""
    if text.replace("\n", "").isprintable():
        return text
    return _DANGEROUS.sub(lambda m: m[0] if m[0] in "\t\n" else _visible(m[0]), text)


def typed(text: str) -> str:
    """The text on one line as somebody could type it: spaces for all that `line` alters."""
    return _DANGEROUS.sub(" ", text)


def json_text(encoded: str) -> str:
    """JSON that says the same, with what json leaves as it is escaped too.

    The dangerous characters can only stand within strings, where an escape means the same.
    """
    return _IN_JSON.sub(lambda m: f"\\u{ord(m[0]):04x}", encoded)


def _visible(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)  # the block of control pictures: ␛ for ESC
    if code == 0x7F:
        return "␡"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"  # half of a character: nothing can encode it
    return f"<U+{code:04X}>"


_FORMULA = lazy(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫−]")
_ODD = "\t\r\n"


def harmless_cell(text: str) -> str:
    """The text of a cell, behind an apostrophe if a spreadsheet would take it for a formula.

    A formula is calculated when the table is opened, and can send other cells elsewhere. Most
    spreadsheets hide the apostrophe.
    """
    return f"'{text}" if (text and text[0] in _ODD) or _FORMULA.match(text) else text
