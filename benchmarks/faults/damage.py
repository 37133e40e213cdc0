"""Flip bytes at random places of the index and of the archive."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import Held, One, World, quiet
from newsarchive import Archive
from newsarchive.model.article import ArchivedArticle, Problem
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store

Answers = list[list[tuple[str, float]]]


def flip(path: Path, chance: random.Random) -> Callable[[], object]:
    """Change some bits of one byte of a file; what sets them back."""
    before = path.read_bytes()
    place = chance.randrange(len(before))
    with path.open("r+b") as file:
        file.seek(place)
        file.write(bytes([before[place] ^ chance.randrange(1, 256)]))
    return lambda: path.write_bytes(before)


def index(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Every answer must be the right one, whichever byte of the index was flipped."""
    tried = Tried("a byte of the index flipped", "a random byte of any file in the index's folder")
    alike = Tried("a byte of what is known of likeness flipped", "a random byte of its file")
    with world.at_home():
        world.restore()
        files = [str(path) for path in sorted(world.files.iterdir())]
        quiet(["ingest", *files])
        with Archive(world.archive) as archive:
            words = _words([hit.archived for hit in archive.search("")], chance)
            queries = [*words, f"{words[0]} {words[1]}", f"{words[2][:3]}*", f"{words[3]}~", "*"]
        expected, clusters = _asked(world, queries)
        world.keep()
        for number in range(tries):
            world.restore()
            paths = sorted(world.cache.glob("newsarchive/index-*/*"))
            sizes = [path.stat().st_size for path in paths]
            path = chance.choices(paths, sizes if number % 2 else [size > 0 for size in sizes])[0]
            flip(path, chance)
            _answer(tried, world, queries, expected, None, path.name)
        for _ in range(tries // 10):
            world.restore()
            flip(next(world.cache.glob("newsarchive/alike-*")), chance)
            _answer(alike, world, queries[:1], expected[:1], clusters, "likeness")
    return [tried, alike]


def _answer(
    tried: Tried,
    world: World,
    queries: Sequence[str],
    expected: Answers,
    clusters: object,
    when: str,
) -> None:
    before = {path.name for path in world.cache.glob("newsarchive/index-*/*.inv")}
    try:
        answers, found = _asked(world, queries)
    except Exception as error:  # whatever it is, it is a broken promise
        tried.expect(False, f"{type(error).__name__}: {error} ({when})")
        return
    tried.expect(answers == expected, f"wrong answers ({when})")
    tried.expect(clusters in (None, found), f"wrong clusters ({when})")
    after = {path.name for path in world.cache.glob("newsarchive/index-*/*.inv")}
    anew = before.isdisjoint(after) or clusters is not None
    tried.came("noticed, rebuilt, right answers" if anew else "not needed, right answers")


def _asked(world: World, queries: Sequence[str]) -> tuple[Answers, list[list[str]]]:
    with Archive(world.archive) as archive:
        answers = [
            [(hit.id, round(hit.score, 6)) for hit in archive.search(query)] for query in queries
        ]
        results = archive.search("")
        clusters = [[one.archived.id for one in each] for each in archive.duplicates(results)]
    return answers, clusters


def _words(articles: Sequence[ArchivedArticle], chance: random.Random) -> list[str]:
    """Words of four articles, long enough to be rare."""
    found: list[str] = []
    while len(found) < 4:
        words = [
            word
            for word in chance.choice(articles).article.body.lower().split()
            if word.isalpha() and word.isascii() and len(word) > 4
        ]
        found += chance.sample(words, min(1, len(words)))
    return found


def archive(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """No article may be read that differs from what was archived, and none be missed in silence."""
    tried = Tried("a byte of the archive flipped", "a random byte of the archive file")
    with world.at_home():
        world.restore()
        quiet(["edit", *list(world.held())[:20], "--add-tag", "checked"])
        quiet(["ingest", *(str(path) for path in sorted(world.files.iterdir()))])
        expected = world.held()
        before = world.archive.read_bytes()
        for _ in range(tries):
            world.archive.write_bytes(before)
            flip(world.archive, chance)
            try:
                tried.came(_examined(world, expected, tried))
            except Exception as error:  # whatever it is, it is a broken promise
                tried.expect(False, f"{type(error).__name__}: {error}")
    return [tried]


def _examined(world: World, expected: Held, tried: Tried) -> str:
    try:
        with Store.open(world.archive, readonly=True) as store:
            flaws = list(store.check())
            held = {one.id: One.of(one) for one in store.articles()}
            unreadable = _originals(store)
    except ArchiveError as error:
        told = str(error).startswith(str(world.archive))
        tried.expect(told, f"a message that does not name the archive: {error}")
        return "refused as a whole, with a message: its first pages hold what all else hangs on"
    named = " ".join(flaw.place for flaw in flaws)
    missing = [id_ for id_ in expected if id_ not in held]
    other = [id_ for id_, one in held.items() if expected.get(id_) != one]
    texts = [i for i in other if i in expected and held[i].article != expected[i].article]
    tried.expect(not texts, f"another text or detail than was archived: {texts[:3]}")
    tried.expect(not other or bool(flaws), f"another place or version in silence: {other[:3]}")
    unnamed = [id_ for id_ in {*missing, *unreadable} if id_[:8] not in named]
    tried.expect(not unnamed, f"not named by check: {unnamed[:3]} of {len(missing)} missing")
    _command(world, flaws, tried)
    if missing:
        few = len(missing) <= 12
        return f"{'a few articles' if few else 'many articles'} left out, all named by check"
    if unreadable:
        return "an original that is not as it was, named by check; the text can be read"
    if flaws:
        return "found by check; every article can be read"
    return "no effect: free space, or what says nothing about articles"


def _originals(store: Store) -> list[str]:
    """The ids of the articles whose original cannot be had as it was."""
    bad: list[str] = []
    for archived in store.articles():
        try:
            store.original(archived.digest)
        except ArchiveError:
            bad.append(archived.id)
    return bad


def _command(world: World, flaws: list[Problem], tried: Tried) -> None:
    """The commands end as they should, and never with a traceback."""
    with contextlib.suppress(StopIteration):
        status, _, said = quiet(["check"])
        bad = "internal error" in said or "Traceback" in said
        tried.expect(not bad and (status == 2) == bool(flaws), f"check: {status} {said[-200:]!r}")
        status, _, said = quiet(["search", "*", "--count"])
        bad = "internal error" in said or "Traceback" in said
        tried.expect(not bad and status in (0, 2), f"search: {status} {said[-200:]!r}")
