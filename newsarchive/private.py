"""Files that are their user's alone, and not what others have put in their place.

It knows the file system only. What is kept in the user's folders is worth little to anybody else,
but it is believed: a file that another could have written is not read, nor is anything written
through a link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newsarchive.replacing import beside

_CAREFULLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def opened(path: Path) -> BinaryIO:
    """The file, for reading. Raises OSError if there is none, or if it is not ours alone."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _CAREFULLY)
    status = os.fstat(handle)
    ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    shared = hasattr(os, "getuid") and status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISREG(status.st_mode) or not ours or shared:
        os.close(handle)
        raise PermissionError(f"others could have written {path}")
    return os.fdopen(handle, "rb")


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its place at the end, unless anything is raised.

    What is in its place, a link or another's file, is never written to. Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with beside(path) as part:
        with part.open("wb") as file:
            yield file
        part.replace(path)
