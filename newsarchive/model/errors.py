"""The few kinds of things that go wrong. Data only: no printing, no exit codes.

Every message is for the person at the terminal: what went wrong, where, and what to do about it.
`str(error)` is one line, without a full stop at its end; a QueryError can also show its place.
"""

from __future__ import annotations

_LONGEST = 300
"""Characters of a reason that was not made for the person at the terminal."""


class NewsArchiveError(Exception):
    """Something the person at the terminal can understand and act upon."""


class ArchiveError(NewsArchiveError):
    """The archive file is missing, damaged, not ours, too new, or cannot be written."""


class BusyError(ArchiveError):
    """Another process is writing to the archive."""


class DamagedError(ArchiveError):
    """A part of the archive is not as it was written, or cannot be read; others may be sound."""


class RefusedError(ArchiveError):
    """The archive cannot hold the values of one row; it can hold others."""


class IndexDamagedError(NewsArchiveError):
    """The index is not as it was written: it has to be made anew from the archive."""


class ExistsError(NewsArchiveError):
    """There is something in the place of what was to be written."""


class ReadError(NewsArchiveError):
    """A file or a record cannot be read as articles."""


class NeedsExtraError(ReadError):
    """A file of a format that needs an extra of this package: `extra`, as pip is asked for it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"to read {what}: pip install 'newsarchive[{extra}]'")
        self.extra = extra

    def __reduce__(self) -> tuple[type[NeedsExtraError], tuple[str, str]]:
        what = str(self).removeprefix("to read ").partition(":")[0]
        return NeedsExtraError, (what, self.extra)


class PluginError(ReadError):
    """A reader from another package does not work; its `__cause__` is what it raised."""


class UnknownIdError(NewsArchiveError):
    """No article, or more than one, has an id that begins like this."""


class EditError(NewsArchiveError):
    """A correction that no article can have."""


class DateError(NewsArchiveError):
    """A text is not a date, is impossible, or can be read in two ways."""


class PointedError(NewsArchiveError):
    """A text that means nothing. `start` and `end` (half-open, in characters) say which part."""

    def __init__(self, message: str, query: str, start: int, end: int) -> None:
        super().__init__(message)
        self.query = query
        # What is missing at the end has no character of its own: the last one is pointed to.
        self.start = min(start, max(len(query) - 1, 0))
        self.end = max(min(end, len(query)), self.start + 1)

    def __reduce__(self) -> tuple[type[PointedError], tuple[str, str, int, int]]:
        return type(self), (str(self), self.query, self.start, self.end)


class QueryError(PointedError):
    """A query that means nothing."""


class TemplateError(PointedError):
    """A `--format` or `--fields` that means nothing; `query` is what was said."""


def described(error: BaseException) -> str:
    """What an error says that was not made for the person at the terminal, on one line."""
    reason = " ".join(str(error).split()).rstrip(".")[:_LONGEST]
    kind = type(error).__name__
    return f"{kind}: {reason}" if reason else kind
