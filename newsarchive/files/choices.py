"""The cluster that an archive's index is on: a note in the user's state folder.

The note is not in the archive: archives come from anybody, and none may send the questions, texts
and credentials of its readers to a place of its maker's choice. It is not in the cache, which may
be deleted at any time, nor in the configuration, which the program never writes and the library
never reads. It belongs to the archive's own mark and its place together, so neither a copy nor a
forgery has it. This module must not know what a cluster is.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from newsarchive.files import private
from newsarchive.files.locations import choice_file
from newsarchive.model.errors import ArchiveError
from newsarchive.model.frozen import frozen

VERSION = 1
_MOST = 1 << 16
"""Bytes of the file that are read: ours are shorter."""


@frozen
class Choice:
    """A cluster for the index of an archive."""

    url: str
    """Of a node, or of several: as the user named it, without the name."""
    name: str
    """What the index is called there."""
    shards: int
    replicas: int
    """Further copies of each shard."""

    def __str__(self) -> str:
        return f"{self.url}/{self.name}"


def read(path: Path, uid: str) -> Choice | None:
    """The cluster that was chosen for an archive; None: its index is on this machine.

    Raises ArchiveError for a note that cannot be used: to pass over it would begin an index of
    everything on this machine.
    """
    file = choice_file(path, uid)
    try:
        with private.opened(file) as stream:
            data = json.loads(stream.read(_MOST))
        if data["version"] == VERSION:
            url, name = str(data["url"]), str(data["name"])
            return Choice(url, name, int(data["shards"]), int(data["replicas"]))
        reason = "a later release wrote it"
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except (ValueError, KeyError, TypeError, RecursionError):
        reason = "it is not as it was written"
    raise ArchiveError(
        f"{file}, which says on which cluster the index is, is not used: {reason}; "
        "`newsarchive index` with an engine writes it anew"
    )


def write(path: Path, uid: str, choice: Choice | None) -> None:
    """Note a cluster for an archive; None: this machine. Raises ArchiveError."""
    file = choice_file(path, uid)
    try:
        if choice is None:
            with suppress(FileNotFoundError):
                file.unlink()
            return
        data = {
            "version": VERSION, "archive": str(path.resolve()), "url": choice.url,
            "name": choice.name, "shards": choice.shards, "replicas": choice.replicas,
        }  # fmt: skip
        with private.replaced(file) as stream:
            stream.write(json.dumps(data).encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ArchiveError(
            f"{file} cannot be written ({reason}), so the engine of the archive stays; "
            "set XDG_STATE_HOME to a folder that can be"
        ) from error
