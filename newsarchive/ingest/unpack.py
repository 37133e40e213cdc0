"""Packed files → the files in them, as streams: no file is unpacked to disk or whole into memory.

The content of a file shows whether it is packed. The names in it are labels: none is ever opened.
It must not know which formats can be read, nor the archive.
"""

from __future__ import annotations

import bz2
import gzip
import io
import os
import re
import struct
import tarfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from operator import attrgetter
from pathlib import PurePath
from typing import Any, BinaryIO, Literal, NamedTuple, cast

from newsarchive.ingest.beside import gathered_in_zip, not_in_tar
from newsarchive.ingest.tar import Entry
from newsarchive.ingest.wacz import without_tables
from newsarchive.ingest.xz import XzFile
from newsarchive.ingest.zstd import ZstdFile
from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.documents.zipped import kind_of
from newsarchive.readers.limits import (
    MIB,
    UNSUSPICIOUS,
    Bounded,
    Limits,
    Stream,
    bounded,
    too_large,
)

HEAD = 4096
"""How many bytes the choice of a reader looks at."""

Packing = Literal["gzip", "bzip2", "xz", "zstd", "zip", "tar"]

_SUFFIXES: dict[str, tuple[Packing, str]] = {
    ".gz": ("gzip", ""), ".bz2": ("bzip2", ""), ".xz": ("xz", ""), ".tgz": ("gzip", ".tar"),
    ".tbz": ("bzip2", ".tar"), ".tbz2": ("bzip2", ".tar"), ".txz": ("xz", ".tar"),
    ".zst": ("zstd", ""), ".zip": ("zip", ""), ".wacz": ("zip", ""), ".tar": ("tar", ""),
}  # fmt: skip
"""Suffix of a packed file → its packing, and the suffix of the file in it."""
_MAGIC = re.compile(
    rb"(?P<gzip>\x1f\x8b\x08)|(?P<bzip2>BZh[1-9](?:1AY&SY|\x17rE8P\x90))|(?P<xz>\xfd7zXZ\x00)"
    rb"|(?P<zstd>\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)"
    rb"|(?P<zip>PK(?:\x03\x04|\x05\x06))|(?s:.{257}(?P<tar>ustar))"
)
_ZIP_METHODS = (
    zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA,
)  # fmt: skip
_LONGEST_MIMETYPE = 100
"""Bytes; it is what a document is, in words."""


class OpenFile(NamedTuple):
    """A file: one that is not packed, or one of the files in a packed file."""

    path: str
    """Its place: "/news/2018.zip/april/a.txt". A compressed file such as "/news/a.jsonl.gz" and
    the file in it have the same path."""
    name: str
    """A name that ends as its format demands: "/news/a.jsonl"."""
    stream: Stream
    """Its bytes, to be read before the next file is asked for. Raises ReadError."""
    packed: bool
    """Whether it is one of the files in an archive."""
    beside: Callable[[str], BinaryIO] | None = None
    """Opens a file that this one names (`ReadOptions.beside`)."""


def unpack(
    file: OpenFile,
    limits: Limits,
    size: int | None = None,
    read_packed: Callable[[str, bytes], object] = lambda _name, _head: None,
) -> Iterator[OpenFile | Problem]:
    """The files in a file, or the file itself if it is not packed, or a document that is a zip.

    `size` is that of the file, if it is known. `read_packed` gets a name and the first bytes, and
    returns the plug-in that reads this packed file as it is, if any. A Problem names a file that
    cannot be unpacked.
    """
    return _Unpacker(limits, size, read_packed).unpack(file, 0)


def packing_of(name: str, head: bytes) -> Packing | None:
    """How the file of this name that begins with these bytes is packed, if it is.

    Formats that are zips or tars themselves, such as those of word processors, do not count.
    """
    magic = _MAGIC.match(head)
    found = cast("Packing", magic.lastgroup) if magic else None
    last = _suffix(name)
    named = _SUFFIXES.get(last, (None, ""))[0]
    if found in {"zip", "tar"} and named is None and re.fullmatch(r"\.[a-z][a-z0-9]*", last):
        return None
    if found is None and named == "tar" and head:
        return "tar"  # of the oldest kind, which has no magic number
    return found


@lru_cache(maxsize=8)  # two functions ask for each file
def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - PurePath is slow, and there are many files


