"""`show`: a reader's page, parts of articles, originals, and opening them elsewhere."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.cli.opening import open_article
from newsarchive.model.errors import NewsArchiveError
from newsarchive.text.addresses import page
from tests.cli.conftest import Here
from tests.surroundings import program


def test_a_paragraph_in_a_pipe_is_its_text_alone(here: Here) -> None:
    oil = here.id_of("traders")
    assert here("show", f"{oil}#p2").out == "Traders in Baku were not surprised.\n"
    assert here("show", f"{oil}#p1-2").out == (
        "Oil rose on Tuesday.\n\nTraders in Baku were not surprised.\n"
    )


def test_a_paragraph_in_a_record_is_its_body(here: Here) -> None:
    oil = here.id_of("traders")
    whole = json.loads(here("show", oil, "--jsonl").out)
    part = json.loads(here("show", f"{oil}#p2", "--jsonl").out)
    body = "Traders in Baku were not surprised."
    assert part == whole | {"body": body, "snippet": body}


def test_a_paragraph_on_a_terminal_keeps_its_number_and_says_whose_it_is(here: Here) -> None:
    oil = here.id_of("traders")
    assert here.terminal("show", f"{oil}#p2", TERM="dumb").out == (
        "Oil prices rise\n"
        f"2018-04-10 · Jane Doe, Ali Veli · Daily Example · {oil[:8]}\n"
        "\n"
        "  2  Traders in Baku were not surprised.\n"
    )


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("#p3", "article {id} has only 2 paragraphs"),
        ("#p2-9", "article {id} has only 2 paragraphs"),
        ("#p0", "#p0 names no paragraphs; say #p4 or #p4-6"),
        ("#p2-1", "#p2-1 names no paragraphs; say #p4 or #p4-6"),
        ("#4", "#4 names no paragraphs; say #p4 or #p4-6"),
        ("#", "# names no paragraphs; say #p4 or #p4-6"),
    ],
)
def test_paragraphs_that_are_not_there(here: Here, part: str, wrong: str) -> None:
    oil = here.id_of("traders")
    ran = here("show", oil + part)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"newsarchive: {wrong.format(id=oil[:8])}\n"


def test_what_takes_whole_articles_takes_no_paragraphs(here: Here) -> None:
    oil = here.id_of("traders")
    for command in (["remove", "--yes"], ["show", "--original"]):
        ran = here(*command, f"{oil}#p1")
        assert ran.status == 2
        assert "#p1 is a part of an article, and here only whole ones go" in ran.err
    assert here("list", "--count").out == "3\n"


def test_what_is_asked_for_is_marked(here: Here) -> None:
    oil = here.id_of("traders")
    out = here.terminal("show", oil, "--query", "traders").out
    assert "\x1b[1;31mTraders\x1b[0m" in out
    assert json.loads(here("show", oil, "--query", "traders", "--jsonl").out)["id"] == oil
    ran = here("show", oil, "--query", "(")
    assert (ran.status, ran.err.splitlines()[1:]) == (2, ["  (", "  ^"])


def test_what_found_a_result_is_marked_in_it_unless_something_else_is_said(here: Here) -> None:
    here.terminal("search", "traders")
    marked = "\x1b[1;31mTraders\x1b[0m"
    assert marked in here.terminal("show", "@1").out
    assert marked not in here.terminal("show", here.id_of("traders")).out
    assert marked not in here.terminal("show", "@1", "--query", "").out
    assert "\x1b[1;31mBaku\x1b[0m" in here.terminal("show", "@1", "--query", "baku").out


def test_an_original_is_harmless_on_a_terminal_and_exact_in_a_pipe(here: Here) -> None:
    path = here.world.news / "evil.txt"
    path.write_bytes(b"Evil\n\nIt says \x1b[2J and caf\xc3\xa9.\n")
    here("ingest", str(path), "--quiet")
    evil = here.id_of("says")
    assert here.terminal("show", evil, "--original").out == ("Evil\n\nIt says ␛[2J and café.\n")
    assert here.world.process("show", evil, "--original").out.encode() == path.read_bytes()


@pytest.fixture
def opener(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder at the head of PATH with an opener that notes what it is given; and its notes."""
    notes = tmp_path / "opened"
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("xdg-open", "open"):
        program(tools / name, f"import sys\nopen({str(notes)!r}, 'a').write(repr(sys.argv[1:]))\n")
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    return notes


