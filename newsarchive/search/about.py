"""How results were found, as plain data, and what has changed since an answer was made.

It must not know the forms of answers, or the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.model import clock
from newsarchive.model.about import About, Value
from newsarchive.model.article import Revision
from newsarchive.model.version import __version__
from newsarchive.query.filters import given

if TYPE_CHECKING:
    from newsarchive.search.results import Results

PROGRAM = f"newsarchive {__version__}"


def about(results: Results, *, offset: int, limit: int | None, recent: bool, sure: bool) -> About:
    """How these results were found; not `sure`: the index was behind. Raises ArchiveError."""
    store = results.session.reading()
    keys = results.keys()
    revision, ids = store.revision(), store.dates(keys)
    typed, day, options = None, clock.today(), dict[str, Value]()
    if results.asked:
        typed, asked, day, dups = results.asked
        wanted: dict[str, Value | None] = {
            "any": asked.any_word, "literal": asked.literal, "date-order": asked.order,
            "sort": results.sort, "recent": recent, "dups": dups, "offset": offset, "limit": limit,
        }  # fmt: skip
        options = {name: value for name, value in wanted.items() if value}
        options |= {name: list(texts) for name, texts in given(asked.filters).items()}
    return About(
        program=PROGRAM, command="search", query=typed, options=options,
        understood=str(results.query), day=day.isoformat(), archive=store.uid,
        revision=revision.number, state=revision.token, engine=results.session.engine_name,
        made=clock.stamp(), articles=len(keys), complete=sure and not results.cut_short,
        ids=tuple(ids[key][1] for key in keys if key in ids),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """How the articles that answer a question differ from those that did: ids."""

    new: tuple[str, ...] | None
    """That answer it now. None, as `gone` and `removed`, if it is not known which ones did."""
    gone: tuple[str, ...] | None
    """That are in the archive, but do not answer it any more."""
    removed: tuple[str, ...] | None
    """That are not in the archive any more."""
    changed: tuple[str, ...] | None
    """That answer it now as then, and have another version, correction or note. Those that are new
    are among them if it is not known which ones did. None if the archive never was in that state,
    or is read without its file.
    """


def changes(then: About, results: Results) -> Changes:
    """What has changed since an answer was made. Raises ArchiveError."""
    store, keys = results.session.reading(), results.keys()
    dated = store.dates(keys)
    now = {key: dated[key][1] for key in keys if key in dated}
    before = None if then.ids is None else set(then.ids)
    changed = new = gone = removed = None
    if store.has_revision(Revision(then.revision, then.state)):
        touched = set(store.changes(then.revision)[0])
        changed = tuple(
            id_ for key, id_ in now.items() if key in touched and (before is None or id_ in before)
        )
    if before is not None and then.ids is not None:
        new = tuple(id_ for id_ in now.values() if id_ not in before)
        left = set(now.values())
        lost = [id_ for id_ in then.ids if id_ not in left]
        kept = {id_ for id_ in lost if store.ids(id_, 1)}
        gone = tuple(id_ for id_ in lost if id_ in kept)
        removed = tuple(id_ for id_ in lost if id_ not in kept)
    return Changes(new, gone, removed, changed)
