"""The filters of a search: the options that narrow it, each a part of the query.

The parameters of `Archive.search`, the options of the command line and the nodes of the query
(`flags.py`) have their names. Commands load this module before they know whether they search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters of a search: for each option the texts given."""

    author: Sequence[str] = ()
    title: Sequence[str] = ()
    source: Sequence[str] = ()
    tag: Sequence[str] = ()
    language: Sequence[str] = ()
    date: Sequence[str] = ()
    on: Sequence[str] = ()
    since: Sequence[str] = ()
    until: Sequence[str] = ()


FILTERS = tuple(field.name for field in fields(Filters))
