"""What a person was shown last: so that @3 in the next command can mean the third result.

Of each archive the last search is remembered, and only if a person at a terminal was shown its
numbered results: scripts do not disturb it. The file is private to its user. If it is lost,
nothing is.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from newsarchive.frozen import frozen
from newsarchive.locations import recall_file

VERSION = 1


@frozen
class Shown:
    """The results of a search."""

    query: str
    """As a tree prints itself."""
    ids: Mapping[int, str]
    """The number that was shown → the whole id."""


def remember(archive: Path, shown: Shown) -> None:
    """Note what was shown, in one step. Where that is impossible, it is not noted."""
    file = recall_file(archive)
    told = {"version": VERSION, "query": shown.query, "results": shown.ids}
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A file made by mkstemp is private.
        import tempfile  # only a terminal has results with numbers

        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(told, stream)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def recall(archive: Path) -> Shown | None:
    """What was shown last, if that is known."""
    try:
        told = json.loads(recall_file(archive).read_text(encoding="utf-8"))
        if told["version"] != VERSION:
            return None
        ids = {int(number): str(id_) for number, id_ in told["results"].items()}
        return Shown(str(told["query"]), ids)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
