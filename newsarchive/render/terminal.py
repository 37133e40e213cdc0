"""Hits and articles for a person at a terminal. With `charts` the only module that knows rich.

Article text never becomes rich markup: it goes into Text objects, piece by piece, through `safe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from newsarchive.article import ArchivedArticle, Article
from newsarchive.hits import Hit, Span
from newsarchive.query.snippet import LENGTH, best_passage
from newsarchive.render import safe
from newsarchive.render.facts import facts
from newsarchive.text import paragraphs

Look = Literal["colour", "monochrome", "bare"]
"""Monochrome keeps bold and dim; bare writes no escape sequence at all."""

WIDEST = 100
"""Columns. Longer lines are hard to read, however wide the terminal."""

SNIPPET_LINES = 3


class Page:
    """A place to write for a person."""

    def __init__(self, stream: TextIO, *, width: int, look: Look) -> None:
        """`width` is the terminal's, in columns."""
        self.width = max(min(width, WIDEST), 20)
        # Red is legible on dark and on light; where there is no colour, bold alone would not
        # tell a match in a title, which is bold already.
        self._match = "bold red" if look == "colour" else "bold underline"
        self._console = Console(
            file=stream,
            width=self.width,
            force_terminal=look != "bare",
            # The terminal's own 16 colours: the person has chosen them to be legible.
            color_system=None if look == "bare" else "standard",
            no_color=look != "colour",
            markup=False,
            emoji=False,
            highlight=False,
        )

    def heading(self, text: str) -> None:
        """What the next hits are about."""
        self._console.print()
        self._put(Text(safe.line(text), "bold"), Text("== "))
        self._console.print()

    def hits(self, found: Iterable[Hit], *, body: bool = False) -> int:
        """A few lines a hit: title, byline, and the passage (or the body); how many there were."""
        count = 0
        for count, hit in enumerate(found, start=1):
            if count > 1:
                self._console.print()
            self._hit(hit, body=body)
        return count

    def _hit(self, hit: Hit, *, body: bool) -> None:
        number = f"{hit.rank:>3}  "
        self._put(self._title(hit.article, hit.title_spans), Text(number, "dim"))
        margin = Text(" " * len(number))
        self._put(Text(_byline(hit), "dim"), margin)
        if body:
            for paragraph in self._paragraphs(hit.article.body, hit.body_spans):
                self._console.print()
                self._put(paragraph, margin)
        else:
            self._snippet(hit, margin)

    def article(self, archived: ArchivedArticle) -> None:
        """The whole article: title, what is known about it, numbered paragraphs."""
        self._put(self._title(archived.article, ()), Text())
        told = facts(archived)
        longest = max(len(name) for name, _ in told)
        for name, value in told:
            self._put(Text(safe.line(value)), Text(f"{name:>{longest}}  ", "dim"))
        for number, paragraph in enumerate(self._paragraphs(archived.article.body, ()), start=1):
            self._console.print()
            self._put(paragraph, Text(f"{number:>3}  ", "dim"))

    def _title(self, article: Article, spans: Sequence[Span]) -> Text:
        """A title that was not printed stands in square brackets, as a cataloguer writes it."""
        if article.title is None:
            return Text("[untitled]", "dim")
        if article.title_source == "derived":
            return Text.assemble("[", self._lit(article.title, spans), "]", style="italic")
        return self._lit(article.title, spans, "bold")

    def _lit(self, text: str, spans: Sequence[Span], style: str = "") -> Text:
        """The text on one line with its matches marked. Its length may change on the way."""
        lit = Text(style=style)
        place = 0
        for start, end in spans:
            lit.append(safe.line(text[place:start]))
            lit.append(safe.line(text[start:end]), self._match)
            place = end
        return lit.append(safe.line(text[place:]))

    def _paragraphs(self, body: str, spans: Sequence[Span]) -> Iterable[Text]:
        for start, end in paragraphs(body):
            within = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
            yield self._lit(body[start:end], within)

    def _snippet(self, hit: Hit, margin: Text) -> None:
        body, spans = hit.article.body, hit.body_spans
        sample = body[:LENGTH] or " "
        columns = (self.width - len(margin)) * SNIPPET_LINES
        # A tenth is lost where lines break, and the characters of some scripts take two columns.
        room = int(columns * 0.9 * len(sample) / max(cell_len(sample), 1))
        passage = best_passage(body, spans, min(LENGTH, room))
        text = self._lit(passage.text, passage.spans)
        self._put(
            Text.assemble("… " if passage.before else "", text, " …" if passage.after else ""),
            margin,
        )

    def _put(self, text: Text, margin: Text) -> None:
        """Write the text wrapped, the margin before its first line and as wide on the others."""
        if not text:
            return
        before = margin
        for line in text.wrap(self._console, self.width - len(margin), tab_size=4):
            line.rstrip()
            self._console.print(Text.assemble(before, line), soft_wrap=True)
            before = Text(" " * len(margin))


def _byline(hit: Hit) -> str:
    article = hit.article
    day = article.date.isoformat() if article.date else "undated"
    alike = f"{len(hit.alike)} more alike" if hit.alike else ""
    source = article.source or article.agency or ""
    parts = [day, ", ".join(article.authors), source, hit.id[:8], alike]
    return " · ".join(safe.line(part) for part in parts if part)
