"""A line in which somebody types, with completion and with the lines before.

It must not know what is typed: suggestions are given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import Input

from newsarchive.cli.browse.questions import Suggestion
from newsarchive.render import safe


class Line(Input, inherit_css=False):
    """A line of text."""

    COMPONENT_CLASSES = Input.COMPONENT_CLASSES  # they are inherited together with the CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", show=False),
        Binding("shift+tab", "complete(-1)", show=False),
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
    ]

    def __init__(self, name: str, suggest: Callable[[str], list[Suggestion]]) -> None:
        """`name` is its id; `suggest` is called with the line up to the cursor."""
        super().__init__(id=name, select_on_focus=False)
        self.cursor_blink = False  # over ssh each blink is a packet
        self.entered: list[str] = []
        """The lines before, the latest last."""
        self.choices: list[Suggestion] = []
        self.chosen: int | None = None
        """Which of them stands in the line."""
        self._suggest = suggest
        self._written = ""
        self._recalled = 0

    def write(self, text: str) -> None:
        """Replace the line."""
        self._written = self.value = text
        self.cursor_position = len(text)

    def enter(self, text: str) -> None:
        """Remember the line as one that was entered."""
        if text in self.entered:
            self.entered.remove(text)
        self.entered.append(text)
        self._recalled = len(self.entered) - 1

    def watch_value(self, value: str) -> None:
        """Replace what nobody can type, and find out what may follow."""
        if (clean := safe.typed(value)) != value:
            self.value = clean  # which calls this once more
        elif value != self._written or self.chosen is None:
            self._written, self.chosen = value, None
            self.choices = self._suggest(value)

    async def on_key(self, event: Key) -> None:
        """Do what a key of the line does in its turn: Textual would first take the letters that
        have come after it, as they do at once over ssh.
        """
        for binding in self._bindings.key_to_bindings.get(event.key, ())[:1]:
            event.stop().prevent_default()
            await self.app.run_action(binding.action, self)

    def action_complete(self, step: int) -> None:
        """Put in the first suggestion, or the next one; leave the line if there is none."""
        if self.cursor_position != len(self.value) or not self.choices:
            (self.screen.focus_next if step > 0 else self.screen.focus_previous)()
            return
        self.chosen = (step < 0) * -1 if self.chosen is None else self.chosen + step
        self.chosen %= len(self.choices)
        choice, single = self.choices[self.chosen], len(self.choices) == 1
        self.write(self.value[: choice.start] + choice.text)
        if single:  # what follows it can be completed in turn
            self.chosen, self.choices = None, self._suggest(self.value)

    def action_recall(self, step: int) -> None:
        """Bring back the line before, or the one after."""
        place = self._recalled + step
        if 0 <= place <= len(self.entered):
            self._recalled = place
            self.write((*self.entered, "")[place])
