"""Reads the configuration file.

What a file says is checked as a whole, so a mistake in any part of it is an error of every command
that uses it; help, completion and `config edit` do not.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from newsarchive.cli import complaints
from newsarchive.cli.commands import COMMANDS, newsarchive
from newsarchive.cli.configuration import Key, Options, Settings, is_name, options_of, refuse
from newsarchive.files import private
from newsarchive.model.errors import ArchiveError, ConfigError

if TYPE_CHECKING:
    from newsarchive.engines.opensearch.access import Access
    from newsarchive.engines.opensearch.address import Address

DEFAULTS = frozenset(
    "by color date-order dups exclude include jobs limit max-article max-depth max-files max-ratio "
    "max-record max-unpacked memory short sort timeout".split()
)
"""Options of commands that a table of the command may set. Each takes a value, so that the command
line can take it back; what an output is, and what a command changes, stays with the command line.
"""
COMMON = ("wait",)
"""Options of the program itself that may be set."""
INBOX = DEFAULTS | {"columns", "follow", "map", "max-seconds"}
"""Options of `ingest` that an inbox may set, beside its `folders` and its `archive`."""
_TABLES = ("archives", "clusters", "inboxes")
_HEADER = r"\s*\[\s*([\w.\"' -]+?)\s*\]\s*(?:#.*)?"
_KEY = r"\s*([\w.\"' -]+?)\s*="


class Reading:
    """One reading of the file."""

    def __init__(self, path: Path) -> None:
        """Raises ConfigError for a file that is none, or not the user's own."""
        self._path = path
        try:
            text = private.read_own(path).decode()
            self._found = tomllib.loads(text)
        except OSError as error:
            refuse(path, error)
        except UnicodeDecodeError:
            raise ConfigError(f"{path} is not UTF-8") from None
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigError(f"{path} is not TOML: {str(error).lower()}") from None
        self._lines = dict(_lines(text))

    def settings(self) -> Settings:
        """All of it, checked. Raises ConfigError."""
        top = click.Context(newsarchive, info_name="newsarchive")
        self._known((), self._found, (*_TABLES, "default", *COMMON, *COMMANDS))
        archives = {
            name: self._target(("archives", name), value)
            for name, value in self._table("archives").items()
            if self._named(("archives", name))
        }
        default = self._found.get("default")
        inboxes = self._table("inboxes")
        return Settings(
            self._path,
            archives,
            None if default is None else self._archive(("default",), default, archives),
            self._options((), top, self._found, COMMON),
            {
                name: self._inbox(name, inbox, top, archives)
                for name, inbox in inboxes.items()
                if self._named(("inboxes", name))
            },
            {
                name: self._options((name,), _context(top, name), self._table(name), None)
                for name in COMMANDS
                if name in self._found
            },
            {
                name: self._cluster(name, cluster)
                for name, cluster in self._table("clusters").items()
                if self._named(("clusters", name))
            },
            self._lines,
        )

    def _cluster(self, name: str, table: object) -> Access:
        from newsarchive.engines.opensearch import access
        from newsarchive.engines.opensearch.address import node_url

        key = ("clusters", name)
        if not isinstance(table, dict):
            self._fail(key, "is a table: write [clusters.NAME] above its settings")
        self._known(key, table, ("url", *access.KEYS))
        said = {one: value for one, value in table.items() if one != "url"}
        for one, value in said.items():
            if not isinstance(value, str):
                self._fail((*key, one), "takes a text")
            if one in access.FILES:
                said[one] = str(self._path_of((*key, one), value))
        urls = table.get("url", [])
        urls = [urls] if isinstance(urls, str) else urls
        if not isinstance(urls, list) or not urls or not all(isinstance(u, str) for u in urls):
            self._fail((*key, "url"), 'takes the URL of a node, or a list: "https://HOST:9200"')
        try:
            nodes = tuple(map(node_url, urls))
        except ArchiveError as error:
            self._fail((*key, "url"), f"cannot be so: {error}")
        if reason := access.mistake(said):
            self._fail(key, reason)
        if set(access.SECRET) & said.keys() and private.is_open(self._path):
            self._fail(key, f"has a secret in it, and others can read it: chmod o-r {self._path}")
        return access.Access(nodes, said)

    def _inbox(
        self, name: str, inbox: object, top: click.Context, archives: Mapping[str, Path | Address]
    ) -> Mapping[str, Any]:
        key = ("inboxes", name)
        if not isinstance(inbox, dict):
            self._fail(key, "is a table: write [inboxes.NAME] above its settings")
        ingest = _context(top, "ingest")
        options = [one for one in INBOX if one in options_of(ingest.command)]
        self._known(key, inbox, ("folders", "archive", *options))
        folders = inbox.get("folders")
        if not isinstance(folders, list) or not folders:
            self._fail((*key, "folders"), 'is a list of folders: folders = ["~/in"]')
        found: dict[str, Any] = {
            "folders": [str(self._path_of((*key, "folders"), one)) for one in folders]
        }
        if "archive" in inbox:
            found["archive"] = self._archive((*key, "archive"), inbox["archive"], archives)
        return {**found, **self._options(key, ingest, inbox, options)}

    def _options(
        self, key: Key, context: click.Context, table: Options, names: Iterable[str] | None
    ) -> Options:
        """The values of those options that are in a table; None: of all that may be."""
        options = options_of(context.command)
        if names is None:
            names = [one for one in DEFAULTS if one in options]
            self._known(key, table, names)
        found = {name: table[name] for name in names if name in table}
        for name, value in found.items():
            self._fits((*key, name), context, options[name], value)
        return found

    def _fits(self, key: Key, context: click.Context, option: click.Option, value: object) -> None:
        """Raises ConfigError if an option cannot have a value."""
        kind: tuple[type, ...] = (str,)
        what = "a text"
        if option.is_flag:
            kind, what = (bool,), "true or false"
        elif isinstance(option.type, click.types.FloatParamType):
            kind, what = (int, float), "a number"
        elif isinstance(option.type, click.types.IntParamType):
            kind, what = (int,), "a whole number"
        values = value if option.multiple else [value]
        if not isinstance(values, list) or any(type(one) not in kind for one in values):
            self._fail(key, f"takes {'a list of texts' if option.multiple else what}")
        try:
            option.process_value(context, value)
        except click.ClickException as error:
            self._fail(key, f"cannot be so: {complaints.worded(error)}")

    def _table(self, name: str) -> dict[str, Any]:
        found = self._found.get(name, {})
        if not isinstance(found, dict):
            self._fail((name,), f"is a table: write [{name}] above its settings")
        return found

    def _known(self, key: Key, table: Mapping[str, object], known: Iterable[str]) -> None:
        """Raises ConfigError for a key that means nothing."""
        names = sorted(known)
        for name in table:
            if name not in names:
                where = f"[{'.'.join(key)}] knows" if key else "there are"
                listed = ", ".join(names) or "nothing"
                hint = complaints.nearest(name, names) or f"; {where} {listed}"
                self._fail((*key, name), f"means nothing here{hint}")

    def _named(self, key: Key) -> bool:
        if not is_name(key[-1]):
            self._fail(key, "is not a name: it has letters, digits, - and _ only")
        return True

    def _archive(
        self, key: Key, value: object, archives: Mapping[str, Path | Address]
    ) -> Path | Address:
        """An archive that is named by its name, its path or its address."""
        if isinstance(value, str) and is_name(value):
            if value in archives:
                return archives[value]
            hint = complaints.nearest(value, archives)
            self._fail(key, f'names no archive: [archives] has no "{value}"{hint}')
        return self._target(key, value)

    def _target(self, key: Key, value: object) -> Path | Address:
        """A path, or the address of an archive on a cluster."""
        if isinstance(value, str) and "://" in value:
            from newsarchive.engines.opensearch.address import Address

            try:
                if address := Address.parse(value):
                    return address
            except ArchiveError as error:
                self._fail(key, f"cannot be so: {error}")
        return self._path_of(key, value)

    def _path_of(self, key: Key, value: object) -> Path:
        """A path, which must not depend on the folder that the user is in."""
        if not isinstance(value, str) or "\0" in value:
            self._fail(key, "takes a path, as a text")
        try:
            path = Path(value).expanduser()
        except RuntimeError as error:  # a home that nobody has
            self._fail(key, f"cannot be so: {str(error).rstrip('.').lower()}")
        if not path.is_absolute():
            self._fail(key, f"takes a whole path, from {os.sep} or ~ on: not {value!r}")
        return path

    def _fail(self, key: Key, reason: str) -> NoReturn:
        line = self._lines.get(key, self._lines.get(key[:2]))  # else that of the inbox
        where = "" if line is None else f":{line}"
        raise ConfigError(f"{self._path}{where}: {'.'.join(key)} {reason}")


def _context(top: click.Context, command: str) -> click.Context:
    assert isinstance(top.command, click.Group)
    found = top.command.get_command(top, command)
    assert found is not None
    return click.Context(found, info_name=command, parent=top)


def _lines(text: str) -> Iterator[tuple[Key, int]]:
    """Each key of a file of plain lines, with its line."""
    table: Key = ()
    quoted = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not quoted and (header := re.fullmatch(_HEADER, line)):
            table = _parts(header[1])
            yield table, number
        elif not quoted and (key := re.match(_KEY, line)):
            yield (*table, *_parts(key[1])), number
        if (line.count('"""') + line.count("'''")) % 2:
            quoted = not quoted


def _parts(dotted: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
