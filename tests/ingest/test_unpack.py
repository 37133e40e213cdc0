"""Packed files → the files in them: recognised by content, as streams, within limits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.ingest.unpack import OpenFile, unpack
from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.limits import Bounded, Limits
from tests.readers.documents import docx, epub, odt

Files = list[tuple[str, bytes]]


def unpacked(name: str, data: bytes, limits: Limits | None = None) -> list[tuple[str, str, bytes]]:
    """Path, name and bytes of each file in a file; of a problem place, "flaw", reason."""
    limits = limits or Limits()
    stream = Bounded(io.BytesIO(data), limits)  # type: ignore[arg-type]
    found: list[tuple[str, str, bytes]] = []
    for part in unpack(OpenFile(name, name, stream, packed=False), limits, len(data)):
        if isinstance(part, Problem):
            found.append((part.place, "flaw", part.reason.encode()))
            continue
        try:
            found.append((part.path, part.name, part.stream.read()))
        except ReadError as error:
            found.append((part.path, "flaw", str(error).encode()))
    return found


def flaws(name: str, data: bytes, limits: Limits | None = None) -> list[str]:
    """The problems of a file, as messages."""
    return [
        f"{place}: {problem.decode()}"
        for place, kind, problem in unpacked(name, data, limits)
        if kind == "flaw"
    ]


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def tarred(*files: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


FILE = [("/a.txt", "/a.txt", b"text")]


# Kinds of packed files


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_a_file_packed_on_its_own_keeps_its_path(
    suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    """The name of the file in it shows its format, whatever its own name shows."""
    data = pack(b"text")
    assert unpacked("/a.txt" + suffix, data) == [("/a.txt" + suffix, "/a.txt", b"text")]
    assert unpacked("/a.txt", data) == FILE
    assert unpacked("/a", data) == [("/a", "/a", b"text")]
    twice = unpacked("/a.txt" + suffix, data + pack(b" and more"))
    assert twice == [("/a.txt" + suffix, "/a.txt", b"text and more")]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("named", [True, False])
def test_each_file_of_an_archive_has_a_path_below_it(
    pack: Callable[..., bytes], named: bool
) -> None:
    name = f"/x.{'zip' if pack is zipped else 'tar'}" if named else "/x"
    data = pack(("2018/a.txt", b"one"), ("2018/b.md", b"two"))
    assert unpacked(name, data) == [
        (f"{name}/2018/a.txt", "2018/a.txt", b"one"),
        (f"{name}/2018/b.md", "2018/b.md", b"two"),
    ]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("/x.tar.gz", gzip.compress), ("/x.tgz", gzip.compress), ("/x.tar.bz2", bz2.compress),
        ("/x.tbz2", bz2.compress), ("/x.tar.xz", lzma.compress), ("/x", lzma.compress),
    ],
)  # fmt: skip
def test_a_packed_tar_is_one_archive(name: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(tarred(("a.txt", b"one")))
    expected = [(f"{name}/a.txt", "a.txt", b"one")]
    assert unpacked(name, data) == expected
    assert unpacked(name, data, Limits(packed_depth=1)) == expected


def test_a_tar_of_the_oldest_kind_is_known_by_its_name() -> None:
    header = bytearray(tarred(("a.txt", b"one"), form=tarfile.USTAR_FORMAT))
    header[257:265] = bytes(8)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header[:512])
    assert unpacked("/x.tar", bytes(header)) == [("/x.tar/a.txt", "a.txt", b"one")]


def test_files_of_a_zip_come_by_name_and_of_a_tar_as_they_stand() -> None:
    files = (("b.txt", b"b"), ("a.txt", b"a"))
    assert [name for _, name, _ in unpacked("/x.zip", zipped(*files))] == ["a.txt", "b.txt"]
    assert [name for _, name, _ in unpacked("/x.tar", tarred(*files))] == ["b.txt", "a.txt"]


def test_archives_in_archives_are_opened_too() -> None:
    inner = zipped(("c.txt", b"c"), ("d.txt.gz", gzip.compress(b"d")))
    data = gzip.compress(tarred(("b.zip", inner), ("e.jsonl.bz2", bz2.compress(b"e"))))
    assert unpacked("/a.tgz", data) == [
        ("/a.tgz/b.zip/c.txt", "c.txt", b"c"),
        ("/a.tgz/b.zip/d.txt.gz", "d.txt", b"d"),
        ("/a.tgz/e.jsonl.bz2", "e.jsonl", b"e"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zip_is_read(method: int) -> None:
    assert unpacked("/x.zip", zipped(("a.txt", b"one"), method=method))[0][2] == b"one"


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_tar_is_read_with_long_names(form: int) -> None:
    name = "/".join(["folder" * 8, "folder" * 8, "ş.txt"])
    assert unpacked("/x.tar", tarred((name, b"one"), form=form))[0][:2] == (f"/x.tar/{name}", name)


@pytest.mark.parametrize("name", ["/letter.docx", "/sheet.xlsx", "/book.epub", "/tool.jar"])
def test_other_formats_that_are_zips_stay_what_they_are(name: str) -> None:
    data = zipped(("word/document.xml", b"<x/>"))
    assert unpacked(name, data) == [(name, name, data)]


@pytest.mark.parametrize("name", ["", "/letter", "/letter.zip"])
@pytest.mark.parametrize(
    ("data", "suffix"),
    [(docx(), ".docx"), (odt(), ".odt"), (epub(), ".epub")],
    ids=["docx", "odt", "epub"],
)
def test_a_document_is_known_by_its_parts_and_stays_whole(
    name: str, data: bytes, suffix: str
) -> None:
    assert unpacked(name, data) == [(name, (name or "document") + suffix, data)]
    [(path, known, inside)] = unpacked("/a.zip", zipped(("letter", data)))
    assert (path, known, inside) == ("/a.zip/letter", "letter" + suffix, data)


def test_what_a_reader_from_elsewhere_wants_packed_is_left_so() -> None:
    data = zipped(("a.txt", b"one"))
    part = OpenFile("/x.zip", "/x.zip", Bounded(io.BytesIO(data), Limits()), packed=False)  # type: ignore[arg-type]
    assert list(unpack(part, Limits(), None, lambda name, _: name.endswith(".zip"))) == [part]


# Names are only names


def test_hidden_files_and_what_a_mac_adds_are_passed_over() -> None:
    files: Files = [
        ("./a.txt", b"a"), (".hidden.txt", b"x"), (".git/b.txt", b"x"), ("c/.d/e.txt", b"x"),
        ("__MACOSX/a.txt", b"x"), ("empty/", b""),
    ]  # fmt: skip
    for data in (zipped(*files), tarred(*files)):
        assert [path for path, _, _ in unpacked("/x", data)] == ["/x/a.txt"]


def test_a_hostile_name_is_only_a_name() -> None:
    files: Files = [("../../etc/a.txt", b"1"), ("/etc/b.txt", b"2"), ("c\\d.txt", b"3")]
    paths = {"/x/../../etc/a.txt", "/x/etc/b.txt", "/x/c/d.txt"}
    assert {path for path, _, _ in unpacked("/x", zipped(*files))} == paths
    assert {path for path, _, _ in unpacked("/x", tarred(*files))} == paths


def test_two_files_of_one_name_have_two_paths() -> None:
    """Otherwise the second would pass for a later version of the first."""
    data = tarred(("a.txt", b"one"), ("./a.txt", b"two"))
    assert [path for path, _, _ in unpacked("/x", data)] == ["/x/a.txt", "/x/a.txt (2)"]


def test_links_and_devices_in_a_tar_are_passed_over() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind!r}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert unpacked("/x.tar", stream.getvalue()) == []


# Damage


def test_what_is_not_packed_although_its_name_says_so_is_a_flaw() -> None:
    message = "/a.txt.gz: not gzip data, although its name says so"
    assert flaws("/a.txt.gz", b"plain text") == [message]
    assert flaws("/a.zip", b"") == ["/a.zip: the file is empty"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_is_cut_off_is_a_flaw(pack: Callable[[bytes], bytes]) -> None:
    data = pack(bytes(range(256)) * 99)
    [problem] = flaws("/a", data[:-9])
    assert problem.endswith(": it ends too early")


def test_a_damaged_file_of_a_zip_is_a_flaw_and_the_others_are_read() -> None:
    data = bytearray(zipped(("a.txt", b"one one one"), ("b.txt", b"two"), method=0))
    data[data.index(b"one")] ^= 1
    first, second = unpacked("/x.zip", bytes(data))
    assert first[:2] == ("/x.zip/a.txt", "flaw")
    assert first[2].startswith(b"damaged zip: bad CRC-32")
    assert second == ("/x.zip/b.txt", "b.txt", b"two")


def test_damage_within_a_tar_is_not_taken_for_its_end() -> None:
    data = bytearray(tarred(("a.txt", b"one"), ("b.txt", b"two"), form=tarfile.USTAR_FORMAT))
    data[1024 + 3] ^= 1  # in the name of the second
    assert flaws("/x.tar", bytes(data)) == [
        "/x.tar: damaged tar: something that is no file is in it"
    ]
    assert flaws("/x.tar", bytes(data[:1024])) == ["/x.tar: damaged tar: it ends too early"]


def test_damage_behind_a_tar_is_noticed() -> None:
    data = bytearray(gzip.compress(tarred(("a.txt", b"one"))))
    data[-5] ^= 1  # the checksum
    [problem] = flaws("/x.tgz", bytes(data))
    assert problem.startswith("/x.tgz: damaged gzip: ")


def test_an_encrypted_file_is_a_flaw_and_the_others_are_read() -> None:
    data = bytearray(zipped(("a.txt", b"one"), ("b.txt", b"two")))
    data[data.index(b"PK\1\2") + 8] |= 1
    first, second = unpacked("/x.zip", bytes(data))
    assert first == (
        "/x.zip/a.txt",
        "flaw",
        b"encrypted: unpack it with its password, and ingest the files in it",
    )
    assert second[2] == b"two"


def test_a_method_that_is_not_known_is_a_flaw() -> None:
    data = bytearray(zipped(("a.txt", b"one")))
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        struct.pack_into("<H", data, data.index(mark) + at, 93)
    assert flaws("/x.zip", bytes(data)) == [
        "/x.zip/a.txt: packed by a method that is not known here (93)"
    ]


PACKED = [
    gzip.compress(b"text " * 9), bz2.compress(b"text " * 9), lzma.compress(b"text " * 9),
    zipped(("a.txt", b"one"), ("b/c.jsonl.gz", gzip.compress(b"{}"))),
    tarred(("a.txt", b"one"), ("b/c.txt", b"two")), gzip.compress(tarred(("a.txt", b"one"))),
]  # fmt: skip


@given(st.sampled_from(PACKED), st.integers(0, 2000), st.binary(max_size=8), st.integers(0, 2000))
def test_any_damage_is_a_flaw_on_one_line(data: bytes, at: int, new: bytes, cut: int) -> None:
    data = data[: at % len(data)] + new + data[at % len(data) + len(new) : len(data) - cut]
    for problem in flaws("/x", data):
        assert "\n" not in problem
        assert not problem.endswith(".")


# Limits


def test_depth_has_a_limit() -> None:
    data = b"text"
    for _ in range(4):
        data = gzip.compress(data)
    problem = "/a.gz: packed more than 3 deep: --max-depth raises this limit"
    assert flaws("/a.gz", data) == [problem]
    assert unpacked("/a.gz", data, Limits(packed_depth=4))[0][2] == b"text"
    nested = b"text"
    for _ in range(9):
        nested = tarred(("x.tar", nested))
    path = "/a.tar/x.tar/x.tar/x.tar"
    assert flaws("/a.tar", nested) == [problem.replace("/a.gz", path)]


def test_a_zip_of_zips_without_end_comes_to_one() -> None:
    data = b"text"
    for _ in range(9):
        data = zipped(("x.zip", data))
    assert [problem.partition(": ")[2] for problem in flaws("/x.zip", data)] == [
        "packed more than 3 deep: --max-depth raises this limit"
    ]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, lambda data: zipped(("a", data))])
def test_what_unpacks_to_far_more_than_its_size_is_a_flaw(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.ingest.unpack.UNSUSPICIOUS", 100_000)
    bomb = pack(bytes(1_000_000))
    [problem] = flaws("/x", bomb)
    assert problem.endswith(
        ": unpacks to more than 200 times its size, as no articles do: "
        "--max-ratio raises this limit"
    )
    assert flaws("/x", bomb, Limits(ratio=20_000)) == []


def test_files_of_a_zip_that_share_their_bytes_count_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trick of zips of a few kilobytes that unpack to terabytes."""
    monkeypatch.setattr("newsarchive.ingest.unpack.UNSUSPICIOUS", 100_000)
    one = zipped(("a", bytes(50_000)))
    table = one.index(b"PK\1\2")
    entry = one[table : one.index(b"PK\5\6")]
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 999, 999, len(entry) * 999, table, 0)
    found = unpacked("/x.zip", one[:table] + entry * 999 + end)
    whole = [data for _, kind, data in found if kind != "flaw"]
    assert len(whole) < 999
    # Some Pythons, of each minor version the later ones, refuse such a zip before we do.
    assert re.search(rb"--max-ratio raises this limit|overlapped entries", found[-1][2])


