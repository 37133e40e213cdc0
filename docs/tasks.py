"""The tasks of docs/tasks/: one person's work, from an empty folder to a result handed over.

`generate.py` runs them on the sample articles and writes the pages; `tests/test_tasks.py` runs them
again. Every step has its own hour, as the log of an archive shows it. A page leaves out how long a
command took; the folder is called /home/ann, and her machine "desk".
"""

from __future__ import annotations

import re
import shutil
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

from terminals import in_terminal

from tests.surroundings import ROOT, at


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next, and the commands that do it."""

    said: str
    """Markdown; a heading where a new part of the work begins."""
    commands: tuple[str, ...]
    moment: str = ""
    """When: "2026-01-05 09:00:00"; as the step before if there is none."""


_FOOTNOTE = "'{authors[ and ]|Anonymous}, “{title}”, {source|n.p.}, {date:%-d %B %Y|n.d.}.'"
JOURNALIST = (
    Step(
        "## 1. Put the clippings into an archive\n\n"
        "Nothing has to be set up: the first run makes the archive, and recognises the formats.",
        ("newsarchive ingest sample_articles/20*",),
        "2026-01-05 09:00:00",
    ),
    Step(
        "## 2. Search\n\n"
        "All words have to occur, in any of their forms; the best article comes first. One without "
        "a title shows its first sentence in brackets.",
        ("newsarchive search marlsford flood",),
    ),
    Step(
        "`NEAR` asks for words near each other, `--kwic` shows every match in its context.",
        ("newsarchive search '(report* OR warn*) NEAR/8 (flood OR bank)' --kwic",),
    ),
    Step(
        "## 3. Read\n\n"
        "`@1` is the first result of the last search. The digits `7de7283d` name the same article "
        "tomorrow and on any machine; `#p1-3` is a part of it.",
        ("newsarchive show 7de7283d#p1-3",),
    ),
    Step(
        "## 4. Take notes, and mark what belongs to the story\n\n"
        "A note may stand at a passage. `tag:` and `note:` search them.",
        (
            "newsarchive note 7de7283d 'Who had to read it?' --quote 'The mailbox belonged'",
            "newsarchive tag 7de7283d 77b19844 a0bf2740 +marlsford",
            "newsarchive search has:note --format '{short_id} {title}'",
            "newsarchive list --tag marlsford --format '{date} {title:.60}'",
        ),
    ),
    Step(
        "## 5. Save the question\n\n"
        "A saved search knows what it has shown. With `--seen`, what matches today is not new.",
        (
            "newsarchive save marlsford 'marlsford (flood OR water)' --seen",
            "newsarchive new; echo $?",
        ),
    ),
    Step(
        "## 6. The next morning: what is new?\n\n"
        "More has come in. Known articles are skipped, and `new` shows those that match.",
        ("newsarchive ingest sample_articles", "newsarchive new"),
        "2026-01-06 08:30:00",
    ),
    Step(
        "## 7. Cite\n\nA footnote for each in a form of your own, or references for Zotero.",
        (
            f"newsarchive list --tag marlsford --sort date-asc --format {_FOOTNOTE}",
            "newsarchive show 7de7283d --ris",
        ),
    ),
    Step(
        "## 8. Make a dossier\n\n"
        "One document to read and print: the passages that match, notes, and numbered references. "
        "`.html` makes a page of it.",
        (
            "newsarchive dossier marlsford.md 'tag:marlsford flood' --sort date-asc",
            "head -n 20 marlsford.md",
        ),
    ),
    Step(
        "## 9. Hand it over\n\n"
        "An export has the articles with their originals, tags and notes. The colleague reads it "
        "into her own archive, or a new one.",
        (
            "newsarchive list --tag marlsford --ids | newsarchive export marlsford.jsonl.gz -",
            "newsarchive --archive hers.db ingest marlsford.jsonl.gz",
            "newsarchive --archive hers.db note --list 7de7283d",
        ),
    ),
)

_POWER = "'energy OR electricity OR power'"
RESEARCHER = (
    Step(
        "## 1. Put the corpus into an archive, and look at it\n\n"
        "`newsarchive stats` has all numbers; here are two of the tables.",
        (
            "newsarchive ingest sample_articles",
            "newsarchive search '*' --facet source --facet language -n 4",
        ),
        "2026-01-05 09:00:00",
    ),
    Step(
        "## 2. Try the question\n\n"
        "Does the query find what is meant? First every match in its context, then several queries "
        "at once, each with the number of its articles.",
        (
            "newsarchive search energy --kwic -n 6",
            r"""printf 'energy\nenergy OR electricity OR power\n"power station"\n' > queries.txt""",
            "newsarchive search --queries queries.txt --count",
        ),
    ),
    Step(
        "## 3. Draw a sample to code by hand\n\n"
        "The same seed draws the same articles from the same archive, on every machine.",
        (
            f"newsarchive sample {_POWER} -n 4 --seed 7 --format '{{date}} {{title:.60}}'",
            f"newsarchive sample {_POWER} -n 4 --seed 7 --fields id,date,title -o coding.csv",
            "head -n 2 coding.csv",
            f"newsarchive sample {_POWER} -n 4 --seed 7 --body -o coding.parquet",
        ),
    ),
    Step(
        "## 4. Count\n\nOver time, with the share of all articles, and by author.",
        (
            f"newsarchive timeline {_POWER} --by year",
            f"newsarchive authors {_POWER} | head -n 3",
        ),
    ),
    Step(
        "## 5. Compare words\n\n"
        "The words that set some articles apart from others, then those that stand near a word. "
        "What the numbers mean is in [numbers.md](../numbers.md#keywords).",
        (
            "newsarchive keywords flood --against energy --min-count 3 -n 8",
            "newsarchive collocates river --min-count 2 -n 5",
        ),
    ),
    Step(
        "## 6. Find more of the same",
        ("newsarchive similar f3dbb26f -n 4 --format '{date} {title:.60}'",),
    ),
    Step(
        "## 7. Hand over the tables\n\n"
        "Each with how it was made, in its first line: the question, the options, the state of the "
        "archive.",
        (
            f"newsarchive timeline {_POWER} --by year -o energy.csv --about",
            "tail -n 3 energy.csv",
            "newsarchive list --fields id,date,source,language,words -o articles.csv --about",
            "tail -n 3 articles.csv",
        ),
    ),
    Step(
        "## 8. Two years later: does it come out again?\n\n"
        "The same question, asked of the archive as it is now. The file says what was asked.",
        ("newsarchive rerun energy.csv > again.csv", "cmp energy.csv again.csv && echo the same"),
        "2028-02-29 10:00:00",
    ),
)

_CONFIGURATION = """\
cat > ~/.config/newsarchive/config.toml <<'END'
default = "news"

