"""Draw docs/images/*.svg: what a person sees of the program, from real runs.

    python docs/screenshots.py

The commands are run on a terminal, on the sample articles and in a throw-away folder; what they
print, colours and all, is drawn by rich. Look at the pictures after a change of how results look.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from generate import ROOT, in_terminal
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

IMAGES = ROOT / "docs" / "images"
COLUMNS = 88
PICTURES = {
    "search": "newsarchive search 'flood (insur* OR inquiry)' -n 3",
    "show": "newsarchive show 77b19844#p1-4 --query 'flood insur*'",
    "stats": "newsarchive stats -n 3",
    "timeline": "newsarchive timeline 'energy OR power' --by year",
}
"""The name of a picture → the command that it shows."""

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


def main() -> int:
    """Draw all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
        in_terminal("newsarchive ingest --quiet sample_articles", folder)
        for picture, command in PICTURES.items():
            path = IMAGES / f"{picture}.svg"
            path.write_text(drawn(picture, command, folder), encoding="utf-8")
            sys.stderr.write(f"{path.relative_to(ROOT)}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
