"""A cluster with TLS and users: docs/cluster-access.md says what they need, and it is enough."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from newsarchive import Archive
from newsarchive.cli import main
from newsarchive.engines.opensearch.access import Access
from newsarchive.query.tree import Every
from tests.cluster.guard import Guard, Role
from tests.engines.opensearch.certificates import Certificates

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

PAGE = Path(__file__).parents[2] / "docs" / "cluster-access.md"
WRITER = f"Basic {b64encode(b'ann:hush').decode()}"
READER = "Bearer hushed"
NAME = "access-news"
Runner = Callable[..., tuple[int, str, str]]


def role(name: str, uid: str) -> Role:
    """A role as the page has it, for one archive."""
    [text] = re.findall(rf"```yaml\n({name}:\n.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    text = text.replace('"news"', f'"{NAME}"').replace("0123", uid)
    return Role.of(yaml.safe_load(text)[name])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An archive of a few articles."""
    rows = [
        {"title": f"Oil {n}", "body": f"Oil rose. Gas {n}.", "date": "2018-04-10"} for n in range(9)
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    with Archive(tmp_path / "news.db") as archive:
        archive.ingest(tmp_path / "a.json")
    return tmp_path / "news.db"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path) -> Runner:
    """Runs the program in this process; status, stdout and stderr."""
    monkeypatch.chdir(file.parent)

    def run(*words: str, config: str = "", archive: str = "news.db") -> tuple[int, str, str]:
        (settings := file.parent / "config.toml").write_text(config)
        settings.chmod(0o600)
        monkeypatch.setenv("NEWSARCHIVE_CONFIG", str(settings))
        capfd.readouterr()
        status = int(main(("--archive", archive, "--wait", "1", *words)))
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    """A node's certificate, and one of a user of the name test."""
    made = Certificates(tmp_path)
    made.signed("node")
    made.signed("me")
    return made


@pytest.fixture
def guard(cluster_url: str, made: Certificates, file: Path) -> Iterator[Guard]:
    """The way to the node for a writer, a reader and one with a certificate; for nobody else."""
    with Archive(file) as archive:
        uid = archive._session.stored().uid
    tls = made.server("node", ssl.VerifyMode.CERT_OPTIONAL)
    reader, writer = role("newsarchive_reader", uid), role("newsarchive_writer", uid)
    with Guard(cluster_url, tls, {WRITER: writer, READER: reader, "test": reader}) as guard:
        yield guard


def test_the_roles_of_the_page_are_what_writers_and_readers_need(
    guard: Guard, run: Runner, made: Certificates, file: Path
) -> None:
    (file.parent / "secret").write_text("hush\n")
    (file.parent / "secret").chmod(0o600)
    there = f'[clusters.there]\nurl = "{guard.url}"\nca = "{made.path("ca")}"\n'
    writer = f'{there}user = "ann"\npassword-file = "{file.parent}/secret"\n'
    reader = f'{there}token = "hushed"\n'
    me = made.said("me")
    by_certificate = f'{there}certificate = "{me["certificate"]}"\nkey = "{me["key"]}"\n'
    address = f"{guard.url}/{NAME}"

    def done(*words: str, config: str, archive: str = "news.db") -> str:
        status, out, err = run(*words, config=config, archive=archive)
        assert (status, "hush" in out + err) == (0, False), err
        return out

    try:
        done("index", "opensearch", address, "--replicas", "0", config=writer)
        (file.parent / "b.json").write_text('{"title": "More", "body": "Oil fell."}')
        done("ingest", "b.json", config=writer)
        [fell] = done("search", "fell", "--ids", config=writer).split()
        for title in ("Less", "Least"):
            done("edit", "--title", title, fell, config=writer)
        done("rebuild", config=writer)
        done("status", config=writer)
        for place, said in (
            (file, {"user": "ann", "password": "hush"}),
            (address, {"token": "hushed"}),
        ):
            known = [Access((guard.url,), {"ca": made.path("ca"), **said})]
            with Archive(place, clusters=known) as archive:
                found, _ = archive._session.ask(lambda engine: engine.search(Every()).keys)
                assert len(set(found)) == 10  # a point in time
        assert done("list", "--count", config=by_certificate, archive=address) == "10\n"
        for line in ("search 'oi* NEAR/3 rose' --kwic", "search oil~ --facet year", "list --ids",
                     "timeline oil", "stats", f"show {fell}"):  # fmt: skip
            done(*shlex.split(line), config=reader, archive=address)
    finally:
        status, _, err = run("index", "whoosh", "--remove", "--yes", config=writer)
    assert status == 0, err
    for who, needed in guard.used.items():
        given = guard.users[who].on_cluster | guard.users[who].on_indexes
        assert needed <= given
        if who != "test":
            assert given - needed == set()


def test_nobody_else_is_let_in_and_each_hears_why(
    guard: Guard, run: Runner, made: Certificates
) -> None:
    there = f'[clusters.there]\nurl = "{guard.url}"\nca = "{made.path("ca")}"\n'
    address = f"{guard.url}/{NAME}"
    for config, reason in (
        ("", "is of an authority that this machine does not trust"),
        (there, "wants to know who asks"),
        (f"{there}user = 'ann'\npassword = 'wrong'\n", "wants to know who asks"),
        (f"{there}token = 'hushed'\n", "no archive|not there|no index"),
    ):
        status, out, err = run("search", "oil", config=config, archive=address)
        assert (status, out) == (2, "")
        assert re.search(reason, err), err
    status, _, err = run("index", "opensearch", address, config=f"{there}token = 'hushed'\n")
    assert status == 2
    assert re.search("you lack the right [a-z:/]+; docs/cluster-access.md has the roles", err), err
