"""Programs run as a person runs them, from start to end, each on the same folder of files.

Python may keep the byte code of what it loads, as it does where pip or pipx installs: each program
runs once before it counts.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

Rows = dict[str, dict[str, list[float]]]
"""What → program → what each round took, in seconds."""
QUERY = "oil prices"


def _run(command: list[str], **environment: str) -> float:
    """Run it; the seconds that it took."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=inherited | environment,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.stderr.decode(errors='replace')}")
    return seconds


def _processor(command: list[str], **environment: str) -> float:
    """Run it; its processor time in seconds, which a busy machine changes less."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command, **environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _ours() -> list[str]:
    """Our command, as it is installed where this runs."""
    return [_command("newsarchive") or "newsarchive"]


def _command(name: str) -> str | None:
    """A program, beside this Python or in the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def _taking_turns(rows: dict[str, dict[str, Callable[[], float]]], rounds: int) -> Rows:
    taken: Rows = {what: {name: [] for name in programs} for what, programs in rows.items()}
    for _ in range(rounds):
        for what, programs in rows.items():
            for name, run in programs.items():
                taken[what][name].append(run())
    return taken


def ingest_rows(files: Path, folder: Path, rounds: int) -> Rows:
    """Taking a folder in from nothing, and again with nothing changed."""
    first: dict[str, Callable[[], float]] = {}
    again: dict[str, Callable[[], float]] = {}
    ours = [*_ours(), "--archive", str(folder / "fresh.db"), "ingest", "--quiet", str(files)]

    def fresh() -> float:
        for left in folder.glob("fresh.db*"):
            left.unlink()
        return _run(ours)

    first["newsarchive"], again["newsarchive"] = fresh, lambda: _run(ours)
    if recoll := _command("recollindex"):
        configuration = _recoll(files, folder)
        command = [recoll, "-c", str(configuration)]

        def fresh_recoll() -> float:
            shutil.rmtree(configuration / "xapiandb", ignore_errors=True)
            return _run([*command, "-z"])

        first["recollindex"], again["recollindex"] = fresh_recoll, lambda: _run(command)
    if whoosh := _command("whoosh"):
        first["whoosh index"] = lambda: _run([whoosh, "index", str(files)])
    return _taking_turns({"ingest": first, "again, unchanged": again}, rounds)


def search_rows(files: Path, folder: Path, rounds: int) -> Rows:
    """One query, other things that a person waits for, and next to nothing: processor time."""
    archive = ["--archive", str(folder / "searched.db")]
    _run([*_ours(), *archive, "ingest", "--quiet", str(files)])
    searches = {"newsarchive": [*_ours(), *archive, "search", QUERY, "-n", "10"]}
    if whoosh := _command("whoosh"):
        _run([whoosh, "index", str(files)])
        searches["whoosh"] = [whoosh, "search", QUERY, str(files), "--jsonl"]
    recollq, recollindex = _command("recollq"), _command("recollindex")
    if recollq and recollindex:
        configuration = str(_recoll(files, folder))
        _run([recollindex, "-c", configuration])
        searches["recoll"] = [recollq, "-c", configuration, "-n", "10", QUERY]
    id_ = _first_id(archive)
    commands = {f'search "{QUERY}"': searches} | {
        line: {"newsarchive": [*_ours(), *archive, *line.replace("ID", id_).split()]}
        for line in ("list -n 20", "show ID", "status", "timeline oil")
    }
    commands["--version"] = {"newsarchive": [*_ours(), "--version"]}
    completing = {
        "_NEWSARCHIVE_COMPLETE": "fish_complete",
        "_NEWSARCHIVE_LINE": f"newsarchive {' '.join(archive)} show {id_[:1]}",
    }
    rows: dict[str, dict[str, Callable[[], float]]] = {
        what: {name: partial(_processor, command) for name, command in programs.items()}
        for what, programs in commands.items()
    }
    rows["completion of an id"] = {"newsarchive": partial(_processor, _ours(), **completing)}
    for programs in rows.values():
        programs["bare Python"] = partial(_processor, [sys.executable, "-c", "pass"])
        for run in programs.values():
            run()
    return _taking_turns(rows, rounds)


def _first_id(archive: list[str]) -> str:
    command = [*_ours(), *archive, "list", "-n", "1", "--ids"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _recoll(files: Path, folder: Path) -> Path:
    configuration = folder / "recoll"
    configuration.mkdir(exist_ok=True)
    (configuration / "recoll.conf").write_text(f"topdirs = {files}\n", encoding="utf-8")
    return configuration
