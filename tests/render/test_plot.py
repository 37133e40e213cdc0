"""Pictures. They are looked at by people; here, that they are drawn, and of what."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.model.errors import NewsArchiveError
from newsarchive.render import plot
from newsarchive.search.timeline import Column, Part, Period, Timeline

pytestmark = pytest.mark.surroundings  # matplotlib starts a program to find the fonts

DAY = dt.date(2018, 1, 1)
FOUND = Timeline(
    "day",
    [
        Period(str(day), day, day, n, 0 if n == 2 else 10)
        for n in range(4)
        for day in [DAY + dt.timedelta(days=n)]
    ],
    7,
    1,
)


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(NewsArchiveError, match=r"pip install 'newsarchive\[plot\]'"):
        plot.check()


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG\r\n"), ("svg", b"<?xml")])
def test_a_file_of_the_form_is_written(tmp_path: Path, form: str, begins: bytes) -> None:
    pytest.importorskip("matplotlib")
    plot.check()
    plot.timeline(FOUND, "oil", tmp_path / "oil", form)
    assert (tmp_path / "oil").read_bytes().startswith(begins)


def test_the_same_picture_is_the_same_file(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("a", "b"):
        plot.timeline(FOUND, "oil", tmp_path / name, "svg")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_groups_are_in_the_legend_if_they_have_articles(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    columns = [Column(frozenset((name,))) for name in ("The $x_{ Courier", "Bugle", None)]
    columns.append(Column(frozenset(("Aurora",)), others=True))
    parts = [Part(1, 2), Part(0, 1), Part(2, 2), Part(3, 3)]
    periods = [replace(period, parts=parts) for period in FOUND.periods]
    divided = replace(FOUND, periods=periods, division="source", columns=columns)
    plot.timeline(divided, "oil", tmp_path / "a.svg", "svg")
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    names = ("The $x_{ Courier", "Bugle", "unknown", "others")
    assert [f"<!-- {name} -->" in drawn for name in names] == [True, False, True, True]


def test_any_query_can_be_a_title(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Dollars are no formulas; letters that no font has, controls and lengths are no trouble."""
    pytest.importorskip("matplotlib")
    query = "$x_{ $ 北京 نفط \x1b[31m \U0010fffd " + "long " * 100
    plot.timeline(FOUND, query, tmp_path / "odd.png", "png")  # pytest makes warnings errors
    assert capfd.readouterr() == ("", "")
