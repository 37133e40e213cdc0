"""A folder of four articles and an archive of it, for the tests of the public library."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

from newsarchive import Archive
from newsarchive.engines import Engine
from newsarchive.engines.scan import ScanEngine
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.model.article import Problem

Kind = Literal["whoosh", "scan"]
ENGINES: dict[Kind, type[Engine]] = {"whoosh": WhooshEngine, "scan": ScanEngine}
NOW = dt.date(2018, 5, 10)

ARTICLES: dict[str, dict[str, object]] = {
    "oil": {
        "title": "Oil prices", "date": "2018-04-10", "authors": ["Jane Doe"], "tags": ["energy"],
        "source": "Daily Example", "language": "en", "body": "Oil rose, and traders were glad.",
    },
    "gas": {
        "title": "Gas", "date": "2018-05-01", "authors": ["Ali Veli"], "language": "en",
        "body": "Gas followed oil.",
    },
    "regen": {"title": "Regen", "date": "1999-12-31", "language": "de", "body": "Es regnete."},
    "fog": {"title": "A fog", "body": "Nobody saw the oil in the fog, or anything else at all."},
}  # fmt: skip


class World:
    """A folder of articles and an archive of it, which is opened anew for every question."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self.kind = kind
        self.news = folder / "news"
        self.file = folder / "news.db"
        self.cache = folder / "cache"
        self.told: list[str] = []
        self.news.mkdir()

    def open(self) -> Archive:
        return Archive(self.file, engine=self.kind, wait=0.1, notify=self.told.append)

    def write(self, name: str, fields: dict[str, object]) -> None:
        (self.news / f"{name}.json").write_text(json.dumps(fields))

    def fill(self) -> None:
        """Archive the four articles."""
        for name, fields in ARTICLES.items():
            self.write(name, fields)
        self.ingest()

    def ingest(self, **articles: str) -> None:
        """Archive the folder, with these further (or changed) texts."""
        for name, body in articles.items():
            self.write(name, {"body": body})
        with self.open() as archive:
            assert archive.ingest(self.news).flaws == []

    def found(self, query: str = "", **options: Any) -> list[str]:
        """The names of the articles found, in order."""
        with self.open() as archive:
            return [
                Path(hit.archived.paths[0]).stem
                for hit in archive.search(query, now=NOW, **options)
            ]

    def id_of(self, name: str) -> str:
        with self.open() as archive:
            return next(iter(archive.search(f"path:{name}.json"))).id

    def remove(self, name: str) -> None:
        with self.open() as archive:
            assert archive.remove([archive.get(self.id_of(name))]) == 1

    def flaws(self) -> list[Problem]:
        with self.open() as archive:
            return list(archive.check())
