"""Names of places that datelines and bylines name most; other names may be places too.

It must not know where a name stood.
"""

from __future__ import annotations

from newsarchive.readers.vocabulary import word_lists
from newsarchive.text.words import fold


def _plain(name: str) -> str:
    return fold(name).replace(".", "")


_LISTS = word_lists("credits/places.txt")
_REGIONS = frozenset(map(_plain, _LISTS["countries"] + _LISTS["states"]))
_PLACES = _REGIONS.union(map(_plain, _LISTS["cities"]))
_ENDINGS = frozenset(" ".join(_LISTS["endings"]).split())


def is_place(text: str) -> bool:
    """Whether the text is the name of a known place, or is shaped like one."""
    folded = _plain(text)
    return folded in _PLACES or folded.rpartition(" ")[2] in _ENDINGS


def is_region(text: str) -> bool:
    """Whether the text is a country or a state, which may follow the name of a town."""
    return _plain(text) in _REGIONS
