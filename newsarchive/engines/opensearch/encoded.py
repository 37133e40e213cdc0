"""Our words as the text that a whitespace tokenizer makes the same words of.

Words stand two positions apart. Between two of them stands a filler, or a mark: a sentence ends
there, a paragraph, the lead. So a mark lies strictly between the words around it. This module knows
words and positions; it must not know articles or queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise

from newsarchive.text.memo import Memo

FILLER = "_"
"""Between two words; no word has this character."""
SENTENCE, PARAGRAPH, BODY, LEAD = "_s", "_p", "_b", "_l"
"""The marks: behind a sentence, behind a paragraph, before the body, and behind the lead, which is
the first paragraph."""
MARKS = (SENTENCE, PARAGRAPH, BODY, LEAD)
LONG = "__"
"""The beginning of a term that stands for a word too long to be one."""
LONGEST = 8000
"""Characters of a term: Lucene takes 32,766 bytes, which are four for some characters."""
STEM_OF = "/"
"""Between a stem and the language of the article; no word has it."""

_SPACE = re.compile(r"\s")
_VALUE = re.compile(r"[^\W_]+|.", re.DOTALL)


def _term(word: str) -> str:
    if len(word) > LONGEST:
        return LONG + blake2b(word.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
    return spaceless(word)


def spaceless(text: str) -> str:
    """The text as it is in terms: a few letters are folded to several with white space in them."""
    return _SPACE.sub("|", text)


_terms = Memo(_term)


def term(word: str) -> str:
    """The term of a folded word."""
    return _terms[word]


def terms(words: Iterable[str]) -> list[str]:
    """The terms of folded words."""
    return list(map(_terms.__getitem__, words))


def stem_term(stem: str, code: str) -> str:
    """The term of a stem in articles of a language: English stems are bare."""
    return term(stem if code == "en" else f"{stem}{STEM_OF}{code}")


def line(terms: Sequence[str], end: str = PARAGRAPH) -> str:
    """The terms of a title or a name, which is one sentence."""
    return f"{_joined(terms)} {end}"


def body(terms: Sequence[str], marks: Mapping[int, str]) -> str:
    """The terms of a body; `marks` has the mark before the term of a number, or behind the last."""
    ends = [0, *sorted(marks)]
    parts = [f"{_joined(terms[a:b])} {marks[b]}" for a, b in pairwise(ends)]
    return " ".join([BODY, *parts] if terms else [BODY, LEAD])


def marks(sentences: Sequence[int], paragraphs: Sequence[int]) -> dict[int, str]:
    """The marks of a body, from its bounds as `words.outline` has them."""
    found = dict.fromkeys(sentences[1:], SENTENCE) | dict.fromkeys(paragraphs[1:], PARAGRAPH)
    if len(paragraphs) > 1:
        found[paragraphs[1]] = LEAD
    return found


def _joined(terms: Sequence[str]) -> str:
    return f" {FILLER} ".join(terms)


def value(text: str) -> list[str]:
    """The terms of a url or a path: its words, and each other character."""
    parts = _VALUE.findall(text.casefold())
    return [term(part) if part.isalnum() else f"{FILLER}{ord(part):x}" for part in parts]
