"""Random histories of a small world: the store must agree with a few dicts about every one."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from newsarchive.model.article import ArchivedArticle
from newsarchive.store import Outcome, Store
from tests.store.world import put, record, remove

pytestmark = pytest.mark.long

PATHS = ["a.txt", "b.txt", "f#1", "f#2", "f#3", "g#1", None]
TEXTS = ["one", "two", "three", "four"]


class World(RuleBasedStateMachine):
    """Files that come, change and move; `urls` says whether records may carry one."""

    urls: tuple[str | None, ...] = (None,)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name, "archive.db"), create=True)
        self.last: dict[str, bytes] = {}
        """Path → text that was last seen there."""
        self.held: set[bytes] = set()
        """Every content that was archived and not removed."""
        self.follower: dict[int, ArchivedArticle] = {}
        """The state that a follower derives from changes alone."""
        self.followed = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(data=st.data(), path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def see(self, data: st.DataObject, path: str | None, text: str) -> None:
        url = data.draw(st.sampled_from(self.urls))
        number = int(path[-1]) if path and "#" in path else None
        seen = record(text, number=number, url=url)
        known = seen.original in self.held
        outcome = put(self.store, text, path, url)
        assert known or outcome in {Outcome.ADDED, Outcome.UPDATED}
        if path:
            self.last[path] = seen.original
        self.held.add(seen.original)

    @rule(data=st.data())
    def see_nothing_new(self, data: st.DataObject) -> None:
        """A second run over the same files changes nothing."""
        before = self.store.revision()
        for path, content in data.draw(st.permutations(sorted(self.last.items()))):
            text, _, url = content.decode().partition(" ")
            assert put(self.store, text, path, url or None) is Outcome.UNCHANGED
        assert self.store.revision() == before

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        keys = data.draw(st.sets(st.sampled_from([*self.store.keys(), 999])))
        paths = {path for article in self.store.get(keys).values() for path in article.paths}
        kept = set(self.store.keys()) - keys
        self.held = {content for key in kept for content in self.contents(key)}
        self.last = {path: seen for path, seen in self.last.items() if path not in paths}
        assert remove(self.store, *keys) == len(keys - {999})

    def contents(self, key: int) -> list[bytes]:
        return [self.store.original(version.digest) for version in self.store.versions(key)]

    @invariant()
    def nothing_is_lost(self) -> None:
        keys = self.store.keys()
        assert {content for key in keys for content in self.contents(key)} == self.held

    @invariant()
    def every_path_leads_to_its_content(self) -> None:
        at = {path: article for article in self.store.articles() for path in article.paths}
        assert sum(len(article.paths) for article in self.store.articles()) == len(at)
        assert at.keys() == self.last.keys()
        for path, article in at.items():
            if self.urls == (None,):
                assert self.store.original(article.digest) == self.last[path]
            else:  # a text may have been replaced by one with the same URL
                assert self.last[path] in self.contents(article.key)

    @invariant()
    def no_two_articles_have_the_same_content_or_id(self) -> None:
        articles = list(self.store.articles())
        assert len({article.digest for article in articles}) == len(articles)
        assert len({article.id for article in articles}) == len(articles)

    @invariant()
    def whoever_follows_the_changes_knows_everything(self) -> None:
        changed, gone = self.store.changes(self.followed)
        self.followed = self.store.revision().number
        for key in gone:
            self.follower.pop(key, None)
        self.follower.update(self.store.get(changed))
        assert self.follower == self.store.get(self.store.keys())

    @invariant()
    def nothing_is_damaged(self) -> None:
        assert list(self.store.check()) == []


class WorldWithUrls(World):
    urls = (None, "u", "v")


few = settings(stateful_step_count=20)

TestWorld = World.TestCase
TestWorld.settings = few
TestWorldWithUrls = WorldWithUrls.TestCase
TestWorldWithUrls.settings = few
