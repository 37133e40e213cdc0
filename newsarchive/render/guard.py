"""Cells of tables that a spreadsheet would take for formulas.

A cell that begins with one of a few characters is calculated when the table is opened, and can
then send what stands beside it elsewhere. An apostrophe before it makes a spreadsheet take it for
text, and most do not show it.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫−]")
_ODD = "\t\r\n"


def harmless_cell(text: str) -> str:
    """The text of a cell, behind an apostrophe if it could be a formula."""
    return f"'{text}" if (text and text[0] in _ODD) or _FORMULA.match(text) else text
