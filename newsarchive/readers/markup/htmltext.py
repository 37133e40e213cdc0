"""HTML to paragraphs: the one way for all readers.

For HTML in JSON, tables, feeds, wire formats, mail, and the details of a web page; `htmltree` finds
the text of a whole web page. Nothing is fetched, nothing is run. The time is linear in the length
of any text, which the HTML parser of the standard library does not promise. It must not know the
source of the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.readers.encoding import without_entities
from newsarchive.readers.markup.xmltext import Node

_MARKUP = re.compile(r"<[a-zA-Z/!]")
_CLOSED = re.compile(
    r"</(?:p|div|span|a|em|strong|b|i|li|ul|h[1-6]|blockquote|article|section)\s*>|<br\s*/?>", re.I
)
# No alternative gives back what it has matched. Only a value after "=" can be quoted; if a quote is
# never closed, the tag ends at the first ">".
_TOKEN = re.compile(
    r"""
    (?P<text>[^<]++)
  | <!--.*?(?:-->|\Z)
  | <(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>=]*+)
     (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(?:>|\Z)
  | <[!?/][^>]*+(?:>|\Z)
  | (?P<sign><)
    """,
    re.VERBOSE | re.DOTALL,
)
# Elements that end a paragraph, those of NITF among them.
BLOCKS = frozenset(
    "address article aside block blockquote body bq center dd div dl dt fieldset figcaption footer "
    "form h1 h2 h3 h4 h5 h6 header hl1 hl2 hr html li main nav ol p pre section table tbody tfoot "
    "thead tr ul".split()
)
CELLS = frozenset(("td", "th"))
# Elements without text of the article: programs, pictures with their captions, forms.
UNREAD = frozenset(
    "audio button figure head iframe math media noscript object script select style svg template "
    "textarea title video".split()
)
_RAW = frozenset(("script", "style", "textarea", "title"))
"""Elements in which nothing is a tag but their own end."""
_ENDS = {tag: re.compile(rf"</{tag}(?=[\s/>]|\Z)", re.IGNORECASE) for tag in UNREAD}
EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HIDING = re.compile(r"""(?<![\w-])style\s*=\s*(?:"[^"]*|'[^']*)?display\s*:\s*none""", re.I)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_HIDDEN = re.compile(r"(?<!\S)hidden(?![^\s=/])", re.IGNORECASE)
_BREAKS = re.compile(r"\n{2,}")
_FILLER = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufeff]")
"""Invisible characters that newsletters use to keep text out of a preview."""


class Paragraphs:
    """Gathers text into paragraphs."""

    def __init__(self, *, letter: bool = False) -> None:
        """In a `letter`, tables make the layout, and invisible characters fill the preview."""
        self._letter = letter
        self._done: list[str] = []
        self._open: list[str] = []

    def text(self, text: str) -> None:
        """Add text; any white space in it is a space."""
        if self._letter:
            text = _FILLER.sub("", text)
        self._open.append(text.replace("\n", " ").replace("\r", " "))

    def line(self) -> None:
        """End the line, but not the paragraph; two line ends do end it."""
        self._open.append("\n")

    def end(self) -> None:
        """End the paragraph."""
        if self._open:
            lines = "".join(self._open).split("\n")
            text = "\n".join([" ".join(line.split()) for line in lines])
            self._done += [part for part in _BREAKS.split(text.strip("\n")) if part]
            self._open.clear()

    def all(self) -> list[str]:
        """The paragraphs, none of them empty."""
        self.end()
        return self._done

    def tag(self, name: str) -> None:
        """Add a tag of HTML, opening or closing."""
        if name in BLOCKS or (self._letter and name in CELLS):
            self.end()
        elif name == "br":
            self.line()
        elif name in CELLS:
            self.text(" ")


def is_marked_up(text: str) -> bool:
    """Whether a text is HTML: it begins or ends with a tag, or a paragraph of it does."""
    if "<" not in text or not _CLOSED.search(text):
        return False
    stripped = text.strip()
    return stripped.startswith("<") or stripped.endswith(">") or "</p>" in text.lower()


def paragraphs(source: str, *, letter: bool = False) -> list[str]:
    """The paragraphs of a piece of HTML, entities and tags resolved; of plain text its own."""
    if not letter and not _MARKUP.search(source):
        text = without_entities(source)
        return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    found = Paragraphs(letter=letter)
    for token in seen(source):
        if token["tag"]:
            found.tag(token["tag"].lower())
        else:
            found.text(without_entities(token[0]))
    return found.all()


def seen(source: str) -> Iterator[re.Match[str]]:
    """The texts and tags that a person can see, in their order."""
    unseen, depth = "", 0
    unclosed: set[str] = set()
    at = 0
    while token := _TOKEN.match(source, at):
        at = token.end()
        tag = (token["tag"] or "").lower()
        if not unseen and (tag or token["text"] or token["sign"]):
            yield token
        attributes = token["attributes"] or ""
        opens = tag and not (token["end"] or tag in EMPTY or attributes.endswith("/"))
        if tag == unseen:
            depth += 1 if opens else -1 if token["end"] else 0
            unseen = unseen if depth else ""
        elif opens and tag in _RAW:
            end = _ENDS[tag].search(source, at) if tag not in unclosed else None
            if end is not None:
                at = end.start()
            elif tag in {"script", "style"}:
                return
            else:
                unclosed.add(tag)
        elif opens and not unseen:
            if tag in UNREAD and tag not in unclosed and not _ENDS[tag].search(source, at):
                unclosed.add(tag)
            elif (tag in UNREAD and tag not in unclosed) or _is_hidden(attributes):
                unseen, depth = tag, 1


def _is_hidden(attributes: str) -> bool:
    if _HIDING.search(attributes):
        return True
    return "hidden" in attributes.lower() and bool(_HIDDEN.search(_QUOTED.sub("", attributes)))


def node_paragraphs(node: Node) -> list[str]:
    """The paragraphs of HTML, or of NITF, that is part of an XML document."""
    found = Paragraphs()
    _gather(node, found)
    return found.all()


def _gather(node: Node, found: Paragraphs) -> None:
    for child in node.children:
        if isinstance(child, str):
            found.text(child)
        elif child.local not in UNREAD:
            found.tag(child.local)
            _gather(child, found)
            if child.local in BLOCKS:
                found.end()


_INLINE = re.compile(
    r"<(a|b|code|em|font|i|q|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>([^<>]*)</\1>", re.IGNORECASE
)
_LONGEST_TITLE = 2000


def plain_line(source: str) -> str:
    """A title that may hold entities or pairs of tags, as text; "<SRD>" is no tag."""
    if len(source) <= _LONGEST_TITLE:
        for _ in range(3):  # tags within tags
            source = _INLINE.sub(r"\2", source)
    return " ".join(without_entities(source).split())
