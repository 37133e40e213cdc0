"""Whether the names that the person gave with `--map` are in a file at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsarchive.model.article import Problem
from newsarchive.readers.lookup import Fields, listed
from newsarchive.readers.record import ReadOptions

_ENOUGH = 100
"""Names that are remembered for the message."""


class Mapped:
    """The names given, and which of them the records of a file have had so far."""

    def __init__(self, options: ReadOptions) -> None:
        self._unseen = dict(options.names)
        self._found: dict[str, None] = {}
        self._any = False

    def saw(self, fields: Mapping[str, object]) -> None:
        """Take note of a record."""
        self._any = True
        if not self._unseen:
            return
        known = Fields(fields)
        for ours in [ours for ours, name in self._unseen.items() if known.find(name)]:
            del self._unseen[ours]
        if len(self._found) < _ENOUGH:
            self._found.update(dict.fromkeys(fields))

    def missing(self, name: str) -> Iterator[Problem]:
        """A flaw for each name that no record of the file had, saying what there is."""
        if self._any:
            for ours, given in self._unseen.items():
                yield Problem(
                    name, f"--map {ours}={given}: no such field; there is {listed([*self._found])}"
                )
