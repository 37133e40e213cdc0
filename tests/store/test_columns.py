"""A field of an article is declared in one place, and everything that has to know of it does."""

from __future__ import annotations

import lzma
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import newsarchive
from newsarchive.store.schema import SCHEMA

PACKAGE = Path(newsarchive.__file__).parent
ARCHIVES = PACKAGE.parent / "tests" / "data" / "archives"

FIELD = f"""    rights: str | None = _column(_MAYBE_TEXT, "who may print it", since={SCHEMA + 1})


COLUMNS: tuple[Column, ...]"""

USE = """
import sys
from pathlib import Path

import pytest

sys.path.insert(0, sys.argv[1])
from newsarchive import Archive
from newsarchive.model.article import Article
from newsarchive.readers.record import Record
from newsarchive.render.record import FIELDS, record
from newsarchive.store import Store
from newsarchive.store.prepare import prepare

old, new, export = (Path(sys.argv[2]) / name for name in ("old.db", "new.db", "all.jsonl"))
with Store.open(old) as store:
    before = len(list(store.articles()))
    with store.changing("test"):
        article = Article(body="Sugar rose.", rights="Daily Example")
        store.put_all(
            [prepare(Record(article, b"Sugar rose.", "utf-8"), path="x", reader="text", words=2)]
        )
    *others, last = store.articles()
    assert len(others) == before > 0, store.damaged
    assert last.article == article
    assert {one.article.rights for one in others} == {None}
    assert list(store.check()) == []
with Archive(old, engine="scan") as archive:
    archive.export(export)
    assert [record(hit)["rights"] for hit in archive.search("sugar")] == ["Daily Example"]
    assert FIELDS[-1] == "rights"
with Archive(new, engine="scan") as archive:
    archive.ingest(str(export))
    assert [hit.article.rights for hit in archive.search("sugar")] == ["Daily Example"]
"""


@pytest.mark.long
@pytest.mark.surroundings
def test_a_new_field_of_an_article_is_one_declaration(tmp_path: Path) -> None:
    """An archive from before it is taken to the next schema, and its checksums still hold."""
    copy = tmp_path / "newsarchive"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    declared = copy / "model" / "article.py"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace("\n\nCOLUMNS: tuple[Column, ...]", FIELD, 1), encoding="utf-8")
    (tmp_path / "old.db").write_bytes(lzma.decompress((ARCHIVES / "schema-4.db.xz").read_bytes()))
    run = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        cwd=tmp_path,
    )
    assert run.stderr == ""
    assert run.returncode == 0
