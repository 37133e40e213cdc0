"""Broken XML as its tags and text, with the calls that Expat makes of sound XML.

What no parser of XML takes is common in feeds: a bare "&", control characters, prefixes that are
not declared, elements that are never closed, several documents in a row. Every piece of the file
is something here: what is no tag is text. The time is linear in the length of any file. It must
not know any format; the names that it needs are given.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

DEEPEST = 150
"""How many elements may be nested; the tags of any others are passed over, their text is not."""

XML_SPACE = "http://www.w3.org/XML/1998/namespace"

_TAG = re.compile(
    rb"""<(?P<end>/?)(?P<name>[A-Za-z_\x80-\xff][^\s/<>"'=]*+)
    (?:(?P<attributes>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>|(?P<loose>[^<>]*+)>)""",
    re.VERBOSE,
)
_SKIPPED = ((b"<!--", b"-->"), (b"<?", b"?>"), (b"<![CDATA[", b"]]>"), (b"<!", b">"))
_ATTRIBUTE = re.compile(
    r"""([^\s=<>"'/]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>]++))?+""", re.DOTALL
)
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{1,40}));")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EMPTY = frozenset(("br", "hr", "img", "input", "wbr"))
"""Elements of HTML that nobody closes, and no feed has."""
_REPEATED = frozenset(("p", "li", "td", "tr", "dd", "dt", "option"))
"""Elements of HTML that end where another of the same name begins."""
_LONGEST_REFERENCE = 48


@dataclass(slots=True)
class Lenience:
    """How broken XML is to be read, and notes on what was broken."""

    fields: frozenset[str]
    """Local names, in small letters, of elements that are never within each other."""
    prefixes: Mapping[str, str]
    """Prefixes that need no declaration, and their namespaces."""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    name: str
    """As written, in small letters."""
    spaces: Mapping[str, str]

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]


class TagSoup:
    """A parser with the calls and attributes of Expat's that are used here."""

    def __init__(
        self,
        lenience: Lenience,
        articles: frozenset[str],
        tags: Iterable[bytes],
        *,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None],
    ) -> None:
        """`tags` are the start tags of the elements that are open already."""
        self.CurrentByteIndex = 0
        self.CurrentLineNumber = 1
        self.tag = b""
        """The tag as written; the one that is missing where an element is not closed."""
        self.tag_end = 0
        """Where the last element ends, in bytes."""
        self._lenience = lenience
        self._articles = articles
        self._start, self._end, self._text = start, end, text
        self._open: list[_Open] = []
        for tag in tags:
            if match := _TAG.match(tag):
                self._push(_decoded(match["name"]), _attributes(match))
        self._buffer = b""
        self._endless: set[bytes] = set()

    def Parse(self, data: bytes, final: bool) -> None:  # noqa: N802 - as Expat has it
        """Make the calls for more bytes of UTF-8."""
        data = self._buffer + data
        begin, at = self.CurrentByteIndex, 0
        while at < len(data):
            self.CurrentByteIndex = begin + at
            end = self._token(data, at, begin, final)
            if end is None:
                break
            self.CurrentLineNumber += data.count(b"\n", at, end)
            at = end
        self.CurrentByteIndex = begin + at
        self._buffer = data[at:]

    def _token(self, data: bytes, at: int, begin: int, final: bool) -> int | None:
        """The end of the piece that begins there; None if it needs more bytes."""
        if data[at] != 0x3C:
            return self._run(data, at, final)
        for opening, closing in _SKIPPED:
            if data.startswith(opening, at) and opening not in self._endless:
                end = data.find(closing, at + len(opening))
                if end < 0 and not final:
                    return None
                if end >= 0:
                    if opening == b"<![CDATA[":
                        self._text(_plain(_decoded(data[at + len(opening) : end])))
                    return end + len(closing)
                self._endless.add(opening)
            if data.startswith(opening, at) and len(opening) > len(b"<!"):
                return at + len(opening)  # it never ends: what follows is as if it did not begin
        tag = _TAG.match(data, at)
        uncertain = tag is None or tag["loose"] is not None
        if uncertain and not final and data.find(b"<", at + 1) < 0:
            return None
        if tag is None:
            self._text("<")
            return at + 1
        self._tag(tag, begin)
        return tag.end()

    def _run(self, data: bytes, at: int, final: bool) -> int | None:
        """Text up to the next tag; a reference at the end of the bytes may go on."""
        end = data.find(b"<", at)
        if end < 0:
            end = len(data)
            cut = data.rfind(b"&", max(at, end - _LONGEST_REFERENCE))
            if not final and cut >= 0:
                end = cut
                if end == at:
                    return None
        self._text(_resolved(_decoded(data[at:end])))
        return end

    def _tag(self, tag: re.Match[bytes], begin: int) -> None:
        name = _decoded(tag["name"])
        written = name.lower()
        before, after = begin + tag.start(), begin + tag.end()
        self.tag_end = before
        if tag["end"]:
            depth = next((n for n in range(len(self._open), 0, -1)
                          if self._open[n - 1].name == written), 0)  # fmt: skip
            if depth:
                self._close(depth)
                self.tag, self.tag_end = tag[0], after
                self._pop()
            return
        self._make_room(written)
        if len(self._open) >= DEEPEST:
            return
        attributes = _attributes(tag)
        empty = tag[0].endswith(b"/>") or (written in _EMPTY and self._article_depth() > 0)
        self.tag, self.tag_end = tag[0], after
        self._start(*self._push(name, attributes))
        if empty:
            self._pop()

    def _make_room(self, written: str) -> None:
        """Close what an element of this name is never within."""
        local = written.rpartition(":")[2]
        article = self._article_depth()
        if article and self._open[article - 1].name == written:
            self._close(article - 1)
            return
        last = self._open[-1].local if self._open else ""
        if last == local in _REPEATED or {last, local} <= self._lenience.fields:
            self._close(len(self._open) - 1)

    def _article_depth(self) -> int:
        """The number of elements that are open down to the article; 0 outside of all."""
        return next((n for n, one in enumerate(self._open, 1) if one.local in self._articles), 0)

    def _close(self, depth: int) -> None:
        """End elements that are not closed until so many are open."""
        while len(self._open) > depth:
            self.tag = b"</" + self._open[-1].name.encode() + b">"
            self._pop()

    def _pop(self) -> None:
        self._end(self._open.pop().name)

    def _push(self, name: str, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
        """Open an element; its name and attributes with namespaces, as Expat gives them."""
        spaces = self._open[-1].spaces if self._open else {"xml": XML_SPACE}
        declared = {
            written.partition(":")[2]: value
            for written, value in attributes.items()
            if written == "xmlns" or written.startswith("xmlns:")
        }
        if declared:
            spaces = {**spaces, **declared}
        self._open.append(_Open(name.lower(), spaces))
        named = {
            self._qualified(one, spaces) if ":" in one else one: value
            for one, value in attributes.items()
            if one != "xmlns" and not one.startswith("xmlns:")
        }
        return self._qualified(name, spaces), named

    def _qualified(self, name: str, spaces: Mapping[str, str]) -> str:
        prefix, _, local = name.rpartition(":")
        known = self._lenience.prefixes.get(prefix.lower(), prefix)
        space = spaces.get(prefix, known)
        return f"{space} {local}" if space else local


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _attributes(tag: re.Match[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    text = tag["attributes"] if tag["attributes"] is not None else tag["loose"]
    for name, value in _ATTRIBUTE.findall(_decoded(text)):
        quoted = value[:1] in {'"', "'"}
        found.setdefault(name, _resolved(value[1:-1] if quoted else value))
    return found


def _resolved(text: str) -> str:
    return _plain(_REFERENCE.sub(_referred, text) if "&" in text else text)


def _plain(text: str) -> str:
    """The text as XML has it: without control characters, and with plain line ends."""
    return _CONTROLS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _referred(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return html.entities.html5.get(f"{name};", reference[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    known = code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if known else ""
