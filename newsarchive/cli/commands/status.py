"""`newsarchive status`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.run import Run
from newsarchive.render import runs, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.curate.check import Status
    from newsarchive.model.pastrun import LatestRuns, PastRun


def _lines(found: Status) -> list[tuple[str, str]]:
    if found.index == "alone":
        return [
            *index_lines(found),
            ("articles", f"{found.articles:,}"),
            ("revision", str(found.revision)),
        ]
    undated = found.articles - (found.dated or 0)
    dates = f"{found.first} to {found.last}" if found.dated else "none"
    return [
        ("archive", f"{found.path} ({size(found.archive_bytes)})"),
        *index_lines(found),
        ("articles", f"{found.articles:,} in {found.versions:,} versions"),
        ("dates", f"{dates}; {undated:,} undated" if undated else dates),
        ("authors", f"{found.authors:,}"),
        ("originals", f"{size(found.originals_bytes)} before compression"),
        ("text", size(found.text_bytes)),
        ("revision", str(found.revision)),
        ("last run", _run(found.last_run)),
    ]


def index_lines(found: Status) -> list[tuple[str, str]]:
    """Where the index is, how far, and how its cluster is."""
    lag = ""
    if found.index == "behind":
        lag = f" by {_many(found.revisions_behind, 'revision')}"
        lag += f" and {_many(found.articles_behind, 'article')}"
    state = "without the archive's file" if found.index == "alone" else f"{found.index}{lag}"
    lines = [("index", f"{state}, {found.index_path} ({size(found.index_bytes)})")]
    if found.problem is not None:
        lines.append(("cluster", found.problem))
    if (cluster := found.cluster) is not None:
        shards = f"{_many(cluster.shards, 'shard')}, {_many(cluster.replicas, 'further copy')} each"
        parts = [cluster.health, _many(cluster.nodes, "node"), shards]
        if cluster.unassigned:
            parts.append(f"{_many(cluster.unassigned, 'copy')} without a node")
        parts.append(_many(cluster.documents, "document"))
        if cluster.pending:
            parts.append("an update has begun and is not seen yet")
        lines.append(("cluster", ", ".join(parts)))
    return lines


def _many(count: int | None, noun: str) -> str:
    """ "1 copy", "2 copies": a number of something."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {f'{noun[:-1]}ies' if noun.endswith('y') else f'{noun}s'}"


def write_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Write names and values in two columns."""
    for name, value in lines:
        sys.stdout.write(f"{name:<11}{safe.line(value)}\n")


def _run(run: PastRun | None) -> str:
    if run is None:
        return "none on record"
    when, command, did, *_ = runs.row(run)
    return f"{when} {command}: {did}"


def size(count: int | None) -> str:
    """A number of bytes in decimal units, as disks are sold: "1.2 MB"."""
    amount, unit = float(count or 0), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 99.95 else f"{amount:.1f} {unit}"


def _latest(found: LatestRuns) -> dict[str, object]:
    last = found.last_run and runs.record(found.last_run)
    return {"last_run": last, "last_success": found.last_success}


@click.command("status")
@json_option("One JSON object.")
@click.pass_obj
def command(run: Run, as_json: bool) -> int:
    """Show what the archive holds and where it is.

    Changes nothing; an index that lags stays as it is.

    \b
    newsarchive status
    newsarchive status --json
    """
    with run.archive() as archive:
        found = archive.status()
    if as_json:
        from dataclasses import asdict

        from newsarchive.render.structured import encoded

        data = asdict(found)
        days = {name: day.isoformat() for name in ("first", "last") if (day := data[name])}
        inboxes = {name: _latest(one) for name, one in (found.inboxes or {}).items()}
        data |= {"last_run": found.last_run and runs.record(found.last_run), "inboxes": inboxes}
        sys.stdout.write(encoded(data | days) + "\n")
    else:
        write_lines(_lines(found))
    return Exit.DONE