[archives]
news = "~/news.db"
letters = "~/letters.db"

[inboxes.agency]
folders = ["~/in"]
archive = "news"
exclude = ["*.part"]
END"""
LIBRARIAN = (
    Step(
        "## 1. Name the archives, and the folder that is read every night\n\n"
        "`newsarchive config edit` opens the same file in an editor; `newsarchive config` shows "
        "every setting with its origin.",
        (
            "mkdir -p ~/.config/newsarchive ~/in ~/backup",
            _CONFIGURATION,
            "newsarchive config | grep agency | tr -s ' '",
            "newsarchive --archive letters ingest sample_articles/mail",
        ),
        "2026-01-05 16:00:00",
    ),
    Step(
        "## 2. The first night\n\n"
        "cron or a systemd timer runs this: [how](../running.md). It prints one line; the exit "
        "status is 0 if something is new, 1 if nothing is, 2 if something failed.",
        (
            "cp -r sample_articles/wire sample_articles/20* ~/in",
            "newsarchive ingest --inbox agency; echo $?",
        ),
        "2026-01-06 02:15:00",
    ),
    Step(
        "## 3. The second night: a file is broken\n\nIt is reported; other files are read.",
        (
            'echo \'{"title": "Rain"\' > ~/in/cut.json',
            "newsarchive ingest --inbox agency; echo $?",
        ),
        "2026-01-07 02:15:00",
    ),
    Step(
        "The third night has nothing more to say of it: a failure is reported once.",
        ("newsarchive ingest --inbox agency; echo $?",),
        "2026-01-08 02:15:00",
    ),
    Step(
        "## 4. In the morning: did it run, and what was not read?",
        (
            "newsarchive log",
            "newsarchive status | grep -E '^(articles|dates|last run)'",
            "newsarchive audit unread",
        ),
        "2026-01-08 09:00:00",
    ),
    Step(
        "The agency sends the file again.",
        (
            'echo \'{"title": "Rain", "body": "It rained all day."}\' > ~/in/cut.json',
            "newsarchive ingest --inbox agency; echo $?",
            "newsarchive audit unread; echo $?",
        ),
    ),
    Step(
        "## 5. Mend what is not known\n\n`audit` finds articles with missing or doubtful metadata.",
        (
            "newsarchive audit undated",
            "newsarchive edit d70e8364 --date 2026-01-07 --source 'Agency'",
        ),
    ),
    Step(
        "## 6. Back up\n\n"
        "A backup is verified before it gets its name. As it is an archive, `check` can read it "
        "again.",
        (
            "newsarchive backup ~/backup/news.db",
            "newsarchive --archive ~/backup/news.db check",
        ),
    ),
    Step(
        "## 7. Restore\n\nSomebody deletes too much. Nothing is lost, not even what was there now.",
        (
            "newsarchive list --since 2019 --ids | newsarchive remove - --yes",
            "newsarchive restore ~/backup/news.db --force",
            "newsarchive list --count",
        ),
        "2026-01-08 11:00:00",
    ),
    Step(
        "## 8. Move to another machine\n\n"
        "A backup on the old machine, `restore` on the new one. Ids, corrections and the log stay.",
        (
            "newsarchive backup --quiet moving.db",
            "newsarchive --archive ~/new.db restore moving.db",
            "newsarchive --archive ~/new.db log -n 4",
        ),
        "2026-01-09 10:00:00",
    ),
)
TASKS: dict[str, tuple[Step, ...]] = {
    "journalist": JOURNALIST,
    "researcher": RESEARCHER,
    "librarian": LIBRARIAN,
}
"""The name of a page → its steps."""


def page(name: str) -> str:
    """A task, step by step, with what each command prints."""
    if not Path(at("")["LD_PRELOAD"]).exists():
        raise SystemExit("docs/tasks cannot be made without libfaketime")
    parts: list[str] = []
    moment = ""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
        for step in TASKS[name]:
            moment = step.moment or moment
            shown = [
                f"$ {command}\n{_printed(command, folder, moment)}".rstrip("\n")
                for command in step.commands
            ]
            said = [textwrap.fill(part, 105) for part in step.said.split("\n\n")]
            parts += [*said, "```console\n" + "\n\n".join(shown) + "\n```"]
    return "\n\n".join(parts) + "\n"


_RUN = re.compile(r"(?:\d+\.\d s|-)( +ann)@?\S*$", re.MULTILINE)
"""The end of a line of the log: seconds, user and machine, cut off where the screen ends."""
_KEPT = re.compile(r"(-before-\d{8}-\d{4})\d\d")
"""The name of what was kept, up to its seconds."""


def _printed(command: str, folder: Path, moment: str) -> str:
    """What a command prints at this moment, as the page has it."""
    variables = {"LOGNAME": "ann", "TZ": "UTC", "PYTHONPATH": str(ROOT / "tests" / "clock")}
    variables |= {f"XDG_{one}_HOME": "" for one in ("CACHE", "CONFIG", "DATA", "STATE")}
    printed = in_terminal(command, folder, **variables, **at(moment)).strip("\n")
    printed = _KEPT.sub(r"\g<1>00", printed.replace(str(folder), "/home/ann"))
    return _RUN.sub(r"0.3 s\1@desk", printed)
