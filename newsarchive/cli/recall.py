"""The results of the last search on the terminal: @3 in the next command is the third of them.

The last search of each archive is remembered if its numbered results were shown on a terminal;
scripts do not change it. The file is private to its user and can be deleted.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from newsarchive.files.locations import recall_file
from newsarchive.model.frozen import frozen

VERSION = 1
_MOST = 64 << 20
"""Bytes of the file that are read: our files are shorter."""


@frozen
class Shown:
    """The results of a search."""

    query: str
    """As a tree prints itself."""
    ids: Mapping[int, str]
    """The number that was shown → the whole id."""


def remember(archive: Path, shown: Shown) -> None:
    """Write the results atomically; do nothing if that is impossible."""
    from newsarchive.files import private  # only a terminal has results with numbers

    file = recall_file(archive)
    data = {"version": VERSION, "query": shown.query, "results": shown.ids}
    with contextlib.suppress(OSError), private.replaced(file) as stream:
        stream.write(json.dumps(data).encode())


def recall(archive: Path) -> Shown | None:
    """The results shown last, or None."""
    from newsarchive.files import private

    try:
        with private.opened(recall_file(archive)) as stream:
            data = json.loads(stream.read(_MOST))
        if data["version"] != VERSION:
            return None
        ids = {int(number): str(id_) for number, id_ in data["results"].items()}
        return Shown(str(data["query"]), ids)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
