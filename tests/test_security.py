"""Every promise of SECURITY.md names what shows it, and one room alone opens connections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "newsarchive"
CONNECTS = re.compile(
    r"\bsocket\.(?!gethostname\b)\w+|\bfrom socket\b|\burlopen\b|"
    r"\basyncio\.(?!get_running_loop\b)\w+|\bfrom asyncio\b|"
    r"\b(?:import|from) (?:aiohttp|ftplib|http|httpx|imaplib|poplib|requests|smtplib|ssl|"
    r"urllib\.request|urllib3|xmlrpc)\b"
)


def promises() -> list[str]:
    """The points of the first part, each on one line."""
    promised = (ROOT / "SECURITY.md").read_text("utf-8").partition("## What is not")[0]
    points = re.findall(r"^- (.+(?:\n  .+)*)", promised, re.MULTILINE)
    return [re.sub(r"\s+", " ", point) for point in points]


def rows() -> set[str]:
    """The faults in the table of docs/faults.md."""
    page = (ROOT / "docs" / "faults.md").read_text("utf-8")
    return {line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")}


@pytest.mark.parametrize("promise", promises(), ids=lambda promise: promise[:30])
def test_a_promise_names_a_test_or_a_row_that_exists(promise: str) -> None:
    tests = re.findall(r"`(tests/[^`]+)`", promise)
    named = re.findall(r'row "([^"]+)"', promise)
    assert tests or named
    assert [path for path in tests if not (ROOT / path).is_file()] == []
    assert set(named) <= rows()


def test_every_promise_is_seen() -> None:
    assert len(promises()) > 20


def test_no_module_opens_a_connection_but_that_to_a_cluster() -> None:
    """The name of this machine is all that others ask of `socket`, and signals of asyncio."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if CONNECTS.search(path.read_text("utf-8"))
    }
    assert found == {f"engines/opensearch/{name}.py" for name in ("access", "connection")}