class _Unpacker:
    """Unpacks one file and counts the bytes that come out."""

    def __init__(
        self, limits: Limits, size: int | None, read_packed: Callable[[str, bytes], object]
    ) -> None:
        self._limits = limits
        self._size = size
        self._read_packed = read_packed
        self._unpacked = 0

    def unpack(
        self, file: OpenFile, depth: int, *, alone: bool = False
    ) -> Iterator[OpenFile | Problem]:
        """The files in this one, `depth` packed files deep, perhaps `alone` in a compressed one."""
        try:
            head = file.stream.peek(HEAD)[:HEAD]
            packing = packing_of(file.name, head)
            if packing is None or self._read_packed(file.name, head):
                _expect_unpacked(file.name, head, packing)
                yield file
                return
            depth += not (alone and packing == "tar")  # .tar.gz is one thing, not two
            self._expect_shallow(depth)
            match packing:
                case "tar":
                    yield from self._tar(file, depth)
                case "zip":
                    yield from self._zip(file, depth)
                case _:
                    inner = self._stream(_opened(packing, file.stream), packing, unpacks=True)
                    inner_file = file._replace(name=_inner_name(file.name), stream=inner)
                    yield from self.unpack(inner_file, depth, alone=True)
        except ReadError as error:
            yield Problem(file.path, str(error))

    def _tar(self, file: OpenFile, depth: int) -> Iterator[OpenFile | Problem]:
        """The files of a tar in their order, so that it need not be seekable."""
        names = _Names(file.path)
        with _library_errors("tar"):
            tar = tarfile.open(fileobj=file.stream, mode="r|", tarinfo=Entry)  # noqa: SIM115
        while True:
            with _library_errors("tar"):
                entry = tar.next()
                if entry is None:
                    break
                # Both lists would grow with every file.
                cast("Any", tar).members = []
                tar.pax_headers = {}
                data = tar.extractfile(entry) if entry.isreg() else None
            if data is not None and (path := names.path(entry.name)):
                stream = self._stream(cast("io.BufferedIOBase", data), "tar")
                one = OpenFile(path, entry.name, stream, packed=True, beside=not_in_tar)
                yield from self.unpack(one, depth)
        while file.stream.read(MIB):  # the checksum of the compressed tar comes last
            pass

    def _zip(self, file: OpenFile, depth: int) -> Iterator[OpenFile | Problem]:
        """The files of a zip, sorted by name.

        Its table of contents is at its end, so a stream that is not seekable is held in memory.
        """
        names = _Names(file.path)
        with _library_errors("zip"):
            # Only a file on disk is seekable, and standard input that is redirected from one.
            whole = file.stream if file.stream.seekable() else io.BytesIO(file.stream.read())
            _expect_short_table(cast("BinaryIO", whole), self._limits)
            opened = zipfile.ZipFile(cast("BinaryIO", whole))
        with opened:
            if kind := _document(opened):
                whole.seek(0)
                stream = bounded(cast("BinaryIO", whole), self._limits)
                yield file._replace(name=(file.name or "document") + kind, stream=stream)
                return
            entries = sorted(without_tables(opened.infolist()), key=attrgetter("filename"))

            def stream_of(entry: zipfile.ZipInfo) -> Stream:
                return self._stream(_opened_in_zip(opened, entry), "zip", unpacks=True)

            by_name = {entry.filename: entry for entry in entries}
            pages, openers = gathered_in_zip(by_name, lambda name: stream_of(by_name[name]))
            for entry in entries:
                name = entry.filename
                path = None if entry.is_dir() or name in pages else names.path(name)
                if path is None:
                    continue
                try:
                    stream = stream_of(entry)
                except ReadError as error:
                    yield Problem(path, str(error))
                    continue
                one = OpenFile(path, name, stream, packed=True, beside=openers.get(name))
                yield from self.unpack(one, depth)

    def _expect_shallow(self, depth: int) -> None:
        if depth > self._limits.packed_depth:
            most = self._limits.packed_depth
            raise ReadError(f"packed more than {most} deep: --max-depth raises this limit")

    def _stream(self, raw: io.BufferedIOBase, packing: Packing, *, unpacks: bool = False) -> Stream:
        return Bounded(_Unpacked(raw, packing, self._count if unpacks else None), self._limits)

    def _count(self, more: int) -> None:
        """Raises ReadError when the unpacked bytes exceed a limit."""
        self._unpacked += more
        if self._unpacked > self._limits.unpacked_bytes:
            raise too_large(self._limits.unpacked_bytes, "--max-unpacked", " when unpacked")
        if self._size is None or self._unpacked <= UNSUSPICIOUS:
            return
        if self._unpacked > self._size * self._limits.ratio:
            raise ReadError(
                f"unpacks to more than {self._limits.ratio} times its size, as no articles do: "
                "--max-ratio raises this limit"
            )


