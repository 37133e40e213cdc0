"""Which files of a folder are read: by the user's patterns, and not those saved beside a page.

It knows names and paths; it must not know formats, and it opens nothing.
"""

from __future__ import annotations

import os.path
import pkgutil
from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePath

PAGES = (".html", ".htm", ".xhtml", ".shtml")
"""Endings of the pages that browsers save."""
_ANY = "**"


class Pattern:
    """A pattern for paths below a folder, such as `*.txt`, `drafts` or `2018/**/a?.html`.

    `*`, `?` and `[…]` stand for characters of one name, `**` for any folders. A pattern without a
    slash is for names at any depth; one with a slash is for the path from the folder on. A folder
    that matches stands for all that is in it.
    """

    def __init__(self, pattern: str) -> None:
        steps = [step for step in pattern.split("/") if step not in ("", ".")]
        if not steps:
            raise ValueError("an empty pattern matches no file")
        is_path = "/" in pattern.rstrip("/")
        self._steps = steps if is_path else [_ANY, *steps]

    def matches(self, names: Sequence[str]) -> bool:
        """Whether it matches a path, given as the names of its folders and its own."""
        at = self._reached({0})
        for name in names:
            if len(self._steps) in at:
                return True  # a folder on the way
            anys = {n for n in at if self._steps[n] == _ANY}
            at = self._reached(anys | {n + 1 for n in at - anys if self._takes(n, name)})
        return len(self._steps) in at

    def _takes(self, n: int, name: str) -> bool:
        return fnmatchcase(name, self._steps[n])

    def _reached(self, at: set[int]) -> set[int]:
        """Those places in the pattern, and those behind a `**` there, which may be nothing."""
        for n, step in enumerate(self._steps):
            if n in at and step == _ANY:
                at.add(n + 1)
        return at


class Selection:
    """The user's choice of files in a folder. Raises ValueError for an empty pattern."""

    def __init__(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> None:
        self._include, self._exclude = _patterns(include), _patterns(exclude)

    def excludes(self, path: str) -> bool:
        """Whether a file at this path below the folder, or a folder with all in it, is left out."""
        return bool(self._exclude) and _any_matches(self._exclude, path)

    def includes(self, path: str) -> bool:
        """Whether a file at this path below the folder is read, if it is not excluded."""
        return not self._include or _any_matches(self._include, path)


def _any_matches(patterns: Sequence[Pattern], path: str) -> bool:
    names = PurePath(path).parts
    return any(pattern.matches(names) for pattern in patterns)


def _patterns(given: Iterable[str]) -> list[Pattern]:
    return [Pattern(one) for one in ((given,) if isinstance(given, str) else given)]


def pages_of(names: Collection[str]) -> dict[str, str]:
    """Name of a folder → the page beside it with which a browser saved the files in that folder.

    `names` are those of all that is in one folder.
    """
    endings = _endings()
    folders = [name for name in names if name.endswith(endings)]
    if not folders:
        return {}
    pages = {os.path.splitext(name)[0]: name for name in names if name.lower().endswith(PAGES)}  # noqa: PTH122 - a name
    pages |= {name: name for name in pages.values()}
    found: dict[str, str] = {}
    for name in folders:
        stems = (name.removesuffix(ending) for ending in endings if name.endswith(ending))
        page = next((pages[stem] for stem in stems if stem in pages), None)
        if page is not None:
            found[name] = page
    return found


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    """How the names of such folders end, from the file beside this module."""
    data = pkgutil.get_data(__package__, "page_folders.txt")
    assert data is not None
    lines = data.decode().splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
