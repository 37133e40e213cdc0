"""Worker processes: their answers come in order, and the end of one is not the end of a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsarchive.parallel import frames, pool
from newsarchive.parallel.pool import Pool, TaskEnd

TASKS = "tests.parallel.tasks"

pytestmark = [
    pytest.mark.surroundings,
    pytest.mark.skipif(sys.platform == "win32", reason="no processes are started there"),
]


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers look for modules where we do."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))


def ran(function: str, arguments: list[object], jobs: int = 2) -> list[object]:
    with Pool(jobs) as workers:
        return list(workers.run(f"{TASKS}:{function}", arguments))


@pytest.mark.long
def test_what_is_yielded_comes_in_the_order_of_the_tasks() -> None:
    expected = [item for most in (3, 0, 2, 1) for item in (*range(most), TaskEnd())]
    assert ran("count", [3, 0, 2, 1]) == expected


@pytest.mark.long
def test_one_that_is_far_ahead_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """And all it has to say is heard in the end, also in pieces larger than a pipe holds."""
    monkeypatch.setattr(pool, "AHEAD", 1)
    messages = ran("fill", [3_000_000, 10, 2_000_000])
    sizes = [len(one) for one in messages if isinstance(one, bytes)]
    assert sizes == [3_000_000] * 8 + [10] * 8 + [2_000_000] * 8


@pytest.mark.faults
def test_a_task_that_kills_its_process_is_the_only_one_lost() -> None:
    died = TaskEnd("SIGKILL")
    assert ran("die_at", [1, 2, 3, 4, 5, 6]) == [
        1, TaskEnd(), died, 3, TaskEnd(), 4, TaskEnd(), 5, died, 6, TaskEnd(),
    ]  # fmt: skip


@pytest.mark.long
def test_a_task_that_raises_something_is_the_only_one_lost() -> None:
    assert ran("fail", [7, 8]) == [7, TaskEnd("ValueError: no 7"), 8, TaskEnd("ValueError: no 8")]


def test_what_is_printed_does_not_get_between_the_answers(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert ran("talk", [1], jobs=1) == [1, TaskEnd()]
    assert "from elsewhere" in capfd.readouterr().err


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat").read_text() if sys.platform == "linux" else ""
    except (ProcessLookupError, FileNotFoundError):  # the file goes with the process
        return False
    return stat.rpartition(")")[2].split()[:1] != ["Z"]


def has_ended(process: int) -> bool:
    """Whether it ends in a minute: the machine may be busy."""
    end = time.monotonic() + 60
    while is_running(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.faults
def test_no_worker_outlives_the_pool() -> None:
    with Pool(1) as workers:
        worker = next(workers.run(f"{TASKS}:tell_and_wait", [None]))
        assert isinstance(worker, int)
        assert is_running(worker)
    assert not is_running(worker)


@pytest.mark.faults
@pytest.mark.parametrize(
    "task",
    [
        "tell_and_wait",
        pytest.param(
            "tell_and_be_stuck",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends it"),
        ),
    ],
)
def test_no_worker_outlives_a_process_that_was_killed(task: str) -> None:
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from newsarchive.parallel.pool import Pool\n"
        f"with Pool(1) as workers:\n"
        f"    for messages in workers.run('{TASKS}:{task}', [None]):\n"
        "        print(messages, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        parent.send_signal(signal.SIGKILL)
    assert has_ended(worker)


def test_frames_are_put_together_from_any_pieces() -> None:
    sent = b"".join(
        frames.HEADER.pack(kind, len(data)) + data for kind, data in ((b"m", b"abc"), (b"d", b""))
    )
    for size in (1, 5, len(sent)):
        received = frames.Frames()
        pieces = (sent[start : start + size] for start in range(0, len(sent), size))
        found = [frame for piece in pieces for frame in received.feed(piece)]
        assert found == [(b"m", b"abc"), (b"d", b"")]
