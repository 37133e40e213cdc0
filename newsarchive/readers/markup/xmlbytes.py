"""The bytes of XML: their encoding, where a document begins, and bytes that are in no encoding.

It must not know elements, nor any format.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Set

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import BYTE_ORDER_MARKS, declared_encoding, decode
from newsarchive.readers.markup.tagsoup import Lenience

MARKS = (
    *((mark, encoding) for mark, encoding, _ in BYTE_ORDER_MARKS),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
MARKED = tuple(mark for mark, _ in MARKS)
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
_DECLARATION = re.compile(r"<\?xml\s[^<>]*\?>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REACH = 4096
"""Bytes, or characters, in which a document begins, whatever stands before it."""
# Encodings in which ASCII is ASCII: no document has any other without a byte order mark.
_TEXT_ENCODING = re.compile(
    r"utf-8|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|shift_jis\w*|euc_\w+|gb\w+|big5\w*|johab|tis-620"
)
_DAMAGED = 0x10F700
"""Where the private characters begin that stand for bytes that are not in the document's encoding,
one for each: no text has them."""
DAMAGE = re.compile(f"([{chr(_DAMAGED)}-{chr(_DAMAGED + 0xFF)}])")


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(_DAMAGED + error.object[error.start]), error.start + 1


codecs.register_error("newsarchive-damaged", _mark_damage)


def encoded(text: str, encoding: str) -> bytes:
    """The bytes that the text was decoded from, damaged ones as they were."""
    if encoding.startswith(("utf-16", "utf-32")):
        return DAMAGE.sub("\ufffd", text).encode(encoding)
    return b"".join(
        bytes([ord(part) - _DAMAGED]) if DAMAGE.fullmatch(part) else part.encode(encoding)
        for part in DAMAGE.split(text)
    )


def begun(text: str, roots: Set[str], lenience: Lenience) -> str:
    """The beginning of a document with line ends only for all that comes before its first tag.

    The declaration is one of an encoding that is known by now, or of a version that Expat refuses.
    """
    names = "|".join(sorted(roots))
    head = text[:_REACH]
    root = re.search(rf"<(?:\w+:)?(?:{names})[\s>]", head, re.IGNORECASE)
    before = head[: root.start()] if root else head
    declared = _DECLARATION.search(before)
    end = declared.end() if declared else len(before) if root and "<!" not in before else 0
    rubbish = _COMMENT.sub("", before[: declared.start()] if declared else before[:end])
    if rubbish.strip("\ufeff \t\r\n"):
        lenience.notes.append("passed over what stands before the document begins")
    return "\n" * before[:end].count("\n") + text[end:]


def encoding_of(head: bytes, lenience: Lenience | None) -> str:
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    declared = (_DECLARED.search if lenience else _DECLARED.match)(head[:_REACH])
    if marked or not declared:
        return marked or "utf-8"
    name = " ".join(declared[1].decode("ascii", "replace").split())
    known = declared_encoding(name)
    if known is not None and known.startswith(("utf-16", "utf-32")):
        return "utf-8"  # the declaration itself was no UTF-16; many programs write this
    if known is None:
        reason = f'declares an unknown encoding: "{name}"'
    elif not _TEXT_ENCODING.fullmatch(known) or "<?xml".encode(known) != b"<?xml":
        reason = f'declares an encoding that is not one of documents: "{name}"'
    else:
        return known
    if lenience is None:
        raise ReadError(reason)
    found = decode(head[: head.rfind(b">") + 1])[1]  # a character may be cut in two behind it
    lenience.notes.append(f"{reason}; read as {found}")
    return found
