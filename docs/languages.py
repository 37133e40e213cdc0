"""The table of languages in docs/languages.md, from the program's own data and invented briefs.

`tests/text/test_languages.py` tries every row of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from newsarchive.readers.language import detect
from newsarchive.text import lists
from newsarchive.text.stemming import SNOWBALL, stem
from newsarchive.text.words import Text, forms

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLES = _ROOT / "tests" / "data" / "languages.tsv"
"""Language, a query, and a brief that it finds."""
_SPELLINGS = _ROOT / "tests" / "data" / "spellings.tsv"
"""Language, two spellings, and whether they are the same word."""
_NAMES = _ROOT / "newsarchive" / "readers" / "language_names.txt"
_DATES = _ROOT / "newsarchive" / "dates" / "names.txt"


def samples() -> list[list[str]]:
    """The rows of the table of briefs."""
    return _rows(_SAMPLES)


def spellings() -> list[list[str]]:
    """The rows of the table of spellings."""
    return _rows(_SPELLINGS)


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def least(brief: str, language: str) -> int:
    """The number of words, or of characters without spaces, from which on a brief is recognised."""
    cut = [found.end() for found in re.finditer(r"\S+" if brief.count(" ") > 9 else ".", brief)]
    known = [detect(brief[:end]) == language for end in cut]
    return len(known) - known[::-1].index(False) + 1 if False in known else 1


def table() -> str:
    """The whole table."""
    names, dated = _names(), _with_dates()
    equal: defaultdict[str, list[str]] = defaultdict(list)
    for language, one, other, kind in spellings():
        equal[language].append(f"{one} {'=' if kind == 'equal' else '≠'} {other}")
    rows = ["| language | recognised from | stems | finds | spellings | sentences | dates |"]
    rows.append("|---|---|---|---|---|---|---|")
    for language, query, brief in sorted(samples(), key=lambda row: names[row[0]]):
        unit = "words" if brief.count(" ") > 9 else "characters"
        cells = (
            f"{names[language]} `{language}`",
            f"{least(brief, language)} {unit}",
            _stems(language),
            f"`{query}`: {_found(query, brief, language)}",
            "<br>".join(equal[language]),
            _sentences(language),
            "yes" if language in dated else "",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _NAMES.read_text(encoding="utf-8").splitlines():
        code, colon, known = line.partition(": ")
        if colon and not line.startswith("#"):
            found[code] = next(name for name in known.split() if len(name) > 3).title()
    return found


def _stems(language: str) -> str:
    if language == "ko":
        return "without particles"
    return f"Snowball, {SNOWBALL[language]}" if language in SNOWBALL else "words as they are"


def _found(query: str, brief: str, language: str) -> str:
    text = Text(brief, language)
    sought = [stem(form, language) for form in forms(query)]
    size = len(sought)
    places = [n for n in range(len(text.stems)) if text.stems[n : n + size] == sought]
    spans = [brief[text.offsets[n][0] : text.offsets[n + size - 1][1]] for n in places]
    return ", ".join(dict.fromkeys(spans))


def _sentences(language: str) -> str:
    known = lists.word_lists("abbreviations.txt")
    entries = (*known.get(language, ()), *known.get(f"{language} number", ()))
    ordinals = "ordinals" if language in " ".join(known["ordinals"]).split() else ""
    own = f"{len(' '.join(entries).split())} abbreviations" if entries else ""
    return ", ".join(filter(None, (ordinals, own)))


def _with_dates() -> set[str]:
    """The languages in whose words a printed date is read."""
    return set(re.findall(r"^(\w\w): ", _DATES.read_text(encoding="utf-8"), re.MULTILINE))
