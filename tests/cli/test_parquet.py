"""`--parquet FILE`: the records as a table with types, written whole, and read back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Here, Ran

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")


def test_a_search_writes_a_file_that_only_the_user_may_read(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "oil.parquet"
    ran = here("search", "oil", "--parquet", str(file), "--fields", "title,date,tags,author")
    assert ran == Ran(0, "", f"{file} written: 2 articles\n")
    assert file.stat().st_mode & 0o777 == 0o600
    table = parquet.read_table(file)
    assert table.schema.metadata == {b"newsarchive.record": b"1"}
    assert sorted(table.to_pylist(), key=lambda row: row["title"]) == [
        {"title": "Gas follows", "date": dt.date(2018, 5, 1), "tags": [], "author": "Jane Doe"},
        {
            "title": "Oil prices rise", "date": dt.date(2018, 4, 10), "tags": ["oil", "markets"],
            "author": "Jane Doe",
        },
    ]  # fmt: skip


def test_what_is_written_is_read_back_as_the_same_articles(here: Here, tmp_path: Path) -> None:
    file, other = tmp_path / "all.parquet", str(tmp_path / "other.db")
    assert here("list", "--body", "--parquet", str(file)).status == 0
    ran = here("--archive", other, "ingest", str(file))
    assert (ran.status, ran.err.split(" (")[0]) == (0, "3 articles added")
    fields = ("list", "--jsonl", "--body", "--fields")
    names = "title,date,published,updated,authors,agency,source,url,language,section,tags,body"
    assert here("--archive", other, *fields, names).out == here(*fields, names).out


def test_samples_and_similar_articles_are_written_too(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    assert here("sample", "-n", "2", "--parquet", str(file)).status == 0
    table = parquet.read_table(file)
    assert table.column_names[-5:] == ["seed", "sampled", "population", "stratum", "weight"]
    assert (table["population"].to_pylist(), table["weight"].to_pylist()) == ([3, 3], [1.5, 1.5])
    id_ = here.id_of("traders")
    assert here("similar", id_, "--parquet", str(file), "--force").status == 0
    assert parquet.read_table(file)["title"].to_pylist() == ["Gas follows"]


def test_where_nothing_matches_the_table_is_empty(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    ran = here("search", "snow", "--parquet", str(file))
    assert (ran.status, ran.err) == (1, f"{file} written: 0 articles\nnothing matches snow\n")
    assert parquet.read_table(file).num_rows == 0


REFUSED = {
    "search oil --csv": "--csv and --parquet exclude each other",
    "search oil --raw": "--raw does not go with --parquet",
    "search oil --group-by year": "--group-by does not go with --parquet",
    "search oil --kwic": "--kwic does not go with --parquet",
    "search oil --facet year": "--parquet does not go with --facet",
    "search oil --fields titel": 'there is no field "titel"',
    "search --queries x": "--queries does not go with --parquet",
    "search oil --parquet -": "--parquet needs the name of a file",
}


def test_what_makes_no_table_is_refused(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    for line, message in REFUSED.items():
        command, *arguments = line.split()
        ran = here(command, "--parquet", str(file), *arguments)
        assert (ran.status, ran.out, message in ran.err, file.exists()) == (2, "", True, False), (
            line
        )
    assert "--force goes with -o" in here("search", "oil", "--force").err


def test_a_file_replaces_nothing_unasked_and_never_the_archive(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    file.write_text("mine")
    ran = here("search", "oil", "--parquet", str(file))
    assert ran == Ran(2, "", f"newsarchive: {file} is there already; --force replaces it\n")
    assert (file.read_text(), len(list(tmp_path.glob("*.parquet*")))) == ("mine", 1)
    ran = here("search", "oil", "--parquet", str(here.world.archive), "--force")
    assert (ran.status, "is the archive itself" in ran.err) == (2, True)


def test_without_the_extra_the_error_names_it(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.parquet"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ran = here("search", "oil", "--parquet", str(file))
    assert (ran.status, ran.out, file.exists()) == (2, "", False)
    assert ran.err.endswith("is not installed: pip install 'newsarchive[parquet]'\n")


def test_an_export_named_so_says_which_command_writes_it(here: Here) -> None:
    ran = here("export", "all.parquet")
    assert (ran.status, "--csv, --parquet and others belong to search and list" in ran.err) == (
        2, True,
    )  # fmt: skip


TABLES = ("sample --seed 7 -n 2 --body", "search oil", "search snow", "similar OIL",
          "list --fields id,added,score,date,rank")  # fmt: skip
"""Questions whose answer is a table. "OIL" stands for an id."""


@pytest.mark.parametrize("lines", [TABLES[:1], pytest.param(TABLES[1:], marks=pytest.mark.long)])
def test_a_table_says_how_it_was_made_and_is_made_again(
    here: Here, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    """The records are compared as JSON lines; one release of pyarrow makes the same bytes."""
    for number, line in enumerate(lines):
        words = line.replace("OIL", here.id_of("rose")).split()
        file, again = tmp_path / f"{number}.parquet", tmp_path / f"again{number}.parquet"
        made = here(*words, "-o", str(file), "--about")
        records = here(*words, "--jsonl").out
        about = json.loads(parquet.read_metadata(file).metadata[b"newsarchive.about"])["about"]
        assert about["sha256"] == hashlib.sha256(records.encode()).hexdigest(), line
        assert about["options"]["parquet"] is True
        ran = here("rerun", str(file), "-o", str(again), "--json")
        told = json.loads(ran.out)
        assert (ran.status, told["same"], told["as_written"]) == (0, True, True), line
        assert (made.status, again.read_bytes()) == (int(not records), file.read_bytes()), line


def test_a_table_with_its_about_beside_it_is_made_again_with_one(
    here: Here, tmp_path: Path
) -> None:
    file, again = tmp_path / "a.parquet", tmp_path / "b.parquet"
    beside = [f"{path}.about.json" for path in (file, again)]
    bare = tmp_path / "bare.parquet"
    here("search", "oil", "--parquet", str(bare))
    here("search", "oil", "--parquet", str(file), "--about-file", beside[0])
    assert file.read_bytes() == bare.read_bytes()
    ran = here("rerun", str(file), "-o", str(again))
    assert (ran.status, again.read_bytes()) == (0, bare.read_bytes())
    assert here("rerun", beside[1], "--json").status == 0


def test_a_table_that_differs_says_so(here: Here, tmp_path: Path) -> None:
    file, again = tmp_path / "a.parquet", tmp_path / "b.parquet"
    here("search", "oil", "--parquet", str(file), "--about")
    here("tag", here.id_of("rose"), "+seen")
    ran = here("rerun", str(file), "-o", str(again))
    assert (ran.status, "the answer differs\n1 changed: " in ran.err) == (1, True)
    assert ["seen" in tags for tags in parquet.read_table(again)["tags"].to_pylist()].count(
        True
    ) == 1
    table = parquet.read_table(file)
    parquet.write_table(table.slice(1), again)
    assert "is not as it was written" in here("rerun", str(again), "--json").err


def test_a_table_goes_to_no_pipe_and_only_where_the_user_says(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    here("search", "oil", "--parquet", str(file), "--about")
    ran = here("rerun", str(file))
    assert (ran.status, "-o FILE has to name the answer" in ran.err) == (2, True)
    ran = here("search", "oil", "--parquet", str(file), "--about")
    assert (ran.status, "is there already" in ran.err) == (2, True)
    forged = tmp_path / "forged"
    text = here("search", "oil", "--jsonl", "--about").out.partition("\n")[0]
    for value, said in (("true", "has to name"), (json.dumps(str(tmp_path / "x")), "is no value")):
        forged.write_text(text.replace('"jsonl": true', f'"parquet": {value}'))
        ran = here("rerun", str(forged))
        assert (ran.status, said in ran.err) == (2, True), ran.err
    assert sorted(path.suffix for path in tmp_path.glob("*")).count(".parquet") == 1
    file.write_bytes(b"PAR1 and no more")
    assert "damaged Parquet" in here("rerun", str(file)).err


def test_a_table_is_read_from_standard_input_unless_that_is_a_pipe(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, again = tmp_path / "a.parquet", tmp_path / "b.parquet"
    here("search", "oil", "--parquet", str(file), "--about", "--fields", "id")
    with file.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert here("rerun", "-", "-o", str(again)).status == 0
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as out:
        out.write(file.read_bytes())
    with os.fdopen(reader) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        ran = here("rerun", "-", "--json")
        assert "standard input: Parquet cannot be read from a pipe: name the file" in ran.err
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        ran = here("rerun", str(file), "--json")
        assert (ran.status, "pip install 'newsarchive[parquet]'" in ran.err) == (2, True)


METADATA = (b"[]", b"7", b"{}", b"no", b"\xff", b'{"about": 7}')
"""What somebody has written where an about is."""


def test_an_about_of_a_table_may_be_anything(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    here("search", "oil", "--parquet", str(file), "--fields", "id")
    table = parquet.read_table(file)
    for text in METADATA:
        parquet.write_table(table.replace_schema_metadata({"newsarchive.about": text}), file)
        ran = here("rerun", str(file), "--json")
        assert (ran.status, ran.out, ran.err.startswith(f"newsarchive: {file}")) == (2, "", True)
        assert "its about is not valid" in ran.err or "the about cannot be read" in ran.err


def test_an_about_is_passed_over_when_a_table_is_read_back(here: Here, tmp_path: Path) -> None:
    file, other = tmp_path / "all.parquet", str(tmp_path / "other.db")
    here("list", "--body", "--parquet", str(file), "--about")
    assert here("--archive", other, "ingest", str(file)).err.startswith("3 articles added")
