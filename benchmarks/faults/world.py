"""An archive to abuse, and what must hold of it after every abuse."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.faults import child
from benchmarks.faults.trying import Tried
from benchmarks.reuters import Reuters
from newsarchive import Archive
from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.model.errors import ArchiveError
from newsarchive.query.matches import matches
from newsarchive.query.tree import Every, Word
from newsarchive.store import Store

_SETTLED = "as in other articles"
"""How the source of a language begins that is settled."""
A_FILE = 100
"""Articles in each file that is archived."""
WORDS = """
    harbour council budget vote ferry energy price market rate bank strike union minister treaty
    grain export storm river school hospital museum engine court appeal report quarter tariff
""".split()


@dataclass(frozen=True)
class One:
    """What there is of an article, to be compared."""

    version: int
    article: Article
    paths: tuple[str, ...]

    @classmethod
    def of(cls, archived: ArchivedArticle) -> One:
        return cls(archived.version, archived.article, archived.paths)

    def as_read(self) -> One:
        """The same before the end of the run, where a language is settled by other articles."""
        if not (self.article.language_source or "").startswith(_SETTLED):
            return self
        article = replace(self.article, language=None, language_source=None)
        return replace(self, article=article)


Held = dict[str, One]
"""What an archive holds, by id."""


def written(shared: Path | None, count: int, chance: random.Random) -> list[dict[str, object]]:
    """So many different articles: real ones where there are some, else invented ones."""
    if shared is not None:
        found: dict[str, dict[str, object]] = {
            one.body: {
                "title": one.title, "date": one.date[:10], "authors": list(one.authors),
                "body": one.body,
            }
            for one in Reuters(shared).articles(count + count // 20)
        }  # fmt: skip
        return list(found.values())[:count]
    return [
        {
            "title": f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}".capitalize(),
            "date": f"2018-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "authors": [f"Jane {chance.choice(WORDS).capitalize()}"],
            "body": "\n\n".join(
                " ".join(chance.choices(WORDS, k=40)).capitalize() + f" {number}." for _ in "abc"
            ),
        }
        for number in range(count)
    ]


class World:
    """A folder with articles, an archive, its cache, and nothing of the real user's."""

    def __init__(
        self, folder: Path, articles: list[dict[str, object]], a_file: int = A_FILE
    ) -> None:
        self.folder = folder
        self.archive = folder / "kept" / "news.db"
        self.cache = folder / "cache"
        self.temporary = folder / "tmp"
        self.files = folder / "files"
        self.made = folder / "made"
        """Where backups and exports go."""
        for one in (self.archive.parent, self.cache, self.temporary, self.files, self.made):
            one.mkdir(parents=True)
        for start in range(0, len(articles), a_file):
            self.write(f"{start:06d}.jsonl", articles[start : start + a_file])

    def write(self, name: str, articles: list[dict[str, object]]) -> Path:
        """Write a file of articles."""
        path = self.files / name
        path.write_text("".join(json.dumps(article) + "\n" for article in articles))
        return path

    @property
    def environment(self) -> Mapping[str, str]:
        """What keeps the program in this world."""
        return {
            "NEWSARCHIVE": str(self.archive),
            "XDG_CACHE_HOME": str(self.cache),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "TMPDIR": str(self.temporary),
        }

    @contextlib.contextmanager
    def at_home(self) -> Iterator[None]:
        """Let this process, too, have its caches here."""
        before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    def start(
        self,
        *arguments: str,
        limit: int | None = None,
        name: str = "said",
        plain: bool = False,
        **other: str,
    ) -> child.Child:
        """Run the program beside this process; `other` are variables of its environment."""
        environment = {**self.environment, **other}
        return child.start(list(arguments), environment, self.folder / name, limit, plain=plain)

    def run(
        self, *arguments: str, limit: int | None = None, plain: bool = False, **other: str
    ) -> tuple[int | None, str]:
        """Run the program to its end: exit status, and stderr."""
        return self.start(*arguments, limit=limit, plain=plain, **other).wait()

    @property
    def output(self) -> Path:
        """What the last run wrote to stdout, if there was one."""
        return self.folder / "said.out"

    def held(self) -> Held:
        """What is in the archive now."""
        return held_by(self.archive)

    def keep(self) -> None:
        """Remember archive and cache as they are."""
        shutil.rmtree(self.folder / "copy", ignore_errors=True)
        for name in ("kept", "cache"):
            shutil.copytree(self.folder / name, self.folder / "copy" / name)

    def restore(self) -> None:
        """Put archive and cache back as they were kept."""
        self.clear()
        for name in ("kept", "cache"):
            shutil.copytree(self.folder / "copy" / name, self.folder / name, dirs_exist_ok=True)

    def clear(self) -> None:
        """No archive, no cache, nothing made of it."""
        for folder in (self.archive.parent, self.cache, self.temporary, self.made):
            for path in folder.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def verify(
        self, tried: Tried, when: str, chance: random.Random, *, damaged: bool = False
    ) -> Held:
        """What must hold however the last process ended; what the archive holds.

        If it was `damaged` before, `check` may still find that.
        """
        if not self.archive.exists() or not self.archive.stat().st_size:
            return {}
        with self.at_home(), Archive(self.archive) as archive:
            held = {hit.id: One.of(hit.archived) for hit in archive.search("", sort="date")}
            with Store.open(self.archive, readonly=True) as store:
                articles = list(store.articles())
            mine = {archived.id: One.of(archived) for archived in articles}
            tried.expect(held == mine, f"a search finds other articles than are kept ({when})")
            for word in (Word(chance.choice(_words(articles))), Every()):
                found = {hit.id for hit in archive.search(word)}
                meant = {archived.id for archived in articles if matches(word, archived)}
                tried.expect(found == meant, f"{word} finds other articles than it means ({when})")
            flaws = list(archive.check())
            tried.expect(damaged or not flaws, f"check finds {flaws[:1]} ({when})")
        return mine

    def kept_beside(self) -> list[Path]:
        """The archives that were kept when another took their place."""
        return sorted(self.archive.parent.glob(f"{self.archive.stem}-before-*.db"))

    def litter(self) -> list[str]:
        """Files that nobody needs any more, when nothing runs."""
        kept = {self.archive, *self.kept_beside()}
        names = [path.name for path in self.archive.parent.iterdir() if path not in kept]
        names += [path.name for path in self.temporary.iterdir()]
        names += [path.name for path in self.made.rglob(".*")]
        names += [path.name for path in self.made.glob("*-*")]  # what SQLite has beside a file
        for index in self.cache.glob("newsarchive/index-*"):
            names += _litter_of_index(index)
        names += [path.name for path in self.cache.glob("newsarchive/.*")]
        return names


