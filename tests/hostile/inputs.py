"""Everything that a folder from somewhere may hold to hurt whoever reads it; and three articles.

Each is made by code of ours, and stands here with what a run says of it.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import socket
import sqlite3
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.hostile.formats import OF_FORMATS
from tests.zstd import zstd

GOOD = {
    "good.txt": "Bridge opens\n\nThe bridge over the Tarn opened on Monday.\n",
    "good.json": json.dumps({"title": "Ferry", "body": "The ferry stopped for good."}),
    "deep/er/good.md": "# Mill\n\nThe mill turns again.\n",
}
"""Articles, whose texts have to be in the archive afterwards."""

_ONE = {"title": "Quarry", "body": "The quarry closed."}
_XML = "<?xml version='1.0'?>"


def _zip(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for member, data in members:
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


def _encrypted() -> bytes:
    data = bytearray(_zip(("secret.txt", b"Secret.")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def _wrong_sum() -> bytes:
    data = bytearray(_zip(("a.txt", os.urandom(2000).hex().encode())))
    data[100] ^= 255
    return bytes(data)


def _nested(times: int) -> bytes:
    data = b"At the bottom."
    for level in range(times):
        data = _zip((f"{level}.zip" if level else "a.txt", data))
    return data


def _sqlite() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE t (a)")
        database.execute("INSERT INTO t VALUES ('x')")
        return database.serialize()


_LAUGHS = (
    f"{_XML}<!DOCTYPE nitf [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {'abcdefghij'[n + 1]} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]><nitf><body><body.content><p>&j;</p></body.content></body></nitf>"
).encode()
_OUTSIDE = (
    f"{_XML}<!DOCTYPE nitf [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
    "<nitf><body><body.content><p>Host: &a;</p></body.content></body></nitf>"
).encode()

FILES: dict[str, tuple[str, bytes]] = {
    **OF_FORMATS,
    # Not what they are called
    "called/database.txt": ("binary file, not text", _sqlite()),
    "called/picture.html": ("binary file, not text", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    "called/program.json": ("broken JSON at line 1, column 1", b"\x7fELF" + bytes(200)),
    "called/zeros.csv": ("binary file, not text", bytes(5000)),
    "called/noise.md": ("binary file, not text", bytes((7 * n * n + n) % 256 for n in range(3000))),
    "called/text.gz": ("not gzip data", b"This was never packed."),
    "called/text.zip": ("not zip data", b"This was never packed."),
    "called/nothing.zip": ("the file is empty", b""),
    "called/nothing.json": ("the file is empty", b""),
    "called/nothing.txt": ("the file is empty", b""),
    "called/spaces.md": ("the text is empty", b" \n\t\n" * 50),
    # Encodings
    "encodings/half.txt": ("damaged text", "Half of it".encode("utf-16")[:-1]),
    "encodings/surrogate.txt": ("damaged text", b"\xff\xfe" + b"\x00\xd8" * 20),
    "encodings/nul.json": (
        "broken JSON at line 1, column 41",
        json.dumps(_ONE).encode().replace(b"closed", b"\0losed"),
    ),
    "encodings/overlong.json": (
        "not UTF-8 text",
        json.dumps(_ONE).encode().replace(b"closed", b"\xc0\xaf"),
    ),
    "encodings/declared.xml": (
        "declares an unknown encoding",
        b"<?xml version='1.0' encoding='utf-9'?><rss><channel/></rss>",
    ),
    # JSON
    "json/broken.json": ("broken JSON at line 1, column 35", b'{"title": "Half", "body": "Half of'),
    "json/deep.json": ("nested too deeply: more than 500 levels", b"[" * 100_000),
    "json/deeper.json": ("nested too deeply: more than 500 levels", b'{"body": ' * 100_000),
    "json/number.json": ("", b'{"body": "x", "words": ' + b"9" * 5000 + b"}"),
    "json/wrong.json": ("the text is empty", b'{"body": ["not", {"a": "text"}], "title": {}}'),
    "json/line.jsonl": (
        "line 3: no text among the fields title",
        b"\n".join([json.dumps(_ONE).encode(), b"{", b'{"title": 1}']),
    ),
    "json/long.json": (
        "--max-article raises this limit",
        json.dumps({"title": "Long", "body": "x" * 40_000}).encode(),
    ),
    "json/huge.json": (
        "--max-record raises this limit",
        json.dumps({"title": "Huge", "body": "x" * 300_000}).encode(),
    ),
    # Tables
    "tables/quote.csv": ("never closed", b'title,body\nHalf,"never ends' + b",\n" * 100),
    "tables/names.csv": ("no column for the text", b"a,b,c\n1,2,3\n"),
    "tables/wide.csv": ("columns here: 50001", b"title,body\n" + b"x," * 50_000 + b"\n"),
    # Mark-up
    "markup/laughs.xml": ("refused for safety", _LAUGHS),
    "markup/outside.xml": ("refused for safety", _OUTSIDE),
    "markup/broken.xml": (
        "it ends within <p>",
        f"{_XML}<nitf><body><body.content><p>Half".encode(),
    ),
    "markup/deep.xml": (
        "nested more than 200 deep",
        f"{_XML}<nitf><body><body.content>{'<p>' * 50_000}".encode(),
    ),
    "markup/empty.xml": (
        "a feed without entries",
        f"{_XML}<rss><channel></channel></rss>".encode(),
    ),
    "markup/cut.sgm": (
        "</REUTERS> is missing",
        b"<!DOCTYPE lewis><REUTERS NEWID='1'><TEXT><TITLE>Half</TITLE><BODY>Half",
    ),
    # Mail
    "mail/endless.eml": (
        "no text in this mail",
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 2000,
    ),
    "mail/nothing.mbox": ("the file is empty", b"From nobody\n\n"),
    # Crawls and pages in one file
    "crawls/deep.har": ("JSON nested too deeply", b'{"log": {"entries": ' + b"[" * 100_000),
    "crawls/deep.mhtml": (
        "parts nested too deeply",
        b"".join(
            b"Content-Type: multipart/related; boundary=%d\n\n--%d\n" % (n, n) for n in range(200)
        ),
    ),
    "crawls/endless.arc": (
        "the file ends within this record",
        b"filedesc://a 0.0.0.0 20080101000000 text/plain 999999999999\n" + b"x" * 999,
    ),
    # Packed
    "packed/bomb.txt.zst": (
        "--max-record raises this limit",
        zstd.compress(bytes(4 << 20), 1),
    ),
    "packed/bomb.tar.gz": (
        "--max-ratio raises this limit",
        gzip.compress(_tar((_member("zeros.bin"), bytes(70 << 20))), 1),
    ),
    "packed/bomb.zip": ("--max-record raises this limit", _zip(("zeros.txt", bytes(4 << 20)))),
    "packed/bomb.txt.bz2": ("--max-record raises this limit", bz2.compress(bytes(4 << 20))),
    "packed/bomb.html.xz": (
        "a page of more than 16 MiB",
        lzma.compress(b" " * (20 << 20), preset=0),
    ),
    "packed/nested.zip": ("packed more than 3 deep", _nested(6)),
    "packed/cut.gz": ("it ends too early", gzip.compress(os.urandom(3000).hex().encode())[:1500]),
    "packed/cut.zip": ("damaged zip", _zip(("a.txt", b"Half of it."))[:60]),
    "packed/cut.tar": ("unexpected end of data", _tar((_member("a.txt"), b"x" * 9000))[:5000]),
    "packed/sum.zip": ("damaged zip", _wrong_sum()),
    "packed/encrypted.zip": ("encrypted", _encrypted()),
    "packed/links.tar": (
        "",
        _tar(
            (_member("up.txt", tarfile.SYMTYPE, "../../../etc/passwd"), b""),
            (_member("device.txt", tarfile.CHRTYPE), b""),
            (_member("pipe.txt", tarfile.FIFOTYPE), b""),
        ),
    ),
    "packed/out.zip": (
        "absolute.json: broken JSON",
        _zip(("../../../../outside.json", b"{"), ("/absolute.json", b"{")),
    ),
}
"""Name → what is said of it (nothing: it is read, or passed over), and the file itself."""


LINKS = {
    "odd/device.txt": ("a link out of the folder", "/dev/zero"),
    "odd/nowhere.txt": ("a link that leads nowhere", "does-not-exist"),
    "odd/itself.txt": ("a link that leads to itself", "itself.txt"),
    "odd/outside.txt": ("a link out of the folder", "/etc/hostname"),
    "odd/up": ("a link back to a folder that it lies in", ".."),
    "odd/one.txt": ("a link that leads to itself", "two.txt"),
    "odd/two.txt": ("a link that leads to itself", "one.txt"),
}
"""Name → what is said of it, and where it leads."""
OTHERS = {
    "odd/pipe.txt": "a named pipe, passed over",
    "odd/socket.txt": "a socket, passed over",
    "hostile␛[2J FORGED.json": "broken JSON",
    "not-\\xff-text.json": "broken JSON",
    f"long/{'d' * 200}/{'d' * 200}": "file name too long",
}
"""As it is called on a terminal → what is said of it."""


def make(folder: Path) -> None:
    """Fill the folder."""
    for name, data in [
        *((name, data) for name, (_, data) in FILES.items()),
        *((name, text.encode()) for name, text in GOOD.items()),
        ("hostile\x1b[2J\nFORGED.json", b"{"),
        (os.fsdecode(b"not-\xff-text.json"), b"{"),
    ]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for name, (_, target) in LINKS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "odd/pipe.txt")
    with closing(socket.socket(socket.AF_UNIX)) as listening, _opened(folder / "odd") as here:
        listening.bind(f"/proc/self/fd/{here}/socket.txt")  # a socket's own path has to be short
    (folder / "long").mkdir()
    with ExitStack() as opened:
        here = opened.enter_context(_opened(folder / "long"))
        for _ in range(25):  # altogether longer than a path may be
            os.mkdir("d" * 200, dir_fd=here)
            here = opened.enter_context(_opened("d" * 200, within=here))


@contextmanager
def _opened(folder: str | Path, within: int | None = None) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY, dir_fd=within)
    try:
        yield handle
    finally:
        os.close(handle)
