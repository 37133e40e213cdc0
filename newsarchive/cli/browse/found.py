"""The hits of a question, as far as the screen has needed them.

Of a long result only what somebody scrolls over is asked for, and what is far away is forgotten.
It must not know the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.browse.questions import PAGE, ROWS, Rows

if TYPE_CHECKING:
    from newsarchive.search.hit import Hit

KEPT = 1000
"""Hits that are remembered, about."""


class Found:
    """The hits of one question by their places, from 0."""

    def __init__(self, ask: Callable[[int], None]) -> None:
        """`ask` is called with the place of the first hit of a page that is needed."""
        self.at = 0
        """The hit that is picked."""
        self.total: int | None = None
        """None while it is not known."""
        self._seen = 0
        self._ask = ask
        self._asked = False
        """Whether a page is on its way."""
        self._hits: dict[int, Hit] = {}
        self._rows: dict[int, list[Text]] = {}

    def __len__(self) -> int:
        """How many there are, as far as that is known: then one more."""
        return self._seen + 1 if self.total is None else self.total

    @property
    def hit(self) -> Hit | None:
        """The hit that is picked, if it has come."""
        return self._hits.get(self.at)

    def add(self, rows: Rows) -> None:
        """Take in what was asked for."""
        answer, self._asked = rows.answer, False
        self.total = answer.total
        self._seen = max(self._seen, answer.first + len(answer.hits))
        if len(self._rows) > KEPT:
            near = range(self.at - KEPT // 4, self.at + KEPT // 4)
            self._hits = {place: hit for place, hit in self._hits.items() if place in near}
            self._rows = {place: row for place, row in self._rows.items() if place in near}
        missing = [Text("  cannot be read: newsarchive check", "dim"), *[Text()] * (ROWS - 1)]
        if answer.total is not None:
            end = min(answer.first + answer.asked, answer.total)
            self._rows |= dict.fromkeys(range(answer.first, end), missing)
        for hit, row in zip(answer.hits, rows.lines, strict=True):
            self._hits[hit.rank - 1], self._rows[hit.rank - 1] = hit, row
        self.at = max(min(self.at, len(self) - 1), 0)

    def forget(self) -> None:
        """All hits have to be asked for again: they have changed, or so has the screen."""
        self._rows.clear()
        self._asked = False

    def lose(self) -> None:
        """What was asked for will not come: it is asked for when it is needed again."""
        self._asked = False

    def need(self) -> None:
        """Ask for the hit that is picked, if it has not come."""
        if self.at < len(self):
            self.line(self.at * ROWS)

    def line(self, number: int) -> Text:
        """A line of all hits' lines; what has not come yet is asked for."""
        place, part = divmod(number, ROWS)
        if (row := self._rows.get(place)) is not None:
            return row[part]
        if not self._asked:  # one page at a time: then none ends the order that another waits for
            self._asked = True
            self._ask(place // PAGE * PAGE)
        return Text("" if part else f"{place + 1:>3}  …", "dim")
