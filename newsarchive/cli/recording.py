"""An answer that is held back until it is whole: for a file, or with how it was made.

`--about` says that in it, or in a file beside it; `render.about` decides what both look like.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import PICTURES, TABLE
from newsarchive.files.atomic import led_to, place, written_whole
from newsarchive.model.article import Revision
from newsarchive.model.errors import BusyError, ExistsError, ReadError
from newsarchive.render import about as rendering
from newsarchive.search.order import SORTS

if TYPE_CHECKING:
    from newsarchive.cli.forms import Output
    from newsarchive.cli.run import Run
    from newsarchive.model.about import About, Value

LEFT_OUT = frozenset(
    "about about-file color explain force no-pager output png queries svg timeout".split()
)
"""Options that do not say what an answer is."""
_HELD = 2**24
"""Bytes of an answer that are held in memory; more go to a file without a name."""
_MOST_LINE = 32_000
"""Characters of an about within an answer that still has its ids."""


def recorded(run: Run, command: Callable[[], int], output: Output) -> int:
    """Run a command that answers, and write its answer with how it was made; the exit status.

    If the archive changes meanwhile, nothing is written. Raises what `made` and `state` raise.
    """
    context = click.get_current_context()
    _check(context, output)
    _check_apart(context, output)
    before, run.recording = state(run), True
    path = run.archives[-1].path
    if output.about_file:
        check_place(output.about_file)
    if output.table:
        place(output.table, force=output.force, archive=path)
    with answered(command) as (status, answer):
        found = _about(run, context, output.form, made(run, status, answer, before))
        if output.about_file:
            write_beside(output.about_file, found, archive=path)
        write_answer(run, output, found, answer)
    return status


def write_answer(run: Run, output: Output, found: About, answer: IO[bytes]) -> None:
    """Write an answer where it belongs; with its about in it, if that is asked for."""
    form = output.form if output.about else None
    if output.table:
        from newsarchive.cli import parquet

        about = line(form, found) if form else None
        parquet.write_held(run, answer, output.table, about, force=output.force)
        return
    with stdout() as out:
        write(form, found, answer, out)


def filed(run: Run, command: Callable[[], int], path: Path, *, force: bool) -> int:
    """Run a command whose answer goes into a file, whole or not at all; the exit status.

    Raises what `written_whole` raises, and UsageError for "-".
    """
    if str(path) == "-":
        message = "-o needs the name of a file: without it, standard output is written"
        raise click.UsageError(message, click.get_current_context())
    place(path, force=force)  # or it would be refused at the end
    run.kept = lambda: f"{path} was not written"
    with answered(command) as (status, answer):
        if status == Exit.ERROR:  # some of what was asked for is lacking; it was said
            run.say(f"{path} was not written: the answer is not whole")
            return status
        archive = run.archives[-1].path if run.archives else None
        with (
            written_whole(path, force=force, archive=archive) as part,
            part.open("wb") as out,
        ):
            shutil.copyfileobj(answer, out)
    run.say(f"{path} written")
    return status


def state(run: Run) -> tuple[str, Revision]:
    """Uid and revision of the archive that is asked. Raises ArchiveError."""
    with run.archive() as archive:
        return archive.state()


def made(run: Run, status: int, answer: IO[bytes], before: tuple[str, Revision]) -> About:
    """How the command that has just run found its answer, whatever it is called.

    Raises BusyError if the archive is not in the state any more that it was in before.
    """
    results = run.results or [run.archives[-1].search("")]  # stats of everything asks nothing
    found = results[0].about()
    results[0].session.close()
    if (found.archive, Revision(found.revision, found.state)) != before:
        raise BusyError("the archive was changed while it was asked; ask again")
    sha256 = rendering.digest(answer)
    answer.seek(0)
    damaged = any(archive.damaged for archive in run.archives)
    return replace(
        found, against=str(results[1].query) if len(results) > 1 else None,
        complete=found.complete and status != Exit.ERROR and not damaged, sha256=sha256,
    )  # fmt: skip


def _about(run: Run, context: click.Context, form: str | None, found: About) -> About:
    """The same, with the command line as it was meant."""
    params, options = context.params, _options(context)
    if form and form not in options:  # the name of a file said so
        options[form] = True
    if "like" in params and run.like is None:
        raise click.UsageError("--about goes with an article of the archive, not a file", context)
    if options.get("facet"):
        options.pop("sort", None)
    elif options.get("sort") in SORTS:
        options["sort"] = run.results[0].sort  # a saved search's, where no other was asked for
    if options.get("sort") != "relevance":
        options.pop("recent", None)
    if params.get("division", True) is None:  # then a configured number of groups says nothing
        options.pop("limit", None)
    words = next((params[name] for name in ("query", "problems") if name in params), None)
    return replace(
        found, command=str(context.info_name), options=options, article=run.like,
        query=None if words is None else " ".join(words),
    )  # fmt: skip


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Long name, without the hyphens → an option that says what an answer is."""
    found = {
        next(name[2:] for name in param.opts if name.startswith("--")): param
        for param in command.params
        if isinstance(param, click.Option) and param.expose_value
    }
    return {name: param for name, param in found.items() if name not in LEFT_OUT}


