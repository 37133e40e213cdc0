"""Threads and processes that may do no more than the owner of their files."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_CAPABILITIES = struct.pack("Ii", 0x20080522, 0)
"""See capset(2): the version with 64 of them, and the thread that asks."""


def give_up() -> None:
    """Let this thread, and what it starts, no longer pass over modes of files. Linux only."""
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).capset(_CAPABILITIES, bytes(24)):
        raise OSError(ctypes.get_errno(), "no capability can be given up")


def without(call: Callable[[], T]) -> T:
    """What a call returns, or raises, in a thread that has given up its rights."""
    with ThreadPoolExecutor(1, initializer=give_up) as threads:
        return threads.submit(call).result()
