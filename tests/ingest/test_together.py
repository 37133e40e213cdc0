"""What the plain texts of a folder say together settles what one of them leaves open."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.formats import text as texts
from newsarchive.readers.formats.text import read_beside
from newsarchive.store import Settlement, Store, together
from tests.ingest import folders
from tests.ingest.folders import rows
from tests.readers.header.figures import LAYOUTS

pytestmark = pytest.mark.surroundings

PAPER = "The Harlow and District Weekly of the Vale"
"""By itself, as good a title as any."""
TITLES = (
    "Ferry to sail again after two winters",
    "Council votes for a new bridge",
    "Nurses end their long strike",
    "Bees return to the old mill",
    "River falls to its lowest mark",
)


@pytest.fixture(autouse=True)
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder; the test stands beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


def write(folder: Path, *beginnings: str) -> list[Path]:
    """A text for each beginning, with a text of its own below."""
    paths = []
    for number, beginning in enumerate(beginnings, start=len(list(folder.iterdir()))):
        paths.append(folder / f"{number:02}.txt")
        paths[-1].write_text(
            f"{beginning}\n\nThere is nothing else to say of number {number}, "
            "the port office said in a note to the council.\n"
        )
    return paths


def below(first: str, titles: Iterable[str] = TITLES) -> list[str]:
    return [f"{first}\n{title}\nBy Jane Doe\n10 April 2018" for title in titles]


def ingested(*paths: Path | str, archive: str = "news.db") -> IngestReport:
    with Archive(archive, engine="scan", jobs=1) as opened:
        return opened.ingest(*(paths or ["news"]))


Found = tuple[str | None, str | None, tuple[str, ...], str | None]


def found(archive: str = "news.db") -> dict[str, Found]:
    """File → title, where it is from, authors and where they are from."""
    with Archive(archive, engine="scan") as opened:
        assert list(opened.check()) == []
        articles = [(hit.archived.paths, hit.article) for hit in opened.search("")]
    return {
        Path(path).name: (one.title, one.title_source, one.authors, one.authors_source)
        for paths, one in articles
        for path in paths
    }


def titles(archive: str = "news.db") -> list[str | None]:
    return [title for _, (title, *_) in sorted(found(archive).items())]


def settled(report: IngestReport) -> tuple[int, int]:
    return report.settled_headers, report.unsettled_headers


def test_a_first_line_that_many_share_is_not_the_title(news: Path) -> None:
    write(news, *below(PAPER))
    assert settled(ingested()) == (5, 0)
    assert titles() == list(TITLES)
    assert found()["00.txt"][1] == "header line 2, as in other files of news/"
    assert settled(ingested()) == (0, 0)


def test_what_was_read_stays_as_the_version_has_it(news: Path) -> None:
    write(news, *below(PAPER))
    ingested()
    with Archive("news.db", engine="scan") as archive:
        [ferry, *_] = [hit.archived for hit in archive.search("title:ferry")]
        [version] = archive.versions(ferry)
        assert (version.article.title, version.article.title_source) == (PAPER, "header line 1")
        assert version.article.body == ferry.article.body
        assert not list(archive.search("title:harlow"))


def test_what_has_no_other_title_gets_its_first_sentence(news: Path) -> None:
    write(
        news,
        *[f"{PAPER}\nBy {name}\n10 April 2018" for name in ("Jane Doe", "Ali Veli", "Kim Sok")],
    )
    ingested()
    assert {source for _, source, *_ in found().values()} == {"derived"}
    assert all(title and title.startswith("There is nothing") for title in titles())


def test_two_texts_say_nothing_of_each_other(news: Path) -> None:
    write(news, *below(PAPER)[:2])
    assert settled(ingested()) == (0, 0)
    assert titles() == [PAPER, PAPER]


def test_copies_of_one_article_prove_nothing(news: Path) -> None:
    first = f"{TITLES[0]}\nBy Jane Doe\n10 April 2018\n\nThe first boat leaves at seven."
    write(news, *[first] * 4)
    assert settled(ingested()) == (0, 0)
    assert titles() == [TITLES[0]] * 4


def test_a_regular_column_keeps_its_title(news: Path) -> None:
    days = range(10, 14)
    write(news, *[f"A walk along the river\nBy Jane Doe\n{day} April 2018" for day in days])
    write(news, *[f"{title}\nBy Jane Doe\n10 April 2018" for title in TITLES])
    assert settled(ingested()) == (0, 0)
    assert titles() == ["A walk along the river"] * 4 + list(TITLES)


def test_a_byline_may_be_shared(news: Path) -> None:
    write(news, *[f"By Jane Doe\n{title}\n10 April 2018" for title in TITLES])
    before = ingested()
    assert settled(before) == (0, 0)
    assert {authors for *_, authors, _ in found().values()} == {("Jane Doe",)}


def test_a_layout_that_most_texts_have_supports_an_uncertain_one(news: Path) -> None:
    write(news, *below("SPORT", [*TITLES[:4], "Harbour Fog"]))
    assert settled(ingested()) == (1, 0)
    assert found()["04.txt"][:2] == ("Harbour Fog", "header line 2, as in other files of news/")


def test_where_layouts_differ_none_of_them_supports_anything(news: Path) -> None:
    write(news, *below("SPORT", [*TITLES[:3], "Harbour Fog"]))
    write(news, *[f"{title}\nBy Jane Doe" for title in TITLES[:4]])
    assert settled(ingested()) == (0, 0)
    assert found()["03.txt"][1] == "derived"


def test_other_folders_say_nothing(news: Path) -> None:
    for name, beginning in zip("abc", below(PAPER), strict=False):
        (news / name).mkdir()
        write(news / name, beginning)
    assert settled(ingested()) == (0, 0)


def test_a_packed_folder_is_one(news: Path) -> None:
    paths = write(news, *below(PAPER))
    with zipfile.ZipFile("texts.zip", "w") as packed:
        for path in paths:
            packed.write(path, f"april/{path.name}")
    assert settled(ingested("texts.zip")) == (5, 0)
    assert found()["00.txt"][1] == "header line 2, as in other files of april/"


def test_neither_order_nor_number_of_runs_matters(news: Path) -> None:
    several = [
        *below(PAPER), *below("SPORT", ["Harbour Fog", *TITLES[:2]]),
        *[f"{title}\nBy Jane Doe" for title in TITLES[3:]],
    ]  # fmt: skip
    paths = write(news, *several)
    ingested(archive="once.db")
    expected = found("once.db")
    assert len({source for _, source, *_ in expected.values()}) > 1

    def in_runs(name: str, runs: Sequence[Sequence[Path]]) -> None:
        for some in runs:
            ingested(*some, archive=name)
        assert found(name) == expected

    in_runs("each.db", [[path] for path in paths])
    in_runs("back.db", [[path] for path in reversed(paths)])
    in_runs("mixed.db", [paths[1::3], paths[::3], paths[2::3]])
    in_runs("halves.db", [paths[5:], paths[:5]])


def test_what_is_contradicted_later_is_taken_back(news: Path) -> None:
    write(news, *below(PAPER)[:3])
    assert settled(ingested()) == (3, 0)
    others = [f"Notice number {n} of the council\nBy Jane Doe\n10 April 2018" for n in range(40)]
    write(news, *others)
    assert settled(ingested()) == (0, 3)
    assert titles()[:3] == [PAPER] * 3


def test_a_new_version_is_settled_by_itself(news: Path) -> None:
    first = write(news, *below(PAPER))[0]
    ingested()
    first.write_text(first.read_text().replace("Ferry", "Last ferry"))
    assert settled(ingested()) == (1, 0)
    assert titles()[0] == "Last ferry to sail again after two winters"


def test_a_correction_stands_above(news: Path) -> None:
    paths = write(news, *below(PAPER)[:3])
    ingested(*paths[:2])
    with Archive("news.db", engine="scan") as archive:
        first = next(hit.archived for hit in archive.search("") if "00" in hit.archived.paths[0])
        archive.edit([first], title="Ferry, again")
    ingested()
    assert titles() == ["Ferry, again", *TITLES[1:3]]
    with Archive("news.db", engine="scan") as archive:
        archive.undo([archive.get(first.id)])
    assert titles() == list(TITLES[:3])


def test_an_export_a_backup_and_a_repair_keep_it(news: Path) -> None:
    write(news, *below(PAPER)[:4])
    ingested()
    expected = found()
    with Archive("news.db", engine="scan") as archive:
        archive.export(Path("all.jsonl"))
        archive.export(Path("one.jsonl"), archive.search("title:ferry"))
        archive.backup(Path("copy.db"))
    ingested("all.jsonl", archive="whole.db")
    ingested("one.jsonl", archive="part.db")
    assert (found("whole.db"), found("copy.db")) == (expected, expected)
    assert found("part.db") == {"00.txt": expected["00.txt"]}
    with Archive("copy.db", engine="scan") as archive:
        archive.repair()
    assert found("copy.db") == expected


def test_an_export_of_an_older_program_is_read(news: Path) -> None:
    write(news, *below(PAPER)[:1])
    ingested()
    with Archive("news.db", engine="scan") as archive:
        archive.export(Path("all.jsonl"))
    lines = [json.loads(line) for line in Path("all.jsonl").read_text("utf-8").splitlines()]
    del lines[1]["settled_headers"], lines[2]["fields"]["header"]
    Path("old.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert ingested("old.jsonl", archive="new.db").added == 1


def test_only_texts_of_which_something_new_is_said_are_read_again(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news, *below(PAPER)[:4])
    ingested()
    read: list[bytes] = []

    def noted(data: bytes, shared: frozenset[str], layout: tuple[str, ...]) -> Article:
        read.append(data)
        return read_beside(data, shared, layout)

    monkeypatch.setattr(texts, "read_beside", noted)
    write(news, *below(PAPER)[4:])
    ingested()
    assert [TITLES[4].encode() in data for data in read] == [True]


def test_a_text_that_goes_meanwhile_is_passed_over(news: Path) -> None:
    write(news, *below(PAPER)[:3])
    ingested()
    with Store.open(Path("news.db")) as store:
        store._db.run("DELETE FROM settled")
        cases = together.to_settle(store._db, -1)
        with store.changing("remove"):
            store.remove([cases[0].text.key])
        with store.changing("settle"):
            done = together.settle_headers(store._db, cases, store._touch, read_beside)
        assert done == Settlement(settled=2)
        assert list(store.check()) == []


def test_a_mistake_of_the_program_leaves_all_as_it_was_read(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news, *below(PAPER)[:3])
    monkeypatch.setattr(together, "_together", lambda texts: texts["x"])
    report = ingested()
    assert (report.added, [flaw.reason for flaw in report.flaws]) == (
        3, ["an error of newsarchive: KeyError: 'x', please report what --debug shows"]
    )  # fmt: skip
    assert titles() == [PAPER] * 3


def test_a_mistake_with_one_text_leaves_that_as_it_was_read(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported with the text that met it, and the others are settled."""

    def failing(data: bytes, shared: frozenset[str], layout: tuple[str, ...]) -> Article:
        return read_beside(data if TITLES[1].encode() not in data else None, shared, layout)  # type: ignore[arg-type]

    write(news, *below(PAPER)[:3])
    monkeypatch.setattr(texts, "read_beside", failing)
    report = ingested()
    assert (settled(report), report.failed) == ((2, 0), 1)
    [flaw] = report.flaws
    assert flaw.place.endswith("news/01.txt")
    assert flaw.reason.startswith("an error of newsarchive: ")
    assert titles() == [TITLES[0], PAPER, TITLES[2]]