def archived(here: Here, name: str, **fields: object) -> str:
    here.world.article(name, {"title": name, "body": f"Text of {name}."} | fields)
    here("ingest", str(here.world.news / name), "--quiet")
    return here("list", "--title", f'"{name}"', "--ids").out.strip()


def test_a_web_page_is_opened_as_one_argument(here: Here, opener: Path) -> None:
    url = "https://example.org/a?b=$(touch%20x)&c='d';e"
    ran = here("show", archived(here, "web.json", url=url), "--open")
    assert (ran.status, ran.out, ran.err) == (0, "", f"opened {url}\n")
    assert opener.read_text() == repr([url])


def test_without_an_address_the_file_is_opened(here: Here, opener: Path) -> None:
    path = here.world.news / "two.jsonl"
    path.write_text('{"title": "One", "body": "x"}\n{"title": "Two", "body": "y"}\n')
    here("ingest", str(path), "--quiet")
    two = here("list", "--title", "two", "--ids").out.strip()
    assert here("show", two, here.id_of("traders"), "--open").status == 0
    assert opener.read_text() == repr([str(path)]) + repr([str(here.world.news / "oil.json")])


def test_what_was_saved_is_opened_where_the_page_cannot_be(
    here: Here, opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or where it is asked for. No address is ever looked at here."""
    url = "https://example.org/dead"
    id_ = archived(here, "web.json", url=url)
    path = here.world.news / "web.json"
    assert here("show", id_, "--open-file").err == f"opened {path}\n"
    picky = "import sys\nsys.exit(sys.argv[2].startswith('https'))\n"
    program(tmp_path / "picky", picky)
    monkeypatch.setenv("NEWSARCHIVE_OPEN", f"'{tmp_path / 'picky'}' --new-tab")
    ran = here("show", id_, "--open")
    assert (ran.status, ran.err.startswith(f"opened {path} ({url} cannot be opened: ")) == (0, True)
    assert opener.read_text() == repr([str(path)])


def test_the_archived_original_is_opened_where_the_file_is_gone(
    here: Here, opener: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = archived(here, "gone.json", url="ftp://example.org/x")
    path = here.world.news / "gone.json"
    content = path.read_bytes()
    path.unlink()
    assert here("show", gone, "--open").status == 0
    [copy] = eval(opener.read_text())
    assert (Path(copy).read_bytes(), Path(copy).suffix) == (content, ".json")
    assert Path(copy).parent.parent == tmp_path


def test_a_file_that_may_be_a_program_is_not_opened(here: Here, opener: Path) -> None:
    tool = here.world.news / "tool.desktop"
    tool.write_text("Tool\n\nIt is one.\n")
    with Archive(here.world.archive) as archive:
        one = dataclasses.replace(archive.get(here.id_of("traders")), paths=(str(tool),))
        with pytest.raises(NewsArchiveError, match="may be a program"):
            open_article(archive, one, saved=True)
    assert not opener.exists()


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:alert(1)", "https:", "https:///x", "http://[x", "-h", "",
     "https://example.org/a b", "https://example.org/\x1b[2J", "data:text/html,x", "HTTPS"]
)  # fmt: skip
def test_only_web_addresses_are_opened(url: str) -> None:
    assert page(url) is None


def test_one_way_of_showing_at_a_time(here: Here) -> None:
    ran = here("show", "@1", "--open", "--json")
    assert ran.err.startswith("newsarchive: --open and --json exclude each other")


@pytest.mark.parametrize("options", ["", "--json", "--original", "--versions", "--provenance"])
def test_no_id_on_standard_input_is_nothing(here: Here, options: str) -> None:
    """As for every other command that takes ids from there."""
    ran = here.world.process("show", "-", *options.split())
    assert (ran.status, ran.err) == (1, "no id was given\n")
    assert ran.out == ("[]\n" if options == "--json" else "")
