"""Everything that changes an archive, its index or files made of it: what can be killed."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.faults.world import World, held_by
from newsarchive import Archive
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store

State = dict[str, object]
"""What there is, to be compared: articles by their ids, what a user wrote, files by their names."""
SEARCHES = {"asked": "market", "unasked": "harbour OR grain OR oil"}
"""The saved searches of the archive that the actions begin with; of the first nothing is new."""


@dataclass(frozen=True)
class Action:
    """Something that can be killed: what is done, from which state, and how it may be found."""

    name: str
    arguments: list[str]
    atomic: bool
    """Whether all of it must have happened or none; else any part, batch by batch."""
    statuses: tuple[int, ...] = (0,)
    """How the same command may end when it is run again: 2, if all was done already."""
    prepare: Callable[[], None] = lambda: None
    made: Callable[[], State] = dict
    """What a user wrote into the archive, and the files that it has made beside it.

    None that is not whole is like another.
    """
    damaged: bool = False
    """Whether `check` has something to find before it."""


def actions(world: World, articles: list[dict[str, object]]) -> list[Action]:
    """All that are killed; leaves the world with the archive that they begin with, kept.

    The first half of the articles is in that archive, in an index of several segments, with notes
    about some and with saved searches.
    """
    half = len(articles) // 2
    files = sorted(world.files.iterdir())
    first, rest = files[: len(files) // 2], files[len(files) // 2 :]
    for file in first:
        world.run("ingest", str(file))
    with world.at_home(), Archive(world.archive) as archive:
        ids = [hit.id for hit in archive.search("", sort="date")]
    world.run("note", *ids[:20], "ask the ministry", "--paragraph", "1")
    for name, query in SEARCHES.items():
        world.run("save", name, query)
    world.run("new", "asked")
    world.keep()
    changed = [article | {"url": f"http://localhost/{n}"} for n, article in enumerate(articles)]
    spare = world.folder / "spare.db"
    world.run("backup", str(spare))
    backup, export = world.made / "backup.db", world.made / "export.jsonl.gz"
    originals = world.made / "originals"
    exported = world.folder / "exported.jsonl.gz"
    world.run("export", str(exported))
    shown: set[str] = set()

    def give_addresses() -> None:
        """Archive all articles with addresses, that they are known by when they change."""
        world.write("addresses.jsonl", changed[:half])
        world.run("ingest", str(world.files / "addresses.jsonl"))
        again = [one | {"body": f"{one['body']}\n\nCorrected."} for one in changed[:half]]
        world.write("addresses.jsonl", again)

    def forget_index() -> None:
        """Let the archive run far ahead of its index."""
        world.run("ingest", *map(str, rest), XDG_CACHE_HOME=str(world.folder / "elsewhere"))

    def back_up_before() -> None:
        """Have an older backup, and more to back up since."""
        world.run("backup", str(backup))
        world.run("ingest", *map(str, rest))

    def go_on() -> None:
        """Let the archive have more than what is to be restored, and other than that."""
        world.run("ingest", *map(str, rest))
        world.run("edit", *ids[:20], "--add-tag", "later")

    def forget_shown() -> None:
        """What earlier runs have printed was not shown by this one."""
        shown.clear()
        world.output.unlink(missing_ok=True)

    def seen() -> State:
        """The articles that count as seen, if all of them were shown."""
        if world.output.exists():
            lines = world.output.read_text("utf-8", "replace").splitlines()
            shown.update(line.partition("\t")[0] for line in lines)
        wrote = _writings(world.archive)
        marked = {key.partition(" ")[2] for key in wrote if key.startswith("@unasked ")}
        return {"seen": "all were shown" if marked <= shown else "some were not shown"}

    known = [
        Action("ingest", ["ingest", *map(str, files)], atomic=False),
        Action("ingest of a new archive", ["ingest", *map(str, files)], False, prepare=world.clear),
        Action(
            "ingest of changed articles", ["ingest", str(world.files / "addresses.jsonl")], False,
            prepare=give_addresses,
        ),
        Action("ingest --dry-run", ["ingest", "--dry-run", *map(str, files)], atomic=True),
        Action("edit", ["edit", *ids, "--add-tag", "checked"], atomic=True),
        Action("remove", ["remove", *ids[::2], "--yes"], atomic=True, statuses=(0, 2)),
        Action("rebuild", ["rebuild"], atomic=True),
        Action("compact", ["compact"], atomic=True),
        Action("merging of the index", ["search", "*", "--count"], True, prepare=forget_index),
        Action("duplicates", ["duplicates", "*", "--ids"], atomic=True, statuses=(0, 1)),
        Action(
            "backup over an older one", ["backup", str(backup), "--force"], atomic=True,
            prepare=back_up_before, made=lambda: _archive(backup),
        ),
        Action(
            "restore", ["restore", str(spare)], atomic=True, statuses=(0, 2), prepare=world.clear,
        ),
        Action(
            "restore over an archive", ["restore", str(spare), "--force"], atomic=True,
            prepare=go_on,
        ),
        Action(
            "export to a file", ["export", str(export)], atomic=True, statuses=(0, 2),
            made=lambda: _export(export),
        ),
        Action(
            "export to a folder", ["export", str(originals)], atomic=False,
            made=lambda: _files(originals),
        ),
        Action(
            "check --repair", ["check", "--repair"], atomic=True,
            prepare=lambda: spoil(world.archive), damaged=True,
        ),
        Action("note", ["note", *ids[10:], "look at the print edition"], atomic=True),
        Action("tag", ["tag", *ids, "+energy", "-draft"], atomic=True, statuses=(0, 1)),
        Action("save", ["save", "unasked", "storm", "--since", "2018"], atomic=True),
        Action(
            "new", ["new", "--ids"], atomic=True, statuses=(0, 1), prepare=forget_shown, made=seen
        ),
        Action("import of an export", ["ingest", str(exported)], False, prepare=world.clear),
    ]  # fmt: skip
    return [replace(one, made=partial(_made, world.archive, one.made)) for one in known]


def _made(archive: Path, made: Callable[[], State]) -> State:
    return _writings(archive) | made()


def _writings(archive: Path) -> State:
    """What a user wrote into an archive: notes, saved searches, and what was seen of them."""
    if not archive.exists() or not archive.stat().st_size:
        return {}
    wrote: State = {}
    with suppress(ArchiveError), Store.open(archive, readonly=True) as store:
        for one in store.articles():
            wrote |= {f"{one.id} {note.text}": note.quote for note in one.notes}
        for past in store.searches.past():
            wrote[f"@{past.search.name}"] = past.search.query, past.search.options
            wrote |= {f"@{past.search.name} {id_}": "seen" for id_ in past.seen}
    return wrote


def spoil(archive: Path) -> None:
    """Damage texts, and originals that can be read again from their files."""
    with closing(sqlite3.connect(archive)) as spoiling:
        spoiling.execute("UPDATE version SET title = 'Other' WHERE article % 3 = 0")
        spoiling.execute("UPDATE original SET data = x'00' WHERE rowid % 10 = 0")
        spoiling.commit()


_TORN = "something that is not whole"


def _archive(file: Path) -> State:
    """A backup, if there is one."""
    if not file.exists():
        return {}
    try:
        with Store.open(file, readonly=True) as store:
            sound = next(store.check(), None) is None
    except ArchiveError:
        sound = False
    return {file.name: held_by(file) if sound else _TORN}


def _export(file: Path) -> State:
    """An export, if there is one: all of it but its first line, which says when it was made."""
    if not file.exists():
        return {}
    try:
        lines = gzip.decompress(file.read_bytes()).partition(b"\n")[2]
    except (OSError, EOFError):
        return {file.name: _TORN}
    return {file.name: hashlib.sha256(lines).hexdigest()}


def _files(folder: Path) -> State:
    """The files of a folder, if there is one."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("*")
        if not path.name.startswith(".")
    }
