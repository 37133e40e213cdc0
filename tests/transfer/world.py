"""Questions that tests of whole archives ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newsarchive import Archive
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import ArchivedArticle, Correction
from newsarchive.model.frozen import replaced
from newsarchive.store import Store
from tests.archives import ARTICLES

Known = dict[str, tuple[list[ArchivedArticle], list[Correction], tuple[str, ...]]]


def known(path: Path) -> Known:
    """All that there is to know of each article, but the keys, which are an archive's own."""
    found: Known = {}
    with Store.open(path, readonly=True) as store:
        for one in store.articles():
            versions = [replaced(version, key=0) for version in store.versions(one.key)]
            assert [store.original(v.digest) for v in versions]
            found[one.id] = (versions, store.corrections(one.key), one.paths)
    assert len(found) == len(ARTICLES)
    return found


def take_in(path: Path, *files: Path) -> IngestReport:
    with Archive(path, engine="scan") as archive:
        return archive.ingest(*files)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]
