"""Lists of addresses that services and browsers export: their kind, so that messages name it.

It must not know how a table or a page is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_OF_ARTICLES = "the addresses of articles, not the articles"
_BY_FIELDS = {
    ("seendate",): "GDELT lists",
    ("media_name",): "Media Cloud lists",
    ("time_added", "status"): "Pocket exports",
    ("selection", "folder", "timestamp"): "Instapaper exports",
    ("excerpt", "cover", "highlights"): "Raindrop exports",
}
"""Fields that such a list has, and no collection of texts → the beginning of a message."""
_BY_BEGINNING = {
    re.compile(rb"<!doctype netscape-bookmark-file", re.IGNORECASE): "bookmarks are",
    re.compile(rb"<title>\s*Pocket Export\s*</title>", re.IGNORECASE): "Pocket exports",
    re.compile(rb"<title>\s*Instapaper: Export\s*</title>", re.IGNORECASE): "Instapaper exports",
}
_HEAD = 2048


def listed_by(has: Callable[[str], object]) -> str | None:
    """Why records have no text, if they are such a list; `has` says whether a field is there."""
    found = (kind for fields, kind in _BY_FIELDS.items() if all(map(has, fields)))
    return next((f"no text: {kind} {_OF_ARTICLES}" for kind in found), None)


def listed_on(page: bytes) -> str | None:
    """Why a page has no text, if it is such a list."""
    found = (kind for form, kind in _BY_BEGINNING.items() if form.search(page[:_HEAD]))
    return next((f"no text: {kind} {_OF_ARTICLES}" for kind in found), None)
