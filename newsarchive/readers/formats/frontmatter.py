"""Front matter in TOML, and the tables in which site generators keep what they do not know.

It must not know Markdown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from newsarchive.model.errors import ReadError

_TABLES = ("taxonomies", "extra", "params")
"""Of Zola and Hugo: details of an article under these names are like those beside them."""
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def parse_toml(text: str) -> dict[str, object]:
    """The fields of front matter. Raises ReadError, with the line of the file, if it is broken."""
    import tomllib  # few files need it

    try:
        found = tomllib.loads(text.replace("\r\n", "\n"), parse_float=str)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        where = f" at line {int(place[1]) + 1}" if place else ""
        said = _PLACE.sub("", message).removesuffix(" (at end of document)")
        raise ReadError(f"broken front matter{where}: {said[:1].lower()}{said[1:]}") from None
    except RecursionError:
        raise ReadError("front matter is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise ReadError(f"broken front matter: {str(error).partition(';')[0]}") from None
    return {name: _as_text(value) for name, value in found.items()}


def spread(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields with those of their tables; what stands on the outside goes before."""
    spread: dict[str, object] = {}
    for name in _TABLES:
        table = fields.get(name)
        spread |= table if isinstance(table, Mapping) else {}
    return spread | dict(fields)


def _as_text(value: object) -> object:
    """A day stays the text that it was, so that it is read by the same rules as any other."""
    if isinstance(value, dict):
        return {name: _as_text(inner) for name, inner in value.items()}
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
