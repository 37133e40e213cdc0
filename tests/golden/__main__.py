"""Write the golden files, or say which would change."""

from __future__ import annotations

import sys

from tests.golden.runs import FOLDER, files, world


def main() -> int:
    """Write or check; the exit status."""
    with world() as folder:
        made = dict(files(folder))
    kept = {path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".json", ".csv")}
    stale = [
        name
        for name, text in made.items()
        if name not in kept or (FOLDER / name).read_bytes() != text.encode()
    ]
    left = sorted(kept - set(made))
    check = sys.argv[1:] == ["--check"]
    for name in stale:
        if not check:
            (FOLDER / name).write_bytes(made[name].encode())
        sys.stderr.write(f"{name}: {'would change' if check else 'written'}\n")
    for name in left:
        if not check:
            (FOLDER / name).unlink()
        sys.stderr.write(f"{name}: {'nothing makes it' if check else 'removed'}\n")
    return 1 if check and (stale or left) else 0


if __name__ == "__main__":
    sys.exit(main())
