"""Paths, folders and standard input → files to read, in a stable order.

It looks at the file system and opens files; it must not know formats, nor the archive.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from newsarchive.ingest.selection import Selection, pages_of
from newsarchive.ingest.snapshots import wanted
from newsarchive.model.article import Problem
from newsarchive.model.record import ReadWarning

_READ = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_UNSEEN = (".", "~$")
"""How names of hidden files begin, and of those that Word keeps beside an open document."""
_PATHS = (str, type(None))  # much quicker than a union, for every file
_FEW = 1 << 18
"""Bytes. Most articles have fewer; for these a stream costs as much as the reading."""


class PageFiles(ReadWarning):
    """A folder of files that a browser saved with a page, which nobody expects to be read."""

    __slots__ = ()


class LineRange(NamedTuple):
    """Some lines of a file whose lines can be read one by one."""

    start: int
    """In bytes, as is the end."""
    stop: int
    lines_before: int


class Source(NamedTuple):
    """A file to read, or standard input. A tuple: a run makes one for every file that is there."""

    name: str
    """The absolute path, or "" for standard input. Always valid Unicode: escapes stand for the
    bytes of a path that are not text."""
    size: int | None
    """In bytes."""
    mtime_ns: int | None
    """The time of the last change, in nanoseconds since 1970; None if it is unknown or too late for
    an archive (after the year 2262)."""
    named: bool
    """Whether the user named the file itself, not a folder that holds it."""
    lines: LineRange | None = None
    """The part of it to read; None for all of it."""
    reader: str | None = None
    """The name of its reader, if that is known already."""
    pages: tuple[Source, ...] = ()
    """The files that are read through this one (`beside.py`)."""
    opens: str | BinaryIO | None = None
    """The path on disk if the name is another, or a stream."""

    @property
    def path(self) -> str | None:
        """The path on disk; None for standard input."""
        return (self.opens or self.name) if isinstance(self.opens, _PATHS) else None

    def open(self) -> BinaryIO:
        """The bytes of the file, in memory if it is small; else unbuffered. Raises OSError."""
        if isinstance(self.opens, _PATHS):
            path = self.opens or self.name
            if self.lines is not None:
                return cast("BinaryIO", _RangeOfFile(io.FileIO(_regular(path)[0]), self.lines))
            return open_regular(path)
        return self.opens

    @contextmanager
    def buffered(self) -> Iterator[io.BufferedReader]:
        """The file's bytes with a buffer; standard input stays open. Raises OSError."""
        reader = _peekable(self.open())
        if self.name:
            with reader:
                yield reader
        else:
            yield reader


class _RangeOfFile(io.RawIOBase):
    """A file that begins and ends with a range of its lines."""

    def __init__(self, file: io.FileIO, lines: LineRange) -> None:
        self._file = file
        self._stop = lines.stop
        file.seek(lines.start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int | None:
        view = memoryview(cast("bytearray", buffer))
        return self._file.readinto(view[: max(self._stop - self._file.tell(), 0)])

    def tell(self) -> int:
        """The position in the whole file."""
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


_LINE_BLOCK = 1 << 20


def line_ranges(source: Source, size: int) -> list[LineRange]:
    """The file as ranges of whole lines, each of about `size` bytes. Raises OSError."""
    ranges: list[LineRange] = []
    start = line = 0
    with source.buffered() as file:
        while block := file.read(size):
            count = block.count(b"\n")
            stop = start + len(block)
            while not block.endswith(b"\n") and (block := file.readline(_LINE_BLOCK)):
                stop += len(block)
                count += block.endswith(b"\n")
            ranges.append(LineRange(start, stop, line))
            start, line = stop, line + count
    return ranges


def find(
    paths: Iterable[str | os.PathLike[str]],
    stdin: BinaryIO | None = None,
    *,
    follow: bool = False,
    selection: Selection | None = None,
) -> Iterator[Source | Problem]:
    """The files at the paths, and a Problem for each path that cannot be looked at.

    A ReadWarning names something in a folder that is not read, though the user may expect it.

    "-" is `stdin` (by default that of the process). A folder stands for all files in it and in its
    folders, sorted by the code points of their names, without hidden ones. Symbolic links count if
    they lead to a file within the folder; with `follow`, also if they lead out of it, to a file or
    to a new folder. The selection is of what is in folders, not of files that are named.
    """
    selection = selection or Selection()
    piped = False
    for path in paths:
        given = os.fspath(path)
        if given == "-":
            if piped:
                continue  # it has one end only, and the first reader closes it
            piped = True
            yield Source("", None, None, named=True, opens=_peekable(stdin or sys.stdin.buffer))
            continue
        try:
            if not given:
                raise FileNotFoundError(errno.ENOENT, "")
            absolute = os.path.normpath(Path(given).absolute())
            status = Path(absolute).stat()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            yield Problem(_printable(given), _reason(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(absolute, selection, follow=follow)
        elif stat.S_ISREG(status.st_mode):
            yield _source(absolute, status, named=True)
        else:
            yield Problem(_printable(absolute), f"{_kind(status.st_mode)}, not a file or a folder")


def source_at(path: str) -> Source | None:
    """The file at a path; None if there is none that can be looked at."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return _source(path, status, named=False) if stat.S_ISREG(status.st_mode) else None


def place_of(path: str | os.PathLike[str]) -> str:
    """The absolute path of a file or folder, as the names of sources are written."""
    return _printable(os.path.normpath(Path(path).absolute()))


def is_there(name: str) -> bool:
    """Whether there is something at the path that a source's name, or a place, stands for."""
    path: str | bytes = name
    if os.sep == "/" and "\\x" in name:
        path = _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), name.encode())
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        pass  # it cannot be looked at now
    return True


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    """The stream with a buffer, so that looking at its beginning loses nothing."""
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast("io.RawIOBase", stream))


