"""A command loads no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import newsarchive
from tests.surroundings import environment

ENOUGH = """
import sys
from newsarchive.__main__ import main
status = main()
sys.stdout.flush()
sys.stderr.write(f"{int(status)} " + " ".join(sys.modules))
"""


def loaded_by(folder: Path, *arguments: str, **variables: str) -> set[str]:
    """The modules that a process has loaded once it has run the program, which must do well."""
    ran = subprocess.run(
        [sys.executable, "-c", ENOUGH, "--archive", str(folder / "news.db"), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment(XDG_CACHE_HOME=str(folder / "cache"), **variables),
    )
    status, *modules = ran.stderr.splitlines()[-1].split()
    assert status in ("0", "1"), ran.stderr  # there are no near duplicates
    return set(modules)


def costly(loaded: set[str]) -> list[str]:
    """Which of these take time to load."""
    # These take that with them, or not: releases of Python differ.
    unasked = {"ast"} if loaded & {"dataclasses", "annotationlib"} else set()
    return sorted(loaded & COSTLY - unasked)


COSTLY = set(
    """
    rich whoosh dateutil sqlite3 yaml Stemmer charset_normalizer matplotlib lxml
    ast dataclasses hashlib locale socket
    csv json email zipfile tarfile xml tomllib tempfile subprocess pickle shlex multiprocessing
    newsarchive.archive newsarchive.ingest.run newsarchive.ingest.discover newsarchive.readers.known
    newsarchive.likeness newsarchive.search.explain newsarchive.search.facets
    newsarchive.search.timeline newsarchive.search.sample
    newsarchive.search.keywords newsarchive.search.collocates newsarchive.search.similar
    newsarchive.render.association
    newsarchive.curate.edit newsarchive.curate.diff newsarchive.engines.whoosh
    newsarchive.engines.opensearch opensearchpy urllib3 ssl
    newsarchive.query.parse newsarchive.query.grammar newsarchive.query.matches
    newsarchive.query.snippet newsarchive.search.results newsarchive.text.words
    newsarchive.render.record newsarchive.render.structured newsarchive.render.template
    newsarchive.render.citations newsarchive.render.dossier
    newsarchive.render.charts newsarchive.render.terminal newsarchive.render.plot
    newsarchive.cli.progress
    """.split()
)
"""What takes time to load, or has no business with most commands."""

STORE = "json newsarchive.archive sqlite3"
"""What every command with an archive needs."""
INDEX = f"{STORE} newsarchive.engines.whoosh newsarchive.text.words"
"""What every command needs that finds something: not Whoosh, which only changes the index."""
ASKED = f"{INDEX} newsarchive.query.parse newsarchive.search.results"
FOUND = f"{ASKED} Stemmer"
"""What a query without words needs, and one with words."""
RECORDS = "newsarchive.render.record newsarchive.render.structured"
MARKED = "newsarchive.query.matches newsarchive.query.snippet"
"""What it takes to show where the words of a query stand in an article."""

LOADS: dict[str, str] = {
    "--version": "",
    "--help": "dataclasses json newsarchive.render.structured tempfile",  # every command
    "help query": "tempfile zipfile",  # Python's own way to a package's files
    "completion bash": "",
    "search oil": FOUND,
    "search oil --json": f"{FOUND} {RECORDS} {MARKED}",
    "search oil --ids": FOUND,
    "search oil --format {id}": (
        f"{FOUND} {RECORDS} dataclasses newsarchive.query.matches newsarchive.render.template shlex"
    ),
    "search oil --bibtex": (
        f"{FOUND} {RECORDS} newsarchive.query.matches newsarchive.render.citations"
    ),
    "search oil --explain": f"{FOUND} dataclasses newsarchive.search.explain",
    "search oil --facet author": (
        f"{FOUND} dataclasses newsarchive.render.structured newsarchive.search.facets"
    ),
    "list": ASKED,
    "sample oil": f"{FOUND} hashlib newsarchive.search.sample",
    "show ID": STORE,
    "show ID --jsonl": (
        f"{STORE} {RECORDS} {MARKED} newsarchive.query.parse newsarchive.text.words"
    ),
    "dossier - oil --html": (
        f"{FOUND} {MARKED} dataclasses hashlib newsarchive.render.citations"
        " newsarchive.render.dossier newsarchive.render.record"
    ),
    "authors": f"{ASKED} newsarchive.render.structured",
    "duplicates": f"{ASKED} dataclasses newsarchive.likeness",
    "audit": f"{ASKED} hashlib newsarchive.render.structured",
    "audit unread": f"{STORE} dataclasses newsarchive.render.structured",
    "edit ID --log": (
        f"{STORE} {RECORDS} dataclasses newsarchive.query.matches newsarchive.text.words"
    ),
    "stats": (
        f"{STORE} dataclasses newsarchive.render.structured newsarchive.search.facets"
        " newsarchive.search.results"
    ),
    "saved": f"{STORE} newsarchive.render.structured",
    "note --list ID": f"{STORE} newsarchive.render.structured",
    "new": STORE,
    "timeline oil": f"{FOUND} csv newsarchive.render.structured newsarchive.search.timeline",
    "similar ID": (
        f"{FOUND} dataclasses newsarchive.likeness newsarchive.query.matches"
        " newsarchive.search.keywords newsarchive.search.similar"
    ),
    "search oil --csv --about": f"{FOUND} {RECORDS} {MARKED} csv dataclasses hashlib tempfile",
    "keywords oil": (
        f"{FOUND} csv dataclasses newsarchive.query.matches newsarchive.search.keywords"
        " newsarchive.render.association newsarchive.render.structured"
    ),
    "collocates oil": (
        f"{FOUND} csv dataclasses newsarchive.query.matches newsarchive.search.keywords"
        " newsarchive.search.collocates newsarchive.render.association"
        " newsarchive.render.structured"
    ),
    "status": INDEX,
    "status --json": f"{INDEX} dataclasses newsarchive.render.structured",
    "check": f"{INDEX} dataclasses hashlib newsarchive.render.structured",
}
"""Command, in a pipe → which of them it loads: these, and no others."""
EVERY_DAY = ("--version", "search oil", "list", "show ID", "status")
"""How those begin that are tried each time; .ci/run tries them all."""


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with an archive of one article, and its id."""
    folder = tmp_path_factory.mktemp("imports")
    (folder / "oil.json").write_text(
        '[{"title": "Oil", "author": "Jane Doe", "date": "2018-04-10", "body": "Oil rose."},'
        ' {"title": "Again", "body": "It did."}]'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        with newsarchive.Archive(folder / "news.db") as archive:
            archive.ingest(folder / "oil.json")
            return folder, next(iter(archive.search("oil"))).id


@pytest.mark.surroundings
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=[] if line.startswith(EVERY_DAY) else pytest.mark.long)
        for line in LOADS
    ],
)
def test_a_command_loads_what_it_needs(archived: tuple[Path, str], line: str) -> None:
    folder, id_ = archived
    if "Stemmer" in LOADS[line]:
        pytest.importorskip("Stemmer", reason="pystemmer is not installed")  # see `release`
    loaded = loaded_by(folder, *line.replace("ID", id_).split())
    assert costly(loaded) == sorted(LOADS[line].split())


@pytest.mark.surroundings
def test_a_configuration_file_costs_its_parser_and_the_commands_it_names(
    archived: tuple[Path, str],
) -> None:
    """Without one there is a single look at the disk: `LOADS` has no `tomllib`."""
    folder, _ = archived
    file = folder / "config.toml"
    file.write_text('[list]\nlimit = 1\n[archives]\nnews = "/news.db"\n')
    file.chmod(0o600)
    loaded = loaded_by(folder, "list", NEWSARCHIVE_CONFIG=str(file))
    assert costly(loaded) == sorted([*LOADS["list"].split(), "tomllib"])
    assert "newsarchive.cli.commands.ingest" not in loaded
