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
    "\n(?:"  # quicker than "^"
    + "|".join(f"({'|'.join(word_lists('formats/unread.txt')[name])})" for name in _NAMES)
    + ")[ \t\r]*$",
    re.MULTILINE,
)


def refuse_export(text: str) -> None:
    """Raise a ReadError that names the database, if the text holds several of its articles."""
    found = [match.lastindex for match in _LINE.finditer(f"\n{text}")]
    for index, count in Counter(found).most_common(1) if found else ():
        if index and count > 1:
            raise ReadError(
                f"{count:,} articles of {_NAMES[index - 1]}, in a form that is not read: "
                "export them in another"
            )
