"""The filters of a search: the options that narrow it, each a part of the query.

They are named here once: the parameters of `Archive.search`, the options of the command line and
the nodes of the query (`flags.py`) are derived from `Filters`. Commands load this module before
they know whether they search.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypedDict

Texts = str | dt.date | Sequence[str | dt.date] | None


class Filters(TypedDict, total=False):
    """Where to search: each a text, or a date, or several, which are joined with OR."""

    author: Texts
    title: Texts
    source: Texts
    tag: Texts
    language: Texts
    date: Texts
    on: Texts
    since: Texts
    until: Texts
    added: Texts


FILTERS = tuple(Filters.__annotations__)


def given(filters: Filters) -> dict[str, tuple[str, ...]]:
    """The filters that were given, each as texts. Raises TypeError for a name or value of none."""
    for name in filters:
        if name not in FILTERS:
            raise TypeError(f"there is no filter {name!r}")
    texts = {name: _texts(name, value) for name in FILTERS if (value := filters.get(name))}
    return {name: several for name, several in texts.items() if several}


def narrows(filters: Mapping[str, object]) -> bool:
    """Whether any filter was given; how dates are to be read, which stands beside them, is none."""
    return any(filters.get(name) for name in FILTERS)


def _texts(name: str, value: object) -> tuple[str, ...]:
    several = (value,) if isinstance(value, str | dt.date) else value
    if not isinstance(several, Sequence):
        raise TypeError(f"{name} is a text, a date, or a list of them, not {value!r}")
    return tuple(map(str, several))
