"""What a file may ask of a reader before it is taken for broken, or for an attack.

It must not know any format.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one article may be. What is more is reported with its place, and passed over."""

    record_bytes: int = 64 * 1024 * 1024
    """Bytes of one record: an object, a line, a row of a table."""
    depth: int = 500
    """Lists and objects within each other."""

    def too_long(self) -> str:
        """What is said of a record of too many bytes."""
        return f"longer than {_size(self.record_bytes)}, the most that an article may be"

    def too_deep(self) -> str:
        """What is said of a record that is nested too deeply."""
        return f"JSON nested too deeply: more than {self.depth} levels"


def _size(count: int) -> str:
    for unit, size in (("MiB", 1024 * 1024), ("KiB", 1024)):
        if count >= size and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes"