def _options(context: click.Context) -> dict[str, Value]:
    """Those options with their values, whoever set them; not those that have none."""
    found: dict[str, Value] = {}
    for name, param in options_of(context.command).items():
        value = context.params[str(param.name)]
        if value is not None and value is not False and value != ():  # 0 is a value
            found[name] = list(value) if isinstance(value, tuple) else name in TABLE or value
    return found


def _check(context: click.Context, output: Output) -> None:
    """Raises UsageError for an answer that cannot be asked again, or has no place for its about."""
    text = ""
    if context.params.get("queries") is not None:
        text = "--about does not go with --queries: ask each query by itself"
    elif output.form is None:
        text = "--about goes with a form for programs, such as --csv"
    elif output.about and output.form not in rendering.FORMS:
        text = f"--{output.form} has no place for --about: --about-file FILE writes it beside"
    if text:
        raise click.UsageError(text, context)


def _check_apart(context: click.Context, output: Output) -> None:
    """Raises UsageError if the about would take the place of another file that is written."""
    if output.about_file:
        others = filter(None, (output.file, *map(context.params.get, PICTURES)))
        if led_to(output.about_file).resolve() in (led_to(other).resolve() for other in others):
            raise click.UsageError(
                f"--about-file and another option name the same file, {output.about_file}", context
            )


@contextmanager
def answered(command: Callable[[], int]) -> Iterator[tuple[int, IO[bytes]]]:
    """The exit status of a command, and what it wrote to standard output, from its beginning."""
    with tempfile.SpooledTemporaryFile(_HELD) as held:
        stream = io.TextIOWrapper(held, encoding="utf-8", errors="replace", newline="\n")
        with redirect_stdout(stream):
            status = command()
        stream.flush()
        stream.detach()
        held.seek(0)
        yield status, cast("IO[bytes]", held)


@contextmanager
def stdout() -> Iterator[IO[bytes]]:
    """Standard output, for bytes."""
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def write(form: str | None, found: About, answer: IO[bytes], out: IO[bytes]) -> None:
    """Write an answer; with its about in it, if its form is given."""
    if form is None:
        shutil.copyfileobj(answer, out)
        return
    rendering.write(form, line(form, found), answer, out)


def line(form: str, found: About) -> str:
    """An about as it stands in an answer of this form; without its ids, if they are too many."""
    data = found.as_dict()
    text = rendering.line(form, data)
    return text if len(text) <= _MOST_LINE else rendering.line(form, data | {"ids": None})


def write_beside(path: Path, found: About, *, archive: Path) -> None:
    """Write an about into a file of its own, in place of an older one."""
    check_place(path)
    with written_whole(path, force=True, archive=archive) as part:
        part.write_text(rendering.file_of(found.as_dict()), encoding="utf-8", newline="\n")


def check_place(path: Path) -> None:
    """Raises ExistsError if there is a file that is no about."""
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            is_about = rendering.Parted(file).is_about
    except ReadError:
        is_about = False
    if not is_about:
        raise ExistsError(f"{path} is there already and is no about; choose another name")
