"""The browser: what its keys do. The screen is `frame`, and `asking` asks the archive."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType

from newsarchive.cli import complaints
from newsarchive.cli.browse import words
from newsarchive.cli.browse.asking import Asking
from newsarchive.cli.browse.frame import Frame, Plain
from newsarchive.cli.browse.keys import KEYS
from newsarchive.cli.browse.line import Line
from newsarchive.cli.browse.pane import Pane
from newsarchive.cli.browse.parts import FAR, Hits, Part, Side
from newsarchive.cli.browse.questions import Names, Question, Reading, Rows, Value
from newsarchive.cli.exits import Exit
from newsarchive.model import clock
from newsarchive.model.errors import BusyError, NewsArchiveError, PointedError

if TYPE_CHECKING:
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.model.progress import Progress
    from newsarchive.search.hit import Hit


class Browser(Plain):
    """The archive in full screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.names, key.action, key.about, show=False, priority=key.first) for key in KEYS
    ]

    def __init__(
        self, asking: Asking, question: Question, *,
        plain: bool = False, ready: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`asking` may have begun with the question; `plain` is for ASCII; `ready` is called when
        the screen is drawn.
        """
        super().__init__()
        self.failure: Exception | None = None
        """Why the screen was left, if nobody left it."""
        self.frame = Frame(self._load, plain=plain)
        self._question = self._wanted = question
        self._columns = 0
        """Those that hits were asked for."""
        self._asking, self._drawn = asking, ready
        self._asked = False
        """Whether a question has been answered."""
        self._trail: list[tuple[Question, int]] = []
        """The questions before, with the hit that was picked, for the way back."""
        self._shown: Hit | None = None
        """The hit whose article is shown."""

    def compose(self) -> ComposeResult:
        """Make the screen."""
        yield self.frame

    def on_mount(self) -> None:
        """Begin, and end when the process is to end, as any other command does."""
        for name, status in (("SIGTERM", Exit.TERMINATED), ("SIGHUP", Exit.HUNG_UP)):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, a thread
                    asyncio.get_running_loop().add_signal_handler(number, self.exit, status)
        # Another program, or the shell, has had the terminal meanwhile.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))
        self.frame.hits.focus()
        self._asking.connect(self.call_later, self._failed, self.frame.say, self._advance)
        self.frame.line.write(self._question.text)
        self.frame.lay_out()

    def on_ready(self) -> None:
        """The screen is there."""
        self._drawn()

    def on_unmount(self) -> None:
        """Close the archives."""
        self._asking.close()

    def _failed(self, error: Exception) -> None:
        """Say what is wrong; leave the screen if nothing could be browsed so far."""
        self._stop_waiting()
        if isinstance(error, PointedError):
            self.frame.hits.refresh()
            self.frame.tell(*words.complaint(error, self.frame.line.value, self.size.width))
            self.frame.line.focus()
        elif self._asked or isinstance(error, BusyError):
            self.frame.say(complaints.worded(error))
        else:
            self.failure = error
            self.exit(Exit.ERROR)

    def _stop_waiting(self) -> None:
        self.frame.hits.found.lose()
        self.frame.wait()
        self._wanted = self._question

    def _handle_exception(self, error: Exception) -> None:
        """Leave the screen for an error of the program: the command line reports it as any other.

        Textual would print the values of all variables with it, text of articles among them.
        """
        self.failure = self.failure or error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def _advance(self, done: Progress) -> None:
        """Say how far long work has come."""
        self.frame.say(words.progress(done))

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Ask for the lines of this part as wide as it is now."""
        if event.pane is self.frame.article:
            self._read()
        elif event.pane is self.frame.side:
            self._count()
        elif event.pane is self.frame.hits and self._asked:
            if self._columns != self.frame.hits.columns:
                self._columns = self.frame.hits.columns
                self.frame.hits.found.forget()
            self.frame.hits.draw_hits()
        elif event.pane is self.frame.hits and self._columns != self.frame.hits.columns:
            self._ask(self._wanted)

    # Asking

    def _ask(self, question: Question, *, back: int | None = None) -> None:
        """Ask it; what was found before stays until the answer is there. `back` is the hit to pick
        on the way back.
        """
        self._wanted, self._columns = question, self.frame.hits.columns
        self.frame.wait(words.SEARCHING)
        self._asking.search(question, self._columns, partial(self._answered, question, back))

    def _answered(self, question: Question, back: int | None, rows: Rows) -> None:
        frame, hits = self.frame, self.frame.hits
        at = hits.found.at if question == self._question else back or 0
        if self._asked and back is None and question.text != self._question.text:
            self._trail.append((self._question, hits.found.at))
        frame.line.enter(question.text)
        hits.renew(at).add(rows)
        hits.draw_hits()
        if question != self._question or not len(hits.found):
            frame.inside, self._shown = False, None
        frame.inside, frame.over = frame.inside and not frame.over, False
        self._question, self._wanted, self._asked = question, question, True
        frame.lay_out()
        is_typed = self.focused is frame.line and frame.line.value != question.text
        if len(hits.found) and not is_typed and not isinstance(self.focused, Side):
            frame.go_on()
        frame.sum_up(words.summary(hits.found.total, question))
        frame.wait()
        self._read()
        self._count()
        if not frame.names:  # the hits are to be seen before
            self.call_after_refresh(self._asking.names, self._named)

    def _named(self, names: Names) -> None:
        self.frame.names = names

    def _load(self, first: int) -> None:
        """Ask for hits that somebody has scrolled to."""
        found = self.frame.hits.found

        def came(rows: Rows) -> None:
            if found is self.frame.hits.found:
                found.add(rows)
                self.frame.hits.draw_hits()
                self.frame.say_again()
                if found.hit is not None and found.hit is not self._shown:
                    self._read()

        self._asking.rows(self._question, first, self.frame.hits.columns, came)

    def _read(self) -> None:
        """Show the article that is picked, where articles are shown."""
        frame, hit = self.frame, self.frame.hits.found.hit
        if not frame.article.display or frame.over:
            return
        if hit is None:  # and the hits may be covered: then no other asks for it
            frame.hits.found.need()
            return

        def came(reading: Reading) -> None:
            frame.article.read(reading, stay=self._shown is not None and self._shown.id == hit.id)
            self._shown = hit
            frame.say_again()

        self._asking.reading(hit, frame.article.columns - 2, came)

    def _count(self) -> None:
        """Show facets and timeline, if they are wanted."""
        side = self.frame.side
        if side.display and self._asked:
            side.fill([Value(Text("counting …", "dim"))])
            self._asking.side(self._question, side.columns, side.fill)

    def _show_over(self, ask: Callable[[int], None]) -> None:
        """Show something else where articles are shown: `ask` is called with its width."""
        frame = self.frame
        if not frame.over:
            frame.before, frame.over, frame.inside = frame.inside, True, True
        frame.lay_out()
        self._show_lines([])
        frame.article.focus()
        self.call_after_refresh(lambda: ask(frame.article.columns - 2))

    def _show_lines(self, lines: list[Text]) -> None:
        self.frame.article.read(Reading(lines, []))
        self.frame.say()

    # What happens in the parts

    def on_input_changed(self, event: Line.Changed) -> None:
        """Offer what may follow."""
        if isinstance(event.input, Line):
            self.frame.offer(event.input)

    def on_input_submitted(self, event: Line.Submitted) -> None:
        """Ask the query, or write about the article."""
        frame, hit = self.frame, self.frame.hits.found.hit
        if event.input is frame.line:
            self._ask(self._question.reworded(event.value))
            return
        frame.ask(None)
        if hit:
            write = self._asking.tag if event.input is frame.tags else self._asking.note
            write(hit, event.value, self._written)

    def on_hits_picked(self) -> None:
        """Show the article that is picked now."""
        self.frame.over = False
        self.frame.say()
        self._read()

    # Keys

    def action_query(self) -> None:
        """Edit the query."""
        self.frame.line.focus()

    def action_step(self, steps: int) -> None:
        """So many lines, hits or values down."""
        if isinstance(self.focused, Part):
            self.focused.step(steps)
            self.frame.say()

    def action_turn(self, screens: int) -> None:
        """So many screens down."""
        if isinstance(self.focused, Part):
            self.focused.turn(screens)
            self.frame.say()

    def action_end(self, way: int) -> None:
        """To the last one, or to the first."""
        self.action_step(way * FAR)

    def action_hit(self, step: int) -> None:
        """To the article so many further."""
        self.frame.hits.step(step)

    def action_match(self, step: int) -> None:
        """To the match so many further."""
        if self.frame.article.display and not self.frame.over:
            self.frame.article.match(step)
            self.frame.say()

    def action_open(self) -> None:
        """Read the article; at the side, narrow the query to the value."""
        if isinstance(self.focused, Hits) and self.frame.hits.found.hit:
            self.frame.inside = True
            self.frame.lay_out()
            self.frame.article.focus()
            self._read()
        elif isinstance(self.focused, Side) and (count := self.focused.count):
            from newsarchive.cli.browse import narrowing

            if more := narrowing.part(count):
                self._put(narrowing.narrowed(self._question.text, more, now=clock.today()))
            else:
                self.frame.say("no query can ask for these")

    def action_leave_part(self) -> None:
        """Out of where we are; then to the question before."""
        frame = self.frame
        if self._asking.end():
            self._stop_waiting()
            frame.hits.refresh()
            frame.say("ended")
        elif self.focused in (frame.tags, frame.note):
            frame.ask(None)
        elif self.focused is frame.line:
            frame.line.write(self._question.text)
            frame.tell()
            frame.go_on()
        elif frame.over or frame.inside:
            frame.inside = frame.over and frame.before
            frame.over, self._shown = False, None
            frame.lay_out()
            frame.go_on()
            self._read()
        elif self.focused is frame.side:
            self.action_side()
        elif self._trail:
            question, at = self._trail.pop()
            frame.line.write(question.text)
            self._ask(question, back=at)

    def action_side(self) -> None:
        """Facets and timeline on, or off."""
        frame = self.frame
        frame.aside = not frame.aside
        frame.inside = frame.over = False
        frame.lay_out()
        (frame.side if frame.aside else frame.hits).focus()

    def action_sort(self) -> None:
        """The next order."""
        self._ask(self._wanted.in_next_order())

    def action_again(self) -> None:
        """Ask again."""
        self._ask(self._question)

    def action_help(self) -> None:
        """What each key does."""
        self._show_over(lambda width: self._show_lines(words.keys(width)))

    def action_finish(self) -> None:
        """Quit."""
        self.exit(Exit.DONE)

    def action_write(self, what: Literal["tags", "note"]) -> None:
        """Ask for tags of the article, or for a note about it."""
        if hit := self.frame.hits.found.hit:
            self.frame.ask(self.frame.tags if what == "tags" else self.frame.note, hit.id[:8])

    def action_original(self) -> None:
        """Open the article's page or its file. The terminal is free for the program meanwhile."""
        if hit := self.frame.hits.found.hit:
            try:
                try:
                    with self.suspend():
                        target = self._open(hit.archived)
                except SuspendNotSupported:
                    target = self._open(hit.archived)
            except NewsArchiveError as error:
                self.frame.say(str(error))
            else:
                self.frame.say(f"opened: {target}")

    def _open(self, archived: ArchivedArticle) -> str:
        from newsarchive.cli.opening import open_article

        # An archive of its own: the others belong to the threads that ask them.
        with self._asking.opened() as archive:
            return open_article(archive, archived, saved=False)

    def action_versions(self) -> None:
        """The versions of the article, and what the last one changed."""
        if hit := self.frame.hits.found.hit:
            self._show_over(lambda width: self._asking.versions(hit, width, self._show_lines))

    def action_duplicates(self) -> None:
        """The article and its near duplicates, as a query."""
        if hit := self.frame.hits.found.hit:
            self.frame.wait(words.COMPARING)
            self._asking.alike(hit, self._show_alike)

    def _show_alike(self, ids: list[str]) -> None:
        if ids:
            self._put(" OR ".join(f"id:{one}" for one in ids))
        else:
            self.frame.wait()
            self.frame.say("nothing here is a near duplicate of it")

    def _put(self, query: str) -> None:
        """Write a query into the line, and ask it."""
        self.frame.line.write(query)
        self._ask(self._question.reworded(query))

    def _written(self, changes: int) -> None:
        if changes:
            self._ask(self._question)
            self._asking.names(self._named)
        else:
            self.frame.say("nothing to change: it is all so already")
