"""The browser's questions to the archive, each an errand for one of two threads.

One thread finds hits and lays out articles; it never waits for the other, which counts, compares
and changes. The first question is asked while the screen is being loaded, so this, `errands` and
`pages` load neither Textual nor rich; the rest (`answers`) is loaded by the threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from newsarchive.cli.browse.errands import Clerk, Post
from newsarchive.cli.browse.pages import Pages
from newsarchive.cli.browse.questions import Names, Question, Reading, Rows, Value
from newsarchive.cli.browse.tagging import changes

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.archive import Archive
    from newsarchive.model.deadline import Deadline
    from newsarchive.model.progress import Progress
    from newsarchive.render.terminal import Look
    from newsarchive.search.hit import Hit

OFTEN = 0.2
"""Seconds between two words about progress."""


class Asking:
    """Asks the archive; each answer is handed to a function in the thread of the screen."""

    def __init__(
        self, opened: Callable[[Callable[[str], None]], Archive], look: Look, *, plain: bool
    ) -> None:
        """`opened` makes an archive that sends its messages to the function given; `look` and
        `plain` say what the terminal can show.
        """
        self._post = Post()
        self._opened = opened
        self._finding, self._helping = (
            Clerk(self.opened, self._post, self._fail) for _ in range(2)
        )
        self._pages = Pages()
        self._begun: Question | None = None
        self._look, self._plain = look, plain
        self._told = 0.0

    def connect(
        self, deliver: Callable[[Callable[[], None]], object], failed: Callable[[Exception], None],
        said: Callable[[str], None], tell: Callable[[Progress], None],
    ) -> None:  # fmt: skip
        """There is a screen. `deliver` calls a function in its thread, as are the others: `failed`
        with an error, `said` with a message of the archive, `tell` with the progress of long work.
        """
        self._failed, self._said, self._tell = failed, said, tell
        self._post.connect(deliver)

    def _fail(self, error: Exception) -> None:
        self._failed(error)  # it is not known before there is a screen

    def opened(self) -> Archive:
        """An archive for the thread that calls this."""
        return self._opened(lambda message: self._post(lambda: self._said(message)))

    def close(self) -> None:
        """End everything, and close the archives."""
        self._finding.close()
        self._helping.close()

    def end(self) -> bool:
        """End what somebody waits for; whether there was anything."""
        ended = [
            self._finding.end("search", "begin"),
            self._helping.end("alike", "versions"),
        ]
        return any(ended)

    def begin(self, question: Question) -> None:
        """Look for the first hits of a question that will be asked as soon as there is a screen."""

        def work(archive: Archive, deadline: Deadline) -> None:
            self._pages.begin(archive, question, deadline, self._advance)

        self._begun = question
        self._finding.ask("begin", work, lambda _: None)

    def search(self, question: Question, width: int, then: Callable[[Rows], None]) -> None:
        """The first hits; what was asked about another question is forgotten."""
        if question != self._begun:
            self._finding.end("begin")
        self._finding.end("rows", "reading")
        self._helping.end("side", "alike")

        def work(archive: Archive, deadline: Deadline) -> Rows:
            from newsarchive.cli.browse import answers

            found = self._pages.first(archive, question, deadline, self._advance)
            return answers.rows(found, width, self._look)

        self._finding.ask("search", work, then)

    def rows(
        self, question: Question, first: int, width: int, then: Callable[[Rows], None]
    ) -> None:
        """The hits from this place on."""

        def work(archive: Archive, deadline: Deadline) -> Rows:
            from newsarchive.cli.browse import answers

            found = self._pages.page(archive, question, deadline, first, self._advance)
            return answers.rows(found, width, self._look)

        self._finding.ask("rows", work, then)

    def reading(self, hit: Hit, width: int, then: Callable[[Reading], None]) -> None:
        """The article with its matches."""

        def work(_: Archive, __: Deadline) -> Reading:
            from newsarchive.cli.browse import answers

            return answers.reading(hit, width, self._look)

        self._finding.ask("reading", work, then)

    def side(self, question: Question, width: int, then: Callable[[Sequence[Value]], None]) -> None:
        """Facets and timeline."""

        def work(archive: Archive, deadline: Deadline) -> list[Value]:
            from newsarchive.cli.browse import answers

            return answers.side(archive, question, deadline, width, plain=self._plain)

        self._helping.ask("side", work, then)

    def names(self, then: Callable[[Names], None]) -> None:
        """The archive's names, for completion."""

        def work(archive: Archive, deadline: Deadline) -> Names:
            from newsarchive.cli.browse import answers

            return answers.names(archive, deadline)

        self._helping.ask("names", work, then)

    def versions(self, hit: Hit, width: int, then: Callable[[list[Text]], None]) -> None:
        """The versions of the article, and what the last one changed."""

        def work(archive: Archive, _: Deadline) -> list[Text]:
            from newsarchive.cli.browse import answers

            return answers.versions(archive, hit.archived, width, self._look)

        self._helping.ask("versions", work, then)

    def alike(self, hit: Hit, then: Callable[[list[str]], None]) -> None:
        """The ids of the article and of its near duplicates."""

        def work(archive: Archive, deadline: Deadline) -> list[str]:
            from newsarchive.cli.browse import answers

            return answers.alike(archive, hit.archived, deadline, self._advance)

        self._helping.ask("alike", work, then)

    def tag(self, hit: Hit, text: str, then: Callable[[int], None]) -> None:
        """Add tags to the article, and remove some; how many articles that changes."""
        add, remove = changes(text)

        def work(archive: Archive, _: Deadline) -> int:
            if not add and not remove:
                return 0
            return len(archive.edit([hit.archived], add_tags=add, remove_tags=remove))

        self._helping.ask("edit", work, then)

    def note(self, hit: Hit, text: str, then: Callable[[int], None]) -> None:
        """Write a note about the article; how many that were."""

        def work(archive: Archive, _: Deadline) -> int:
            return archive.notes.add([hit.archived], text) if text.strip() else 0

        self._helping.ask("edit", work, then)

    def _advance(self, done: Progress) -> None:
        """Tell how far long work has come, now and then. (In the thread that does it.)"""
        if time.monotonic() - self._told > OFTEN:
            self._told = time.monotonic()
            self._post(lambda: self._tell(done))
