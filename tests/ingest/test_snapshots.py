"""A snapshot of ArchiveBox is one article, whatever forms of the page it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.ingest.discover import Source, find

INDEX = ("index.html", "index.json", "favicon.ico", "headers.json", "archive.org.txt")


def found_in(folder: Path, *files: str) -> list[str]:
    """The files that are read of a folder with these."""
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    sources = [one for one in find([folder]) if isinstance(one, Source)]
    return [Path(one.name).relative_to(folder).as_posix() for one in sources]


@pytest.mark.parametrize(
    ("forms", "read"),
    [
        (("singlefile.html", "output.html", "htmltotext.txt"), "singlefile.html"),
        (("output.html", "output.pdf", "readability/content.html"), "output.html"),
        (("readability/content.html", "readability/content.txt",
          "readability/article-metadata.json"), "readability/content.html"),
        (("mercury/content.html", "mercury/content.txt", "mercury/article.json"),
         "mercury/content.html"),
    ],
)  # fmt: skip
def test_one_form_of_the_page_is_read(tmp_path: Path, forms: tuple[str, ...], read: str) -> None:
    files = [f"archive/1612515600.5/{file}" for file in (*INDEX, *forms, "paper.example/a.html")]
    found = found_in(tmp_path, *files, "ArchiveBox.conf", "sources/1612515600-import.txt")
    assert found == [f"archive/1612515600.5/{read}"]


def test_a_folder_that_is_no_snapshot_is_read_whole(tmp_path: Path) -> None:
    files = ["archive/a.txt", "content.html", "content.txt", "index.html", "index.json"]
    assert found_in(tmp_path, *files) == files
