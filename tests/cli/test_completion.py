"""What the shells are told to offer, and what they make of it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsarchive.cli import completion
from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.commands.completing import SHELLS
from newsarchive.cli.commands.completing import script as script_of
from newsarchive.cli.completion import _kept_by_bash, _open_quote, _quoted_for_bash, _split
from tests.cli.conftest import Here, World
from tests.surroundings import environment, program

PATIENCE = 120.0
"""Seconds until what bash does not write counts as missing: each key may start a program."""
HOSTILE = ["$(touch pwned)`touch pwned` x", 'D\'Arcy "Bo" \\ y', "E\x1b[31mve"]


@pytest.fixture
def known(here: Here) -> Here:
    """With authors whose names are no plain words."""
    for n in range(len(HOSTILE)):
        fields = {"title": f"T{n}\x1b[2J", "body": f"Odd {n}."}
        here.world.article(f"odd{n}.json", fields)
    here("ingest", str(here.world.news), "--quiet")
    for n, name in enumerate(HOSTILE):
        assert here("edit", here.id_of(f"odd {n}"), "--author", name).status == 0
    return here


def offered(
    here: Here, monkeypatch: pytest.MonkeyPatch, line: str, shell: str = "fish", word: str = ""
) -> tuple[str, list[list[str]]]:
    """The kind, and the answers with their meanings."""
    with monkeypatch.context() as patch:
        patch.setenv(completion.VARIABLE, f"{shell}_complete")
        patch.setenv(completion.LINE, line)
        patch.setenv(completion.WORD, word)
        ran = here()
    assert (ran.status, ran.err) == (0, "")
    kind, *answers = ran.out.splitlines() or [""]
    return kind, [answer.split("\t") for answer in answers]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("newsarchive ti", ["timeline"]),
        ("newsarchive search --auth", ["--author"]),
        ("newsarchive search --sort date", ["date", "date-asc"]),
        ("newsarchive timeline --by=w", ["--by=week"]),
        ("newsarchive completion f", ["fish"]),
        ("newsarchive help da", ["dates"]),
        ("newsarchive list --author ja", ["Jane Doe"]),
        ("newsarchive list --author 'Jane D", ["Jane Doe"]),
        ("newsarchive list --author Jane\\ D", ["Jane Doe"]),
        ("newsarchive list --author vel", ["Ali Veli"]),
        ("newsarchive list --author=Al", ["--author=Ali Veli"]),
        ("newsarchive list --source d", ["Daily Example"]),
        ("newsarchive authors oil --tag ma", ["markets"]),
        ("newsarchive list --language ", ["en"]),
        ("newsarchive list --author E", []),
        ("newsarchive search oi", []),
        ("newsarchive show xyz'", []),
        ("newsarchive nonsense x", []),
    ],
)
def test_what_is_offered(
    known: Here, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    assert [answer for answer, _ in offered(known, monkeypatch, line)[1]] == expected


def test_every_command_is_offered(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = offered(here, monkeypatch, "newsarchive ")[1]
    assert sorted(answer for answer, _ in answers) == sorted(COMMANDS)
    assert all(meaning for _, meaning in answers)


def test_files_are_left_to_the_shell(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in ("ingest ", "--archive ", "search --queries ", "timeline --png "):
        assert offered(here, monkeypatch, f"newsarchive {line}x") == ("files", [])


def test_ids_are_offered_with_their_titles(known: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = known.id_of("rained")
    assert offered(known, monkeypatch, f"newsarchive show {id_[:5]}") == (
        "values", [[id_[:8], "Rain"]],
    )  # fmt: skip
    assert offered(known, monkeypatch, f"newsarchive remove {id_[:10].upper()}")[1] == [
        [id_[:10], "Rain"]
    ]
    everything = offered(known, monkeypatch, "newsarchive show ")[1]
    assert len(everything) == 6
    assert [meaning for _, meaning in everything if meaning.startswith("T2")] == ["T2␛[2J"]


def test_the_archive_that_is_named_is_asked(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here.world.folder))
    monkeypatch.setenv("NEWSARCHIVE", "/nowhere")
    line = "newsarchive --archive ~/news.db list --author Jane"
    assert offered(here, monkeypatch, line)[1] == [["Jane Doe", "2 articles"]]


@pytest.mark.parametrize("content", [None, b"", b"not an archive", b"SQLite format 3\0" * 100])
def test_a_missing_or_damaged_archive_is_silence(
    empty: Here, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    if content is not None:
        empty.world.archive.write_bytes(content)
    assert offered(empty, monkeypatch, "newsarchive show ") == ("", [])
    assert offered(empty, monkeypatch, "newsarchive list --tag x") == ("", [])


def test_no_more_is_offered_than_one_can_read(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    tags = [f"tag{n}" for n in range(200)]
    here.world.article("many.json", {"body": "Many.", "tags": tags})
    here("ingest", str(here.world.news), "--quiet")
    assert len(offered(here, monkeypatch, "newsarchive list --tag tag")[1]) == completion.MOST


@pytest.mark.parametrize(
    ("line", "words", "last"),
    [
        ("na list ", ["na", "list"], ""),
        ("na li", ["na"], "li"),
        ('na "Jane D', ["na"], "Jane D"),
        ("na 'a b' c\\ ", ["na", "a b"], "c "),
        ("na c\\", ["na"], "c"),
        ("na a#b", ["na"], "a#b"),
        ("", [], ""),
    ],
)
def test_a_line_is_told_apart_as_a_shell_does(line: str, words: list[str], last: str) -> None:
    assert _split(line) == (words, last)


@pytest.mark.parametrize(
    ("last", "word", "kept"),
    [("Ja", "Ja", 0), ("--author=Ja", "Ja", 9), ("--author=", "=", 9), ("a:b", "b", 2),
     ("a:", ":", 2), ("x", None, 0), ("Jane D", '"Jane D', 0)],
)  # fmt: skip
def test_bash_replaces_only_what_follows_a_break(last: str, word: str | None, kept: int) -> None:
    assert _kept_by_bash(last, word) == kept


@pytest.mark.parametrize(
    ("line", "quote"), [("a 'b", "'"), ('a "b', '"'), ("a b", ""), ("a 'b'", ""), ("a\\", "")]
)
def test_an_open_quotation_mark_is_seen(line: str, quote: str) -> None:
    assert _open_quote(line) == quote


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_bash_reads_a_name_back_as_it_is(quote: str, tmp_path: Path) -> None:
    names = ["$(touch pwned)", "`touch pwned`", "a'b\"c\\d", "*?[a]{b,c} ~u #h;&|<>()", "Şəb 北 x"]
    words = [quote + _quoted_for_bash(name, quote) + quote for name in names]
    ran = subprocess.run(
        ["bash", "-c", "printf '%s\\n' " + " ".join(words)],
        cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert ran.stdout.splitlines() == names
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_cannot_be_quoted_is_not_offered() -> None:
    assert _quoted_for_bash("Yahoo! \\ x", '"') == ""
    assert _quoted_for_bash("Yahoo!", "") == "Yahoo\\!"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_scripts_are_what_the_shell_can_read(here: Here, shell: str, tmp_path: Path) -> None:
    ran = here("completion", shell)
    assert (ran.status, ran.out, ran.err) == (0, script_of(shell), "")
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(ran.out)
    subprocess.run([shell, "-n", str(script)], check=True, capture_output=True)


def test_the_way_of_click_gives_the_script_too(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(completion.VARIABLE, "zsh_source")
    assert here().out == script_of("zsh")


def test_completing_loads_no_engine(here: Here) -> None:
    script = (
        "import sys; from newsarchive.cli import main; main([]); "
        "print(*(set(sys.modules) & {'whoosh', 'rich', 'Stemmer', 'dateutil'}), file=sys.stderr)"
    )
    line = {completion.VARIABLE: "fish_complete", completion.LINE: "newsarchive list --author Jane"}
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=environment(**here.world.environment(), **line),
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("values\nJane Doe\t2 articles\n", "\n")


def in_bash(world: World, typed: str, until: str) -> str:
    """What a real bash has on its line when these keys were pressed."""
    bin_ = world.folder / "bin"
    bin_.mkdir()
    program(bin_ / "newsarchive", "from newsarchive.__main__ import run\nrun()\n")
    child, master = pty.fork()
    if child == 0:
        os.chdir(world.folder)
        variables = world.environment() | {
            "PS1": "$ ", "INPUTRC": "/dev/null",
            "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment(**variables))
    written = ""

    def wait(text: str) -> None:
        nonlocal written
        end = time.monotonic() + PATIENCE
        while text not in written and time.monotonic() < end:
            if select.select([master], [], [], 0.1)[0]:
                written += os.read(master, 65536).decode(errors="replace")

    os.write(master, b'eval "$(newsarchive completion bash)"; echo re""ady\n')
    wait("ready\r\n")
    written = ""
    os.write(master, typed.encode())
    wait(until)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(master)
    return written


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("newsarchive list --author Ali\t", "Ali\\ Veli "),
        ('newsarchive list --author "Jane\t', '"Jane Doe" '),
        ("newsarchive list --source=Da\t", "--source=Daily\\ Example "),
        ("newsarchive list --author $\t", "\\$\\(touch\\ pwned\\)\\`touch\\ pwned\\`\\ x "),
        ("newsarchive ingest news/oi\t", "l.json "),
    ],
)
def test_in_a_real_bash(known: Here, typed: str, until: str) -> None:
    assert until in in_bash(known.world, typed, until)
    assert not (known.world.folder / "pwned").exists()


def test_names_of_the_configuration_are_offered(
    here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[archives]\nnews = "/a.db"\nnotes = "/b.db"\n')
    file.chmod(0o600)
    monkeypatch.setenv("NEWSARCHIVE_CONFIG", str(file))
    assert offered(here, monkeypatch, "newsarchive --archive ne")[1] == [["news", "/a.db"]]
    assert offered(here, monkeypatch, "newsarchive --archive x")[0] == "files"
    file.write_text("broken")
    assert offered(here, monkeypatch, "newsarchive --archive ne") == ("", [])
