"""What may stand where somebody is typing a query: fields, and the names that the archive has.

It must not know the screen; the archive's names are given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from newsarchive.cli.browse.narrowing import valued
from newsarchive.cli.browse.questions import Names, Suggestion
from newsarchive.query.fields import FIELDS
from newsarchive.query.tree import Presence
from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.store import Detail

DETAILS: dict[str, Detail] = {
    "author": "authors", "source": "source", "tag": "tags", "language": "language",
    "agency": "agency", "section": "section",
}  # fmt: skip
"""Field → the detail whose values are its names."""
MOST = 20
_TYPED = re.compile(r"""(?:^|(?<=[\s(]))(-?)(?:([a-z]+):)?("[^"]*|[^\s"():]*)$""")
_TAG = re.compile(r"""(?:^|(?<=[\s,]))([+-]?)("[^"]*|[^\s",]*)$""")


def suggestions(line: str, names: Names) -> list[Suggestion]:
    """What the end of the line may become, the likeliest first."""
    found = _TYPED.search(line)
    if found is None:
        return []
    field, begun = found[2], found[3]
    start = found.end(1)
    if field is None:
        fitting = [f"{one}:" for one in FIELDS if begun and one.startswith(begun.lower())]
    elif field == "has":
        fitting = [f"has:{one}" for one in get_args(Presence) if one.startswith(begun.lower())]
    else:
        chosen = beginning(begun.lstrip('"'), names.get(field, ()))
        fitting = [text for name in chosen if (text := valued(field, name))]
    return [Suggestion(start, text) for text in dict.fromkeys(fitting) if text != line[start:]]


def beginning(begun: str, names: Sequence[str]) -> list[str]:
    """The names that begin so, then those of which a word does."""
    sought = begun.casefold()
    first = [name for name in names if name.casefold().startswith(sought)]
    later = [name for name in names if f" {sought}" in name.casefold() and name not in first]
    return [*first, *later][:MOST]


def tags(line: str, names: Names) -> list[Suggestion]:
    """What the last of some tags may become."""
    found = _TAG.search(line)
    if found is None or not found[2]:
        return []
    chosen = beginning(found[2].lstrip('"'), names.get("tag", ()))
    fitting = [f'"{name}"' if " " in name else name for name in map(safe.typed, chosen)]
    return [Suggestion(found.end(1), text) for text in fitting if text != found[2]]
