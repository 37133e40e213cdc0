"""Candidates for completion in a shell: commands, options, and values in the archive.

The shell's script (`completion.bash` and others) starts the program with the command line so far
in the environment and reads stdout: a line with the kind of the candidates, then one line for each,
with a tab and its meaning. An error, or a missing or busy archive, gives no candidates and no
message. Nothing here may load an engine.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from newsarchive.cli import configuration
from newsarchive.render import safe

if TYPE_CHECKING:
    import shlex

    from click.shell_completion import CompletionItem

    from newsarchive.archive import Archive
    from newsarchive.store import Detail

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

VARIABLE = "_NEWSARCHIVE_COMPLETE"
"""Set to `SHELL_complete` or `SHELL_source` it makes the program complete, or print its script."""
LINE = "_NEWSARCHIVE_LINE"
"""The command line up to the cursor."""
WORD = "_NEWSARCHIVE_WORD"
"""bash only: the last word as bash divides words, of which it replaces no more than that."""

MOST = 100
"""Answers at most: a shell would ask whether to show more of them."""
WAIT = 0.2
"""Seconds to wait for another process that is writing."""
MEANING = 60
"""Characters of a title that say which article it is."""

_END = "\ue000"
"""Marks the cursor while the line is split: a character that no keyboard types."""
_VALUE = "value"
"""The kind of an answer that comes from the archive: it has to be quoted."""


def answer(commands: click.Group, line: str, word: str | None) -> None:
    """Write what may come at the end of a command line."""
    try:
        kind, answers = _answers(commands, line)
    except (Exception, KeyboardInterrupt):  # see the module
        return
    before, last = _split(line)
    head = ""
    if last.startswith("--") and "=" in last and before:
        head = last.partition("=")[0] + "="
    cut = _kept_by_bash(last, word)
    sys.stdout.write(f"{kind}\n")
    for value, meaning in answers:
        text = (head + value)[cut:]
        if word is not None and kind == "values":
            text = _quoted_for_bash(text, _open_quote(line))
        if text:
            sys.stdout.write(f"{text}\t{meaning}\n")


def _answers(commands: click.Group, line: str) -> tuple[str, list[tuple[str, str]]]:
    from click.shell_completion import ShellComplete

    before, last = _split(line)
    found = ShellComplete(commands, {}, "newsarchive", VARIABLE).get_completions(before[1:], last)
    if any(item.type in ("file", "dir") for item in found):
        return "files", []
    kind = "values" if any(item.type == _VALUE for item in found) else "words"
    # What has control characters in it cannot be typed.
    return kind, [
        (str(item.value), safe.line(item.help or ""))
        for item in found
        if safe.line(str(item.value)) == item.value
    ][:MOST]


def _quoted_for_bash(text: str, quote: str) -> str:
    """The text so that bash reads it back as it is; "" if that cannot be, within these quotes.

    The other shells do it themselves. What bash has for file names leaves "$(…)" in force.
    """
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote == '"':
        # Between double quotes nothing takes "!" its meaning without staying there itself.
        return "" if "!" in text else re.sub(r'([$`"\\])', r"\\\1", text)
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", text)


def _open_quote(line: str) -> str:
    """The quotation mark that is open at the end of a line; "" if none is."""
    lexer = _lexer(line)
    try:
        list(lexer)
    except ValueError:
        state = str(getattr(lexer, "state", ""))  # it is there, only untyped
        return state if state in ("'", '"') else ""
    return ""


def _lexer(line: str) -> shlex.shlex:
    import shlex  # only a shell asks for completions

    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    return lexer


def _split(line: str) -> tuple[list[str], str]:
    """The words before the cursor's, and the beginning of that one; quotes may be open."""
    lexer = _lexer(line + _END)
    words: list[str] = []
    try:
        words += lexer
    except ValueError:  # an open quote
        words.append(lexer.token)
    return words[:-1], words[-1].removesuffix(_END)


def _kept_by_bash(last: str, word: str | None) -> int:
    """How many characters of the last word bash keeps: it replaces what follows "=" or ":"."""
    if word is None:
        return 0
    if word in ("=", ":"):
        return len(last)
    own = _split(word)[1]
    return len(last) - len(own) if last.endswith(own) else 0


def _archive(context: click.Context) -> Archive:
    from newsarchive.archive import Archive

    given = context.find_root().params.get("archive")
    given = os.path.expanduser(given) if given else None  # noqa: PTH111 - a text
    settings = configuration.load()
    named = configuration.named_archive(given, settings)
    clusters = tuple(settings.clusters.values())
    return Archive(named.target if named else None, wait=WAIT, clusters=clusters)


def _names(detail: Detail) -> Completer:
    """Offers the names that begin like the text, else those of which a word does."""

    def complete(
        context: click.Context, _: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        with _archive(context) as archive:
            counts = archive.counts([detail])[detail]
        sought = incomplete.casefold()
        known = [(str(name), count) for name, count in counts.most_common() if name]
        near = [pair for pair in known if pair[0].casefold().startswith(sought)] or [
            pair for pair in known if f" {sought}" in pair[0].casefold()
        ]
        return [
            CompletionItem(name, _VALUE, f"{count:,} article{'' if count == 1 else 's'}")
            for name, count in near[:MOST]
        ]

    return complete


def archives(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The archives that the configuration names, else files."""
    known = configuration.load().archives
    return _named({name: str(path) for name, path in known.items()}, incomplete) or [
        _item(incomplete, "file")
    ]


def inboxes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The inboxes that the configuration names, with their folders."""
    known = configuration.load().inboxes
    return _named({name: ", ".join(one["folders"]) for name, one in known.items()}, incomplete)


def _named(known: Mapping[str, str], incomplete: str) -> list[CompletionItem]:
    """Names that begin like the text, with what they stand for."""
    return [
        _item(name, _VALUE, meaning)
        for name, meaning in known.items()
        if name.startswith(incomplete)
    ]


def _item(value: str, kind: str, meaning: str | None = None) -> CompletionItem:
    from click.shell_completion import CompletionItem

    return CompletionItem(value, kind, meaning)


def ids(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids with this prefix, as short as unique, with the articles' titles."""
    from click.shell_completion import CompletionItem

    sought = incomplete.lower()
    with _archive(context) as archive:
        found = archive.ids(sought, MOST)
    short = [id_[: max(8, len(sought))] for id_, _ in found]
    return [
        CompletionItem(
            cut if short.count(cut) == 1 else id_, _VALUE, (title or "[untitled]")[:MEANING]
        )
        for cut, (id_, title) in zip(short, found, strict=True)
    ]


def ids_and_tags(
    context: click.Context, one: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Ids, or behind a "+" or a "-" the tags there are."""
    if incomplete[:1] not in ("+", "-"):
        return ids(context, one, incomplete)
    found = _names("tags")(context, one, incomplete[1:])
    for item in found:
        item.value = f"{incomplete[0]}{item.value}"
    return found


def saved(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of saved searches, with their queries."""
    from click.shell_completion import CompletionItem

    with _archive(context) as archive:
        found = list(archive.searches)
    return [
        CompletionItem(one.name, _VALUE, one.query[:MEANING])
        for one in found
        if one.name.startswith(incomplete)
    ]


def query(context: click.Context, one: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The same in a query, where they begin with "@"."""
    found = saved(context, one, incomplete[1:]) if incomplete.startswith("@") else []
    for item in found:
        item.value = f"@{item.value}"
    return found


OF_OPTIONS: dict[str, Completer] = {
    "author": _names("authors"),
    "source": _names("source"),
    "tag": _names("tags"),
    "language": _names("language"),
}
"""Option → what offers its values."""
