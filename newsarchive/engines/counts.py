"""What an engine counts of the words of some articles, if it can."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newsarchive.engines import Pair


@dataclass(slots=True)
class WordCounts:
    """How often words occur in some articles, in their own titles and their texts."""

    articles: int = 0
    words: int = 0
    """All of them."""
    sentences: int = 0
    """With words; a title is one."""
    of_words: Counter[str] = field(default_factory=Counter)
    """Of each stem that was asked about, whatever the language of the article."""
    of_pairs: Counter[Pair] = field(default_factory=Counter)
    """The same, of two in one sentence."""
