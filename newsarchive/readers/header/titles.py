"""A title for an article that has none: its first sentence."""

from __future__ import annotations

from newsarchive.readers.encoding import clean_line
from newsarchive.text import words

LONGEST = 90
"""In characters, the ellipsis included."""
_REACH = 1000


def derive_title(body: str) -> str:
    """The first sentence of the body, cut between words where it is long."""
    lead = body.lstrip()[:_REACH].split("\n\n", 1)[0]
    start, end = next(words.each_sentence(lead), (0, len(lead)))
    sentence = clean_line(lead[start:end])
    if len(sentence) <= LONGEST:
        return sentence
    cut = sentence[:LONGEST]
    # Without a space it is a script that has none, or one very long word.
    cut = cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut[:-1]
    return cut.rstrip(" ,;:-–—") + "…"
