"""Every other command: what it writes, and where."""

from __future__ import annotations

import json
import re

import pytest

from newsarchive.archive import Archive
from newsarchive.cli.commands.ingest import summary
from newsarchive.cli.commands.status import size
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Problem
from tests.cli.conftest import Here, Ran
from tests.surroundings import held_open, no_collector


def without_time(text: str) -> str:
    return re.sub(r"\d+\.\d+ s", "0.0 s", text)


def test_ingest_sums_up_on_stderr(empty: Here) -> None:
    news = str(empty.world.news)
    first = empty.world.process("ingest", news)
    assert (first.status, first.out) == (0, "")
    assert without_time(first.err) == "3 articles added (0.0 s)\n"
    assert without_time(empty("ingest", news).err) == "3 articles unchanged (0.0 s)\n"


def test_ingest_names_what_failed_and_goes_on(empty: Here) -> None:
    empty.world.article("broken.json", {}).write_text("{")
    ran = empty("ingest", str(empty.world.news), "--json")
    report = json.loads(ran.out)
    assert (ran.status, report["added"], report["failed"]) == (2, 3, 1)
    assert [
        f"{flaw['place']}: {flaw['reason']}" for flaw in report["flaws"]
    ] == ran.err.splitlines()
    assert str(empty.world.news / "broken.json") in ran.err


def test_ingest_reads_standard_input(empty: Here) -> None:
    ran = empty.world.process("ingest", "-", stdin='{"title": "Snow", "body": "It snowed."}')
    assert (ran.status, without_time(ran.err)) == (0, "1 article added (0.0 s)\n")
    assert empty("search", "snow").out.endswith("Snow\n")


def test_map_names_the_fields_of_these_files(empty: Here) -> None:
    odd = empty.world.article("odd.json", {"ueberschrift": "Snow", "inhalt": "It snowed."})
    ran = empty("ingest", str(odd), "--map", "body=inhalt", "--map", "title=ueberschrift")
    assert (ran.status, without_time(ran.err)) == (0, "1 article added (0.0 s)\n")
    assert empty("search", "snowed").out.endswith("Snow\n")


def test_map_knows_our_fields_only(empty: Here) -> None:
    ran = empty("ingest", "x.json", "--map", "text=inhalt")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("newsarchive: --map takes FIELD=NAME with a field of title, date,")


def test_columns_are_those_of_tables_without_a_header_row(empty: Here) -> None:
    folder = empty.world.news / "tables"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("2018-04-10,7,Snow,It snowed.\n2018-04-11,8,Ice,It froze.\n")
    (folder / "b.txt").write_text("2018-04-12\t9\tRain\tIt rained.\n")
    odd = empty.world.article("tables/c.json", {"body": "It thawed."})
    columns = ("--columns", "date,-,title,body")
    ran = empty("ingest", str(folder), *columns)
    assert (ran.status, without_time(ran.err)) == (
        0, "3 articles added; 1 file not supported (1 JSON) (0.0 s)\n",
    )  # fmt: skip
    assert empty("list", "--format", "{date} {title}").out == (
        "2018-04-12 Rain\n2018-04-11 Ice\n2018-04-10 Snow\n"
    )
    ran = empty("ingest", str(odd), *columns)
    assert ran.status == 2
    assert ran.err.startswith(f"{odd}: not a table: --columns reads .csv, .tsv, .tab and .txt")


@pytest.mark.parametrize("columns", ["date,title", "date,titel,body", ""])
def test_columns_are_our_fields_and_one_is_the_body(empty: Here, columns: str) -> None:
    ran = empty("ingest", "x.csv", "--columns", columns)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("newsarchive: --columns takes a field for each column, one of them")


def test_date_order_says_how_printed_dates_are_read(empty: Here) -> None:
    odd = empty.world.article("odd.json", {"date": "04/05/2018", "body": "It snowed."})
    assert empty("ingest", str(odd), "--date-order", "dmy").status == 0
    assert json.loads(empty("search", "snowed", "--jsonl").out)["date"] == "2018-05-04"


def test_a_dry_run_changes_nothing(empty: Here) -> None:
    ran = empty("ingest", "--dry-run", str(empty.world.news))
    assert without_time(ran.err) == "3 articles would be added (0.0 s)\n"
    assert not empty.world.archive.exists()


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (IngestReport(), "no articles found"),
        (IngestReport(failed=1), "1 failed"),
        (IngestReport(unsupported=1), "1 file not supported"),
        (
            IngestReport(added=1, updated=2, unchanged=3, duplicates=4, unsupported=5, failed=6),
            """1 article added, 2 updated, 3 unchanged, 4 known from another place; \
5 files not supported, 6 failed""",
        ),
        (IngestReport(added=2000), "2,000 articles added"),
    ],
)
def test_a_summary_leaves_out_what_did_not_occur(report: IngestReport, said: str) -> None:
    assert summary(report, dry_run=False) == f"{said} (0.0 s)"


def test_a_rehearsal_speaks_of_what_would_be() -> None:
    said = summary(IngestReport(added=2, updated=1, unchanged=3), dry_run=True)
    assert said == "2 articles would be added, 1 would be updated, 3 unchanged (0.0 s)"


