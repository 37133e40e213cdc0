"""An archive goes out and in as a whole: backups, exports, and what is wrong with either."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faults.disks import small_disk
from newsarchive import Archive
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import ArchivedArticle, Correction
from newsarchive.model.errors import ArchiveError, BusyError, ExistsError
from newsarchive.store import Store
from newsarchive.transfer import moving
from tests.archives import ARTICLES, World

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions are Unix's")
Known = dict[str, tuple[list[ArchivedArticle], list[Correction], tuple[str, ...]]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An archive with versions, corrections, one of them undone, and an article without a date."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = World(tmp_path, "scan")
    made.fill()
    made.ingest(gas="Gas fell.")
    with made.open() as archive:
        [oil] = [hit.archived for hit in archive.search("title:oil")]
        everything = [hit.archived for hit in archive.search("*")]
        archive.edit(everything, add_tags=["all"])
        archive.edit([oil], title="Oil again", authors=["A. B."])
        archive.undo([oil])
        archive.edit([archive.get(oil.id)], date="2001-02-03")
    return made


def known(path: Path) -> Known:
    """All that there is to know of each article, but the keys, which are an archive's own."""
    found: Known = {}
    with Store.open(path, readonly=True) as store:
        for one in store.articles():
            versions = [
                ArchivedArticle(**{name: getattr(v, name) for name in v.__slots__} | {"key": 0})
                for v in store.versions(one.key)
            ]
            assert [store.original(v.digest) for v in versions]
            found[one.id] = (versions, store.corrections(one.key), one.paths)
    assert len(found) == len(ARTICLES)
    return found


def take_in(path: Path, *files: Path) -> IngestReport:
    with Archive(path, engine="scan") as archive:
        return archive.ingest(*files)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


# Backups


