"""A small archive, and two ways to run the program on it: in a process of its own, and in this."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsarchive.cli import main
from tests.surroundings import environment
from tests.terminals import Terminal

ARTICLES: dict[str, dict[str, object]] = {
    "oil.json": {
        "title": "Oil prices rise",
        "date": "2018-04-10",
        "authors": ["Jane Doe", "Ali Veli"],
        "source": "Daily Example",
        "tags": ["oil", "markets"],
        "body": "Oil rose on Tuesday.\n\nTraders in Baku were not surprised.",
    },
    "gas.json": {
        "title": "Gas follows",
        "date": "2018-05-01",
        "authors": ["Jane Doe"],
        "body": "Gas followed oil, as it does.",
    },
    "rain.json": {"title": "Rain", "body": "It rained, “really”, all day."},
}
"""Just enough to be told apart: two articles with "oil", one without date and author."""


@dataclass(frozen=True)
class Ran:
    """What a run of the program left."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class World:
    """A folder with a few articles, an archive, and nothing of the real user's."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "news.db"

    @property
    def news(self) -> Path:
        return self.folder / "news"

    def environment(self) -> dict[str, str]:
        return {
            "NEWSARCHIVE": str(self.archive),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "NEWSARCHIVE_PAGER": "",
            "COLUMNS": "",
            "TERM": "xterm",
        }

    def article(self, name: str, fields: Mapping[str, object]) -> Path:
        """Write a file with one article."""
        self.news.mkdir(exist_ok=True)
        path = self.news / name
        path.write_text(json.dumps(fields))
        return path

    def process(self, *arguments: str, stdin: str = "", **variables: str) -> Ran:
        """Run the program as a person does."""
        done = subprocess.run(
            [sys.executable, "-m", "newsarchive", *arguments],
            input=stdin.encode(),
            capture_output=True,
            check=False,
            env=environment(**self.environment() | variables),
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def shell(self, line: str) -> Ran:
        """Run a line of shell, in which `newsarchive` is the program."""
        python = shlex.quote(sys.executable)
        program = f'newsarchive() {{ {python} -m newsarchive "$@"; }}\nset -o pipefail\n'
        done = subprocess.run(
            ["bash", "-c", program + line],
            capture_output=True,
            check=False,
            env=environment(**self.environment()),
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *arguments: str, typed: str = "", **variables: str) -> Ran:
        """Run the program on a terminal of 80 columns; stdout and stderr come as one, in `out`."""
        terminal = Terminal()
        command = [sys.executable, "-m", "newsarchive", *arguments]
        status = terminal.run(command, environment(**self.environment() | variables), typed=typed)
        return Ran(status, terminal.read().replace("\r\n", "\n"), "")


@dataclass(frozen=True)
class Here:
    """The same world, in which the program runs in this process: fast."""

    world: World
    captured: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Ran:
        self.captured.readouterr()
        status = main(arguments)
        out, err = self.captured.readouterr()
        return Ran(int(status), out, err)

    def terminal(self, *arguments: str, **environment: str) -> Ran:
        """The program on a terminal of 80 columns; stdout and stderr come as one, in `out`.

        Programs that it starts do not see the terminal: for them there is `world.terminal`.
        """
        terminal = Terminal()
        with pytest.MonkeyPatch.context() as patch, terminal.stream() as stream:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", stream)
            status = main(arguments)
        return Ran(int(status), terminal.read().replace("\r\n", "\n"), "")

    def id_of(self, word: str) -> str:
        """The id of the article that the word finds."""
        return self("search", word, "--ids").out.strip()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs the program depends on the terminal, the locale, the zone and the environment."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.surroundings)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The articles as files; nothing is archived yet."""
    made = World(tmp_path)
    for name, fields in ARTICLES.items():
        made.article(name, fields)
    return made


@pytest.fixture
def empty(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    """The program in this process, before anything is archived."""
    for name, value in world.environment().items():
        monkeypatch.setenv(name, value)
    return Here(world, capsys)


@pytest.fixture
def here(empty: Here) -> Here:
    """The program in this process, the articles archived."""
    assert empty("ingest", str(empty.world.news), "--quiet") == Ran(0, "", "")
    return empty
