"""Addresses: which may become links, and which would run something.

It knows addresses as text; nobody here asks whether one is alive.
"""

from __future__ import annotations

from urllib.parse import urlsplit

_ACTIVE = ("javascript:", "vbscript:", "data:")


def page(url: str | None) -> str | None:
    """The address, if it is one of a web page and nothing else."""
    if not url or any(char.isspace() or not char.isprintable() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def is_active(url: str) -> bool:
    """Whether a program that follows the address would run what is in it, or show it as a page."""
    # Browsers pass over white space and control characters in front of a scheme and within it.
    scheme = "".join(char for char in url if char.isprintable() and not char.isspace())
    return scheme.lower().startswith(_ACTIVE)
