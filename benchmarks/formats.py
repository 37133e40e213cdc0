"""Is an article the same in whichever format it comes?

    python -m benchmarks.formats SHARED [--limit N]

Writes the Reuters articles in five formats, archives each and the collection's own SGML, and
compares every article with what was written, and the six archives with each other. A second run
over the same files must find everything unchanged. The exit status is 1 if there is a difference.

Three differences are meant:

- "Norma Cohen and Geert Linnebank" is one name to the collection and two people to the archive,
  which may write NORMA COHEN as others are written, and knows that Reuters is nobody's surname.
  Between the archives, names must be the same to the letter.
- An article without any text (there is one) is written in no format, and reported in SGML.
- Where an article has no body of its own, the five formats lack what stands in angle brackets,
  such as the name of a company; in SGML it is kept. Such articles are counted.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reuters import A_FILE, FORMATS, Format, Reuters, Written
from benchmarks.scratch import scratch_folder
from newsarchive import Archive
from newsarchive.model.article import Article

MOST_SHOWN = 5
"""Differences that are shown of one format."""

_BRACKETS = re.compile(r"(<.*?>)")

Articles = dict[int, Article]
"""The collection's number → the article as it was archived."""


@dataclass(slots=True)
class Outcome:
    """What became of one format."""

    form: Format
    articles: Articles = field(default_factory=dict)
    seconds: float = 0.0
    again_seconds: float = 0.0
    """How long it took to find everything unchanged."""
    bracketed: set[int] = field(default_factory=set)
    """Articles that have something in angle brackets where the tool writes nothing."""
    differences: list[str] = field(default_factory=list)


def compare(shared: Path, limit: int, folder: Path) -> list[Outcome]:
    """Archive the first articles (0: all) in every format, below an empty folder, and compare."""
    reuters = Reuters(shared)
    written = list(reuters.articles(limit))
    outcomes = [
        _archived(form, reuters.write(folder, form, limit), folder / f"{form}.db", written)
        for form in FORMATS
    ]
    for outcome in outcomes:
        outcome.differences += _from_written(outcome, written)
        outcome.differences += _from_first(outcome, outcomes[0])
    return outcomes


def _archived(form: Format, files: Path, path: Path, written: list[Written]) -> Outcome:
    outcome = Outcome(form)
    with Archive(path) as archive:
        first = archive.ingest(files)
        again = archive.ingest(files)
        outcome.seconds, outcome.again_seconds = first.seconds, again.seconds
        textless = max(one.number for one in written) - len(written) if form == "sgml" else 0
        # A text that stands twice in one file is nothing new the second time.
        known = first.added + first.duplicates + first.unchanged
        if first.failed != textless or known != len(written):
            outcome.differences.append(f"of {len(written)} articles: {first}")
        if again.unchanged != len(written) or again.added or again.updated:
            outcome.differences.append(f"the second time: {again}")
        for hit in archive.search():
            for seen in hit.archived.paths:
                outcome.articles[_number(seen, written)] = hit.article
    return outcome


def _number(path: str, written: list[Written]) -> int:
    """The collection's number for the article at a path: its name, or its place in a file."""
    file, _, record = path.rpartition("#")
    if file.endswith(".sgm"):
        return int(Path(file).stem.rpartition("-")[2]) * A_FILE + int(record)
    return written[int(record) - 1].number if record.isdigit() else int(Path(path).stem)


def _from_written(outcome: Outcome, written: list[Written]) -> Iterator[str]:
    for one in written:
        article = outcome.articles.get(one.number)
        if article is None:
            yield f"{one.number} is not in the archive"
            continue
        yield from _differences(
            one.number,
            {
                "date": (str(article.date), one.date),
                "authors": (_names(article.authors), _names(_people(one.authors))),
                "text": (_text(outcome, one.number, one.body), one.body),
            },
        )
        if one.title and outcome.form != "seed":  # in which titles are lost
            yield from _differences(one.number, {"title": (article.title, one.title)})


def _from_first(outcome: Outcome, first: Outcome) -> Iterator[str]:
    for number in outcome.articles.keys() & first.articles.keys():
        ours, theirs = outcome.articles[number], first.articles[number]
        compared = {
            "date": (ours.date, theirs.date),
            "authors": (ours.authors, theirs.authors),
            "text": (_text(outcome, number, theirs.body), theirs.body),
        }
        yield from (f"{one}, as {first.form} has it" for one in _differences(number, compared))


def _text(outcome: Outcome, number: int, expected: str) -> str:
    """The text as it was archived; as expected, if that lacks just something in brackets."""
    body = outcome.articles[number].body
    if body == expected or outcome.form != "sgml":
        return body
    parts = ("".join(part.split()) for part in _BRACKETS.split(body))
    lacking = "".join(
        f"(?:{re.escape(part)})?" if part.startswith("<") else re.escape(part) for part in parts
    )
    if not re.fullmatch(lacking, "".join(expected.split())):
        return body
    outcome.bracketed.add(number)
    return expected


def _differences(number: int, compared: Mapping[str, tuple[object, object]]) -> Iterator[str]:
    for what, (found, expected) in compared.items():
        if found != expected:
            yield f"{number} {what}: {found!r:.200} instead of {expected!r:.200}"


def _names(authors: tuple[str, ...]) -> tuple[str, ...]:
    """The names without their capitals, and without an agency that was taken for a part of one."""
    return tuple(name.casefold().removesuffix(" reuters") for name in authors)


def _people(authors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for said in authors for name in re.split(r" (?:and|AND) ", said))


def report(outcomes: list[Outcome]) -> int:
    """Print what came of it; how many differences there are."""
    print(f"{'format':10}{'articles':>10}{'ingest':>10}{'again':>10}{'differences':>14}")
    for outcome in outcomes:
        print(
            f"{outcome.form:10}{len(outcome.articles):>10,}{outcome.seconds:>8.1f} s"
            f"{outcome.again_seconds:>8.1f} s{len(outcome.differences):>14,}"
        )
    for outcome in outcomes:
        if outcome.bracketed:
            print(f"{outcome.form}: {len(outcome.bracketed)} texts with what is in brackets")
        for told in outcome.differences[:MOST_SHOWN]:
            print(f"{outcome.form}: {told}")
    return sum(len(outcome.differences) for outcome in outcomes)


def main() -> int:
    """Compare and report; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formats")
    parser.add_argument("shared", type=Path, help="a folder with tools/reuters.py and corpora")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="articles; 0: all")
    given = parser.parse_args()
    with scratch_folder() as folder:
        return 1 if report(compare(given.shared, given.limit, folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
