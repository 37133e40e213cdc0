"""The articles that a file holds, read as `ingest` reads them, and kept nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from newsarchive.ingest import run
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import ReadError
from newsarchive.store import Store


def read(path: str, stdin: BinaryIO | None = None) -> list[ArchivedArticle]:
    """The articles of a file, or of standard input for "-". Raises ReadError if there is none."""
    report, options = IngestReport(), run.RunOptions()
    found = run.find([path], stdin, options)
    with Store.rehearsing(Path(os.devnull)) as store:
        run.archive_files(store, found, report, options)
        articles = list(store.articles())
    if not articles:
        named = "standard input" if path == "-" else path
        reasons = [flaw.reason for flaw in report.flaws[:1]] or ["there is no article in it"]
        raise ReadError(f"{named}: {reasons[0]}")
    return articles
