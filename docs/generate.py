"""Write what the documentation shows of the program from the program itself.

    python docs/generate.py            write commands.md, man/, and the marked parts of other pages
    python docs/generate.py --check    change nothing; exit status 1 if a page is out of date

A marked part stands between `<!-- generated: NAME -->` and `<!-- end -->`. The tour's commands are
really run, on the sample articles and in a throw-away folder; only the time that a command took
is left out of what they print. It needs a system with pseudo-terminals, and libfaketime.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from newsarchive.cli import manual
from newsarchive.cli.browse import keys
from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.commands import newsarchive as program
from newsarchive.model import kinds
from newsarchive.model.article import COLUMNS
from newsarchive.readers.fields import ALIASES, WRAPPERS
from newsarchive.readers.json.envelopes import ENVELOPES
from newsarchive.render.record import FIELDS, SCHEMA_VERSION
from newsarchive.search.audit import DEFECTS

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
import examples
import languages
import options
import recipes
import tasks
from terminals import in_terminal

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "record.schema.json"

TOUR: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Archive a folder. The first run creates the archive.",
        ("newsarchive ingest sample_articles",),
    ),
    (
        "Every word must occur; the best comes first. In brackets: a sentence instead of a title.",
        ("newsarchive search cambodia energy -n 1",),
    ),
    (
        "Words near each other within a span of time, and a paragraph of the article found.",
        (
            "newsarchive search 'insur* NEAR/10 flood' --since 2020 --until 2023",
            "newsarchive show 77b19844#p1",
        ),
    ),
    (
        "Every occurrence in its context.",
        ("newsarchive search 'solar OR wind' --kwic -n 2",),
    ),
    (
        "A misspelt word, and a query without a meaning.",
        ("newsarchive search flod", "newsarchive search 'cambodia (energy'"),
    ),
    (
        "Articles by year, and data for other programs.",
        (
            "newsarchive timeline energy --by year --since 2022",
            "newsarchive list --author penhallow | head -n 2",
            "newsarchive search title:river --csv --fields id,date,title | head -n 2",
        ),
    ),
)
"""What each step shows, and its commands."""

NUMBERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "The archive in numbers. With a query or options of a search: what is found, in numbers.",
        ("newsarchive stats -n 5",),
    ),
    (
        "What the articles that match have in common.",
        (
            "newsarchive search energy --facet author --facet year -n 5",
            "newsarchive search energy --facet tag -n 3 | cat",
        ),
    ),
    (
        (
            "When they appeared, of how many, and the share. Many periods are drawn as columns.\n"
            "The whole is all articles, or those of the same source, author, tag and so on that\n"
            "the query names beside its words; the last line says so."
        ),
        ("newsarchive timeline energy --by year", "newsarchive timeline energy --by week"),
    ),
    (
        (
            "By month and by outlet: a column for each source, for those of which it is unknown,\n"
            "and for all others. The numbers add up to those without `--group-by`."
        ),
        ("newsarchive timeline river --by year --group-by source -n 3 --since 2021",),
    ),
    ("In a pipe, CSV.", ("newsarchive timeline energy --by year | head -n 4",)),
    (
        "A random sample, to read or to code by hand; and the same articles again, everywhere.",
        (
            "newsarchive sample -n 3 --seed 7 energy --format '{short_id}  {date}  {title:.50}'",
            "newsarchive sample -n 3 --by language --csv --fields id,date,stratum,weight",
        ),
    ),
    (
        "The words and pairs that set some articles apart from others.",
        ("newsarchive keywords flood --since 2018 -n 8",),
    ),
    (
        "The words that stand near a word, in its sentence.",
        ("newsarchive collocates river --min-count 2 -n 6",),
    ),
)
"""The same for the page about numbers."""

_ID = kinds.ID.schema
_MAYBE = kinds.TEXT.or_none().schema
OTHER: dict[str, tuple[Mapping[str, object], str]] = {
    "id": (_ID, "16 hexadecimal digits, fixed when the article is first seen"),
    "words": (kinds.COUNT.schema, "the length of the text in words"),
    "path": (
        _MAYBE,
        (
            "the file it was seen in, the first if there are several; `FILE#3` is the third "
            "article of a file that holds many; null if it came from standard input"
        ),
    ),
    "score": (
        {"type": "number", "minimum": 0},
        (
            "how well it answers the query, to 4 decimals; 0 where no words were asked for; only "
            "comparable within one search"
        ),
    ),
    "snippet": (
        kinds.TEXT.schema,
        (
            "the passage that shows best why it was found, on one line, about 240 characters; "
            "where words stand far apart, two with ` … ` between them"
        ),
    ),
    "version": (
        kinds.NUMBER.schema,
        "the number of the version: 1 for an article that has never changed",
    ),
    "alike": (
        {"type": "array", "items": _ID},
        (
            "the ids of near duplicates that stand behind this one, in the order in which they "
            "were archived (only with `--dups hide`; else empty)"
        ),
    ),
    "added": (kinds.MOMENT.schema, "when this version was archived: UTC, ISO 8601"),
    "notes": (
        {"type": "array", "items": {"type": "string"}},
        "what users noted about the article, oldest first",
    ),
    "query": (kinds.TEXT.schema, "the query that found it (only with `--queries`)"),
    "saved": (
        kinds.TEXT.schema,
        "the name of the saved search of which it is new (only from `new`)",
    ),
    "problems": (
        {"type": "array", "items": {"enum": list(DEFECTS)}},
        "what may be wrong with it (only from `audit`)",
    ),
    "corrections": (
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "before", "after", "made", "undone"],
                "properties": {
                    "field": {"type": "string"},
                    "before": {"type": ["string", "array", "null"]},
                    "after": {"type": ["string", "array", "null"]},
                    "made": {"type": "string", "format": "date-time"},
                    "undone": {"type": ["string", "null"], "format": "date-time"},
                },
            },
        },
        (
            "every correction there ever was, objects with `field`, `before`, `after`, `made` and "
            "`undone` (only from `show --provenance`)"
        ),
    ),
    "group": (_MAYBE, "the group it is in, null if that is unknown (only with `--group-by`)"),
    "cluster": (_ID, "the first article of the cluster it is in (only from `duplicates`)"),
    "likeness": (
        {"type": "number"},
        "the share of that article's text it has, from 0 to 1 (only from `duplicates`)",
    ),
    "seed": ({"type": "integer"}, "the seed of the sample it is in (only from `sample`)"),
    "sampled": ({"type": "integer"}, "the size of that sample (only from `sample`)"),
    "population": (
        {"type": "integer"},
        "how many articles the sample was drawn from (only from `sample`)",
    ),
    "stratum": (
        _MAYBE,
        (
            "the month, source and so on that it was drawn from; null if that is unknown, and "
            "without `--by` (only from `sample`)"
        ),
    ),
    "weight": (
        {"type": "number", "minimum": 1},
        "how many articles of its stratum it stands for, to 6 decimals (only from `sample`)",
    ),
    "short_id": (
        kinds.TEXT.schema,
        (
            "the first 8 digits of the id, as people are shown (only if named in `--fields` or "
            "`--format`)"
        ),
    ),
    "author": (_MAYBE, "the first of the authors (only if named)"),
    "rank": (
        {"type": "integer"},
        "1 for the first hit of a search, 0 from commands that do not search (only if named)",
    ),
}
"""What a record says that is no field of an article: its JSON Schema, and what it is."""
MORE = (
    "body", "query", "saved", "problems", "corrections", "group", "cluster", "likeness",
    "seed", "sampled", "population", "stratum", "weight",
    "short_id", "author", "rank",
)  # fmt: skip
"""Fields of a record that only some commands or options add, as its schema lists them."""


def described() -> dict[str, dict[str, object]]:
    """Field → its JSON Schema with what it is, of every field that a record can have."""
    of_article = {one.name: (one.kind.schema, one.what) for one in COLUMNS}
    both = of_article | OTHER
    return {name: {**both[name][0], "description": both[name][1]} for name in (*FIELDS, *MORE)}


def schema() -> str:
    """The JSON Schema of a record."""
    whole: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A newsarchive record, version {SCHEMA_VERSION}",
        "description": (
            "One article as search, list and show write it with --json and --jsonl. Later releases "
            "may add fields at the end; any other change is a new version."
        ),
        "type": "object",
        "required": list(FIELDS),
        "properties": described(),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def tour() -> str:
    """The steps of the tour with what they print."""
    return steps(TOUR)


def numbers() -> str:
    """The steps of the page about numbers."""
    return steps(NUMBERS, ingested=True, terminal="xterm")


def steps(
    shown: tuple[tuple[str, tuple[str, ...]], ...],
    *,
    ingested: bool = False,
    terminal: str = "dumb",
) -> str:
    """Each step's commands with what they print, in a folder with the samples."""
    parts: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
        if ingested:
            in_terminal("newsarchive ingest --quiet sample_articles", folder)
        for said, commands in shown:
            lines: list[str] = []
            for command in commands:
                printed = in_terminal(command, folder, terminal=terminal).strip("\n")
                lines += [f"$ {command}", printed, ""]
            parts += [f"{said}\n", "```console\n" + "\n".join(lines).rstrip() + "\n```\n"]
    return "\n".join(parts)


