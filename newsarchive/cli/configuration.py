"""The configuration: named archives, inboxes, and defaults for options. docs/configuration.md.

A file that is not there costs one look at the disk; `configfile.py` reads one that is. This module
must not know what the settings are used for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newsarchive.cli import complaints
from newsarchive.files import locations
from newsarchive.model.errors import ArchiveError, ConfigError
from newsarchive.model.frozen import frozen

if TYPE_CHECKING:
    from newsarchive.engines.opensearch.access import Access
    from newsarchive.engines.opensearch.address import Address

Options = Mapping[str, object]
Key = tuple[str, ...]
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@frozen
class Settings:
    """What a configuration file says; of one that is not there, nothing."""

    path: Path
    archives: Mapping[str, Path | Address] = _NOTHING
    default: Path | Address | None = None
    common: Options = _NOTHING
    """Option of the program → value."""
    inboxes: Mapping[str, Mapping[str, Any]] = _NOTHING
    """Name → `folders`, perhaps `archive`, and options of `ingest`."""
    commands: Mapping[str, Options] = _NOTHING
    """Command → option → value."""
    clusters: Mapping[str, Access] = _NOTHING
    """Name → how it is reached."""
    lines: Mapping[Key, int] = _NOTHING
    """Key → the line that it is on, as far as that is certain."""

    def place(self, *key: str) -> str:
        """The file, with the line where it is known."""
        return f"{self.path}:{self.lines[key]}" if key in self.lines else str(self.path)

    def inbox(self, name: str) -> Mapping[str, Any]:
        """An inbox. Raises ConfigError if there is none of this name."""
        if name not in self.inboxes:
            hint = complaints.nearest(name, self.inboxes) or f"; {self.path} names the inboxes"
            raise ConfigError(f'there is no inbox "{name}"{hint}')
        return self.inboxes[name]


@frozen
class Named:
    """An archive that somebody has named, and where."""

    target: Path | Address
    origin: str
    """"command line", "environment", "configuration"."""
    place: str
    """The option, the variable, or the file with the line."""

    def ensure_folder(self) -> None:
        """Raises ArchiveError if its folder is not there: a typing error makes no archive."""
        if not isinstance(self.target, Path):
            return
        try:
            self.target.parent.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise ArchiveError(
                f"there is no folder {self.target.parent} for the archive {self.target.name} "
                f"({self.place}); make it, or correct the name"
            ) from None
        except OSError:
            pass  # whoever opens the archive says why it cannot be reached


def load() -> Settings:
    """What the configuration file says. Raises ConfigError."""
    path = locations.config_file()
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if os.environ.get("NEWSARCHIVE_CONFIG"):
            raise ConfigError(f"there is no {path}, which $NEWSARCHIVE_CONFIG names") from None
        return Settings(path)
    except OSError as error:
        refuse(path, error)
    if str(path) == os.devnull:
        return Settings(path)
    from newsarchive.cli.configfile import Reading

    return Reading(path).settings()


def named_archive(given: str | None, settings: Settings) -> Named | None:
    """The archive that the command line, the environment or the configuration names, in this order.

    Raises ArchiveError for a name that is none.
    """
    variable = os.environ.get("NEWSARCHIVE")
    if given is not None:
        return Named(_meant(given, settings, "--archive"), "command line", "--archive")
    if variable:
        meant = _meant(variable, settings, "$NEWSARCHIVE")
        meant = meant.expanduser() if isinstance(meant, Path) else meant
        return Named(meant, "environment", "$NEWSARCHIVE")
    if settings.default is not None:
        return Named(settings.default, "configuration", settings.place("default"))
    return None


def _meant(given: str, settings: Settings, where: str) -> Path | Address:
    """The archive that a text stands for: a path, an address, or the name of an archive."""
    if given in settings.archives:
        return settings.archives[given]
    if "://" in given:
        from newsarchive.engines.opensearch.address import Address

        if address := Address.parse(given):
            return address
    if not is_name(given) or Path(given).exists():
        return Path(given)
    hint = complaints.nearest(given, settings.archives)
    raise ArchiveError(
        f'there is no archive "{given}" ({where}){hint or f"; {settings.path} may name it"}; '
        f"for a file in this folder write .{os.sep}{given}"
    )


def is_name(text: str) -> bool:
    """Whether it can be the name of an archive or an inbox: nothing that could be a path."""
    return text[:1].isalnum() and text.replace("-", "a").replace("_", "a").isalnum()


def refuse(path: Path, error: OSError) -> NoReturn:
    """Raise ConfigError for a file that cannot be used."""
    reason = (error.strerror or str(error)).lower()
    hint = f"; chmod go-w {path}" if "others can write" in reason else ""
    raise ConfigError(f"{path} is not used: {reason}{hint}") from error


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Long name, without the hyphens → option."""
    return {
        name[2:]: param
        for param in command.params
        if isinstance(param, click.Option)
        for name in param.opts
        if name.startswith("--")
    }


def parameters(command: click.Command, values: Mapping[str, object]) -> dict[str, object]:
    """Values of options as click takes defaults: by the names of parameters."""
    options = options_of(command)
    return {str(options[name].name): value for name, value in values.items() if name in options}
