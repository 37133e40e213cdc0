"""Lists of words in text files that stand beside the modules which use them.

It must not know what a list is for.
"""

from __future__ import annotations

import pkgutil


def word_lists(file: str, package: str = "newsarchive.text") -> dict[str, list[str]]:
    """The lists of a file of a package, such as "particles.txt": name → entries.

    Each line is an entry. `[name]` begins a list, `#` a comment; entries above the first name
    belong to the list "".
    """
    data = pkgutil.get_data(package, file)
    assert data is not None
    entries: list[str] = []
    lists = {"": entries}
    for line in data.decode().split("\n"):
        if line.startswith("[") and line.endswith("]"):
            entries = lists[line[1:-1]] = []
        elif line and not line.startswith("#"):
            entries.append(line)
    return lists
