"""How errors are worded on stderr: one line, and for a query the place where it went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import click

from newsarchive.cli import streams
from newsarchive.model.errors import NewsArchiveError, PointedError
from newsarchive.render import safe

WIDTH = 76
"""Columns of a query that are shown around its error."""

_LIKE = 0.65
"""How much a name has to be like another (0 to 1): "until" and "count" are less."""


def error(wrong: NewsArchiveError, *, debug: bool) -> None:
    """Something the person can act upon."""
    _say(str(wrong), debug=debug)
    if isinstance(wrong, PointedError) and wrong.query:
        streams.tell(pointed(wrong.query, wrong.start, wrong.end) + "\n")


def usage(wrong: click.ClickException) -> None:
    """A command line that makes no sense."""
    context = getattr(wrong, "ctx", None)
    where = f" (see {context.command_path} --help)" if context else ""
    _say(f"{worded(wrong)}{where}", debug=False)


def _misused(wrong: click.ClickException) -> str:
    """What is wrong with a command line, or with a value of an option."""
    match wrong:
        case click.NoSuchOption():
            return _no_option(wrong)
        case click.MissingParameter(param=click.Argument(type=click.Choice() as choice) as param):
            return f"missing argument '{param.metavar}': {', '.join(choice.choices)}"
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as param):
            return _no_choice(wrong, param, choice)
        case click.BadParameter(
            param=click.Parameter(type=click.IntRange() | click.FloatRange() as kind) as param
        ):
            return _no_number(wrong, param, kind)
        case click.BadOptionUsage() if "requires an argument" in wrong.message:
            return f"{wrong.option_name} needs a value"
        case click.UsageError(ctx=click.Context(info_name="list")) if "extra arg" in wrong.message:
            return "list takes options only; to search: newsarchive search WORDS"
        case click.UsageError(ctx=click.Context() as context) if (
            "extra arg" in wrong.message
            and not any(isinstance(one, click.Argument) for one in context.command.params)
        ):
            given = wrong.message.partition("(")[2].rstrip(")")
            return f"{context.info_name} takes options only, not {given}"
        case _:
            message = wrong.format_message()
            return message[:1].lower() + message[1:].rstrip(".")


def system(wrong: OSError, *, debug: bool) -> None:
    """The operating system refused something: a full disk, a missing permission."""
    _say(worded(wrong), debug=debug)


def internal(wrong: Exception, *, debug: bool) -> None:
    """An error of the program itself."""
    hint = "" if debug else "; run again with --debug to see where"
    _say(f"{worded(wrong)}{hint}", debug=debug)


def worded(wrong: BaseException) -> str:
    """What an error says, whatever shows it."""
    match wrong:
        case NewsArchiveError():
            return str(wrong)
        case OSError():
            reason = (wrong.strerror or str(wrong)).lower()
            return f"{wrong.filename}: {reason}" if wrong.filename else reason
        case click.ClickException():
            return _misused(wrong)
        case _:
            text = f"{type(wrong).__name__}: {wrong}" if str(wrong) else type(wrong).__name__
            return f"internal error: {text}"


def pointed(query: str, start: int, end: int, width: int = WIDTH) -> str:
    """The query on an indented line, and below it carets under `query[start:end]`.

    A query that is wider than `width` columns is clipped around the place.
    """
    from newsarchive.text import graphemes

    before, part, after = (
        safe.line(text) for text in (query[:start], query[start:end], query[end:])
    )
    part = _first_columns(part, width - 2)
    left = _last_columns(before, max((width - graphemes.width(part)) * 2 // 3, 1))
    right = _first_columns(after, max(width - graphemes.width(left) - graphemes.width(part), 1))
    indent = " " * (2 + graphemes.width(left))
    return f"  {left}{part}{right}\n{indent}{'^' * max(graphemes.width(part), 1)}"


def _no_option(wrong: click.NoSuchOption) -> str:
    context = wrong.ctx
    parent = context.parent if context else None
    if context and parent:
        everywhere = {name for option in parent.command.params for name in option.opts}
        if wrong.option_name in everywhere:
            return f"{wrong.option_name} goes before the command: newsarchive {wrong.option_name} …"
        if wrong.option_name in ("-o", "--output", "--out"):
            return f"there is no option {wrong.option_name}; > FILE writes the output to a file"
        if context.info_name == "search" and not wrong.option_name.startswith("--"):
            return 'put "--" before a query with "-WORD" in it: newsarchive search -- oil -gas'
        if context.info_name == "edit" and wrong.option_name == "--note":
            return "notes are written with: newsarchive note ID 'TEXT'"
    return f"there is no option {wrong.option_name}{_near_option(wrong)}"


_ELSEWHERE = {"from": "since", "after": "since", "to": "until", "before": "until"}
"""What others call an option, but for the hyphens → what it is called here."""


def _near_option(wrong: click.NoSuchOption) -> str:
    """The hyphens are left out of the comparison: all options have those in common."""
    params = wrong.ctx.command.params if wrong.ctx else []
    known = {name.lstrip("-"): name for param in params for name in param.opts if name[:1] == "-"}
    given = wrong.option_name.lstrip("-")
    given = _ELSEWHERE.get(given, given)
    if f"--{given}" in known.values():
        return f"; did you mean --{given}?"
    if len(given) == 1:  # "--n", where one letter is like any short word
        return f"; did you mean {known[given]}?" if given in known else ""
    return nearest(given, known, known)


def _no_number(
    wrong: click.BadParameter, param: click.Parameter, kind: click.IntRange | click.FloatRange
) -> str:
    """The value given stands in click's own message only."""
    found = re.match("'(.*)' is not a valid |(\\S+) is not in the range ", wrong.message)
    if not found:
        return wrong.format_message()
    given = found[1] if found[2] is None else found[2].removesuffix(".0")  # click says -1.0
    number = "whole number" if isinstance(kind, click.IntRange) else "number"
    least = "" if kind.min is None else f" of {kind.min} or more"
    most = "" if kind.max is None else f", {kind.max} at most"
    name = param.opts[0] if isinstance(param, click.Option) else (param.metavar or "").strip("[]")
    return f'{name} takes a {number}{least}{most}, not "{given}"'


