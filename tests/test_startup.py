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
from newsarchive.cli import main
status = main(sys.argv[1:])
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


COSTLY = set(
    """
    rich whoosh dateutil sqlite3 yaml Stemmer charset_normalizer matplotlib lxml
    csv json email zipfile tarfile xml tomllib tempfile subprocess pickle shlex multiprocessing
    newsarchive.archive newsarchive.ingest.run newsarchive.ingest.discover newsarchive.readers.known
    newsarchive.likeness newsarchive.search.explain newsarchive.search.facets
    newsarchive.search.timeline newsarchive.search.sample
    newsarchive.search.keywords newsarchive.search.collocates newsarchive.search.similar
    newsarchive.render.association
    newsarchive.curate.edit newsarchive.curate.diff newsarchive.engines.whoosh
    newsarchive.engines.opensearch opensearchpy urllib3 ssl
    newsarchive.query.parse newsarchive.render.record newsarchive.render.template
    newsarchive.render.citations newsarchive.render.dossier
    newsarchive.render.charts newsarchive.render.terminal newsarchive.render.plot
    newsarchive.cli.progress
    """.split()
)
"""What takes time to load, or has no business with most commands."""

STORE = "json newsarchive.archive newsarchive.query.parse sqlite3"
"""What every command with an archive needs."""
INDEX = f"{STORE} newsarchive.engines.whoosh"
"""What every command needs that finds something: not Whoosh, which only changes the index."""
HITS = f"{INDEX} newsarchive.render.record"

LOADS: dict[str, str] = {
    "--version": "",
    "--help": "json newsarchive.render.record tempfile",  # every command: what it is about
    "help query": "tempfile zipfile",  # Python's own way to a package's files
    "completion bash": "",
    "search oil": f"{HITS} Stemmer",
    "search oil --json": f"{HITS} Stemmer",
    "search oil --ids": f"{HITS} Stemmer",
    "search oil --format {id}": f"{HITS} Stemmer newsarchive.render.template shlex",
    "search oil --bibtex": f"{HITS} Stemmer newsarchive.render.citations",
    "search oil --explain": f"{HITS} Stemmer newsarchive.search.explain",
    "search oil --facet author": f"{HITS} Stemmer newsarchive.search.facets",
    "list": HITS,
    "sample oil": f"{HITS} Stemmer newsarchive.search.sample",
    "show ID": f"{STORE} newsarchive.render.record",
    "show ID --jsonl": f"{STORE} newsarchive.render.record",
    "dossier - oil --html": (
        f"{HITS} Stemmer newsarchive.render.citations newsarchive.render.dossier"
    ),
    "authors": INDEX,
    "duplicates": f"{INDEX} newsarchive.likeness",
    "audit": HITS,
    "audit unread": f"{STORE} newsarchive.render.record",
    "edit ID --log": f"{STORE} newsarchive.render.record",
    "stats": f"{STORE} newsarchive.search.facets",
    "saved": STORE,
    "note --list ID": STORE,
    "new": f"{STORE} newsarchive.render.record",
    "timeline oil": f"{INDEX} csv Stemmer newsarchive.search.timeline",
    "similar ID": (
        f"{HITS} Stemmer newsarchive.likeness newsarchive.search.keywords"
        " newsarchive.search.similar"
    ),
    "search oil --csv --about": f"{HITS} csv Stemmer tempfile",
    "keywords oil": (
        f"{INDEX} csv Stemmer newsarchive.search.keywords newsarchive.render.association"
    ),
    "collocates oil": (
        f"{INDEX} csv Stemmer newsarchive.search.keywords newsarchive.search.collocates"
        " newsarchive.render.association"
    ),
    "status --json": INDEX,
    "check": INDEX,
}
"""Command, in a pipe → which of them it loads: these, and no others."""
EVERY_DAY = ("--version", "search oil --", "list", "show ID")
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
    loaded = loaded_by(folder, *line.replace("ID", id_).split())
    assert sorted(loaded & COSTLY) == sorted(LOADS[line].split())


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
    assert sorted(loaded & COSTLY) == sorted([*LOADS["list"].split(), "tomllib"])
    assert "newsarchive.cli.commands.ingest" not in loaded
