"""The parts of the screen that are gone through with keys: hits, an article, facets.

Each is a pane with a place in it. It must not know the archive: what it shows is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.message import Message

from newsarchive.cli.browse.found import Found
from newsarchive.cli.browse.pane import Pane
from newsarchive.cli.browse.questions import ROWS, Reading, Value

if TYPE_CHECKING:
    from newsarchive.search.facets import Count

FAR = 10**9
"""Steps that lead to the end of anything."""


class Part(Pane, can_focus=True):
    """A pane that can have the keys."""

    unit = 1
    """Lines of one step."""

    def step(self, steps: int) -> None:
        """Go so many lines down."""
        self.scroll_by(steps)

    def turn(self, screens: int) -> None:
        """Go so many screens down."""
        self.step(screens * max(self.size.height // self.unit - 1, 1))


class Hits(Part):
    """The hits of a question, one of which is picked."""

    unit = ROWS

    class Picked(Message):
        """Another hit is picked."""

    def __init__(self, mark: str, ask: Callable[[int], None]) -> None:
        super().__init__("hits", mark=mark)
        self.found = Found(ask)
        self.found.total = 0  # before the first answer
        self._ask = ask

    def renew(self, at: int) -> Found:
        """Begin with the hits of another question, picking the one at this place."""
        self.found = Found(self._ask)
        self.found.at = at
        return self.found

    def draw_hits(self) -> None:
        """Draw what has come."""
        found = self.found
        self.draw(len(found) * ROWS, found.line)
        if len(found):
            self.mark(range(found.at * ROWS, found.at * ROWS + ROWS))

    def step(self, steps: int) -> None:
        """Pick the hit so many further."""
        self.found.at = max(min(self.found.at + steps, len(self.found) - 1), 0)
        self.draw_hits()
        self.post_message(self.Picked())


class Article(Part):
    """An article, or something else to read, with a place among its matches."""

    def __init__(self) -> None:
        super().__init__("article")
        self._reading = Reading([], [])
        self._match = -1

    @property
    def place(self) -> str:
        """Which match was gone to last, and how much of the text is above the last line."""
        matches, end = len(self._reading.matches), self.top + self.size.height
        match = f"match {self._match + 1:,} of {matches:,}" if self._match >= 0 else ""
        part = f"{end * 100 // self.length} %" if end < self.length else ""
        return ", ".join(filter(None, (match, part)))

    def read(self, reading: Reading, *, stay: bool = False) -> None:
        """Show it, from its beginning unless the place is to stay."""
        top = self.top if stay else 0
        self._match = self._match if stay and self._match < len(reading.matches) else -1
        self._reading = reading
        self.draw(len(reading.lines), self._lit)
        self.top = top
        self.scroll_by(0)

    def match(self, step: int) -> None:
        """Go to the match so many further."""
        if matches := self._reading.matches:
            now = self._match if self._match >= 0 or step > 0 else 0
            self._match = (now + step) % len(matches)
            self.reveal(matches[self._match][0])

    def _lit(self, number: int) -> Text:
        """A line, with the match that was gone to last."""
        line = self._reading.lines[number]
        if self._match >= 0 and (place := self._reading.matches[self._match])[0] == number:
            line = line.copy()
            line.stylize("reverse", place[1], place[2])
        return Text(" ").append_text(line)


class Side(Part):
    """The timeline and the facets, of which a value is picked."""

    def __init__(self, mark: str) -> None:
        super().__init__("side", mark=mark)
        self._values: Sequence[Value] = ()
        self._at = 0

    @property
    def count(self) -> Count | None:
        """The value that is picked."""
        return self._values[self._at].count if self._values else None

    def fill(self, values: Sequence[Value]) -> None:
        """Show these."""
        self._values, self._at = values, 0
        self.show([value.line for value in values])
        self.step(-FAR)

    def step(self, steps: int) -> None:
        """Pick the value so many further."""
        places = [number for number, value in enumerate(self._values) if value.count]
        if places:
            now = places.index(self._at) if self._at in places else 0
            self._at = places[max(min(now + steps, len(places) - 1), 0)]
            self.mark(range(self._at, self._at + 1))
            if self._at == places[0]:
                self.scroll_by(-FAR)  # to the timeline above
