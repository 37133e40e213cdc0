"""Which addresses may become links, in a document or for a browser.

It knows addresses as text; nobody here asks whether one is alive.
"""

from __future__ import annotations

from urllib.parse import urlsplit


def page(url: str | None) -> str | None:
    """The address, if it is one of a web page and nothing else."""
    if not url or any(char.isspace() or not char.isprintable() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
