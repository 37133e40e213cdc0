"""What is taken out of a sequence of hits by a place or a slice, reading no more than that.

It must not know how hits are found.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator
from typing import SupportsIndex

from newsarchive.search.hit import Hit


def taken(
    hits: Callable[[int, int], Iterator[Hit]],
    length: Callable[[], int],
    place: SupportsIndex | slice,
) -> Hit | list[Hit]:
    """The hit at a place, or those of a slice; counted from the end, if negative, as in a list.

    `hits` gives those from one place to before another, as far as there are such. `length`, which
    may take long, is called for negative places only. Raises IndexError.
    """
    if isinstance(place, slice):
        is_back = any((n or 0) < 0 for n in (place.start, place.stop, place.step))
        start, stop, step = place.indices(length() if is_back else sys.maxsize)
        if step < 0:
            return list(hits(stop + 1, start + 1))[::step]
        return list(hits(start, stop))[::step]
    index = operator.index(place)
    first = index if index >= 0 else index + length()
    for hit in hits(first, first + 1) if first >= 0 else ():
        return hit
    raise IndexError(f"there is no result {index}")
