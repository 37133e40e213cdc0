"""The articles that programs are measured with: a folder's, the Reuters files', or made up."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reuters import Reuters
from newsarchive import Archive

SYLLABLES = "ba ko di fe lun gra mi no pel ra sto tu ven wi zor ash el ing or un".split()
VOCABULARY = 30_000
"""Words that a made-up collection begins with; names and numbers make it grow."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article as every program is given it."""

    title: str
    date: dt.date
    author: str
    body: str

    @property
    def day(self) -> int:
        """The date as a number that sorts."""
        return self.date.year * 10_000 + self.date.month * 100 + self.date.day


def from_folder(folder: Path, scratch: Path) -> list[Item]:
    """What newsarchive reads there; articles without a date or an author get one."""
    with Archive(scratch / "read.db") as archive:
        archive.ingest(folder)
        found = [hit.article for hit in archive.search(sort="date")]
    return [
        Item(
            article.title or article.body[:60],
            article.date or dt.date(2000, 1, 1),
            article.authors[0] if article.authors else "Nobody Known",
            article.body,
        )
        for article in found
    ]


def from_reuters(shared: Path, limit: int) -> list[Item]:
    """The Reuters-21578 articles."""
    return [
        Item(
            one.title or one.body[:60],
            dt.date.fromisoformat(one.date[:10]),
            one.authors[0] if one.authors else "Nobody Known",
            one.body,
        )
        for one in Reuters(shared).articles(limit)
    ]


def from_lines(path: Path) -> Iterator[Item]:
    """Those of a file that `write_lines` or something like it has written."""
    with path.open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            yield Item(
                record["title"],
                dt.date.fromisoformat(record["date"]),
                record["authors"][0] if record["authors"] else "Nobody Known",
                record["body"],
            )


def synthetic(count: int, words: int = 400, seed: int = 7) -> Iterator[Item]:
    """Articles of words that are as unequal as those of a language (Zipf), and new names."""
    chance = random.Random(seed)
    vocabulary = sorted({_word(chance) for _ in range(VOCABULARY)})
    chance.shuffle(vocabulary)
    weights = [1 / (rank + 2.7) for rank in range(1, len(vocabulary) + 1)]
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    people = [f"{_name(chance)} {_name(chance)}" for _ in range(max(20, count // 100))]
    first = dt.date(1990, 1, 1)
    for _ in range(count):
        length = max(60, int(chance.gauss(words, words / 4)))
        said = chance.choices(vocabulary, cum_weights=sums, k=length)
        for _ in range(length // 50):
            said[chance.randrange(length)] = _name(chance)
        sentences = [" ".join(said[n : n + 18]).capitalize() + "." for n in range(0, length, 18)]
        paragraphs = [" ".join(sentences[n : n + 4]) for n in range(0, len(sentences), 4)]
        yield Item(
            " ".join(said[:7]).capitalize(),
            first + dt.timedelta(days=chance.randrange(365 * 30)),
            people[min(int(chance.paretovariate(1.1)) - 1, len(people) - 1)],
            "\n\n".join(paragraphs),
        )


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((1, 2, 2, 3, 3, 4))))


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()


def write_lines(items: Iterable[Item], path: Path) -> None:
    """As a file of JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for item in items:
            record = {
                "title": item.title,
                "date": item.date.isoformat(),
                "authors": [item.author],
                "body": item.body,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_files(items: list[Item], folder: Path) -> None:
    """Each as a text file in the format that this began with; a thousand in a folder.

    A line with date and byline, a blank line, the text. It has no place for a title.
    """
    for number, item in enumerate(items):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f" date {item.date} By {item.author}\n\n"
        path.write_text(head + item.body + "\n", encoding="utf-8")
