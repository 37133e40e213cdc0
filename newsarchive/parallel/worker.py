"""What a worker process does: take a task from standard input, do it, send back what comes of it.

A task names a function, "module:name", and has an argument; the function is a generator, and each
thing that it yields is sent at once. When the process that gives the tasks is gone, however it
ended, standard input ends, and so does the worker, whatever it is doing.
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

_PIECE = 1 << 16
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def main() -> None:
    """Work until standard input ends."""
    for name in ("SIGTERM", "SIGHUP"):
        # Whoever ends all of a service or of a session: it is for the process that gives the tasks
        # to say what becomes of us. Windows has no SIGHUP.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if sys.platform == "linux":
        # The end of standard input is not noticed while something, such as a pattern, holds Python.
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    given, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a reader from elsewhere prints must not get between the answers
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # nor be lost when the process is ended
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(given, tasks), daemon=True).start()
    # Nothing that is made here is in a cycle, and what there is of it goes with the process:
    # looking for cycles would be a third of the work.
    gc.disable()
    while True:
        _work(tasks.get(), answers)


def _receive(given: int, tasks: queue.SimpleQueue[bytes]) -> None:
    frames = Frames()
    while data := os.read(given, _PIECE):
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
