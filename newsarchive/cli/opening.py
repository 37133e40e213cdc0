"""`show --open`: the web page or the file of an article, in the user's own program.

Archives of others are not to be trusted: only web addresses and documents are passed on, each as
one argument, without a shell.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import NewsArchiveError

DOCUMENTS = frozenset(
    ".txt .text .md .markdown .rst .log .json .jsonl .ndjson .jl .csv .tsv .tab .xml .rss .atom "
    ".nitf .xlsx .html .htm .xhtml .pdf .rtf .doc .docx .odt .epub .eml .mbox .warc .gz .zip "
    ".zst .bz2 .xz .sgm .sgml".split()
)
"""Files that programs display. Any other file may be a program."""


def open_article(archived: ArchivedArticle) -> str:
    """Open its page, or else its file; which it was. Raises NewsArchiveError."""
    target = page(archived.article.url) or _file(archived)
    if target is None:
        raise NewsArchiveError(
            f"article {archived.id[:8]} has no web address, and no file of it is here any more"
        )
    _hand_on(target)
    return target


def page(url: str | None) -> str | None:
    """The address, if it is one of a web page and nothing else."""
    if not url or any(char.isspace() or not char.isprintable() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _file(archived: ArchivedArticle) -> str | None:
    """The first of its paths that is a file here. Raises NewsArchiveError if it may be a program.

    `FILE#3` is the third article of a file.
    """
    for given in archived.paths:
        for name in (given, given.rpartition("#")[0]):
            path = Path(name)
            if "\0" in name or not path.is_absolute() or not path.is_file():
                continue
            if path.suffix.lower() in DOCUMENTS:
                return str(path)
            raise NewsArchiveError(f"{path} may be a program; open it yourself if you trust it")
    return None


def _hand_on(target: str) -> None:
    """Give it to the program that the person's system has for it."""
    if sys.platform == "win32":
        os.startfile(target)  # noqa: S606 - a web page or a document, see above
        return
    command = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        done = subprocess.run([command, target], check=False)  # noqa: S603 - the same
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NewsArchiveError(f"{target} cannot be opened: {command}: {reason}") from error
    if done.returncode:
        raise NewsArchiveError(f"{target} cannot be opened: {command} ended with {done.returncode}")
