"""The Reuters-21578 articles, through the tool that writes them out as a user's files, and in the
SGML in which they are distributed.

The tool is no part of this project: it is loaded from the folder that it lies in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Literal, get_args

Format = Literal["seed", "headers", "markdown", "jsonl", "csv", "sgml"]
FORMATS: tuple[Format, ...] = get_args(Format)
A_FILE = 1000
"""Articles in each of the collection's own files, but for the last."""
CLOSING = b"</REUTERS>\n"


@dataclass(frozen=True, slots=True)
class Written:
    """What the tool wrote of one article."""

    number: int
    """The collection's own number for it."""
    title: str
    date: str
    """ISO 8601."""
    authors: tuple[str, ...]
    body: str


class Reuters:
    """The collection in `shared`: a folder with tools/reuters.py and the corpora."""

    def __init__(self, shared: Path) -> None:
        self._tool = _load(shared / "tools" / "reuters.py")
        self._raw = sorted((shared / "corpora" / "reuters21578").glob("*.sgm"))

    def articles(self, limit: int) -> Iterator[Written]:
        """The first articles (0: all) in the order in which they are written."""
        for article in islice(self._tool.articles(), limit or None):
            yield Written(
                int(article["id"]),
                article["title"],
                article["date"],
                tuple(article["authors"]),
                "\n\n".join(article["paragraphs"]),
            )

    def write(self, folder: Path, form: Format, limit: int) -> Path:
        """Write the first articles (0: all) below `folder`; the file or folder that holds them."""
        if form == "sgml":
            path = folder / form
            self._write_raw(path, max(one.number for one in self.articles(limit)))
        elif form in ("jsonl", "csv"):
            path = folder / f"reuters.{form}"
            self._tool.write_one(path, form, limit)
        else:
            path = folder / form
            self._tool.write_files(path, form, limit)
        return path

    def _write_raw(self, folder: Path, last: int) -> None:
        """The files as they are, up to the article that the collection gives this number."""
        folder.mkdir()
        for place, path in enumerate(self._raw):
            wanted = last - place * A_FILE
            if wanted > 0:
                records = path.read_bytes().split(CLOSING)
                kept = CLOSING.join([*records[:wanted], b""]) if wanted < A_FILE else None
                (folder / path.name).write_bytes(kept or path.read_bytes())


def _load(path: Path) -> ModuleType:
    spec = spec_from_file_location("reuters_tool", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"no tool at {path}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
