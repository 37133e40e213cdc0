"""The process that atheris takes over.

    python -m benchmarks.fuzzing.driver TARGET CORPUS [LIBFUZZER OPTION]...

Only the program itself is watched for coverage, not what it stands on.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["newsarchive"]):
    from benchmarks.fuzzing.targets import TARGETS


def main() -> None:
    """Hand the process over; it does not come back."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name].try_)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
