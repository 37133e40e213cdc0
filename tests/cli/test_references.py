"""References of what is found, and exports of what is named."""

from __future__ import annotations

import json

import pytest

from newsarchive.cli.forms import CITATION_FORMATS
from newsarchive.render.structured import CITATIONS
from tests.cli.conftest import Here, Ran


def test_references_of_search_list_show_and_sample_are_the_same(here: Here) -> None:
    found = here("search", "baku", "--bibtex").out
    assert found.startswith("@article{newsarchive-")
    assert here("show", here.id_of("baku"), "--bibtex").out == found
    assert here("list", "--title", "oil", "--bibtex").out == found
    assert here("sample", "baku", "--bibtex").out == found


def test_references_have_the_text_only_if_asked_for(here: Here) -> None:
    assert "AB  - " not in here("search", "baku", "--ris").out
    assert "AB  - Oil rose on Tuesday." in here("search", "baku", "--ris", "--body").out
    (one,) = json.loads(here("show", here.id_of("baku"), "--csl").out)
    assert "abstract" not in one


def test_nothing_found_is_no_reference(here: Here) -> None:
    ran = here("search", "snow", "--csl")
    assert (ran.status, ran.out) == (1, "[]\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--facet", "year"], "--ris does not go with --facet"),
        (["--group-by", "year"], "--group-by does not go with --ris"),
        (["--kwic"], "--kwic does not go with --ris"),
        (["--fields", "id"], "--fields does not go with --ris"),
        (["--json"], "--json and --ris exclude each other"),
    ],
)
def test_what_makes_no_sense_with_references_is_refused(
    here: Here, options: list[str], message: str
) -> None:
    ran = here("search", "oil", "--ris", *options)
    assert (ran.status, ran.out, message in ran.err) == (2, "", True)


def test_versions_are_no_references(here: Here) -> None:
    assert here("show", here.id_of("baku"), "--versions", "--ris").status == 2


def test_the_options_are_the_forms_of_the_library() -> None:
    assert tuple(CITATION_FORMATS) == CITATIONS


def test_an_export_has_the_articles_that_are_named(here: Here) -> None:
    target = here.world.folder / "sel.jsonl"
    id_ = here.id_of("baku")
    ran = here("export", str(target), id_[:8], id_)
    assert (ran.status, ran.err.startswith("1 article exported to ")) == (0, True)
    shell = f"newsarchive search oil --ids | newsarchive export --quiet --force '{target}' -"
    assert here.world.shell(shell) == Ran(0, "", "")
    new = here.world.folder / "new.db"
    assert here("--archive", str(new), "ingest", "--quiet", str(target)).status == 0
    ids = here("list", "--tag", "oil", "--ids").out + here("list", "--title", "gas", "--ids").out
    assert here("--archive", str(new), "list", "--ids", "--sort", "date-asc").out == ids


def test_an_unknown_id_exports_nothing(here: Here) -> None:
    target = here.world.folder / "sel.jsonl"
    ran = here("export", str(target), here.id_of("baku"), "ffffffff")
    assert (ran.status, target.exists()) == (2, False)
    assert ran.err.splitlines()[-1] == "nothing was exported"
    assert "exclude each other" in here("export", str(target), "ffff", "--query", "oil").err


@pytest.mark.parametrize("name", ["sel.csv", "sel.JSON", "sel.ris", "sel.jsonl.zip", "sel.db"])
def test_a_name_that_promises_another_form_is_refused(here: Here, name: str) -> None:
    target = here.world.folder / name
    ran = here("export", str(target))
    assert (ran.status, target.exists()) == (2, False)
    assert f"{name} is named like a file (" in ran.err
    assert 'export writes FILE.jsonl, FILE.jsonl.gz, "-" or a folder' in ran.err
    target.mkdir()
    assert here("export", str(target)).status == 2
    assert here("export", f"{target}/", "--quiet") == Ran(0, "", "")


@pytest.mark.parametrize("name", ["floods", "2018.04", "news.example"])
def test_a_folder_may_have_a_dot_in_its_name(here: Here, name: str) -> None:
    assert here("export", str(here.world.folder / name), "--quiet").status == 0
