"""Who reads may go away, or never have been there; disks may be full. Nobody is bothered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ran, World

MANY = 400


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> World:
    """More than a pipe holds."""
    world = World(tmp_path_factory.mktemp("streams"))
    lines = (f'{{"title": "Oil {n}", "body": "Oil rose {n}. {"x" * 300}"}}\n' for n in range(MANY))
    (world.folder / "many.jsonl").write_text("".join(lines))
    assert world.process("ingest", "--quiet", str(world.folder / "many.jsonl")).status == 0
    return world


GONE = [
    "newsarchive list --jsonl --body | head -n 1",
    "newsarchive list --csv | true",
    "newsarchive list | head -c 1",
    r"newsarchive list --format '{title}\n' | sed -n 1q",
    "newsarchive search oil --json | head -n 2",
    "newsarchive show $(newsarchive list --ids -n 40) | head -n 1",
    "newsarchive --help | true",
    "newsarchive search '(oil' 2>&1 | true",
    "newsarchive completion bash | true",
]
CLOSED = {
    "newsarchive --version >&-": 0,
    "newsarchive --version <&- >&- 2>&-": 0,
    "newsarchive list >&-": 0,
    "newsarchive list --jsonl >&- 2>&-": 0,
    "newsarchive status <&- >&- 2>&-": 0,
    "newsarchive nonsense 2>&-": 2,
    "newsarchive search nothing-like-it 2>&-": 1,
    "newsarchive nonsense 2> /dev/full": 2,
}
"""Command → its status."""


@pytest.mark.long
@pytest.mark.parametrize("line", GONE)
def test_a_reader_that_goes_away_is_a_normal_end(archived: World, line: str) -> None:
    """The status of the program itself: 0, or what an error would have had."""
    ran = archived.shell(f"{line}; exit ${{PIPESTATUS[0]}}")
    assert ran.err == ""
    assert ran.status == (2 if "(oil" in line else 0)


@pytest.mark.parametrize("line", CLOSED)
def test_a_stream_that_was_never_there(archived: World, line: str) -> None:
    ran = archived.shell(line)
    assert ran == Ran(CLOSED[line], "", "")


def test_nothing_of_it_was_written_into_the_archive(archived: World) -> None:
    """A file that is opened takes the place of a stream that is closed."""
    assert archived.shell("newsarchive list >&- 2>&-; newsarchive check 2>&-").status == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", ["list", "list --jsonl", "--help", "search oil --ids"])
def test_a_full_disk_is_said_once(archived: World, command: str) -> None:
    ran = archived.shell(f"newsarchive {command} > /dev/full")
    assert (ran.status, ran.err) == (2, "newsarchive: no space left on device\n")


COMPOSED = {
    "newsarchive list --ids -n 5 | newsarchive show - --jsonl | wc -l": "5",
    "newsarchive list -n 5 | newsarchive show - --jsonl | wc -l": "5",
    "newsarchive list --ids -0 -n 5 | tr -cd '\\0' | wc -c": "5",
    r"newsarchive list --format '{id}' -0 -n 5 | xargs -0 -n 1 echo | wc -l": "5",
    "newsarchive list --ids -0 -n 5 | newsarchive show - --format '{short_id}' | wc -l": "5",
    "newsarchive list --ids -n 2 | newsarchive edit - --tag x --dry-run --json | grep -c id": "2",
}


@pytest.mark.parametrize("line", COMPOSED)
def test_commands_compose(archived: World, line: str) -> None:
    ran = archived.shell(line)
    assert (ran.status, ran.out.strip()) == (0, COMPOSED[line])
