"""Readers from other packages: found when they are installed, and harmless when they are broken."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.ingest.report import IngestReport
from newsarchive.readers import plugins

PAGE = Path(__file__).parents[2] / "docs" / "readers.md"

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package of one module: the files that pip writes."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    modules: list[str] = []

    def install(package: str, code: str, points: dict[str, str]) -> None:
        module = package.replace("-", "_")
        modules.append(module)
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        info = site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = "".join(f"{name} = {value}\n" for name, value in points.items())
        (info / "entry_points.txt").write_text(f"[{plugins.GROUP}]\n{lines}")

    yield install
    for module in modules:
        sys.modules.pop(module, None)


def archived(*paths: str) -> IngestReport:
    with Archive("news.db", engine="scan") as archive:
        return archive.ingest(*paths)


def problems(report: IngestReport) -> list[str]:
    return [f"{flaw.place}: {flaw.reason}" for flaw in report.flaws]


def test_what_is_installed_while_the_program_runs_is_found(
    tmp_path: Path, install: Install
) -> None:
    (tmp_path / "b.txt").write_text("Text")
    assert archived("b.txt").added == 1
    install("late", "class Late: name = 'late'", {"late": "late:Late"})
    (tmp_path / "c.txt").write_text("More text")
    assert [flaw.place for flaw in archived("c.txt").flaws] == ['reader "late"']
    assert not archived("c.txt").flaws  # nothing is read


def test_the_reader_of_the_docs_works_once_it_is_installed(
    tmp_path: Path, install: Install
) -> None:
    """And is shown whole, in less than 40 lines."""
    blocks = re.findall(r"```(?:toml|python)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert sum(len(block.splitlines()) for block in blocks) < 40
    project, code = tomllib.loads(blocks[0])["project"], blocks[1]
    install(project["name"], code, project["entry-points"][plugins.GROUP])
    cards = "Harbour opens\nIt opened.\n====\nEmpty\n====\nHarbour shuts\nIt shut.\n"
    (tmp_path / "a.cards").write_text(cards)
    (tmp_path / "b.txt").write_text("Text")
    (tmp_path / "c.cards.gz").write_bytes(gzip.compress(cards.encode()))
    report = archived("a.cards", "b.txt", "c.cards.gz")
    assert (report.added, report.duplicates) == (3, 2)
    assert problems(report) == [
        f"{tmp_path}/a.cards#2: the text is empty",
        f"{tmp_path}/c.cards.gz#2: the text is empty",
    ]
    with Archive("news.db", engine="scan") as archive:
        [hit] = archive.search("title:shuts")
        assert (hit.article.title, hit.archived.reader) == ("Harbour shuts", "cards")
        assert hit.article.title_source == 'card "title"'


READER = """
from datetime import datetime as Moment
from newsarchive.article import Article, Flaw
from newsarchive.readers.record import Record

class Reader:
    name = "mine"
    def claims(self, name, head):
        {claims}
    def read(self, name, stream, hints):
        {read}

reader = Reader()
"""
MOMENT = dt.datetime(2018, 4, 9)
FAILED = 'the reader "mine" of the package mine failed: '
YIELD = 'yield Record(Article(body="mine"), stream.read(), "utf-8")'


def test_an_instance_will_do_and_wins_over_ours(tmp_path: Path, install: Install) -> None:
    code = READER.format(claims='return name.endswith(".txt")', read=YIELD)
    install("mine", code, {"mine": "mine:reader"})
    (tmp_path / "a.txt").write_text("ours")
    archived("a.txt")
    with Archive("news.db", engine="scan") as archive:
        assert [hit.article.body for hit in archive.search()] == ["mine"]


def test_a_packed_file_can_be_claimed_as_it_is(tmp_path: Path, install: Install) -> None:
    code = READER.format(claims='return name.endswith((".zip", ".gz"))', read=YIELD)
    install("mine", code, {"mine": "mine:Reader"})
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.writestr("a.txt", "ours")
    assert archived("a.zip").added == 1
    with Archive("news.db", engine="scan") as opened:
        [hit] = opened.search()
        assert opened.original(hit.archived) == (tmp_path / "a.zip").read_bytes()


@pytest.mark.parametrize(
    ("claims", "read", "message"),
    [
        ("1 / 0", YIELD,
         f"{FAILED}ZeroDivisionError: division by zero"),
        ("return True", "1 / 0; yield",
         f"{FAILED}ZeroDivisionError: division by zero"),
        ("return True", "yield None",
         f"{FAILED}TypeError: it yielded NoneType, not a Record or a Problem"),
        ("return True", 'yield Record(Article(body=5), b"", "utf-8")',
         f"{FAILED}TypeError: it yielded a Record without bytes or text"),
        ("return True", 'yield Record(Article(body="x"), b"", None)',
         f"{FAILED}TypeError: it yielded a Record without an encoding or a sound number"),
        ("return True", 'yield Record(Article(body="x", title=5), b"", "utf-8")',
         f"{FAILED}TypeError: it yielded an article whose title is 5"),
        ("return True", 'yield Record(Article(body="x", authors="Jane Doe"), b"", "utf-8")',
         f"{FAILED}TypeError: it yielded an article whose authors is 'Jane Doe'"),
        ("return True", 'yield Record(Article(body="x", date="2018-04-09"), b"", "utf-8")',
         f"{FAILED}TypeError: it yielded an article whose date is '2018-04-09'"),
        ("return True", 'yield Record(Article(body="x", date=Moment(2018, 4, 9)), b"", "utf-8")',
         f"{FAILED}TypeError: it yielded an article whose date is {MOMENT!r}"),
        ("return True", 'yield Flaw(name, None)',
         f"{FAILED}TypeError: it yielded a Problem without a place or a reason"),
        ("return True", "raise SystemExit(3); yield",
         f"{FAILED}SystemExit: 3"),
        ("return True", 'raise EOFError("a\\nb."); yield',
         f"{FAILED}EOFError: a b"),
    ],
)  # fmt: skip
def test_a_failing_reader_is_reported_with_its_package_and_stops_nothing(
    tmp_path: Path, install: Install, claims: str, read: str, message: str
) -> None:
    claims = f'if not name.endswith("bad.txt"): return False\n        {claims}'
    install("mine", READER.format(claims=claims, read=read), {"mine": "mine:Reader"})
    (tmp_path / "bad.txt").write_text("Bad")
    (tmp_path / "good.txt").write_text("Good")
    report = archived("bad.txt", "good.txt")
    assert problems(report) == [f"{tmp_path}/bad.txt: {message}"]
    with Archive("news.db", engine="scan") as archive:
        assert "Good" in {hit.article.body for hit in archive.search()}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("", "AttributeError: module 'mine' has no attribute 'Reader'"),
        ("def Reader(): pass", "AttributeError: 'function' object has no attribute 'name'"),
        ("class Reader:\n  name = 'x'\n  claims = read = 5",
         "TypeError: it has no name, claims and read, as a reader must"),
    ],
)  # fmt: skip
def test_a_reader_that_cannot_be_loaded_is_reported_and_stops_nothing(
    tmp_path: Path, install: Install, code: str, message: str
) -> None:
    install("mine", code, {"mine": "mine:Reader"})
    (tmp_path / "good.txt").write_text("Good")
    report = archived("good.txt")
    assert problems(report) == [f'reader "mine": the package mine failed: {message}']
    assert report.added == 1
