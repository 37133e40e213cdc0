"""The databases whose exports in HTML are read."""

from __future__ import annotations

from newsarchive.readers.formats.europresse import EUROPRESSE
from newsarchive.readers.formats.factivahtml import FACTIVA
from newsarchive.readers.formats.htmlexport import HtmlExport
from newsarchive.readers.formats.nexishtml import NEXIS
from newsarchive.readers.formats.proquesthtml import PROQUEST

DATABASES = (FACTIVA, EUROPRESSE, NEXIS, PROQUEST)


def may_hold_export(data: bytes) -> bool:
    """Whether bytes, of a page or around one, have a sign of an export."""
    return any(export.sign in data for export in DATABASES)


def export_in(page: bytes) -> HtmlExport | None:
    """The database whose export a page is, wherever its first article begins; None for others."""
    return next((export for export in DATABASES if export.holds(page)), None)
