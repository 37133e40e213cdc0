"""The words and pairs of words that set some articles apart from others.

Words are counted by their stems, as queries compare them, and shown as they are most often written.
Texts are read one at a time: what is counted in the articles meant is held in memory, of the others
only the same words. It must not know how numbers look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Literal, get_args

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline, stepping
from newsarchive.model.frozen import frozen
from newsarchive.model.progress import Advance, counter
from newsarchive.query.matches import has_own_title
from newsarchive.query.tree import scope_of
from newsarchive.search.association import deviation, keyness, log_ratio
from newsarchive.search.results import Results
from newsarchive.text import stemming, words

Kind = Literal["word", "pair"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Order = Literal["g2", "log-ratio", "count"]
ORDERS: tuple[Order, ...] = get_args(Order)

LEAST = 5
"""How often a word has to occur to be looked at, unless another number is given."""
SIGNIFICANT = 3.84
"""G2 from which on a difference is listed: by chance alone, 1 of 20 would reach it."""


@frozen
class Keyword:
    """A word, or two that follow each other in a sentence."""

    term: str
    """As it is most often written."""
    kind: Kind
    count: int
    """In the articles meant."""
    against: int
    """In the others."""
    per_million: float
    """Of words, or of pairs."""
    against_per_million: float
    g2: float
    log_ratio: float
    dispersion: float
    """Over the articles meant: 0 for even, up to 1 for a word that few of them have."""
    articles: int
    """Of those meant, that have it."""


@frozen
class Keywords:
    """What sets articles apart, most telling first, and how much text was compared."""

    rows: tuple[Keyword, ...]
    articles: int
    others: int
    words: int
    """In the articles meant."""
    other_words: int


@dataclass(slots=True)
class _Counts:
    """What was counted in some articles, by kind: terms of stems, and how many there are."""

    terms: dict[Kind, Counter[str]] = field(default_factory=lambda: {k: Counter() for k in KINDS})
    size: Counter[Kind] = field(default_factory=Counter)
    articles: int = 0


def keywords(
    results: Results,
    against: Results | None = None,
    *,
    least: int = LEAST,
    sort: Order = "g2",
    limit: int | None = None,
    advance: Advance | None = None,
) -> Keywords:
    """See `Results.keywords`. Raises DeadlineError if the time of the results is up."""
    session, deadline = results.session, results.deadline
    keys = results.keys()
    if against is None:
        against = Results(session, scope_of(results.query, dates=True), deadline=deadline)
    meant, all_others = set(keys), against.keys()
    others = [key for key in all_others if key not in meant]
    if deadline and (results.cut_short or against.cut_short):
        deadline.end()
    tell = counter(advance, "counting", 2 * len(keys) + len(others))

    def read(wanted: Collection[int]) -> Iterator[ArchivedArticle]:
        return _read(results, wanted, deadline, tell)

    here = _counted(read(keys), None)
    often = {
        kind: {term for term, count in counted.items() if count >= least and END not in term}
        for kind, counted in here.terms.items()
    }
    there = _counted(read(others), often)
    rows: list[Keyword] = []
    if here.articles and there.articles:
        rows = [row for kind in KINDS for row in _compared(kind, often[kind], here, there)]
        rows.sort(key=lambda row: _place(row, sort))
        rows = _described(rows[:limit], read(keys), here)
    return Keywords(
        tuple(rows), here.articles, there.articles, here.size["word"], there.size["word"]
    )


def _read(
    results: Results,
    keys: Collection[int],
    deadline: Deadline | None,
    tell: Callable[[int], None],
) -> Iterator[ArchivedArticle]:
    step = deadline.check if deadline else None
    for archived in stepping(results.session.reading().articles(keys), step, 1):
        yield archived
        tell(1)


END = "\n"
"""Stands behind the last word of each sentence. No stem has it; some words have the empty stem."""


def stems(archived: ArchivedArticle) -> list[str]:
    """The stems of an article, of its own title first."""
    stem = stemming.stems(archived.article.language).__getitem__
    return [stem(form) for text in _texts(archived) for form in words.forms(text)]


def _texts(archived: ArchivedArticle) -> tuple[str, ...]:
    article = archived.article
    return (article.title or "", article.body) if has_own_title(article) else (article.body,)


def _sentences(archived: ArchivedArticle) -> list[str]:
    """The same with END behind each sentence; a title is one."""
    stem = stemming.stems(archived.article.language).__getitem__
    found: list[str] = []
    *titles, body = _texts(archived)
    for title in titles:
        if forms := words.forms(title):
            found += (*map(stem, forms), END)
    forms, ends, _ = words.outline(body, archived.article.language)
    for start, end in pairwise(ends):
        found += map(stem, forms[start:end])
        found.append(END)
    return found


def written(archived: ArchivedArticle) -> list[str]:
    """The words of an article as written, in the order of its `stems`."""
    return [word for text in _texts(archived) for word in words.words(text)]


def _pairs(sequence: Iterable[str]) -> Iterator[str]:
    """Each word with the next one, or with END."""
    return map(" ".join, pairwise(sequence))


def most_written(forms: Counter[str]) -> str:
    """The form that occurs most often; of equally many the one in small letters."""
    return max(forms, key=lambda form: (forms[form], form))


def _counted(articles: Iterable[ArchivedArticle], only: dict[Kind, set[str]] | None) -> _Counts:
    """Count all terms, or only these."""
    found = _Counts()
    for archived in articles:
        sequence = _sentences(archived)
        ends = sequence.count(END)
        found.articles += 1
        found.size["word"] += len(sequence) - ends
        found.size["pair"] += len(sequence) - 2 * ends  # a sentence has one less than words
        terms: dict[Kind, Iterable[str]] = {"word": sequence, "pair": _pairs(sequence)}
        for kind, of_kind in terms.items():
            wanted = of_kind if only is None else filter(only[kind].__contains__, of_kind)
            found.terms[kind].update(wanted)
    return found


def _kind(term: str) -> Kind:
    return "pair" if " " in term else "word"


def _compared(kind: Kind, terms: Iterable[str], here: _Counts, there: _Counts) -> Iterator[Keyword]:
    """The terms that are more frequent here, by more than chance; stems for names as yet."""
    size, other = here.size[kind], there.size[kind]
    for term in terms if size and other else ():
        count, against = here.terms[kind][term], there.terms[kind][term]
        ratio = log_ratio(count, against, size, other)
        g2 = keyness(count, against, size, other)
        if ratio > 0 and g2 >= SIGNIFICANT:
            rates = (count / size * 1e6, against / other * 1e6)
            yield Keyword(term, kind, count, against, *rates, g2, ratio, 0.0, 0)


def _place(row: Keyword, sort: Order) -> tuple[float, float, int, str]:
    first = {"g2": row.g2, "log-ratio": row.log_ratio, "count": row.count}[sort]
    return (-first, -row.g2, -row.count, row.term)


def _described(
    rows: Sequence[Keyword], articles: Iterable[ArchivedArticle], here: _Counts
) -> list[Keyword]:
    """The rows with written forms, and with how they are spread over the articles."""
    forms: dict[str, Counter[str]] = {row.term: Counter() for row in rows}
    parts: dict[str, list[tuple[float, float]]] = {row.term: [] for row in rows}
    for archived in articles:
        sequence = _sentences(archived)
        as_written = iter(written(archived))
        spelt = [END if stem == END else next(as_written) for stem in sequence]
        own: Counter[str] = Counter()
        terms = chain(sequence, _pairs(sequence))
        for term, spelling in zip(terms, chain(spelt, _pairs(spelt)), strict=True):
            if term in forms:
                forms[term][spelling] += 1
                own[term] += 1
        ends = sequence.count(END)
        for term, count in own.items():
            kind = _kind(term)
            size = len(sequence) - (2 * ends if kind == "pair" else ends)
            parts[term].append((size / here.size[kind], count / here.terms[kind][term]))
    return [
        Keyword(
            most_written(forms[row.term]), row.kind, row.count, row.against, row.per_million,
            row.against_per_million, row.g2, row.log_ratio,
            deviation(1 - sum(share for share, _ in parts[row.term]), parts[row.term]),
            len(parts[row.term]),
        )
        for row in rows
    ]  # fmt: skip
