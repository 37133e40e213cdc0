"""An archive without its file: every command prints what it prints from the file, or says why not.

The commands are those of the golden files, so a new one is tried here too.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsarchive import Archive
from newsarchive.cli.commands import COMMANDS
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.engine import OpenSearchEngine
from newsarchive.engines.opensearch.generations import Generations, IndexSettings
from newsarchive.store.follow import follow
from tests.browsing import browsing
from tests.golden.runs import RUNS, Ran, run, timeless, world
from tests.golden.screens import seen

FORMS = ("pipe", "json")

MORE = (
    "search river --sort title", "search river --sort author", "search river --sort words",
    "search river --sort added", "search river --recent", "search river --offset 2 -n 3",
    "search 'riv* AND NOT flood' --any", "search '\"rivers authority\"' --kwic",
    "search river --facet source --facet agency --facet section --facet tag --facet language",
    "search river --facet month --facet length", "list --count", "authors river",
    "stats river --since 2020", "timeline river --by week", "timeline --group-by language",
    "sample river -n 3 --by source", "sample -n 5 --by language --seed 2", "list --sort date-asc",
    "search CAPS:US -n 3", "audit undated short no-author", "search riverz --explain",
)  # fmt: skip
"""Further options, in a pipe."""
NAME = "remote-golden"
REFUSED = "this needs the archive's file"
FILE = frozenset(
    "ingest ingest-dry-run search-dups save saved new show-versions show-provenance diff "
    "duplicates audit audit-any audit-unread edit edit-log note tag log backup export "
    "export-originals compact rebuild restore check".split()
)
"""The runs that need the archive's file."""
OWN = frozenset(["config", "index", "rerun", "status"])
"""Those that say where the archive is, or what has changed in it."""
ALIKE = "near duplicates among them are shown: to know them needs the archive's file\n"


@contextmanager
def followed(file: Path, url: str, name: str, shards: int = 2) -> Iterator[str]:
    """The address of an index that follows an archive, and is deleted in the end."""
    with Archive(file) as archive:
        store = archive._session.stored()
        cluster = Cluster(url)
        engine = OpenSearchEngine(
            cluster, name, store.uid, title=file.name, settings=IndexSettings(shards, 0)
        )
        try:
            follow(engine, store)
            yield f"{url}/{name}"
        finally:
            generations = Generations(cluster, name, store.uid)
            for index in generations.all():
                generations.remove(index)
            engine.close()


def ran(archive: str | Path, line: str, form: str, folder: Path) -> Ran:
    """Run a command on an archive; what it writes into the folder goes again."""
    before = set(folder.iterdir())
    os.environ["NEWSARCHIVE"] = str(archive)
    done = run(line, form)
    for new in set(folder.iterdir()) - before:
        shutil.rmtree(new) if new.is_dir() else new.unlink()
    out = re.sub(r'("engine": ")\w+', r"\g<1>any", done.out).replace(NAME, "news.db")
    return Ran(done.status, timeless(out, folder), timeless(done.err, folder).replace(ALIKE, ""))


def test_every_command_prints_the_same_or_names_the_file(cluster_url: str) -> None:
    """In one test, as the world is made once."""
    wrong: list[str] = []
    with world() as folder, followed(folder / "news.db", cluster_url, NAME) as address:
        runs = RUNS | {line: (line, ("pipe",)) for line in MORE}
        for name, (line, forms) in runs.items():
            for form in [form for form in FORMS if form in forms]:
                there = ran(address, line, form, folder)
                if name in FILE:
                    right = (there.status, there.out) == (2, "") and REFUSED in there.err
                    wrong += [] if right else [f"{name}.{form}: {there}"]
                elif name not in OWN:
                    here = ran(folder / "news.db", line, form, folder)
                    wrong += [] if here == there else [f"{name}.{form}:\n{here}\n{there}"]
    assert {line.split()[0] for line, _ in RUNS.values()} >= set(COMMANDS)
    assert not wrong, "\n\n".join(wrong)


def test_the_browser_shows_the_same_or_names_the_file(cluster_url: str) -> None:
    with world() as folder, followed(folder / "news.db", cluster_url, "remote-browse") as address:
        for name in ("browse-side", "browse-article"):
            here, there = (asyncio.run(seen(of, name)) for of in (folder / "news.db", address))
            assert here == there

        async def versions() -> str:
            async with browsing(address, "id:f3dbb26f", sees="the best first") as it:
                return await it.press("v", sees=REFUSED)

        assert "remote-browse" in asyncio.run(versions())
