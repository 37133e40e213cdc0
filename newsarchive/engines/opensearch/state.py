"""The state of an index on a cluster, and what a reader sees of the index.

It is one document of the index, read and replaced as a whole. Each update has a number. Documents
say from which update on they are seen, and until which; a reader sees those of the last update that
was committed. So an update is seen on all shards at once, as soon as the state says so. This module
must not know requests.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Any

from newsarchive.model import clock
from newsarchive.model.article import Revision
from newsarchive.model.errors import IndexDamagedError
from newsarchive.model.frozen import frozen
from newsarchive.parallel.processes import is_gone
from newsarchive.text import stemming, words

FORMAT = f"1 {words.ANALYSIS}"
"""Rises with a change of documents, of the mapping, or of how words are made of texts."""
MARK = "newsarchive"
"""The name under which an index says whose it is, in its mapping and in its state."""
ID = "state"
"""The id of the document; those of articles have a dot."""


ABSENT = 600
"""Seconds after which a process of another machine that has not been heard of is taken for gone.

Clocks differ. Nothing is wrong if it comes back; its update is aborted.
"""


@frozen
class Holder:
    """A process that is updating an index."""

    process: int
    host: str
    seen: int
    """When it was last heard of: seconds since 1970."""

    @staticmethod
    def me() -> Holder:
        """This process, now."""
        return Holder(os.getpid(), socket.gethostname(), int(clock.now().timestamp()))

    @property
    def is_me(self) -> bool:
        """Whether it is this process."""
        return (self.process, self.host) == (os.getpid(), socket.gethostname())

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, as far as can be known."""
        if self.host != socket.gethostname():
            return abs(clock.now().timestamp() - self.seen) > ABSENT
        return is_gone(self.process, self.seen)


@frozen
class State:
    """The state of a generation."""

    format: str
    uid: str
    title: str
    """What people call the archive."""
    revision: Revision
    committed: int
    """The number of the last update that is seen; 0 while the generation is half made."""
    attempts: int
    """The last number that an update has claimed."""
    aborted: tuple[int, ...]
    """The numbers that were claimed and never committed; documents of theirs are not seen."""
    kept: int
    """Readers of this update and later ones find all their documents still there."""
    articles: int
    """As of `committed`, as `length` is."""
    length: int
    """The sum of their weighted lengths."""
    stemmers: str
    """The release of the stemmers that made its terms."""
    holder: Holder | None
    """Who has claimed the last number and not committed it."""

    @staticmethod
    def new(uid: str, title: str) -> State:
        """The state of a generation that this process begins to make."""
        return State(
            FORMAT, uid, title, Revision(0, ""), committed=0, attempts=1, aborted=(), kept=0,
            articles=0, length=0, stemmers=stemming.release(), holder=Holder.me(),
        )  # fmt: skip

    def check_stemmers(self) -> None:
        """Verify that words are stemmed now as they were. Raises IndexDamagedError."""
        if self.stemmers != (now := stemming.release()):
            raise IndexDamagedError(
                f"the index has the stems of Snowball {self.stemmers}, not {now}"
            )

    def held(self) -> State:
        """The same state, of which this process is heard now."""
        return _replaced(self, holder=Holder.me())

    def claimed(self) -> State:
        """The state once this process has claimed the next number.

        What the last committed update has replaced may be removed from now on.
        """
        left = self.released()
        return _replaced(left, attempts=left.attempts + 1, kept=left.committed, holder=Holder.me())

    def released(self) -> State:
        """The state once the claim, if there is one, is given up."""
        if self.attempts == self.committed or self.attempts in self.aborted:
            return _replaced(self, holder=None)
        return _replaced(self, aborted=(*self.aborted, self.attempts), holder=None)

    def done(self, revision: Revision, articles: int = 0, length: int = 0) -> State:
        """The state once the claimed update is seen."""
        return _replaced(
            self, revision=revision, committed=self.attempts, articles=articles, length=length,
            holder=None,
        )  # fmt: skip

    def document(self) -> dict[str, Any]:
        """The document of the state."""
        fields = {name: getattr(self, name) for name in _FIELDS}
        fields["revision"], fields["token"] = self.revision.number, self.revision.token
        fields["aborted"], holder = list(self.aborted), self.holder
        fields["holder"] = [holder.process, holder.host, holder.seen] if holder else None
        return {"state": {"mark": MARK, **fields}}


def _replaced(state: State, **values: Any) -> State:
    return State(**{name: getattr(state, name) for name in _FIELDS} | values)


_FIELDS = tuple(State.__annotations__)
_NUMBERS = ("revision", "committed", "attempts", "kept", "articles", "length")
_TEXTS = ("mark", "format", "uid", "title", "token", "stemmers")


def read(source: object) -> State | None:
    """The state in a document; None if it is none that this release can use.

    It may be of another format, or have been written by anybody.
    """
    fields = source.get("state") if isinstance(source, Mapping) else None
    if not isinstance(fields, Mapping) or fields.get("format") != FORMAT:
        return None
    aborted = fields.get("aborted")
    right = (
        fields.get("mark") == MARK
        and all(_is_number(fields.get(name)) for name in _NUMBERS)
        and all(isinstance(fields.get(name), str) for name in _TEXTS)
        and isinstance(aborted, list)
        and all(map(_is_number, aborted))
        and fields["kept"] <= fields["committed"] <= fields["attempts"]
    )
    if not right:
        return None
    values: dict[str, Any] = {name: fields.get(name) for name in _FIELDS}
    values["revision"] = Revision(fields["revision"], fields["token"])
    values["aborted"] = tuple(aborted or ())
    values["holder"] = holder(fields.get("holder"))
    return State(**values)


def holder(found: object) -> Holder | None:
    """The process that is named in a document; None if it is none."""
    match found:
        case [int(process), str(host), int(seen)] if _is_number(process) and _is_number(seen):
            return Holder(process, host, seen)
        case _:
            return None


def _is_number(value: object) -> bool:
    return value.__class__ is int and 0 <= value < 2**53


@frozen
class View:
    """What one question sees: a generation, by its own name, as of a state."""

    index: str
    state: State

    @property
    def of(self) -> tuple[str, int, Revision]:
        """Which update it is of, and of what."""
        return self.index, self.state.committed, self.state.revision

    def filters(self) -> list[dict[str, Any]]:
        """For the `filter` of a `bool` query: the documents of the articles that are seen."""
        now, aborted = self.state.committed, list(self.state.aborted)
        replaced: dict[str, Any] = {"range": {"until": {"lte": now}}}
        not_seen = [replaced]
        if aborted:
            not_aborted = {"terms": {"until": aborted}}
            not_seen = [
                {"bool": {"filter": replaced, "must_not": not_aborted}},
                {"terms": {"from": aborted}},
            ]
        return [{"range": {"from": {"lte": now}}}, {"bool": {"must_not": not_seen}}]
