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
        ("list", "names", ""),
        ("search oil --ids", "ids.txt", "--ids"),
        ("list --paths", "paths.txt", "--paths"),
        ("list --count", "number", "--count"),
        ("list --body", "all.txt", "--body"),
        ("search oil --facet author", "authors.csv", "--csv"),
        ("search oil --kwic", "places.csv", "--csv"),
        ("sample --seed 7 -n 2 --ids", "ids.txt", "--ids"),
        ("audit undated", "audit.csv", "--csv"),
    ],
)
def test_a_file_has_what_would_be_printed(
    here: Here, tmp_path: Path, line: str, name: str, form: str
) -> None:
    file, words = tmp_path / name, line.split()
    ran = here(*words, "-o", str(file))
    assert (ran.status, ran.out, f"{file} written\n" in ran.err) == (0, "", True)
    assert file.read_text() == here(*words, *form.split()).out != ""
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_about_is_in_the_file_and_the_file_can_be_asked_again(
    here: Here, tmp_path: Path
) -> None:
    file = tmp_path / "sel.csv"
    here("search", "oil", "-o", str(file), "--about")
    assert here("rerun", str(file)).out == file.read_text()
    again = here("rerun", str(file), "-o", str(tmp_path / "again.csv"))
    assert again.err.endswith(f"{tmp_path / 'again.csv'} written\n")
    other = here("rerun", str(file), "-o", str(tmp_path / "again.json"))
    assert (other.status, "which is not json" in other.err) == (2, True)


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


def test_queries_of_a_file_are_answered_in_one(here: Here, tmp_path: Path) -> None:
    queries, answers = tmp_path / "queries", tmp_path / "answers.csv"
    queries.write_text("oil\nrain\n")
    assert here("search", "--queries", str(queries), "-o", str(answers)).status == 0
    assert answers.read_text() == here("search", "--queries", str(queries), "--csv").out


def test_half_an_answer_replaces_nothing(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "sel.json"
    file.write_text("mine")
    ran = here("show", here.id_of("rain"), "ffffffff", "-o", str(file), "--force")
    assert (ran.status, ran.out, file.read_text()) == (2, "", "mine")
    assert ran.err.endswith(f"{file} was not written: the answer is not whole\n")


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
        (["-o", "a.csv", "--ids", "--json"], "--json and --ids exclude each other"),
    ],
)
def test_what_cannot_be_is_refused(here: Here, words: list[str], said: str) -> None:
    ran = here("list", *words)
    assert (ran.status, ran.out, said in ran.err) == (2, "", True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "search oil -o sel.xlsx",
            "sel.xlsx is named like a file (Excel): -o writes .json, .jsonl, ",
        ),
        ("list -o sel.csv.gz", "sel.csv.gz is named like a file (gzip)"),
        ("authors -o page.HTML", "page.HTML is named like a file (HTML)"),
        ("search oil --kwic -o places.pdf", "places.pdf is named like a file (PDF)"),
        ("timeline oil -o years.png", "-o writes no picture: write --png years.png"),
        (
            "stats -o all.tab",
            "all.tab is named like a file (TSV): -o writes .json, .jsonl, .csv, .tsv",
        ),
        ("list -o years.png", "years.png is named like a file (PNG)"),
    ],
)
def test_a_name_that_promises_another_kind_of_file_is_refused(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = here(*line.split())
    assert (ran.status, ran.out, said in ran.err) == (2, "", True)
    assert not Path(line.rsplit(maxsplit=1)[-1]).exists()


def test_originals_and_forms_that_are_named_go_to_a_file_of_any_name(
    here: Here, tmp_path: Path
) -> None:
    page, sheet = tmp_path / "page.html", tmp_path / "sheet.xlsx"
    id_ = here.id_of("rain")
    assert here("show", id_, "--original", "-o", str(page)).status == 0
    assert page.read_text() == here("show", id_, "--original").out
    assert here("list", "--csv", "-o", str(sheet)).status == 0
    assert sheet.read_text() == here("list", "--csv").out


def test_a_form_that_the_command_lacks_is_refused(here: Here) -> None:
    ran = here("stats", "-o", "a.bib")
    assert (ran.status, ran.out) == (2, "")
    assert "a.bib cannot be written: the forms with a name are .json, .jsonl, .csv, .tsv" in ran.err
