"""The parts of the screen, and how they share it.

A query line, a line for what is to be said about it, the hits, an article beside them (over them,
where there is less room), facets at the side, and a line of keys. The terminal's own colours and
background are used, and nothing is said by colours alone.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from newsarchive.cli.browse import words
from newsarchive.cli.browse.line import Line
from newsarchive.cli.browse.pane import Pane
from newsarchive.cli.browse.parts import Article, Hits, Side
from newsarchive.cli.browse.questions import Names, Suggestion

SIDE = 34
"""Columns of the side."""
BESIDE = 110
"""Columns from which on the article stands beside the hits."""


class Plain(App[int], inherit_css=False):
    """A program with no styles but these: to read those of Textual takes as long as a search."""

    CSS = """
    Board, Frame, Row, Pane, Line {
        width: 1fr; height: 1fr; overflow: hidden; background: ansi_default; color: ansi_default;
    }
    Row { layout: horizontal; }
    Line, #asking, #writing, #foot, #told { height: 1; }
    Line > .input--cursor { text-style: reverse; }
    Line > .input--selection { text-style: reverse; }
    #prompt { width: 2; }
    #writing { display: none; }
    #article, #side { border-left: solid ansi_default; }
    #article.over { border-left: none; }
    """
    AUTO_FOCUS = ""
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self._disable_tooltips = self._disable_notifications = True  # which take time to load

    def get_css_variables(self) -> dict[str, str]:
        """None of Textual's colours: the terminal's own are used."""
        return {}

    def get_default_screen(self) -> Board:
        """The one screen."""
        return Board(id="_default")


class Board(Screen[None], inherit_css=False):
    """The screen of the terminal."""

    COMPONENT_CLASSES = Screen.COMPONENT_CLASSES  # they are inherited together with the CSS


class Row(Widget, inherit_css=False):
    """Parts beside each other."""


class Frame(Widget, inherit_css=False):
    """All parts of the screen."""

    def __init__(self, load: Callable[[int], None], *, plain: bool) -> None:
        """`load` is called with the place of a hit that is needed; `plain` is for ASCII."""
        super().__init__()
        mark = ">" if plain else "▌"
        self.names: Names = {}
        """The archive's names, for completion."""
        self.inside = False
        """Whether an article is read, and the hits are only looked at."""
        self.over = False
        """Whether something else stands where articles are shown."""
        self.before = False
        """Whether an article was read before that."""
        self.aside = False
        """Whether facets and timeline are shown."""
        self.line, self.tags = Line("query", self._suggest), Line("tags", self._suggest_tags)
        self.note = Line("note", lambda _: [])
        self.hits, self.article, self.side = Hits(mark, load), Article(), Side(mark)
        self._label, self._told, self._foot = Pane("label"), Pane("told"), Pane("foot")
        self._prompt = Pane("prompt")
        self._prompt.show([Text("> " if plain else "› ", "bold")])
        self._summary = Text()
        self._message = ""
        self._waiting = ""

    def compose(self) -> ComposeResult:
        """Put the parts into their places."""
        yield Row(self._prompt, self.line, id="asking")
        yield self._told
        yield Row(self.hits, self.article, self.side)
        yield Row(self._label, self.tags, self.note, id="writing")
        yield self._foot

    def lay_out(self) -> None:
        """Share the screen among the parts."""
        width, side = self.app.size.width, SIDE if self.aside else 0
        beside = width - side >= BESIDE
        alone = self.inside and not beside
        self.hits.display = not alone
        self.article.display = beside or alone
        self.side.display = self.aside and not alone
        self.hits.styles.width = (width - side) * 2 // 5 if beside else "1fr"
        self.side.styles.width = SIDE
        self.article.set_class(alone, "over")

    def ask(self, line: Line | None, about: str = "") -> None:
        """Ask for tags of an article, or a note about it, in this line; None for no longer."""
        self.query_one("#writing").display = line is not None
        for one in (self.tags, self.note):
            one.display = one is line
            one.write("")
        label = f"{'Tags of' if line is self.tags else 'Note about'} {about}: "
        self._label.styles.width = len(label)
        self._label.show([Text(label, "bold")])
        if line is None:
            self.go_on()
        else:
            line.focus()

    def go_on(self) -> None:
        """Give the keys back to what is read."""
        (self.article if self.inside else self.hits).focus()

    def sum_up(self, summary: Text) -> None:
        """Say what was found, until there is something else to say under the query."""
        self._summary = summary
        self.tell()

    def tell(self, *lines: Text) -> None:
        """Say something under the query; nothing: what was found."""
        self._told.show(lines or [self._summary], whole=True)

    def offer(self, line: Line) -> None:
        """Say what may follow in a line that is typed."""
        offered = line.has_focus and line.choices
        self.tell(*[words.choices(line.choices, line.chosen, self._told.columns)] * bool(offered))

    def say(self, message: str = "") -> None:
        """Say something in the last line; nothing: what is waited for, or where we are."""
        self._message = message
        self.say_again()

    def wait(self, message: str = "") -> None:
        """Say this until the wait is over, whenever there is nothing else; nothing: it is over."""
        self._waiting = message
        self.say()

    def say_again(self) -> None:
        """The same once more: where we are may have changed, and so may the width."""
        found, message = self.hits.found, self._message or self._waiting
        if not message and self._summary:
            of = "" if found.total is None else f" of {found.total:,}"
            where = f"{found.at + 1:,}{of}" if len(found) else ""
            place = self.article.place if self.article.display else ""
            message = ", ".join(filter(None, (where, place)))
        lines = words.foot(message, self._foot.columns)
        self._foot.show(lines, whole=True)

    def _suggest(self, text: str) -> list[Suggestion]:
        from newsarchive.cli.browse.suggestions import suggestions

        return suggestions(text, self.names)

    def _suggest_tags(self, text: str) -> list[Suggestion]:
        from newsarchive.cli.browse.suggestions import tags

        return tags(text, self.names)

    def on_resize(self) -> None:
        """Share the screen anew. (The program hears of it before it has its new size.)"""
        self.lay_out()

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Lay out anew what belongs to nobody else."""
        if event.pane is self._foot:
            self.say_again()
