"""Packed files → the files in them, as streams: nothing is unpacked to disk, or into memory whole.

A packed file is recognised by its content. Names in it are only names: none is ever opened. It
must not know which formats can be read, nor what becomes of a file.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import struct
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePath
from typing import Any, BinaryIO, Literal, NamedTuple, Self, cast

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.limits import MIB, UNSUSPICIOUS, Bounded, Limits, Stream, too_large

HEAD = 4096
"""Bytes that are looked at to recognise what something is."""

Packing = Literal["gzip", "bzip2", "xz", "zip", "tar"]

_SUFFIXES: dict[str, tuple[Packing, str]] = {
    ".gz": ("gzip", ""), ".bz2": ("bzip2", ""), ".xz": ("xz", ""), ".tgz": ("gzip", ".tar"),
    ".tbz": ("bzip2", ".tar"), ".tbz2": ("bzip2", ".tar"), ".txz": ("xz", ".tar"),
    ".zip": ("zip", ""), ".tar": ("tar", ""),
}  # fmt: skip
"""How names of packed files end → how they are packed, and how the name of what is in them ends."""
_MAGIC = re.compile(
    rb"(?P<gzip>\x1f\x8b\x08)|(?P<bzip2>BZh[1-9](?:1AY&SY|\x17rE8P\x90))|(?P<xz>\xfd7zXZ\x00)"
    rb"|(?P<zip>PK(?:\x03\x04|\x05\x06))|(?s:.{257}(?P<tar>ustar))"
)
_ZIP_METHODS = (
    zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA,
)  # fmt: skip
_XZ_MEMORY = 256 * MIB
_NAMING = (
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
)  # fmt: skip
_LONGEST_NAME = MIB
"""What a tar may use for the name and other details of one of its files."""


class Part(NamedTuple):
    """A file: one that is not packed, or one out of a packed file."""

    path: str
    """Where it is: "/news/2018.zip/april/a.txt". A file that is packed on its own, as in
    "/news/a.jsonl.gz", is where that is."""
    kind: str
    """A name that ends as its format has it: "/news/a.jsonl"."""
    stream: Stream
    """Its bytes, to be read before the next part is asked for. Raises ReadError."""
    member: bool
    """Whether it was one of the files in an archive."""


def parts(
    whole: Part,
    limits: Limits,
    size: int | None = None,
    as_it_is: Callable[[str, bytes], bool] = lambda _name, _head: False,
) -> Iterator[Part | Problem]:
    """The files in a file, which is the only one if it is not packed.

    `size` is that of the file, where it is known. `as_it_is` is asked with a name and the first
    bytes whether somebody reads such a file packed as it is. What cannot be unpacked is a Problem.
    """
    return _Unpacker(limits, size, as_it_is).unpack(whole, 0)


def packing_of(name: str, head: bytes) -> Packing | None:
    """How the file of this name that begins with these bytes is packed, if it is.

    Other formats are zips and tars too, a word processor's among them: those stay what they are.
    """
    magic = _MAGIC.match(head)
    found = cast("Packing", magic.lastgroup) if magic else None
    last = _suffix(name)
    named = _SUFFIXES.get(last, (None, ""))[0]
    if found in {"zip", "tar"} and named is None and re.fullmatch(r"\.[a-z][a-z0-9]*", last):
        return None
    if found is None and named == "tar" and head:
        return "tar"  # of the oldest kind, which has no mark
    return found


@lru_cache(maxsize=8)  # it is asked twice of each file
def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - PurePath is slow, and files many


class _Unpacker:
    """The work on one file, and how much of it there has been."""

    def __init__(
        self, limits: Limits, size: int | None, as_it_is: Callable[[str, bytes], bool]
    ) -> None:
        self._limits = limits
        self._size = size
        self._as_it_is = as_it_is
        self._unpacked = 0

    def unpack(self, part: Part, depth: int, *, alone: bool = False) -> Iterator[Part | Problem]:
        """The files in this one, which lies in `depth` packed ones, or `alone` in the last."""
        try:
            head = part.stream.peek(HEAD)[:HEAD]
            packing = packing_of(part.kind, head)
            if packing is None or self._as_it_is(part.kind, head):
                _expect_plain(part.kind, head, packing)
                yield part
                return
            depth += not (alone and packing == "tar")  # .tar.gz is one thing, not two
            self._expect_shallow(depth)
            match packing:
                case "tar":
                    yield from self._tar(part, depth)
                case "zip":
                    yield from self._zip(part, depth)
                case _:
                    inner = self._stream(_opened(packing, part.stream), packing, unpacks=True)
                    found = Part(part.path, _inner_name(part.kind), inner, part.member)
                    yield from self.unpack(found, depth, alone=True)
        except ReadError as error:
            yield Problem(part.path, str(error))

    def _tar(self, part: Part, depth: int) -> Iterator[Part | Problem]:
        """The files of a tar, as they come: no going back, so it may come from anywhere."""
        names = _Names(part.path)
        with _telling("tar"):
            tar = tarfile.open(fileobj=part.stream, mode="r|", tarinfo=_Entry)  # noqa: SIM115
        while True:
            with _telling("tar"):
                entry = tar.next()
                if entry is None:
                    break
                # Both would grow with every file.
                cast("Any", tar).members = []
                tar.pax_headers = {}
                data = tar.extractfile(entry) if entry.isreg() else None
            if data is not None and (path := names.path(entry.name)):
                stream = self._stream(cast("io.BufferedIOBase", data), "tar")
                yield from self.unpack(Part(path, entry.name, stream, member=True), depth)
        while part.stream.read(MIB):  # the checksum of what the tar is packed in comes last
            pass

    def _zip(self, part: Part, depth: int) -> Iterator[Part | Problem]:
        """The files of a zip, by name.

        Its table of contents is at its end: one in which there is no going back is held in memory.
        """
        names = _Names(part.path)
        with _telling("zip"):
            # Only a file of the disk can go back, and a stream that has been redirected from one.
            whole = part.stream if part.stream.seekable() else io.BytesIO(part.stream.read())
            _expect_short_table(cast("BinaryIO", whole), self._limits)
            opened = zipfile.ZipFile(cast("BinaryIO", whole))
        with opened:
            for entry in sorted(opened.infolist(), key=lambda entry: entry.filename):
                path = None if entry.is_dir() else names.path(entry.filename)
                if path is None:
                    continue
                try:
                    raw = _opened_in_zip(opened, entry)
                except ReadError as error:
                    yield Problem(path, str(error))
                    continue
                stream = self._stream(raw, "zip", unpacks=True)
                yield from self.unpack(Part(path, entry.filename, stream, member=True), depth)

    def _expect_shallow(self, depth: int) -> None:
        if depth > self._limits.packed_depth:
            most = self._limits.packed_depth
            raise ReadError(f"packed more than {most} deep: --max-depth raises this limit")

    def _stream(self, raw: io.BufferedIOBase, packing: Packing, *, unpacks: bool = False) -> Stream:
        return Bounded(_Guarded(raw, packing, self._count if unpacks else None), self._limits)

    def _count(self, more: int) -> None:
        """Raises ReadError when what is packed has grown beyond all measure."""
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


class _Guarded(io.RawIOBase):
    """What a library unpacks, with every way in which that can fail made a ReadError.

    What there is before the damage is given first. After the error there is nothing more to read:
    a reader that goes on comes to an end.
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
            with _telling(self._packing):
                data = self._source.read1(most)
            if self._count:
                self._count(len(data))
        except ReadError as error:
            self._error, data = error, b""
        self._ended = not data
        return data


