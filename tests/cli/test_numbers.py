"""`stats`, `timeline` and `search --facet`: what they write, and where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Here, Ran
from tests.surroundings import needs_ascii_path


def test_facets_in_a_pipe_are_like_authors(here: Here) -> None:
    assert here("search", "oil", "--facet", "author") == here("authors", "oil")
    assert here("search", "*", "--facet", "year").out == "2\t2018\n1\t-\n"


def test_several_facets_are_named(here: Here) -> None:
    ran = here("search", "oil", "--facet", "tag", "--facet", "month", "--facet", "tag")
    assert ran.out.splitlines() == [
        "1\tmarkets\ttag", "1\toil\ttag", "1\t-\ttag", "1\t2018-04\tmonth", "1\t2018-05\tmonth",
    ]  # fmt: skip


def test_facets_as_records(here: Here) -> None:
    found = json.loads(here("search", "oil", "--facet", "source", "--json").out)
    assert found == [
        {"facet": "source", "value": "Daily Example", "articles": 1, "share": 0.5},
        {"facet": "source", "value": None, "articles": 1, "share": 0.5},
    ]
    assert here("search", "oil", "--facet", "author", "-n", "1", "--csv").out == (
        "facet,value,articles,share\nauthor,Jane Doe,2,1.0\n"
    )


def test_facets_of_nothing(here: Here) -> None:
    ran = here("search", "snow", "--facet", "author", "--json")
    assert (ran.status, ran.out) == (1, "[]\n")
    assert ran.err.startswith("nothing matches snow\n")


@pytest.mark.parametrize(
    "option", [["--ids"], ["--count"], ["--body"], ["--offset", "1"], ["--explain"],
               ["--queries", "x"], ["--kwic"], ["--group-by", "day"], ["--recent"],
               ["--sort", "relevance"]],
)  # fmt: skip
def test_what_makes_no_sense_with_facets_is_refused(here: Here, option: list[str]) -> None:
    ran = here("search", "oil", "--facet", "author", *option)
    assert (ran.status, ran.out) == (2, "")
    assert f"{option[0]} does not go with --facet" in ran.err


def test_stats_in_a_pipe(here: Here) -> None:
    lines = here("stats").out.splitlines()
    assert lines[:5] == [
        "2\t2018\tyear", "1\t-\tyear", "2\tJane Doe\tauthor", "1\tAli Veli\tauthor",
        "1\t-\tauthor",
    ]  # fmt: skip
    assert lines[-2:] == ["2\t0..9\tlength", "1\t10..\tlength"]


def test_stats_of_what_is_found(here: Here) -> None:
    found = json.loads(here("stats", "gas", "--json").out)
    assert {row["facet"]: row["value"] for row in found}["author"] == "Jane Doe"
    assert here("stats", "--author", "ali", "-n", "1", "--csv").out.splitlines()[:3] == [
        "facet,value,articles,share", "year,2018,1,1.0", "author,Ali Veli,1,1.0",
    ]  # fmt: skip


def test_stats_of_nothing(empty: Here) -> None:
    assert empty("stats").status == 2  # there is no archive
    empty("ingest", str(empty.world.news), "--quiet")
    assert empty("stats", "snow") == Ran(1, "", "nothing matches snow\n")


def test_stats_for_a_person(here: Here) -> None:
    ran = here.world.terminal("stats", LC_ALL="C.UTF-8", TERM="xterm", NO_COLOR="1")
    assert "3 articles, 2018-04-10 to 2018-05-01, 1 undated, median length" in ran.out
    assert "█" in ran.out
    assert "\nSources" in ran.out.replace("\x1b[1m", "")


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"LC_ALL": "C"}, marks=needs_ascii_path),
        {"LC_ALL": "C.UTF-8", "TERM": "dumb"},
    ],
)
def test_a_terminal_that_shows_ascii_only_gets_ascii(
    here: Here, environment: dict[str, str]
) -> None:
    out = here.world.terminal("stats", **environment).out
    assert (out.isascii(), "####" in out) == (True, True)


def test_a_timeline_in_a_pipe_is_csv(here: Here) -> None:
    ran = here("timeline", "oil", "--by", "month")
    assert ran == Ran(
        0,
        "period,first,last,articles,total,share\n"
        "2018-04,2018-04-01,2018-04-30,1,1,1.0\n"
        "2018-05,2018-05-01,2018-05-31,1,1,1.0\n",
        "",
    )


def test_a_timeline_as_records(here: Here) -> None:
    ran = here("timeline", "--since", "2018-05-01", "--json", "--by", "day")
    assert json.loads(ran.out) == [
        {"period": "2018-05-01", "first": "2018-05-01", "last": "2018-05-01", "articles": 1,
         "total": 1, "share": 1.0},
    ]  # fmt: skip


def test_what_is_undated_is_told_apart(here: Here) -> None:
    assert here("timeline", "*").err == "1 article without a date\n"
    assert here("timeline", "rained", "--tsv") == Ran(
        0,
        "period\tfirst\tlast\tarticles\ttotal\tshare\n",
        "1 article without a date: there is nothing to draw\n",
    )
    assert here("timeline", "snow", "--jsonl") == Ran(1, "", "nothing matches snow\n")


def test_a_timeline_for_a_person(here: Here) -> None:
    out = here.world.terminal(
        "timeline", "oil", "--by", "month", LC_ALL="C.UTF-8", TERM="xterm", NO_COLOR="1"
    ).out
    rows = out.splitlines()
    assert ["2018-04" in rows[0], "█" in rows[0], "2018-05" in rows[1]] == [True] * 3
    assert rows[-1] == "2 articles, by month: oil"


def test_pictures_are_written(here: Here, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    png, svg = tmp_path / "oil.png", tmp_path / "oil.svg"
    ran = here("timeline", "oil", "--png", str(png), "--svg", str(svg))
    assert ran == Ran(0, "", f"{png} written\n{svg} written\n")
    assert (png.stat().st_size > 1000, svg.stat().st_size > 1000) == (True, True)


def test_a_picture_that_cannot_be_written_is_an_error(here: Here, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / "nowhere" / "oil.png"
    ran = here.world.process("timeline", "oil", "--png", str(path))
    said = f"there is no folder {path.parent} for oil.png; make it, or correct the name"
    assert ran == Ran(2, "", f"newsarchive: {said}\n")


def test_a_picture_replaces_nothing_unasked(here: Here, tmp_path: Path) -> None:
    """Nor, asked or not, the archive."""
    pytest.importorskip("matplotlib")
    path = tmp_path / "oil.svg"
    path.write_text("mine")
    ran = here("timeline", "oil", "--svg", str(path))
    assert ran == Ran(2, "", f"newsarchive: {path} is there already; --force replaces it\n")
    assert path.read_text() == "mine"
    assert here("timeline", "oil", "--svg", str(path), "--force").status == 0
    assert path.read_text() != "mine"
    for file in (here.world.archive, here.world.archive.with_name("news.db-wal")):
        assert here("timeline", "oil", "--svg", str(file), "--force").status == 2
    assert here("list", "--count").out == "3\n"


@pytest.mark.long
def test_no_settings_of_matplotlib_change_a_picture(here: Here, tmp_path: Path) -> None:
    """Those of the current folder could be somebody else's, and name programs to run."""
    pytest.importorskip("matplotlib")
    plain, other = tmp_path / "plain.svg", tmp_path / "other.svg"
    assert here("timeline", "oil", "--svg", str(plain)).status == 0
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "matplotlibrc").write_text("text.usetex: True\naxes.facecolor: red\nnonsense")
    (tmp_path / "settings").write_bytes(b"axes.facecolor: green\n\xff")
    done = subprocess.run(
        [sys.executable, "-m", "newsarchive", "timeline", "oil", "--svg", str(other)],
        cwd=folder,
        check=False,
        capture_output=True,
        env=os.environ
        | here.world.environment()
        | {
            "MATPLOTLIBRC": str(tmp_path / "settings"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        timeout=120,
    )
    assert (done.returncode, done.stderr.decode()) == (0, f"{other} written\n")
    assert other.read_bytes() == plain.read_bytes()


def test_without_the_extra_it_is_named(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ran = here("timeline", "oil", "--png", "x.png")
    assert (ran.status, ran.out) == (2, "")
    assert "pip install 'newsarchive[plot]'" in ran.err


def test_hostile_names_reach_no_terminal(here: Here) -> None:
    evil = {"authors": ["E\x1b[31mve"], "tags": ["\u202etag"], "source": "S\x07", "body": "Evil."}
    here.world.article("evil.json", evil)
    here("ingest", str(here.world.news), "--quiet")
    for arguments in (
        ["stats"], ["stats", "--color", "never"], ["stats", "--csv"],
        ["search", "evil", "--facet", "tag"], ["timeline", "CAPS(\x1b)"],
    ):  # fmt: skip
        ran = here(*arguments)
        assert not set(ran.out + ran.err) & set("\x1b\x07\u202e"), arguments
    assert "\x1b[31m" not in here.world.terminal("stats").out
