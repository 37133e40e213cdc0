"""A part of the screen that shows lines of text, and scrolls them.

It must not know what they are about. Lines come as rich's Text, which Textual never reads as
markup, and are measured by `graphemes`, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from newsarchive.text import graphemes

_FOCUSED, _UNFOCUSED = Style(bold=True), Style(dim=True)


class Pane(Widget, inherit_css=False):
    """Lines, of which some are marked in the margin."""

    class Resized(Message):
        """The pane has another size, or its first one."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, name: str, *, mark: str = "") -> None:
        """`name` is its id; `mark` stands before marked lines, "" for a pane without a margin."""
        super().__init__(id=name)
        self.top = 0
        """The number of the line that is shown first."""
        self.length = 0
        """How many lines there are, whether they are known or not."""
        self._line: Callable[[int], Text] = lambda _: Text()
        self._marked = range(0)
        self._mark = mark

    @property
    def margin(self) -> int:
        """Columns before each line."""
        return len(self._mark) + bool(self._mark)

    @property
    def columns(self) -> int:
        """How wide a line may be."""
        return max(self.size.width - self.margin, 1)

    def show(self, lines: Sequence[Text], *, whole: bool = False) -> None:
        """Show these lines, from the first on; `whole`: be as high as they are."""
        if whole and len(lines) != (self.length or 1):  # sharing the screen anew takes its time
            self.styles.height = len(lines) or 1
        self.top = 0
        self._marked = range(0)
        self.draw(len(lines), lines.__getitem__)

    def draw(self, length: int, line: Callable[[int], Text]) -> None:
        """Show so many lines, which are asked for when they are drawn."""
        self.length, self._line = length, line
        self.scroll_by(0)

    def mark(self, lines: range) -> None:
        """Mark these lines, and scroll so that they are visible."""
        self._marked = lines
        if lines.stop > self.top + self.size.height:
            self.top = lines.stop - self.size.height
        self.top = min(self.top, lines.start)
        self.refresh()

    def scroll_by(self, lines: int) -> None:
        """Scroll as far as there is anything."""
        self.top = max(min(self.top + lines, self.length - self.size.height), 0)
        self.refresh()

    def reveal(self, line: int) -> None:
        """Scroll so that the line is visible, with some lines around it."""
        height = self.size.height
        if not self.top + 1 <= line < self.top + height - 1:
            self.top = line - height // 3
        self.scroll_by(0)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        number, width = self.top + y, self.size.width
        if not 0 <= number < self.length:
            return Strip.blank(width)
        text = self._line(number)
        console = self.app.console
        # Of a text without spans, rich leaves it to others to apply the style.
        style = console.get_style(text.style)
        segments = list(Segment.apply_style(text.render(console, end=""), style))
        if self._mark:
            mark = self._mark if number in self._marked else " " * len(self._mark)
            segments.insert(0, Segment(f"{mark} ", _FOCUSED if self.has_focus else _UNFOCUSED))
        strip = Strip(segments, self.margin + graphemes.width(text.plain))
        return strip.adjust_cell_length(width)

    def on_resize(self) -> None:
        """Report it: lines may have to be laid out anew."""
        self.post_message(self.Resized(self))

    def on_focus(self) -> None:
        """Draw the mark of the part that has the keys."""
        self.refresh()

    def on_blur(self) -> None:
        """The opposite."""
        self.refresh()
