"""How long `newsarchive browse` takes until somebody sees something.

    python -m benchmarks.first_paint ARCHIVE [--rounds 21] [--query TEXT]

The program runs on a terminal of its own and is killed at the moment in question: when the query
line is drawn, and when the first hits are. Given are medians of the time by the clock and of the
processor's (user and system, all threads), and how many times bare Python that is: each round
runs all three, so that a busy machine disturbs them alike. Every program has run once before.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

PATIENCE = 60.0
"""Seconds until what is not drawn counts as missing."""
SIZE = (24, 80)
"""Lines and columns."""
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "TERM": "xterm-256color",
    "LC_ALL": "C.UTF-8",
}
"""With the byte code that Python keeps after a first run: compiling takes some seconds."""
Times = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def until(command: Sequence[str], seen: bytes) -> Times:
    """Run it on a terminal until it has drawn this; b"": until it ends."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env=ENVIRONMENT,
    )
    os.close(theirs)
    drawn = b""
    while not seen or seen not in drawn:
        ready, _, _ = select.select([ours], [], [], PATIENCE)
        try:
            more = os.read(ours, 65536) if ready else b""
        except OSError:  # the other end is closed
            more = b""
        if not more:
            break
        drawn += more
    took = time.perf_counter() - began
    os.kill(process.pid, signal.SIGKILL)  # it has not been waited for, so it is this one
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0  # it has been waited for
    os.close(ours)
    if seen not in drawn:
        raise SystemExit(f"{seen!r} was never drawn: {drawn[-500:]!r}")
    return took, usage.ru_utime + usage.ru_stime


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--query", default="")
    options = parser.parse_args()
    program = Path(sys.executable).with_name("newsarchive")
    browse = [str(program), "--archive", str(options.archive), "browse", options.query]
    runs = {
        "bare Python": ([sys.executable, "-c", "pass"], b""),
        "the query line": (browse, "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".encode()),
        "the first hits": (browse, b" articles, "),
    }
    for command, seen in runs.values():
        until(command, seen)
    taken: dict[str, list[Times]] = {name: [] for name in runs}
    for _ in range(options.rounds):
        for name, (command, seen) in runs.items():
            taken[name].append(until(command, seen))
    print("| until | by the clock | processor | to bare Python |\n|---|---:|---:|---:|")
    bare = median(processor for _, processor in taken["bare Python"])
    for name, times in taken.items():
        clock, processor = (median(one) for one in zip(*times, strict=True))
        cells = (name, f"{clock:.3f} s", f"{processor:.3f} s", f"{processor / bare:.1f} ×")
        print(f"| {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
