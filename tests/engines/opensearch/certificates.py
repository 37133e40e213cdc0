"""Certificates for tests, made by the program `openssl`."""

from __future__ import annotations

import os
import ssl
import subprocess
from pathlib import Path

_KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1".split()
_SIGN = "-addext keyUsage=critical,keyCertSign".split()


class Certificates:
    """An authority, and what it signs: each for its name, in a file `NAME.pem` with `NAME.key`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._run("req", "-x509", *_KEY, "-nodes", "-days", "2", *_SIGN, *self._out("ca"))

    def signed(self, name: str, host: str = "IP:127.0.0.1", *, days: int = 2) -> str:
        """The name of a new certificate for a host, which ends in so many days, or has ended."""
        request = self.folder / f"{name}.csr"
        alternative = f"subjectAltName={host}"
        self._run("req", *_KEY, "-nodes", "-addext", alternative, "-subj", f"/CN={name}",
                  "-keyout", self.path(name, "key"), "-out", str(request))  # fmt: skip
        self._run("x509", "-req", "-in", str(request), "-CA", self.path("ca"), "-CAkey",
                  self.path("ca", "key"), "-days", str(days), "-copy_extensions", "copy",
                  "-out", self.path(name))  # fmt: skip
        return name

    def closed(self, name: str, passphrase: str) -> str:
        """The name of a certificate whose key has a passphrase."""
        self._run("req", "-x509", *_KEY, "-days", "2", "-passout", f"pass:{passphrase}",
                  *self._out(name))  # fmt: skip
        return name

    def path(self, name: str, ending: str = "pem") -> str:
        """The file of a certificate, or of its key."""
        return str(self.folder / f"{name}.{ending}")

    def said(self, name: str) -> dict[str, str]:
        """What is said of a cluster that is shown a certificate."""
        return {"certificate": self.path(name), "key": self.path(name, "key")}

    def server(
        self, name: str, clients: ssl.VerifyMode = ssl.VerifyMode.CERT_NONE
    ) -> ssl.SSLContext:
        """How a server speaks TLS; clients may have to be of the same authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(name), self.path(name, "key"))
        context.load_verify_locations(self.path("ca"))
        context.verify_mode = clients
        return context

    def _out(self, name: str) -> list[str]:
        subject = ["-subj", f"/CN={name}"]
        return [*subject, "-keyout", self.path(name, "key"), "-out", self.path(name)]

    def _run(self, *arguments: str) -> None:
        plain = {"PATH": os.environ.get("PATH", os.defpath)}
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, env=plain)
        for key in self.folder.glob("*.key"):
            key.chmod(0o600)
