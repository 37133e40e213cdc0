"""An export makes the same articles again, and nothing in one is believed."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.model.errors import ExistsError
from newsarchive.store import Store
from tests.archives import ARTICLES, World
from tests.transfer.world import known, lines, take_in


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz", "renamed"])
def test_an_export_makes_the_same_archive_again(world: World, name: str) -> None:
    """Also under another name: it is known by what it begins with."""
    target, new = world.file.with_name(name), world.file.with_name("new.db")
    with world.open() as archive:
        done = archive.export(target)
    assert (done.articles, done.versions, done.flaws) == (4, 5, [])
    assert done.corrections == 4 + 2 + 1
    report = take_in(new, target)
    assert (report.added, report.flaws, report.notes) == (4, [], [])
    assert known(new) == known(world.file)
    again = take_in(new, target)
    assert (again.added, again.unchanged, again.flaws, again.notes) == (0, 4, [], [])
    assert known(new) == known(world.file)


def test_ingest_and_undo_know_the_articles_of_an_export(world: World) -> None:
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    take_in(new, target)
    assert take_in(new, world.news).unchanged == 4
    undone: list[list[tuple[str, ...]]] = []
    for path in (world.file, new):
        with Archive(path, engine="scan") as archive:
            [oil] = archive.search("title:oil")
            acts = [archive.undo([archive.get(oil.id)]) for _ in range(3)]
            undone.append([one.fields for act in acts for one in act])
    assert undone == [[("date",), ("tags",)]] * 2


def test_an_export_goes_through_a_pipe(world: World) -> None:
    stream, new = io.BytesIO(), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(stream)
    stream.seek(0)
    with Archive(new, engine="scan") as archive:
        assert archive.ingest("-", stdin=stream).added == 4
    assert known(new) == known(world.file)


def test_an_export_of_some_articles_has_only_their_corrections(world: World) -> None:
    target, new = world.file.with_name("some.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        done = archive.export(target, archive.search("fog"))
    assert (done.articles, done.corrections) == (1, 1)
    assert lines(target)[0]["query"] == "fog"
    assert take_in(new, target).added == 1


def test_an_export_is_taken_into_an_archive_that_has_some_of_it(world: World) -> None:
    """Versions that follow upon those here are added; what is here stays."""
    target, other = world.file.with_name("all.jsonl"), world.file.with_name("other.db")
    (world.news / "gas.json").write_text(json.dumps(ARTICLES["gas"]))
    take_in(other, world.news)
    with Archive(other, engine="scan") as archive:
        [fog] = [hit.archived for hit in archive.search("title:fog")]
        archive.edit([fog], title="Mist")
    with world.open() as archive:
        archive.export(target)
    report = take_in(other, target)
    assert (report.added, report.updated, report.unchanged, report.flaws) == (0, 1, 3, [])
    assert [note.reason for note in report.notes] == ["corrected here otherwise, and left as it is"]
    with Archive(other, engine="scan") as archive:
        assert archive.get(fog.id).article.title == "Mist"
        [gas] = [hit.archived for hit in archive.search("title:gas")]
        assert (gas.article.body, gas.version, gas.article.tags) == ("Gas fell.", 2, ("all",))
        assert list(archive.check()) == []


def test_versions_that_went_different_ways_are_told_and_left(world: World) -> None:
    target, other = world.file.with_name("all.jsonl"), world.file.with_name("other.db")
    with world.open() as archive:
        archive.export(target)
    for body in ("Gas followed oil.", "Gas rose."):
        world.write("gas", ARTICLES["gas"] | {"body": body})
        take_in(other, world.news)
    report = take_in(other, target)
    assert [flaw.reason for flaw in report.flaws] == [
        "it has other versions here, and was left as it is"
    ]
    assert report.failed == 1


def changed(line: dict[str, Any], **values: object) -> dict[str, Any]:
    return line | values


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("version", {"sha256": "0" * 64}, "the original of version 1 is damaged"),
        ("version", {"original": {"text": "forged"}}, "the original of version 1 is damaged"),
        ("version", {"original": {"base64": "%%%"}}, ""),
        ("version", {"version": 7}, "version 1 of article"),
        ("version", {"words": -1}, "is not a number"),
        ("version", {"words": True}, "is not a number"),
        ("version", {"added": "soon"}, "soon"),
        ("version", {"fields": None}, "should be an object"),
        ("version", {"fields": [["body", "x"]]}, "should be an object"),
        ("version", {"fields": {"body": "x\ud800"}}, "half of a surrogate pair"),
        ("version", {"encoding": "\udfff"}, "half of a surrogate pair"),
        ("version", {"fields": {}}, "body"),
        ("version", {"fields": {"body": 1}}, "is not a "),
        ("version", {"fields": {"body": "x", "date": "soon"}}, "soon"),
        ("version", {"fields": {"body": "x", "authors": [1]}}, "is not a "),
        ("version", {"fields": {"body": "x", "date_order": "ymd"}}, "neither dmy nor mdy"),
        ("article", {"article": "../../etc/passwd"}, "is not an id"),
        ("article", {"article": "0" * 16}, "is missing"),
        ("article", {"versions": 0}, "is not a number"),
        ("article", {"versions": 3}, "is incomplete"),
        ("article", {"places": None}, ""),
        ("article", {"places": [{"path": "\ud800", "file": "x", "version": 1}]}, "half of"),
        ("article", {"places": [{"path": 1, "file": "x", "version": 1}]}, "is not a "),
        ("article", {"places": [{"path": "x", "file": "x", "version": 9}]}, "there is no version"),
        ("article", {"settled": [[1, "soon", "x"]]}, "soon"),
        ("correction", {"field": "body"}, "no field that can be corrected"),
        ("correction", {"correction": "f" * 16}, "a correction of it, but not the article"),
        ("correction", {"correction": "\ud800"}, "half of a surrogate pair"),
        ("correction", {"after": "\ud800"}, "half of a surrogate pair"),
        ("correction", {"after": 7}, ""),
        ("correction", {"made": None}, ""),
    ],
)
def test_nothing_in_an_export_is_believed(
    world: World, name: str, spoil: dict[str, object], reason: str
) -> None:
    """A problem names its line; everything else is taken in."""
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    found = lines(target)
    at = next(n for n, line in enumerate(found) if name in line)
    found[at] |= spoil
    target.write_text("".join(json.dumps(line) + "\n" for line in found))
    report = take_in(new, target)
    assert report.flaws
    assert any(reason in flaw.reason for flaw in report.flaws)
    assert report.added == (4 if name == "correction" else 3)
    with Archive(new, engine="scan") as archive:
        assert list(archive.check()) == []


@pytest.mark.parametrize("packed", [False, True])
def test_articles_before_the_damage_in_an_export_are_taken_in(world: World, packed: bool) -> None:
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    data = target.read_bytes()
    target.write_bytes(gzip.compress(data)[:-8] if packed else data[:-8])
    assert take_in(new, target).failed
    assert len(known(new)) == 4


@pytest.mark.parametrize("method", ["receive", "receive_act"])
def test_a_mistake_costs_one_article_of_an_export_or_one_act(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """And what follows upon that. Everything else is taken in, and the next run brings the rest."""
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    first = next(line for line in lines(target) if "article" in line)["article"]
    act = next(line for line in lines(target) if "correction" in line)
    right = getattr(Store, method)

    def wrong(self: Store, given: Any) -> object:
        bad = given.id == first if method == "receive" else given and given[0].act == act["act"]
        return 1 // 0 if bad else right(self, given)

    with monkeypatch.context() as patch:
        patch.setattr(Store, method, wrong)
        report = take_in(new, target)
    assert report.added == (3 if method == "receive" else 4)
    id_ = first if method == "receive" else act["correction"]
    [flaw] = report.flaws
    assert flaw.place == f"{target} article {id_[:8]}"
    assert flaw.reason.startswith("an error of newsarchive: ZeroDivisionError: ")
    assert take_in(new, target).flaws == []
    assert known(new) == known(world.file)


def test_a_forged_id_is_refused(world: World) -> None:
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    id_ = next(line["article"] for line in lines(target) if "article" in line)
    for old, new_id in ((f'"article": "{id_}', '"article": "0123456789abcdef'),
                        (f'"of": "{id_}', '"of": "0123456789abcdef')):  # fmt: skip
        target.write_text(target.read_text().replace(old, new_id))
    report = take_in(new, target)
    assert "its id is not that of its first original" in [flaw.reason for flaw in report.flaws]
    assert report.added == 3


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_that_was_cut_off_is_told_of(world: World, packed: bool) -> None:
    name = "all.jsonl.gz" if packed else "all.jsonl"
    target, new = world.file.with_name(name), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    data = target.read_bytes()
    target.write_bytes(data[: len(data) * 2 // 3])
    report = take_in(new, target)
    assert report.failed
    assert "cut off" in report.flaws[-1].reason


def test_an_export_of_a_newer_program_is_refused(world: World) -> None:
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    target.write_text('{"newsarchive_export": 99}\n')
    report = take_in(new, target)
    assert "upgrade newsarchive" in report.flaws[0].reason


def test_an_export_replaces_nothing_unless_asked_to(world: World) -> None:
    target = world.file.with_name("all.jsonl.gz")
    with world.open() as archive:
        archive.export(target)
        before = target.read_bytes()
        with pytest.raises(ExistsError, match="--force replaces it"):
            archive.export(target)
        archive.export(target, force=True)
    # The same content but for the second in which it was made.
    assert (
        gzip.decompress(target.read_bytes()).splitlines()[1:]
        == (gzip.decompress(before).splitlines()[1:])
    )


def test_a_damaged_original_costs_only_its_article(world: World) -> None:
    with closing(sqlite3.connect(world.file)) as spoiling:
        spoiling.execute("DELETE FROM original WHERE rowid = 1")
        spoiling.commit()
    target = world.file.with_name("all.jsonl")
    with world.open() as archive:
        done = archive.export(target)
        assert (done.articles, len(done.flaws)) == (3, 1)
        originals = archive.export_originals(world.file.with_name("files"))
        assert originals.articles == 3
    assert take_in(world.file.with_name("new.db"), target).added == 3
