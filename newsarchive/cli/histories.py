"""`show --versions` and `show --provenance`: an article's versions, and where values come from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsarchive.cli import output as outputs
from newsarchive.cli.forms import Output
from newsarchive.cli.run import Run
from newsarchive.model.frozen import replaced
from newsarchive.render import safe
from newsarchive.render.columns import clipped, lined_up

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.render.record import Record
    from newsarchive.search.hit import Hit


def versions(run: Run, archive: Archive, found: Iterable[ArchivedArticle], output: Output) -> None:
    """Write a line for each version of each article, newest first."""
    from newsarchive.render.versions import version_rows

    look = run.look(output.color)
    for number, archived in enumerate(found):
        rows = [tuple(map(safe.line, row)) for row in version_rows(archive.versions(archived))]
        if look is None:
            for row in rows:
                sys.stdout.write("\t".join((archived.id[:8], *row)) + "\n")
            continue
        if number:
            sys.stdout.write("\n")
        title = safe.line(archived.article.title or "[untitled]")
        sys.stdout.write(clipped(f"{archived.id[:8]}  {title}", run.width) + "\n")
        rows = [(number, f"{added[:10]} {added[11:16]}", *rest) for number, added, *rest in rows]
        head = ("version", "archived (UTC)", "date", "words", "format", "what has changed")
        for line in lined_up([head, *rows], run.width, right=frozenset({0, 3})):
            sys.stdout.write(f"{line}\n")


def provenance(
    run: Run, archive: Archive, found: Iterable[ArchivedArticle], output: Output
) -> None:
    """Write where the values of each article were found, and its corrections."""
    if output.records:
        rows = _records(archive, found, output)
        whole = replaced(output, body=True)
        outputs.hit_records(rows, whole, output.records, "corrections")
        return
    from newsarchive.render.corrections import provenance as traces_of
    from newsarchive.render.corrections import provenance_lines

    person = run.look(output.color) is not None
    for number, archived in enumerate(found):
        if number:
            sys.stdout.write("\n")
        read = archive.version(archived, archived.version)
        traces = traces_of(archived, read, archive.corrections(archived))
        for line in provenance_lines(traces, person=person):
            sys.stdout.write(safe.line(line) + "\n")


def _records(
    archive: Archive, found: Iterable[ArchivedArticle], output: Output
) -> Iterator[tuple[Hit, Record]]:
    from newsarchive.query.tree import Every
    from newsarchive.render.corrections import correction_line, correction_record
    from newsarchive.search.hit import Hit

    for rank, archived in enumerate(found, start=1):
        made = archive.corrections(archived)
        as_json = output.form in {"json", "jsonl"}
        records = [correction_record(one) if as_json else correction_line(one) for one in made]
        yield Hit(archived, 0.0, rank, Every()), {"corrections": records}
