"""Draw docs/images/*.svg: what a person sees of the program, from real runs.

    python docs/screenshots.py

The commands are run on a terminal, on the sample articles and in a throw-away folder; what they
print, colours and all, is drawn by rich. Look at the pictures after a change of how results look.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from generate import ROOT
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, MONOKAI, TerminalTheme
from rich.text import Text
from terminals import in_terminal

sys.path.insert(0, str(ROOT))
from tests.browsing import browsing

IMAGES = ROOT / "docs" / "images"
COLUMNS = 88
PICTURES = {
    "search": "newsarchive search 'flood (insur* OR inquiry)' -n 3",
    "show": "newsarchive show 77b19844#p1-4 --query 'flood insur*'",
    "stats": "newsarchive stats -n 3",
    "timeline": "newsarchive timeline 'energy OR power' --by year",
}
"""The name of a picture → the command that it shows."""

THEMES = {"": MONOKAI, "-light": DEFAULT_TERMINAL_THEME}
PLACE = "/home/ruth/files"
"""What a picture shows instead of the throw-away folder: a name that is as long."""
SCREENS = {
    "browse": ("energy", (200, 50), (("f", "Authors"), ("n", "match 1 of"))),
    "browse-article": ("flood insur*", (80, 24), (("enter", "words"), ("n", "match 1 of"))),
}
"""The name of a picture of the browser → query, size, and the keys with what is seen after each."""

# As rich draws a terminal, but in the reader's own fixed-width font: nothing is fetched.
_DRAWING = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px "DejaVu Sans Mono", Menlo, Consolas,
  monospace; }}
.{unique_id}-title {{ font: bold 16px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def drawn(name: str, command: str, folder: Path) -> str:
    """The picture of a terminal in which the command was run."""
    printed = in_terminal(command, folder, terminal="xterm-256color", columns=COLUMNS, colours=True)
    console = Console(record=True, width=COLUMNS, force_terminal=True, file=io.StringIO())
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    console.print(Text.from_ansi(printed.strip("\n")))
    return console.export_svg(
        title="newsarchive", theme=MONOKAI, code_format=_DRAWING, unique_id=name
    )


async def screen(name: str, folder: Path) -> list[Text]:
    """The lines that somebody sees in the browser."""
    query, size, keys = SCREENS[name]
    archive, home = folder / "data" / "newsarchive" / "archive.db", (str(folder), PLACE)
    async with browsing(archive, query, sees="articles, the", size=size, look="colour") as it:
        for key, sees in keys:
            await it.press(key, sees=sees)
        return [
            Text.assemble(*((part.text.replace(*home), part.style or "") for part in strip))
            for strip in it.strips
        ]


def framed(name: str, lines: list[Text], theme: TerminalTheme) -> str:
    """The picture of a terminal with these lines."""
    width = max(line.cell_len for line in lines)
    console = Console(record=True, width=width, force_terminal=True, file=io.StringIO())
    console.print(Text("\n").join(lines), soft_wrap=True)
    return console.export_svg(
        title="newsarchive", theme=theme, code_format=_DRAWING, unique_id=name
    )


def main() -> int:
    """Draw all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
        in_terminal("newsarchive ingest --quiet sample_articles", folder)
        for picture, command in PICTURES.items():
            path = IMAGES / f"{picture}.svg"
            path.write_text(drawn(picture, command, folder), encoding="utf-8")
            sys.stderr.write(f"{path.relative_to(ROOT)}: written\n")
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for picture in SCREENS:
            lines = asyncio.run(screen(picture, folder))
            for suffix, theme in THEMES.items():
                path = IMAGES / f"{picture}{suffix}.svg"
                path.write_text(framed(picture, lines, theme), encoding="utf-8")
                sys.stderr.write(f"{path.relative_to(ROOT)}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
