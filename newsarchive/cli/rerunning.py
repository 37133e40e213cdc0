"""An answer that was kept, asked again, and what the two differ in.

What is read may come from anybody: it names a command that answers, and options of an answer, or it
is refused. It never says where anything is written.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import click

from newsarchive.cli import complaints, recording
from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.forms import TABLE
from newsarchive.files.atomic import written_whole
from newsarchive.model import clock
from newsarchive.model.about import About
from newsarchive.model.errors import ArchiveError, ReadError
from newsarchive.query.filters import FILTERS
from newsarchive.render import about as rendering
from newsarchive.render.structured import encoded
from newsarchive.search.about import PROGRAM, Changes, changes

if TYPE_CHECKING:
    from io import BufferedReader

    from newsarchive.cli import parquet
    from newsarchive.cli.run import Run

_IN_QUERY = frozenset((*FILTERS, "any", "literal", "date-order"))
"""Options that a query has in it as it was understood."""
_SHOWN = 10
"""Ids in a message."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was kept."""

    name: str
    """Of the file, for messages."""
    about: About
    form: str | None = None
    """That of an answer with its about in it; None where that is a file of its own."""
    sha256: str | None = None
    """Of the answer as it is in the file; None if there is only its about."""

    @property
    def is_table(self) -> bool:
        """Whether the answer can only be written to a file that is named."""
        return any(self.about.options.get(form) is True for form in TABLE)

    @property
    def as_written(self) -> bool | None:
        """Whether the answer is as it was written; None if that cannot be known."""
        if self.sha256 is None or self.about.sha256 is None:
            return None
        return self.sha256 == self.about.sha256


def read(file: str) -> Kept:
    """The answer in a file, or in standard input for "-". Raises ReadError, OSError."""
    if file == "-":
        return _read("standard input", cast("BufferedReader", sys.stdin.buffer), None)
    with Path(file).open("rb") as stream:
        return _read(file, stream, Path(f"{file}{rendering.ENDING}"))


def _read(name: str, stream: BufferedReader, beside: Path | None) -> Kept:
    parted = _parted(name, stream)
    if parted.is_about:
        return Kept(name, _about(name, parted))
    if parted.about is not None:
        about = _about(name, parted)
        form = next((form for form in rendering.FORMS if about.options.get(form) is True), None)
        return Kept(name, about, form, parted.digest())
    if beside is None or not beside.is_file():
        there = f" and there is no {beside.name} beside it" if beside else ""
        raise ReadError(
            f"{name} does not say how it was made{there}: it was written without --about"
        )
    with beside.open("rb") as other:
        about = _about(str(beside), _parted(str(beside), other))
    stream.seek(0)
    return Kept(name, about, None, parted.digest())


def _parted(name: str, stream: BufferedReader) -> rendering.Parted | parquet.Parted:
    is_table = stream.peek(len(rendering.TABLE)).startswith(rendering.TABLE)
    try:
        if is_table:
            from newsarchive.cli import parquet

            return parquet.Parted(stream)
        return rendering.Parted(stream)
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from None


def _about(name: str, parted: rendering.Parted | parquet.Parted) -> About:
    try:
        return About.of(parted.about)
    except ValueError as error:
        raise ReadError(f"{name} cannot be asked again: its about is not valid: {error}") from None


def _check(run: Run, kept: Kept, uid: str, *, any_archive: bool) -> None:
    """Raises ArchiveError if it is the answer of another archive; a newer program is a warning."""
    about, path = kept.about, run.archives[-1].path
    if uid != about.archive and not any_archive:
        raise ArchiveError(
            f"{kept.name} is an answer of another archive ({about.archive[:8]}), not of {path} "
            f"({uid[:8]}); --any-archive asks this one"
        )
    if _version(about.program) > _version(PROGRAM):
        run.say(f"{kept.name} was made by {about.program[:40]}, which is newer than {PROGRAM}")
    if kept.as_written is False:
        run.say(f"{kept.name} is not as it was written; what is compared is what was written")


