"""A cluster on loopback for people, and for a command that is run beside it.

python -m tests.cluster --nodes 3    prints the addresses, and runs until it is interrupted
python -m tests.cluster COMMAND...   runs the command, with the address in its environment
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading

from tests.cluster.nodes import CannotStartError, Nodes, has_java

VARIABLE = "NEWSARCHIVE_TEST_OPENSEARCH"


def main() -> int:
    """The status of the command; 0 without one."""
    options = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--nodes", type=int, default=1, help="how many; 1 without this")
    options.add_argument("--heap", default="512m", help="memory of each, in Java's terms")
    options.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given.command and os.environ.get(VARIABLE):
        return subprocess.call(given.command)
    if given.command and not has_java():
        sys.stderr.write("Java is not installed: what needs a cluster is skipped\n")
        return subprocess.call(given.command)
    try:
        with Nodes(given.nodes, heap=given.heap, quick=bool(given.command)) as nodes:
            if given.command:
                return subprocess.call(given.command, env=os.environ | {VARIABLE: nodes.url})
            sys.stdout.write("\n".join(nodes.urls) + "\n")
            sys.stdout.flush()
            threading.Event().wait()
    except CannotStartError as error:
        sys.stderr.write(f"no cluster: {error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