def commands() -> str:
    """The page of all commands: what `--help` prints."""
    said = "What `--help` says of the program and of each command; written by `docs/generate.py`."
    page = ["# Commands\n", f"{said}\n"]
    with tempfile.TemporaryDirectory() as name:
        for command in ("", *COMMANDS):
            called = f"newsarchive {command}".rstrip()
            shown = in_terminal(f"{called} --help", Path(name)).rstrip()
            page += [f"## {called}\n", f"```text\n{shown}\n```\n"]
    return "\n".join(page)


def aliases() -> str:
    """The table of field names that readers understand."""
    rows = [f"| {ours} | `{'`, `'.join(names)}` |\n" for ours, names in ALIASES.items()]
    return "| field | names it is known by, first come first taken |\n|---|---|\n" + "".join(rows)


def envelopes() -> str:
    """The names around arrays of articles, and around one."""
    around, wrapped = (
        ", ".join(f"`{'.'.join(path)}`" for path in paths) for paths in (ENVELOPES, WRAPPERS)
    )
    return (
        f"The array may be under {around}; capitals do not count. The object of an article may "
        f"itself be wrapped in {wrapped}.\n"
    )


def _array(name: str) -> str:
    return "array of objects" if name == "corrections" else "array of strings"


def record() -> str:
    """The table of a record's fields."""
    rows = []
    for name, field in described().items():
        types = field["type"] if isinstance(field["type"], list) else [field["type"]]
        kind = " or ".join(types).replace("array", _array(name))
        rows.append(f"| `{name}` | {kind} | {field['description']} |\n")
    return "| field | JSON type | what it is |\n|---|---|---|\n" + "".join(rows)


