"""Which files of a snapshot count: ArchiveBox keeps a page in many forms, in a folder of its own.

The names of the files tell such a folder. It must not know what the files hold.
"""

from __future__ import annotations

from collections.abc import Set

_COLLECTION = frozenset(("ArchiveBox.conf", "archive"))
_SNAPSHOT = frozenset(("index.html", "index.json"))
_FORMS = ("singlefile.html", "output.html", "readability", "mercury")
"""The forms of a page with its text, the one that says most of it first."""
_EXTRACT = frozenset(("content.html", "content.txt"))
_ABOUT_EXTRACT = frozenset(("article-metadata.json", "article.json"))


def wanted(names: Set[str]) -> Set[str]:
    """Of the names in a folder those to read: one form of a page; all if it is no snapshot."""
    if names >= _COLLECTION:
        return {"archive"}
    if names >= _SNAPSHOT and (forms := [form for form in _FORMS if form in names]):
        return {forms[0]}
    if names >= _EXTRACT and names & _ABOUT_EXTRACT:
        return {"content.html"}
    return names