def test_a_run_leaves_no_file_open(here: Here) -> None:
    """A process may run more than one."""
    with no_collector():
        for line in ("search oil", "search oil --facet author", "stats", "ingest x", "show x"):
            here(*line.split())
        assert not held_open(here.world.folder)


def test_show_in_a_pipe_is_plain_text(here: Here) -> None:
    id_ = here.id_of("traders")
    ran = here("show", id_[:6])
    assert re.sub(r"archived [^)]+", "archived NOW", ran.out) == (
        "title: Oil prices rise\n"
        "by: Jane Doe, Ali Veli\n"
        "date: 2018-04-10\n"
        "source: Daily Example\n"
        "tags: oil, markets\n"
        "language: en\n"
        "words: 10\n"
        f"path: {here.world.news / 'oil.json'}\n"
        f"id: {id_} (version 1, archived NOW)\n"
        "\n"
        "Oil rose on Tuesday.\n\nTraders in Baku were not surprised.\n"
    )


def test_show_goes_on_after_an_unknown_id(here: Here) -> None:
    id_ = here.id_of("rained")
    ran = here("show", "ffffffff", id_, "--json")
    assert (ran.status, [record["id"] for record in json.loads(ran.out)]) == (2, [id_])
    assert json.loads(ran.out)[0]["body"] == "It rained, “really”, all day."
    assert ran.err == (
        "newsarchive: no article has an id that begins with ffffffff; newsarchive list shows ids\n"
    )


def test_show_gives_the_original_back_exactly(here: Here) -> None:
    ran = here.world.process("show", "--original", here.id_of("rained"))
    assert ran == Ran(0, (here.world.news / "rain.json").read_text(), "")


def test_show_reads_what_search_wrote(here: Here) -> None:
    ran = here.world.shell("newsarchive search oil | newsarchive show - --jsonl")
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == [
        "Oil prices rise",
        "Gas follows",
    ]


def test_authors_are_counted(here: Here) -> None:
    assert here("authors") == Ran(0, "2\tJane Doe\n1\tAli Veli\n", "")
    assert here("authors", "gas", "--csv").out == "author,articles\nJane Doe,1\n"
    assert json.loads(here("authors", "--since", "2018-05", "--json").out) == [
        {"author": "Jane Doe", "articles": 1}
    ]
    rained = here("authors", "rained", "--jsonl")
    assert rained == Ran(1, "", "no article that matches has a known author\n")
    assert here("authors", "snow") == Ran(1, "", "nothing matches snow\n")


def test_status_in_numbers(here: Here) -> None:
    told = json.loads(here("status", "--json").out)
    assert (told["articles"], told["first"], told["last"]) == (3, "2018-04-10", "2018-05-01")
    lines = here("status").out.splitlines()
    assert lines[0].startswith(f"archive    {here.world.archive} (")
    assert lines[2:5] == [
        "articles   3 in 3 versions",
        "dates      2018-04-10 to 2018-05-01; 1 undated",
        "authors    2",
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (99_950, "100 kB"),
     (999_600, "1.0 MB"), (5 * 10**15, "5000 TB")],
)  # fmt: skip
def test_sizes(count: int, said: str) -> None:
    assert size(count) == said


def test_remove_takes_out_for_good(here: Here) -> None:
    rain = here.id_of("rained")
    assert here("remove", rain, rain[:8], "--yes") == Ran(0, "", "1 article removed\n")
    assert here("search", "rained").status == 1


def test_remove_with_an_unknown_id_removes_nothing(here: Here) -> None:
    ran = here("remove", here.id_of("rained"), "ffffffff", "--yes")
    assert (ran.status, ran.err.splitlines()[-1]) == (2, "nothing was removed")
    assert here("list", "--count").out == "3\n"


def test_remove_asks_only_on_a_terminal(here: Here) -> None:
    ran = here("remove", here.id_of("rained"))
    assert (ran.status, "pass --yes" in ran.err) == (2, True)


def test_remove_asks_on_a_terminal(here: Here) -> None:
    rain = here.id_of("rained")
    refused = here.world.terminal("remove", rain, typed="n\n")
    assert refused.status == 1
    assert f"{rain[:8]}  undated  Rain" in refused.out
    assert "for good" in refused.out
    assert here("list", "--count").out == "3\n"
    assert here.world.terminal("remove", rain, typed="y\n").status == 0
    assert here("list", "--count").out == "2\n"


def test_rebuild_says_what_it_did(here: Here) -> None:
    ran = here("rebuild")
    assert (ran.status, ran.out) == (0, "")
    assert without_time(ran.err) == "index rebuilt: 3 articles (0.0 s)\n"


def test_check_finds_no_fault(here: Here) -> None:
    assert here("check") == Ran(0, "", "check found no problems\n")
    assert here("check", "--json").out == "[]\n"


def test_check_lists_problems_on_stdout(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    flaws = [Problem("article 1234", "it\nis damaged"), Problem("index", "it is stale")]
    monkeypatch.setattr(Archive, "check", lambda *_: iter(flaws))
    assert here("check") == Ran(
        2, "article 1234: it is damaged\nindex: it is stale\n", "check found 2 problems\n"
    )
    assert json.loads(here("check", "--json").out)[1] == {
        "place": "index",
        "reason": "it is stale",
    }