def _no_choice(wrong: click.BadParameter, param: click.Parameter, choice: click.Choice[str]) -> str:
    """The value given stands in click's own message only, between its first quotes."""
    known = [str(one) for one in choice.choices]
    given = re.match("'(.*)' is not one of ", wrong.message)
    if not given:
        return wrong.format_message()
    command = wrong.ctx.info_name if wrong.ctx else param.name
    name = command
    if isinstance(param, click.Option):
        name = next((one for one in param.opts if one.startswith("--")), param.opts[0])
    return f'{name} knows {", ".join(known)}, not "{given[1]}"{nearest(given[1], known)}'


def nearest(given: str, known: Iterable[str], names: Mapping[str, str] | None = None) -> str:
    """ "; did you mean X?", if a known name is spelled much like the one given.

    `names` says by what name to call it, if not by what it was compared with.
    """
    spelled = {one.casefold(): one for one in known}
    import difflib  # only mistakes need it

    near = difflib.get_close_matches(given.casefold(), spelled, n=1, cutoff=_LIKE)
    if not near:
        return ""
    found = spelled[near[0]]
    return f"; did you mean {names[found] if names else found}?"


def _say(message: str, *, debug: bool) -> None:
    if debug:
        import traceback  # slow to load

        streams.tell(safe.block(traceback.format_exc()))
    streams.tell(f"newsarchive: {safe.line(message)}\n")


def _first_columns(text: str, most: int) -> str:
    from newsarchive.text import graphemes

    return text if graphemes.width(text) <= most else f"{graphemes.first_columns(text, most - 1)}…"


def _last_columns(text: str, most: int) -> str:
    from newsarchive.text import graphemes

    return text if graphemes.width(text) <= most else f"…{graphemes.last_columns(text, most - 1)}"