def test_the_whole_has_a_limit() -> None:
    data = zipped(*((f"{n}.txt", bytes(400)) for n in range(5)), method=0)
    found = unpacked("/x.zip", data, Limits(unpacked_bytes=1024))
    assert [kind for _, kind, _ in found] == ["0.txt", "1.txt", "flaw", "flaw", "flaw"]
    assert found[2][2] == b"more than 1K when unpacked: --max-unpacked raises this limit"


def test_a_zip_in_which_there_is_no_going_back_is_held_within_a_limit() -> None:
    data = gzip.compress(zipped(("a.txt", bytes(2000)), method=0))
    problem = "/x.zip.gz: more than 1K: --max-record raises this limit"
    assert flaws("/x.zip.gz", data, Limits(record_bytes=1024)) == [problem]


def test_a_table_of_contents_has_a_limit() -> None:
    data = zipped(*((f"{n}.txt", b"") for n in range(30)))
    problem = "/x.zip: more than 1K of names of files in it: --max-record raises this limit"
    assert flaws("/x.zip", data, Limits(record_bytes=1024)) == [problem]


def test_a_name_in_a_tar_has_a_limit() -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    assert flaws("/x.tar", info.tobuf(tarfile.GNU_FORMAT)) == [
        "/x.tar: damaged tar: a name in it has no end"
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "pack", "most"),
    [
        ("/a.gz", gzip.compress, 4),
        ("/a.xz", lzma.compress, 12),  # xz alone takes 8 MiB
        ("/a.zip", lambda data: zipped(("a.txt", data)), 4),
        ("/a.tgz", lambda data: gzip.compress(tarred(*[("a", data[:1999])] * 2500)), 4),
    ],
)
def test_a_large_file_takes_little_memory(
    name: str, pack: Callable[[bytes], bytes], most: int
) -> None:
    """At most so many megabytes, of a file that holds twice as many."""
    packed = pack(bytes(range(256)) * 100_000)
    stream = Bounded(io.BytesIO(packed), Limits())  # type: ignore[arg-type]
    tracemalloc.start()
    for part in unpack(OpenFile(name, name, stream, packed=False), Limits(ratio=9999), len(packed)):
        assert isinstance(part, OpenFile)
        while part.stream.read(65536):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most * 1_000_000
