"""Documents in an archive: their articles, originals and readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.readers.documents import pdf as reading
from tests.ingest.test_packed import archived, counts
from tests.readers.documents import at, docx, p, pdf, zipped
from tests.readers.formats.test_documents import NEXIS, STORIES

OTHER = ("Quay to be mended", *NEXIS[1:])


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_article_is_known_again_from_another_export() -> None:
    Path("a.docx").write_bytes(docx(*map(p, (*NEXIS, *OTHER))))
    Path("b.docx").write_bytes(docx(*map(p, (*OTHER, *NEXIS))))
    assert counts(archived("a.docx")) == {"added": 2}
    assert counts(archived("b.docx")) == {"duplicates": 2}
    with Archive("news.db", engine="scan") as archive:
        found = {hit.archived.article.title: hit.archived for hit in archive.search()}
    assert {one.reader for one in found.values()} == {"nexis"}
    here = str(Path.cwd())
    assert found["Ferry to sail"].paths == (f"{here}/a.docx#1", f"{here}/b.docx#2")


def test_originals_are_exported_under_names_that_fit_them() -> None:
    """That of an article from an export is text; that of a document alone is the document."""
    Path("a.docx").write_bytes(docx(*map(p, NEXIS)))
    Path("b.docx").write_bytes(STORIES["a.docx"])
    archived("a.docx", "b.docx")
    with Archive("news.db", engine="scan") as archive:
        archive.export_originals(Path("out"))
    found = {path.suffix: path.read_bytes() for path in Path("out").iterdir()}
    assert found[".docx"] == STORIES["a.docx"]
    assert found[".txt"].startswith(b"Ferry to sail")


def test_a_document_called_zip_and_one_in_a_zip_are_documents() -> None:
    Path("a.zip").write_bytes(STORIES["a.docx"])
    Path("b.zip").write_bytes(zipped(("story", STORIES["a.odt"]), ("story.rtf", STORIES["a.rtf"])))
    assert counts(archived("a.zip", "b.zip")) == {"added": 3}


def test_without_the_extra_the_pdfs_of_a_folder_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "find_spec", lambda _: None)
    Path("news").mkdir()
    for name in "ab":
        Path(f"news/{name}.pdf").write_bytes(pdf(at(60, 600, "A text.")))
    report = archived("news")
    assert report.needs == {"documents": 2}
    assert not report.flaws
