"""Put values into an archive that no newsarchive writes, one column after the other, and ask it.

Somebody else's archive may hold anything that SQLite can. Whatever is asked of it, there must be no
traceback, no control character on stdout or stderr, no file outside the folders that were named,
and a run that archives a new file must archive it.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import chdir, closing, contextmanager, suppress
from itertools import islice
from pathlib import Path

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World, quiet
from newsarchive.store import dictionaries
from newsarchive.store.columns import TABLES, checksum
from newsarchive.store.database import Access, Database

TEXTS = (
    b"\x1b]0;forged\x07\x1b[2J",
    b"../../escaped/\xc2\x9b31m",
    b"",
    b"\xff\x1b\x00",
    b"[" * 20_000,
    b"2020-01-01\x1b12:00",
    b'["\x1b[31m", "\\u001b[2J"]',
    b'"2020-99-99"',
)
NUMBERS = (-1, 2**63 - 1, -(2**63), 2**40)
BYTES = (b"\x1b[2J", b"", b"../../escaped")

REFUSED = {
    ("revision", "number"),  # no later revision can be numbered
    ("revision", "token"),  # nor be told from another archive's
    ("article", "version"),  # a changed file has no next version
}
"""Where no run can archive anything before `check --repair`."""


def columns() -> list[tuple[str, str]]:
    """Every column of every table."""
    return [(table, column) for table, kinds in TABLES.items() for column in kinds]


_NO_ROWID = {
    "correction": "article", "settled": "article", "seen": "article", "member": "article",
    "tally": "value", "stamp": "path",
}  # fmt: skip
"""Tables without row numbers, with a column to change rows by."""


def prepare(world: World) -> None:
    """Archive what every table has rows of: corrections, a settled date, a file not read, …"""
    days = ("25/05/2018", "04/05/2018", "2018-05-06", "2018-05-07", "2018-05-08")
    for number, day in enumerate(days):
        (world.files / f"{number}.txt").write_text(
            f"Title {number}\n{day}\nBy Jane Doe\n\nCocoa rose again, said number {number}.\n"
        )
    for name in ("photo.jpg", "empty.txt", "half.json", "link.pdf"):
        (world.files / name).write_bytes(b"")
    quiet(["ingest", str(world.files)])
    (world.files / "2.txt").write_text("Title 2\n2018-05-06\n\nCocoa fell, says number 2.\n")
    quiet(["ingest", str(world.files)])
    ids = quiet(["list", "--ids"])[1].split()
    quiet(["edit", *ids[:3], "--add-tag", "checked", "--title", "Another"])
    quiet(["edit", ids[0], "--date", "2018-05-09"])
    quiet(["edit", ids[0], "--undo"])
    quiet(["note", *ids[:3], "Ask the grower", "--paragraph", "1"])
    quiet(["save", "sweets", "cocoa OR sugar", "--since", "2018-05", "--sort", "added"])
    quiet(["new"])
    quiet(["remove", ids[1], "--yes"])
    quiet(["duplicates"])
    with closing(Database(world.archive, Access.WRITE, wait=1)) as database, database.transaction():
        dictionaries.add(database, [path.read_bytes() for path in world.files.glob("*.txt")])
    quiet(["compact"])
    with closing(sqlite3.connect(world.archive)) as connection:
        connection.execute(
            "INSERT INTO writer VALUES (999999, 'elsewhere', 'ingest', '2018-05-09')"
        )
        connection.commit()
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }
    assert all(counts.values()), counts
    world.keep()


def forged(world: World, table: str, column: str) -> Iterator[str]:
    """The archive with values in a column: as many at once as it has rows; which are left."""
    sql = TABLES[table][column].sql
    values = list(TEXTS if "TEXT" in sql else BYTES if "BLOB" in sql else NUMBERS)
    while values:
        world.restore()
        with closing(sqlite3.connect(world.archive)) as connection:
            row = _NO_ROWID.get(table, "rowid")
            rows = [one for (one,) in connection.execute(f"SELECT DISTINCT {row} FROM {table}")]
            connection.execute("PRAGMA foreign_keys = OFF")
            for one in rows:
                if values:
                    cast = "CAST(? AS TEXT)" if "TEXT" in sql else "?"
                    connection.execute(
                        f"UPDATE OR IGNORE {table} SET {column} = {cast} WHERE {row} = ?",
                        (values.pop(), one),
                    )
            for sealed in ("version", "correction", "settled"):
                if table != sealed or column != "checksum":
                    connection.execute(f"UPDATE {sealed} SET checksum = NULL")
            if column != "checksum":
                _seal(connection)
            connection.commit()
        yield f"{table}.{column}, {len(values)} values left"


def _seal(connection: sqlite3.Connection) -> None:
    """Give notes and saved searches checksums that fit, where values can be read at all."""
    for table, columns in (
        ("saved", "name, query, options, made"),
        ("note", "article, uid, text, quote, made, changed, removed"),
    ):
        with suppress(sqlite3.OperationalError):
            select = f"SELECT rowid, {columns} FROM {table}"
            for key, *values in connection.execute(select).fetchall():
                seal = f"UPDATE {table} SET checksum = ? WHERE rowid = ?"
                connection.execute(seal, (checksum(values), key))


def commands(world: World, id_: str) -> list[list[str]]:
    """Everything that can be asked of an archive."""
    made = world.made
    return [
        ["search", "cocoa"],
        ["search", "cocoa", "--json", "--body"],
        ["list", "--csv"],
        ["list", "--facet", "author", "--facet", "tag", "--facet", "source"],
        ["list", "--fields", "id,title_source,date_source,language,published,path"],
        ["show", id_, "--provenance"],
        ["show", id_, "--versions"],
        ["diff", id_],
        ["stats"],
        ["timeline"],
        ["authors"],
        ["audit"],
        ["audit", "unread"],
        ["audit", "unread", "--json"],
        ["duplicates"],
        ["status"],
        ["note", "--list", id_],
        ["search", "note:grower", "--json"],
        ["saved"],
        ["search", "@sweets"],
        ["new"],
        ["edit", id_, "--log"],
        ["check"],
        ["export", str(made / "all.jsonl"), "--force"],
        ["export", str(made / "folder")],
        ["backup", str(made / "copy.db"), "--force"],
        ["edit", id_, "--undo"],
        ["ingest", str(world.files / "new.txt"), str(world.files / "2.txt")],
        ["check", "--repair"],
        ["check"],
    ]


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def examine(world: World, table: str, column: str, tried: Tried, rounds: int | None = None) -> None:
    """Ask the archive everything, with each value in this column, or as many as fit in `rounds`."""
    (world.files / "2.txt").write_text("Title 2\n2018-05-06\n\nCocoa stays, says number 2.\n")
    (world.files / "new.txt").write_text("New\n2018-06-01\n\nSugar rose.\n")
    for what in islice(forged(world, table, column), rounds):
        with closing(sqlite3.connect(world.archive)) as connection:
            connection.text_factory = bytes
            ids = [one for (one,) in connection.execute("SELECT id FROM article")]
        id_ = next((one.decode() for one in ids if re.fullmatch(b"[0-9a-f]{16}", one)), "0000")
        shutil.rmtree(world.made)
        world.made.mkdir()
        for arguments in commands(world, id_):
            _, out, said = quiet(arguments)
            when = f"{what}: {' '.join(arguments[:2])}"
            internal = "internal error" in said or "Traceback" in said
            tried.expect(not internal, f"an internal error ({when}): {said[-200:]}")
            control = _CONTROLS.search(out + said)
            tried.expect(not control, f"a control character ({when}): {control}")
            if arguments[0] == "ingest" and (table, column) not in REFUSED:
                tried.expect("1 article added" in said or "2 articles added" in said,
                             f"a good file was not archived ({when}): {said[-200:]}")  # fmt: skip
        sound = "check found no problems" in said
        tried.came("read past; " + ("mended by check --repair" if sound else "named by check"))
    beyond = world.folder.parent.glob("*escaped*")
    within = [
        path
        for path in world.folder.rglob("*escaped*")
        if path.parent != world.made / "folder"  # there a title is a part of a name
    ]
    outside = [*within, *beyond, *Path.cwd().iterdir()]
    tried.expect(not outside, f"written outside: {outside[:3]}")


@contextmanager
def prepared(world: World) -> Iterator[None]:
    """The archive is ready, and this process at home, in an empty folder."""
    (world.folder / "here").mkdir()
    with at_home(world):
        prepare(world)
        yield


@contextmanager
def at_home(world: World) -> Iterator[None]:
    """This process in the home of the archive, in an empty folder."""
    with world.at_home(), chdir(world.folder / "here"):
        yield


def forging(world: World) -> list[Tried]:
    """Every column of every table."""
    tried = Tried(
        "values that no newsarchive writes",
        f"each of {len(columns())} columns of an archive, checksums taken away, asked "
        f"{len(commands(world, ''))} commands",
    )
    with prepared(world):
        for table, column in columns():
            examine(world, table, column, tried)
    return [tried]
