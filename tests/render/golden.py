"""Write what a person is shown as it is now: python -m tests.render.golden. Then read the diff."""

from __future__ import annotations

from pathlib import Path

from newsarchive.render.terminal import Look
from tests.render.world import LOOKS, VIEWS, golden

FOLDER = Path(__file__).parents[1] / "data" / "terminal"


def file(view: str, look: Look) -> Path:
    """Where a view is kept."""
    return FOLDER / f"{view}.{look}.txt"


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for view in VIEWS:
        for look in LOOKS:
            file(view, look).write_text(golden(view, look), encoding="utf-8")


if __name__ == "__main__":
    main()
