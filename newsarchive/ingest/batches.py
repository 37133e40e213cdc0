"""Items of a run → batches; the archive commits each batch on its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

BATCH_RECORDS = 2000
BATCH_BYTES = 32 * 1024 * 1024
BATCH_SECONDS = 5.0
"""A batch is complete when it reaches one of these."""


def batches(items: Iterable[T], size: Callable[[T], int | None]) -> Iterator[list[T]]:
    """The items in batches. `size` gives the bytes of an item.

    It gives None for an item that must stay in one batch with the next item.
    """
    batch: list[T] = []
    total, began = 0, time.monotonic()
    for item in items:
        batch.append(item)
        bytes_ = size(item)
        if bytes_ is None:
            continue
        total += bytes_
        full = len(batch) >= BATCH_RECORDS or total >= BATCH_BYTES
        if full or time.monotonic() - began >= BATCH_SECONDS:
            yield batch
            batch, total, began = [], 0, time.monotonic()
    if batch:
        yield batch
