"""Who we are to a cluster, and how we know it: credentials and TLS.

Credentials come from the environment, from the configuration, or from ~/.netrc, and belong to the
nodes that they are given for. None is ever shown: not in a repr, not in a message, not as the cause
of an error. This module asks no cluster.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.engines.opensearch.address import host_of, is_loopback, node_url
from newsarchive.files import private
from newsarchive.model.errors import ClusterError
from newsarchive.model.frozen import frozen

if TYPE_CHECKING:
    from ssl import SSLContext

PAGE = "docs/cluster-access.md"
KEYS = ("user", "password", "password-file", "token", "token-file", "ca", "certificate", "key")
"""What is said of a cluster, beside the URLs of its nodes."""
SECRET = ("password", "token")
"""Those that are shown to nobody."""
FILES = ("password-file", "token-file", "ca", "certificate", "key")
"""Those that are paths."""
_CREDENTIALS = frozenset(["user", "token", "token-file", "certificate"])
"""Where one of them is given, ~/.netrc is not asked: its entries are for one host each."""
_HIDDEN = "(not shown)"
_VARIABLE = "NEWSARCHIVE_OPENSEARCH_"


@frozen
class Access:
    """How a cluster is reached."""

    nodes: tuple[str, ...]
    """The URLs of its nodes, as `node_url` makes them: nothing is sent to others."""
    said: Mapping[str, str]
    """The KEYS that are given → their values; paths are whole."""

    def __repr__(self) -> str:
        return f"Access({', '.join(self.nodes)})"

    def shown(self) -> dict[str, object]:
        """What may be shown of it: settings by their keys, without secrets."""
        hidden = {key: _HIDDEN for key in SECRET if key in self.said}
        return {"url": list(self.nodes), **self.said, **hidden}

    def headers(self, url: str) -> dict[str, str]:
        """Those that say to a node who we are. Raises ClusterError if that would not be safe."""
        assert url in self.nodes
        said = self.said
        if not said.keys() & _CREDENTIALS:
            said = _of_netrc(url)
        token, password = _secret(said, "token"), _secret(said, "password")
        if token:
            value = token if " " in token else f"Bearer {token}"
        elif password is not None:
            pair = f"{said['user']}:{password}".encode()
            value = f"Basic {b64encode(pair).decode()}"
        else:
            return {}
        if url.startswith("http:") and not is_loopback(url):
            raise ClusterError(
                f"nothing was sent to {url}: http:// would show your credentials to everybody on "
                "the way; write https://"
            )
        return {"authorization": value}

    def tls(self) -> SSLContext:
        """How TLS is spoken: certificate and name of a node are always verified.

        Raises ClusterError.
        """
        certificate, key = self.said.get("certificate"), self.said.get("key")
        context = _loaded(self.said.get("ca"))
        if certificate is not None:
            _check_hidden(Path(key or certificate))
            try:
                context.load_cert_chain(certificate, key, password=_no_passphrase)
            except FileNotFoundError:
                missing = key if key and Path(certificate).exists() else certificate
                raise ClusterError(f"there is no {missing}, the certificate or its key") from None
            except OSError as error:
                reason = (getattr(error, "reason", None) or error.strerror or "").lower()
                raise ClusterError(
                    f"{certificate} is no certificate in PEM with the key that goes with it "
                    f"({reason.replace('_', ' ')})"
                ) from None
            except ValueError:
                raise ClusterError(
                    f"{key or certificate} has a passphrase: use a key without"
                ) from None
        return context


def reached(url: str, known: Sequence[Access] = ()) -> Access:
    """How the cluster with this node is reached: as the environment says, else as is `known`.

    Raises ClusterError.
    """
    found = _of_environment(url) or next((one for one in known if url in one.nodes), None)
    return found or Access((url,), {})


def mistake(said: Mapping[str, str]) -> str:
    """Why what is said of a cluster makes no sense; "" if it does. It has no value in it."""
    for key in SECRET:
        if key in said and f"{key}-file" in said:
            return f"takes {key} or {key}-file, not both"
    has_password = bool(said.keys() & {"password", "password-file"})
    has_token = bool(said.keys() & {"token", "token-file"})
    if has_password != ("user" in said) and not has_token:
        return "takes user and password together"
    if has_token and has_password:
        return "takes a token or a user with a password, not both"
    if "key" in said and "certificate" not in said:
        return "takes a key with its certificate only"
    if ":" in said.get("user", ""):
        return "takes a user without a colon in it"
    for key in ("user", *SECRET):
        value = said.get(key, "")
        if not value.isprintable() or (key == "token" and not value.isascii()):
            return f"takes a {key} on one line, of characters that can be typed"
        if key in SECRET and key in said and not value:
            return f"takes a {key}, and it is empty"
    return ""


def _secret(said: Mapping[str, str], name: str) -> str | None:
    """A password or a token, or what stands in its file. Raises ClusterError."""
    file = said.get(f"{name}-file")
    if file is None:
        return said.get(name)
    _check_hidden(Path(file))
    try:
        secret = private.read_own(Path(file)).decode().rstrip("\r\n")
    except OSError as error:
        raise ClusterError(_unreadable(file, error)) from None
    except UnicodeDecodeError:
        raise ClusterError(f"{file} is not UTF-8") from None
    if reason := mistake({"user": "", name: secret}):
        raise ClusterError(f"{file}: {reason}")
    return secret


def _of_environment(url: str) -> Access | None:
    """What the environment says of the cluster with this node."""
    found = {key: value for key in KEYS if (value := os.environ.get(_variable(key)))}
    known = {_variable(key) for key in ("url", *KEYS)}
    for name in os.environ:
        if name.startswith(_VARIABLE) and name not in known:
            raise ClusterError(f"${name} means nothing; there are {', '.join(sorted(known))}")
    urls = os.environ.get(_variable("url"), "").split()
    if found and not urls:
        raise ClusterError(
            f"set ${_VARIABLE}URL to the cluster that the other variables {_VARIABLE}… are for: "
            "they go to no other"
        )
    nodes = tuple(map(node_url, urls))
    if url not in nodes:
        return None
    if reason := mistake(found):
        raise ClusterError(f"${_VARIABLE}… {reason}")
    paths = {key: str(Path(found[key]).expanduser()) for key in FILES if key in found}
    return Access(nodes, found | paths)


def _variable(key: str) -> str:
    return _VARIABLE + key.upper().replace("-", "_")


def _of_netrc(url: str) -> dict[str, str]:
    """User and password of a host, where they can be sent safely. `default` stands for no host."""
    if url.startswith("http:") and not is_loopback(url):
        return {}
    from netrc import NetrcParseError, netrc

    try:
        hosts = netrc().hosts
    except FileNotFoundError:
        return {}
    except NetrcParseError as error:  # its text may have a password in it
        where = f"line {error.lineno} makes no sense" if error.lineno else "others can read it"
        raise ClusterError(f"~/.netrc is not used: {where}; mend it, or chmod 600") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ClusterError(f"~/.netrc is not used: {(reason or '').lower()}") from None
    host = host_of(url)
    if host == "default" or host not in hosts:
        return {}
    user, account, password = hosts[host]
    said = {"user": user or account or "", "password": password or ""}
    if reason := mistake(said):
        raise ClusterError(f"~/.netrc, {host}: {reason}")
    return said


def _loaded(ca: str | None) -> SSLContext:
    """A context that trusts the authorities of a file, else those that this machine trusts."""
    import ssl

    try:
        return ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ClusterError(f"{ca} is no certificate in PEM") from None
    except OSError as error:
        raise ClusterError(_unreadable(ca, error)) from None


def _check_hidden(path: Path) -> None:
    """Raises ClusterError if every user of this machine can read a file with a secret."""
    try:
        is_open = private.is_open(path)
    except OSError as error:
        raise ClusterError(_unreadable(str(path), error)) from None
    if is_open:
        raise ClusterError(f"{path} is not used: others can read it; chmod o-r {path}")


def _unreadable(path: str | None, error: OSError) -> str:
    return (
        f"{path}, which {PAGE} explains, cannot be read: {(error.strerror or str(error)).lower()}"
    )


def _no_passphrase() -> str:
    raise ValueError("nobody is asked for a passphrase")
