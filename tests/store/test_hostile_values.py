"""Every command reads past any value in the columns of a forged archive.

`benchmarks/faults/forging.py` has the values and the commands; it tries more values than this.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.faults import forging
from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World, quiet
from newsarchive.store import Store
from newsarchive.store.columns import TABLES

pytestmark = pytest.mark.surroundings


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An archive with rows in every table."""
    world = World(tmp_path_factory.mktemp("forged") / "world", [])
    with forging.prepared(world):
        return world


@pytest.fixture
def world(forged: World) -> Iterator[World]:
    """The archive, and this process at home with it: nothing is the user's."""
    with forging.at_home(forged):
        yield forged


@pytest.mark.faults
@pytest.mark.parametrize("where", forging.columns(), ids=".".join)
def test_every_command_reads_past_values_that_no_newsarchive_writes(
    world: World, where: tuple[str, str]
) -> None:
    tried = Tried("", "")
    forging.examine(world, *where, tried, rounds=1)
    assert tried.broken == []


def test_the_table_has_every_column_as_the_archive_has_it(world: World) -> None:
    world.restore()
    with closing(sqlite3.connect(world.archive)) as connection:
        made = {
            name: {
                column: kind + (" NOT NULL" if required or is_key else "")
                for _, column, kind, required, _, is_key in connection.execute(
                    f"PRAGMA table_info({name})"
                )
            }
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        }
    assert made == {
        name: {column: kind.sql for column, kind in columns.items()}
        for name, columns in TABLES.items()
    }


def test_check_names_the_article_and_the_column_and_repair_mends_it(world: World) -> None:
    """The text is made again from the original; nothing else changes."""
    world.restore()
    with Store.open(world.archive) as store:
        before = {one.id: one.article for one in store.articles()}
        store._db.run("UPDATE version SET words = -1, checksum = NULL WHERE article = 1")
        [first, *_] = before
    status, out, _ = quiet(["check"])
    assert status == 2
    assert (
        f"article {first[:8]} version 1: its details cannot be read: its words cannot be right: "
        "-1 is not a number from 0 to 2147483647\n"
    ) in out
    assert quiet(["check", "--repair"])[0] == 0
    with Store.open(world.archive) as store:
        assert {one.id: one.article for one in store.articles()} == before


def test_an_id_that_is_none_is_made_again_from_the_original(world: World) -> None:
    world.restore()
    with Store.open(world.archive) as store:
        before = {one.id for one in store.articles()}
        store._db.run("UPDATE article SET id = '../../escaped' WHERE key = 1")
    status, out, _ = quiet(["check"])
    assert status == 2
    assert "article number 1: its id cannot be right: '../../escaped' is not an id" in out
    assert quiet(["check", "--repair"])[0] == 0
    with Store.open(world.archive) as store:
        assert {one.id for one in store.articles()} == before


@pytest.mark.parametrize("value", [None, 5, "x", [], {"body": None}, {"body": "x", "language": 1}])
def test_an_export_of_somebody_else_is_read_past_as_well(
    world: World, tmp_path: Path, value: object
) -> None:
    world.restore()
    export = tmp_path / "all.jsonl"
    assert quiet(["export", str(export)])[0] == 0
    lines = [json.loads(line) for line in export.read_text().splitlines()]
    at = next(n for n, line in enumerate(lines) if "fields" in line)
    lines[at]["fields"] = value
    export.write_text("".join(json.dumps(line) + "\n" for line in lines))
    status, _, message = quiet(["--archive", str(tmp_path / "new.db"), "ingest", str(export)])
    assert status == 2
    assert "internal error" not in message
    assert "3 articles added" in message
