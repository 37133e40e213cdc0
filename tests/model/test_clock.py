"""One module reads the calendar's clock; all others ask it, or are given the day."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsarchive
from newsarchive.model import clock
from tests.surroundings import MOMENT, zone

PACKAGE = Path(newsarchive.__file__).parent

READINGS = frozenset(
    """
    time.time time.time_ns time.localtime time.gmtime time.ctime time.asctime time.strftime
    time.clock_gettime time.clock_gettime_ns
    datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today
    email.utils.formatdate email.utils.localtime
    """.split()
)
"""What says which moment it is. How long something takes is another question: `time.monotonic` and
`time.perf_counter` know no day."""

KNOWS_A_CLOCK = re.compile(r"\b(time|datetime|email)\b.*import|import.*\b(time|datetime|email)\b")
"""A line without which no module can read one, except in SQL."""

IN_SQL = re.compile(r"'now'|\bcurrent_(date|time|timestamp)\b|unixepoch\(\)", re.IGNORECASE)


def readings(source: str) -> Iterator[str]:
    """Every place in a module that reads the clock, whatever name it goes by there."""
    if not (KNOWS_A_CLOCK.search(source) or IN_SQL.search(source)):
        return
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name, _, rest = ast.unparse(node).partition(".")
            meant = f"{names.get(name, name)}.{rest}".removesuffix(".")
            if meant in READINGS:
                yield f"line {node.lineno}: {meant}"
        elif isinstance(node, ast.Constant) and IN_SQL.search(str(node.value)):
            yield f"line {node.lineno}: {node.value!r}"


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "import time as t\nnow = t.time_ns",
        "from time import time as now\nnow()",
        "import datetime as dt\ndt.date.today()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import datetime\ndatetime.utcnow()",
        "import email.utils\nemail.utils.formatdate()",
        "SQL = \"INSERT INTO t VALUES (strftime('%Y', 'now'))\"",
        'SQL = "SELECT CURRENT_TIMESTAMP"',
    ],
)
def test_a_reading_is_noticed_under_any_name(source: str) -> None:
    assert len(list(readings(source))) == 1


def test_durations_and_days_that_are_given_are_no_readings() -> None:
    assert not list(readings("import time\ntime.monotonic()\ndef f(now): return now.today"))


def test_one_module_reads_the_clock() -> None:
    reading = [path for path in PACKAGE.rglob("*.py") if any(readings(path.read_text("utf-8")))]
    assert reading == [PACKAGE / "model" / "clock.py"]


def test_tests_begin_at_one_moment() -> None:
    assert MOMENT <= clock.now() < MOMENT + dt.timedelta(minutes=1)
    assert clock.stamp().startswith("2026-01-01T00:00:")


@pytest.mark.surroundings
@pytest.mark.parametrize(
    ("where", "day"),
    [
        ("UTC", dt.date(2026, 1, 1)),
        ("Pacific/Kiritimati", dt.date(2026, 1, 1)),
        ("America/St_Johns", dt.date(2025, 12, 31)),
    ],
)
def test_today_is_the_day_where_the_user_is(where: str, day: dt.date) -> None:
    with zone(where):
        assert clock.today() == day
        assert clock.now().date() == dt.date(2026, 1, 1)
