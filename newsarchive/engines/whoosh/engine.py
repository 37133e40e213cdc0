"""The default engine: a Whoosh index in a folder of its own.

The folder also holds one small file for each generation (`state.py`), with the revision of the
archive that the index has reached, its format, and the sizes and checksums of its files. It is
read first, so an index of another format, or a damaged one, is never opened. Searches read
Whoosh's files without Whoosh (`segment.py`); only changes of the index load it (`updater.py`). The
folder is private to its user; nothing else is ever opened as an index, and no pickle is read.

`revision` finds the latest generation. Later calls answer from that generation, whatever happens
to the folder meanwhile: its files are open.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.engines import Pair, ScorePart
from newsarchive.engines.whoosh import state as states
from newsarchive.engines.whoosh.dictionary import ForeignFileError
from newsarchive.engines.whoosh.matches import IndexMatches
from newsarchive.engines.whoosh.planner import Planner, Vocabulary
from newsarchive.engines.whoosh.postings import decoded
from newsarchive.engines.whoosh.scorer import Lengths, ScoredWord, counts_in
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.state import State
from newsarchive.files import private
from newsarchive.files.private import Folder
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import Step, stepping
from newsarchive.model.errors import IndexDamagedError
from newsarchive.query.ranking import CollectionStats, scoring_words, weight, word_score
from newsarchive.query.tree import Caps, Exact, Fuzzy, Node, Or, Pattern, Word

if TYPE_CHECKING:
    from newsarchive.engines.counts import WordCounts

MEMORY = 512 * 2**20
"""About how many bytes of postings are held before they are written as a segment."""

_TICK = 2.5
"""Seconds after which a second change has another time stamp, on any file system."""
_FEW = 3
"""All articles are counted in the time in which one of so many is read."""
_PLAIN = (Word, Pattern, Fuzzy)
_TRIES = 20
"""Attempts to open an index that other processes replace at the same time."""


class WhooshEngine:
    """An `Engine` on a Whoosh index in a folder, which it creates when needed."""

    def __init__(self, folder: Path, *, jobs: int = 1, memory: int = MEMORY) -> None:
        """`jobs` processes build it if there are many articles, in `memory` bytes together."""
        self._folder = folder
        self._place = os.fspath(folder)
        self._jobs = jobs
        self._memory = memory
        self._stamp: tuple[int, ...] | None = None
        self._stamped, self._settled = 0.0, False
        self._seen: tuple[int, State | None] = (-1, None)
        """The latest generation and its state, when the folder was as `_stamp` says."""
        self._base: tuple[State | None, State | None] | None = None
        """The state that `revision` saw, and the same if an update can build on it, else None."""
        self._forgotten: State | None = None
        """A state that must not be read any more, even if it is still there."""
        self._asked = 0
        """Questions so far."""
        self._see(())
        self._reached: tuple[int, State | None] | None = None
        """The generation of the segments that are open, and its state."""

    def revision(self) -> Revision | None:
        """See `Engine`. None too for an index of another format or another analysis of words."""
        try:
            self._read()
        except IndexDamagedError:
            self._forgotten = self._seen[1]
        state = self._reached[1] if self._reached else None
        self._base = self._seen[1], state
        return state.revision if state else None

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """See `Engine`."""
        from newsarchive.engines.whoosh.updater import update  # with Whoosh

        if self._base is None:
            self.revision()
        seen, base = self._base or (None, None)
        update(
            self._folder, changed, gone, revision,
            seen=seen, base=base, jobs=self._jobs, memory=self._memory, advance=advance,
        )  # fmt: skip
        self.close()  # the open files are of the generation before

    def reset(self) -> None:
        """See `Engine`. The files stay, for other processes, until another index is complete."""
        with suppress(IndexDamagedError):
            self._read()
        self._forgotten = self._seen[1]
        self.close()
        self._base = self._forgotten, None

    def search(self, tree: Node, step: Step | None = None) -> IndexMatches:
        """See `Engine`."""
        self._open()
        self._load_core()
        segments = self._segments
        if step:
            segments = [segment.watched(step) for segment in segments]
        planner = self._planner(segments, step)
        planned = planner.plan(tree)
        is_any = isinstance(tree, _PLAIN)
        if isinstance(tree, Or):
            is_any = all(isinstance(word, _PLAIN) for word in tree.children)
        lengths = self._lengths  # the engine may be closed, or changed, before they are scored
        return IndexMatches(
            segments,
            planned.plan,
            lambda: _scored(tree, segments, planner, lengths.stats),
            lengths,
            exact=planned.exact or not segments,
            is_any=is_any,
        )

    def _load_core(self) -> None:
        """Let segments search by what is compiled. A command that asks once does not load it."""
        self._asked += 1
        if self._asked > 1 and self._segments and self._segments[0].core is None:
            from newsarchive.engines.whoosh.search_core import compiled

            for segment in self._segments:
                segment.core = compiled()

    def score_parts(
        self, tree: Node, keys: Collection[int], step: Step | None = None
    ) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        self._open()
        segments = [segment.watched(step) for segment in self._segments]
        parts: dict[int, list[ScorePart]] = {key: [] for key in keys}
        planner = self._planner(segments, step)
        for word in _scored(tree, segments, planner, self._lengths.stats):
            for segment in segments:
                known = segment.keys
                numbers = [n for n in segment.numbers() if known[n] in parts]
                counts = counts_in(word, segment, numbers)
                for number, count in zip(numbers, counts, strict=True):
                    if count:
                        length = self._lengths[segment.lengths[number]]
                        score = word_score(count, length, word.weight)
                        part = ScorePart(str(word.leaf), word.articles, count, score)
                        parts[known[number]].append(part)
        return parts

    def _planner(self, segments: Sequence[Segment], step: Step | None) -> Planner:
        state = self._reached[1] if self._reached else None
        return Planner(segments, self._vocabulary, step, state.check_stemmers if state else None)

    def spellings(self, word: str, step: Step | None = None) -> list[tuple[str, int]]:
        """See `Engine`."""
        from newsarchive.query.patterns import closest

        self._open()
        known = {
            term for segment in self._segments for term in stepping(segment.terms("form"), step)
        }
        ordered = stepping(map(decoded, sorted(known)), step)
        near = closest(word, ordered, lambda form: _articles_with(self._segments, "form", [form]))
        return [(form, articles) for form, articles in near if articles]

    def word_counts(
        self,
        keys: Collection[int],
        words: Collection[str],
        pairs: Collection[Pair],
        advance: Callable[[int], None],
    ) -> WordCounts | None:
        """See `Engine`. Pairs are sought in all articles, so few are read as quickly."""
        self._open()
        if self._reached is None or (state := self._reached[1]) is None:
            return None
        if pairs and len(keys) * _FEW < self._lengths.stats.articles:
            return None
        from newsarchive.engines.whoosh.word_counts import word_counts  # searches need none of it

        state.check_stemmers()
        segments = [segment.watched(lambda: advance(0)) for segment in self._segments]
        return word_counts(segments, set(keys), words, pairs, advance)

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        self._open()
        found: dict[int, int] = {}
        for segment in self._segments:
            keys, versions = segment.keys, segment.versions
            found.update((keys[number], versions[number]) for number in segment.numbers())
        return found

    def size(self) -> int:
        """See `Engine`."""
        with suppress(OSError), private.inner(self._folder) as folder:
            return sum(map(folder.size, folder.names()))
        return 0

    def close(self) -> None:
        """See `Engine`."""
        self._see(())
        self._reached = self._base = None

    def _see(self, segments: Sequence[Segment]) -> None:
        """Search these segments from now on."""
        self._segments = segments
        self._vocabulary = Vocabulary()
        total = sum(segment.size - len(segment.deleted) for segment in segments)
        length = sum(segment.length for segment in segments)
        self._lengths = Lengths(CollectionStats(total, length / total if total else 0.0))

    # The index and its state

    def _open(self) -> None:
        """Open the latest generation, unless one is open already."""
        if self._reached is None:
            self._read()

    def _read(self) -> None:
        """Open the latest generation, if it is not open.

        Raises IndexDamagedError if the files are not those that were written.
        """
        if self._is_unchanged():
            return
        for _ in range(_TRIES):
            try:
                with private.inner(self._folder) as folder:
                    if self._read_in(folder):
                        return
            except OSError:  # no folder, or not private
                self.close()
                self._stamp = None
                self._seen = self._reached = -1, None
                return

    def _is_unchanged(self) -> bool:
        """Whether the folder that is open is still there, and as it was.

        One look instead of opening it: every question asks this.
        """
        if not self._settled or self._reached is None or self._reached != self._seen:
            return False
        try:
            return _fingerprint(os.lstat(self._place)) == self._stamp
        except OSError:
            return False

    def _read_in(self, folder: Folder) -> bool:
        """Open the latest generation in a folder; False if another process has replaced it."""
        known = latest, state = self._looked_up(folder)
        if known == self._reached:
            self._reached = known  # the same object is compared more quickly
            return True
        self.close()
        try:
            if state is not None and not self._is_forgotten(state):
                self._see([Segment(folder, one, state) for one in state.segments])
                self._reached = known
                return True
        except (ForeignFileError, IndexDamagedError, OSError) as error:
            if states.latest(folder) == latest:
                raise IndexDamagedError(f"the index cannot be read: {error}") from error
        if states.latest(folder) == latest:
            self._reached = latest, None
            return True
        # Another process has just replaced these files.
        self._stamp = None
        return False

    def _looked_up(self, folder: Folder) -> tuple[int, State | None]:
        """The latest generation and its state.

        Remembered, as long as the folder has not changed: each commit makes files in it. A second
        change within one tick of the clock of the disk would not show, and that clock need not be
        ours: time counts from when the change was first seen.
        """
        fingerprint = _fingerprint(folder.status())
        now = time.monotonic()
        if fingerprint != self._stamp:
            self._stamp, self._stamped, self._settled = fingerprint, now, False
            self._seen = -1, None
        if not self._settled:
            self._settled = now - self._stamped > _TICK
            latest = states.latest(folder)
            if latest != self._seen[0] or self._seen[1] is None:  # a generation does not change
                self._seen = latest, states.read(folder, latest)
        return self._seen

    def _is_forgotten(self, state: State) -> bool:
        """Whether it shares segments with the forgotten state: an update keeps segments."""
        if self._forgotten is None:
            return False
        names = {segment.name for segment in self._forgotten.segments}
        return state == self._forgotten or any(one.name in names for one in state.segments)


def _fingerprint(status: os.stat_result) -> tuple[int, ...]:
    """Differs whenever another folder is there, its files are others, or others may write to it."""
    return (
        status.st_mtime_ns, status.st_ctime_ns, status.st_dev, status.st_ino, status.st_mode,
        status.st_uid,
    )  # fmt: skip


def _scored(
    tree: Node, segments: Sequence[Segment], planner: Planner, stats: CollectionStats
) -> list[ScoredWord]:
    """The words of the query that count for scores."""
    known = planner.known.scored
    words: list[ScoredWord] = []
    for leaf, times in scoring_words(tree):
        word = known.get((leaf, times))
        if word is None:
            match leaf:
                case Word(text) | Exact(text) | Caps(text):
                    field, terms = "text", planner.stems(text)
                case _:
                    field, terms = "form", planner.forms(leaf)
            having = _articles_with(segments, field, terms)
            word = ScoredWord(leaf, field, terms, having, weight(leaf, times, having, stats))
            known[leaf, times] = word
        if word.articles:
            words.append(word)
    return words


def _articles_with(segments: Sequence[Segment], field: str, terms: Sequence[str]) -> int:
    """In how many articles any of the terms occurs."""
    return sum(segment.frequency(field, terms) for segment in segments)
