"""The lines in which the browser talks: what was found, what is wrong, what may follow, the keys.

It must not know the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli import complaints
from newsarchive.cli.browse.keys import KEYS
from newsarchive.cli.browse.questions import Question, Suggestion
from newsarchive.model.errors import PointedError
from newsarchive.render import safe
from newsarchive.render.numbers import articles
from newsarchive.text import graphemes

if TYPE_CHECKING:
    from newsarchive.model.progress import Progress

HINTS = "? keys  / query  f facets  q quit"
SEARCHING = "searching; Esc ends this"
COMPARING = "looking for near duplicates; Esc ends this"


def summary(total: int | None, question: Question) -> Text:
    """How much there is."""
    how = f"by {question.by}" if question.by != "relevance" else "the best first"
    if total is None:
        return Text(f"  {how}", "dim")
    return Text(f"  {articles(total)}, {how}" if total else "  nothing matched", "dim")


def complaint(error: PointedError, typed: str, width: int) -> list[Text]:
    """Carets under the query, and the message; before them the query, unless it stands above."""
    lines = complaints.pointed(error.query, error.start, error.end, width - 2).split("\n")
    above = error.query == typed and graphemes.width(typed) < width - 3
    return [Text(line) for line in (lines[1:] if above else lines)] + [
        Text(f"  {safe.line(str(error))}", "bold")
    ]


def choices(offered: Sequence[Suggestion], chosen: int | None, width: int) -> Text:
    """The suggestions on one line, from the chosen one on."""
    line = Text("  Tab", "dim")
    for number, one in enumerate(offered[(chosen or 0) :], chosen or 0):
        if graphemes.width(line.plain) + graphemes.width(one.text) + 2 > width:
            break
        line.append("  ").append(one.text, "reverse" if number == chosen else "not dim")
    return line


def progress(done: Progress) -> str:
    """How far long work has come."""
    of = f" of {done.total:,}" if done.total else ""
    return f"{done.stage} {done.done:,}{of}; Esc ends this"


def foot(left: str, width: int) -> list[Text]:
    """The last line: what there is to say, and the first keys if there is room for both."""
    left = safe.line(left)
    room = width - len(HINTS) - 2
    if graphemes.width(left) > room:
        return [Text(left[start:end]) for start, end in graphemes.wrap(left, max(width, 20))]
    return [Text.assemble(left, " " * (room - graphemes.width(left) + 2), (HINTS, "dim"))]


def keys(width: int) -> list[Text]:
    """What each key does."""
    wide = max(len(key.shown) for key in KEYS) + 2
    lines = [Text("Keys", "bold"), Text()]
    for key in KEYS:
        for number, (start, end) in enumerate(graphemes.wrap(key.about, max(width - wide, 20))):
            name = "" if number else key.shown
            lines.append(Text.assemble((f"{name:<{wide}}", "bold"), key.about[start:end]))
    return [*lines, Text(), Text("How to ask: newsarchive help query", "dim")]
