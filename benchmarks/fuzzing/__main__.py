"""Fuzz the readers, the query parser and the dates.

    python -m benchmarks.fuzzing [TARGET...] [--seconds N] [--found FOLDER]

N seconds in all, shared by the targets (default: all of them). Each runs in a process of its own,
because the fuzzer ends its process. An input that breaks a promise, takes more than ten seconds or
2 GB is kept in FOLDER (default: .fuzzing/); the exit status is then 1. Without atheris, which has
no package for every platform, it says so and ends well.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.fuzzing.targets import TARGETS, Target


def main() -> int:
    """Fuzz; whether nothing was found, as an exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzzing")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], default=[])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--found", type=Path, default=Path(".fuzzing"))
    given = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("fuzzing: skipped, for there is no atheris here (pip install atheris)")
        return 0
    names = given.targets or list(TARGETS)
    seconds = max(given.seconds // len(names), 1)
    broken = [name for name in names if not fuzz(TARGETS[name], seconds, given.found)]
    print(f"fuzzed {len(names)} targets for {seconds} s each: " + (
        f"{', '.join(broken)} broke a promise, see {given.found}" if broken else "nothing found"
    ))  # fmt: skip
    return 1 if broken else 0


def fuzz(target: Target, seconds: int, found: Path) -> bool:
    """Fuzz one target in a process of its own; whether it kept its promises."""
    found.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        corpus = Path(folder)
        for seed in target.seeds():
            (corpus / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
        ran = subprocess.run(
            [
                sys.executable, "-m", "benchmarks.fuzzing.driver", target.name, folder,
                f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
                "-max_len=20000", f"-artifact_prefix={found}/{target.name}-", "-verbosity=0",
                "-print_final_stats=1",
            ],
            check=False, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True,
            errors="replace",
        )  # fmt: skip
    runs = [line.split()[-1] for line in ran.stdout.splitlines() if "number_of_executed" in line]
    print(f"{target.name}: {(runs or ['?'])[0]} inputs, status {ran.returncode}", flush=True)
    if ran.returncode:
        print(ran.stdout[-3000:])
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
