"""Worker processes that share tasks, and give back what comes of them in the order of the tasks.

The processes are started as programs of their own, not forked and not by `multiprocessing`: they
inherit no open archive and no threads, and never run the main module of whoever uses us. What
they send is taken in only so far as it will soon be wanted; a worker that is far ahead waits.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from newsarchive.parallel.frames import DONE, MESSAGE, RAISED, TASK, Frames, send

AHEAD = 24 * 2**20
"""Bytes that are kept of what a worker has sent before it is its turn."""
_QUEUED = 2
"""Tasks that a worker has at once: the one in hand, and one so that it need not wait."""
_PIECE = 1 << 18
_SET_PIPE_SIZE, _PIPE = 1031, 1 << 20  # F_SETPIPE_SZ of Linux


@dataclass(frozen=True, slots=True)
class TaskEnd:
    """The end of a task."""

    failed: str | None = None
    """Why it was not done, if it was not: how its process died, or what was raised in it."""


@dataclass(slots=True)
class _Task:
    messages: deque[bytes] = field(default_factory=deque)
    end: TaskEnd | None = None


class _Worker:
    """A process, the tasks that it has, and what it has sent."""

    def __init__(self) -> None:
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            "from newsarchive.parallel.worker import main; main()"
        )
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            process_group=0,  # Ctrl-C is for us alone: we decide what becomes of them
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin.fileno(), self.process.stdout.fileno()
        if sys.platform == "linux":
            import fcntl

            with contextlib.suppress(OSError):
                fcntl.fcntl(self.stdout, _SET_PIPE_SIZE, _PIPE)
        self.tasks: deque[int] = deque()
        self.held = 0
        """Bytes it has sent that nobody has asked for yet."""
        self._frames = Frames()

    def receive(self) -> list[tuple[bytes, bytes]] | None:
        """The frames that have come; None if the process has ended."""
        data = os.read(self.stdout, _PIECE)
        return list(self._frames.feed(data)) if data else None

    def ended(self) -> str:
        """How the process ended."""
        status = self.process.wait()
        if status >= 0:
            return f"status {status}"
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name
        return f"signal {-status}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class Pool:
    """So many worker processes. Use it in a `with` statement: at its end none is left."""

    def __init__(self, jobs: int) -> None:
        """The processes start at once, and load what they need while we do other things."""
        self._workers = [_Worker() for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.kill()

    def run(self, function: str, arguments: Sequence[object]) -> Generator[object]:
        """What the function ("module:name") yields for each argument in turn, and an TaskEnd.

        A task whose process dies, or whose function raises something, has what it sent until then,
        and an TaskEnd that says so; the others are done all the same. Only one run at a time, and
        after one that was not seen to its end no other.
        """
        run = _Run(self._workers, function, arguments)
        try:
            yield from run.messages()
        finally:
            run.close()


class _Run:
    def __init__(self, workers: list[_Worker], function: str, arguments: Sequence[object]) -> None:
        self._workers = workers
        self._function = function
        self._arguments = arguments
        self._waiting = deque(range(len(arguments)))
        self._tasks: dict[int, _Task] = {}
        self._owner: dict[int, _Worker] = {}
        self._head = 0
        self._selector = selectors.DefaultSelector()
        self._listening: set[int] = set()

    def close(self) -> None:
        self._selector.close()

    def messages(self) -> Iterator[object]:
        while self._head < len(self._arguments):
            self._give()
            task = self._tasks[self._head]
            self._take(wait=not task.messages and task.end is None)
            task = self._tasks[self._head]
            while task.messages:
                data = task.messages.popleft()
                self._owner[self._head].held -= len(data)
                yield pickle.loads(data)  # noqa: S301 - from a process of our own
                self._take(wait=False)
            if task.end is not None:
                del self._tasks[self._head], self._owner[self._head]
                self._head += 1
                yield task.end

    def _give(self) -> None:
        """Give tasks to those who have few."""
        for most in range(1, _QUEUED + 1):
            for worker in self._workers:
                if self._waiting and len(worker.tasks) < most:
                    number = self._waiting.popleft()
                    worker.tasks.append(number)
                    self._tasks[number], self._owner[number] = _Task(), worker
                    data = pickle.dumps((self._function, self._arguments[number]))
                    with contextlib.suppress(BrokenPipeError):  # its end will be noticed
                        send(worker.stdin, TASK, data)

    def _take(self, *, wait: bool) -> None:
        """Take in what has come; with `wait`, something at least."""
        self._listen()
        for key, _ in self._selector.select(None if wait else 0):
            worker: _Worker = key.data
            frames = worker.receive()
            if frames is None:
                self._bury(worker)
            for kind, data in frames or ():
                self._note(worker, kind, data)

    def _listen(self) -> None:
        """Listen to those that are not too far ahead, and to the one whose turn it is."""
        for worker in self._workers:
            wanted = worker.held < AHEAD or self._owner.get(self._head) is worker
            if wanted and worker.stdout not in self._listening:
                self._selector.register(worker.stdout, selectors.EVENT_READ, worker)
                self._listening.add(worker.stdout)
            elif not wanted and worker.stdout in self._listening:
                self._ignore(worker)

    def _ignore(self, worker: _Worker) -> None:
        if worker.stdout in self._listening:
            self._selector.unregister(worker.stdout)
            self._listening.discard(worker.stdout)

    def _note(self, worker: _Worker, kind: bytes, data: bytes) -> None:
        task = self._tasks[worker.tasks[0]]
        if kind == MESSAGE:
            task.messages.append(data)
            worker.held += len(data)
            return
        worker.tasks.popleft()
        if kind == DONE:
            task.end = TaskEnd()
        elif kind == RAISED:
            task.end = TaskEnd(data.decode())
        self._give()

    def _bury(self, worker: _Worker) -> None:
        """Put another in the place of a worker that died; only the task in hand is lost."""
        self._ignore(worker)
        how = worker.ended()
        worker.kill()
        if worker.tasks:
            self._tasks[worker.tasks.popleft()].end = TaskEnd(how)
        while worker.tasks:
            number = worker.tasks.pop()
            del self._tasks[number], self._owner[number]
            self._waiting.appendleft(number)
        self._workers[self._workers.index(worker)] = _Worker()
        self._give()
