"""What was tried, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tried:
    """One kind of fault."""

    fault: str
    how: str
    """How it is injected."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """What came of it → how often."""
    broken: list[str] = field(default_factory=list)
    """Promises that were not kept, and when."""

    def came(self, outcome: str) -> None:
        """Count a try."""
        self.outcomes[outcome] += 1

    def expect(self, held: bool, promise: str) -> bool:
        """Note a promise that was not kept; whether it was."""
        if not held:
            self.broken.append(promise)
        return held

    @property
    def tries(self) -> int:
        """How often it was tried."""
        return self.outcomes.total()


def table(all_tried: Iterable[Tried]) -> str:
    """What was tried, in Markdown."""
    lines = ["| fault | how it is injected | tries | outcome |", "|---|---|---:|---|"]
    for tried in all_tried:
        said = "; ".join(f"{count:,}× {what}" for what, count in tried.outcomes.most_common())
        if tried.broken:
            said += f"; **{len(tried.broken):,} broken: {tried.broken[0]}**"
        lines.append(f"| {tried.fault} | {tried.how} | {tried.tries:,} | {said} |")
    return "\n".join(lines)
