"""WACZ: of a crawl in a zip the records count, and not the lists of them."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from newsarchive.ingest.unpack import OpenFile, unpack
from newsarchive.readers.limits import Limits, bounded


def found_in(name: str, *files: str) -> list[str]:
    """The paths of the files that are read of a zip with these."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for file in files:
            archive.writestr(file, gzip.compress(b"x") if file.endswith(".gz") else b"x")
    data.seek(0)
    whole = OpenFile(name, name, bounded(data, Limits()), packed=False)
    return [one.path for one in unpack(whole, Limits()) if isinstance(one, OpenFile)]


TABLES = ("datapackage.json", "pages/pages.jsonl", "indexes/index.cdx.gz", "fuzzy.json")


@pytest.mark.parametrize("folder", ["", "crawl/"])
@pytest.mark.parametrize("name", ["a.wacz", "a.zip"])
def test_only_the_records_of_a_crawl_are_read(name: str, folder: str) -> None:
    files = [f"{folder}{file}" for file in (*TABLES, "archive/data.warc.gz", "archive/b.warc")]
    assert found_in(name, *files) == [
        f"{name}/{folder}archive/b.warc", f"{name}/{folder}archive/data.warc.gz",
    ]  # fmt: skip


def test_what_lies_beside_a_crawl_is_read() -> None:
    files = ["notes.txt", "a/datapackage.json", "a/pages.jsonl", "a/archive/data.warc"]
    assert found_in("a.zip", *files) == ["a.zip/a/archive/data.warc", "a.zip/notes.txt"]


def test_a_zip_that_is_no_crawl_is_read_whole() -> None:
    assert found_in("a.zip", "datapackage.json", "articles.jsonl") == [
        "a.zip/articles.jsonl", "a.zip/datapackage.json",
    ]  # fmt: skip
