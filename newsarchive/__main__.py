"""The command `newsarchive`, and `python -m newsarchive`."""

import sys

from newsarchive import __version__


def main() -> int:
    """Run the command line; its exit status. The version is told without loading any of it."""
    if sys.argv[1:] == ["--version"]:
        try:
            sys.stdout.write(f"newsarchive {__version__}\n")
            sys.stdout.flush()
        except OSError:
            pass  # a closed pipe or a full disk: the command line knows what to say
        else:
            return 0
    from newsarchive.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
