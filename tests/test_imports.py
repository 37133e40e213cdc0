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
    "zstandard": "ingest.zstd",
    "openpyxl": "readers.formats.excel",
    "pyarrow": "readers.formats.parquet render.parquet search.results search.table",
    "pandas": "search.results search.table",
    "platformdirs": "files.locations",
    "Stemmer": "text.stemming",
    "charset_normalizer": "readers.encoding",
    "opensearchpy": "engines.opensearch.connection",
    "urllib3": "engines.opensearch.connection",
}
"""Packages from elsewhere (and sqlite3) → the rooms or modules that may import them."""

LATE = {
    ("archive", "ingest.report"): "only ingest",
    ("ingest.run", "ingest.beside"): "a run that finds nothing new needs none",
    ("ingest.run", "ingest.exports"): "the same",
    ("ingest.run", "ingest.schedule"): "the same",
    ("ingest.beside", "readers.formats.mets"): "loads every format; few folders have an issue",
    ("ingest.schedule", "ingest.choose"): "loads every format; only workers may need them",
    ("ingest.schedule", "ingest.extract"): "the same",
    ("ingest.schedule", "readers.known"): "the same",
    ("ingest.run", "readers.formats.text"): "the same",
    ("ingest.run", "readers.language"): "the same",
    (
        "ingest.run",
        "readers.plugins",
    ): "looks for packages; a run without new files needs none",
    ("archive", "ingest.run"): "the same",
    ("archive", "ingest.selection"): "the same",
    ("archive", "transfer.backup"): "only backup and restore",
    ("archive", "transfer.compact"): "only `compact`",
    ("archive", "transfer.export"): "only exports",
    ("archive", "transfer.originals"): "the same",
    ("archive", "transfer.repair"): "only repairs; it loads every format",
    ("archive", "readers.limits"): "the same",
    ("archive", "readers.record"): "the same",
    ("search.asking", "dates.expressions"): "only who says in which order dates are printed",
    ("search.asking", "difflib"): "only mistakes need it",
    ("archive", "search.saved"): "only who keeps searches by name",
    ("store.contents", "store.saved"): "only a query that names one, and who keeps them",
    ("cli.commands.saved", "query.filters"): "help and mistyped commands need no archive",
    ("cli.commands.saved", "search.asking"): "the same",
    ("search.results", "likeness.duplicates"): "only near duplicates need it",
    ("search.results", "search.folding"): "so do these",
    ("session.opening", "session.remote"): "only an archive whose file is elsewhere",
    ("session.opening", "engines.opensearch.address"): "only where an archive has an address",
    ("engines.opensearch.contents", "engines.opensearch.engine"): "counting and reading need none",
    ("session", "store"): "only who writes needs what writes",
    ("query.fields", "dates.expressions"): "slow to load; most dates in queries are plain days",
    ("query.flags", "dates.expressions"): "the same",
    ("query.foreign", "difflib"): "only mistakes need it",
    ("query.parse", "query.foreign"): "the same",
    ("query.tokens", "query.foreign"): "few queries need its many expressions",
    ("store.contents", "store.check"): "a search needs little of what an archive can be asked",
    ("store.contents", "store.history"): "the same",
    ("store.contents", "store.runs"): "the same",
    ("store.contents", "store.salvage"): "the same",
    ("store.contents", "store.statistics"): "the same",
    ("store.contents", "store.unread"): "the same",
    ("store.database", "store.writer"): "only a process that waits names the other",
    ("store.readonly", "shutil"): "only where a dead process left a change half done",
    ("store.readonly", "tempfile"): "the same",
    ("store.sqlite_errors", "tempfile"): "only where a disk is full",
    ("cli.recall", "files.private"): "only a terminal has results with numbers",
    ("readers", "readers.known"): "loads every format",
    ("cli.complaints", "difflib"): "only mistakes need it",
    ("cli.configuration", "cli.commands"): "only where there is a configuration file",
    ("cli.configuration", "files.private"): "the same",
    ("cli.configuration", "tomllib"): "the same",
    ("cli.complaints", "traceback"): "only --debug",
    ("cli.completion", "shlex"): "only a shell asks for completions",
    ("cli.run", "locale"): "only a terminal has bars",
    ("cli.run", "shutil"): "only a terminal has a width",
    ("render.structured", "csv"): "only tables",
    ("render.structured", "render.citations"): "choosing a renderer",
    ("render.structured", "render.template"): "choosing a renderer; and the words for mistakes",
    ("render.template", "difflib"): "only mistakes need it",
    ("__main__", "cli"): "`newsarchive --version` needs no command line",
    ("version", "archive"): "`newsarchive --version` loads no more than the version",
    ("version", "model.article"): "the same",
    ("version", "query.parse"): "the same",
    ("engines.whoosh.segment", "engines.whoosh.combined"): "only words of several terms need it",
    ("engines.whoosh.engine", "engines.whoosh.updater"): "only who changes the index needs Whoosh",
    ("engines.whoosh.engine", "engines.whoosh.search_core"): "one question gains less by it",
    ("engines.whoosh.search_core", "engines.whoosh._compiled"): "the same",
    ("engines.whoosh.engine", "engines.whoosh.word_counts"): "searches count no words",
    ("engines.opensearch.engine", "engines.opensearch.updater"): "readers need none of it",
    (
        "engines.opensearch.updater",
        "engines.opensearch.workers",
    ): "starts processes, for many articles",
    (
        "engines.whoosh.updater",
        "engines.whoosh.workers",
    ): "starts processes, for many articles",
    ("archive", "search.explain"): "only --explain, and a search that finds nothing",
    ("cli.commands.search", "search.explain"): "the same",
    ("archive", "search.facets"): "only --facet and stats",
    ("search.results", "search.about"): "only who records how they were found",
    ("cli.forms", "cli.recording"): "only --about",
    ("cli.commands.rerun", "cli.recording"): "help and mistyped commands need no archive",
    ("cli.commands.rerun", "cli.rerunning"): "the same",
    ("cli.commands.rerun", "render.structured"): "the same",
    ("search.results", "search.collocates"): "only collocates",
    ("search.results", "search.counting"): "only authors; it knows results",
    ("search.results", "search.keywords"): "only keywords",
    ("search.results", "search.notebook"): "only notebooks",
    ("search.results", "search.table"): "only tables of Arrow and pandas",
    ("search.table", "pandas"): "an extra, and slow to load",
    ("search.table", "pyarrow"): "the same",
    ("render.parquet", "pyarrow"): "the same",
    ("cli.output", "cli.parquet"): "choosing a renderer",
    ("cli.recording", "cli.parquet"): "the same",
    ("cli.rerunning", "cli.parquet"): "the same",
    ("search.results", "search.sample"): "only samples",
    ("archive", "ingest.aside"): "loads every format",
    ("search.results", "search.similar"): "only similar articles",
    ("cli.commands.timeline", "search.timeline"): "help and mistyped commands need no archive",
    ("session", "engines.opensearch.cluster"): "only an archive whose index is on a cluster",
    ("session", "engines.opensearch.engine"): "the same",
    ("session", "engines.opensearch.generations"): "the same",
    ("session", "files.choices"): "the same",
    ("curate.check", "curate.index"): "the same",
    ("archive", "curate.index"): "the same",
    ("archive", "curate.check"): "only status and check",
    ("cli.configuration", "engines.opensearch.access"): "only where there are clusters",
    ("cli.configuration", "engines.opensearch.address"): "the same",
    (
        "engines.opensearch.cluster",
        "engines.opensearch.connection",
    ): "an extra, and slow to load",
    ("engines.opensearch.access", "netrc"): "only where nothing else says who we are",
    ("engines.opensearch.access", "ssl"): "only https needs it",
    ("session", "engines.scan"): "opening an engine",
    ("session", "engines.whoosh"): "opening an engine",
    ("session", "likeness"): "only who asks for near duplicates",
    ("session", "store.packed"): "only who counts many articles",
    (
        "cli.commands.duplicates",
        "search.hit",
    ): "loads the query language, for records only",
    ("cli.commands.duplicates", "query.tree"): "the same",
    ("cli.commands.duplicates", "cli.output"): "choosing a renderer",
    ("cli.commands.duplicates", "render.clusters"): "the same",
    ("cli.completion", "archive"): "only a shell asks for completions",
    ("cli.completion", "click.shell_completion"): "the same",
    ("cli.commands.helping", "click.shell_completion"): "the same",
    ("cli.commands.ingest", "ingest.report"): "help and mistyped commands need no archive",
    ("cli.commands.timeline", "render.plot"): "only pictures",
    ("cli.commands.timeline", "render.numbers"): "choosing a renderer",
    ("cli.commands.timeline", "render.structured"): "the same",
    ("cli.numbers", "search.facets"): "only where numbers were asked for",
    ("cli.commands.collocates", "render.association"): "choosing a renderer",
    ("cli.commands.keywords", "render.association"): "choosing a renderer",
    ("cli.numbers", "render.association"): "choosing a renderer",
    ("cli.numbers", "render.numbers"): "the same",
    ("cli.numbers", "render.structured"): "the same",
    ("cli.run", "render.charts"): "choosing a renderer: only a terminal needs rich",
    ("render.plot", "matplotlib"): "an extra, and slow to load",
    ("render.plot", "matplotlib.dates"): "the same",
    ("render.plot", "matplotlib.figure"): "the same",
    ("render.plot", "matplotlib.font_manager"): "the same",
    ("render.plot", "matplotlib.ticker"): "the same",
    ("cli.run", "archive"): "help and mistyped commands need no archive",
    ("cli.run", "cli.progress"): "only a terminal has a progress bar, which needs rich",
    ("cli.run", "render.terminal"): "choosing a renderer: only a terminal needs rich",
    ("cli.progress", "rich.console"): "the bar appears only if a run takes long",
    ("cli.progress", "rich.progress"): "the same",
    ("archive", "curate.edit"): "only corrections need it",
    ("archive", "curate.notes"): "only who writes notes",
    ("transfer.backup", "filecmp"): "only a restore over an archive",
    ("files.atomic", "shutil"): "only where a disk knows no second names",
    ("archive", "curate.diff"): "only comparing versions needs it",
    ("cli.commands.browse", "textual"): "an extra, and slow to load",
    ("cli.commands.browse", "cli.browse.app"): "the same",
    ("cli.commands.browse", "cli.browse.asking"): "help and mistyped commands need none of it",
    ("cli.commands.browse", "cli.browse.questions"): "the same",
    ("cli.commands.browse", "cli.browse.narrowing"): "only options that become a query",
    ("cli.commands.browse", "model.clock"): "the same",
    ("cli.commands.browse", "query.flags"): "the same",
    ("cli.browse.app", "cli.browse.narrowing"): "the screen is to be there at once",
    ("cli.browse.app", "cli.opening"): "the same",
    ("cli.browse.answers", "search.timeline"): "only the side",
    ("cli.browse.answers", "render.versions"): "only versions",
    ("cli.browse.asking", "cli.browse.answers"): "the screen is to be there at once",
    ("cli.browse.frame", "cli.browse.suggestions"): "the same",
    ("cli.browse.questions", "search.order"): "the same",
    ("cli.commands.audit", "search.audit"): "help and mistyped commands need no archive",
    ("cli.commands.audit", "render.audit"): "the same",
    ("cli.commands.audit", "render.unread"): "choosing a renderer",
    ("cli.commands.diff", "render.versions"): "the same",
    ("cli.commands.edit", "render.corrections"): "the same",
    ("cli.histories", "search.hit"): "loads the query language, for records only",
    ("cli.histories", "query.tree"): "the same",
    ("cli.histories", "render.corrections"): "only --provenance",
    ("cli.histories", "render.versions"): "only --versions",
    ("cli.progress", "rich.table"): "the same",
    ("cli.commands.ingest", "readers.fields"): "slow to load: only --map and --columns",
    ("cli.commands.ingest", "render.structured"): "choosing a renderer",
    ("cli.commands.backup", "render.structured"): "choosing a renderer",
    ("cli.commands.configuring", "render.structured"): "the same",
    ("cli.commands.configuring", "cli.editor"): "starts processes, for `config edit`",
    ("cli.commands.export", "render.structured"): "the same",
    ("cli.commands.status", "render.structured"): "choosing a renderer",
    ("cli.commands.search", "render.explanation"): "the same",
    ("cli.commands.search", "query.leaves"): "only --explain",
    ("cli.commands.search", "itertools"): "only --explain",
    ("cli.commands.dossier", "files.atomic"): "help and mistyped commands write nothing",
    ("cli.commands.dossier", "render.dossier"): "the same",
    ("cli.commands.dossier", "render.dossier_html"): "choosing a renderer",
    ("cli.commands.dossier", "render.dossier_markdown"): "the same",
    ("cli.ids", "search.hit"): "loads the query language, for what is to be marked",
    ("cli.ids", "query.tree"): "the same",
    ("cli.ids", "query.parse"): "the same",
    ("cli.commands.show", "cli.opening"): "only --open",
    ("cli.opening", "tempfile"): "only where the file is gone",
    ("cli.opening", "transfer.originals"): "the same",
    ("cli.concordance", "query.concordance"): "only --kwic-sort",
    ("cli.ids", "cli.recall"): "only ids that begin with @",
    ("cli.commands.search", "cli.concordance"): "only --kwic",
    ("cli.pager", "shlex"): "only a terminal has a pager",
    ("cli.pager", "subprocess"): "the same",
    ("dates.lengths", "dateutil.relativedelta"): "plain dates need no arithmetic",
    ("parallel.pool", "fcntl"): "there is none on Windows",
    ("engines.whoosh.storage", "fcntl"): "the same",
    ("engines.whoosh.storage", "msvcrt"): "there is none but on Windows",
    ("files.locations", "platformdirs"): "not needed where $NEWSARCHIVE is set",
    ("readers.encoding", "charset_normalizer"): "slow to load, and seldom needed",
    ("readers.formats.frontmatter", "tomllib"): "few files need it",
    ("readers.markup.htmltree", "lxml.etree"): "an extra",
    ("readers.markup.htmltree", "trafilatura"): "slow to load, and an extra",
    ("readers.documents.pdfium", "resource"): "there is none on Windows",
    ("readers.formats.httpresponse", "brotli"): "an extra, and few pages need it",
    ("ingest.zstd", "zstandard"): "an extra, and few files need it",
    ("readers.formats.excel", "openpyxl"): "an extra, and slow to load",
    ("readers.formats.parquet", "pyarrow"): "the same",
    ("model.record", "traceback"): "only mistakes need it",
    ("readers.formats.frontmatter", "yaml"): "slow to load, and few files need it",
    ("text.stemming", "Stemmer"): "compiled, and not every command needs it",
}
"""(module, what it imports within a function) → why not at its top."""


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
    assert names - sys.stdlib_module_names - set(LAYERS) == set(HOMES) - {"sqlite3"}


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
