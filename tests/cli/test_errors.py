"""What is said, and returned, when something goes wrong."""

from __future__ import annotations

import errno

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.archive import Archive
from newsarchive.cli.complaints import WIDTH, pointed
from newsarchive.model.errors import BusyError
from tests.cli.conftest import Here, Ran

INTERNAL = "newsarchive: internal error: ZeroDivisionError: x"
INTERRUPTED = "interrupted: nothing was changed\n"


def test_a_query_error_shows_its_place(here: Here) -> None:
    assert here.world.process("search", "(oil OR gas") == Ran(
        2, "", "newsarchive: this parenthesis is never closed\n  (oil OR gas\n  ^\n"
    )


def test_carets_stand_under_wide_and_hostile_characters() -> None:
    assert pointed("北京 \x1b (x", 5, 6) == "  北京 ␛ (x\n         ^"


def test_a_long_query_is_clipped_around_the_place() -> None:
    shown, carets = pointed("a " * 500 + "(b" + " c" * 500, 1000, 1001).splitlines()
    assert shown[carets.index("^")] == "("
    assert shown.startswith("  …")
    assert shown.endswith("…")


def test_a_place_after_the_end_has_a_caret() -> None:
    assert pointed("oil AND", 7, 8) == "  oil AND\n         ^"


@given(st.text(max_size=300), st.integers(0, 300), st.integers(1, 300))
@example("a" * 300, 0, 300)
@example("北" * 300, 150, 1)
def test_whatever_the_query_it_fits_on_two_lines(query: str, start: int, length: int) -> None:
    lines = pointed(query, min(start, len(query)), start + length).split("\n")
    assert len(lines) == 2
    assert all(len(line) <= WIDTH + 6 or not line.isascii() for line in lines)
    assert lines[1].strip(" ").strip("^") == ""
    assert "^" in lines[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["searhc", "x"], 'there is no command "searhc"; did you mean search?'),
        (["cambodia"], 'there is no command "cambodia"; to search: newsarchive search WORDS'),
        (["search", "--ayn", "x"], "there is no option --ayn; did you mean --any"),
        (["stats", "--no-pager"], "there is no option --no-pager (see"),
        (["search", "--from", "2018", "x"], "there is no option --from; did you mean --since?"),
        (
            ["status", "-o", "x.json"],
            "there is no option -o; > FILE writes the output to a file",
        ),
        (["config", "show"], 'config knows edit, path, not "show"'),
        (["search", "--n", "3", "x"], "there is no option --n; did you mean -n?"),
        (["list", "-n", "x"], '-n takes a whole number of 0 or more, not "x"'),
        (["list", "-n", "-1"], '-n takes a whole number of 0 or more, not "-1"'),
        (["list", "-n", ""], '-n takes a whole number of 0 or more, not ""'),
        (["diff", "1234", "x"], 'N takes a whole number of 1 or more, not "x"'),
        (["list", "oil"], "list takes options only; to search: newsarchive search WORDS (see"),
        (["check", "b.db"], "check takes options only, not b.db (see"),
        (["saved", "oil", "gas"], "saved takes options only, not oil gas (see"),
        (["completion"], "missing argument 'SHELL': bash, zsh, fish (see"),
        (["list", "oil", "gas"], "list takes options only; to search: newsarchive search"),
        (["list", "-n"], "-n needs a value"),
        (["search", "oil", "--limit"], "--limit needs a value"),
        (["--wait", "x", "list"], '--wait takes a number of 0 or more, not "x"'),
        (["list", "--timeout", "-1"], '--timeout takes a number of 0 or more, not "-1"'),
        (["list", "--timeout", "-1.5"], '--timeout takes a number of 0 or more, not "-1.5"'),
        (["sample", "--count"], "there is no option --count (see newsarchive sample --help)"),
        (["timeline", "--group-by", "tag"], "--group-by knows source, agency, section, language"),
        (["timeline", "--group", "tag"], "--group-by knows source, agency, section, language"),
        (["search", "oil", "-gas"], 'put "--" before a query with "-WORD" in it'),
        (["list", "--debug"], "--debug goes before the command: newsarchive --debug"),
        (["list", "--json", "--csv"], "--json and --csv exclude each other"),
        (["list", "--ids", "--body"], "--body does not go with --ids"),
        (["show", "1234", "--original", "--json"], "--original and --json exclude each other"),
        (["show", "1234", "--original", "--query", "x"], "--original and --query exclude each"),
        (["show", "1234", "--versions", "--query", "x"], "--versions and --query exclude each"),
        (["list", "--format", "csv"], "--format needs a template with fields: write --csv"),
        (["search", "x", "--format", "ids"], "--format needs a template with fields: write --ids"),
        (["stats", "--format", "json"], "--format needs a template with fields: write --json"),
        (["list", "--format", "bibtex"], "--format needs a template with fields: write --bibtex"),
        (["list", "--format", "yaml"], "--format needs a template with fields, as in '{date} "),
        (["timeline", "oil", "--force"], "--force goes with -o or --png or --svg"),
        (["timeline", "oil", "-n", "3"], "-n goes with --group-by"),
        (["list", "--since", "smarch"], "--since: "),
        (["search"], "what to search for?"),
        (["--archive", "nowhere.db", "list"], "no archive at nowhere.db"),
    ],
)
def test_a_mistake_is_explained_on_one_line(here: Here, arguments: list[str], said: str) -> None:
    ran = here(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"newsarchive: {said}")
    assert not ran.err.splitlines()[0].endswith(".")


def _raising(error: BaseException) -> object:
    def search(*_: object, **__: object) -> None:
        raise error

    return search


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (BusyError("process 7 is writing"), 75, "newsarchive: process 7 is writing\n"),
        (OSError(errno.ENOSPC, "No space"), 2, "newsarchive: no space\n"),
        (OSError(errno.EACCES, "Denied", "a\x1bb"), 2, "newsarchive: a␛b: denied\n"),
        (ZeroDivisionError("x"), 2, f"{INTERNAL}; run again with --debug to see where\n"),
        (KeyboardInterrupt(), 130, INTERRUPTED),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_every_kind_of_error_has_its_status(
    here: Here, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, said: str
) -> None:
    monkeypatch.setattr(Archive, "search", _raising(error))
    monkeypatch.setattr("newsarchive.cli.streams.drop", lambda: None)  # it would be pytest's
    assert here("search", "oil") == Ran(status, "", said)


def test_only_debug_shows_a_traceback(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive, "search", _raising(ZeroDivisionError("x")))
    ran = here("--debug", "search", "oil")
    assert ran.err.startswith("Traceback")
    assert ran.err.endswith(f"{INTERNAL}\n")


def test_a_closed_pipe_is_a_quiet_end(here: Here) -> None:
    """Of more than a pipe holds, so that the program is still writing when its reader goes."""
    here.world.article("long.json", {"title": "Long", "body": "word " * 200_000})
    here("ingest", str(here.world.news))
    for form in ("--body", "--json --body", "--csv --body"):
        ran = here.world.shell(f"newsarchive list --sort words {form} | head -c 1")
        assert (ran.status, ran.err) == (0, ""), form


def test_a_full_disk_is_an_error(here: Here) -> None:
    ran = here.world.shell("newsarchive list > /dev/full")
    assert ran == Ran(2, "", "newsarchive: no space left on device\n")
