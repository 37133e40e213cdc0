"""The words and pairs of words that set some articles apart from others.

Words are counted by their stems, as queries compare them, and shown as they are most often written.
Texts are read one at a time: what is counted in the articles meant is held in memory, of the others
only the same words. It must not know how numbers look.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from sys import intern
from typing import Literal, get_args

from newsarchive.engines import Pair
from newsarchive.engines.counts import WordCounts
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

    def keep(self, terms: dict[Kind, set[str]]) -> None:
        """Forget all other terms: most of them occur once or twice."""
        for kind, counted in self.terms.items():
            self.terms[kind] = Counter({term: counted[term] for term in terms[kind]})


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
    others = set(against.unordered())
    others.difference_update(keys)  # in place: there may be a million
    if deadline and (results.cut_short or against.cut_short):
        deadline.end()
    del against  # it knows every article
    tell = counter(advance, "counting", 2 * len(keys) + len(others))

    def read(wanted: Collection[int]) -> Iterator[ArchivedArticle]:
        return _read(results, wanted, deadline, tell)

    here = _counted(read(keys), None)
    often = {
        kind: {term for term, count in counted.items() if count >= least and END not in term}
        for kind, counted in here.terms.items()
    }
    here.keep(often)
    there = _indexed(results, others, often, here, sort, limit, tell)
    if there is None:
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


def word_counts(
    results: Results,
    keys: Collection[int],
    stems: Collection[str],
    pairs: Collection[Pair],
    tell: Callable[[int], None],
) -> WordCounts | None:
    """What the index knows of articles; None if they have to be read. Raises DeadlineError."""

    def advance(more: int) -> None:
        if results.deadline:
            results.deadline.check()
        if more:
            tell(more)

    known, _ = results.session.ask(
        lambda engine: engine.word_counts(keys, stems, pairs, advance), up_to_date=False
    )
    return known


def _indexed(
    results: Results,
    keys: Collection[int],
    often: dict[Kind, set[str]],
    here: _Counts,
    sort: Order,
    limit: int | None,
    tell: Callable[[int], None],
) -> _Counts | None:
    """What `_counted` finds in articles, from the index; None if they have to be read.

    Pairs that cannot be among the first `limit` are taken out of `often`.
    """
    known = word_counts(results, keys, often["word"], (), lambda _: None)
    if known is None:
        return None
    sizes: Counter[Kind] = Counter({"word": known.words, "pair": known.words - known.sentences})
    there = _Counts({"word": known.of_words, "pair": Counter()}, sizes, known.articles)
    often["pair"] = _promising(often, here, there, sort, limit)
    pairs: dict[Pair, str] = {}
    for term in often["pair"]:
        one, two = map(intern, term.split(" "))  # a word is in many pairs
        pairs[one, two] = term
    known = word_counts(results, keys, (), pairs, tell)
    if known is None:
        return None
    for pair, count in known.of_pairs.items():
        there.terms["pair"][pairs[pair]] = count
    return there


def _promising(
    often: dict[Kind, set[str]], here: _Counts, there: _Counts, sort: Order, limit: int | None
) -> set[str]:
    """The pairs that can be among the first if they do not occur in the others at all."""
    pairs = _compared("pair", often["pair"], here, there)
    if limit:
        words = _compared("word", often["word"], here, there)
        first = sorted(_place(row, sort) for row in words)[:limit]
        if len(first) == limit:
            return {row.term for row in pairs if _place(row, sort) <= first[-1]}
    return {row.term for row in pairs}


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
    # Two numbers for each article that has a term, as many are: the article's, and the count.
    having = {row.term: (array("I"), array("I")) for row in rows}
    sizes: dict[Kind, array[int]] = {kind: array("I") for kind in KINDS}
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
            numbers, counts = having[term]
            numbers.append(len(sizes["word"]))
            counts.append(count)
        sizes["word"].append(len(sequence) - ends)
        sizes["pair"].append(len(sequence) - 2 * ends)
    found: list[Keyword] = []
    for row in rows:
        numbers, counts = having[row.term]
        shares = [sizes[row.kind][number] / here.size[row.kind] for number in numbers]
        parts = zip(shares, (count / row.count for count in counts), strict=True)
        found.append(
            Keyword(
                most_written(forms[row.term]), row.kind, row.count, row.against, row.per_million,
                row.against_per_million, row.g2, row.log_ratio,
                deviation(1 - sum(shares), parts), len(shares),
            )
        )  # fmt: skip
    return found
