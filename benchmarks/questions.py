"""The queries that all programs are asked: drawn from the articles, each of a known kind."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.material import Item

KINDS = (
    "1 word", "2 words", "3 words", "4 words", "either of 2 words", "either of 3 words",
    "phrase", "prefix", "word and author", "words and dates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """All or any of the words, or a phrase of them, or a prefix; of an author, or in some days."""

    kind: str
    words: tuple[str, ...]
    any_word: bool = False
    phrase: bool = False
    prefix: bool = False
    author: str = ""
    """One word of a name."""
    first: dt.date | None = None
    last: dt.date | None = None

    def __str__(self) -> str:
        said = (" OR " if self.any_word else " ").join(self.words)
        said = f'"{said}"' if self.phrase else f"{said}*" if self.prefix else said
        author = f" author:{self.author}" if self.author else ""
        return said + author + (f" date:{self.first}..{self.last}" if self.first else "")


def draw(items: Sequence[Item], count: int, seed: int = 1987) -> list[Question]:
    """So many questions, as many of each kind, about words that stand in one article each."""
    chance = random.Random(seed)
    frequent = Counter(word for item in items[:2000] for word in set(_words(item.body)))
    # What a person asks for is neither the rarest nor the commonest; some add "the" all the same.
    common = {word for word, _ in frequent.most_common(40)}
    questions: list[Question] = []
    while len(questions) < count:
        item = chance.choice(items)
        kind = KINDS[len(questions) % len(KINDS)]
        question = _question(kind, item, common, chance)
        if question is not None:
            questions.append(question)
    return questions


def _question(kind: str, item: Item, common: set[str], chance: random.Random) -> Question | None:
    running = _words(item.body)
    telling = [word for word in running if len(word) > 3 and word not in common]
    if len(set(telling)) < 5:
        return None
    some = chance.sample(sorted(set(telling)), 4)
    match kind:
        case "1 word" | "2 words" | "3 words" | "4 words":
            words = some[: int(kind[0])]
            if len(words) > 2 and chance.random() < 0.2:
                words[-1] = chance.choice(sorted(common & set(running)) or words[-1:])
            return Question(kind, tuple(words))
        case "either of 2 words" | "either of 3 words":
            return Question(kind, tuple(some[: int(kind[10])]), any_word=True)
        case "phrase":
            start = running.index(some[0])
            words = running[start : start + chance.choice((2, 2, 3))]
            return Question(kind, tuple(words), phrase=True) if len(words) > 1 else None
        case "prefix":
            return Question(kind, (some[0][: max(4, len(some[0]) - 2)],), prefix=True)
        case "word and author":
            return Question(kind, (some[0],), author=item.author.split()[-1].lower())
        case _:
            first = item.date - dt.timedelta(days=chance.choice((0, 3, 15, 180)))
            last = item.date + dt.timedelta(days=chance.choice((0, 3, 15, 180)))
            return Question(kind, tuple(some[:2]), first=first, last=last)


def _words(text: str) -> list[str]:
    return re.findall("[a-z]+", text.lower())
