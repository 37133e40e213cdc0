"""Whether a stream gets colours, by the option and the environment.

The first of these that applies decides:

1. `--color always` or `--color never`
2. `NO_COLOR`, not empty: no colours (bold and dim stay, on a terminal)
3. `CLICOLOR_FORCE` or `FORCE_COLOR`, neither empty nor 0: colours, wherever the stream leads
4. the stream is no terminal: no colours
5. `CLICOLOR=0`: no colours (bold and dim stay)
6. `TERM=dumb`: not a single escape sequence
7. colours

Formats for programs have no colours, whatever this says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from newsarchive.render.terminal import Look

Color = Literal["auto", "always", "never"]


def look(color: Color, environment: Mapping[str, str], *, terminal: bool) -> Look | None:
    """The look of a stream for people; None for a stream to a program, unless forced."""
    if color == "always":
        return "colour"
    if color == "never":
        return "bare" if terminal else None
    dumb = environment.get("TERM") == "dumb"
    uncoloured: Look = "bare" if dumb else "monochrome"
    if environment.get("NO_COLOR"):
        return uncoloured if terminal else None
    forced = (environment.get(name, "") for name in ("CLICOLOR_FORCE", "FORCE_COLOR"))
    if any(value not in ("", "0") for value in forced):
        return "colour"
    if not terminal:
        return None
    if environment.get("CLICOLOR") == "0":
        return uncoloured
    return "bare" if dumb else "colour"
