"""One run over everything hostile: each is named with its place, and the articles are archived."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.cli import main
from tests.hostile.inputs import FILES, GOOD, LINKS, OTHERS, make

pytestmark = [
    pytest.mark.faults,
    pytest.mark.surroundings,
    pytest.mark.skipif(sys.platform != "linux", reason="made of what Linux has"),
]

LIMITS = ("--max-record", "100K", "--max-article", "30K")
READ = {
    "json/line.jsonl", "json/number.json", "exports/nexis.txt", "exports/proquest.txt",
    "exports/factiva.txt", *GOOD,
}  # fmt: skip
"""The files in which there is an article."""


def everything(folder: Path) -> set[str]:
    """The names of all that is in a folder, but for the hostile one."""
    return {path.name for path in folder.iterdir()}


def test_each_is_named_with_its_place_and_the_articles_are_archived(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "news"
    make(folder)
    for attempt in ("first", "again"):
        status = main(["--archive", "news.db", "ingest", "--again", str(folder), *LIMITS])
        said = capsys.readouterr().err.splitlines()
        assert status == 2
        told = {
            **{name: reason for name, (reason, _) in FILES.items()},
            **{name: reason for name, (reason, _) in LINKS.items()},
            **OTHERS,
        }
        for name, reason in told.items():
            place = str(folder / name)
            lines = [line.removeprefix(place) for line in said if line.startswith(place)]
            assert any(reason in line for line in lines) == bool(reason), (attempt, name, lines)
        *messages, summary = said
        assert all(line.startswith(str(folder)) for line in messages)
        assert not [line for line in said if "internal" in line or "\x1b" in line]
        done = "added" if attempt == "first" else "unchanged"
        assert summary.startswith(f"{len(READ)} articles {done}; ")
    assert everything(tmp_path) == {"news", "news.db", "cache"}
    with Archive("news.db") as archive:
        paths = {
            str(Path(path.partition("#")[0]).relative_to(folder))
            for hit in archive.search("*")
            for path in hit.archived.paths
        }
        assert paths == READ
        assert list(archive.check()) == []
        assert len(list(archive.search("bridge OR ferry OR mill"))) == len(GOOD)
