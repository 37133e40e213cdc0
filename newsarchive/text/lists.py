"""Lists of words in text files that stand beside the modules which use them.

It must not know what a list is for.
"""

from __future__ import annotations

from pathlib import Path


def word_lists(file: str, beside: str = __file__) -> dict[str, list[str]]:
    """The lists of a file that stands beside a module, such as "particles.txt": name → entries.

    Each line is an entry. `[name]` begins a list, `#` a comment; entries above the first name
    belong to the list "".
    """
    entries: list[str] = []
    lists = {"": entries}
    for line in Path(beside).parent.joinpath(file).read_text(encoding="utf-8").split("\n"):
        if line.startswith("[") and line.endswith("]"):
            entries = lists[line[1:-1]] = []
        elif line and not line.startswith("#"):
            entries.append(line)
    return lists
