"""`-o FILE`: what a command prints goes into a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Here, Ran


@pytest.mark.parametrize(
    ("line", "name", "form"),
    [
        ("search oil", "sel.csv", "--csv"),
        ("search oil --body", "sel.JSONL", "--jsonl"),
        ("list", "refs.bib", "--bibtex"),
        ("list --tsv", "sel.txt", "--tsv"),
        ("timeline oil", "years.json", "--json"),
        ("authors", "names", ""),
        ("stats", "refs.bib", ""),  # it has no such form
    ],
)
def test_a_file_has_what_would_be_printed(
    here: Here, tmp_path: Path, line: str, name: str, form: str
) -> None:
    file, words = tmp_path / name, line.split()
    ran = here(*words, "-o", str(file))
    assert ran == Ran(0, "", f"{file} written\n")
    assert file.read_text() == here(*words, *form.split()).out != ""


def test_an_about_is_in_the_file_and_the_file_can_be_asked_again(
    here: Here, tmp_path: Path
) -> None:
    file = tmp_path / "sel.csv"
    here("search", "oil", "-o", str(file), "--about")
    assert here("rerun", str(file)).out == file.read_text()


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "sel.csv"
    file.write_text("mine")
    ran = here("list", "-o", str(file))
    assert ran == Ran(2, "", f"newsarchive: {file} is there already; --force replaces it\n")
    assert file.read_text() == "mine"
    assert here("list", "-o", str(file), "--force").status == 0
    assert file.read_text() == here("list", "--csv").out


def test_nothing_is_left_of_an_answer_that_fails(here: Here, tmp_path: Path) -> None:
    ran = here("list", "-o", str(tmp_path / "sel.csv"), "--fields", "nosuch")
    assert (ran.status, ran.out, list(tmp_path.glob("sel*"))) == (2, "", [])


def test_where_nothing_matches_the_file_has_no_rows(here: Here, tmp_path: Path) -> None:
    assert here("search", "nothing", "-o", str(tmp_path / "sel.json")).status == 1
    assert (tmp_path / "sel.json").read_text() == "[]\n"


def test_a_table_is_written_by_its_name_too(here: Here, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    here("search", "oil", "-o", str(one))
    here("search", "oil", "--parquet", str(two))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "-"], "-o needs the name of a file"),
        (["-o", "a.csv", "--parquet", "b"], "--parquet names a file, and so does -o: write -o b"),
        (["--force"], "--force goes with -o (see"),
    ],
)
def test_what_cannot_be_is_refused(here: Here, words: list[str], said: str) -> None:
    ran = here("list", *words)
    assert (ran.status, ran.out, said in ran.err) == (2, "", True)
