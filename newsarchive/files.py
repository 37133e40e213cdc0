"""Paths, folders and standard input → files to read, in a stable order.

It looks at the file system and opens files; it must not know formats or what becomes of a file.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from newsarchive.article import Flaw


@dataclass(frozen=True, slots=True)
class Origin:
    """A file to read, or standard input."""

    name: str
    """The absolute path, or "" for standard input. Always valid Unicode: bytes of a path that
    are not text are written as escapes."""
    size: int | None
    """In bytes."""
    mtime_ns: int | None
    """When it was last modified, in nanoseconds since 1970."""
    named: bool
    """Whether it was named outright rather than found in a folder."""
    _opens: str | BinaryIO | None = field(default=None, repr=False, compare=False)

    def open(self) -> BinaryIO:
        """The file's bytes. Raises OSError."""
        if self._opens is None or isinstance(self._opens, str):
            return Path(self._opens or self.name).open("rb")
        return self._opens


def find(
    paths: Iterable[str | os.PathLike[str]], stdin: BinaryIO | None = None
) -> Iterator[Origin | Flaw]:
    """The files that the paths mean, and a Flaw for each path that cannot be looked at.

    "-" is `stdin` (by default the process's own). A folder means all files in it and in its
    folders, by name in the order of code points, but nothing hidden. Symbolic links in it count
    if they lead to a file within it.
    """
    for path in paths:
        given = os.fspath(path)
        if given == "-":
            yield Origin("", None, None, named=True, _opens=stdin or sys.stdin.buffer)
            continue
        try:
            if not given:
                raise FileNotFoundError(errno.ENOENT, "")
            absolute = os.path.normpath(Path(given).absolute())
            status = Path(absolute).stat()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            yield Flaw(_printable(given), _reason(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(absolute)
        elif stat.S_ISREG(status.st_mode):
            yield _origin(absolute, status, named=True)
        else:
            yield Flaw(_printable(absolute), "neither a file nor a folder")


def _walk(root: str) -> Iterator[Origin | Flaw]:
    """All files of a folder, those of its folders in between, each where its name sorts."""
    real_root = Path(os.path.realpath(root))
    waiting: list[str | os.DirEntry[str]] = [root]  # a stack: folders can be nested without end
    while waiting:
        entry = waiting.pop()
        path = entry if isinstance(entry, str) else entry.path
        try:
            if isinstance(entry, str) or entry.is_dir(follow_symlinks=False):
                with os.scandir(path) as found:
                    visible = [inner for inner in found if not inner.name.startswith(".")]
                visible.sort(key=attrgetter("name"), reverse=True)
                waiting += visible
            elif not entry.is_symlink() or _leads_within(path, real_root):
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    yield _origin(path, status, named=False)
        except OSError as error:
            yield Flaw(_printable(path), _reason(error))


def _leads_within(link: str, real_root: Path) -> bool:
    """Whether the link leads to something within the folder."""
    target = Path(os.path.realpath(link))
    return target.exists() and target.is_relative_to(real_root)


def _origin(path: str, status: os.stat_result, *, named: bool) -> Origin:
    return Origin(_printable(path), status.st_size, status.st_mtime_ns, named, _opens=path)


def _printable(path: str) -> str:
    """The path as valid Unicode: the bytes of it that are not text become escapes (\\xff)."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError() | ValueError():
            return "no such file or folder"
        case PermissionError():
            return "permission denied"
        case _:
            return (error.strerror or str(error)).lower()