class _Entry(tarfile.TarInfo):
    """A file in a tar; an error where tarfile would take damage for the end, or memory as told."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The entry that a block describes."""
        if len(buf) < tarfile.BLOCKSIZE:
            raise ReadError("damaged tar: it ends too early")
        try:
            entry = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError:
            if not any(buf):
                raise  # the end
            raise ReadError("damaged tar: something that is no file is in it") from None
        if entry.size < 0 or (entry.type in _NAMING and entry.size > _LONGEST_NAME):
            raise ReadError("damaged tar: a name in it has no end")
        if entry.type == tarfile.GNUTYPE_SPARSE:  # the list of its holes may have no end either
            raise ReadError("a sparse file is in this tar: pack it again without --sparse")
        return entry


class _Names:
    """The paths of the files in an archive: each once, and none for what is hidden."""

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._seen: Counter[int] = Counter()

    def path(self, name: str) -> str | None:
        """Where the file of this name is; None if it, or a folder that it is in, is hidden.

        An archive can hold two files of one name; the second gets a number, so that it does not
        pass for a later version of the first.
        """
        steps = [step for step in re.split(r"[/\\]", name) if step not in {"", "."}]
        if (
            not steps
            or name.endswith("/")
            or any(step.startswith(".") and step != ".." for step in steps)
        ):
            return None
        if "__MACOSX" in steps:
            return None
        inside = "/".join(steps).encode("utf-8", "backslashreplace").decode()
        self._seen[hash(inside)] += 1  # not the name itself: there may be a million of them
        count = self._seen[hash(inside)]
        return f"{self._archive}/{inside}" + (f" ({count})" if count > 1 else "")