def test_a_text_that_cannot_be_read_so_stays_as_it_was_read(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object) -> Article:
        raise ReadError("no text")

    write(news, *below(PAPER)[:3])
    monkeypatch.setattr(texts, "read_beside", refusing)
    assert ingested().failed == 0
    assert titles() == [PAPER] * 3


def test_a_changed_row_of_it_is_damage(news: Path) -> None:
    write(news, *below(PAPER)[:3])
    ingested()
    with Store.open(Path("news.db")) as store:
        store._db.run("UPDATE settled SET title = 'Forged' WHERE article = 1")
        assert [one.reason for one in store.check()] == [
            "its settled values are not as they were written"
        ]
        assert len(list(store.articles())) == 2


@pytest.mark.long
@pytest.mark.parametrize("line", ["", PAPER])
def test_no_folder_of_one_layout_makes_a_right_value_wrong(line: str) -> None:
    """`python -m tests.ingest.folders` prints the figures of all of them."""
    read, now = Counter[str](), Counter[str]()
    for text, true in rows(LAYOUTS)[::9]:
        for one in folders.settled(text, true, 4, line):
            assert not (one.read == "right" and one.settled == "wrong"), (text, one)
            read[one.read] += 1
            now[one.settled] += 1
    assert now["right"] > read["right"]
    assert now["wrong"] <= read["wrong"]
