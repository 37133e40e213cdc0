"""What kind of file one is that was not read: "PDF", "Word", ".dat".

It must not know readers: this names a file for people, it does not recognise a format.
"""

from __future__ import annotations

import os.path
import pkgutil
import re
from functools import lru_cache

FOLDER = "page files"
"""The kind of a folder that a browser saved beside a page."""
SPECIAL = "folder, link or device"
"""The kind of what is no file."""
NONE = "without ending"


def kind_of(name: str, head: bytes = b"") -> str:
    """The kind of the file of this name that begins with these bytes: "PDF", ".dat"."""
    ending = os.path.splitext(name)[1][1:].lower()  # noqa: PTH122 - a name, perhaps in a zip
    by_ending, by_beginning = _kinds()
    if ending in by_ending:
        return by_ending[ending]
    for beginning, kind in by_beginning.items():
        if head.startswith(beginning):
            return kind
    return f".{ending}" if re.fullmatch("[a-z][a-z0-9]{0,7}", ending) else NONE


@lru_cache(maxsize=1)
def _kinds() -> tuple[dict[str, str], dict[bytes, str]]:
    """Ending → kind, and beginning → kind, from the file beside this module."""
    endings: dict[str, str] = {}
    beginnings: dict[bytes, str] = {}
    data = pkgutil.get_data(__package__, "kinds.txt")
    assert data is not None
    for line in data.decode().splitlines():
        if not line.startswith("#"):
            kind, _, marks = line.partition(";")
            names, _, bytes_ = marks.partition("|")
            endings.update(dict.fromkeys(names.split(), kind))
            beginnings.update(dict.fromkeys(map(bytes.fromhex, bytes_.split()), kind))
    return endings, beginnings
