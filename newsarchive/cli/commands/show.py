"""`newsarchive show`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import click

from newsarchive.cli import histories
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import CITATION_FORMATS, RECORD_FORMATS, Output, output_options
from newsarchive.cli.ids import Wanted, hit_of, id_argument, look_up, look_up_parts
from newsarchive.cli.pager import paged
from newsarchive.cli.run import Run
from newsarchive.model.errors import NewsArchiveError, UnknownIdError
from newsarchive.model.frozen import replaced
from newsarchive.render import plain

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.query.tree import Node
    from newsarchive.search.hit import Hit

T = TypeVar("T")
MOST_OPENED = 20
"""Articles that are opened at once: each may be a window."""


def _as_of(
    archive: Archive, found: Iterable[Wanted], version: int | None, failed: list[str]
) -> Iterator[Wanted]:
    """The articles in this version, as far as they have one; as they stand, for None."""
    for wanted in found:
        if version is None:
            yield wanted
            continue
        try:
            older = archive.version(wanted.archived, version)
        except UnknownIdError as error:
            failed.append(str(error))
        else:
            yield replaced(wanted, archived=older)


def _parts(found: Iterable[Wanted], failed: list[str]) -> Iterator[Wanted]:
    """Those of which the paragraphs that are wanted exist."""
    for wanted in found:
        if wanted.paragraphs:
            from newsarchive.text.sentences import paragraphs

            count = len(paragraphs(wanted.archived.article.body))
            if wanted.paragraphs[1] > count:
                length = f"{count} paragraph" if count == 1 else f"{count:,} paragraphs"
                failed.append(f"article {wanted.archived.id[:8]} has only {length}")
                continue
        yield wanted


def _passage(wanted: Wanted) -> str:
    """The text of the paragraphs that are wanted."""
    body = wanted.archived.article.body
    assert wanted.paragraphs
    first, last = wanted.paragraphs
    from newsarchive.text.sentences import paragraphs

    spans = paragraphs(body)
    return body[spans[first - 1][0] : spans[last - 1][1]]


def _records(found: Iterable[Wanted], tree: Node | None) -> Iterator[Hit]:
    """Of a part the record of its article, with this part as its body."""
    for wanted in found:
        if wanted.paragraphs:
            article = replaced(wanted.archived.article, body=_passage(wanted))
            archived = replaced(wanted.archived, article=article)
            yield hit_of(replaced(wanted, archived=archived), tree)
        else:
            yield hit_of(wanted, tree)


def _texts(run: Run, found: Iterable[Wanted], tree: Node | None, output: Output) -> None:
    with paged(run, wanted=output.pager) as stream:
        page = run.page(output.color, stream)
        for number, wanted in enumerate(found):
            if number:
                stream.write("\n\n")  # two empty lines: one is what parts paragraphs
            if page and wanted.paragraphs:
                page.passage(hit_of(wanted, tree), *wanted.paragraphs)
            elif page:
                page.article(hit_of(wanted, tree))
            elif wanted.paragraphs:
                plain.passage(_passage(wanted), stream)
            else:
                plain.article(wanted.archived, stream)


def _originals(
    run: Run, archive: Archive, found: Iterable[ArchivedArticle], output: Output, failed: list[str]
) -> None:
    """The bytes as they are. On a terminal they are text, in which nothing can play with it."""
    if not sys.stdout.isatty():
        for archived in found:
            sys.stdout.buffer.write(archive.original(archived))
        return
    with paged(run, wanted=output.pager) as stream:
        for archived in found:
            text = _decoded(archive.original(archived), archived.encoding)
            if text is None:
                failed.append(
                    f"the original of {archived.id[:8]} is no text: write it to a file, "
                    f"newsarchive show {archived.id[:8]} --original > FILE"
                )
            else:
                plain.passage(text.removesuffix("\n"), stream)


def _decoded(original: bytes, encoding: str) -> str | None:
    """The original as text; None if it is none."""
    try:
        text = original.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if "\0" in text else text.replace("\r\n", "\n")


def _open(
    run: Run, archive: Archive, found: Iterable[ArchivedArticle], failed: list[str], *, saved: bool
) -> None:
    from newsarchive.cli.opening import open_article

    for number, archived in enumerate(found):
        if number == MOST_OPENED:
            failed.append(f"{MOST_OPENED} articles are open, the others were left out")
            return
        try:
            run.say(f"opened {open_article(archive, archived, saved=saved)}")
        except NewsArchiveError as error:
            failed.append(str(error))


def _counted(found: Iterable[T], numbers: Iterator[int]) -> Iterator[T]:
    """The same; when they have ended, the next number is how many there were."""
    return (one for one, _ in zip(found, numbers, strict=False))


@click.command("show")
@id_argument
@click.option(
    "--query", metavar="QUERY", help="Mark matches of this query; records get its snippet."
)
@click.option("--original", is_flag=True, help="Write the original, byte for byte.")
@click.option("--versions", is_flag=True, help="List its versions, newest first.")
@click.option(
    "--version",
    type=click.IntRange(min=1),
    metavar="N",
    help="Show version N as it was read, without corrections.",
)
@click.option(
    "--provenance", is_flag=True, help="Show where each value was found, and corrections."
)
@click.option("--open", "opened", is_flag=True, help="Open the web page, or else what was saved.")
@click.option("--open-file", is_flag=True, help="Open what was saved, not the page.")
@output_options(RECORD_FORMATS | CITATION_FORMATS, body=False, pager=True)
@click.pass_obj
def command(
    run: Run,
    ids: tuple[str, ...],
    query: str | None,
    original: bool,
    opened: bool,
    open_file: bool,
    versions: bool,
    version: int | None,
    provenance: bool,
    output: Output,
) -> int:
    """Show whole articles.

    ID is an id or a unique prefix, or @3 for the third result of the last search (@3-5, @1,4); "-"
    reads ids from standard input, one a line. ID#p4 is the fourth paragraph (#p4-6). Records
    (--json and others) include the text. Matches of the search behind @3 are marked; --query
    chooses another query. --open gives the address to your browser ($NEWSARCHIVE_OPEN, else the
    system's program); --open-file gives it the file or, if that is gone, the archived original. On
    a terminal the text goes through a pager ($NEWSARCHIVE_PAGER, $PAGER,
    else less).

    \b
    newsarchive show $(newsarchive search azerbaijan cambodia --ids)
    newsarchive list --date 2018 --ids | newsarchive show - --jsonl
    """
    given = [
        name
        for name, value in {
            "--original": original and version is None,
            "--open": opened,
            "--open-file": open_file,
            "--versions": versions,
            "--version": version is not None,
            "--provenance": provenance,
        }.items()
        if value
    ]
    if query is not None and (original or opened or open_file or versions or provenance):
        given.append("--query")
    if output.form and (original or opened or open_file or (versions and output.is_of_articles)):
        given.append(f"--{output.form}")
    if len(given) > 1:
        raise click.UsageError(
            f"{given[0]} and {given[1]} exclude each other", click.get_current_context()
        )
    failed: list[str] = []
    with run.archive() as archive:
        tree = None if query is None else archive.parse(query)
        numbers = count()
        whole = _counted(look_up(archive, ids, failed.append), numbers)
        if provenance:
            histories.provenance(run, archive, whole, output)
        elif versions and output.records:
            every = (Wanted(old) for one in whole for old in reversed(archive.versions(one)))
            outputs.hits(run, _records(every, None), replaced(output, body=True))
        elif versions:
            histories.versions(run, archive, whole, output)
        elif original:
            as_of = _as_of(archive, map(Wanted, whole), version, failed)
            found = (wanted.archived for wanted in as_of)
            _originals(run, archive, found, output, failed)
        elif opened or open_file:
            _open(run, archive, whole, failed, saved=open_file)
        else:
            named = _counted(look_up_parts(archive, ids, failed.append), numbers)
            parts = _parts(_as_of(archive, named, version, failed), failed)
            if output.records:
                texts = replaced(output, body=not output.is_of_articles)
                outputs.hits(run, _records(parts, tree), texts)
            else:
                _texts(run, parts, tree, output)
    sys.stdout.flush()
    for message in failed:
        run.say(f"newsarchive: {message}")
    if not failed and not next(numbers):
        run.say("no id was given")
        return Exit.NOTHING
    return Exit.ERROR if failed else Exit.DONE
