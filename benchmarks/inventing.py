"""Random queries over the articles given: what is frequent there is frequent in them.

Words, phrases, names and dates are taken from an article drawn at random, so that every part of a
query finds something somewhere.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from newsarchive.model.article import ArchivedArticle
from newsarchive.query.fields import PRESENCES
from newsarchive.query.tree import (
    TEXT_ZONES,
    AtLeast,
    Caps,
    Dates,
    Exact,
    Fuzzy,
    Has,
    In,
    Leaf,
    Length,
    Near,
    Node,
    Not,
    Pattern,
    Phrase,
    Within,
    Word,
    conjunction,
    disjunction,
)
from newsarchive.text import words as text
from newsarchive.text.folding import plain

_FOREIGN = 0.3
"""The share of words that are not of English articles, if there are such."""


class Inventor:
    """Makes up queries; the same ones again for the same articles and the same chance."""

    def __init__(self, articles: Sequence[ArchivedArticle], chance: random.Random) -> None:
        self._words = [words for a in articles if len(words := text.words(a.article.body)) > 20]
        self._foreign = [
            words
            for a in articles
            if a.article.language not in (None, "en")
            and len(words := text.words(a.article.body)) > 20
        ]
        self._articles = articles
        self._chance = chance

    def query(self) -> str:
        """A query as a person would have to type it."""
        return str(self._tree(self._chance.choice((0, 1, 1, 2))))

    def _tree(self, depth: int) -> Node:
        if depth == 0:
            makers = (self._text, self._text, self._zone, self._count, self._fact)
            return self._chance.choice(makers)()
        children = [self._tree(depth - 1) for _ in range(self._chance.choice((2, 2, 3)))]
        match self._chance.randrange(4):
            case 0:
                return disjunction(children)
            case 1:
                return conjunction([children[0], *map(Not, children[1:])])
            case _:
                return conjunction(children)

    # What is asked of words

    def _text(self) -> Node:
        """Something that finds places, of words that stand in one article."""
        of_foreign = self._foreign and self._chance.random() < _FOREIGN
        words = self._chance.choice(self._foreign if of_foreign else self._words)
        match self._chance.randrange(6):
            case 0 | 1:
                return self._leaf(words)
            case 2:
                return self._phrase(words)
            case 3:
                ordered = self._chance.random() < 0.5
                return Near(self._operand(words), self._operand(words), self._distance(), ordered)
            case 4:
                return Within(self._operand(words), self._operand(words), "sentence")
            case _:
                return Within(self._operand(words), self._operand(words), "paragraph")

    def _distance(self) -> int:
        return self._chance.choice((1, 2, 5, 10, 25))

    def _operand(self, words: list[str]) -> Node:
        match self._chance.randrange(6):
            case 0:
                return disjunction([self._leaf(words), self._leaf(words)])
            case 1:
                return self._phrase(words)
            case _:
                return self._leaf(words)

    def _leaf(self, words: list[str]) -> Leaf:
        word = self._spelled(self._chance.choice(words))
        match self._chance.randrange(10):
            case 0:
                return Exact(word)
            case 1:
                return Caps(word)
            case 2 if len(word) > 2 and word.isalpha():
                return Pattern(self._pattern(word))
            case 3 if len(word) > 4 and word.isalpha():
                return Fuzzy(word, self._chance.choice((1, 2)))
            case _:
                return Word(word)

    def _pattern(self, word: str) -> str:
        cut = self._chance.randrange(2, len(word))
        match self._chance.randrange(5):
            case 0:
                return "*" + word[-cut:]
            case 1:
                return f"*{word[1:cut]}*"
            case 2:
                return word[:cut] + "?" + word[cut + 1 :]
            case _:
                return word[:cut] + "*"

    def _spelled(self, word: str) -> str:
        """The word, or one that people write instead of it: "US" for "U.S", "G7" for "G-7"."""
        joined = plain(word)
        if joined != word:
            return self._chance.choice((word, joined))
        if word.isalpha() and len(word) < 5 and word.isupper() and self._chance.random() < 0.5:
            return ".".join(word)
        return word

    def _phrase(self, words: list[str]) -> Phrase:
        length = self._chance.choice((2, 2, 3))
        start = self._chance.randrange(len(words) - length)
        kind = self._chance.choice((Word, Word, Exact, Caps))
        chosen = map(self._spelled, words[start : start + length])
        return Phrase(tuple(map(kind, chosen)))

    def _zone(self) -> Node:
        return In(self._chance.choice(TEXT_ZONES), self._text())

    def _count(self) -> Node:
        return AtLeast(self._chance.choice((1, 2, 3, 5)), self._text())

    # What is asked of the article

    def _fact(self) -> Node:
        article = self._chance.choice(self._articles)
        names = text.words(" ".join(article.article.authors))
        tags = text.words(" ".join(article.article.tags))
        match self._chance.randrange(5):
            case 0 if names:
                return In("author", Word(self._chance.choice(names)))
            case 1 if tags:
                return In("tag", Word(self._chance.choice(tags)))
            case 2:
                return Has(self._chance.choice(PRESENCES))
            case 3:
                return Length(article.words, self._chance.choice((None, article.words * 2)))
            case _:
                first = article.article.date or dt.date(1987, 4, 1)
                later = first + dt.timedelta(days=self._chance.choice((0, 1, 7, 60)))
                return self._chance.choice((Dates(first, later), Dates(first, None)))
