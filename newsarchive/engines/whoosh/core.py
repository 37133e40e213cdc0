"""The inner loops of writing a segment: compiled where this installation has them, else in Python.

Both write the same bytes; a test holds them equal. What is compiled is in `compiled/`. This module
must not know articles or Whoosh.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from newsarchive.engines.whoosh.dictionary import FORMAT
from newsarchive.engines.whoosh.dictionary_writer import DictionaryWriter
from newsarchive.engines.whoosh.inverted import Inverted
from newsarchive.engines.whoosh.inverter import Inverter
from newsarchive.engines.whoosh.merger import RenumberedSegment, joined
from newsarchive.engines.whoosh.tables import PlainTokens, Tables, Tokens
from newsarchive.engines.whoosh.terms import stem_terms
from newsarchive.model.deadline import Step, stepping

try:
    from newsarchive.engines.whoosh import _compiled
except ImportError:
    _IS_COMPILED = False
else:
    # One that was compiled before the form of the file changed writes the former one.
    _IS_COMPILED = getattr(_compiled, "FORMAT", 0) == FORMAT


class Fields(Protocol):
    """Writes the fields of one segment, in descending order of their names."""

    def write(self, name: str, size: int, *, placed: bool, in_a_run: bool) -> None:
        """Write a field of a segment of so many articles: see `DictionaryWriter.add_field`."""


class Parts(NamedTuple):
    """What a segment is made of, and the file that it is written to."""

    writer: DictionaryWriter
    inverter: Inverter
    taken: Sequence[RenumberedSegment]
    """Segments whose articles come behind those of the inverter."""
    step: Step | None
    """Called every now and then; it may raise to end this."""


class Core(NamedTuple):
    """What collects the words of a segment, and what writes its fields."""

    tokens: Callable[[], Tokens]
    fields: Callable[[Parts], Fields]
    is_quick: bool
    """Whether merging takes a small part of the time that indexing took."""


class PlainFields:
    """Those in Python."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._inverted = Inverted(parts.inverter.slots, parts.inverter.first)

    def write(self, name: str, size: int, *, placed: bool, in_a_run: bool) -> None:
        """See `Fields`."""
        sources = [self._inverted.field(self._parts.inverter.tables(name))]
        sources += [taken.field(name, placed=placed) for taken in self._parts.taken]
        terms = stepping(joined(sources), self._parts.step)
        self._parts.writer.add_field(name, terms, size, in_a_run=in_a_run)


class CompiledFields:
    """Those that are compiled."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stored = _compiled.Stored()

    def write(self, name: str, size: int, *, placed: bool, in_a_run: bool) -> None:
        """See `Fields`."""
        inverted, older = (
            self._inverted(self._parts.inverter.tables(name)),
            self._older(name, placed),
        )
        packer = _compiled.Packer([inverted, *older], size, in_a_run)
        stored = self._stored

        def pack(offset: int, least: int) -> bytes:
            if self._parts.step:
                self._parts.step()
            return packer.pack(stored, offset, least)

        self._parts.writer.add_packed(name, pack, packer.tables, size, in_a_run=in_a_run)

    def _inverted(self, tables: Tables) -> _compiled.Inverted:
        each = []
        for code, words in tables.words.items():
            assert isinstance(words, _compiled.Tokens)
            stems = map(stem_terms(code), words.forms()) if tables.stemmed else None
            terms = None if stems is None else [stem.encode() for stem in stems]
            each.append((words, terms, tables.extra.get(code)))
        inverter = self._parts.inverter
        return _compiled.Inverted(each, inverter.slots, inverter.first, tables.holds)

    def _older(self, name: str, placed: bool) -> list[_compiled.Renumbered]:
        return [
            _compiled.Renumbered(*terms.whole(), taken.numbers, placed)
            for taken in self._parts.taken
            if (terms := taken.terms(name)) is not None
        ]


PLAIN = Core(PlainTokens, PlainFields, is_quick=False)
COMPILED = Core(_compiled.Tokens, CompiledFields, is_quick=True) if _IS_COMPILED else None
"""None where this installation has no compiled part."""
BEST = COMPILED or PLAIN
