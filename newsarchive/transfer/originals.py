"""Originals as files of a folder, under names that people can read and no system trips over.

The titles and paths of which names are made are hostile: nothing is ever written outside the
folder, over anything, or through a link. It knows articles and files, not archives.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PurePosixPath

from newsarchive.files.atomic import put_new
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import ArchiveError

_LONGEST = 60
"""Bytes of a title in a name: with day, id and ending far below the 143 that some systems allow."""
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,6}")
_PACKED = frozenset((".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".mbox", ".warc"))
"""Endings of files in which the article was but one of several things."""
_SUFFIXES = {
    "markdown": ".md", "json": ".json", "json lines": ".jsonl", "csv": ".csv", "html": ".html",
    "feed": ".xml", "nitf": ".xml", "newsml": ".xml", "reuters sgml": ".sgm", "trec": ".trec",
    "warc": ".warc", "mail": ".eml", "mbox": ".mbox",
}  # fmt: skip


def name_of(archived: ArchivedArticle) -> str:
    """A name for the original of an article: day, title, id, and the ending of its format."""
    day = archived.article.date.isoformat() if archived.article.date else "undated"
    # Letters that names cannot have, where the locale is not UTF-8, are left out.
    code = sys.getfilesystemencoding()
    known = (archived.article.title or "").encode(code, "ignore").decode(code)
    words = "-".join(re.findall(r"\w+", known))
    title = words.encode()[:_LONGEST].decode("utf-8", "ignore").rstrip("-_") or "untitled"
    version = f"-v{archived.version}" if archived.version > 1 else ""
    return f"{day}_{title}_{archived.id}{version}{_suffix(archived)}"


def _suffix(archived: ArchivedArticle) -> str:
    own = _SUFFIXES.get(archived.reader)
    for path in archived.paths:
        name = PurePosixPath(path.rpartition("#")[0] or path)
        found = name.suffix.lower()
        if _SUFFIX.fullmatch(found) and found not in _PACKED:
            return found
    return own or ".txt"


def write(part: Path, path: Path, data: bytes) -> bool:
    """Write a file by way of another, of ours, beside it; False if it is there already, just so.

    Raises ArchiveError if something else is there under this name, and OSError.
    """
    if not path.exists() and not path.is_symlink():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        try:
            put_new(part, path)
        except FileExistsError:
            pass  # it came meanwhile
        else:
            return True
    if path.is_symlink() or not path.is_file() or path.read_bytes() != data:
        raise ArchiveError("another file is there already, and was left as it is")
    return False


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
