"""The browser, driven without a terminal: keys go in, and the text of the screen comes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.strip import Strip

from newsarchive.archive import Archive
from newsarchive.cli.browse.app import Browser
from newsarchive.cli.browse.asking import Asking
from newsarchive.cli.browse.questions import Question
from newsarchive.render.terminal import Look
from newsarchive.search.hit import Hit

PATIENCE = 60.0
"""Seconds until what does not come counts as missing: the machine may be busy."""


@dataclass(frozen=True)
class Driven:
    """A browser, and what can be done with it."""

    app: Browser
    pilot: Pilot[int]

    @property
    def strips(self) -> list[Strip]:
        """The lines of the screen."""
        return self.app.screen._compositor.render_strips()

    @property
    def screen(self) -> str:
        """The text of the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.strips)

    @property
    def query(self) -> str:
        """What stands in the query line."""
        return self.app.frame.line.value

    @property
    def hit(self) -> Hit | None:
        """The hit that is picked."""
        return self.app.frame.hits.found.hit

    async def press(self, *keys: str, sees: str = "", misses: str = "") -> str:
        """Press the keys; the screen, once it shows the one text and no longer the other."""
        await self.pilot.press(*keys)
        return await self.until(
            lambda: sees in self.screen and not (misses and misses in self.screen)
        )

    async def type(self, text: str, *, sees: str = "") -> str:
        """Press the keys of a text."""
        return await self.press(*text, sees=sees)

    async def until(self, done: Callable[[], bool]) -> str:
        """The screen, once this holds."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not done():
            assert asyncio.get_running_loop().time() < end, self.screen
            await self.pilot.pause(0.005)
        await self.pilot.pause()
        return self.screen


@asynccontextmanager
async def browsing(
    path: Path | str,
    query: str = "",
    *,
    sees: str,
    size: tuple[int, int] = (80, 24),
    look: Look = "monochrome",
) -> AsyncIterator[Driven]:
    """A browser whose screen shows the text."""
    asking = Asking(lambda notify: Archive(path, notify=notify, wait=0.1), look, plain=False)
    app = Browser(asking, Question(query))
    async with app.run_test(size=size) as pilot:
        driven = Driven(app, pilot)
        await driven.until(lambda: sees in driven.screen)
        yield driven


def driven(work: Coroutine[Any, Any, None]) -> None:
    """Run what drives a browser."""
    asyncio.run(work)
