"""Default locations of files, in the platform's own folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from newsarchive.model.digests import sha256

_APP = "newsarchive"


def default_archive() -> Path:
    """The archive if none is named: $NEWSARCHIVE, else in the platform's data folder."""
    named = os.environ.get("NEWSARCHIVE")
    if named:
        return Path(named).expanduser()
    if sys.platform == "linux":
        return _xdg("XDG_DATA_HOME", "~/.local/share") / "archive.db"
    from platformdirs import user_data_path  # slow to load

    return user_data_path(_APP, appauthor=False) / "archive.db"


def index_folder(path: Path, uid: str) -> Path:
    """The folder of an archive's index, in the user's cache folder.

    Its name depends on the archive and on its path, so a copy has an index of its own.
    """
    return _cached("index", path, uid)


def likeness_file(path: Path, uid: str) -> Path:
    """The file of an archive's near duplicates, beside its index."""
    return _cached("alike", path, uid)


def counts_file(path: Path, uid: str) -> Path:
    """The file of what can be counted of an archive's articles, beside its index."""
    return _cached("counts", path, uid)


def _cached(what: str, path: Path, uid: str) -> Path:
    return _user_cache() / f"{what}-{_key(path, uid)}"


def _key(path: Path, uid: str) -> str:
    place = os.fsencode(Path(path).resolve())
    return sha256(uid.encode() + b"\0" + place).hex()[:24]


def _user_cache() -> Path:
    if sys.platform == "linux":
        return _xdg("XDG_CACHE_HOME", "~/.cache")
    from platformdirs import user_cache_path  # slow to load

    return user_cache_path(_APP, appauthor=False)


def config_file() -> Path:
    """The configuration file: $NEWSARCHIVE_CONFIG, else in the platform's configuration folder."""
    named = os.environ.get("NEWSARCHIVE_CONFIG")
    if named:
        return Path(named).expanduser()
    if sys.platform == "linux":
        return _xdg("XDG_CONFIG_HOME", "~/.config") / "config.toml"
    from platformdirs import user_config_path  # slow to load

    return user_config_path(_APP, appauthor=False) / "config.toml"


def _xdg(variable: str, usual: str) -> Path:
    """As in platformdirs, which takes longer to load than a search takes."""
    named = os.environ.get(variable, "").strip()
    return (Path(named) if os.path.isabs(named) else Path(usual).expanduser()) / _APP  # noqa: PTH117


def recall_file(path: Path) -> Path:
    """The file of the results of an archive that were shown last, in the user's state folder."""
    key = sha256(os.fsencode(Path(path).resolve())).hex()[:24]
    return _user_state() / f"results-{key}.json"


def choice_file(path: Path, uid: str) -> Path:
    """The file that says on which cluster the index of an archive is (`choices.py`)."""
    return _user_state() / f"engine-{_key(path, uid)}.json"


def is_there(path: Path) -> bool:
    """Whether there is a file: none where the user may not look."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def _user_state() -> Path:
    if sys.platform == "linux":
        return _xdg("XDG_STATE_HOME", "~/.local/state")
    from platformdirs import user_state_path  # slow to load

    return user_state_path(_APP, appauthor=False)
