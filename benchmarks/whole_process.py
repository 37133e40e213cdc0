"""Programs run as a person runs them, from start to end, each on the same folder of files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

Rows = dict[str, dict[str, list[float]]]
"""What → program → what each round took, in seconds."""
QUERY = "oil prices"


def _run(command: list[str], **environment: str) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.stderr.decode(errors='replace')}")
    return seconds


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
    """One query, and next to nothing at all."""
    archive = ["--archive", str(folder / "searched.db")]
    _run([*_ours(), *archive, "ingest", "--quiet", str(files)])
    asked = [*_ours(), *archive, "search", QUERY, "--jsonl", "-n", "10"]
    searches: dict[str, Callable[[], float]] = {"newsarchive": lambda: _run(asked)}
    if whoosh := _command("whoosh"):
        _run([whoosh, "index", str(files)])
        searches["whoosh"] = lambda: _run([whoosh, "search", QUERY, str(files), "--jsonl"])
    recollq, recollindex = _command("recollq"), _command("recollindex")
    if recollq and recollindex:
        configuration = str(_recoll(files, folder))
        _run([recollindex, "-c", configuration])
        searches["recoll"] = lambda: _run([recollq, "-c", configuration, "-n", "10", QUERY])
    bare: dict[str, Callable[[], float]] = {
        "newsarchive": lambda: _run([*_ours(), "--version"]),
        "bare Python": lambda: _run([sys.executable, "-c", "pass"]),
    }
    for run in (*searches.values(), *bare.values()):
        run()
    return _taking_turns({f'search "{QUERY}"': searches, "--version": bare}, rounds)


def _recoll(files: Path, folder: Path) -> Path:
    configuration = folder / "recoll"
    configuration.mkdir(exist_ok=True)
    (configuration / "recoll.conf").write_text(f"topdirs = {files}\n", encoding="utf-8")
    return configuration
