"""Where an archive on a cluster is: https://HOST:9200/NAME.

This module reads addresses and asks nobody. It must not know who we are (`access.py`).
"""

from __future__ import annotations

import re
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from newsarchive.model.errors import ArchiveError
from newsarchive.model.frozen import frozen

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[0-9A-Za-z_](?:[0-9A-Za-z._-]*[0-9A-Za-z_])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_NAME = re.compile(r"[^A-Z\\/*?\"<>|\s,#:\x00-\x20\x7f+_-][^A-Z\\/*?\"<>|\s,#:\x00-\x20\x7f]*")
_LONGEST = 255
"""Bytes of a name that OpenSearch takes."""
_PORTS = {"https": 443, "http": 80}
_EXAMPLE = "https://search.example.org:9200/news"


@frozen
class Address:
    """An archive on a cluster."""

    url: str
    """That of a node, as `node_url` makes it: https://host:9200."""
    name: str
    """The alias of the archive's index."""

    def __str__(self) -> str:
        return f"{self.url}/{self.name}"

    @staticmethod
    def parse(text: str) -> Address | None:
        """The address that a text is; None if it is none, as a path is.

        Raises ArchiveError for one that cannot be.
        """
        if not is_address(text):
            return None
        parts = _split(text)
        name = parts.path.strip("/")
        if not name:
            _refuse(text, f"it names no archive: write it like {_EXAMPLE}")
        if "/" in name:
            _refuse(text, f"a host and one name make an address, like {_EXAMPLE}")
        if not _NAME.fullmatch(name) or name in (".", "..") or len(name.encode()) > _LONGEST:
            _refuse(text, f'"{name}" can be no name on a cluster: those are in small letters')
        return Address(_origin(parts), name)


def is_address(text: str) -> bool:
    """Whether a text begins as an address does, so that it is no path."""
    return bool(_ADDRESS.match(text))


def node_url(text: str) -> str:
    """The URL of a node, in its one form: scheme, host in small letters, port.

    Raises ArchiveError if it is none, or has more than that.
    """
    if not is_address(text):
        _refuse(text, "it is no URL of a node: write it like https://search.example.org:9200")
    parts = _split(text)
    if parts.path.strip("/"):
        _refuse(text, "the URL of a node is a host and a port, without a path")
    return _origin(parts)


def host_of(url: str) -> str:
    """The host of a URL that `node_url` made, without the brackets of IPv6."""
    return urlsplit(url).hostname or ""


def port_of(url: str) -> int:
    """The port of a URL that `node_url` made."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def is_loopback(url: str) -> bool:
    """Whether a URL that `node_url` made leads to this machine itself."""
    host = host_of(url)
    return host in ("localhost", "::1") or re.fullmatch(r"127(\.\d{1,3}){3}", host) is not None


def _split(text: str) -> SplitResult:
    if not text.isprintable() or " " in text:
        _refuse(text, "there are blanks or control characters in it")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        _refuse(text, "its host or its port cannot be so")
    if "@" in parts.netloc:
        # Said without the text: a password would appear in it.
        raise ArchiveError(
            "an address has no user name and no password in it, as other users and log files could "
            "see them; put them into the configuration, the environment or ~/.netrc "
            "(docs/cluster-access.md)"
        )
    if parts.scheme not in _PORTS:
        _refuse(text, f"{parts.scheme}:// leads to no cluster, but https:// does")
    if parts.query or parts.fragment or text.endswith(("?", "#")):
        _refuse(text, 'nothing goes behind the name: no "?" and no "#"')
    if not parts.hostname or not _HOST.fullmatch(_ascii(parts.hostname)) or port == 0:
        _refuse(text, "its host or its port cannot be so")
    return parts


def _origin(parts: SplitResult) -> str:
    host = _ascii(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{parts.port or _PORTS[parts.scheme]}"


def _ascii(host: str) -> str:
    """A host in the letters of the domain name system; "" if it cannot be so."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""


def _refuse(text: str, reason: str) -> NoReturn:
    raise ArchiveError(f"{text} is no address of an archive on a cluster: {reason}")
