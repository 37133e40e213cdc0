"""A file that was not read, as an archive has it on record: plain data."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.model.kinds import UnreadState


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that was not taken in, or not whole."""

    path: str
    """Its place: "/news/2018.zip/april/a.pdf"."""
    file: str
    """The file on disk: "/news/2018.zip"; the same as `path` if it is not packed."""
    size: int | None
    """Of the file on disk when it was tried, in bytes."""
    mtime_ns: int | None
    """Its time of change then, in nanoseconds since 1970."""
    state: UnreadState
    """`unsupported`: no reader reads it, or none without `extra`. `refused`: its reader took
    nothing of it. `failed`: it could not be opened, or parts of it could not be read. `passed
    over`: nobody tried."""
    kind: str
    """What it is: "PDF"."""
    extra: str | None
    """The extra of this package that reads it, if there is one."""
    reason: str
    """The first of its problems."""
    problems: int
    """How many there were."""
    noted: str = ""
    """When this was first seen: UTC, ISO 8601, whole seconds; "" before it is in an archive."""
