"""Items → transactions: one that cannot be written stops no other.

It must not know what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from newsarchive.model.errors import ArchiveError, RefusedError

Item = TypeVar("Item")
Result = TypeVar("Result")


def written(
    transaction: Callable[[], AbstractContextManager[None]],
    items: Sequence[Item],
    put: Callable[[Sequence[Item]], Result],
) -> Iterator[tuple[Sequence[Item], Result | Exception]]:
    """Write items in a transaction; once committed, yield them with the result of `put`.

    An item that cannot be written is yielded alone, with its error, and the others are written in
    several transactions. Errors of the archive or the disk are raised.
    """
    try:
        with transaction():
            done: Result | Exception = put(items)
    except Exception as error:
        if isinstance(error, ArchiveError | OSError) and not isinstance(error, RefusedError):
            raise
        done = error
    if isinstance(done, Exception) and len(items) > 1:
        half = len(items) // 2
        yield from written(transaction, items[:half], put)
        yield from written(transaction, items[half:], put)
    else:
        yield items, done
