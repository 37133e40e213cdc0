"""stdin, stdout and stderr in any state: closed, full, or without a reader.

The reader of stdout may leave at any time (`| head -1`): that is a normal end. If the reader of
stderr has left, messages are dropped.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO


def prepare() -> None:
    """Have three streams that are open, and write UTF-8 whatever the locale says.

    Archived text is in every script. A stream that was closed (`>&-`) leads nowhere from now on:
    otherwise the next file that is opened, such as the archive, would be in its place.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest number that is free: this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - for as long as we run
    elif isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout = _utf8(sys.stdout, 1)
    sys.stderr = _utf8(sys.stderr, 2)


def _utf8(stream: TextIO | None, descriptor: int) -> TextIO:
    if stream is None:
        return open(descriptor, "w", encoding="utf-8", errors="replace", newline="\n")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    return stream


def tell(text: str) -> None:
    """Write to stderr, if it has a reader."""
    with contextlib.suppress(OSError, ValueError):  # gone, full, or closed
        sys.stderr.write(text)
        sys.stderr.flush()


def drop() -> None:
    """Let what is unwritten go nowhere: Python would try again on its way out, and complain."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