def _version(program: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d{1,9}", program)[:3]))


@dataclass(frozen=True, slots=True)
class Again:
    """The answer to the same question now."""

    kept: Kept
    about: About
    changes: Changes
    _answer: IO[bytes]

    @property
    def same(self) -> bool:
        """Whether it is the same, byte for byte."""
        then = self.kept.about
        if then.sha256 is None:  # the library makes such abouts
            return then.ids == self.about.ids
        return then.sha256 == self.about.sha256

    @property
    def _same_state(self) -> bool:
        then = self.kept.about
        return (then.archive, then.state) == (self.about.archive, self.about.state)

    def write(self, out: IO[bytes]) -> None:
        """Write the answer in the form of the one kept; one that is the same keeps its about."""
        recording.write(self.kept.form, self._now, self._answer, out)

    @property
    def _now(self) -> About:
        return self.kept.about if self.same and self._same_state else self.about

    def write_to(self, run: Run, target: Path, *, force: bool) -> None:
        """The same into a file, with its about beside it if that was a file. Raises ExistsError."""
        archive = run.archives[-1].path
        beside = None if self.kept.form else Path(f"{target}{rendering.ENDING}")
        if beside:
            recording.check_place(beside)
        if self.kept.is_table:
            from newsarchive.cli import parquet

            text = None if beside else recording.line("parquet", self._now)
            parquet.write_held(run, self._answer, target, text, force=force)
        else:
            with (
                written_whole(target, force=force, archive=archive) as part,
                part.open("wb") as out,
            ):
                self.write(out)
        if beside:
            recording.write_beside(beside, self.about, archive=archive)

    def as_dict(self) -> dict[str, object]:
        """What changed, for JSON."""
        then = self.kept.about
        names = ("program", "archive", "revision", "made", "understood", "articles")
        return {
            "same": self.same,
            "as_written": self.kept.as_written,
            "then": {name: getattr(then, name) for name in names},
            "now": {name: getattr(self.about, name) for name in names},
            **asdict(self.changes),
        }

    def lines(self) -> Iterator[str]:
        """What changed, for people."""
        then, now = self.kept.about, self.about
        same = "the answer is the same" if self.same else "the answer differs"
        if self._same_state:
            yield f"same revision ({now.revision:,}): {same}"
        else:
            yield (
                f"revision {then.revision:,} then, {now.revision:,} now, which was asked: {same}"
            )
        if self.same:
            return
        if not then.complete:
            yield "the one that was kept was not complete: cut short by --timeout, or by damage"
        if then.program != now.program:
            yield f"it was made by {then.program[:40]}, now {now.program}"
        if then.understood != now.understood:
            yield f"then the question was: {then.understood[:200]}"
            yield f"now it is: {now.understood[:200]}"
        yield from self._changes()

    def _changes(self) -> Iterator[str]:
        found = self.changes
        is_known = found.new is not None
        for what, ids in (
            ("new in the answer", found.new),
            ("no longer found", found.gone),
            ("removed from the archive", found.removed),
            ("changed" if is_known else "new or changed (its about has no ids)", found.changed),
        ):
            if ids:
                more = f" and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
                yield f"{len(ids):,} {what}: {' '.join(one[:8] for one in ids[:_SHOWN])}{more}"
        which = (found.new, found.gone, found.removed, found.changed)
        if not self._same_state and None not in which and not any(which):
            yield (
                "the same articles, unchanged, answer it: what else is in the archive now changes "
                "scores, counts and settled values"
            )
        if found.changed is None:
            yield (
                "the archive was never in that revision, or its file is elsewhere: which articles "
                "changed is not known"
            )


@contextmanager
def asked(run: Run, kept: Kept, *, any_archive: bool) -> Iterator[Again]:
    """The same question, asked of the archive as it is now.

    Raises ReadError, QueryError, BusyError, and ArchiveError if the answer is of another archive.
    """
    then, context = kept.about, click.get_current_context()
    command, arguments = _command(kept)
    before, run.recording = recording.state(run), True
    _check(run, kept, before[0], any_archive=any_archive)

    def ask() -> int:
        assert context.parent is not None
        try:
            # Not a default of the configuration: what was one then is among the options.
            with command.make_context(
                command.name, arguments, parent=context.parent, default_map={}
            ) as own:
                return int(command.invoke(own))
        except click.UsageError as error:
            raise ReadError(
                f"{kept.name} cannot be asked again: {complaints.worded(error)}"
            ) from None

    with clock.as_of(dt.date.fromisoformat(then.day)), recording.answered(ask) as (status, answer):
        now = recording.made(run, status, answer, before)
        about = replace(
            now, command=then.command, query=then.query, options=then.options,
            article=then.article, day=then.day,
        )  # fmt: skip
        results = run.results[0]
        found = changes(then, results)
        results.session.close()
        yield Again(kept, about, found, answer)


def _command(kept: Kept) -> tuple[click.Command, list[str]]:
    """The command that asks it, and its arguments. Raises ReadError for what is no question."""
    about = kept.about
    found = _loaded(about.command)
    known = recording.options_of(found) if found else {}
    takes = {param.name for param in found.params} if found else set()
    if found is None or "about" not in takes:
        raise ReadError(f"{kept.name} is no answer: newsarchive {about.command[:40]} gives none")
    for name, value in about.options.items():
        if name not in known:
            raise ReadError(
                f'{kept.name} cannot be asked again: "{name[:40]}" is no option of a question that '
                f"newsarchive {about.command} answers"
            )
        # Or an option without its value would take the word that follows.
        is_flag = name in TABLE or known[name].is_flag
        if value is False or (value is True) != is_flag:
            raise ReadError(
                f'{kept.name} cannot be asked again: "{name}": {encoded(value)[:40]} is no value '
                "of this option"
            )
    options = dict(about.options)
    if about.against is not None:
        options["against"] = about.against
    if "like" in takes:
        if about.article is None:
            raise ReadError(f"{kept.name} cannot be asked again: it names no article")
        rest = [about.article]
    elif "problems" in takes:
        rest = ["--", *(about.query or "").split()]
    else:
        # The query has the filters in it, saved searches as they were, and dates as resolved.
        options = {name: value for name, value in options.items() if name not in _IN_QUERY}
        rest = ["--", about.understood]
    if about.command == "list":  # the search for everything, and takes no query
        found = _loaded("search")
        assert found is not None
    words: list[str] = []
    for name, value in options.items():
        match value:
            case True if name in TABLE:
                words.append(f"--{name}={kept.name}")  # no file of this name is written
            case True:
                words.append(f"--{name}")
            case list():
                words += [f"--{name}={one}" for one in value]
            case _:
                words.append(f"--{name}={value}")
    return found, [*words, *rest]


def _loaded(name: str) -> click.Command | None:
    context = click.get_current_context().parent
    assert context is not None
    assert isinstance(context.command, click.Group)
    return context.command.get_command(context, name) if name in COMMANDS else None
