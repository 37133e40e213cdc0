"""How frequent each letter is in a language: makes `newsarchive/readers/letters.txt`.

    python -m benchmarks.letters FOLDER > newsarchive/readers/letters.txt

FOLDER holds translations of some program into many languages, as gettext keeps them:
`…/LANGUAGE/LC_MESSAGES/*.po`. Ours are those of Django, whose messages are sentences. Only what is
counted is kept, no text.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from newsarchive.readers.letters import letters_of

_HEAD = """\
# How frequent letters are, in 10,000: in words, at their beginnings, at their ends. Words that
# begin with a capital are left out: most are names. benchmarks/letters.py has counted them in the
# translations of Django 5.2 (BSD licence). A letter of fewer than 2 in 10,000 is left out.
"""
_SAME = {"nb": "no", "nn": "no", "sr_Latn": "hr", "bs": "hr", "ms": "id"}
"""Languages that count for another."""
_NAMED = {"id": "id ms"}
"""Neighbours that only their words tell apart."""
_ALONE = frozenset("bn el he hy ja ka km kn ko ml my pa ta te th zh".split())
"""Languages with a script of their own. The others are also here to be ruled out."""
_LEAST_LETTERS = 4000
_IN_CODE = re.compile(r"%\([^)]*\)\w|%\w|<[^>]+>|\\[nt]|\{[^}]*\}|&\w+;|\S*[@/_]\S*")


def _messages(file: Path) -> Iterator[str]:
    for entry in file.read_text(encoding="utf-8").split("\n\n"):
        _, found, text = entry.partition('msgstr "')
        if found and "#, fuzzy" not in entry and "Project-Id" not in entry:
            joined = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', f'"{text}'))
            yield _IN_CODE.sub(" ", joined.replace('\\"', '"'))


def main(folder: Path) -> None:
    """Print the table."""
    counts: defaultdict[str, list[Counter[str]]] = defaultdict(lambda: [Counter() for _ in "123"])
    for file in sorted(folder.rglob("LC_MESSAGES/*.po")):
        code = file.parts[-3]
        language = _SAME.get(code, code.partition("_")[0])
        if language not in _ALONE:
            for message in _messages(file):
                for count, found in zip(counts[language], letters_of(message), strict=True):
                    count.update(found)
    print(_HEAD, end="")
    for language, three in sorted(counts.items()):
        if sum(three[0].values()) >= _LEAST_LETTERS and len(language) == 2:
            print(f"\n[{_NAMED.get(language, language)}]")
            for count in three:
                total = sum(count.values())
                shares = ((letter, round(10_000 * n / total)) for letter, n in count.most_common())
                print(" ".join(f"{letter}{share}" for letter, share in shares if share >= 2))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
