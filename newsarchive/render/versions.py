"""The versions of an article, and how two of them differ, as lines of text.

Gone words stand in [-…-] and new ones in {+…+}, with colours or without, so that they can be told
apart everywhere. Text goes through `safe` here, before it is measured and wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal

from newsarchive.curate.diff import Difference, Piece, difference
from newsarchive.model.article import ArchivedArticle
from newsarchive.render import safe
from newsarchive.render.corrections import worded
from newsarchive.text import graphemes

Style = Literal["plain", "gone", "new", "head", "note"]
Run = tuple[Style, str]

CONTEXT = 20
"""Words that are shown on either side of a change."""

_CODES: dict[str, dict[Style, str]] = {
    "colour": {"gone": "31", "new": "32", "head": "1", "note": "2"},
    "monochrome": {"gone": "2", "new": "1", "head": "1", "note": "2"},
    "bare": {},
}
_BREAK = re.compile(r"(\n+)")
_WORD = re.compile(r"\S+")
_STEP = re.compile(r"\n|[^\S\n]+|\S+")


def version_rows(versions: Sequence[ArchivedArticle]) -> Iterator[tuple[str, ...]]:
    """A row for each version, newest first: number, when it was archived, date, words, reader,
    and what has changed since the one before.
    """
    changes = ["first seen", *(_changes(difference(a, b)) for a, b in pairwise(versions))]
    for version, changed in reversed(list(zip(versions, changes, strict=True))):
        yield (
            str(version.version),
            version.added,
            str(version.article.date or "-"),
            f"{version.words}",
            version.reader,
            changed,
        )


def _changes(found: Difference) -> str:
    gone, new = found.words
    parts = [change.name for change in found.fields]
    if gone or new:
        parts.append(f"text (-{gone} +{new} words)")
    elif found:
        parts += ["paragraphs"] * any(piece.kind != "same" for piece in found.pieces)
    return ", ".join(parts) or "nothing that is read"


def difference_lines(
    found: Difference, *, full: bool, width: int | None = None, look: str = "bare"
) -> Iterator[str]:
    """The fields that differ, then the text with its changes; unchanged stretches folded.

    Wrapped to so many columns, if `width` is given.
    """
    for mark, one in (("---", found.before), ("+++", found.after)):
        yield _styled("head", f"{mark} version {one.version}, archived {one.added}", look)
    for change in found.fields:
        runs: list[Run] = [("plain", f"{change.name}: ")]
        for style, value in (("gone", change.before), ("new", change.after)):
            if value:
                runs += [*_marked(style, safe.line(worded(value))), ("plain", " ")]
        yield from _lines(runs, width, look)
    if any(piece.kind != "same" for piece in found.pieces):
        yield ""
        yield from _lines(_text_runs(found.pieces, full=full), width, look)


def _text_runs(pieces: Sequence[Piece], *, full: bool) -> Iterator[Run]:
    for number, piece in enumerate(pieces):
        text = safe.block(piece.text)
        if piece.kind != "same":
            yield from _marked(piece.kind, text)
        elif full:
            yield "plain", text
        else:
            yield from _folded(text, first=number == 0, last=number == len(pieces) - 1)


def _marked(style: Style | str, text: str) -> Iterator[Run]:
    """The text in its marks, each paragraph in marks of its own; spaces stay outside."""
    opening, closing = ("[-", "-]") if style == "gone" else ("{+", "+}")
    kind: Style = "gone" if style == "gone" else "new"
    for part in _BREAK.split(text):
        if not part:
            continue
        if part.startswith("\n"):
            if part == text:  # two paragraphs became one, or one became two
                yield kind, f"{opening}¶{closing}"
                part = " " if kind == "gone" else part  # noqa: PLW2901 - what is left of it
            yield "plain", part
            continue
        inner = part.strip()
        lead, tail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
        yield "plain", lead
        yield kind, f"{opening}{inner}{closing}" if inner else ""
        yield "plain", tail


def _folded(text: str, *, first: bool, last: bool) -> Iterator[Run]:
    """The ends of an unchanged stretch that are next to changes, and how much was left out."""
    words = list(_WORD.finditer(text))
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    left_out = len(words) - head - tail
    if left_out <= CONTEXT:
        yield "plain", text
        return
    if head:
        yield "plain", text[: words[head - 1].end()] + " "
    before = "" if first else "\n\n"
    after = "" if last else "\n\n"
    yield "note", f"{before}… {left_out:,} words as before …{after}"
    if tail:
        yield "plain", text[words[-tail].start() :]


def _lines(runs: Iterator[Run] | Sequence[Run], width: int | None, look: str) -> Iterator[str]:
    """The runs as lines, broken between words where they would be too wide, no two empty."""
    line: list[Run] = []
    at, empty = 0, False
    for style, text in runs:
        for step in _STEP.findall(text):
            wide = graphemes.width(step)
            if step == "\n" or (width and at and not step.isspace() and at + wide > width):
                if line or not empty:
                    yield _joined(line, look)
                empty = not line
                line, at = [], 0
            if step.isspace() and not at:
                continue
            line.append((style, step))
            at += wide
    if line:
        yield _joined(line, look)


def _joined(line: Sequence[Run], look: str) -> str:
    """The runs of a line in their styles, without the spaces at its end."""
    parts = list(line)
    while parts and parts[-1][1].isspace():
        parts.pop()
    return "".join(
        _styled(style, "".join(text for _, text in together), look)
        for style, together in groupby(parts, key=lambda run: run[0])
    )


def _styled(style: Style, text: str, look: str) -> str:
    code = _CODES[look].get(style)
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


def difference_record(found: Difference) -> dict[str, object]:
    """The difference as plain data."""
    return {
        "id": found.after.id,
        "before": found.before.version,
        "after": found.after.version,
        "fields": [
            {"field": change.name, "before": change.before, "after": change.after}
            for change in found.fields
        ],
        "text": [{"kind": piece.kind, "text": piece.text} for piece in found.pieces],
    }
