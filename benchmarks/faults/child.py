"""The program in a process of its own, made quickly, in which faults can be injected.

The process is forked from one that has everything loaded, so that a random moment is a moment of
work and not of starting up.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from benchmarks.faults import rights

BATCH = 25
"""Records in a batch: so few that a short run commits often."""


@dataclass(frozen=True)
class Child:
    """A running program: the leader of a session of its own."""

    process: BaseProcess
    said: Path

    def kill(self, *, group: bool) -> None:
        """End it at once: only itself, or all processes that it has started too."""
        pid = self.process.pid
        assert pid is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if group else os.kill)(pid, signal.SIGKILL)
        self.process.join()

    def send(self, asked: signal.Signals) -> None:
        """Ask it, and none that it has started, to end, once it answers."""
        while self.process.is_alive() and not self._answers(asked):
            time.sleep(0.001)
        with contextlib.suppress(ProcessLookupError):  # it may end at any moment
            if self.process.pid is not None and self.process.is_alive():
                os.kill(self.process.pid, asked)

    def _answers(self, asked: signal.Signals) -> bool:
        with contextlib.suppress(OSError):
            said = Path(f"/proc/{self.process.pid}/status").read_text().partition("SigCgt:")[2]
            return bool(int(said.split()[0], 16) & 1 << asked - 1)
        return True

    def wait(self, seconds: float = 120) -> tuple[int | None, str]:
        """Its exit status, and what it said on stderr; None if it did not end."""
        self.process.join(seconds)
        return self.process.exitcode, self.said.read_text("utf-8", "replace")

    def said_so_far(self) -> str:
        """What it has said on stderr."""
        return self.said.read_text("utf-8", "replace") if self.said.exists() else ""

    def survivors(self, seconds: float = 60.0) -> list[int]:
        """Processes of its session that have not ended after so many seconds."""
        until = time.monotonic() + seconds
        while (left := _of_session(self.process.pid or 0)) and time.monotonic() < until:
            time.sleep(0.02)
        return left


def start(
    arguments: list[str],
    environment: Mapping[str, str],
    said: Path,
    limit: int | None = None,
    *,
    plain: bool = False,
) -> Child:
    """Run the program; no file that it writes may become longer than `limit` bytes.

    A `plain` user may do no more than the owner of our files: see `rights`.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["newsarchive.cli", "newsarchive.archive", __name__])
    process = context.Process(
        target=_run, args=(arguments, dict(environment), str(said), limit, plain)
    )
    process.start()
    return Child(process, said)


def _run(
    arguments: list[str], environment: dict[str, str], said: str, limit: int | None, plain: bool
) -> None:
    with contextlib.suppress(PermissionError):
        os.setsid()
    os.environ.update(environment)
    for descriptor, path in ((1, f"{said}.out"), (2, said)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, descriptor)
        os.close(file)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the process's own
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    from newsarchive.cli import main
    from newsarchive.ingest import batches

    batches.BATCH_RECORDS = BATCH
    if limit is not None:
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if plain:
        rights.give_up()
    status = main(arguments)
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _of_session(leader: int) -> list[int]:
    """The processes that belong to a session and have not ended; Linux only, else none."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] not in "ZX":
                found.append(int(stat.parent.name))
    return found
