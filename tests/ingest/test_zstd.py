"""Files that are packed with Zstandard, those of crawls with their dictionary among them."""

from __future__ import annotations

import io
import sys

import pytest

from newsarchive.ingest.unpack import OpenFile, unpack
from newsarchive.model.article import Problem
from newsarchive.readers.limits import Limits, bounded
from tests.zstd import zstd

LINES = b"".join(b"The harbour opened on day %d.\n" % day for day in range(2000))


def unpacked(data: bytes, limits: Limits | None = None) -> tuple[bytes, str]:
    """The bytes up to the damage, and what is damaged."""
    limits = limits or Limits()
    whole = OpenFile("a.txt.zst", "a.txt.zst", bounded(io.BytesIO(data), limits), packed=False)
    found = b""
    try:
        for file in unpack(whole, limits, len(data)):
            if isinstance(file, Problem):
                return found, file.reason
            while block := file.stream.read(1000):
                found += block
    except Exception as error:
        return found, str(error)
    return found, ""


def frame(data: bytes, dictionary: zstd.ZstdDict | None = None) -> bytes:
    return zstd.compress(data, zstd_dict=dictionary)


def skippable(data: bytes, kind: int = 0) -> bytes:
    return (0x184D2A50 + kind).to_bytes(4, "little") + len(data).to_bytes(4, "little") + data


def test_frames_follow_each_other_and_those_for_others_are_passed_over() -> None:
    assert unpacked(frame(LINES)) == (LINES, "")
    data = skippable(b"x" * 999) + frame(LINES) + skippable(b"") + frame(b"") + frame(LINES)
    assert unpacked(data) == (LINES * 2, "")


@pytest.mark.parametrize("pack", [bytes, frame])
def test_a_crawl_brings_the_dictionary_of_its_records(pack: type[bytes]) -> None:
    samples = [(b"%d " % (n * n)) + LINES[n * 29 :][:400] for n in range(99)]
    for dictionary in (zstd.train_dict(samples, 4096), zstd.ZstdDict(LINES, is_raw=True)):
        packed = [frame(sample, dictionary) for sample in samples]
        data = skippable(pack(dictionary.dict_content), 0xD) + b"".join(packed)
        assert unpacked(data) == (b"".join(samples), "")


def test_what_comes_before_a_cut_is_read_and_the_cut_is_reported() -> None:
    found, reason = unpacked(frame(LINES) + frame(LINES)[:-5])
    assert found.startswith(LINES)
    assert reason == "damaged zstd: it ends too early"
    assert "damaged zstd" in unpacked(frame(LINES) + b"rubbish")[1]
    endless = (0x184D2A5D).to_bytes(4, "little") + b"\xff" * 9
    assert unpacked(endless)[1] == "damaged zstd: its dictionary is too large"
    cut = skippable(frame(LINES)[:-9], 0xD) + frame(LINES)
    assert unpacked(cut)[1] == "damaged zstd: its dictionary is cut off"


def test_a_bomb_is_stopped_by_the_limit() -> None:
    found, reason = unpacked(frame(bytes(1 << 24)), Limits(unpacked_bytes=1 << 20))
    assert len(found) <= 1 << 20
    assert "--max-unpacked raises this limit" in reason


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python has it itself")
def test_without_the_extra_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backports", None)
    assert unpacked(frame(LINES))[1] == "to read Zstandard: pip install 'newsarchive[warc]'"
