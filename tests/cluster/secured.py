"""A node with OpenSearch's security plugin: TLS, users, and the roles that an archive needs.

It knows three users: "ann" by a password, "ben" by a token, and "me" by a certificate.
"""

from __future__ import annotations

import hmac
import json
import shutil
import ssl
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.cluster.nodes import Nodes
from tests.engines.opensearch.certificates import Certificates

PASSWORD = "a hushed harbour"
_HASH = "$2y$12$Wn5/VtFDg/Tlg8LG2AedQOLhWMgXIWlheVN.LSARgOCw5UvnUw.g6"
"""What the plugin keeps of the password (bcrypt)."""
_KEY = b"hushed" * 11
"""Signs tokens: at least 512 bits."""


def _json(value: object) -> bytes:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def _token(who: str) -> str:
    """A token that names a user (RFC 7519)."""
    signed = _json({"alg": "HS512", "typ": "JWT"}) + b"." + _json({"sub": who})
    signature = urlsafe_b64encode(hmac.digest(_KEY, signed, "sha512")).rstrip(b"=")
    return f"{signed.decode()}.{signature.decode()}"


TOKEN = _token("ben")


def _way(order: int, how: str, check: str = "noop", **config: str) -> dict[str, Any]:
    """A way to show who one is."""
    return {
        "http_enabled": True, "order": order, "authentication_backend": {"type": check},
        "http_authenticator": {"type": how, "challenge": how == "basic", "config": config},
    }  # fmt: skip


_WAYS = {
    "token": _way(0, "jwt", signing_key=b64encode(_KEY).decode(), subject_key="sub"),
    "certificate": _way(1, "clientcert", username_attribute="cn"),
    "password": _way(2, "basic", "intern"),
}
_FILES: dict[str, tuple[str, dict[str, Any]]] = {
    "config": ("config", {"config": {"dynamic": {"authc": _WAYS}}}),
    "internal_users": ("internalusers", {"ann": {"hash": _HASH}}),
    "roles": ("roles", {}),
    "roles_mapping": ("rolesmapping", {}),
    "action_groups": ("actiongroups", {}),
    "tenants": ("tenants", {}),
    "nodes_dn": ("nodesdn", {}),
    "whitelist": ("whitelist", {"config": {"enabled": False}}),
    "allowlist": ("allowlist", {"config": {"enabled": False}}),
    "audit": ("audit", {"config": {"enabled": False}}),
}
"""What the plugin begins with: file → what it says it is, and the rest of it."""


class SecuredNode(Nodes):
    """One node that lets nobody in but those users."""

    def __init__(self, made: Certificates, **options: Any) -> None:
        """`made` gets certificates of the node and of its administrator."""
        self._made = made
        for name in ("node", "admin"):
            made.signed(name)
        self.tls = ssl.create_default_context(cafile=made.path("ca"))
        self.tls.load_cert_chain(made.path("admin"), made.path("admin", "key"))
        super().__init__(1, **options)

    def allow(self, roles: Mapping[str, Any], users: Mapping[str, list[str]]) -> None:
        """Have these roles (as in `roles.yml`), for these users of each."""
        for name, role in roles.items():
            for what, body in (("roles", role), ("rolesmapping", {"users": users[name]})):
                self.ask(f"/_plugins/_security/api/{what}/{name}", body)

    def _knows(self, number: int, count: int) -> bool:
        """Whether the node also knows its users."""
        with suppress(OSError):
            security = self.ask("/_plugins/_security/health")
            return super()._knows(number, count) and security["status"] == "UP"
        return False

    def _settings(self, number: int, home: Path) -> dict[str, str]:
        config = home / "config"
        (files := config / "opensearch-security").mkdir(parents=True, exist_ok=True)
        for name, (kind, content) in _FILES.items():
            meta = {"_meta": {"type": kind, "config_version": 2}}
            (files / f"{name}.yml").write_text(json.dumps(meta | content))
        for one in ("ca.pem", "node.pem", "node.key"):  # it reads no others
            shutil.copy(self._made.folder / one, config)
        security = {
            "nodes_dn": "CN=node",
            "authcz.admin_dn": "CN=admin",
            "allow_default_init_securityindex": "true",
            "ssl.transport.enforce_hostname_verification": "false",
            "ssl.http.enabled": "true",
            "ssl.http.clientauth_mode": "OPTIONAL",
        }
        for layer in ("http", "transport"):
            security |= {
                f"ssl.{layer}.pemcert_filepath": "node.pem",
                f"ssl.{layer}.pemkey_filepath": "node.key",
                f"ssl.{layer}.pemtrustedcas_filepath": "ca.pem",
            }
        further = {f"plugins.security.{name}": value for name, value in security.items()}
        return super()._settings(number, home) | further
