"""A worker process: it reads tasks from standard input and sends back their messages.

A task has the name of a function, "module:name", and an argument. The function is a generator; the
worker sends each yielded message at once. Standard input ends when the parent process ends for any
reason, and then the worker ends too, even in the middle of a task.
"""

from __future__ import annotations

import ctypes
import gc
import io
import os
import pickle
import queue
import signal
import sys
import threading
from importlib import import_module

from newsarchive.model.errors import described
from newsarchive.parallel.frames import DONE, MESSAGE, RAISED, Frames, send

_BLOCK = 1 << 16
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def main() -> None:
    """Work until standard input ends."""
    for name in ("SIGTERM", "SIGHUP"):
        # These signals end a whole service or session; the parent process ends its workers
        # itself. Windows has no SIGHUP.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if sys.platform == "linux":
        # The thread misses the end of standard input while a regular expression holds Python.
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    tasks_in, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # the output of a plug-in must not mix with the answers
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # nor be lost when the process ends
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(tasks_in, tasks), daemon=True).start()
    # Few objects here are in a cycle, and they end with the process: the collector of cycles
    # would take a third of the time.
    gc.disable()
    while True:
        _work(tasks.get(), answers)


def _receive(tasks_in: int, tasks: queue.SimpleQueue[bytes]) -> None:
    frames = Frames()
    while data := os.read(tasks_in, _BLOCK):
        for _, task in frames.feed(data):
            tasks.put(task)
    os._exit(0)


def _work(task: bytes, answers: int) -> None:
    try:
        where, argument = pickle.loads(task)  # noqa: S301 - from the process that started us
        module, _, name = where.partition(":")
        for message in getattr(import_module(module), name)(argument):
            send(answers, MESSAGE, pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:
        send(answers, RAISED, described(error).encode("utf-8", "backslashreplace"))
    else:
        send(answers, DONE, b"")
