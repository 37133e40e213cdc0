"""The article that the project began with."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.cli import main

pytestmark = pytest.mark.surroundings


@pytest.fixture
def seed(shared: Path) -> Path:
    (file,) = (shared / "seed").iterdir()
    return file


def test_is_understood_and_kept(seed: Path, tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db") as archive:
        archive.ingest(seed)
        (hit,) = archive.search("Cambodia energy")
        article = hit.article
        assert (article.date, article.authors) == (dt.date(2018, 4, 10), ("Rashid Shirinov",))
        assert article.title_source == "derived"
        assert article.title is not None
        assert article.body.startswith(article.title.rstrip("…"))
        after_header = seed.read_text(encoding="utf-8").partition("\n\n")[2]
        assert article.body == after_header.rstrip("\n")
        assert len(article.body.split("\n\n")) == 13
        assert archive.original(hit.archived) == seed.read_bytes()


@pytest.mark.surroundings
@pytest.mark.parametrize(
    "query",
    [
        "Cambodia energy",
        '"Nagorno-Karabakh conflict"',
        "author:shirinov date:2018-04",
        "lead:cambodia NOT title:opec",
        "ATLEAST/10 azerbaijan",
    ],
)
def test_is_found_on_the_command_line(
    seed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str
) -> None:
    archive = ["--archive", str(tmp_path / "news.db")]
    assert main([*archive, "ingest", "--quiet", str(seed)]) == 0
    assert main([*archive, "search", query, "--json"]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["date"], record["authors"]) == ("2018-04-10", ["Rashid Shirinov"])
