"""Worker processes that share tasks and give back their messages in the order of the tasks.

Each worker is a program of its own, neither forked nor started by `multiprocessing`: it inherits
no open archive and no threads, and never runs the main module of the calling program. The pool
buffers a limited number of bytes of each worker; a worker that is far ahead waits.
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
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Self, TypeVar

from newsarchive.parallel.frames import DONE, MESSAGE, RAISED, TASK, Frames, send

Argument = TypeVar("Argument")

AHEAD = 24 * 2**20
"""Bytes that the pool buffers from a worker whose turn has not come."""
_QUEUED = 2
"""Tasks that a worker has at once: the current one and the next one."""
_BLOCK = 1 << 18
_SET_PIPE_SIZE, _PIPE = 1031, 1 << 20  # F_SETPIPE_SZ of Linux


@dataclass(frozen=True, slots=True)
class TaskEnd:
    """The end of a task."""

    failed: str | None = None
    """Why the task failed: how its process died, or which error was raised; None if it is done."""


@dataclass(slots=True)
class _Task:
    messages: deque[bytes] = field(default_factory=deque)
    end: TaskEnd | None = None


class _Worker:
    """A worker process, its tasks, and the bytes from it."""

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
            process_group=0,  # Ctrl-C reaches only us, and we end the workers
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
        """Bytes of its messages that are not consumed yet."""
        self._frames = Frames()

    def receive(self) -> list[tuple[bytes, bytes]] | None:
        """The frames that are complete now; None if the process has ended."""
        data = os.read(self.stdout, _BLOCK)
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
    """Worker processes. Use it in a `with` statement, which ends all of them."""

    def __init__(self, jobs: int) -> None:
        """The processes start at once and load their modules while we do other things."""
        self._workers = [_Worker() for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()

    def run(
        self,
        function: str,
        arguments: Sequence[Argument],
        made: Callable[[Argument], object] = lambda argument: argument,
    ) -> Generator[object]:
        """For each argument in turn, the messages that the function yields and a TaskEnd.

        `function` is "module:name"; it gets what is `made` of the argument once a worker is free.
        If a process dies or the function raises an error, the messages before that count, the
        TaskEnd gives the reason, and the other tasks go on. Only one run at a time; after an
        incomplete run there can be no other.
        """
        run = _Run(self._workers, function, [partial(made, one) for one in arguments])
        with run.selector:
            yield from run.messages()


class _Run:
    def __init__(
        self, workers: list[_Worker], function: str, arguments: Sequence[Callable[[], object]]
    ) -> None:
        self._workers = workers
        self._function = function
        self._arguments = arguments
        self._waiting = deque(range(len(arguments)))
        self._tasks: dict[int, _Task] = {}
        self._owner: dict[int, _Worker] = {}
        self._head = 0
        self.selector = selectors.DefaultSelector()
        self._listening: set[int] = set()

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
        """Give tasks to the workers that have few."""
        for most in range(1, _QUEUED + 1):
            for worker in self._workers:
                if self._waiting and len(worker.tasks) < most:
                    number = self._waiting.popleft()
                    worker.tasks.append(number)
                    self._tasks[number], self._owner[number] = _Task(), worker
                    data = pickle.dumps((self._function, self._arguments[number]()))
                    with contextlib.suppress(BrokenPipeError):  # `_take` notices its end
                        send(worker.stdin, TASK, data)

    def _take(self, *, wait: bool) -> None:
        """Receive frames from the workers; with `wait`, at least one block."""
        self._listen()
        for key, _ in self.selector.select(None if wait else 0):
            worker: _Worker = key.data
            frames = worker.receive()
            if frames is None:
                self._bury(worker)
            for kind, data in frames or ():
                self._note(worker, kind, data)

    def _listen(self) -> None:
        """Listen to the workers that are not too far ahead, and to the one with the next task."""
        for worker in self._workers:
            wanted = worker.held < AHEAD or self._owner.get(self._head) is worker
            if wanted and worker.stdout not in self._listening:
                self.selector.register(worker.stdout, selectors.EVENT_READ, worker)
                self._listening.add(worker.stdout)
            elif not wanted and worker.stdout in self._listening:
                self._ignore(worker)

    def _ignore(self, worker: _Worker) -> None:
        if worker.stdout in self._listening:
            self.selector.unregister(worker.stdout)
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
        """Replace a worker that died; only its current task is lost."""
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
