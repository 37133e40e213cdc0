"""Hits and articles for a person at a terminal. With `charts` the only module that knows rich.

Article text never becomes rich markup: it goes into Text objects, piece by piece, through `safe`.
Where lines break and what is wide is decided by `cells`; rich writes the colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Literal, TextIO

from rich.console import Console
from rich.text import Text

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.query.concordance import Occurrence
from newsarchive.query.highlight import by_paragraph
from newsarchive.query.snippet import LENGTH, best_passage
from newsarchive.render import kwic, safe
from newsarchive.render.facts import byline, facts
from newsarchive.render.groups import Group
from newsarchive.search.hit import Hit, Span
from newsarchive.text import graphemes

Look = Literal["colour", "monochrome", "bare"]
"""Monochrome keeps bold and dim; bare writes no escape sequence at all."""

WIDEST = 100
"""Columns. Longer lines are hard to read, however wide the terminal."""

LONGEST = 60
"""Columns of one part of a byline."""
TITLE_LINES = 3
SNIPPET_LINES = 3


def settings(look: Look) -> dict[str, Any]:
    """What a console of rich is made with: text from articles is never markup."""
    return {
        "force_terminal": look != "bare",
        # The terminal's own 16 colours: the person has chosen them to be legible.
        "color_system": None if look == "bare" else "standard",
        "no_color": look != "colour",
        "markup": False,
        "emoji": False,
        "highlight": False,
    }


class _Console(Console):
    """A console that leaves it to others what becomes of a closed pipe. (rich would exit.)"""

    def on_broken_pipe(self) -> None:
        """Report that the reader has gone."""
        raise BrokenPipeError


class Lines(list[Text]):
    """The lines of a page, for a screen that draws them itself."""

    def print(self, line: Text = Text(), *, soft_wrap: bool = True) -> None:  # noqa: B008 - never changed
        """Keep a line, as a console would write it."""
        self.append(line)


class Page:
    """A place to write for a person."""

    def __init__(self, stream: TextIO | Lines, *, width: int, look: Look) -> None:
        """`width` is the terminal's, in columns."""
        self.width = max(min(width, WIDEST), 20)
        self._kwic = kwic.layout(max(width, 20))
        # Red is legible on dark and on light; where there is no colour, bold alone would not
        # tell a match in a title, which is bold already.
        self.match = "bold red" if look == "colour" else "bold underline"
        """The style of a matched word."""
        self._console: Console | Lines = (
            stream
            if isinstance(stream, Lines)
            else _Console(file=stream, width=self.width, **settings(look))
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

    def brief(self, hit: Hit) -> None:
        """A hit on three lines: title, byline, and the beginning of the passage."""
        number = Text(f"{hit.rank:>3}  ", "dim")
        margin = Text(" " * len(number))
        self._put(self._title(hit.article, hit.title_spans), number, most=1)
        self._put(_byline(hit.archived, len(hit.alike)), margin, most=1)
        self._snippet(hit, margin, most=1)

    def groups(self, found: Iterable[Group], *, body: bool = False) -> None:
        """The hits under their headings."""
        for number, group in enumerate(found):
            if number:
                self._console.print(Text("\n"))
            name = graphemes.isolated(_short(safe.line(group.heading)))
            self._put(Text(f"{name} ({group.count})", "bold"), Text())
            self._console.print()
            self.hits(group.hits, body=body)

    def occurrences(self, found: Iterable[tuple[Hit, Occurrence]]) -> int:
        """A line a place: short id, date, and the match between its contexts; how many."""
        count = 0
        for hit, place in found:
            left, match, right = kwic.row(place, self._kwic)
            day = f"{hit.article.date or 'undated'!s:10}  " if self._kwic.dates else ""
            line = Text.assemble((f"{hit.id[:8]}  {day}", "dim"), left, (match, self.match), right)
            self._console.print(line, soft_wrap=True)
            count += 1
        return count

    def article(self, hit: Hit) -> None:
        """The whole article: title, what is known about it, numbered paragraphs."""
        self._put(self._title(hit.article, hit.title_spans), Text())
        shown = facts(hit.archived)
        longest = max(len(name) for name, _ in shown)
        for name, value in shown:
            self._put(_closed(Text(safe.line(value))), Text(f"{name:>{longest}}  ", "dim"))
        self._numbered(hit)

    def passage(self, hit: Hit, first: int, last: int) -> None:
        """Some paragraphs of an article, under its title and byline."""
        self._put(self._title(hit.article, hit.title_spans), Text(), most=TITLE_LINES)
        self._put(_byline(hit.archived), Text())
        self._numbered(hit, first, last)

    def _hit(self, hit: Hit, *, body: bool) -> None:
        number = f"{hit.rank:>3}  "
        title = self._title(hit.article, hit.title_spans)
        self._put(title, Text(number, "dim"), most=TITLE_LINES)
        margin = Text(" " * len(number))
        self._put(_byline(hit.archived, len(hit.alike)), margin)
        if body:
            for paragraph in self._paragraphs(hit.article.body, hit.body_spans):
                self._console.print()
                self._put(paragraph, margin)
        else:
            self._snippet(hit, margin)

    def _title(self, article: Article, spans: Sequence[Span]) -> Text:
        """A title that was not printed stands in square brackets, as a cataloguer writes it."""
        if article.title is None:
            return Text("[untitled]", "dim")
        if article.title_source == "derived":
            lit = _closed(self._lit(article.title, spans))
            return Text.assemble("[", lit, "]", style="italic")
        return _closed(self._lit(article.title, spans, "bold"))

    def _lit(self, text: str, spans: Sequence[Span], style: str = "") -> Text:
        """The text on one line with its matches marked. Its length may change on the way."""
        lit = Text(style=style)
        place = 0
        for start, end in spans:
            lit.append(safe.line(text[place:start]))
            lit.append(safe.line(text[start:end]), self.match)
            place = end
        return lit.append(safe.line(text[place:]))

    def _paragraphs(self, body: str, spans: Sequence[Span]) -> Iterable[Text]:
        return (_closed(self._lit(text, within)) for text, within in by_paragraph(body, spans))

    def _numbered(self, hit: Hit, first: int = 1, last: int | None = None) -> None:
        found = self._paragraphs(hit.article.body, hit.body_spans)
        for number, paragraph in islice(enumerate(found, start=1), first - 1, last):
            self._console.print()
            self._put(paragraph, Text(f"{number:>3}  ", "dim"))

    def _snippet(self, hit: Hit, margin: Text, most: int = SNIPPET_LINES) -> None:
        body, spans = hit.article.body, hit.body_spans
        sample = safe.line(body[:LENGTH]) or " "
        columns = (self.width - len(margin)) * most
        # A tenth is lost where lines break, and the characters of some scripts take two columns.
        room = int(columns * 0.9 * len(sample) / max(graphemes.width(sample), 1))
        passage = best_passage(body, spans, min(LENGTH, room), hit.query)
        text = _closed(self._lit(passage.text, passage.spans))
        before, after = "… " if passage.before else "", " …" if passage.after else ""
        self._put(Text.assemble(before, text, after), margin, most=most + (most > 1))

    def _put(self, text: Text, margin: Text, most: int | None = None) -> None:
        """Write the text wrapped, the margin before its first line and as wide on the others.

        At most so many lines; the last of them then ends with "…".
        """
        room = self.width - len(margin)
        spans = graphemes.wrap(text.plain, room)
        if most and len(spans) > most:
            start = spans[most - 1][0]
            kept = graphemes.first_columns(text.plain[start:], room - 1).rstrip()
            spans = spans[:most]
            spans[-1] = (start, start + len(kept))
            text = Text.assemble(text[: spans[-1][1]], "…")
            spans[-1] = (start, len(text.plain))
        lines = text.divide([place for span in spans for place in span])[1::2]
        marks = graphemes.reopened([line.plain for line in lines])
        before = margin
        for line, (begins, ends) in zip(lines, marks, strict=True):
            whole = Text.assemble(
                before, graphemes.ISOLATE if begins else "", line, graphemes.POP if ends else ""
            )
            self._console.print(whole, soft_wrap=True)
            before = Text(" " * len(margin))


def _closed(text: Text) -> Text:
    """Text of an article, closed off if it runs from right to left, so that it moves nothing."""
    if graphemes.is_right_to_left(text.plain):
        return Text.assemble(graphemes.ISOLATE, text, graphemes.POP)
    return text


def _short(text: str) -> str:
    """The text, cut if it is so long that it would bury what comes after it."""
    long = graphemes.width(text) > LONGEST
    return graphemes.first_columns(text, LONGEST - 1) + "…" if long else text


def _byline(archived: ArchivedArticle, alike: int = 0) -> Text:
    parts = [graphemes.isolated(_short(safe.line(part))) for part in byline(archived.article)]
    parts += [archived.id[:8], *([f"{alike} more alike"] if alike else [])]
    if noted := len(archived.notes):
        parts.append("1 note" if noted == 1 else f"{noted} notes")
    return Text(" · ".join(parts), "dim")
