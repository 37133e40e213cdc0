"""Results have a length, places and slices; they become tables of a notebook, Arrow and pandas."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newsarchive.model.deadline import Deadline
from newsarchive.model.errors import NewsArchiveError
from newsarchive.search import table
from newsarchive.search.record import FIELDS, ON_REQUEST
from tests.archives import World

SLICES = [
    slice(None), slice(1, None), slice(2), slice(-2, None), slice(0, -1), slice(None, None, 2),
    slice(None, None, -1), slice(9, 0, -2), slice(5, 9),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("results"), "whoosh")
    made.fill()
    return made


@pytest.mark.parametrize("query", ["oil", "CAPS(oil) OR CAPS(Oil)"])
@pytest.mark.parametrize(
    "part",
    [{}, {"offset": 1}, {"limit": 2}, {"offset": 1, "limit": 1}, {"offset": 9}, {"limit": 0}],
)
def test_results_are_the_sequence_that_iterating_gives(
    world: World, query: str, part: dict[str, int]
) -> None:
    """Also where the index cannot answer alone, as with capitals."""
    with world.open() as archive:
        ids = [hit.id for hit in archive.search(query, **part)]  # type: ignore[arg-type]
        for wanted in SLICES:
            results = archive.search(query, **part)  # type: ignore[arg-type]
            assert [hit.id for hit in results[wanted]] == ids[wanted], wanted
        results = archive.search(query, **part)  # type: ignore[arg-type]
        assert (len(results), bool(results), results.total) == (len(ids), bool(ids), 3)
        for place in range(-len(ids), len(ids)):
            assert results[place].id == ids[place]
        for place in (len(ids), -len(ids) - 1):
            with pytest.raises(IndexError, match=f"there is no result {place}"):
                results[place]


@pytest.mark.parametrize("query", ["oil", '"oil" OR ga*'])
def test_results_can_be_asked_after_their_archive_was_closed(world: World, query: str) -> None:
    """The archive opens again, and scores are those of the time of the search."""
    with world.open() as archive:
        before = [(hit.id, hit.score) for hit in archive.search(query)]
        first, second = archive.search(query), archive.search(query, limit=1)
    assert [(hit.id, hit.score) for hit in first] == before
    assert [hit.id for hit in second] == [before[0][0]]
    assert second.about().articles == len(before)
    archive.close()


def test_results_with_a_deadline_have_a_total_but_no_length(world: World) -> None:
    """So that `list` does not count first, and spend the time that it needs to read."""
    with world.open() as archive:
        results = archive.search("oil", deadline=Deadline(10_000))
        with pytest.raises(TypeError, match="deadline"):
            len(results)
        assert (len(list(results)), bool(results), results.total) == (3, True, 3)
        assert "<p>3 articles" in results._repr_html_()


def test_a_notebook_shows_a_table_in_which_nothing_of_an_article_is_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    world = World(tmp_path, "scan")
    title = "<script>alert('&')</script>\u202e\n" + "x" * 500
    rows = [{"title": title, "source": "<b>", "body": f"Oil {n}."} for n in range(21)]
    (world.news / "many.json").write_text(json.dumps(rows))
    with world.open() as archive:
        archive.ingest(world.news)
        results = archive.search('oil OR "<img>"')
        shown = results._repr_html_()
    assert repr(results) == "<Results of oil OR img>"
    assert (shown.count("<tr>"), "<p>20 of 21 articles: " in shown) == (21, True)
    assert not any(text in shown for text in ("<script", "<b>", "<img", "\n", "x" * 300))
    assert "<td><bdi>&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;\u202e xxx" in shown


def test_a_table_of_arrow_has_the_records_with_their_types(world: World) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    with world.open() as archive:
        results = archive.search("oil OR regnete", sort="date")
        whole = results.to_arrow()
        part = results.to_arrow(body=True, fields=["rank", "date", "authors", "source", "added"])
        nothing = archive.search("snow").to_arrow(fields=["date_candidates"])
    assert whole.column_names == list(FIELDS)
    assert part.slice(0, 1).drop_columns(["added"]).to_pylist() == [
        {
            "rank": 1, "date": dt.date(2018, 5, 1), "authors": ["Ali Veli"], "source": None,
            "body": "Gas followed oil.",
        }
    ]  # fmt: skip
    assert part.schema.field("added").type == pa.timestamp("ms", "UTC")
    assert part["date"].to_pylist()[-1] is None
    assert (nothing.num_rows, nothing.schema.types) == (0, [pa.list_(pa.date32())])


def test_a_table_is_made_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    records: list[Any] = [{"body": "x" * n} for n in (1, 1, 1, 9, 1)]
    monkeypatch.setattr(table, "ROWS", 2)
    monkeypatch.setattr(table, "SIZE", 9)
    assert [part.num_rows for part in table.batches(records, ["body"])] == [2, 2, 1]


def test_every_field_of_a_record_has_the_type_of_its_json_schema() -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    schema = Path(__file__).parents[2] / "docs" / "record.schema.json"
    known = json.loads(schema.read_text(encoding="utf-8"))["properties"]
    names = {"integer": pa.int64(), "number": pa.float64()}
    for field in table.schema((*FIELDS, *ON_REQUEST)):
        kind = known[field.name]["type"]
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "array":
            assert pa.types.is_list(field.type), field
        elif kind == "string":
            is_time = field.type in (pa.string(), pa.date32(), pa.timestamp("ms", "UTC"))
            assert is_time, field
        else:
            assert field.type == names[kind], field


def test_a_data_frame_has_days_that_pandas_can_count_with(world: World) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    with world.open() as archive:
        frame = archive.search("", sort="date").to_pandas(fields=["date", "words"])
    assert list(frame["date"].dt.year)[:3] == [2018, 2018, 1999]
    assert frame["words"].sum() == 23


@pytest.mark.parametrize(
    ("missing", "call", "extra"),
    [("pyarrow", "to_arrow", "parquet"), ("pandas", "to_pandas", "pandas")],
)
def test_without_an_extra_the_error_names_it(
    world: World, monkeypatch: pytest.MonkeyPatch, missing: str, call: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with (
        world.open() as archive,
        pytest.raises(NewsArchiveError, match=rf"pip install 'newsarchive\[{extra}\]'"),
    ):
        getattr(archive.search("oil"), call)()


def test_a_field_that_no_record_has_is_refused_with_those_that_it_has(world: World) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    with world.open() as archive, pytest.raises(ValueError, match=r"'titel' is not .*: id, title"):
        archive.search("oil").to_arrow(fields=["titel"])
