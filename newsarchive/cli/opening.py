"""`show --open`: the web page of an article, or what was saved of it, in the user's own program.

That program alone goes to the network: nobody here asks whether an address is still alive. Archives
of others are not to be trusted: only web addresses and documents are passed on, each as one
argument, without a shell.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import NewsArchiveError
from newsarchive.text.addresses import page

if TYPE_CHECKING:
    from newsarchive.archive import Archive

VARIABLE = "NEWSARCHIVE_OPEN"
"""Names the program that opens pages and files, with options as in a shell."""
DOCUMENTS = frozenset(
    ".txt .text .md .markdown .rst .log .json .jsonl .ndjson .jl .csv .tsv .tab .xml .rss .atom "
    ".nitf .xlsx .html .htm .xhtml .pdf .rtf .doc .docx .odt .epub .eml .mbox .warc .gz .zip "
    ".zst .bz2 .xz .sgm .sgml".split()
)
"""Files that programs display. Any other file may be a program."""


def open_article(archive: Archive, archived: ArchivedArticle, *, saved: bool) -> str:
    """Open its page or, if there is none or it cannot be opened, what was saved; which it was.

    With `saved` the page is not tried. Raises ArchiveError, NewsArchiveError.
    """
    address = None if saved else page(archived.article.url)
    why = ""
    if address is not None:
        try:
            _hand_on(address)
        except NewsArchiveError as error:
            why = f" ({error})"
        else:
            return address
    target = _file(archived) or _original(archive, archived)
    _hand_on(target)
    return target + why


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


def _original(archive: Archive, archived: ArchivedArticle) -> str:
    """A new file with the original of the article. It stays, as a program will be reading it."""
    import tempfile

    from newsarchive.transfer.originals import name_of

    path = Path(tempfile.mkdtemp(prefix="newsarchive-")) / name_of(archived)
    if path.suffix.lower() not in DOCUMENTS:
        path = path.with_name(f"{path.name}.txt")
    path.write_bytes(archive.original(archived))
    return str(path)


def _hand_on(target: str) -> None:
    """Give it to the program that the person has named, or the system has for it."""
    named = shlex.split(os.environ.get(VARIABLE, ""))
    if sys.platform == "win32" and not named:
        os.startfile(target)  # noqa: S606 - a web page or a document, see above
        return
    program = named or ["open" if sys.platform == "darwin" else "xdg-open"]
    try:
        done = subprocess.run([*program, target], check=False)  # noqa: S603 - the same
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NewsArchiveError(f"{target} cannot be opened: {program[0]}: {reason}") from error
    if done.returncode:
        failed = f"{program[0]} ended with {done.returncode}"
        raise NewsArchiveError(f"{target} cannot be opened: {failed}")
