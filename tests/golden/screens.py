"""The browser's screens, as text: what somebody sees after some keys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from tests.browsing import browsing

NARROW, WIDE = (80, 24), (200, 50)
SCREENS: dict[str, tuple[str, tuple[int, int], tuple[tuple[str, str], ...]]] = {
    "browse-hits": ("energy", NARROW, ()),
    "browse-article": ("flood insur*", NARROW, (("enter", "words"), ("n", "match 1 of"))),
    "browse-side": ("energy", NARROW, (("f", "Authors"),)),
    "browse-wrong": ("energy", NARROW, (("slash", ""), ("space", ""), ("(", ""), ("enter", "^"))),
    "browse-keys": ("energy", NARROW, (("question_mark", "Keys"),)),
    "browse-versions": ("id:f3dbb26f", NARROW, (("v", "+++ version 2"),)),
    "browse-wide": ("energy", WIDE, (("f", "Authors"), ("n", "match 1 of"))),
}
"""Name → query, size, and the keys with what is seen after each."""


async def seen(archive: Path | str, name: str) -> str:
    """The screen of this name, of an archive."""
    query, size, keys = SCREENS[name]
    async with browsing(archive, query, sees="the best first", size=size) as it:
        if size == WIDE:
            await it.until(lambda: "archived" in it.screen)
        for key, sees in keys:
            await it.press(key, sees=sees)
        return it.screen


def screens(folder: Path) -> Iterator[tuple[str, str]]:
    """The name of each screen and its text, on the archive of a golden world."""
    for name in SCREENS:
        text = asyncio.run(seen(folder / "news.db", name))
        yield f"{name}.txt", text.rstrip("\n") + "\n"
