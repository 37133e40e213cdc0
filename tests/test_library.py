"""docs/library.md is true: its examples print what it shows, and it names every public method."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.curate.index import IndexPlace
from newsarchive.curate.notes import NoteBook
from newsarchive.model.article import ArchivedArticle, Problem
from newsarchive.search.hit import Hit
from newsarchive.search.results import Results
from newsarchive.search.saved import News, SavedSearches

PAGE = Path(__file__).parents[1] / "docs" / "library.md"
TEXT = PAGE.read_text(encoding="utf-8")
PANDAS = re.compile(r"to_pandas|frame")


def blocks(kind: str) -> list[tuple[int, str]]:
    """The blocks of code of this kind, each with the number of lines above it."""
    found = re.finditer(rf"^```{kind}\n(.*?)^```$", TEXT, re.M | re.S)
    return [(TEXT.count("\n", 0, one.start(1)), one[1]) for one in found]


@pytest.mark.long
@pytest.mark.parametrize(
    "pandas",
    [
        pytest.param(False, id="without pandas"),
        pytest.param(True, id="with pandas", marks=pytest.mark.surroundings),
    ],
)
def test_every_example_prints_what_the_page_shows(
    pandas: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pandas:
        pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    [(_, articles)] = blocks("csv")
    (tmp_path / "articles.csv").write_text(articles, encoding="utf-8")
    parser = doctest.DocTestParser()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    names: dict[str, object] = {}
    told: list[str] = []
    for line, code in blocks("pycon"):
        if pandas or not PANDAS.search(code):
            test = parser.get_doctest(code, names, PAGE.name, str(PAGE), line)
            runner.run(test, out=told.append, clear_globs=False)
            names = test.globs
    assert runner.tries > 100
    assert runner.failures == 0, "".join(told)


@pytest.mark.parametrize(
    "public",
    [Archive, Results, Hit, SavedSearches, News, NoteBook, IndexPlace, ArchivedArticle, Problem],
)
def test_the_page_names_every_public_method(public: type) -> None:
    named = set(re.findall(r"\w+", TEXT))
    missing = [name for name in vars(public) if name[0] != "_" and name not in named]
    assert missing == []
