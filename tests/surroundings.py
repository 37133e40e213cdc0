"""What tests and the processes that they start see of the machine: what is named here, no more.

The clock begins at one moment. The environment holds where the machine has its programs and its
temporary files, a home that is empty, and one locale and zone; no colours, pagers, editors or
settings of the caller's. It must not know what is tested.
"""

from __future__ import annotations

import datetime as dt
import gc
import locale
import os
import re
import shlex
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import time_machine

ROOT = Path(__file__).parents[1]
MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""When every test begins, in this process. Children see the machine's clock, or that of `at`."""
TODAY = "2026-01-01"

CLOCK = re.compile(r"LD_PRELOAD|\w*FAKE\w*")
"""Variables of libfaketime, if it stands for the machine's clock."""
_MACHINE = re.compile(
    rf"PATH|TMPDIR|SYSTEMROOT|LD_LIBRARY_PATH|PYTEST_\w+|NEWSARCHIVE_TEST_\w+|{CLOCK.pattern}"
)
"""Variables that stay: where the machine has things, its clock, what pytest leaves itself, and
which servers tests may use."""


def held_open(folder: Path) -> list[str]:
    """The files below a folder that this process has open. Only Linux names them."""
    if sys.platform != "linux":
        pytest.skip("only Linux names the files a process has open")
    held = [os.path.realpath(one) for one in Path("/proc/self/fd").iterdir()]
    return [one for one in held if one.startswith(f"{folder}{os.sep}")]


@contextmanager
def no_collector() -> Iterator[None]:
    """Python does not look for objects that only hold each other."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _named(home: Path) -> dict[str, str]:
    """The environment in which a test begins."""
    kept = {name: value for name, value in os.environ.items() if _MACHINE.fullmatch(name)}
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return kept | {
        # A folder of another user's would turn "no such program" into "permission denied".
        "PATH": os.pathsep.join(one for one in folders if os.access(one, os.X_OK)),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "MPLCONFIGDIR": str(home.parent / "matplotlib"),  # it takes seconds to make
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        # Children run the code beside these tests, wherever they are, under any clock.
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "clock")]),
    }


class Surroundings:
    """The clock and the environment of this process, from when pytest begins until it ends."""

    def __init__(self) -> None:
        self._before = dict(os.environ)
        self._folder = Path(tempfile.mkdtemp(prefix="newsarchive-homes-"))
        self._number = 0
        self._traveller = time_machine.travel(MOMENT)
        self._clock = self._traveller.start()
        _heed_signals()
        self.begin()

    def begin(self) -> None:
        """Begin anew, with a home that nobody has been in."""
        shutil.rmtree(self._home, ignore_errors=True)
        self._number += 1
        self._clock.move_to(MOMENT)  # it goes on from there: Whoosh waits for locks by it
        become(_named(self._home))
        with suppress(locale.Error):  # macOS has no such locale, and needs none
            locale.setlocale(locale.LC_ALL, "C.UTF-8")

    @property
    def _home(self) -> Path:
        return self._folder / str(self._number)

    def end(self) -> None:
        """Put back what was there."""
        self._traveller.stop()
        become(self._before)
        shutil.rmtree(self._folder, ignore_errors=True)


def _heed_signals() -> None:
    """Signals that the caller ignores (nohup, a job in the background) reach children again."""
    for name, normal in (("SIGHUP", signal.SIG_DFL), ("SIGINT", signal.default_int_handler)):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, normal)


def become(environment: Mapping[str, str]) -> None:
    """Make this the environment of this process."""
    # What stays is never away: libfaketime looks again every ten seconds, and a moment without its
    # variable would be ten seconds of the machine's own clock, and then a jump.
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)
    if sys.platform != "win32":
        time.tzset()


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child process: that of the test, with changes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    if "FAKETIME" in changes:
        kept.pop("FAKETIME_SHARED", None)  # the beginning of another clock
    return kept | changes


def program(path: Path, script: str) -> Path:
    """A Python program that can be run by its path, whatever the path of Python itself holds."""
    start = f"#!/bin/sh\n'''exec' {shlex.quote(sys.executable)} \"$0\" \"$@\"\n' '''\n"
    path.write_text(start + script)
    path.chmod(0o755)
    return path


@contextmanager
def zone(name: str) -> Iterator[None]:
    """This process in another time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield
    time.tzset()


_FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)

needs_ascii_path = pytest.mark.skipif(
    not str(ROOT).isascii(),
    reason="in a locale without letters Python finds no packages installed in such a folder",
)
needs_faketime = pytest.mark.skipif(_FAKETIME is None, reason="libfaketime is not installed")


def at(moment: str) -> dict[str, str]:
    """What gives a child process another clock: "2028-02-29 23:59:50", where the child is.

    Only the calendar's: how long something takes, and when files were changed, stay as they are
    (see tests/clock).
    """
    return {
        "LD_PRELOAD": str(_FAKETIME), "FAKETIME": f"@{moment}", "NO_FAKE_STAT": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0",
    }  # fmt: skip


# The marker `surroundings`

_STARTS = frozenset(
    "subprocess.Popen os.fork os.forkpty os.exec os.posix_spawn os.spawn pty.spawn".split()
)
"""Events by which Python says that a process is started."""
_TOLD = re.compile(
    r"LC_\w+|LANG|LANGUAGE|TZ|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|COLORTERM|TERM|COLUMNS|LINES|PAGER"
    r"|LESS|EDITOR|VISUAL|BROWSER|_NEWSARCHIVE\w*|NEWSARCHIVE_\w+"
)
"""Variables by which a machine, or its user, says how things should look and where they are."""


class Watch:
    """Notes what a test without the marker `surroundings` does that needs it."""

    def __init__(self) -> None:
        self.noted: set[str] = set()
        """What was done."""
        self._watches = False
        sys.addaudithook(self._hear)
        watch = self

        class Watched(type(os.environ)):  # type: ignore[misc]
            def __getitem__(self, name: str) -> str:
                watch.note_variable(name)
                return str(super().__getitem__(name))

            def __setitem__(self, name: str, value: str) -> None:
                watch.note_variable(name)
                super().__setitem__(name, value)

        os.environ.__class__ = Watched

    def note_variable(self, name: str) -> None:
        """Somebody reads or sets a variable."""
        if self._watches and _TOLD.fullmatch(name):
            self.noted.add(f"${name}")

    def _hear(self, event: str, _: object) -> None:
        if self._watches and event in _STARTS:
            self.noted.add(event)

    @contextmanager
    def watching(self, watches: bool) -> Iterator[None]:
        """Note what is done here, or do not, because it is not the test's doing."""
        before, self._watches = self._watches, watches
        try:
            yield
        finally:
            self._watches = before
