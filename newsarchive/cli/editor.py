"""The user's own editor, for a file. It must not know what is in the file."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from newsarchive.model.errors import NewsArchiveError

_USUAL = "notepad" if sys.platform == "win32" else "vi"


def edit(path: Path) -> None:
    """Open a file in $VISUAL, $EDITOR or what the system has, and wait until it is closed.

    Raises NewsArchiveError if the editor cannot be started, or ends with an error.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _USUAL
    try:
        done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 - the user's
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise NewsArchiveError(f"{editor} cannot be started: {reason}; set $EDITOR") from error
    if done.returncode:
        raise NewsArchiveError(f"{editor} ended with {done.returncode}; {path} is as it left it")