class _Unpacked(io.RawIOBase):
    """The bytes that a library unpacks; every error of the library becomes a ReadError.

    The bytes before the damage come first. After the error the stream is at its end.
    """

    def __init__(
        self, source: io.BufferedIOBase, packing: Packing, count: Callable[[int], None] | None
    ) -> None:
        self._source = source
        self._packing: Packing = packing
        self._count = count
        self._error: ReadError | None = None
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        size = 0
        while size < len(buffer) and not self._ended:
            data = self._some(len(buffer) - size)
            buffer[size : size + len(data)] = data
            size += len(data)
        if not size and self._error:
            error, self._error = self._error, None
            raise error
        return size

    def _some(self, most: int) -> bytes:
        try:
            with _library_errors(self._packing):
                data = self._source.read1(most)
            if self._count:
                self._count(len(data))
        except ReadError as error:
            self._error, data = error, b""
        self._ended = not data
        return data


class _Names:
    """The paths of the files in an archive: each path once, none for hidden files."""

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._seen: Counter[int] = Counter()

    def path(self, name: str) -> str | None:
        """The path of the file of this name; None if it or one of its folders is hidden.

        An archive can hold two files of one name. The second gets a number: it is not a later
        version of the first.
        """
        steps = [step for step in re.split(r"[/\\]", name) if step not in {"", "."}]
        hidden = any(step.startswith(".") and step != ".." for step in steps)
        if not steps or name.endswith("/") or hidden or "__MACOSX" in steps:
            return None
        inside = "/".join(steps).encode("utf-8", "backslashreplace").decode()
        self._seen[hash(inside)] += 1  # not the name: there may be a million
        count = self._seen[hash(inside)]
        return f"{self._archive}/{inside}" + (f" ({count})" if count > 1 else "")


@contextmanager
def _library_errors(packing: Packing) -> Iterator[None]:
    """Turns every error of a library (libraries raise nearly anything) into a ReadError."""
    try:
        yield
    except ReadError:
        raise
    except EOFError:
        raise ReadError(f"damaged {packing}: it ends too early") from None
    except Exception as error:
        reason = " ".join(str(error).split()).rstrip(".")
        reason = reason[:1].lower() + reason[1:] if reason else type(error).__name__
        raise ReadError(f"damaged {packing}: {reason}") from error


def _opened(packing: Packing, stream: Stream) -> io.BufferedIOBase:
    match packing:
        case "gzip":
            return gzip.GzipFile(fileobj=stream)
        case "bzip2":
            return bz2.BZ2File(stream)
        case "zstd":
            return io.BufferedReader(ZstdFile(stream))
        case _:
            return io.BufferedReader(XzFile(stream))


def _opened_in_zip(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> io.BufferedIOBase:
    if entry.flag_bits & 1:
        raise ReadError("encrypted: unpack it with its password, and ingest the files in it")
    if entry.compress_type not in _ZIP_METHODS:
        raise ReadError(f"packed by a method that is not known here ({entry.compress_type})")
    # Later Pythons warn of files that share their bytes; the limits stop those that do harm.
    with _library_errors("zip"), warnings.catch_warnings(action="ignore", category=UserWarning):
        return cast("io.BufferedIOBase", opened.open(entry))


def _document(opened: zipfile.ZipFile) -> str | None:
    """The suffix of the document that a zip is; None if it is none."""
    mimetype = b""
    with suppress(Exception), opened.open("mimetype") as part:  # a zip can be damaged anywhere
        mimetype = part.read(_LONGEST_MIMETYPE)
    return kind_of(opened.namelist(), mimetype)


def _expect_short_table(stream: BinaryIO, limits: Limits) -> None:
    """Raises ReadError if the table of contents of the zip, which is read whole, is too large."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(end - (22 + 65535), 0))
    tail = stream.read(22 + 65535)
    at = tail.rfind(b"PK\5\6")
    if 0 <= at <= len(tail) - 22:
        size = struct.unpack_from("<L", tail, at + 12)[0]
        if size == 0xFFFFFFFF:  # the larger kind of table has the size
            large = tail.rfind(b"PK\6\6", 0, at)
            size = struct.unpack_from("<Q", tail, large + 40)[0] if large >= 0 else end
        if size > limits.record_bytes:
            raise too_large(limits.record_bytes, "--max-record", " of names of files in it")


def _inner_name(name: str) -> str:
    """The name of the file in a compressed file: "a.jsonl" for "a.jsonl.gz"."""
    pure = PurePath(name)
    last = pure.suffix.lower()
    return name[: -len(last)] + _SUFFIXES[last][1] if last in _SUFFIXES else name


def _expect_unpacked(name: str, head: bytes, packing: Packing | None) -> None:
    """Raises ReadError for a file that is not packed, although its name says so."""
    named = _SUFFIXES.get(_suffix(name))
    if named and packing is None:
        raise ReadError(
            f"not {named[0]} data, although its name says so" if head else "the file is empty"
        )
