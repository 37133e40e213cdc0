"""`newsarchive tag`."""

from __future__ import annotations

import click

from newsarchive.cli import completion
from newsarchive.cli.commands.edit import correct
from newsarchive.cli.forms import json_option
from newsarchive.cli.run import Run


class _Command(click.Command):
    """A command in which -word is a tag to take off, not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put what begins with a single hyphen where options cannot be."""
        tags = [one for one in args if _takes_off(one)]
        others = [one for one in args if not _takes_off(one)]
        return super().parse_args(ctx, [*others, *(["--", *tags] if tags else [])])


def _takes_off(word: str) -> bool:
    return len(word) > 1 and word.startswith("-") and word != "-h" and not word.startswith("--")


@click.command("tag", cls=_Command)
@click.argument(
    "words", nargs=-1, required=True, metavar="ID... +TAG... -TAG...",
    shell_complete=completion.ids_and_tags,
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Report what would change; change nothing.")
@json_option("One JSON array of what changed.")
@click.pass_obj
def command(run: Run, words: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Put tags on articles, or take them off.

    +TAG puts a tag on, -TAG takes it off; a tag of several words goes in quotes: '+wind power'.
    The same as "newsarchive edit" with --add-tag and --remove-tag: "newsarchive edit ID --undo"
    undoes it. "-" alone reads ids from standard input, one a line. If an id is unknown, nothing is
    changed.

    \b
    newsarchive tag f3dbb26f +energy -draft
    newsarchive list --title rowing --ids | newsarchive tag - +sport
    """
    ids = tuple(one for one in words if not one.startswith("+") and not _takes_off(one))
    changes = {
        "add_tags": [one[1:] for one in words if one.startswith("+")],
        "remove_tags": [one[1:] for one in words if _takes_off(one)],
    }
    if not ids or not any(tag.strip() for tags in changes.values() for tag in tags):
        raise click.UsageError(
            "say which articles and which tags, as in f3dbb26f +energy -draft",
            click.get_current_context(),
        )
    return correct(run, ids, changes, as_json=as_json, dry_run=dry_run)