PARTS: tuple[tuple[Path, str, Callable[[], str]], ...] = (
    (ROOT / "README.md", "tour", tour),
    (ROOT / "docs" / "browse.md", "keys", keys.table),
    (ROOT / "docs" / "json.md", "record", record),
    (ROOT / "docs" / "languages.md", "table", languages.table),
    (ROOT / "docs" / "numbers.md", "numbers", numbers),
    (ROOT / "docs" / "options.md", "commands", options.commands),
    (ROOT / "docs" / "options.md", "options", options.options),
    (ROOT / "docs" / "recipes.md", "recipes", recipes.page),
    *(
        (ROOT / "docs" / "tasks" / f"{name}.md", "task", partial(tasks.page, name))
        for name in tasks.TASKS
    ),
    (ROOT / "docs" / "formats" / "json.md", "names", aliases),
    (ROOT / "docs" / "formats" / "json.md", "envelopes", envelopes),
    *(
        (ROOT / "docs" / "formats" / f"{page}.md", "example", partial(examples.example, page))
        for page in examples.EXAMPLES
    ),
)
"""Page, name of the part in it, and what makes it."""


def pages() -> dict[Path, str]:
    """The pages with generated parts, as they ought to be."""
    made = {ROOT / "docs" / "commands.md": commands(), SCHEMA: schema()}
    made |= {ROOT / "docs" / "man" / name: page for name, page in manual.pages(program).items()}
    for path, name, make in PARTS:
        text = made.get(path) or path.read_text(encoding="utf-8")
        mark = f"<!-- generated: {name} -->\n"
        before, found, rest = text.partition(mark)
        _, ended, after = rest.partition("<!-- end -->")
        if not (found and ended):
            raise SystemExit(f"{path.name} has no part marked {name}")
        made[path] = f"{before}{mark}\n{make()}\n{ended}{after}"
    return made


def main() -> int:
    """Write the pages, or check them; the exit status."""
    stale = {
        path: text
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    check = sys.argv[1:] == ["--check"]
    for path, text in stale.items():
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        told = "out of date" if check else "written"
        sys.stderr.write(f"{path.relative_to(ROOT)}: {told}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
