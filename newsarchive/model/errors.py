"""The errors of the package: data only, no printing, no exit codes.

Every message is for the user: what went wrong, where, and what to do about it. `str(error)` is one
line without a full stop at its end; a QueryError also has its place in the query.
"""

from __future__ import annotations

_LONGEST = 300
"""Characters of a reason that was not written for the user."""


class NewsArchiveError(Exception):
    """An error that the user can understand and act upon."""


class ArchiveError(NewsArchiveError):
    """The archive file is missing, damaged, not ours, too new, or cannot be written."""


class ConfigError(NewsArchiveError):
    """The configuration file cannot be read, or says something without a meaning."""


class BusyError(ArchiveError):
    """Another process is writing to the archive."""


class DamagedError(ArchiveError):
    """A part of the archive is corrupted or unreadable; others may be sound."""


class RefusedError(ArchiveError):
    """The archive cannot hold the values of one row; it can hold others."""


class IndexDamagedError(NewsArchiveError):
    """The index is corrupted: it has to be rebuilt from the archive."""


class ClusterError(ArchiveError):
    """A cluster cannot be reached, refuses, or answers what it should not."""


class LargeAnswerError(ClusterError):
    """A cluster answers with more than is read of it: less can be asked for."""


class ExistsError(NewsArchiveError):
    """A file to be written exists already."""


class ReadError(NewsArchiveError):
    """A file or a record cannot be read as articles."""


class RepeatedError(ReadError):
    """An error that many records of one file are likely to share: it is reported once."""


class NoTextError(RepeatedError):
    """A record has no field for the text of an article."""


class EmptyTextError(RepeatedError):
    """The field for the text of an article is empty."""


class RemovedError(RepeatedError):
    """A record stands for an article that was removed from where it came from. Nothing failed."""


class NotJsonError(RepeatedError):
    """A value that many programs write into JSON, and that is none: NaN."""


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


class UnknownNameError(NewsArchiveError):
    """No saved search has this name, or none can have it."""


class UnknownNoteError(NewsArchiveError):
    """The article has no such note, or more than one."""


class EditError(NewsArchiveError):
    """A correction that no article can have."""


class DateError(NewsArchiveError):
    """A text is not a date, is impossible, or can be read in two ways."""


class PointedError(NewsArchiveError):
    """A text without a meaning; `start` and `end` (half-open, in characters) mark the part."""

    def __init__(self, message: str, query: str, start: int, end: int) -> None:
        super().__init__(message)
        self.query = query
        # An error at the end has no character of its own: the last one is marked.
        self.start = min(start, max(len(query) - 1, 0))
        self.end = max(min(end, len(query)), self.start + 1)

    def __reduce__(self) -> tuple[type[PointedError], tuple[str, str, int, int]]:
        return type(self), (str(self), self.query, self.start, self.end)


class QueryError(PointedError):
    """A query without a meaning."""


class TemplateError(PointedError):
    """A `--format` or `--fields` without a meaning; `query` is its text."""


def described(error: BaseException) -> str:
    """The message of an error that was not written for the user, on one line."""
    reason = " ".join(str(error).split()).rstrip(".")[:_LONGEST]
    kind = type(error).__name__
    return f"{kind}: {reason}" if reason else kind
