"""Which files of a folder are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsarchive.ingest.discover import PageFiles, Source, find
from newsarchive.ingest.selection import Pattern, Selection, pages_of

PATTERNS = """
*.txt         a.txt x/a.txt x/y/a.txt            ! a.txt.gz a.TXT txt
a.txt         a.txt x/a.txt a.txt/b              ! ba.txt a/txt
drafts        drafts drafts/a x/drafts/y/a.txt   ! drafts2/a mydrafts
drafts/       drafts/a x/drafts/a                ! draft
/a.txt        a.txt                              ! x/a.txt
x/*.txt       x/a.txt                            ! y/x/a.txt x/y/a.txt a.txt
x/y           x/y x/y/z/a.txt                    ! x a/x/y x/yy
./x/a.txt     x/a.txt                            ! a.txt
**/x/a.txt    x/a.txt y/x/a.txt                  ! x/y/a.txt
x/**          x/a x/y/a                          ! y/a
x/**/a.txt    x/a.txt x/y/a.txt x/y/z/a.txt      ! a.txt y/a.txt x/b.txt
**            a.txt x/y/a.txt                    !
a?[0-9].txt   ab1.txt x/ax9.txt                  ! a1.txt abc.txt
201[89]/*     2018/a 2019/b/c                    ! 2017/a
"""


@pytest.mark.parametrize("line", PATTERNS.strip().splitlines())
def test_a_pattern_matches_names_at_any_depth_or_paths_from_the_folder(line: str) -> None:
    pattern, *names = line.split()
    matching = names[: names.index("!")]
    matched = [name for name in names if name != "!" and Pattern(pattern).matches(name.split("/"))]
    assert matched == matching


@pytest.mark.parametrize("pattern", ["", "/", "./", "."])
def test_a_pattern_that_matches_nothing_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match="an empty pattern"):
        Selection(exclude=[pattern])


def test_a_pattern_takes_no_time_to_speak_of() -> None:
    assert not Pattern("**/a/" * 50 + "b").matches(["a"] * 500)


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def found(folder: Path, *paths: Path, **patterns: list[str]) -> list[str]:
    selection = Selection(**patterns)
    items = find([folder, *paths], selection=selection)
    return [
        str(Path(one.name).relative_to(folder)) for one in items if isinstance(one, Source)
    ]  # fmt: skip


def test_include_and_exclude_choose_among_the_files_of_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "a.pdf", "drafts/b.txt", "x/c.txt", "x/drafts/d.txt")
    assert found(tmp_path, include=["*.txt"]) == [
        "a.txt", "drafts/b.txt", "x/c.txt", "x/drafts/d.txt",
    ]  # fmt: skip
    assert found(tmp_path, exclude=["drafts"]) == ["a.pdf", "a.txt", "x/c.txt"]
    assert found(tmp_path, include=["x", "*.pdf"], exclude=["x/drafts"]) == ["a.pdf", "x/c.txt"]
    assert found(tmp_path, include=["nothing"]) == []


def test_files_that_are_named_are_read_whatever_the_patterns(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    assert found(tmp_path, tmp_path / "a.txt", exclude=["*"]) == ["a.txt"]


def test_a_folder_that_is_left_out_is_not_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a.txt", "closed/b.txt")
    scandir = os.scandir

    def expect_open(path: str) -> object:
        assert not path.endswith("closed")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", expect_open)
    assert found(tmp_path, exclude=["closed"]) == ["a.txt"]


def test_links_that_are_left_out_need_no_warning(tmp_path: Path) -> None:
    (tmp_path / "lost").symlink_to("nowhere")
    assert list(find([tmp_path], selection=Selection(exclude=["lost"]))) == []


@pytest.mark.parametrize(
    ("folder", "page"),
    [
        ("Oil_files", "Oil.html"), ("Oil_files", "Oil.HTM"), ("Öl steigt-Dateien", "Öl steigt.htm"),
        ("Pétrole_fichiers", "Pétrole.html"), ("index.html_files", "index.html"),
        ("a.b_archivos", "a.b.xhtml"), ("石油.files", "石油.htm"), ("Olja-filer", "Olja.shtml"),
    ],
)  # fmt: skip
def test_a_folder_belongs_to_the_page_of_its_name(folder: str, page: str) -> None:
    assert pages_of({folder, page, "other.txt"}) == {folder: page}


@pytest.mark.parametrize(
    "names",
    [{"Oil_files"}, {"Oil_files", "Gas.html"}, {"Oil_files", "Oil.txt"}, {"Oil", "Oil.htm"}],
)
def test_other_folders_are_read(names: set[str]) -> None:
    assert pages_of(names) == {}


def test_a_folder_saved_with_a_page_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "Oil.html", "Oil_files/ad.html", "x/Gas_files/a.txt", "x/Gas.html_files")
    assert found(tmp_path) == ["Oil.html", "x/Gas.html_files", "x/Gas_files/a.txt"]
    [saved] = [one for one in find([tmp_path]) if isinstance(one, PageFiles)]
    assert saved.place == str(tmp_path / "Oil_files")
    assert found(tmp_path / "Oil_files") == ["ad.html"]
