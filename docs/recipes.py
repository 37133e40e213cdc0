"""The recipes of docs/recipes.md: what somebody wants to know, and the commands that tell it.

`generate.py` runs them on the sample articles and writes the page; a test runs them again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Recipe:
    """A wish, its commands, and what may be missing on a machine."""

    wish: str
    commands: tuple[str, ...]
    said: str = ""
    needs: tuple[str, ...] = ()


RECIPES: dict[str, tuple[Recipe, ...]] = {
    "For journalists": (
        Recipe(
            "Everything on a subject, as a list to print",
            (
                r"newsarchive search flood --sort date --format '{date:%d %b %Y|undated}  {title:60.60}'",
            ),
        ),
        Recipe(
            "Whole articles in one text file, to read on the train",
            (
                "newsarchive search cambodia --ids | newsarchive show - > train.txt",
                "grep -c '^title: ' train.txt",
            ),
        ),
        Recipe(
            "Who said something about it: every place with its context",
            (
                "newsarchive search 'flood*' --kwic --format '{date} {match:>8} {right:.40}' | head -n 4",
            ),
        ),
        Recipe(
            "What is new since yesterday's list",
            (
                "newsarchive list --ids | sort > today.ids",
                "head -n 50 today.ids > yesterday.ids",
                "comm -13 yesterday.ids today.ids | newsarchive show - --format '{short_id} {title:.50}'",
            ),
            "`comm` compares two sorted files; the middle line only stands for yesterday's.",
        ),
        Recipe(
            "A footnote for each article",
            (
                r"newsarchive search flood --since 2024 --format '{authors[ and ]|Anonymous}, “{title}”, {source|n.p.}, {date:%-d %B %Y|n.d.}.'",
            ),
        ),
        Recipe(
            "References for LaTeX; for Zotero and EndNote with `--ris`",
            ("newsarchive search title:flood --since 2021 --until 2021 --bibtex",),
        ),
        Recipe(
            "A selection as one document to read, print and hand over",
            (
                "newsarchive dossier --quiet floods.html flood --since 2018 --sort date",
                "newsarchive search title:flood --ids | newsarchive dossier --quiet floods.md - --query flood",
                "grep -A 8 '^## 1' floods.md",
            ),
        ),
        Recipe(
            "A selection to hand over, with originals, for another archive",
            (
                "newsarchive search flood --since 2024 --ids | newsarchive export --quiet floods.jsonl -",
                "newsarchive --archive other.db ingest --quiet floods.jsonl",
                "newsarchive --archive other.db list --count",
            ),
        ),
        Recipe(
            "More like an article, or like a text of one's own",
            (
                "newsarchive similar 77b19844 -n 2 --format '{short_id} {title:.60}'",
                "echo 'Solar power in Cambodia' | newsarchive similar - -n 2 --format '{short_id} {title:.60}'",
            ),
        ),
        Recipe(
            "The files themselves, copied into a folder",
            (
                "mkdir dossier",
                "newsarchive search swimmers --paths -0 | grep -zv '#[0-9]*$' | xargs -0 -I FILE cp FILE dossier",
                "ls dossier",
            ),
            "With `-0` names may have any characters. `FILE#2` is an article in a file of several.",
        ),
    ),
    "For media researchers": (
        Recipe(
            "How often a subject was written about, year by year, as a table",
            ("newsarchive timeline flood --by year --csv | cut -d , -f 1,4,5",),
        ),
        Recipe(
            "Who writes about it most",
            ("newsarchive authors energy | head -n 3",),
        ),
        Recipe(
            "A random sample to code by hand, the same every time",
            (
                "newsarchive list --ids | sort | awk 'NR % 14 == 1' | newsarchive show - --csv --fields id,date,title",
            ),
            "Ids come from content, so their order has nothing to do with time or subject.",
        ),
        Recipe(
            "A table that says how it was made, and the same again later",
            (
                "newsarchive timeline flood --by year --csv --about > floods.csv",
                "newsarchive rerun floods.csv | cmp - floods.csv && echo reproduced",
            ),
            "Later the last but one line says what has changed; [numbers.md](numbers.md#an-answer-that-can-be-made-again) says more.",
        ),
        Recipe(
            "Several queries at once, and how many each finds",
            (
                r"""printf 'flood\nenergy OR solar\n"power station"\n' > queries.txt""",
                "newsarchive search --queries queries.txt --count",
            ),
        ),
        Recipe(
            "The average length of articles, by language",
            (
                r"""newsarchive list --format '{language|?}\t{words}' | awk -F '\t' '{n[$1]++; w[$1]+=$2} END {for (l in n) printf "%s %d %.0f\n", l, n[l], w[l]/n[l]}' | sort""",
            ),
        ),
        Recipe(
            "Which words stand before a word",
            (
                'newsarchive search flood --kwic --jsonl | python3 -c \'import json, sys, collections; c = collections.Counter(json.loads(line)["left"].split()[-1:][0].lower() for line in sys.stdin if json.loads(line)["left"].split()); print(*c.most_common(3), sep="\\n")\'',
            ),
        ),
        Recipe(
            "Pairs of authors who write together",
            (
                r"""newsarchive list --jsonl | jq -r 'select(.authors | length > 1) | .authors | sort | join(" + ")' | sort | uniq -c | sort -rn | head -n 3""",
            ),
            needs=("jq",),
        ),
    ),
    "For librarians": (
        Recipe(
            "What is missing: articles without a date or an author",
            (
                "newsarchive audit undated no-author --format '{short_id}  {problems:18} {title:.40}' | head -n 3",
            ),
        ),
        Recipe(
            "A tag for everything that a query finds",
            (
                "newsarchive search 'title:flood' --ids | newsarchive edit - --add-tag water --dry-run 2>&1 | tail -n 1",
            ),
            "Without `--dry-run` it is done; `edit --undo` takes it back.",
        ),
        Recipe(
            "Files that are archived twice",
            (r"newsarchive list --paths | sort | uniq -d | wc -l",),
        ),
        Recipe(
            "Originals, checked against what is on the disk",
            (
                "newsarchive show f3dbb26f --original | cmp - sample_articles/000*.txt && echo the same",
            ),
        ),
        Recipe(
            "The archive, in another place, whole even while somebody uses it",
            ("newsarchive backup --quiet backup.db", "newsarchive --archive backup.db check"),
        ),
    ),
    "For data people": (
        Recipe(
            "Into SQLite",
            (
                "newsarchive list --csv --raw --fields id,date,source,words > articles.csv",
                "sqlite3 articles.db '.import --csv articles.csv articles' 'select count(*), max(words + 0) from articles'",
            ),
            "`--raw` leaves cells as they are: no spreadsheet will calculate them.",
            needs=("sqlite3",),
        ),
        Recipe(
            "Into Python, one article at a time",
            (
                'newsarchive list --jsonl --body | python3 -c \'import json, sys; print(max((len(json.loads(line)["body"]), json.loads(line)["id"]) for line in sys.stdin))\'',
            ),
        ),
        Recipe(
            "Only the fields that are needed, for a spreadsheet",
            ("newsarchive search 'title:flood' --csv --fields date,title,url",),
        ),
        Recipe(
            "A dictionary of ids and titles, without mistakes in quoting",
            (
                r"newsarchive search river --format '{id!j}: {title!j},' | sed '1s/^/{/; $s/,$/}/' | python3 -m json.tool --no-ensure-ascii | head -n 3",
            ),
            "`!j` writes a value as JSON, `!q` as a word of a shell, `!c` as a CSV cell.",
        ),
        Recipe(
            "Does anything match? For a script's `if`",
            (
                "if newsarchive search 'volcano AND NOT iceland' --count > found.txt 2>&1; then echo yes; else echo no; fi",
            ),
            "The exit status is 0 for found, 1 for nothing, 2 for an error.",
        ),
    ),
}
"""Heading → recipes."""


@contextmanager
def world() -> Iterator[Path]:
    """A folder with the sample articles and an archive of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
        run("newsarchive ingest --quiet sample_articles", folder)
        yield folder


def run(command: str, folder: Path) -> str:
    """What a shell command prints, as a script would run it: to no terminal."""
    done = subprocess.run(  # noqa: S603 - the commands are the ones above
        ["/bin/bash", "-c", command],
        cwd=folder,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "NEWSARCHIVE": "news.db",
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


def block(recipe: Recipe, folder: Path) -> str:
    """A recipe's commands and what they print, as the page shows them."""
    shown = "".join(f"$ {command}\n{run(command, folder)}" for command in recipe.commands)
    return f"```console\n{shown}```\n"


def page() -> str:
    """All recipes with what they print."""
    parts: list[str] = []
    with world() as folder:
        for heading, several in RECIPES.items():
            parts.append(f"## {heading}\n")
            for recipe in several:
                missing = [tool for tool in recipe.needs if not shutil.which(tool)]
                if missing:
                    raise SystemExit(f"docs/recipes.md cannot be made without {missing[0]}")
                said = [f"{recipe.said}\n"] if recipe.said else []
                parts += [f"### {recipe.wish}\n", *said, block(recipe, folder)]
    return "\n".join(parts)
