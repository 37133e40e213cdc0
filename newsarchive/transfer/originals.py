"""Originals: write them as files of a folder, under names that people can read.

The titles and paths that names are made of may be hostile: nothing is written outside the folder,
over another file, or through a link.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from newsarchive.files.atomic import beside, led_to, put_new
from newsarchive.model.article import ArchivedArticle, Problem
from newsarchive.model.errors import ArchiveError
from newsarchive.model.progress import Advance, counter
from newsarchive.transfer.export import Exported

if TYPE_CHECKING:
    from newsarchive.session import Session

_LONGEST = 60
"""Bytes of a title in a name: with day, id and ending far below the 143 that some systems allow."""
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,6}")
_PACKED = frozenset(
    ".zip .gz .tgz .bz2 .xz .zst .tar .mbox .warc .docx .docm .odt .rtf .doc .pdf .epub .xlsx .xlsm"
    " .parquet .pq".split()
)
"""Endings of files that may hold more than one article, each with an original of another kind."""
_SUFFIXES = {
    "markdown": ".md", "json": ".json", "json lines": ".jsonl", "csv": ".csv", "html": ".html",
    "har": ".har", "json feed": ".json", "mhtml": ".mhtml",
    "feed": ".xml", "nitf": ".xml", "newsml": ".xml", "reuters sgml": ".sgm", "trec": ".trec",
    "warc": ".warc", "mail": ".eml", "mbox": ".mbox", "docx": ".docx", "odt": ".odt",
    "rtf": ".rtf", "pdf": ".pdf", "epub": ".epub", "wordpress": ".xml", "excel": ".json",
    "parquet": ".json",
}  # fmt: skip


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def export_originals(
    session: Session,
    folder: Path,
    keys: Sequence[int] | None = None,
    *,
    advance: Advance | None = None,
) -> Exported:
    """Write the latest original of each article (None: all) as a file of a folder.

    Nothing is ever overwritten: a file with the same content is counted, and any other file in its
    place is a problem. Raises ArchiveError, OSError.
    """
    store, done = session.stored(), Exported(str(folder))
    folder = led_to(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = store.keys() if keys is None else sorted(keys)
    tell = counter(advance, "exporting", len(keys))
    with beside(folder / "original") as part:
        for archived in store.articles(keys):
            path = folder / name_of(archived)
            try:
                if not write(part, path, store.original(archived.digest)):
                    done.there += 1
            except ArchiveError as error:
                done.flaws.append(Problem(str(path), str(error)))
            else:
                done.articles += 1
                done.versions += 1
            tell(1)
    return done


def name_of(archived: ArchivedArticle) -> str:
    """A name for the original of an article: day, title, id, and the ending of its format."""
    day = archived.article.date.isoformat() if archived.article.date else "undated"
    # Where the locale is not UTF-8, letters that names cannot have are left out.
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
    """Write a file by way of `part` beside it; False if it is there, with the same content.

    Raises ArchiveError if another file has this name, and OSError.
    """
    if not path.exists() and not path.is_symlink():
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        try:
            put_new(part, path)
        except FileExistsError:
            pass  # another process was faster
        else:
            return True
    if path.is_symlink() or not path.is_file() or path.read_bytes() != data:
        raise ArchiveError("another file is there already, and was left as it is")
    return False
