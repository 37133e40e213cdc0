"""The text of a letter in HTML, in the order in which it stands: paragraphs, without the markup.

For the HTML of mail, of which much is hidden from who reads it; it must not know mail otherwise.
Every character is looked at a bounded number of times, whatever the markup pretends to be.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    <!--.*?(?:-->|\Z)
  | <[!?][^>]*+(?:>|\Z)
  | <(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)
     (?P<attributes>(?:[^>"']++|"[^"]*+"|'[^']*+')*+)(?:>|\Z)
  | <(?=[/a-zA-Z])[^>]*+(?:>|\Z)
  | (?P<text>[^<]++|<)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = frozenset("head noscript script style template title".split())
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HIDDEN = re.compile(r"display\s*:\s*none|\shidden(?:[\s=]|$)", re.IGNORECASE)
_SPACE = re.compile(r"[^\S\u2028]+")
_FILLER = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufeff]")
"""What letters put after their first lines to keep the rest out of a preview; nothing to read."""


def text_of(markup: str) -> str:
    """What a reader of the HTML sees, a blank line between paragraphs. Links lose their address."""
    paragraphs: list[str] = []
    for block in "".join(_pieces(markup)).split("\u2029"):
        lines = (_SPACE.sub(" ", line).strip() for line in block.split("\u2028"))
        if paragraph := "\n".join(lines).strip():
            paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def _pieces(markup: str) -> Iterator[str]:
    """Runs of text, with a U+2029 where a block begins or ends and a U+2028 for a line end."""
    unseen: str | None = None
    depth = 0
    for token in _TOKEN.finditer(markup):
        tag = (token["tag"] or "").lower()
        if unseen:
            if tag == unseen:
                depth += -1 if token["end"] else 1
                unseen = unseen if depth else None
        elif token["text"]:
            yield _FILLER.sub("", html.unescape(token["text"]))
        elif tag == "br":
            yield "\u2028"
        elif tag in _BLOCKS:
            yield "\u2029"
        if unseen or not tag or token["end"] or tag in _EMPTY:
            continue
        if tag in _UNSEEN or _HIDDEN.search(token["attributes"] or ""):
            unseen, depth = tag, 1
