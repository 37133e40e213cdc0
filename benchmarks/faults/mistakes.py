"""Mistakes of the program itself: whatever it raises over one file, the others are archived.

Every function that has a part in reading, preparing, placing and writing the file is made to fail
in turn, whenever it is called for that file.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from unittest.mock import patch

import newsarchive
from benchmarks.faults.trying import Tried
from newsarchive import Archive
from newsarchive.ingest.discover import Source
from newsarchive.ingest.report import IngestReport
from newsarchive.ingest.schedule import Scheduler
from newsarchive.store import Store

PACKAGE = str(Path(newsarchive.__file__).parent)
ERRORS = (RuntimeError, AssertionError, MemoryError, RecursionError, ZeroDivisionError)
LETTER = (
    "From: Jane Doe <jane.doe@news.example>\nDate: Mon, 9 Apr 2018 10:00:00 +0000\n"
    "Subject: Oil\nContent-Type: text/html\n\n<p>Oil rose.</p>"
)
ITEM = "<item><title>Oil</title><description>Oil rose.</description></item>"
BAD = {
    "bad.txt": b"Oil rises\nBy Jane Doe\n9 April 2018\n\nLONDON - Oil rose.\n",
    "bad.md": b"---\ntitle: Oil\ndate: 2018-04-09\n---\nOil rose.\n",
    "bad.jsonl.gz": gzip.compress(b'{"title": "Oil", "body": "<p>Oil rose.</p>"}\n', mtime=0),
    "bad.csv": b"title,body,author\nOil,<p>Oil rose.</p>,Jane Doe\n",
    "bad.eml": LETTER.encode(),
    "bad.rss": f"<rss><channel>{ITEM}</channel></rss>".encode(),
}
"""Files that are good, but for the mistakes that the program makes with them here."""
GOOD = {"a.txt": "This is a.txt, a good one.", "z.txt": "This is z.txt, a good one."}
"""One is read before the bad one, the other after it."""
CONTAINING = {
    "Extractor._steps", "Extractor._file", "_Reading.step", "_Reading.all_events", "Store.write",
    "_Run._goes_on", "Gatherer.add", "Gatherer._turn_to", "Store.learn", "learn", "written",
}  # fmt: skip
"""What contains or reports the mistakes of all others, and can have none itself."""


class Trap:
    """Notes the calls of the program's functions on the way of the bad file, or makes one fail.

    That is what is called while the file is read, and of the rest what is given something of it.
    """

    def __init__(self, code: CodeType | None = None, error: type[Exception] = RuntimeError) -> None:
        self.met: dict[CodeType, None] = {}
        self._code = code
        self._error = error

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """As `sys.setprofile` has it."""
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(PACKAGE):
            return
        if code.co_qualname in CONTAINING or self._code not in (None, code):
            return
        if _is_read(frame) or _is_given(frame):
            self.met[code] = None
            if self._code:
                raise self._error("a trap")  # after which Python calls this no more: see `ingested`


def _is_read(frame: FrameType | None) -> bool:
    """Whether the frame is part of the reading of the bad file."""
    while frame is not None:
        if frame.f_code.co_qualname == "Extractor._file":
            return "bad." in frame.f_locals["source"].name
        frame = frame.f_back
    return False


def _is_given(frame: FrameType) -> bool:
    code = frame.f_code
    return any(_is_bad(frame.f_locals.get(name)) for name in code.co_varnames[: code.co_argcount])


def _is_bad(value: object) -> bool:
    """Whether a value is something of the bad file, or holds it; not the file before it is read."""
    if isinstance(value, list | tuple) and not isinstance(value, Source):
        return any(map(_is_bad, value))
    return isinstance(value, str) and ("bad." in value or "Oil rose." in value)


def write(folder: Path, name: str) -> None:
    """Put the bad file of this name among good ones."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / name).write_bytes(BAD[name])
    for good, text in GOOD.items():
        (folder / good).write_text(f"{text}\n")


def ingested(folder: Path, trap: Trap) -> IngestReport:
    """What comes of a run with a trap from the first file on, set again for each transaction."""
    changing, enter = Store.changing, Scheduler.__enter__

    @contextmanager
    def trapped(self: Store, what: str, *, keep: bool = True) -> Iterator[None]:
        with changing(self, what, keep=keep):
            sys.setprofile(trap)
            yield

    def entered(self: Scheduler) -> Scheduler:
        sys.setprofile(trap)
        return enter(self)

    with (
        patch.object(Store, "changing", trapped),
        patch.object(Scheduler, "__enter__", entered),
        Archive(folder.with_name("trapped.db"), engine="scan", jobs=1) as archive,
    ):
        try:
            return archive.ingest(folder, dry_run=True)
        finally:
            sys.setprofile(None)


def on_the_way(folder: Path, name: str) -> list[CodeType]:
    """The functions that have a part in what becomes of the bad file of this name."""
    write(folder, name)
    watching = Trap()
    for _ in range(2):  # what is looked up the first time is known the second
        watching = Trap()
        if ingested(folder, watching).added != 1 + len(GOOD):
            raise AssertionError(f"{name} is not read even without a mistake")
    return list(watching.met)


def mistakes(folder: Path, name: str, known: set[CodeType]) -> Iterator[tuple[str, bool]]:
    """Each function on the way of a file, and whether its mistake costs that file only.

    Without those that are `known`, which are all of them then.
    """
    for number, code in enumerate(on_the_way(folder, name)):
        if code not in known:
            known.add(code)
            trap = Trap(code, ERRORS[number % len(ERRORS)])
            report = ingested(folder, trap)
            named = [flaw.place.startswith(str(folder / name)) for flaw in report.flaws]
            # If all of the bad file had been read before, it is archived too.
            costs_it = report.added >= len(GOOD) and named == [True]
            # A dictionary that cannot be made costs no file.
            costs_none = report.added == 1 + len(GOOD) and named == []
            held = bool(trap.met) and (costs_it or costs_none)
            yield f"{name}: {code.co_filename} {code.co_qualname}", held


def tried(folder: Path) -> list[Tried]:
    """All of it, as rows of the table."""
    row = Tried(
        "a mistake of the program with one file",
        f"an exception in each function that reads, prepares or writes it, for {len(BAD)} formats",
    )
    known: set[CodeType] = set()
    for name in BAD:
        for where, held in mistakes(folder, name, known):
            row.expect(held, where)
            row.came("its file is named, the others are archived" if held else "not contained")
    return [row]
