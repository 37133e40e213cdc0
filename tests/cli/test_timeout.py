"""`--timeout` ends whatever reads in bulk: with what was found until then, a message, and status 2.

The clock of these tests goes on by a second whenever somebody looks, so a timeout of 7 is a seventh
look. Each command is ended at every look that it takes, until it has time enough.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shlex
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from newsarchive.cli import timing
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.query.concordance import concordance
from newsarchive.query.highlight import highlights
from newsarchive.query.matches import matches
from newsarchive.query.parse import parse_query
from newsarchive.store import Store, database
from tests.cli.conftest import Here, World
from tests.query.world import archived

NOW = dt.date(2018, 4, 18)

WORDS = " ".join(f"word{number:03}" for number in range(300))
COMMANDS = [
    "search oil",
    "search word*",
    "search w*o*r*d*9*",
    "search oil --sort title",
    "search oil --sort author",
    "search CAPS(OPEC)",
    "search 'ole~2 OR wor*9'",
    "search oil --json",
    "search oil --csv",
    "search oil --ids",
    "search oil --count",
    "search oil --body",
    "search oil --kwic",
    "search oil --kwic --json",
    "search oil --kwic --kwic-sort left --csv",
    "search oil --facet author --facet month",
    "search oil --facet year --json",
    "search oil --facet source --csv",
    "search oil --group-by author",
    "search oil --group-by month --csv",
    "search oil --explain",
    "search oil --dups hide",
    "search oil --dups only --ids",
    "search nowhere",
    "search 'oil AND nowhere'",
    "list",
    "list --author doe --jsonl",
    "stats oil --json",
    "timeline oil",
    "timeline oil --json",
    "authors",
    "authors oil --csv",
    "duplicates",
    "duplicates oil --json",
    "audit",
    "audit duplicate no-author --csv",
    "audit any --ids",
]


class Clock:
    def __init__(self) -> None:
        self._looks = count(1)

    def __call__(self) -> float:
        return next(self._looks)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two dozen articles, some of them alike."""
    world = World(tmp_path_factory.mktemp("many"))
    for number in range(24):
        world.article(
            f"{number}.json",
            {
                "title": f"Oil {number}",
                "date": f"2018-{number % 12 + 1:02}-01",
                "authors": [f"Jane {'ABC'[number % 3]}. Doe"] if number % 5 else [],
                "source": "Daily Example",
                "body": f"OPEC said oil. {WORDS if number < 8 else number}",
            },
        )
    return world


@pytest.fixture
def ticking(
    many: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    """The program, each look at a deadline a second later."""
    monkeypatch.setattr(timing, "deadline", lambda seconds: seconds and Deadline(seconds, Clock()))
    monkeypatch.setattr(database, "_STEPS", 20)
    for name, value in many.environment().items():
        monkeypatch.setenv(name, value)
    here = Here(many, capsys)
    if not many.archive.exists():
        assert here("ingest", str(many.news)).status == 0
    return here


@pytest.mark.faults
@pytest.mark.parametrize("line", COMMANDS)
def test_whenever_it_ends_it_says_so_and_has_part_of_the_answer(ticking: Here, line: str) -> None:
    words = shlex.split(line)
    whole = ticking(*words)
    assert whole.status in (0, 1)
    ends, seconds = 0, 1
    while True:
        ran = ticking(*words, "--timeout", str(seconds))
        if ran.status != 2:
            assert (ran.status, ran.out) == (whole.status, whole.out)
            break
        ends, seconds = ends + 1, seconds + 1 + seconds // 8
        said = ran.err.splitlines()[-1]
        assert re.fullmatch(r"newsarchive: stopped after \d+ s \(--timeout\): .*", said)
        told = [one for one in ("nothing matches", "no near dup", "no problems", "no article")
                if one in ran.err]  # fmt: skip
        assert told == []
        assert not rows(ran.out, words) - rows(whole.out, words)
        assert ("nothing was found" in said) == is_empty(ran.out)
    assert ends


def is_empty(out: str) -> bool:
    """Whether there is nothing but a header, or a number that is 0."""
    if out.startswith("undated\t"):
        return all(one.split("\t")[1] == "0" for one in out.splitlines())
    return out.strip() in ("", "0", "[]") or (out.count("\n") == 1 and out.startswith(HEADERS))


HEADERS = ("id,", "group,", "kind,", "facet,", "author,", "period,", "problem,", "cluster,")


def rows(out: str, words: list[str]) -> Counter[str]:
    """What the answer consists of; of numbers only what they are numbers of."""
    if "--json" in words:
        records = json.loads(out or "[]")
    elif "--jsonl" in words:
        records = [json.loads(one) for one in out.splitlines()]
    elif "--csv" in words or words[0] == "timeline":
        records = list(csv.DictReader(io.StringIO(out)))
    elif words[0] in ("stats", "authors") or "--facet" in words:
        records = [one.split("\t")[1:] for one in out.splitlines()]
    elif words[0] == "audit" and len(words) == 1:
        records = [one.split("\t")[0] for one in out.splitlines()]
    elif "--count" in words:
        return Counter()
    else:
        return Counter(out.splitlines())
    for one in records:
        if isinstance(one, dict):
            for name in ("articles", "share", "total", "score", "example"):
                one.pop(name, None)
    return Counter(json.dumps(one, sort_keys=True) for one in records)


def test_a_timeout_is_a_number_that_is_not_negative(ticking: Here) -> None:
    assert ticking("list", "--timeout", "-1").status == 2
    assert "--timeout" in ticking("stats", "--timeout", "soon").err


@pytest.mark.long
@pytest.mark.parametrize("line", ["search oil", "duplicates", "search oil --dups hide"])
def test_the_time_that_an_index_takes_counts_and_leaves_it_as_it_was(
    ticking: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    whole = ticking(*shlex.split(line))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    seconds = 1
    while (ran := ticking(*shlex.split(line), "--timeout", str(seconds))).status == 2:
        assert "stopped after" in ran.err
        seconds += 1 + seconds // 8
    assert seconds > 20
    assert (ran.status, ran.out) == (whole.status, whole.out)


def test_a_deadline_holds_within_one_article() -> None:
    """Whatever is asked of it: each look of the clock is a second, and it is looked at often."""
    for query in ("a NEAR/9 a", "a SENT b", "ATLEAST/99999 a", "b*", "colour~2", "CAPS(A)", "b"):
        article = archived("a " * 40_000 + "the end. " * 9_000)
        tree = parse_query(query, now=NOW)
        for work in (matches, highlights, lambda *given: list(concordance(*given))):
            deadline = Deadline(2, Clock())
            with pytest.raises(DeadlineError):
                work(tree, article, deadline.check)


def test_a_statement_that_was_ended_can_be_asked_again(ticking: Here) -> None:
    with Store.open(ticking.world.archive, readonly=True) as store:
        deadline = Deadline(0)
        with pytest.raises(DeadlineError), store.ended_by(deadline):
            list(store.articles())
        assert deadline.ended
        assert len(list(store.articles())) == 24
