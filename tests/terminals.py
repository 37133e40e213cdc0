"""A terminal of our own, and all that was written to it.

Both of its ends stay open here until what a program wrote last is read. If the program's end were
closed before, the system may drop what nobody has read yet: it was seen once, on Linux 6.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

_END = b"\0"
"""What we write last; no program writes it to a terminal."""


class Terminal:
    """A pseudo-terminal; closed by `read`."""

    def __init__(self, columns: int = 80) -> None:
        self._ours, self._its = pty.openpty()
        fcntl.ioctl(self._its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self._written = bytearray()
        # It reads for as long as it takes; what hangs ends with the time that pytest allows a test.
        self._reader = threading.Thread(target=self._look, daemon=True)

    @contextmanager
    def stream(self) -> Iterator[TextIO]:
        """A stream of this process that leads to the terminal."""
        self._reader.start()
        with os.fdopen(os.dup(self._its), "w", encoding="utf-8", newline="") as stream:
            yield stream

    def run(
        self,
        command: list[str],
        environment: Mapping[str, str],
        *,
        typed: str = "",
        stdout: str | None = None,
    ) -> int:
        """Run a command whose terminal it is, with keys pressed before; its exit status.

        `stdout` is a file that takes what goes there.
        """
        if not (child := os.fork()):
            try:
                os.login_tty(os.dup(self._its))
                if stdout is not None:
                    os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT), 1)
                os.execve(command[0], command, environment)
            finally:  # no second pytest goes on where there is no such program
                os._exit(127)
        os.write(self._ours, typed.encode())
        self._reader.start()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def read(self) -> str:
        """All that was written, once the programs have ended."""
        os.write(self._its, _END)
        self._reader.join()
        os.close(self._its)
        os.close(self._ours)
        return self._written.decode().removesuffix("\0")

    def _look(self) -> None:
        while not self._written.endswith(_END):
            self._written += os.read(self._ours, 65536)
