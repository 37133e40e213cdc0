"""TLS to a cluster: whom it trusts, whom it tells who we are, and what it says of mistakes."""

from __future__ import annotations

import shutil
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from newsarchive.engines.opensearch.access import Access
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.model.errors import ClusterError
from tests.engines.opensearch.certificates import Certificates
from tests.engines.opensearch.fake import Fake, answer

pytestmark = [
    pytest.mark.long,
    pytest.mark.surroundings,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority with a node."""
    certificates = Certificates(tmp_path_factory.mktemp("certificates"))
    certificates.signed("node")
    return certificates


def asked(server: Fake, url: str | None = None, **said: str) -> Any:
    """What a question gives: the answer, or the text of the error."""
    url = url or server.url
    try:
        return Cluster(url, [Access((url,), said)], wait=0).ask("GET", "/news/_doc/1")
    except ClusterError as error:
        return str(error).replace(url, "URL")


def test_a_node_of_a_known_authority_is_asked_and_told_who_we_are(made: Certificates) -> None:
    with Fake(answer(1), tls=made.server("node")) as server:
        assert asked(server, ca=made.path("ca"), token="t") == 1
        assert server.asked[0].headers["authorization"] == "Bearer t"


def test_any_other_node_is_told_nothing(made: Certificates) -> None:
    made.signed("old", days=-1)
    made.signed("other", "DNS:other.example")
    for node, ca, reason in (
        ("node", None, "an authority that this machine does not trust; name the file"),
        ("old", "ca", "its certificate has expired"),
        ("other", "ca", "its certificate is for another host than 127.0.0.1"),
    ):
        with Fake(answer(1), tls=made.server(node)) as server:
            trusted = {"ca": made.path(ca)} if ca else {}
            assert reason in asked(server, token="t", **trusted)
            assert server.asked == []


def test_http_and_https_are_told_apart(made: Certificates) -> None:
    for greeting, reason in (
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "it does not speak https; if the network is to be"),
        (b"", "the connection was ended; does a node run there that speaks https?"),
    ):
        with Fake(answer(1), curt=greeting) as server:
            assert reason in asked(server, server.url.replace("http:", "https:"))
    with Fake(answer(1), tls=made.server("node")) as server:
        assert "write https:// in the address" in asked(
            server, server.url.replace("https:", "http:")
        )


def test_a_certificate_says_who_we_are(made: Certificates) -> None:
    made.signed("me")
    with Fake(answer(1), tls=made.server("node", ssl.VerifyMode.CERT_REQUIRED)) as server:
        assert asked(server, ca=made.path("ca"), **made.said("me")) == 1
        assert server.certificates[-1]["subject"] == ((("commonName", "me"),),)
        assert "refuses our certificate, or needs one" in asked(server, ca=made.path("ca"))


def test_a_certificate_that_cannot_be_used_is_named(made: Certificates, tmp_path: Path) -> None:
    made.closed("closed", "hush")
    (text := tmp_path / "text.pem").write_text("no certificate")
    (key := tmp_path / "open.key").write_text("no key")
    key.chmod(0o644)
    text.chmod(0o600)
    node = made.path("node")
    for said, reason in (
        (made.said("closed"), "closed.key has a passphrase"),
        ({"certificate": node, "key": made.path("ca", "key")}, "is no certificate in PEM with the"),
        ({"certificate": node, "key": str(key)}, "others can read it; chmod o-r"),
        ({"certificate": str(text)}, "is no certificate in PEM with the"),
        ({"certificate": node, "key": str(tmp_path / "none")}, "cannot be read: no such file"),
        ({"ca": str(text)}, "is no certificate in PEM"),
        ({"ca": str(tmp_path / "none")}, "cannot be read: no such file"),
    ):
        with Fake(answer(1), tls=made.server("node")) as server:
            assert reason in asked(server, **{"ca": made.path("ca"), **said})


def test_a_node_that_is_not_there_is_no_mystery(made: Certificates) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"https://127.0.0.1:{closed.getsockname()[1]}"
    with Fake(answer(1)) as server:
        assert asked(server, url).endswith(
            "connection refused; does a node run there, on this port?"
        )
        assert "there is no host" in asked(server, "https://no-such-host.invalid:9200")