class _Xz(io.RawIOBase):
    """What is in an xz file, in one stream or several, without giving it all the memory it asks."""

    def __init__(self, source: Stream) -> None:
        self._source = source
        self._begin()
        self._left = b""

    def _begin(self) -> None:
        self._stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while True:
            if self._stream.eof:
                rest = (self._stream.unused_data or self._source.read(MIB)).lstrip(b"\0")
                if not rest:
                    return 0
                self._begin()
                self._left = rest
            if self._stream.needs_input:
                self._left = self._left or self._source.read(64 * 1024)
                if not self._left:
                    raise EOFError
            data = self._stream.decompress(self._left, len(buffer))
            self._left = b""
            if data:
                buffer[: len(data)] = data
                return len(data)


@contextmanager
def _telling(packing: Packing) -> Iterator[None]:
    """Whatever a library finds wrong (they raise nearly everything), as a ReadError."""
    try:
        yield
    except ReadError:
        raise
    except EOFError:
        raise ReadError(f"damaged {packing}: it ends too early") from None
    except Exception as error:
        reason = " ".join(str(error).split()).rstrip(".")
        told = reason[:1].lower() + reason[1:] if reason else type(error).__name__
        raise ReadError(f"damaged {packing}: {told}") from error


def _opened(packing: Packing, stream: Stream) -> io.BufferedIOBase:
    match packing:
        case "gzip":
            return gzip.GzipFile(fileobj=stream)
        case "bzip2":
            return bz2.BZ2File(stream)
        case _:
            return io.BufferedReader(_Xz(stream))


def _opened_in_zip(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> io.BufferedIOBase:
    if entry.flag_bits & 1:
        raise ReadError("encrypted: unpack it with its password, and take in what comes out")
    if entry.compress_type not in _ZIP_METHODS:
        raise ReadError(f"packed by a method that is not known here ({entry.compress_type})")
    with _telling("zip"):
        return cast("io.BufferedIOBase", opened.open(entry))


def _expect_short_table(stream: BinaryIO, limits: Limits) -> None:
    """Raises ReadError if the zip's table of contents, which is read whole, is beyond measure."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(end - (22 + 65535), 0))
    tail = stream.read(22 + 65535)
    at = tail.rfind(b"PK\5\6")
    if 0 <= at <= len(tail) - 22:
        size = struct.unpack_from("<L", tail, at + 12)[0]
        if size == 0xFFFFFFFF:  # then the larger kind of table says how large it is
            large = tail.rfind(b"PK\6\6", 0, at)
            size = struct.unpack_from("<Q", tail, large + 40)[0] if large >= 0 else end
        if size > limits.record_bytes:
            raise too_large(limits.record_bytes, "--max-record", " of names of files in it")


def _inner_name(name: str) -> str:
    """The name of what is in a file that was packed on its own: "a.jsonl" for "a.jsonl.gz"."""
    pure = PurePath(name)
    last = pure.suffix.lower()
    return name[: -len(last)] + _SUFFIXES[last][1] if last in _SUFFIXES else name


def _expect_plain(name: str, head: bytes, packing: Packing | None) -> None:
    """Raises ReadError for a file that is not packed although its name says so."""
    named = _SUFFIXES.get(_suffix(name))
    if named and packing is None:
        raise ReadError(
            f"not {named[0]} data, although its name says so" if head else "the file is empty"
        )
