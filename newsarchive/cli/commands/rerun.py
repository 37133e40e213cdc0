"""`newsarchive rerun`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import ENDINGS, file_option, force_option, json_option
from newsarchive.cli.run import Run
from newsarchive.files.atomic import place


@click.command("rerun")
@click.argument("file", type=click.Path(), metavar="FILE|-")
@file_option("-o", "--output", "target", about="Write the answer to a file; Parquet needs one.")
@force_option
@click.option("--any-archive", is_flag=True, help="Ask this archive, even if another one was.")
@json_option("One JSON object that says what changed, on stdout in place of the answer.")
@click.pass_obj
def command(
    run: Run, file: str, target: Path | None, force: bool, any_archive: bool, as_json: bool
) -> int:
    """Ask again what an answer was made from.

    FILE is an answer that was written with --about, or with --about-file FILE.about.json, or such
    a file itself; "-" is standard input. The same question is asked of the archive as it is now:
    with the same options, and dates counted from the same day. The answer is written in the same
    form; whether it is the same, or else what changed since, is on stderr. The exit status is 0
    for the same, 1 for another.

    \b
    newsarchive search flood --csv --about | newsarchive rerun -
    newsarchive timeline energy --json --about | newsarchive rerun - --json
    """
    from newsarchive.cli import recording, rerunning
    from newsarchive.render import structured

    if force and not target:
        raise click.UsageError("--force goes with -o", click.get_current_context())
    if target:
        place(target, force=force)  # or it would be refused at the end
    kept = rerunning.read(file)
    named = ENDINGS.get(target.suffix.lower()) if target else None
    if named and kept.about.options.get(named) is not True:
        message = f"-o {target}: the answer has the form that it had, which is not {named}"
        raise click.UsageError(message, click.get_current_context())
    if kept.is_table and not target and not as_json:
        message = "-o FILE has to name the answer: Parquet cannot be read from a pipe"
        raise click.UsageError(message, click.get_current_context())
    with rerunning.asked(run, kept, any_archive=any_archive) as again:
        for line in again.lines():
            run.say(line)
        if target:
            again.write_to(run, target, force=force)
            if not kept.is_table:  # which says so itself
                run.say(f"{target} written")
        if as_json:
            sys.stdout.write(structured.encoded(again.as_dict()) + "\n")
        elif not target:
            with recording.stdout() as out:
                again.write(out)
        return Exit.DONE if again.same else Exit.NOTHING
