"""Pages that an issue in METS names are read through it, and are no articles of their own."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.ingest.report import IngestReport
from tests.readers.formats.test_mets import at, div, logical, mets, page

pytestmark = pytest.mark.surroundings

FILES = ("alto/1.xml", "alto/2.xml")
ISSUE = mets(
    logical(div("ARTICLE", at(1, "a"), at(2, "a")), div("ARTICLE", at(2, "b"))),
    files=dict.fromkeys(("file://./alto/1.xml", "alto/2.xml"), ""),
)
PAGES = {"alto/1.xml": page(a="The ferry"), "alto/2.xml": page(a="sails.", b="The mill turns.")}
ARTICLES = ["The ferry\n\nsails.", "The mill turns."]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test stands; nothing of the real user's is touched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def ingest(*paths: str | Path) -> IngestReport:
    with Archive("news.db", engine="scan") as archive:
        return archive.ingest(*paths)


def texts() -> list[str]:
    with Archive("news.db", engine="scan") as archive:
        return sorted(hit.article.body for hit in archive.search(""))


def unread() -> list[str]:
    with Archive("news.db", engine="scan") as archive:
        return [f"{Path(one.path).name}: {one.reason}" for one in archive.unread()]


@pytest.mark.parametrize("name", ["a-mets.xml", "z.xml", "METS/z.xml"])
def test_pages_of_an_issue_are_read_through_it(folder: Path, name: str) -> None:
    """Wherever the METS file stands in the order of the files, or in a folder of its own."""
    write(folder, {name: ISSUE, **PAGES, "alto/3.xml": page(a="Of no issue.")})
    report = ingest(folder)
    assert (report.added, report.pages, report.failed) == (3, 2, 0)
    assert texts() == sorted([*ARTICLES, "Of no issue."])
    again = ingest(folder)
    assert (again.unchanged, again.added, again.pages) == (3, 0, 0)


def test_without_the_issue_they_are_pages(folder: Path) -> None:
    write(folder, PAGES)
    assert ingest(folder).added == 2


@pytest.mark.parametrize("named", [False, True], ids=["in a folder", "named"])
def test_an_issue_is_read_again_when_a_page_has_changed(folder: Path, *, named: bool) -> None:
    write(folder, {"mets.xml": ISSUE, **PAGES})
    path = folder / "mets.xml" if named else folder
    assert ingest(path).added == 2
    write(folder, {"alto/2.xml": page(a="sails again.", b="The mill turns.")})
    report = ingest(path)
    assert (report.added + report.updated, report.unchanged) == (1, 1)
    assert "The ferry\n\nsails again." in texts()
    assert ingest(path).unchanged == 2


def test_a_page_that_failed_before_is_no_longer_unread(folder: Path) -> None:
    write(folder, {"alto/2.xml": "<alto/>", "alto/1.xml": PAGES["alto/1.xml"]})
    ingest(folder)
    assert unread() == ["2.xml: no text on this page"]
    write(folder, {"mets.xml": ISSUE, **PAGES})
    assert ingest(folder).added == 2
    assert unread() == []


def test_a_page_that_is_missing_is_a_problem_until_it_is_there(folder: Path) -> None:
    write(folder, {"mets.xml": ISSUE, "alto/2.xml": PAGES["alto/2.xml"]})
    report = ingest(folder)
    assert (report.added, report.failed) == (2, 1)
    assert unread() == ["mets.xml: file://./alto/1.xml: no such file"]
    write(folder, PAGES)
    assert ingest(folder).failed == 0
    assert unread() == []


def test_an_issue_that_cannot_be_read_leaves_the_pages_alone(folder: Path) -> None:
    write(folder, {"mets.xml": ISSUE[:-40], **PAGES})
    report = ingest(folder)
    assert (report.added, report.failed) == (2, 1)


def test_only_files_in_the_folder_of_the_issue_are_opened(folder: Path) -> None:
    write(folder.parent, {"secret/1.xml": page(a="Secret")})
    outside = str(folder.parent / "secret/1.xml")
    (folder / "link.xml").symlink_to(outside)
    (folder / "linked").symlink_to(folder.parent / "secret")
    os.mkfifo(folder / "pipe.xml")
    hrefs = ("../secret/1.xml", f"file://{outside}", "link.xml", "linked/1.xml", "pipe.xml", ".")
    write(folder, {"ok.xml": page(a="The ferry sails.")})
    map_ = logical(*(div("ARTICLE", at(n, "a")) for n in range(1, len(hrefs) + 2)))
    write(folder, {"mets.xml": mets(map_, files=dict.fromkeys((*hrefs, "ok.xml"), ""))})
    report = ingest(folder / "mets.xml")
    assert texts() == ["The ferry sails."]
    said = [flaw.reason for flaw in report.flaws if "#" not in flaw.place]
    assert [reason.rpartition(": ")[2] for reason in said] == [
        *["a link that leads out of the folder"] * 4, "no longer a file",
    ]  # fmt: skip


def test_an_issue_in_a_zip_finds_its_pages_there(folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in {"x/mets.xml": ISSUE, "alto/1.xml": page(a="Of no issue.")}.items():
            archive.writestr(name, text)
        for name, text in PAGES.items():
            archive.writestr(f"x/{name}", text)
    (folder / "a.zip").write_bytes(packed.getvalue())
    assert ingest(folder).added == 3
    assert texts() == sorted([*ARTICLES, "Of no issue."])


def test_an_issue_in_a_tar_is_refused_and_its_pages_are_read(folder: Path) -> None:
    write(folder.parent / "x", {"mets.xml": ISSUE, **PAGES})
    with tarfile.open(folder / "a.tgz", "w:gz") as archive:
        archive.add(folder.parent / "x", "x")
    report = ingest(folder)
    assert (report.added, report.failed) == (2, 1)
    assert "so unpack that, and ingest the folder" in report.flaws[0].reason
