"""The names on a cluster: of an archive's indexes, and of the aliases that lead to them.

Each generation of an index is an index of its own, `newsarchive-UID-000001` and so on. The alias of
the archive leads readers to the one that is whole. A second alias for each generation is the only
name that is written to: where it is gone, with its index, nothing is made in its place.
"""

from __future__ import annotations

import re

from newsarchive.model.errors import ClusterError

PREFIX = "newsarchive-"
_UID = re.compile("[0-9a-f]{8,64}")
_NAME = re.compile(r"(?![-_+.])[^A-Z\s\\/*?\"<>|,#:]{1,200}")
_WRITING = "-writing"


def default(uid: str) -> str:
    """The alias of an archive that was given no other."""
    return PREFIX + uid


def check(name: str, uid: str) -> None:
    """Verify that these can be names on a cluster. Raises ClusterError.

    A name with a wildcard would reach the indexes of others.
    """
    if not _NAME.fullmatch(name) or len(name.encode()) > 200 or not name.isprintable():
        raise ClusterError(
            f'no index can be named "{name}": use small letters, digits, "-" and "_", '
            "and begin with a letter"
        )
    if not _UID.fullmatch(uid):
        raise ClusterError(f'no archive has the number "{uid}"')
    if name.startswith(f"{PREFIX}{uid}-"):
        raise ClusterError(f'"{name}" is a name that the indexes of this archive take themselves')


def index(uid: str, number: int) -> str:
    """The name of a generation; the first is 1."""
    return f"{PREFIX}{uid}-{number:06}"


def pattern(uid: str) -> str:
    """A pattern for the names of all generations of an archive, and perhaps for others."""
    return f"{PREFIX}{uid}-*"


def generation(name: str, uid: str) -> int | None:
    """The number of the generation with this name; None if it is no such name."""
    found = re.fullmatch(rf"{PREFIX}{uid}-([0-9]{{6,9}})", name, re.ASCII)
    return int(found[1]) if found else None


def writing(index: str) -> str:
    """The alias by which a generation is written."""
    return index + _WRITING
