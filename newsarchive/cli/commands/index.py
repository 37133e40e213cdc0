"""`newsarchive index`."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

import click

from newsarchive.cli.commands.status import index_lines, write_lines
from newsarchive.cli.exits import Exit
from newsarchive.cli.labour import labour
from newsarchive.cli.run import Run
from newsarchive.model.errors import ArchiveError

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.files.choices import Choice


def _agreed(run: Run, where: Choice) -> bool:
    """Ask whether an index is to be deleted. Raises UsageError without a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            "there is no terminal to ask on: pass --yes", click.get_current_context()
        )
    run.say(f"this deletes the index {where} for everybody who searches it; the archive stays")
    sys.stderr.write("Delete? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _before(archive: Archive) -> Choice | None:
    """The cluster that has the index; None too if the note of that cannot be read."""
    with suppress(ArchiveError):
        return archive.index.cluster
    return None


def _check(engine: str | None, address: str | None, options: Mapping[str, object]) -> None:
    """Raises UsageError for what does not go together."""
    context = click.get_current_context()
    if engine == "opensearch" and address is None:
        raise click.UsageError(
            "say where the cluster is: index opensearch https://HOST:9200", context
        )
    if engine != "opensearch" and address is not None:
        raise click.UsageError("an address goes with opensearch", context)
    homes = {"shards": "opensearch", "replicas": "opensearch", "remove": "whoosh", "yes": "whoosh"}
    for name, home in homes.items():
        if engine != home and options[name]:
            raise click.UsageError(f"--{name} goes with index {home}", context)


@click.command("index")
@click.argument(
    "engine", required=False, type=click.Choice(("opensearch", "whoosh")),
    metavar="[opensearch|whoosh]",
)  # fmt: skip
@click.argument("address", required=False, metavar="[URL[/NAME]]")
@click.option(
    "--shards",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Parts of the index on the cluster. Default: as it has, else 1.",
)
@click.option(
    "--replicas",
    type=click.IntRange(0, 20),
    metavar="N",
    help="Further copies of each part. Default: as it has, else 1.",
)
@click.option("--remove", is_flag=True, help="Delete the index that was on the cluster.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@labour
@click.pass_obj
def command(
    run: Run, engine: Literal["opensearch", "whoosh"] | None, address: str | None,
    shards: int | None, replicas: int | None, remove: bool, yes: bool, jobs: int | None,
    memory: int | None,
) -> int:  # fmt: skip
    """Show where the search index is, or move it.

    "index opensearch https://HOST:9200" makes an index on an OpenSearch cluster (docs/cluster.md),
    which then finds articles for this archive; NAME is what it is called there. "whoosh" goes back
    to an index on this machine. Either takes effect when the new index is complete; until then,
    and after an interruption, the old one is in use.

    \b
    newsarchive index
    newsarchive index whoosh
    """
    options = {"shards": shards, "replicas": replicas is not None, "remove": remove, "yes": yes}
    _check(engine, address, options)
    began = time.monotonic()
    with run.archive(jobs=jobs, memory=memory) as archive:
        if engine is None:
            write_lines(index_lines(archive.status()))
            return Exit.DONE
        was = _before(archive)
        if remove and was is not None and not yes and not _agreed(run, was):
            run.say("nothing was changed")
            return Exit.NOTHING
        run.kept = lambda: "the engine of the archive is as it was; run the same command again"
        with run.progress() as advance:
            if engine == "whoosh":
                count = archive.index.on_this_machine(remove=remove, advance=advance)
            else:
                count = archive.index.on_cluster(
                    address or "", shards=shards, replicas=replicas, advance=advance
                )
        now = archive.index.cluster
    run.say(f"{engine} finds articles: {count:,} in the index ({time.monotonic() - began:.1f} s)")
    if remove and was is not None:
        run.say(f"the index {was} is deleted")
    elif was is not None and (now is None or str(now) != str(was)):
        run.say(
            f"the index {was} stays for those who search it there; "
            f"`newsarchive index opensearch {was}` takes it up again"
        )
    return Exit.DONE
