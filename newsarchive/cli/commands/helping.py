"""`newsarchive help`: the help of a command, or a page about the query language or dates."""

from __future__ import annotations

import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import click

from newsarchive.cli.complaints import nearest
from newsarchive.cli.exits import Exit
from newsarchive.cli.run import Run

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

TOPICS = {"query": "query-language.md", "dates": "dates.md"}
"""Topic → its page. The pages stand in docs/ too, and a test holds the two together."""


def page(topic: str) -> str:
    """The text of a topic's page, in Markdown."""
    return (files("newsarchive.cli") / "topics" / TOPICS[topic]).read_text(encoding="utf-8")


def _complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    assert context.parent is not None
    assert isinstance(context.parent.command, click.Group)
    known = [*TOPICS, *context.parent.command.list_commands(context.parent)]
    return [CompletionItem(name) for name in known if name.startswith(incomplete)]


@click.command("help")
@click.argument("topic", required=False, metavar="[TOPIC]", shell_complete=_complete)
@click.pass_context
def command(context: click.Context, topic: str | None) -> int:
    """Explain a command, queries ("query") or dates ("dates").

    \b
    newsarchive help query
    newsarchive help search
    """
    assert isinstance(context.obj, Run)
    if topic in TOPICS:
        sys.stdout.write(page(topic))
        return Exit.DONE
    assert context.parent is not None
    commands = context.parent.command
    assert isinstance(commands, click.Group)
    if topic is None:
        click.echo(commands.get_help(context.parent))
        click.echo(f"\nTopics: {', '.join(TOPICS)} (newsarchive help TOPIC)")
        return Exit.DONE
    asked = commands.get_command(context.parent, topic)
    if asked is None:
        known = [*TOPICS, *commands.list_commands(context.parent)]
        hint = nearest(topic, known) or f"; there is on {', '.join(known)}"
        raise click.UsageError(f'there is no help on "{topic}"{hint}', context)
    with click.Context(asked, info_name=topic, parent=context.parent) as own:
        click.echo(asked.get_help(own))
    return Exit.DONE
