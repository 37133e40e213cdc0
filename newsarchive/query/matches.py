"""What a query means, in plain Python over words. The one definition.

Engines only make it fast: `engines.scan` asks nothing else, the others must find the same
articles, and the highlights come from here too. It knows articles, words and trees; it must not
know engines, stores or terminals.

A place is a run of words, half-open in word numbers, within one part of an article (its title,
its body, one author's name …). No place reaches from one part into another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Literal, Protocol

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.model.deadline import Step, stepping
from newsarchive.query import wildcards
from newsarchive.query.tree import (
    And,
    AtLeast,
    Caps,
    Dates,
    Every,
    Exact,
    Fuzzy,
    Has,
    In,
    Leaf,
    Length,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Value,
    Within,
    Word,
    Zone,
)
from newsarchive.text import words

Place = tuple[int, int]


Unit = Literal["sentence", "paragraph"]
Fact = Every | Dates | Length | Has | Value


class Part(Protocol):
    """One stretch of an article that holds words. Words are numbered from 0."""

    @property
    def step(self) -> Step | None:
        """What is called every now and then while places in it are sought."""
        ...

    def occurrences(self, leaf: Leaf) -> list[int]:
        """The numbers of the words that a leaf stands for, ascending."""
        ...

    def bounds(self, unit: Unit) -> list[int]:
        """The numbers of the first words of sentences or paragraphs; then the number of words."""
        ...


class TextPart:
    """A part as its text shows it."""

    __slots__ = ("stemmed", "step", "text", "whole")

    def __init__(
        self,
        said: str,
        language: str | None,
        *,
        whole: bool = False,
        stemmed: bool = True,
        step: Step | None = None,
    ) -> None:
        """`whole`: one sentence, whatever stops are in it, as titles and names are."""
        self.step = step
        self.text = words.Text(said, language, step=step)
        self.whole = whole
        self.stemmed = stemmed

    def occurrences(self, leaf: Leaf) -> list[int]:
        """See `Part`."""
        if not self.text.text:
            return []
        match leaf:
            case Word(word):
                form = words.fold(word)
                if not self.stemmed:
                    return _occurrences(form, self.text.forms)
                return _occurrences(words.stem(form, self.text.language), self.text.stems)
            case Exact(word):
                return _occurrences(words.fold(word), self.text.forms)
            case Caps(word):
                return _occurrences(word, self.text.words)
            case _:
                accepts = form_test(leaf)
                forms = stepping(self.text.forms, self.step)
                return [n for n, form in enumerate(forms) if accepts(form)]

    def bounds(self, unit: Unit) -> list[int]:
        """See `Part`."""
        if self.whole:
            return [0, len(self.text.forms)]
        return self.text.sentence_bounds if unit == "sentence" else self.text.paragraph_bounds


class LeadPart:
    """The first paragraph of a body that has words: the body up to there."""

    def __init__(self, body: Part) -> None:
        self._body = body
        self.step = body.step
        self._end = (body.bounds("paragraph")[1:] or [0])[0]

    def occurrences(self, leaf: Leaf) -> list[int]:
        """See `Part`."""
        return [n for n in self._body.occurrences(leaf) if n < self._end]

    def bounds(self, unit: Unit) -> list[int]:
        """See `Part`."""
        return self._body.bounds(unit)


class Readable(Protocol):
    """An article as a query sees it, wherever it is read from."""

    def zone(self, zone: Zone) -> Sequence[Part]:
        """The parts that a zone is made of."""
        ...

    def answers(self, node: Fact) -> bool:
        """Whether something asked of the article as a whole is so."""
        ...


class Reading:
    """An article as a query sees it."""

    def __init__(self, archived: ArchivedArticle, step: Step | None = None) -> None:
        self.archived = archived
        article = archived.article
        self.title = TextPart(article.title or "", article.language, whole=True, step=step)
        self.body = TextPart(article.body, article.language, step=step)
        # A derived title is a piece of the body: it can be asked for by name, but its words are
        # not there twice.
        own = has_own_title(article)
        self.parts: tuple[TextPart, ...] = (self.title, self.body) if own else (self.body,)

    def zone(self, zone: Zone) -> tuple[Part, ...]:
        """See `Readable`."""
        article = self.archived.article
        match zone:
            case "title":
                return (self.title,)
            case "body":
                return (self.body,)
            case "lead":
                return (LeadPart(self.body),)
            case "hlead":
                return (*self.parts[:-1], LeadPart(self.body))
            case _:
                said = names(article, zone)
                return tuple(TextPart(name, None, whole=True, stemmed=False) for name in said)

    def answers(self, node: Fact) -> bool:
        """See `Readable`."""
        return _is(node, self.archived)


def has_own_title(article: Article) -> bool:
    """Whether the title was printed with the article, not derived from its first sentence."""
    return bool(article.title) and article.title_source != "derived"


def names(article: Article, zone: Zone) -> tuple[str, ...]:
    """The values of a zone that holds names."""
    match zone:
        case "author":
            return article.authors
        case "tag":
            return article.tags
        case "source":
            value = article.source
        case "agency":
            value = article.agency
        case _:
            value = article.section
    return (value,) if value else ()


def matches(tree: Node, archived: ArchivedArticle, step: Step | None = None) -> bool:
    """Whether the article is one that the query asks for.

    `step` is called every now and then, and may raise to end this.
    """
    reading = Reading(archived, step)
    return holds(tree, reading, reading.parts)


def holds(node: Node, reading: Readable, parts: Sequence[Part]) -> bool:
    """Whether the node is true of these parts of an article, or of the article as a whole."""
    match node:
        case And(children):
            return all(holds(child, reading, parts) for child in children)
        case Or(children):
            return any(holds(child, reading, parts) for child in children)
        case Not(child):
            return not holds(child, reading, parts)
        case In(zone, child):
            return holds(child, reading, reading.zone(zone))
        case AtLeast(count, child):
            found = chain.from_iterable(each_place(child, part) for part in parts)
            return sum(1 for _ in islice(found, count)) >= count
        case Every() | Dates() | Length() | Has() | Value():
            return reading.answers(node)
        case _:
            return any(True for part in parts for _ in each_place(node, part))


def _is(node: Fact, archived: ArchivedArticle) -> bool:
    """What is asked of the article as a whole rather than of its words."""
    article = archived.article
    match node:
        case Every():
            return True
        case Dates(first, last, undated):
            day = article.date
            if undated or day is None:
                return undated and day is None
            return (first is None or first <= day) and (last is None or day <= last)
        case Length(low, high):
            return (low is None or low <= archived.words) and (
                high is None or archived.words <= high
            )
        case Has(what):
            present = {
                "date": article.date is not None,
                "author": bool(article.authors),
                "title": has_own_title(article),
                "url": bool(article.url),
            }
            return present[what]
        case Value("id", value):
            return archived.id.startswith(value.lower())
        case Value("language", value):
            return (article.language or "").lower() == value.lower()
        case Value("url", value):
            return article.url is not None and value_pattern(value)(article.url)
        case Value(_, value):
            return any(map(value_pattern(value), archived.paths))


@lru_cache(maxsize=256)
def value_pattern(value: str) -> Callable[[str], bool]:
    """Whether a url or path holds the value: at the bounds of words, `*` for anything, `?` for one.

    "2018/*" is found in "/news/2018/a.txt", "example.org" in "https://www.example.org/a".
    """
    begin = r"(?<![^\W_])" if value[:1].isalnum() else ""
    end = r"(?![^\W_])" if value[-1:].isalnum() else ""
    match = wildcards.within(value.casefold(), begin, end).match
    return lambda whole: match(whole.casefold()) is not None


# Places


def places(node: Node, part: Part) -> list[Place]:
    """Every place in a part that a positional node finds, in order, each once."""
    return list(each_place(node, part))


def each_place(node: Node, part: Part) -> Iterator[Place]:
    """The same, one after the other: who needs the first does not look for the others."""
    return iter(stepping(_each_place(node, part), part.step))


def _each_place(node: Node, part: Part) -> Iterable[Place]:
    match node:
        case Word() | Exact() | Caps() | Pattern() | Fuzzy():
            return ((n, n + 1) for n in part.occurrences(node))
        case Phrase(parts):
            found = set(part.occurrences(parts[0]))
            for ahead, leaf in enumerate(parts[1:], start=1):
                if not found:
                    break
                found &= {n - ahead for n in part.occurrences(leaf)}
            return ((n, n + len(parts)) for n in sorted(found))
        case Or(children):
            return _once(merge(*(each_place(child, part) for child in children)))
        case Near(left, right, distance, ordered):
            lefts = places(left, part)
            rights = places(right, part) if lefts else []
            joint = _following(lefts, rights, distance, part.step)
            if not ordered:
                joint = merge(joint, _following(rights, lefts, distance, part.step))
            return _once(joint)
        case Within(left, right, unit):
            lefts = places(left, part)
            rights = places(right, part) if lefts else []
            return _within(lefts, rights, part.bounds(unit)) if rights else []
        case _:
            raise TypeError(f"{node} finds no places")


def _occurrences(wanted: str, seen: list[str]) -> list[int]:
    found: list[int] = []
    place = -1
    try:
        while True:
            place = seen.index(wanted, place + 1)
            found.append(place)
    except ValueError:
        return found


@lru_cache(maxsize=256)
def form_test(leaf: Pattern | Fuzzy) -> Callable[[str], bool]:
    """Whether a folded word is one of those that a pattern or a misspelling stands for."""
    if isinstance(leaf, Pattern):
        # Between the wildcards whole runs are folded: an accent belongs to the letter before it.
        match_whole = wildcards.whole(leaf.pattern, words.fold).fullmatch
        return _remember(lambda form: match_whole(form) is not None)
    return _remember(like(words.fold(leaf.word), leaf.edits))


def _remember(test: Callable[[str], bool]) -> Callable[[str], bool]:
    return lru_cache(maxsize=100_000)(test)


def like(wanted: str, edits: int) -> Callable[[str], bool]:
    """`within_edits` of one word, for asking it of very many others."""
    letters, length = {*wanted}, len(wanted)

    def accepts(form: str) -> bool:
        # An edit changes the length by one at most, and the set of letters by two.
        return (
            abs(len(form) - length) <= edits
            and len(letters.symmetric_difference(form)) <= 2 * edits
            and within_edits(wanted, form, edits)
        )

    return accepts


def within_edits(one: str, other: str, edits: int) -> bool:
    """Whether the Levenshtein distance is at most `edits`.

    The dynamic programme of Wagner & Fischer (1974, "The string-to-string correction problem"),
    given up as soon as a whole row is beyond.
    """
    row = list(range(len(other) + 1))
    for n, char in enumerate(one, start=1):
        before, row = row, [n]
        for m, second in enumerate(other, start=1):
            row.append(min(before[m] + 1, row[-1] + 1, before[m - 1] + (char != second)))
        if min(row) > edits:
            return False
    return row[-1] <= edits


def _once(ascending: Iterable[Place]) -> Iterator[Place]:
    return (place for place, _ in groupby(ascending))


def _following(
    firsts: list[Place], seconds: list[Place], distance: int, step: Step | None
) -> Iterator[Place]:
    """The joint places where a second begins at most `distance` words after a first, in order."""
    starts = [start for start, _ in seconds]
    for start, same in groupby(stepping(firsts, step), itemgetter(0)):
        ends: set[int] = set()
        seen = 0  # what begins here ends further and further on, and so does what follows it
        for _, end in same:
            low = max(seen, bisect_left(starts, end))
            seen = max(low, bisect_left(starts, end + distance))
            ends.update(last for _, last in stepping(seconds[low:seen], step))
        for last in sorted(ends):
            yield start, last


def _within(lefts: list[Place], rights: list[Place], bounds: list[int]) -> list[Place]:
    """For each sentence or paragraph with two separate places, the run that holds them all."""
    found: list[Place] = []
    by_unit: dict[int, tuple[list[Place], list[Place]]] = {}
    for side, some in enumerate((lefts, rights)):
        for start, end in some:
            number = bisect_right(bounds, start)
            if number == bisect_right(bounds, end - 1):
                by_unit.setdefault(number, ([], []))[side].append((start, end))
    for number in sorted(by_unit):
        ours, theirs = by_unit[number]
        if ours and theirs and _apart(ours, theirs):
            found.append((min(p[0] for p in ours + theirs), max(p[1] for p in ours + theirs)))
    return found


def _apart(ours: list[Place], theirs: list[Place]) -> bool:
    """Whether some place of one side ends before one of the other begins."""
    return min(end for _, end in ours) <= max(start for start, _ in theirs) or min(
        end for _, end in theirs
    ) <= max(start for start, _ in ours)
