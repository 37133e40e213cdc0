"""Exit statuses."""

from enum import IntEnum


class Exit(IntEnum):
    """An exit status. These are documented and do not change."""

    DONE = 0
    """Done, or something was found."""
    NOTHING = 1
    """Nothing matched."""
    ERROR = 2
    """An error, a command that makes no sense, or an input that could not be read."""
    BUSY = 75
    """Another process is writing to the archive: try again (EX_TEMPFAIL of sysexits.h)."""
    INTERRUPTED = 130
    """Ctrl-C: 128 + SIGINT, as shells have it."""
    TERMINATED = 143
    """SIGTERM, as `timeout`, cron and systemd send it: 128 + SIGTERM."""
    HUNG_UP = 129
    """SIGHUP: the terminal was closed."""
