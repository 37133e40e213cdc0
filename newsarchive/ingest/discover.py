"""Paths, folders and standard input → files to read, in a stable order.

It looks at the file system and opens files; it must not know formats or what becomes of a file.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from newsarchive.model.article import Problem

_READ = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_FEW = 1 << 18
"""Bytes. Most articles have fewer, and what a stream costs is as much as reading them."""


class Piece(NamedTuple):
    """Some lines of a file that can be read line by line."""

    start: int
    """In bytes, like the end."""
    stop: int
    line: int
    """How many lines come before."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or standard input."""

    name: str
    """The absolute path, or "" for standard input. Always valid Unicode: bytes of a path that
    are not text are written as escapes."""
    size: int | None
    """In bytes."""
    mtime_ns: int | None
    """When it was last modified, in nanoseconds since 1970; None if that is not known, or beyond
    what an archive can note (after the year 2262)."""
    named: bool
    """Whether it was named outright rather than found in a folder."""
    piece: Piece | None = None
    """What is to be read of it, if not all."""
    _opens: str | BinaryIO | None = field(default=None, repr=False, compare=False)

    def open(self) -> BinaryIO:
        """The file's bytes: in memory, if they are few; else no buffer comes between.

        Raises OSError.
        """
        if self._opens is None or isinstance(self._opens, str):
            path = self._opens or self.name
            if self.piece is not None:
                return cast("BinaryIO", _Within(io.FileIO(_regular(path)[0]), self.piece))
            return _opened(path)
        return self._opens


class _Within(io.RawIOBase):
    """A file that ends where a piece of it ends."""

    def __init__(self, file: io.FileIO, piece: Piece) -> None:
        self._file = file
        self._stop = piece.stop
        file.seek(piece.start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int | None:
        view = memoryview(cast("bytearray", buffer))
        return self._file.readinto(view[: max(self._stop - self._file.tell(), 0)])

    def tell(self) -> int:
        """Where it stands in the whole file."""
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a folder that is left alone, though a person may have expected it to be read."""

    name: str
    reason: str


_LINE_PIECE = 1 << 20


def pieces(source: Source, size: int) -> list[Piece]:
    """The file in pieces of about so many bytes, each of whole lines. Raises OSError."""
    found: list[Piece] = []
    start = line = 0
    with source.open() as raw, io.BufferedReader(cast("io.RawIOBase", raw)) as file:
        while block := file.read(size):
            count = block.count(b"\n")
            stop = start + len(block)
            while not block.endswith(b"\n") and (block := file.readline(_LINE_PIECE)):
                stop += len(block)
                count += block.endswith(b"\n")
            found.append(Piece(start, stop, line))
            start, line = stop, line + count
    return found


def find(
    paths: Iterable[str | os.PathLike[str]],
    stdin: BinaryIO | None = None,
    *,
    follow: bool = False,
) -> Iterator[Source | Problem | Skipped]:
    """The files that the paths mean, and a Problem for each path that cannot be looked at.

    "-" is `stdin` (by default the process's own). A folder means all files in it and in its
    folders, by name in the order of code points, but nothing hidden. Symbolic links in it count
    if they lead to a file within it; with `follow`, also if they lead out of it, to a file or to
    a folder that has not been met yet.
    """
    for path in paths:
        given = os.fspath(path)
        if given == "-":
            yield Source("", None, None, named=True, _opens=stdin or sys.stdin.buffer)
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
            yield from _walk(absolute, follow=follow)
        elif stat.S_ISREG(status.st_mode):
            yield _source(absolute, status, named=True)
        else:
            yield Problem(_printable(absolute), f"{_kind(status.st_mode)}, not a file or a folder")


def _walk(root: str, *, follow: bool) -> Iterator[Source | Problem | Skipped]:
    """All files of a folder, those of its folders in between, each where its name sorts."""
    real_root = Path(os.path.realpath(root))
    entered: set[tuple[int, int]] = set()
    waiting: list[str | os.DirEntry[str]] = [root]  # a stack: folders can be nested without end
    while waiting:
        entry = waiting.pop()
        path = entry if isinstance(entry, str) else entry.path
        try:
            if not isinstance(entry, str) and entry.is_symlink():
                said = _link(path, real_root, follow=follow)
                if said is not None:
                    if said:
                        yield Skipped(_printable(path), said)
                    continue
            status = Path(path).stat() if isinstance(entry, str) else entry.stat()
            if stat.S_ISDIR(status.st_mode):
                # Links can lead back to where they are, or to one folder from many places.
                if follow and (status.st_dev, status.st_ino) in entered:
                    yield Skipped(_printable(path), "a link to a folder that has been read already")
                    continue
                entered.add((status.st_dev, status.st_ino))
                with os.scandir(path) as found:
                    visible = [inner for inner in found if not inner.name.startswith(".")]
                visible.sort(key=attrgetter("name"), reverse=True)
                waiting += visible
            elif stat.S_ISREG(status.st_mode):
                yield _source(path, status, named=False)
            else:
                yield Skipped(_printable(path), f"{_kind(status.st_mode)}, passed over")
        except OSError as error:
            yield Problem(_printable(path), _reason(error))


def _link(path: str, real_root: Path, *, follow: bool) -> str | None:
    """Why a link in a folder is passed over: "" if that goes without saying; None if it is not."""
    try:
        target = Path(path).resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop, before Python 3.13
        loop = isinstance(error, RuntimeError) or error.errno == errno.ELOOP
        return "a link that leads to itself" if loop else "a link that leads nowhere"
    if target.is_relative_to(real_root):
        if not target.is_dir():
            return None
        back = Path(path).parent.resolve().is_relative_to(target)
        return "a link back to a folder that it lies in" if back else ""  # that is met there
    return None if follow else "a link out of the folder, not followed without --follow"


def _regular(path: str) -> tuple[int, int]:
    """The descriptor of a file, and its size; an error for what has taken its place."""
    descriptor = os.open(path, _READ)  # which waits for nobody at the other end of a FIFO
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no longer a file", path)
    return descriptor, status.st_size


def _opened(path: str) -> BinaryIO:
    descriptor, size = _regular(path)
    if 0 < size <= _FEW:
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
    """What something that is neither a file nor a folder is."""
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _source(path: str, status: os.stat_result, *, named: bool) -> Source:
    mtime_ns = status.st_mtime_ns if abs(status.st_mtime_ns) < 2**63 else None
    return Source(_printable(path), status.st_size, mtime_ns, named, _opens=path)


def _printable(path: str) -> str:
    """The path as valid Unicode: the bytes of it that are not text become escapes (\\xff).

    What looks like such an escape in a name already gets one for its backslash, so that no two
    names are written alike. (On Windows all names are text, and a backslash parts them.)
    """
    if os.sep == "/" and "\\x" in path:
        path = _ESCAPE.sub(r"\\x5c", path)
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


_ESCAPE = re.compile(r"\\(?=x(?:5c|[89a-f][0-9a-f]))")


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError() | ValueError():
            return "no such file or folder"
        case PermissionError():
            return "permission denied"
        case _:
            return (error.strerror or str(error)).lower()
