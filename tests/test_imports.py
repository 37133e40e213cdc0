"""Imports run one way, and third-party packages have homes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import newsarchive
from tests.late import LATE
from tests.layers import LAYERS

PACKAGE = Path(newsarchive.__file__).parent

HOMES = {
    "click": "cli",
    "rich": "render.terminal render.charts cli",
    "textual": "cli.browse cli.commands.browse",
    "matplotlib": "render.plot",
    "whoosh": "engines.whoosh",
    "sqlite3": "store",
    "dateutil": "dates.lengths",
    "yaml": "readers.formats.frontmatter",
    "trafilatura": "readers.markup.htmltree",
    "lxml": "readers.markup.htmltree",
    "pypdfium2": "readers.documents.pdfium",
    "brotli": "readers.formats.httpresponse",
    "backports": "ingest.zstd",
    "compression": "ingest.zstd",
    "openpyxl": "readers.formats.excel",
    "pyarrow": "readers.formats.parquet render.parquet search.results search.table",
    "pandas": "search.results search.table",
    "platformdirs": "files.locations",
    "Stemmer": "text.stemming",
    "snowballstemmer": "text.stemming",
    "charset_normalizer": "readers.encoding",
    "opensearchpy": "engines.opensearch.connection",
    "urllib3": "engines.opensearch.connection",
}
"""Packages from elsewhere (and sqlite3) → the rooms or modules that may import them."""


@dataclass(frozen=True)
class Import:
    """An import; modules of ours are named without "newsarchive."."""

    module: str
    target: str
    late: bool

    @property
    def room(self) -> str:
        return self.module.partition(".")[0]

    def is_of(self, names: str) -> bool:
        """Whether what is imported is one of these rooms or modules, or lies within one."""
        return any(f"{self.target}.".startswith(f"{name}.") for name in names.split())


@cache
def imports() -> list[Import]:
    """Every import of the package; what builds its compiled part is no module of it."""
    found: list[Import] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if not path.with_name("__init__.py").exists():
            continue
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__") or "version"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            Import(name, target, late)
            for statement, late in _statements(tree, late=False)
            for target in _targets(statement)
            if target != "__future__"
        ]
    return found


def _statements(node: ast.AST, *, late: bool) -> Iterator[tuple[ast.AST, bool]]:
    """The statements below a node, and whether they stand in a function."""
    late = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, ast.expr):
            yield inner, late
            yield from _statements(inner, late=late)


def _targets(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (_ours(alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports name the whole way"
        assert node.module is not None
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            is_module = PACKAGE.parent.joinpath(*whole.split(".")).with_suffix(".py").exists()
            is_package = PACKAGE.parent.joinpath(*whole.split(".")).is_dir()
            yield _ours(whole if is_module or is_package else node.module)


def _ours(name: str) -> str:
    return "version" if name == "newsarchive" else name.removeprefix("newsarchive.")


@cache
def ours() -> list[Import]:
    """Those of modules of the package itself."""
    return [one for one in imports() if one.target.partition(".")[0] in LAYERS]


def test_the_table_names_every_room_and_runs_one_way() -> None:
    """No row names itself or a later one, but for the public face, which is loaded late."""
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert set(LAYERS) == rooms - {"__init__", "__pycache__"} | {"version"}
    above: set[str] = {"version"}
    for room, names in LAYERS.items():
        assert {name.partition(".")[0] for name in names.split()} <= above, room
        above.add(room)


@pytest.mark.parametrize("room", LAYERS)
def test_a_room_imports_only_what_its_layer_may(room: str) -> None:
    allowed = f"{LAYERS[room]} {room}"
    wrong = [
        f"{one.module} imports {one.target}"
        for one in ours()
        if one.room == room and not one.is_of(allowed)
    ]
    assert wrong == []


def test_the_layers_allow_nothing_that_nobody_needs() -> None:
    idle = [
        f"{room} need not import {name}"
        for room, names in LAYERS.items()
        for name in names.split()
        if not any(one.room == room and one.is_of(name) for one in ours())
    ]
    assert idle == []


@pytest.mark.parametrize("package", HOMES)
def test_a_package_from_elsewhere_stays_at_home(package: str) -> None:
    importers = {one.module for one in imports() if one.target.partition(".")[0] == package}
    homes = HOMES[package].split()
    assert importers, "nobody imports it any more"
    assert [m for m in importers if not any(f"{m}.".startswith(f"{h}.") for h in homes)] == []


def test_no_other_package_is_imported() -> None:
    names = {one.target.partition(".")[0] for one in imports()}
    assert names - sys.stdlib_module_names - set(LAYERS) == set(HOMES) - sys.stdlib_module_names


def test_late_imports_are_those_of_the_table() -> None:
    assert {(one.module, one.target) for one in imports() if one.late} == set(LATE)


def test_no_file_is_longer_than_400_lines() -> None:
    """One that is has two subjects."""
    files = [*PACKAGE.rglob("*.py"), *Path(__file__).parent.rglob("*.py")]
    lines = {path: path.read_bytes().count(b"\n") for path in files}
    assert {path: count for path, count in lines.items() if count > 400} == {}


def test_nothing_stands_beside_the_rooms() -> None:
    top = {path.stem for path in PACKAGE.glob("*.py")}
    assert top == {"__init__", "__main__", "archive"}
