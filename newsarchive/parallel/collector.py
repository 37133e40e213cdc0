"""When Python looks for garbage in cycles, and when it need not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cycles meanwhile.

    A long run makes millions of objects that live for a while: records, arrays, dictionaries of
    words. None of them is in a cycle, but the collector looks at all of them again and again, for
    up to a third of the run.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
