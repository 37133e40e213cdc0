"""A timeline as a picture in a file. The only module that knows matplotlib, which is an extra."""

from __future__ import annotations

import datetime as dt
import logging
import math
import os
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.model.errors import NewsArchiveError
from newsarchive.render import safe
from newsarchive.render.numbers import articles, column_labels
from newsarchive.search.timeline import Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

SIZE = (10.0, 5.6)
"""Inches."""
DPI = 160
MOST_DOTS = 60
"""A line of more periods has small dots."""
LONGEST = 90
"""Characters of a query in the title."""

LONGEST_NAME = 40
"""Characters of a group in the legend."""

_BLUE, _GREY, _INK = "#2f6f9f", "#9aa5ad", "#22303a"
_PALE = "#d5dade"
_SEVERAL = (_BLUE, "#d98032", "#4f9d69", "#b5495b", "#7d5ba6", "#c2a83e", "#3fa7a7", "#8c6d5a")
"""The colours of groups, told apart by people with most kinds of colour blindness."""


def check() -> None:
    """Raise NewsArchiveError if pictures cannot be drawn: before anything is searched."""
    try:
        with _unconfigured():
            import matplotlib  # noqa: F401, ICN001 - whether it is there
    except ImportError as error:
        raise NewsArchiveError(
            "pictures need matplotlib, which is not installed: pip install 'newsarchive[plot]'"
        ) from error


@contextmanager
def _unconfigured() -> Iterator[None]:
    """Load matplotlib where it finds no settings of the user's, nor of the current folder's.

    It reads a `matplotlibrc` when it is loaded, one of the current folder first: somebody else's
    folder, perhaps, and settings can name programs to run. Nobody but its owner can put one into
    the root of a disk, nor modules, which Python too may look for in the current folder.
    """
    before = os.environ.get(_SETTINGS)
    try:
        with chdir(Path.cwd().anchor):
            os.environ[_SETTINGS] = os.devnull
            yield
    finally:
        del os.environ[_SETTINGS]
        if before is not None:
            os.environ[_SETTINGS] = before


_SETTINGS = "MATPLOTLIBRC"


def timeline(found: Timeline, query: str, path: Path, form: str) -> None:
    """Draw the articles that match and, below, their share of all; `form` is png or svg."""
    # It reports on its own font cache.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with _unconfigured():
        from matplotlib import rc_context, rcParamsDefault
    from matplotlib.figure import Figure

    given = safe.line(query if len(query) <= LONGEST else query[: LONGEST - 1] + "…")
    look: dict[str, Any] = {
        # All of them: a program that uses this as a library may have loaded matplotlib before.
        **{name: value for name, value in rcParamsDefault.items() if name != "backend"},
        "font.family": _fonts("".join((given, *column_labels(found)))),
        "text.color": _INK,
        "axes.edgecolor": _GREY,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "svg.hashsalt": "newsarchive",  # the same picture is the same file
    }
    # A letter that no font has is drawn as a box.
    with warnings.catch_warnings(action="ignore"), rc_context(look):
        figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
        counts, shares = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [3, 1]})
        middles = [period.first + (period.last - period.first) / 2 for period in found.periods]
        days = (found.periods[0].last - found.periods[0].first).days + 1
        _bars(found, counts, middles, days * 0.86)
        # A line is broken where there is nothing to have a share of.
        parts = [
            math.nan if period.share is None else period.share * 100 for period in found.periods
        ]
        few = len(parts) <= MOST_DOTS
        shares.plot(
            middles, parts, color=_BLUE, linewidth=1.4, marker="o", markersize=3 if few else 1
        )
        _literal(counts.set_title(given, loc="left", fontsize=14, fontweight="bold", pad=24))
        _literal(
            counts.text(0, 1.03, _told(found), transform=counts.transAxes, fontsize=10, color=_GREY)
        )
        _dress(counts, "articles")
        _dress(shares, "% of all")
        _dates(found, shares)
        metadata = {"Date": None} if form == "svg" else {}
        figure.savefig(path, format=form, metadata=metadata, facecolor="white")


def _bars(found: Timeline, axes: Any, middles: list[dt.date], width: float) -> None:
    """A bar for each period; of a divided timeline, a pile of its parts."""
    if not found.division:
        axes.bar(middles, [period.articles for period in found.periods], width=width, color=_BLUE)
        return
    below = [0] * len(middles)
    for n, (column, name) in enumerate(zip(found.columns, column_labels(found), strict=True)):
        heights = [period.parts[n].articles for period in found.periods]
        if not any(heights):
            continue
        colour = _SEVERAL[n % len(_SEVERAL)]
        if column.value is None:
            colour = _PALE if column.others else _GREY
        axes.bar(middles, heights, width=width, bottom=below, color=colour, label=_short(name))
        below = list(map(int.__add__, below, heights))
    for text in axes.legend(frameon=False, fontsize=9).get_texts():
        _literal(text)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _told(found: Timeline) -> str:
    undated = f", {found.undated:,} more undated" if found.undated else ""
    return f"{articles(found.articles - found.undated)} by {found.by}{undated}"


def _dress(axes: Axes, name: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_ylabel(name)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=name == "articles"))
    axes.grid(axis="y", color=_GREY, alpha=0.3, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _dates(found: Timeline, axes: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    locator = AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_xlim(date2num(found.periods[0].first) - 0.5, date2num(found.periods[-1].last) + 0.5)


def _literal(text: Text) -> None:
    text.set_parse_math(False)  # a dollar is a dollar


def _fonts(text: str) -> list[str]:
    """The usual font, and for letters that it lacks the first installed ones that have them."""
    from matplotlib.font_manager import findfont, fontManager, get_font

    chosen = ["DejaVu Sans"]
    missing = {ord(char) for char in text if not char.isspace()}
    missing -= set(get_font(findfont(chosen[0])).get_charmap())
    for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.style, entry.weight == 400)):
        if not missing:
            break
        if entry.name in chosen or entry.style != "normal":
            continue
        found = missing & set(get_font(entry.fname).get_charmap())
        if found:
            chosen.append(entry.name)
            missing -= found
    return chosen
