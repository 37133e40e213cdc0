"""The address that a program left in a page which it saved.

It must not know what else a page says of itself.
"""

from __future__ import annotations

import html
import re

_REACH = 8192
"""Characters: programs write it near the beginning."""
_ADDRESS = r"(https?://[^\s\"'<>]{1,2000})"
_FORMS = (
    re.compile(rf"<!--\s*saved from url=(?:\(\d+\))?{_ADDRESS}", re.IGNORECASE),
    re.compile(rf"<!--\s*Page saved with SingleFile\s+url:\s*{_ADDRESS}", re.IGNORECASE),
    re.compile(rf"<!--\s*Saved from {_ADDRESS} at \d", re.IGNORECASE),  # monolith
    re.compile(rf"<meta\s+name=[\"']savepage-url[\"']\s+content=[\"']{_ADDRESS}", re.IGNORECASE),
    re.compile(rf"\sdata-scrapbook-source=[\"']{_ADDRESS}", re.IGNORECASE),
)


def saved_from(page: str) -> str | None:
    """The address on the web that the page was saved from, if the program noted it."""
    head = page[:_REACH]
    found = next(filter(None, (form.search(head) for form in _FORMS)), None)
    return html.unescape(found[1]).replace("%2D%2D", "--") if found else None
