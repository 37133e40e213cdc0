"""The words and patterns in a part of a query: which `?` and `*` are wildcards.

It must not know the grammar around them, nor what an index holds.
"""

from __future__ import annotations

import re
from itertools import groupby

from newsarchive.model.patterns import lazy
from newsarchive.query.tree import (
    Caps,
    Exact,
    Leaf,
    Node,
    Pattern,
    Word,
)
from newsarchive.text import words
from newsarchive.text.splitting import UNSPACED

MAX_TERMS = 2000
"""Words and operators of a query."""

_SAVED = lazy(r"@\w")
_QUESTION = rf"(?<!\?)\?++(?![^\W_{UNSPACED}]|\*)|\?(?=[\w.%-]+=)"  # compiled for few queries
_ADDRESS = lazy(r"(?:://|\bwww\.)\S+")
_STARS_AROUND = lazy(r"\A\s*+(?:\*++\s++)++|(?<![\s*])(?:\s++\*++)++\s*+\Z")
_LONE_STAR = lazy(r"(?<!\S)\*+(?!\S)")
_BESIDE_A_LETTER = lazy(r"[^\W_][*?]|[*?][^\W_]")
"""Where the letter is not of the same word, its script has no spaces."""


def without_questions(text: str) -> str:
    """The text with a space for each `?` that is no wildcard.

    It is one where a letter, a digit or a `*` follows directly, as in "wom?n": not at the end of a
    word, in an address ("://", "www.") or before a name and "=" ("tide?day=3").
    """
    if "?" not in text:
        return text
    text = _ADDRESS.sub(lambda found: found[0].replace("?", " "), text)
    return re.sub(_QUESTION, " ", text)


def with_acronyms(nodes: list[Node]) -> list[Node]:
    """Any of these, and what Latin letters side by side may be: "u s" is also "u.s"."""
    found = list(nodes)
    for is_letter, run in groupby(nodes, lambda node: isinstance(node, Word) and node.is_letter):
        letters = [node.word for node in run if isinstance(node, Word)] if is_letter else []
        if len(letters) > 1:
            found.append(Word(".".join(letters)))
    return found


def saved_name(text: str) -> str | None:
    """The name in "@name", a saved search; None for other words, as is "@3"."""
    return text[1:] if _SAVED.match(text) and not text[1:].isdigit() else None


def unsaved(name: str) -> Node:
    """What there is of a saved search without an archive. Raises ValueError."""
    raise ValueError(f'only an archive has saved searches; the word itself is written "{name}"')


def leaves(text: str, kind: type[Word | Exact | Caps]) -> list[Leaf]:
    """The words in a text, and its patterns where words of this kind can have wildcards.

    A `*` that stands alone before or after all words is punctuation, too. Raises ValueError.
    """
    if text.isascii() and text.isalnum():
        return [kind(text)]
    found: list[Leaf] = []
    text = without_questions(text)
    for word in words.pattern_words(_STARS_AROUND.sub("", text)):
        if "*" not in word and "?" not in word:
            found.append(kind(word))
        elif kind is not Word:
            raise ValueError("an exact word cannot have wildcards; drop the = or CAPS")
        elif words.words(word):
            found.append(Pattern(word))
        elif found and _LONE_STAR.search(text):
            raise ValueError('a lone * is no word; for one between write "a b"~2, or a PRE/2 b')
        elif not word.strip("*?") and _BESIDE_A_LETTER.search(text):
            raise ValueError("here every character is a word: leave the wildcard out")
        else:
            raise ValueError("a wildcard needs a letter beside it: energ*, *bahn, organi?ation")
    return found
