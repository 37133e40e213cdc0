"""What the documentation says of the program is true."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import click
import pytest

from newsarchive.cli import main, manual
from newsarchive.cli.commands import COMMANDS, newsarchive
from newsarchive.cli.commands.helping import TOPICS, page
from newsarchive.dates.expressions import parse_dates
from newsarchive.query.parse import parse_query
from tests.layers import LAYERS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "newsarchive"
DOCS = ROOT / "docs"
NOW = dt.date(2018, 5, 10)

SHORTHAND = {"source: agency: section: tag:": ["source:x", "agency:x", "section:x", "tag:x"]}
"""A sample of the tables that is not one query → the queries that it stands for."""
DATE_NAMES = {"between A and B": "between april and may", "from A to B": "from april to may"}
"""A date expression with letters for dates → one with dates."""


def samples(topic: str) -> list[str]:
    """The code in the tables of a page, where no sentence stands: what one would type."""
    rows = [line.split("|") for line in page(topic).splitlines() if line.startswith("| ")]
    column = 1 if topic == "query" else 2
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row[column])]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_the_same_page_in_the_documentation(topic: str) -> None:
    assert (DOCS / TOPICS[topic]).read_text(encoding="utf-8") == page(topic)


@pytest.mark.parametrize("sample", samples("query"))
def test_every_sample_of_the_query_language_is_a_query(sample: str) -> None:
    for query in SHORTHAND.get(sample, [sample]):
        assert str(parse_query(query, now=NOW)) not in ("", "*") or query == "*"


@pytest.mark.parametrize("sample", samples("dates"))
def test_every_sample_of_dates_is_understood_in_options_and_in_queries(sample: str) -> None:
    expression = DATE_NAMES.get(sample, sample)
    found = parse_dates(expression, now=NOW)
    node = parse_query(f'date:"{expression}"', now=NOW)
    bare = parse_query(f"date:{expression}", now=NOW) if " " not in expression else node
    expected = f"date:{found.first or ''}..{found.last or ''}"
    if found.undated or found.first is found.last is None:
        expected = "date:none" if found.undated else "date:any"
    elif found.first == found.last:
        expected = f"date:{found.first}"
    assert (str(node), str(bare)) == (expected, expected)


def test_there_are_samples() -> None:
    assert (len(samples("query")) > 40, len(samples("dates")) > 40) == (True, True)


def test_the_architecture_names_the_rooms_in_the_order_of_imports_and_files_that_are_there() -> (
    None
):
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = re.findall(r"^\| `(\w+)(?:/|\.py)` \|", text, re.M)
    assert rooms == [room for room in LAYERS if room not in ("version", "__main__")]
    files = re.findall(r"`([\w/]+\.py)`", text)
    assert [
        name for name in files if not ((PACKAGE / name).exists() or (ROOT / name).exists())
    ] == []


def test_the_readme_names_every_command_in_its_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`newsarchive .*?) \| ", readme, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(?:newsarchive )?(\w+)", row)]
    assert named == list(COMMANDS)


def quoted_help() -> dict[str, str]:
    """Command (or "") → its help as docs/commands.md quotes it."""
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    found = re.findall(r"^## newsarchive ?(\w*)\n\n```text\n(.*?)```$", text, re.M | re.S)
    return dict(found)


@pytest.mark.surroundings
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_in_the_documentation_is_what_the_program_prints(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "")
    assert main([*name.split(), "--help"]) == 0
    assert capsys.readouterr().out == quoted_help()[name]


@pytest.mark.surroundings
def test_the_man_pages_are_those_of_the_program() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "man").iterdir()}
    assert written == manual.pages(newsarchive)


@pytest.mark.surroundings
def test_a_man_page_shows_a_text_as_it_is() -> None:
    """Nothing in a help text is a command of man's language."""

    @click.command("odd")
    def odd() -> None:
        """Odd \\fB things.

        .PP is no paragraph - 'quoted', "too".
        """

    group = click.Group("newsarchive", commands={"odd": odd})
    with click.Context(odd, info_name="odd", parent=click.Context(group, info_name="na")) as own:
        page = manual.command_page(odd, own)
    assert "\nOdd \\efB things.\n" in page
    assert "\n\\&.PP is no paragraph \\- 'quoted', \\(dqtoo\\(dq.\n" in page
