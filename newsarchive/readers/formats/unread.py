"""Exports of news databases that no reader has recognised: many articles, not one.

It knows only the line by which the articles of each database can be counted (unread.txt).
"""

from __future__ import annotations

import re
from collections import Counter

from newsarchive.model.errors import ReadError
from newsarchive.readers.vocabulary import word_lists

_NAMES = [name for name, lines in word_lists("formats/unread.txt").items() if lines]
_LINE = re.compile(
    "^(?:"
    + "|".join(f"({'|'.join(word_lists('formats/unread.txt')[name])})" for name in _NAMES)
    + ")[ \t\r]*$",
    re.MULTILINE,
)


def refuse_export(text: str) -> None:
    """Raise a ReadError that names the database, if the text holds several of its articles."""
    counts = Counter(match.lastindex for match in _LINE.finditer(text))
    for index, count in counts.most_common(1):
        if index and count > 1:
            raise ReadError(
                f"{count:,} articles of {_NAMES[index - 1]}, in a form that is not read: "
                "export them in another"
            )
