"""Ingest of packed files, and its limits: counts, and files that are left out."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import click
import pytest

from newsarchive import Archive
from newsarchive.cli import labour, main
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Problem
from newsarchive.readers.limits import Limits

pytestmark = pytest.mark.surroundings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test stands; nothing of the real user's is touched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def archived(
    *paths: str, stdin: bytes = b"", limits: Limits | None = None, archive: str = "news.db"
) -> IngestReport:
    with Archive(archive, engine="scan") as opened:
        return opened.ingest(*paths, stdin=io.BytesIO(stdin), limits=limits)


def counts(report: IngestReport) -> dict[str, int]:
    """The counts above 0."""
    numbers = {name: count for name, count in report.as_dict().items() if type(count) is int}
    return {name: count for name, count in numbers.items() if count}


def places(folder: Path, query: str = "*", archive: str = "news.db") -> dict[str, list[str]]:
    """Text → the paths of the article, seen from the folder."""
    with Archive(archive, engine="scan") as opened:
        return {
            hit.article.body: [str(Path(path).relative_to(folder)) for path in hit.archived.paths]
            for hit in opened.search(query)
        }


def zipped(path: Path, *files: tuple[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)


def lines(*bodies: str) -> str:
    return "".join(json.dumps({"body": body}) + "\n" for body in bodies)


# Files in packed files


def test_articles_in_a_zip_have_paths_below_it_that_can_be_searched(folder: Path) -> None:
    zipped(folder / "n.zip", ("2018/a.txt", "One."), ("2019/b.jsonl", lines("Two.", "Three.")))
    assert counts(archived("n.zip")) == {"added": 3}
    assert places(folder) == {
        "One.": ["n.zip/2018/a.txt"],
        "Two.": ["n.zip/2019/b.jsonl#1"],
        "Three.": ["n.zip/2019/b.jsonl#2"],
    }
    assert set(places(folder, "path:2019/*")) == {"Two.", "Three."}


def test_articles_in_a_file_packed_on_its_own_have_its_path(folder: Path) -> None:
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines("One.", "Two.").encode()))
    (folder / "b.txt.gz").write_bytes(gzip.compress(b"Three."))
    assert counts(archived("a.jsonl.gz", "b.txt.gz")) == {"added": 3}
    assert places(folder) == {
        "One.": ["a.jsonl.gz#1"], "Two.": ["a.jsonl.gz#2"], "Three.": ["b.txt.gz"],
    }  # fmt: skip


def test_packed_and_unpacked_the_same_bytes_are_one_article(folder: Path) -> None:
    (folder / "a.txt").write_text("One.")
    zipped(folder / "a.zip", ("a.txt", "One."), ("b.txt.gz", gzip.compress(b"One.")))
    assert counts(archived("a.txt", "a.zip")) == {"added": 1, "duplicates": 2}
    assert places(folder) == {"One.": ["a.txt", "a.zip/a.txt", "a.zip/b.txt.gz"]}
    with Archive("news.db", engine="scan") as archive:
        [hit] = archive.search("one")
        assert archive.original(hit.archived) == b"One."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no FIFOs")
def test_what_is_packed_can_come_from_standard_input(folder: Path) -> None:
    """A zip even where there is no going back."""
    data = gzip.compress(lines("One.", "Two.").encode())
    assert counts(archived("-", stdin=data)) == {"added": 2}
    zipped(folder / "n.zip", ("a.txt", "Three."), ("b.txt", "Four."))
    assert counts(archived("-", stdin=(folder / "n.zip").read_bytes())) == {"added": 2}
    read, write = os.pipe()
    os.write(write, (folder / "n.zip").read_bytes())
    os.close(write)
    with Archive("news.db", engine="scan") as archive, os.fdopen(read, "rb") as stdin:
        assert counts(archive.ingest("-", stdin=stdin)) == {"unchanged": 2}
        assert [hit.archived.paths for hit in archive.search()] == [()] * 4


def test_files_in_other_formats_are_counted_even_if_the_archive_was_named(folder: Path) -> None:
    zipped(folder / "n.zip", ("a.txt", "One."), ("b.jpg", b"\xff\xd8\xff\0"), ("c.xcf", b"gimp"))
    assert counts(archived("n.zip")) == {"added": 1, "unsupported": 2}
    (folder / "d.jpg.gz").write_bytes(gzip.compress(b"\xff\xd8\xff\0"))
    assert archived("d.jpg.gz").flaws[0].reason.startswith("this format is not supported")


# Again


def test_an_archive_that_has_not_changed_is_not_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(folder / "n.zip", ("a.txt", "One."), ("b.jpg", b"\xff\xd8\xff\0"))
    archived("n.zip")
    monkeypatch.setattr("newsarchive.ingest.discover.Source.open", None)
    assert counts(archived("n.zip")) == {"unchanged": 1}


def test_a_file_that_changed_in_an_archive_is_a_new_version(folder: Path) -> None:
    zipped(folder / "n.zip", ("a.txt", "One."), ("b.txt", "Two."))
    archived("n.zip")
    zipped(folder / "n.zip", ("a.txt", "One and a half."), ("b.txt", "Two."), ("c.txt", "Three."))
    assert counts(archived("n.zip")) == {"updated": 1, "unchanged": 1, "added": 1}
    with Archive("news.db", engine="scan") as archive:
        [hit] = archive.search("half")
        assert (hit.archived.version, len(hit.archived.paths)) == (2, 1)


def test_an_article_that_was_removed_comes_back_from_the_same_archive(folder: Path) -> None:
    zipped(folder / "n.zip", ("2018/a.jsonl", lines("One.", "Two.")), ("b.txt", "Three."))
    archived("n.zip")
    with Archive("news.db", engine="scan") as archive:
        archive.remove([hit.archived for hit in archive.search("two")])
    assert counts(archived("n.zip")) == {"added": 1, "unchanged": 2}


def test_an_archive_with_a_flaw_is_read_again(folder: Path) -> None:
    zipped(folder / "n.zip", ("a.json", "{"), ("b.txt", "Two."))
    report = archived("n.zip")
    assert counts(report) == {"added": 1, "failed": 1}
    assert report.flaws[0].place == f"{folder}/n.zip/a.json"
    assert counts(archived("n.zip")) == {"unchanged": 1, "known": 1}


@pytest.mark.long
def test_an_archive_that_is_cut_off_gives_what_is_whole(folder: Path) -> None:
    """And says so; the run goes on."""
    text = lines(*(f"Number {n} of very many." for n in range(2000)))
    data = gzip.compress(text.encode(), 1)
    (folder / "a.jsonl.gz").write_bytes(data[: len(data) // 2])
    (folder / "b.txt").write_text("Two.")
    report = archived("a.jsonl.gz", "b.txt")
    assert report.flaws == [Problem(f"{folder}/a.jsonl.gz", "damaged gzip: it ends too early")]
    assert 500 < report.added < 1500
    (folder / "a.jsonl.gz").write_bytes(data)
    assert counts(archived("a.jsonl.gz")) == {
        "added": 2001 - report.added, "unchanged": report.added - 1,
    }  # fmt: skip


@pytest.mark.long
def test_damage_in_the_middle_of_a_packed_table_is_told_once(folder: Path) -> None:
    """A reader that goes on after an error comes to an end."""
    rows = "".join(f"Title {n},Text {n} {os.urandom(9).hex()}\n" for n in range(9000))
    data = bytearray(gzip.compress(f"title,body\n{rows}".encode()))
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    (folder / "a.csv.gz").write_bytes(data)
    report = archived("a.csv.gz")
    assert report.added > 100
    assert sum("damaged gzip" in flaw.reason for flaw in report.flaws) == 1


def test_a_tar_gives_the_same_articles_as_its_files(folder: Path) -> None:
    (folder / "in" / "2018").mkdir(parents=True)
    for n in range(5):
        (folder / "in" / "2018" / f"{n}.txt").write_text(f"Title {n}\nBy Jane Doe\n\nText {n}.")
    with tarfile.open("in.tar.xz", "w:xz") as tar:
        tar.add("in")
    archived("in", archive="one.db")
    archived("in.tar.xz", archive="two.db")
    with Archive("one.db", engine="scan") as one, Archive("two.db", engine="scan") as two:
        articles = [{hit.id: hit.article for hit in each.search()} for each in (one, two)]
    assert articles[0] == articles[1]
    assert len(articles[0]) == 5


def test_progress_counts_bytes_of_the_packed_file(folder: Path) -> None:
    zipped(folder / "n.zip", *((f"{n}.jsonl", lines(*map(str, range(n, n + 250)))) for n in (2, 1)))
    progress: list[tuple[int, int]] = []
    with Archive("news.db", engine="scan") as archive:
        archive.ingest("n.zip", advance=lambda at: progress.append((at.done, at.total)))
    size = (folder / "n.zip").stat().st_size
    reading = [done for done, total in progress if total == size]
    assert reading == sorted(reading)
    assert reading[-1] == size


# Too much


@pytest.mark.parametrize(
    ("name", "content", "limits", "message"),
    [
        ("a.txt", "x" * 2000, Limits(record_bytes=1024),
         "a.txt: more than 1K: --max-record raises this limit"),
        ("a.txt", "x" * 2000, Limits(article_bytes=1024),
         "a.txt: more than 1K of text: --max-article raises this limit"),
        ("a.jsonl", lines("x", "é" * 900), Limits(article_bytes=1500),
         "a.jsonl#2: more than 1500 bytes of text: --max-article raises this limit"),
    ],
)  # fmt: skip
def test_what_is_too_large_is_told_and_the_run_goes_on(
    folder: Path, name: str, content: str, limits: Limits, message: str
) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    (folder / "z.txt").write_text("Good.")
    report = archived(name, "z.txt", limits=limits)
    assert [f"{flaw.place}: {flaw.reason}" for flaw in report.flaws] == [f"{folder}/{message}"]
    assert "Good." in places(folder)


def test_a_run_of_too_many_files_ends_and_the_next_goes_on_from_there(folder: Path) -> None:
    zipped(folder / "n.zip", *((f"{n}.txt", f"Text {n}.") for n in range(3)))
    (folder / "z.txt").write_text("Good.")
    (folder / "zz.txt").write_text("Better.")
    report = archived("n.zip", "z.txt", "zz.txt", limits=Limits(files=4))
    assert counts(report) == {"added": 4, "failed": 1}
    assert str(report.flaws[0].place) == f"{folder}/zz.txt"
    assert report.flaws[0].reason == (
        "more than 4 files in one run: --max-files raises this limit, and another run goes on "
        "from here"
    )
    assert counts(archived("n.zip", "z.txt", "zz.txt", limits=Limits(files=4))) == {
        "unchanged": 4, "added": 1,
    }  # fmt: skip


@pytest.mark.surroundings
def test_each_limit_can_be_raised_by_the_option_it_names(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.txt").write_text("x" * 3000)
    given = ["--archive", "news.db", "ingest", "a.txt"]
    assert main([*given, "--max-record", "2K"]) == 2
    assert capsys.readouterr().err.startswith(
        f"{folder}/a.txt: more than 2K: --max-record raises this limit\n"
    )
    assert main([*given, "--max-record", "4k"]) == 0


@pytest.mark.surroundings
@pytest.mark.parametrize("given", ["", "x", "0", "-1", "1.5M", "12Q"])
def test_what_is_no_size_is_bad_usage(
    folder: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    assert main(["ingest", ".", "--max-record", given]) == 2
    assert f"{given} is not a size: write it as 500K, 64M or 2G" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "size"),
    [("5", 5), ("2k", 2048), ("64M", 64 << 20), ("2 GiB", 2 << 30), ("1tb", 1 << 40)],
)
def test_sizes_are_read_as_people_write_them(given: str, size: int) -> None:
    context = click.Context(click.Command("ingest"))
    assert labour.size(context, click.Option(["--max-record"]), given) == size


@pytest.mark.surroundings
@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs, and links need rights")
def test_what_is_passed_over_is_told_and_is_no_failure(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news = folder / "news"
    news.mkdir()
    os.mkfifo(news / "pipe")
    (folder / "out.txt").write_text("Outside.")
    (news / "link.txt").symlink_to(folder / "out.txt")
    assert main(["--archive", "news.db", "ingest", "--quiet", "news"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"{news}/link.txt: a link out of the folder, not followed without --follow",
        f"{news}/pipe: a named pipe, passed over",
    ]
    assert main(["--archive", "news.db", "ingest", "--quiet", "--follow", "news"]) == 0
    assert places(folder) == {"Outside.": ["news/link.txt"]}