def _litter_of_index(folder: Path) -> list[str]:
    """Files of an index that belong to no generation, or to one before the last.

    Of the one before, the last step of an update may have left what it would have deleted: the next
    update does that.
    """
    files = {path.name for path in folder.iterdir()}
    states = list(folder.glob("state.*.json"))
    known = {"MAIN_WRITELOCK", *(path.name for path in [*states, *folder.glob("*.toc")])}
    for state in states:
        with contextlib.suppress(ValueError):  # a killed process was just writing it
            known |= set(json.loads(state.read_bytes().partition(b"\n")[0])["files"])
    numbers = {int(re.sub(r"\D", "", name)) for name in files if re.search("state|toc$", name)}
    return sorted(files - known) if len(numbers) <= 2 else sorted(files)


def held_by(archive: Path) -> Held:
    """What an archive holds, as far as it can be read; nothing if there is none."""
    if not archive.exists() or not archive.stat().st_size:
        return {}
    with contextlib.suppress(ArchiveError), Store.open(archive, readonly=True) as store:
        return {archived.id: One.of(archived) for archived in store.articles()}
    return {}


def _words(articles: list[ArchivedArticle]) -> list[str]:
    found = [
        word
        for archived in articles[:50]
        for word in archived.article.body.lower().split()[:30]
        if word.isascii() and word.isalpha()
    ]
    return found or ["nothing"]


def quiet(arguments: list[str]) -> tuple[int, str, str]:
    """Run the program in this process: exit status, stdout, stderr."""
    from newsarchive.cli import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    return int(status), out.getvalue(), err.getvalue()
