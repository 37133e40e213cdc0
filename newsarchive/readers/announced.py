"""What a file announces, compared with what is in it: "3 of 100", a list of 100 documents.

It must not know formats, nor what an article is.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.model.article import Problem

_MOST_NAMED = 10
"""Gaps that a message names."""


class Announced:
    """The articles that one file announces, by their numbers and as a sum.

    A file that begins with another number than 1 is a part of an export: it may end anywhere.
    """

    def __init__(self) -> None:
        self._runs: dict[int, list[list[int]]] = {}
        """How many there are → the numbers that were seen, as first and last of each run."""
        self._sum: int | None = None
        self._found = self._numbered = 0

    def number(self, number: int, total: int) -> None:
        """An article is this one of so many."""
        self._numbered += 1
        runs = self._runs.setdefault(total, [])
        if runs and runs[-1][1] + 1 == number:
            runs[-1][1] = number
        else:
            runs.append([number, number])

    def sum(self, total: int) -> None:
        """The file says how many articles there are."""
        self._sum = (self._sum or 0) + total

    def found(self) -> None:
        """There is an article, whether or not it can be read."""
        self._found += 1

    def problems(self, name: str) -> Iterator[Problem]:
        """A problem of the file of this name for each number that is not that of its articles."""
        without_number = self._found - self._numbered  # too long to be held, and so reported
        for total, runs in self._runs.items():
            missing = list(_gaps(sorted(runs), total))
            count = sum(last - first + 1 for first, last in missing)
            if count > without_number:
                named = [f"{a:,}" if a == b else f"{a:,} to {b:,}" for a, b in missing]
                more = " and others" if len(named) > _MOST_NAMED else ""
                yield Problem(
                    name,
                    f"it announces {_articles(total)}, of which {count:,} "
                    f"{'is' if count == 1 else 'are'} not in it: number "
                    + ", ".join(named[:_MOST_NAMED])
                    + more,
                )
        if self._sum is not None and self._sum != self._found:
            verb = "was" if self._found == 1 else "were"
            yield Problem(
                name, f"it announces {_articles(self._sum)}, but {self._found:,} {verb} found in it"
            )


def _gaps(runs: list[list[int]], total: int) -> Iterator[tuple[int, int]]:
    """The first and last number of each gap between the runs, and behind them."""
    ends = [[total + 1, total + 1]] if runs[0][0] == 1 else []
    reached = runs[0][1]
    for first, last in runs[1:] + ends:
        if first > reached + 1:
            yield reached + 1, first - 1
        reached = max(reached, last)


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"
