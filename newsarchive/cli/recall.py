"""What a person was shown last: so that @3 in the next command can mean the third result.

Of each archive the last search is remembered, and only if a person at a terminal was shown its
numbered results: scripts do not disturb it. The file is private to its user. If it is lost,
nothing is.
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
"""Bytes of the file that are read: what is longer is none of ours."""


@frozen
class Shown:
    """The results of a search."""

    query: str
    """As a tree prints itself."""
    ids: Mapping[int, str]
    """The number that was shown → the whole id."""


def remember(archive: Path, shown: Shown) -> None:
    """Note what was shown, in one step. Where that is impossible, it is not noted."""
    from newsarchive.files import private  # only a terminal has results with numbers

    file = recall_file(archive)
    told = {"version": VERSION, "query": shown.query, "results": shown.ids}
    with contextlib.suppress(OSError), private.replaced(file) as stream:
        stream.write(json.dumps(told).encode())


def recall(archive: Path) -> Shown | None:
    """What was shown last, if that is known."""
    from newsarchive.files import private

    try:
        with private.opened(recall_file(archive)) as stream:
            told = json.loads(stream.read(_MOST))
        if told["version"] != VERSION:
            return None
        ids = {int(number): str(id_) for number, id_ in told["results"].items()}
        return Shown(str(told["query"]), ids)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
