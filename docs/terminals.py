"""Shell commands run as a person runs them: on a terminal, in a throw-away folder."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_BAR = re.compile(r"\x1b\[\?25l.*?\x1b\[\?25h(?:\x1b\[1A\x1b\[2K)*", re.DOTALL)
"""A progress bar, from when the cursor is hidden until it is back: it goes when the run is over."""
_SECONDS = re.compile(r" \(\d+\.\d+ s\)$", re.MULTILINE)


def in_terminal(
    command: str,
    folder: Path,
    *,
    terminal: str = "dumb",
    columns: int = 80,
    colours: bool = False,
    **variables: str,
) -> str:
    """What a shell command prints on a terminal of so many columns, run in `folder`.

    A dumb terminal gets ASCII instead of bars. The environment has these variables beside the few
    that are always there.
    """
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
        "COLUMNS": str(columns),
        "TERM": terminal,
        "LC_ALL": "C.UTF-8",
    }
    ours, its = pty.openpty()
    with subprocess.Popen(  # noqa: S602 - a shell, because the commands are those of the pages
        command,
        shell=True,
        cwd=folder,
        env=environment | variables,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
    ):
        os.close(its)
        printed = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    text = _BAR.sub("", _SECONDS.sub("", printed.decode().replace("\r\n", "\n")))
    return text if colours else _COLOURS.sub("", text)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux's way of saying that nobody can write there any more
        return b""
