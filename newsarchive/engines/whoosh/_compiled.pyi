"""What `compiled/` gives to Python."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from newsarchive.engines.whoosh.tables import Tokens as AnyTokens

FORMAT: int

class Tokens:
    def __len__(self) -> int: ...
    def place(self, words: Sequence[str], start: int, /) -> None: ...
    def put(self, terms: Iterable[str], article: int, /) -> None: ...
    def add(self, term: str, number: int, /) -> None: ...
    def extend(self, term: str, numbers: Sequence[int], /) -> None: ...
    def forms(self) -> list[str]: ...

class Inverted:
    def __init__(
        self,
        tables: Sequence[tuple[Tokens, list[bytes] | None, AnyTokens | None]],
        slots: array[int],
        first: array[int],
        holds: Literal["positions", "weights", "articles"],
        /,
    ) -> None: ...

class Renumbered:
    def __init__(
        self,
        data: memoryview,
        texts: bytes | memoryview,
        columns: Sequence[tuple[str, int, bytes | memoryview]],
        size: int,
        in_a_run: bool,
        numbers: array[int],
        placed: bool,
        /,
    ) -> None: ...

class Stored:
    def __init__(self) -> None: ...

class Packer:
    def __init__(
        self, sources: Sequence[Inverted | Renumbered], size: int, in_a_run: bool, /
    ) -> None: ...
    def pack(self, stored: Stored, offset: int, least: int, /) -> bytes: ...
    def tables(self) -> tuple[bytes, list[tuple[str, int, bytes]]]: ...

class Best(Protocol):
    def __call__(
        self,
        words: Sequence[tuple[bytes | None, bytes, float]],
        among: Sequence[int] | None,
        rarest: int | None,
        gone: frozenset[int],
        lengths: bytes,
        formula: tuple[float, float, float, float],
        count: int,
        least: float,
        /,
    ) -> list[tuple[float, int]] | None: ...

best: Best

class InOrder(Protocol):
    def __call__(self, words: Sequence[tuple[int, bytes, bytes, bytes]], /) -> list[int]: ...

in_order: InOrder