def _walk(root: str, selection: Selection, *, follow: bool) -> Iterator[Source | Problem]:
    """The selected files of a folder and of its folders, sorted by name."""
    real_root = Path(os.path.realpath(root))
    below = len(root.rstrip(os.sep)) + 1
    entered: set[tuple[int, int]] = set()
    waiting: list[str | os.DirEntry[str]] = [root]  # a stack: folders can be nested without end
    while waiting:
        entry = waiting.pop()
        path = entry if isinstance(entry, str) else entry.path
        try:
            if selection.excludes(path[below:]):
                continue
            if not isinstance(entry, str) and entry.is_symlink():
                reason = _link(path, real_root, follow=follow)
                if reason is not None:
                    if reason and selection.includes(path[below:]):
                        yield ReadWarning(_printable(path), reason)
                    continue
            status = Path(path).stat() if isinstance(entry, str) else entry.stat()
            if stat.S_ISDIR(status.st_mode):
                # Links can lead back to their own folder, and many links to one folder.
                if follow and (status.st_dev, status.st_ino) in entered:
                    again = "a link to a folder that has been read already"
                    yield ReadWarning(_printable(path), again)
                    continue
                entered.add((status.st_dev, status.st_ino))
                with os.scandir(path) as found:
                    visible = [inner for inner in found if not inner.name.startswith(_UNSEEN)]
                read = wanted({inner.name for inner in visible})
                visible = [inner for inner in visible if inner.name in read]
                pages = pages_of({inner.name for inner in visible})
                for inner in visible:
                    if inner.name in pages and inner.is_dir():
                        reason = f"files that a browser saved with {pages[inner.name]}"
                        yield PageFiles(_printable(inner.path), _printable(reason))
                    else:
                        pages.pop(inner.name, None)
                visible = [inner for inner in visible if inner.name not in pages]
                visible.sort(key=attrgetter("name"), reverse=True)
                waiting += visible
            elif not selection.includes(path[below:]):
                pass
            elif stat.S_ISREG(status.st_mode):
                yield _source(path, status, named=False)
            else:
                yield ReadWarning(_printable(path), f"{_kind(status.st_mode)}, passed over")
        except OSError as error:
            yield Problem(_printable(path), _reason(error))


def _link(path: str, real_root: Path, *, follow: bool) -> str | None:
    """Why a link in a folder is skipped: "" if nobody expects it to be read; None to read it."""
    try:
        target = Path(path).resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop, before Python 3.13
        loop = isinstance(error, RuntimeError) or error.errno == errno.ELOOP
        return "a link that leads to itself" if loop else "a link that leads nowhere"
    if target.is_relative_to(real_root):
        if not target.is_dir():
            return None
        back = Path(path).parent.resolve().is_relative_to(target)
        # The walk comes to any other folder anyway.
        return "a link back to a folder that it lies in" if back else ""
    return None if follow else "a link out of the folder, not followed without --follow"


def _regular(path: str) -> tuple[int, int]:
    """The descriptor and the size of a file; an error if something else has taken its place."""
    descriptor = os.open(path, _READ)  # does not wait for a writer if it is a FIFO now
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no longer a file", path)
    return descriptor, status.st_size


def open_regular(path: str) -> BinaryIO:
    """The bytes of a file, in memory if it is small; else unbuffered. Raises OSError."""
    descriptor, size = _regular(path)
    if size <= _FEW:  # an empty one, too: many files may be open at once
        try:
            data = os.read(descriptor, size + 1)
        except OSError:
            os.close(descriptor)
            raise
        if len(data) == size:
            os.close(descriptor)
            return io.BytesIO(data)
        os.lseek(descriptor, 0, os.SEEK_SET)  # somebody is writing to it
    return cast("BinaryIO", io.FileIO(descriptor))


def _kind(mode: int) -> str:
    """The kind of something that is neither a file nor a folder."""
    pipe = stat.S_ISFIFO(mode)
    return "a named pipe" if pipe else "a socket" if stat.S_ISSOCK(mode) else "a device"


def _source(path: str, status: os.stat_result, *, named: bool) -> Source:
    mtime_ns = status.st_mtime_ns if abs(status.st_mtime_ns) < 2**63 else None
    name = _printable(path)
    return Source(name, status.st_size, mtime_ns, named, opens=None if name == path else path)


def _printable(path: str) -> str:
    """The path as valid Unicode: bytes that are not text become escapes (\\xff).

    A name that holds such an escape already gets one for its backslash, so that two names never
    look alike. (On Windows all names are text, and a backslash separates them.)
    """
    if os.sep == "/" and "\\x" in path:
        path = _ESCAPE.sub(r"\\x5c", path)
    if path.isascii():
        return path
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


_ESCAPE = re.compile(r"\\(?=x(?:5c|[89a-f][0-9a-f]))")
_ESCAPED = re.compile(rb"\\x(5c|[89a-f][0-9a-f])")


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError() | ValueError():
            return "no such file or folder"
        case PermissionError():
            return "permission denied"
        case _:
            return (error.strerror or str(error)).lower()
