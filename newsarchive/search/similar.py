"""More like this: the articles that have the most telling words of one.

The words are those with the most weight, tf-idf (Spärck Jones 1972): how often the article has a
word, by the logarithm of how few articles have it. They are asked for as one query, any of them, so
the order is that of every search. It must not know how hits look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from math import log

from newsarchive.engines import Engine
from newsarchive.likeness.sketch import ALIKE, likeness, shingles
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline
from newsarchive.model.frozen import frozen
from newsarchive.model.progress import Advance
from newsarchive.query.tree import Every, KeyValue, Node, Word, conjunction, disjunction
from newsarchive.search.hit import Hit
from newsarchive.search.keywords import most_written, stems, written
from newsarchive.search.results import Dups, Results
from newsarchive.session import Session

WORDS = 25
_CANDIDATES = 500
"""Words of a long article whose frequency is looked up: those that it has most often."""


@frozen
class Telling:
    """A word that tells an article from others."""

    word: str
    """As it is most often written in the article."""
    count: int
    """In the article."""
    articles: int
    """That have it, in any of its forms."""
    weight: float
    """`count` times the natural logarithm of all articles over those that have it."""


class Similar:
    """The articles like one, the most similar first; itself and its near duplicates left out."""

    def __init__(
        self,
        article: ArchivedArticle,
        words: tuple[Telling, ...],
        results: Results,
        limit: int | None,
    ) -> None:
        self.article = article
        self.words = words
        """What was asked for, most telling first."""
        self.results = results
        """Of the query for any of them, the article itself included."""
        self.alike = 0
        """How many near duplicates of it have been left out, so far."""
        self._limit = limit

    @property
    def query(self) -> Node:
        """The whole question: any of the words, and what it was asked among."""
        return self.results.query

    def __iter__(self) -> Iterator[Hit]:
        self.alike = 0
        yield from islice(self._others(), self._limit)

    def _others(self) -> Iterator[Hit]:
        own = shingles(self.article.article)
        rank = 0
        for hit in self.results:
            if self._is_alike(hit, own):
                others = {hit.id, *hit.alike} - {self.article.id}
                self.alike += len(others)
                continue
            rank += 1
            hit.rank = rank
            yield hit

    def _is_alike(self, hit: Hit, own: set[int]) -> bool:
        return (
            self.article.id in (hit.id, *hit.alike) or likeness(own, shingles(hit.article)) >= ALIKE
        )


def similar(
    article: ArchivedArticle,
    among: Results,
    *,
    words: int,
    dups: Dups,
    limit: int | None,
    advance: Advance | None,
) -> Similar:
    """See `Results.similar`. Raises DeadlineError if the time is up before a word is known."""
    session, deadline = among.session, among.deadline
    chosen = telling(session, article, words, deadline, advance)
    asked: list[Node] = [disjunction([Word(one.word) for one in chosen])] if chosen else []
    query = conjunction([*asked, among.query])
    results = Results(session, query, deadline=deadline, advance=advance)
    if not chosen:
        results.keep([])
    elif dups == "hide" and not session.has_file:
        session.tell("near duplicates among them are shown: to know them needs the archive's file")
    elif dups != "show":
        results.narrow(dups)
    if limit is not None:
        results.expect(2 * limit)  # some are near duplicates of the article
    return Similar(article, chosen, results, limit)


def telling(
    session: Session,
    article: ArchivedArticle,
    most: int,
    deadline: Deadline | None = None,
    advance: Advance | None = None,
) -> tuple[Telling, ...]:
    """The most telling words of an article that others have too, at most so many."""
    forms: dict[str, Counter[str]] = {}
    for stem, word in zip(stems(article), written(article), strict=True):
        if any(map(str.isalpha, word)) and (len(word) > 1 or not word.isascii()):
            forms.setdefault(stem, Counter())[word] += 1
    often = sorted(forms.items(), key=lambda pair: (-pair[1].total(), pair[0]))[:_CANDIDATES]
    words = {most_written(counted): counted.total() for _, counted in often}
    step = deadline.check if deadline else None

    def ask(engine: Engine) -> list[int]:
        asked: tuple[Node, ...] = (Every(), KeyValue("id", article.id), *map(Word, words))
        return [len(engine.search(node, step)) for node in asked]

    (everything, itself, *known), _ = session.ask(ask, advance, deadline)
    found = [
        Telling(word, count, articles, count * log(everything / articles))
        for (word, count), articles in zip(words.items(), known, strict=True)
        if itself < articles < everything
    ]
    found.sort(key=lambda one: (-one.weight, one.word))
    return tuple(found[:most])