def test_a_backup_is_the_archive_and_is_read_back_before_it_gets_its_name(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        copied = archive.backup(file)
    assert (copied.articles, copied.versions) == (4, 5)
    assert known(file) == known(world.file)
    assert {path.name for path in file.parent.iterdir()} <= {
        "backup.db",
        "news.db",
        "news",
        "cache",
    }


@unix_only
def test_a_backup_is_its_owners_alone(world: World) -> None:
    old = os.umask(0)
    try:
        with world.open() as archive:
            archive.backup(world.file.with_name("backup.db"))
    finally:
        os.umask(old)
    assert stat.S_IMODE(world.file.with_name("backup.db").stat().st_mode) == 0o600


def test_a_backup_replaces_nothing_unless_asked_to(world: World) -> None:
    file = world.file.with_name("backup.db")
    file.write_bytes(b"mine")
    with world.open() as archive:
        with pytest.raises(ExistsError, match="--force replaces it"):
            archive.backup(file)
        assert file.read_bytes() == b"mine"
        archive.backup(file, force=True)
        with pytest.raises(ArchiveError, match="is the archive itself"):
            archive.backup(world.file, force=True)
    assert known(file) == known(world.file)


def test_a_damaged_archive_makes_no_backup_and_the_last_good_one_stays(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
        before = file.read_bytes()
    with closing(sqlite3.connect(world.file)) as spoiling:
        spoiling.execute("UPDATE original SET data = x'00', deflated = 0")
        spoiling.commit()
    with world.open() as archive, pytest.raises(ArchiveError, match="SHA-256 differs"):
        archive.backup(file, force=True)
    assert file.read_bytes() == before


@pytest.mark.surroundings
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk")
def test_a_backup_that_finds_no_room_says_where(world: World, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk", 100) as mounted, world.open() as archive:
        if not mounted:
            pytest.skip("this user can mount nothing")
        copy = tmp_path / "disk" / "copy.db"
        with pytest.raises(ArchiveError, match=f"^no space left for {copy}; "):
            archive.backup(copy)
        assert list(copy.parent.iterdir()) == []


def test_a_backup_is_of_one_moment_while_another_writes(world: World, tmp_path: Path) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        store = archive._reading()
        copy = file.with_name("copy.db")
        copy.touch()
        written: list[int] = []

        def write_meanwhile(_done: int, _all: int) -> None:
            if not written:
                (tmp_path / "late.json").write_text('{"body": "late"}')
                written.append(take_in(world.file, tmp_path / "late.json").added)

        revision = store.back_up(copy, write_meanwhile)
        assert written == [1]
        with Store.open(copy, readonly=True) as of_before:
            assert of_before.revision() == revision != store.revision()
            assert of_before.summary().articles == 4


# Restoring


def test_a_backup_is_restored_where_there_is_nothing(world: World) -> None:
    file, new = world.file.with_name("backup.db"), world.file.with_name("new") / "news.db"
    with world.open() as archive:
        archive.backup(file)
    before = file.read_bytes()
    with Archive(new, engine="scan") as archive:
        assert archive.restore(file).kept is None
        assert len(list(archive.search("*"))) == 4
    assert known(new) == known(file)
    assert file.read_bytes() == before
    assert [path.name for path in new.parent.iterdir()] == ["news.db"]


def test_restoring_over_articles_needs_force_and_keeps_them(world: World, tmp_path: Path) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
    (tmp_path / "late.json").write_text('{"body": "late"}')
    assert take_in(world.file, tmp_path / "late.json").added == 1
    with world.open() as archive, Store.open(world.file, readonly=True) as reader:
        with pytest.raises(ExistsError, match="holds 5 articles; --force"):
            archive.restore(file)
        kept = archive.restore(file, force=True).kept
        assert kept is not None
        assert reader.summary().articles == 4  # who has it open sees the backup too
    assert known(world.file) == known(file)
    with Store.open(Path(kept), readonly=True) as store:
        assert store.summary().articles == 5


@pytest.mark.parametrize("readable", [True, False])
def test_what_an_attempt_has_kept_that_was_ended_is_not_kept_again(
    world: World, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
        archive.edit([hit.archived for hit in archive.search("fog")], title="Mist")
    if not readable:
        world.file.write_bytes(b"no archive at all")
    before = known(world.file) if readable else world.file.read_bytes()
    with monkeypatch.context() as ending:
        place: object = Store if readable else moving
        ending.setattr(place, "become" if readable else "put", end)
        for _ in range(2):
            with world.open() as archive, pytest.raises(KeyboardInterrupt):
                archive.restore(file, force=True)
    [kept] = world.file.parent.glob("news-before-*.db")
    with world.open() as archive:
        assert archive.restore(file, force=True).kept == str(kept)
    assert list(world.file.parent.glob("news-before-*.db")) == [kept]
    assert before == (known(kept) if readable else kept.read_bytes())
    assert known(world.file) == known(file)


@pytest.mark.parametrize("there", ["nothing", "an empty file"])
@pytest.mark.parametrize("left", ["-wal", "-journal"])
def test_what_sqlite_left_beside_another_archive_is_not_taken_for_the_backups(
    world: World, there: str, left: str
) -> None:
    """A log, or a journal that undoes: SQLite applies either to whatever it finds beside it."""
    file, other = world.file.with_name("backup.db"), world.file.with_name("other.db")
    with world.open() as archive:
        archive.backup(file)
    with closing(sqlite3.connect(other, isolation_level=None)) as writer:
        writer.execute(f"PRAGMA journal_mode = {'WAL' if left == '-wal' else 'DELETE'}")
        writer.execute("PRAGMA cache_spill = 1")
        writer.execute("PRAGMA cache_size = 1")
        if left == "-journal":
            writer.execute("BEGIN")
        writer.execute("CREATE TABLE t (a)")
        writer.execute("INSERT INTO t VALUES (randomblob(100000))")
        stale = Path(f"{other}{left}").read_bytes()
    if left == "-journal":  # as if it had got to the disk, and says that there was nothing before
        stale = stale[:8] + bytes(4) + stale[12:]
    assert len(stale) > 512
    for target in (other, file):
        other.unlink(missing_ok=True)
        if there != "nothing":
            other.touch()
        Path(f"{other}{left}").write_bytes(stale)
        with Archive(other if target == other else world.file, engine="scan") as archive:
            if target == other:
                archive.restore(file)
            else:
                archive.backup(other, force=True)
        assert not Path(f"{other}{left}").exists()
        assert known(other) == known(world.file)


def test_restoring_over_what_cannot_be_read_keeps_that_too(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
    world.file.write_bytes(b"no archive at all")
    with world.open() as archive:
        with pytest.raises(ExistsError, match="something that cannot be read"):
            archive.restore(file)
        kept = archive.restore(file, force=True).kept
    assert kept is not None
    assert Path(kept).read_bytes() == b"no archive at all"
    assert known(world.file) == known(file)


@pytest.mark.skipif(sys.platform == "win32", reason="links are Unix's")
@pytest.mark.parametrize("there", ["articles", "nothing", "something unreadable"])
def test_a_restore_goes_through_a_link_whatever_it_leads_to(
    world: World, tmp_path: Path, there: str
) -> None:
    """The archive on another disk stays the archive, and what was there is kept beside it."""
    file, disk, link = tmp_path / "backup.db", tmp_path / "disk", tmp_path / "link.db"
    with world.open() as archive:
        archive.backup(file)
    disk.mkdir()
    link.symlink_to("disk/real.db")
    if there == "articles":
        (disk / "real.db").write_bytes(file.read_bytes())
    elif there != "nothing":
        (disk / "real.db").write_bytes(b"no archive at all")
    with Archive(link, engine="scan") as archive:
        kept = archive.restore(file, force=there != "nothing").kept
    assert link.is_symlink()
    assert known(link) == known(disk / "real.db") == known(file)
    assert (None if kept is None else Path(kept).parent) == (None if there == "nothing" else disk)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are Unix's")
@pytest.mark.parametrize("force", [True, False])
def test_a_restore_replaces_no_pipe(world: World, tmp_path: Path, force: bool) -> None:
    file, pipe = tmp_path / "backup.db", tmp_path / "pipe"
    with world.open() as archive:
        archive.backup(file)
    os.mkfifo(pipe)
    with (
        Archive(pipe, engine="scan") as archive,
        pytest.raises(ArchiveError, match="is no file, but a device, a pipe"),
    ):
        archive.restore(file, force=force)
    assert pipe.is_fifo()


def test_a_damaged_backup_replaces_nothing(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
    with closing(sqlite3.connect(file)) as spoiling:
        spoiling.execute("UPDATE version SET authors = '{' WHERE number = 2")
        spoiling.commit()
    before = known(world.file)
    with world.open() as archive, pytest.raises(ArchiveError, match="was not written, as what"):
        archive.restore(file, force=True)
    assert known(world.file) == before
    with world.open() as archive, pytest.raises(ArchiveError, match="no backup at"):
        archive.restore(file.with_name("none.db"))


def test_restoring_waits_for_a_writer_and_then_gives_up(world: World) -> None:
    file = world.file.with_name("backup.db")
    with world.open() as archive:
        archive.backup(file)
        with closing(sqlite3.connect(world.file, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            with pytest.raises(BusyError):
                archive.restore(file, force=True)
    assert known(world.file) == known(file)


# Exports


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


def test_what_was_read_again_from_an_export_is_known_to_ingest_and_to_undo(world: World) -> None:
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


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
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
    world: World, name: str, spoil: dict[str, object], said: str
) -> None:
    """What is wrong is told of with its line; everything else is taken in."""
    target, new = world.file.with_name("all.jsonl"), world.file.with_name("new.db")
    with world.open() as archive:
        archive.export(target)
    found = lines(target)
    at = next(n for n, line in enumerate(found) if name in line)
    found[at] |= spoil
    target.write_text("".join(json.dumps(line) + "\n" for line in found))
    report = take_in(new, target)
    assert report.flaws
    assert any(said in flaw.reason for flaw in report.flaws)
    assert report.added == (4 if name == "correction" else 3)
    with Archive(new, engine="scan") as archive:
        assert list(archive.check()) == []


@pytest.mark.parametrize("packed", [False, True])
def test_what_comes_before_the_damage_in_an_export_is_taken_in(world: World, packed: bool) -> None:
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
        assert originals.articles + len(originals.flaws) == 4
    assert take_in(world.file.with_name("new.db"), target).added == 3


# Originals


def test_originals_become_files_that_make_the_same_articles(world: World) -> None:
    folder, new = world.file.with_name("files"), world.file.with_name("new.db")
    with world.open() as archive:
        assert archive.export_originals(folder).articles == 4
        assert archive.export_originals(folder).there == 4
    names = sorted(path.name for path in folder.iterdir())
    assert names[0].startswith("1999-12-31_Regen_")
    assert names[2].startswith("undated_A-fog_")
    assert all(name.endswith(".json") for name in names)
    assert take_in(new, folder).added == 4


def test_hostile_titles_lead_nowhere(world: World, tmp_path: Path) -> None:
    for number, title in enumerate(
        ["../../../evil", "/etc/passwd", "con", "a\0b", "💣" * 300, "."]
    ):
        world.write(f"x{number}", {"title": title, "body": f"Text {number}."})
    take_in(world.file, world.news)
    folder = tmp_path / "deep" / "files"
    with world.open() as archive:
        done = archive.export_originals(folder)
    assert (done.articles, done.flaws) == (10, [])
    assert len(list(folder.iterdir())) == 10
    assert list((tmp_path / "deep").iterdir()) == [folder]
    assert max(len(os.fsencode(path.name)) for path in folder.iterdir()) < 143


def test_an_original_is_whole_before_it_has_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the disk has no second names; and nothing is left of an attempt that failed."""
    folder = world.file.with_name("files")

    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    with world.open() as archive:
        with monkeypatch.context() as failing:
            failing.setattr("newsarchive.transfer.originals.put_new", fail)
            with pytest.raises(OSError, match="not permitted"):
                archive.export_originals(folder)
        assert list(folder.iterdir()) == []
        monkeypatch.setattr(os, "link", fail)
        assert archive.export_originals(folder).articles == 4
        assert archive.export_originals(folder).there == 4
    assert take_in(world.file.with_name("new.db"), folder).added == 4
    assert len(list(folder.iterdir())) == 4


@unix_only
def test_nothing_is_written_over_or_through_a_link(world: World, tmp_path: Path) -> None:
    folder, victim = tmp_path / "files", tmp_path / "victim"
    victim.write_bytes(b"mine")
    with world.open() as archive:
        archive.export_originals(folder)
        first, second, *_ = sorted(folder.iterdir())
        first.unlink()
        first.symlink_to(victim)
        second.write_bytes(b"other")
        done = archive.export_originals(folder)
    assert victim.read_bytes() == b"mine"
    assert second.read_bytes() == b"other"
    assert {flaw.place for flaw in done.flaws} == {str(first), str(second)}
