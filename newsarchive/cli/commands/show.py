"""`newsarchive show`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from newsarchive.cli import histories
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.ids import id_argument, look_up
from newsarchive.cli.options import RECORD_FORMATS, Output, output_options
from newsarchive.cli.session import Session
from newsarchive.render import plain

if TYPE_CHECKING:
    from newsarchive.article import ArchivedArticle


def show(
    session: Session,
    ids: tuple[str, ...],
    output: Output,
    *,
    original: bool,
    version: int | None = None,
    versions: bool = False,
    provenance: bool = False,
) -> int:
    """Write the articles; whether all of the ids are known, as an exit status."""
    unknown: list[str] = []
    with session.archive() as archive:
        found = look_up(archive, ids, unknown.append)
        if version is not None:
            found = histories.one_version(archive, found, version, unknown)
        if versions and output.records:
            _records(session, histories.all_versions(archive, found), output)
        elif versions:
            histories.versions(session, archive, found, output)
        elif provenance:
            histories.provenance(session, archive, found, output)
        elif original:
            for archived in found:
                sys.stdout.buffer.write(archive.original(archived))
        elif output.records:
            _records(session, found, output)
        else:
            _texts(session, found, output)
    sys.stdout.flush()
    for message in unknown:
        session.say(f"newsarchive: {message}")
    return Exit.ERROR if unknown else Exit.DONE


def _records(session: Session, found: Iterable[ArchivedArticle], output: Output) -> None:
    from newsarchive.hits import Hit
    from newsarchive.query.tree import Every

    hits = (Hit(archived, 0.0, rank, Every()) for rank, archived in enumerate(found, start=1))
    outputs.hits(session, hits, dataclasses.replace(output, body=True))


def _texts(session: Session, found: Iterable[ArchivedArticle], output: Output) -> None:
    page = session.page(output.color)
    for number, archived in enumerate(found):
        if number:
            sys.stdout.write("\n\n")  # two empty lines: one is what parts paragraphs
        if page:
            page.article(archived)
        else:
            plain.article(archived, sys.stdout)


@click.command("show")
@id_argument
@click.option("--original", is_flag=True, help="The bytes of the original, exactly.")
@click.option("--versions", is_flag=True, help="List its versions, newest first.")
@click.option(
    "--version",
    type=click.IntRange(min=1),
    metavar="N",
    help="This version, as it was read: without corrections.",
)
@click.option("--provenance", is_flag=True, help="Where each value was found; corrections.")
@output_options(RECORD_FORMATS, body=False)
@click.pass_obj
def command(
    session: Session,
    ids: tuple[str, ...],
    original: bool,
    versions: bool,
    version: int | None,
    provenance: bool,
    output: Output,
) -> int:
    """Show whole articles.

    Each by its id, of which the first digits are enough; "-" reads ids from standard input, one
    a line. Records (--json and others) come with the body.

    \b
    newsarchive show $(newsarchive search azerbaijan cambodia --ids)
    newsarchive list --date 2018 --ids | newsarchive show - --jsonl
    """
    if original and output.form:
        raise click.UsageError(
            f"--original and --{output.form} exclude each other", click.get_current_context()
        )
    asked = [
        name
        for name, given in (
            ("original", original and not version),
            ("versions", versions),
            ("version", version is not None),
            ("provenance", provenance),
        )
        if given
    ]
    if len(asked) > 1:
        raise click.UsageError(
            f"--{asked[0]} and --{asked[1]} exclude each other", click.get_current_context()
        )
    return show(
        session,
        ids,
        output,
        original=original,
        version=version,
        versions=versions,
        provenance=provenance,
    )
