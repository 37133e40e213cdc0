"""The configuration file: what it may say, what it may not, and what comes before it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click
import pytest

from newsarchive.cli import configfile, configuration
from newsarchive.cli.commands import COMMANDS, newsarchive
from tests.cli.conftest import Here, Ran
from tests.surroundings import program


@pytest.fixture
def file(here: Here, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration file of the archived world is to be."""
    monkeypatch.delenv("NEWSARCHIVE")
    path = here.world.folder / "config.toml"
    monkeypatch.setenv("NEWSARCHIVE_CONFIG", str(path))
    monkeypatch.chdir(here.world.folder)
    return path


def say(file: Path, text: str) -> None:
    """Write the file, in which FOLDER is the world's."""
    file.write_text(text.replace("FOLDER", str(file.parent)))
    file.chmod(0o600)


NAMED = 'default = "news"\n[archives]\nnews = "FOLDER/news.db"\n'


def test_archives_have_names(here: Here, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line comes before the environment, and that before the default of the file."""
    say(file, NAMED + 'other = "FOLDER/other.db"\n')
    assert here("list", "--count").out == "3\n"
    assert "other.db" in here("--archive", "other", "list").err
    monkeypatch.setenv("NEWSARCHIVE", "other")
    assert "other.db" in here("list").err
    assert here("--archive", "news", "list", "--count").out == "3\n"
    assert here("--archive", "news.db", "list", "--count").out == "3\n"


def test_a_mistyped_archive_is_an_error_and_never_a_new_one(here: Here, file: Path) -> None:
    say(file, NAMED)
    before = sorted(here.world.folder.iterdir())
    ran = here("--archive", "nwes", "ingest", "news")
    assert ran.status == 2
    assert ran.err == (
        'newsarchive: there is no archive "nwes" (--archive); did you mean news?; '
        "for a file in this folder write ./nwes\n"
    )
    ran = here("--archive", "no/such.db", "ingest", "news")
    assert ran.status == 2
    assert ran.err == (
        "newsarchive: there is no folder no for the archive such.db (--archive); make it, or "
        "correct the name\n"
    )
    assert sorted(here.world.folder.iterdir()) == before
    assert here("--archive", "./fresh", "ingest", "news", "--quiet").status == 0
    assert here("--archive", "fresh", "list", "--count").out == "3\n"


def test_options_have_defaults_that_the_command_line_takes_back(here: Here, file: Path) -> None:
    say(file, NAMED + '[list]\nlimit = 1\nsort = "title"\n[search]\nsort = "date"\n')
    titles = here("list", "--format", "{title}").out.split("\n")
    assert titles == ["Gas follows", ""]
    assert here("list", "-n", "0", "--sort", "date", "--count").out == "3\n"
    assert here("search", "oil", "--facet", "year").status == 0  # where --sort would be refused


def test_a_default_makes_no_command_line_wrong(here: Here, file: Path) -> None:
    """What is configured is left out where it does not go, as nobody typed it."""
    say(
        file,
        NAMED + "[timeline]\nlimit = 1\n[search]\nsort = 'date'\n"
        "[audit]\ndate-order = 'dmy'\nsort = 'date'\nlimit = 9\n",
    )
    timeline = here("timeline", "oil", "--jsonl", "--about")
    assert timeline.status == 0
    assert "limit" not in json.loads(timeline.out.splitlines()[0])["about"]["options"]
    assert "-n goes with --group-by" in here("timeline", "oil", "-n", "1").err
    recent = here("search", "oil", "--recent", "--jsonl", "--about")
    assert recent.status == 0
    options = json.loads(recent.out.splitlines()[0])["about"]["options"]
    assert (options["sort"], options["recent"]) == ("relevance", True)
    assert "does not go with --sort" in here("search", "oil", "--recent", "--sort", "date").err
    assert here("audit", "unread") == Ran(1, "", "every file was read\n")
    assert "--date-order does not go" in here("audit", "unread", "--date-order", "mdy").err


def test_an_order_of_dates_is_no_filter(here: Here, file: Path) -> None:
    """Ids go with it, an export of everything stays one, and nothing is asked for by it alone."""
    order = "date-order = 'dmy'\n"
    say(file, f"{NAMED}[export]\n{order}[dossier]\n{order}[keywords]\n{order}")
    here("save", "barrels", "oil")
    assert here("export", "one.jsonl", here.id_of("baku"), "--quiet") == Ran(0, "", "")
    assert "1 saved search" in here("export", "all.jsonl").err
    assert "a dossier of which articles?" in here("dossier", "x.md").err
    assert "the keywords of which articles?" in here("keywords").err


WRONG = {
    "[serch]\nlimit = 1\n": ":1: serch means nothing here; did you mean search?",
    "[search]\nlimt = 1\n": ":2: search.limt means nothing here; did you mean limit?",
    "[search]\ndate_order = 'dmy'\n": ":2: search.date_order means nothing here; did you mean "
    "date-order?",
    "[search]\njson = true\n": ":2: search.json means nothing here; [search] knows color, "
    "date-order, dups, limit, sort, timeout",
    "[search]\nlimit = '1'\n": ":2: search.limit takes a whole number",
    "[search]\nlimit = true\n": ":2: search.limit takes a whole number",
    "[search]\nlimit = -1\n": ":2: search.limit cannot be so: -n takes a whole number of 0 or "
    'more, not "-1"',
    "[search]\nsort = 'dat'\n": ":2: search.sort cannot be so: --sort knows relevance, date, "
    'date-asc, title, author, words, added, not "dat"; did you mean date?',
    "[ingest]\nmemory = '5 cows'\n": ":2: ingest.memory cannot be so: invalid value for "
    "'--memory': 5 cows is not a size: write it as 500K, 64M or 2G",
    "[ingest]\ninclude = '*.txt'\n": ":2: ingest.include takes a list of texts",
    "[remove]\nyes = true\n": ":2: remove.yes means nothing here; [remove] knows nothing",
    "search = 1\n": ":1: search is a table: write [search] above its settings",
    "limit = 1\n": ":1: limit means nothing here; did you mean list?",
    "wait = -1\n": ':1: wait cannot be so: --wait takes a number of 0 or more, not "-1"',
    "[archives]\nnews = 'news.db'\n": ":2: archives.news takes a whole path, from / or ~ on: not "
    "'news.db'",
    "[archives]\n'a/b' = '/x.db'\n": ": archives.a/b is not a name: it has letters, digits, - and "
    "_ only",
    "default = 'nws'\n[archives]\nnews = '/x.db'\n": ":1: default names no archive: [archives] has "
    'no "nws"; did you mean news?',
    "[inboxes.wire]\n": ':1: inboxes.wire.folders is a list of folders: folders = ["~/in"]',
    "[inboxes]\nwire = 1\n": ":2: inboxes.wire is a table: write [inboxes.NAME] above its settings",
    "[inboxes.wire]\nfolders = ['in']\n": ":2: inboxes.wire.folders takes a whole path, from / or "
    "~ on: not 'in'",
    "[inboxes.wire]\nfolders = ['/in']\nfollow = 1\n": ":3: inboxes.wire.follow takes true or "
    "false",
    "[inboxes.wire]\nfolders = ['/in']\ndry-run = true\n": ":3: inboxes.wire.dry-run means nothing",
    "[archives]\nnews = 'https://h:9200'\n": ":2: archives.news cannot be so: https://h:9200 is no "
    "address of an archive on a cluster: it names no archive",
    "[archives]\nnews = 'https://a:hush@h:9200/news'\n": ":2: archives.news cannot be so: an "
    "address has no user name and no password in it",
    "[clusters.there]\n": ":1: clusters.there.url takes the URL of a node, or a list",
    "[clusters]\nthere = 1\n": ":2: clusters.there is a table: write [clusters.NAME] above its",
    "[clusters.there]\nurl = 'https://h/news'\n": ":2: clusters.there.url cannot be so: https://h/news",
    "[clusters.there]\nurl = 'https://h'\npasswort = 'hush'\n": ":3: clusters.there.passwort means "
    "nothing here; did you mean password?",
    "[clusters.there]\nurl = ['https://h']\ntoken = 1\n": ":3: clusters.there.token takes a text",
    "[clusters.there]\nurl = 'https://h'\nuser = 'a'\n": ":1: clusters.there takes user and",
    "[clusters.there]\nurl = 'https://h'\nca = 'ca.pem'\n": ":3: clusters.there.ca takes a whole",
    "limit =\n": " is not TOML: invalid value (at line 1, column 8)",
    "\udcff": " is not UTF-8",
}
"""What a file says → the error, after its name."""


def test_a_mistake_is_an_error_that_names_file_line_and_key(here: Here, file: Path) -> None:
    wrong = {}
    for text, message in WRONG.items():
        file.write_bytes(text.encode(errors="surrogateescape"))
        ran = here("list")
        if not (ran.status == 2 and ran.err.startswith(f"newsarchive: {file}{message}")):
            wrong[text] = ran.err
    assert wrong == {}


def test_a_secret_is_shown_to_nobody(here: Here, file: Path) -> None:
    say(file, f"{NAMED}[clusters.there]\nurl = 'https://H/'\nuser = 'a'\npassword = 'hush'\n")
    for ran in (here("config"), here("config", "--json"), here("status"), here("--debug", "list")):
        assert (ran.status, "hush" in ran.out + ran.err) == (0, False)
    shown = [line.split() for line in here("config").out.splitlines() if line.startswith("cl")]
    assert [line[:2] for line in shown] == [
        ["clusters.there.url", "https://h:443"],
        ["clusters.there.user", "a"],
        ["clusters.there.password", "(not"],
    ]
    file.chmod(0o604)
    assert here("list").err.endswith(
        f":4: clusters.there has a secret in it, and others can read it: chmod o-r {file}\n"
    )


def test_an_archive_can_have_an_address(
    here: Here, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(file, "default = 'there'\n[archives]\nthere = 'https://H/news'\n")
    found = json.loads(here("config", "--json").out)
    assert [found[1]["value"], found[1]["origin"]] == ["https://h:443/news", "configuration"]
    monkeypatch.setenv("NEWSARCHIVE", "https://[::1]:9200/other/")
    assert json.loads(here("config", "--json").out)[1]["value"] == "https://[::1]:9200/other"
    for line in ("https://h", "ftp://h/news", "https://a:hush@h/news"):
        ran = here("--archive", line, "list")
        assert (ran.status, ran.out, "hush" in ran.err) == (2, "", False)


def test_a_mistake_stops_no_help(here: Here, file: Path) -> None:
    say(file, "limit = 1")
    for line in ("--help", "--version", "search --help", "search oil -h", "help search",
                 "completion bash", "config path", "config --help"):  # fmt: skip
        assert here(*line.split()).status == 0, line
    for line in ("config", "list", "search -- --help", "status"):
        assert here(*line.split()).status == 2, line


def test_only_a_file_that_nobody_else_can_write_counts(here: Here, file: Path) -> None:
    say(file, NAMED)
    file.chmod(0o620)
    ran = here("list")
    assert (ran.status, ran.err) == (
        2, f"newsarchive: {file} is not used: others can write to it; chmod go-w {file}\n"
    )  # fmt: skip
    file.unlink()
    os.mkfifo(file)
    assert here("list").status == 2
    file.unlink()
    assert here("list").err == (
        f"newsarchive: there is no {file}, which $NEWSARCHIVE_CONFIG names\n"
    )


def test_the_null_device_is_no_configuration(
    here: Here, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSARCHIVE_CONFIG", os.devnull)
    assert here("--archive", "news.db", "list", "--count").out == "3\n"


def test_it_is_in_the_users_folder(here: Here, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSARCHIVE_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(file.parent / "settings"))
    assert here("config", "path").out == f"{file.parent}/settings/newsarchive/config.toml\n"


def test_every_setting_is_shown_with_where_it_is_from(
    here: Here, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(file, NAMED + '[inboxes.wire]\nfolders = ["FOLDER/a", "FOLDER/b\\u001b"]\nfollow = true\n')
    rows = [re.split("  +", line) for line in here("config").out.splitlines()]
    lines = {name: values for name, *values in rows}
    assert lines["archive"] == [f"{file.parent}/news.db", f"{file}:1"]
    assert lines["inboxes.wire.folders"] == [f"{file.parent}/a, {file.parent}/b␛", f"{file}:5"]
    assert (lines["wait"], lines["search.limit"]) == (["5", "default"], ["-", "default"])
    assert set(lines) >= {f"{name}.{option}" for name, option in settable()}
    monkeypatch.setenv("NEWSARCHIVE", "news.db")
    found = json.loads(here("--wait", "0", "config", "--json").out)
    assert found[1:3] == [
        {"setting": "archive", "value": "news.db", "origin": "environment",
         "place": "$NEWSARCHIVE"},
        {"setting": "wait", "value": 0.0, "origin": "command line", "place": "--wait"},
    ]  # fmt: skip


def settable() -> list[tuple[str, str]]:
    """Commands with their options that may be set."""
    context = click.Context(newsarchive)
    return [
        (name, option)
        for name in COMMANDS
        if (command := newsarchive.get_command(context, name))
        for option in configuration.options_of(command)
        if option in configfile.DEFAULTS
    ]


def test_an_option_that_may_be_set_takes_a_value_and_belongs_to_a_command() -> None:
    """A switch could not be taken back on the command line."""
    assert {option for _, option in settable()} == configfile.DEFAULTS
    context = click.Context(newsarchive)
    for name, option in settable():
        command = newsarchive.get_command(context, name)
        assert command is not None
        assert not configuration.options_of(command)[option].is_flag


def test_editing_makes_the_file_private_and_checks_what_was_written(
    here: Here, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = program(
        file.parent / "an editor",
        "import sys, os\nassert sys.argv[1] == '-w'\n"
        "open(sys.argv[2], 'a').write(os.environ['TYPED'])\n",
    )
    monkeypatch.setenv("VISUAL", f"'{editor}' -w")
    monkeypatch.setenv("TYPED", "[search]\nlimit = 'x'\n")
    ran = here("config", "edit")
    assert (ran.status, ".limit takes a whole number" in ran.err) == (2, True)
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("")
    monkeypatch.setenv("TYPED", "[search]\nlimit = 1\n")
    assert here("config", "edit") == Ran(0, "", f"{file} is sound\n")
    monkeypatch.setenv("VISUAL", "false")
    assert here("config", "edit").err == (
        f"newsarchive: false ended with 1; {file} is as it left it\n"
    )
    monkeypatch.setenv("VISUAL", "/no/editor")
    assert here("config", "edit").status == 2


def test_a_new_file_says_what_may_stand_in_it(
    here: Here, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is sound as soon as the marks of the comments are taken away."""
    monkeypatch.setenv("VISUAL", "true")
    assert here("config", "edit").status == 0
    lines = [line.removeprefix("# ") for line in file.read_text().splitlines()[1:]]
    file.write_text("\n".join(lines))
    assert here("config").status == 0
