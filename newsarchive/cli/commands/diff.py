"""`newsarchive diff`."""

from __future__ import annotations

import sys

import click

from newsarchive.cli.colour import Color
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import color_option, json_option
from newsarchive.cli.ids import look_up
from newsarchive.cli.run import Run
from newsarchive.render import structured

WIDEST = 100
"""Columns. Longer lines are hard to read, however wide the terminal."""


@click.command("diff")
@click.argument("id_", metavar="ID")
@click.argument("old", type=click.IntRange(min=1), required=False, metavar="[N]")
@click.argument("new", type=click.IntRange(min=1), required=False, metavar="[M]")
@click.option("--full", is_flag=True, help="Include unchanged text.")
@json_option("One JSON object.")
@color_option
@click.pass_obj
def command(
    run: Run, id_: str, old: int | None, new: int | None, full: bool, as_json: bool, color: Color
) -> int:
    """Compare two versions of an article word by word.

    Compares the last two versions, or version N and the last, or N and M. [-Removed words-] and
    {+added words+} are marked; long unchanged passages are left out. Versions are compared as they
    were read, without corrections. "newsarchive show ID --versions" lists them.

    \b
    newsarchive diff f3dbb26f
    newsarchive diff f3dbb26f 1 2 --full
    """
    from newsarchive.render.versions import difference_lines, difference_record

    with run.archive() as archive:
        unknown: list[str] = []
        archived = next(look_up(archive, [id_], unknown.append), None)
        if archived is None:
            run.say(f"newsarchive: {unknown[0]}" if unknown else "no id was given")
            return Exit.ERROR
        if archived.version == 1 and old is None:
            run.say(f"{archived.id[:8]} has only one version: nothing to compare")
            return Exit.NOTHING
        found = archive.diff(archived, old, new)
    if as_json:
        sys.stdout.write(structured.encoded(difference_record(found)) + "\n")
    elif found:
        look = run.look(color)
        lines = difference_lines(
            found,
            full=full,
            width=None if look is None else min(run.width, WIDEST),
            look=look or "bare",
        )
        sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()
    if not found:
        run.say("title, date, text and the rest are the same; only the files' bytes differ")
        return Exit.NOTHING
    return Exit.DONE
