"""Which files of a zip count where it is a WACZ: a crawl in a zip, with tables of its pages.

It must not know how a zip is read, nor what the files hold.
"""

from __future__ import annotations

import re
from zipfile import ZipInfo

_ABOUT = re.compile(r"(?P<folder>(?:.*/)?)datapackage\.json")
_RECORDS = re.compile(r"(?P<folder>(?:.*/)?)archive/[^/]+\.warc(?:\.gz)?")


def without_tables(entries: list[ZipInfo]) -> list[ZipInfo]:
    """The files, without those of a WACZ that only repeat what is in its records."""
    described = {found["folder"] for one in entries if (found := _ABOUT.fullmatch(one.filename))}
    recorded = {found["folder"] for one in entries if (found := _RECORDS.fullmatch(one.filename))}
    crawls = tuple(sorted(described & recorded))
    records = tuple(f"{crawl}archive/" for crawl in crawls)
    return [
        one
        for one in entries
        if one.filename.startswith(records) or not one.filename.startswith(crawls)
    ]
