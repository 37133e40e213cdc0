"""The security plugin of OpenSearch: docs/cluster-access.md has the roles, and they are enough."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsarchive import Archive
from newsarchive.cli import main
from newsarchive.engines.opensearch.access import Access
from newsarchive.query.tree import Every
from tests.cluster.nodes import has_java
from tests.cluster.secured import PASSWORD, TOKEN, SecuredNode
from tests.engines.opensearch.certificates import Certificates

pytestmark = [
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
    pytest.mark.skipif(not has_java(), reason="Java is not installed"),
]

PAGE = Path(__file__).parents[2] / "docs" / "cluster-access.md"
NAME = "access-news"
Runner = Callable[..., tuple[int, str, str]]


def role(name: str, uid: str) -> Any:
    """A role as the page has it, for one archive."""
    [text] = re.findall(rf"```yaml\n({name}:\n.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    text = text.replace('"news"', f'"{NAME}"').replace("0123", uid)
    return yaml.safe_load(text)[name]


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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """The certificate of the user "me"."""
    made = Certificates(tmp_path_factory.mktemp("certificates"))
    made.signed("me")
    return made


@pytest.fixture(scope="module")
def started(made: Certificates) -> Iterator[SecuredNode]:
    """One node for all of these tests."""
    with SecuredNode(made, quick=True) as node:
        yield node


@pytest.fixture
def node(started: SecuredNode, file: Path) -> SecuredNode:
    """The node, with a writer and two readers of this archive."""
    with Archive(file) as archive:
        uid = archive.status().uid
    users = {"newsarchive_writer": ["ann"], "newsarchive_reader": ["ben", "me"]}
    started.allow({name: role(name, uid) for name in users}, users)
    return started


@pytest.fixture
def configs(node: SecuredNode, made: Certificates, file: Path) -> dict[str, str]:
    """The configuration of each user, and that of somebody who is none."""
    (secret := file.parent / "secret").write_text(f"{PASSWORD}\n")
    secret.chmod(0o600)
    there = f'[clusters.there]\nurl = "{node.url}"\nca = "{made.path("ca")}"\n'
    me = made.said("me")
    return {
        "": there,
        "ann": f'{there}user = "ann"\npassword-file = "{secret}"\n',
        "ben": f'{there}token = "{TOKEN}"\n',
        "me": f'{there}certificate = "{me["certificate"]}"\nkey = "{me["key"]}"\n',
    }


def test_the_roles_of_the_page_are_enough_for_writers_and_readers(
    node: SecuredNode, run: Runner, made: Certificates, file: Path, configs: dict[str, str]
) -> None:
    address = f"{node.url}/{NAME}"

    def done(who: str, *words: str) -> str:
        archive = "news.db" if who == "ann" else address
        status, out, err = run(*words, config=configs[who], archive=archive)
        assert (status, "hush" in out + err, TOKEN in out + err) == (0, False, False), err
        return out

    try:
        done("ann", "index", "opensearch", address, "--replicas", "0")
        (file.parent / "b.json").write_text('{"title": "More", "body": "Oil fell."}')
        done("ann", "ingest", "b.json")
        [fell] = done("ann", "search", "fell", "--ids").split()
        for title in ("Less", "Least"):
            done("ann", "edit", "--title", title, fell)
        for command in ("rebuild", "status", "check"):
            done("ann", command)
        for place, said in (
            (file, {"user": "ann", "password": PASSWORD}),
            (address, {"token": TOKEN}),
        ):
            known = [Access((node.url,), {"ca": made.path("ca"), **said})]
            with Archive(place, clusters=known) as archive:
                found, _ = archive._session.ask(lambda engine: engine.search(Every()).keys)
                assert len(set(found)) == 10  # a point in time
        assert done("me", "list", "--count") == "10\n"
        for line in ("search 'oi* NEAR/3 rose' --kwic", "search oil~ --facet year", "list --ids",
                     "timeline oil", "stats", "status", f"show {fell}"):  # fmt: skip
            done("ben", *shlex.split(line))
        status, _, err = run("rebuild", config=configs["ben"])
        assert status == 2
        assert re.search("you lack the right [a-z:/]+; docs/cluster-access.md has the roles", err)
    finally:
        status, _, err = run("index", "whoosh", "--remove", "--yes", config=configs["ann"])
    assert status == 0, err


def test_nobody_else_is_let_in_and_each_hears_why(
    node: SecuredNode, run: Runner, configs: dict[str, str]
) -> None:
    nobody = configs[""]
    for config, reason in (
        ("", "is of an authority that this machine does not trust"),
        (nobody, "wants to know who asks"),
        (f"{nobody}user = 'ann'\npassword = 'wrong'\n", "wants to know who asks"),
        (f"{nobody}token = '{TOKEN}x'\n", "wants to know who asks"),
        (configs["ben"], "no archive|not there|no index"),
    ):
        status, out, err = run("search", "oil", config=config, archive=f"{node.url}/{NAME}")
        assert (status, out) == (2, "")
        assert re.search(reason, err), err


def test_no_index_of_somebody_else_is_touched(
    node: SecuredNode, run: Runner, configs: dict[str, str]
) -> None:
    node.ask("/other/_doc/1", {"is": "not ours"})
    status, _, err = run("index", "opensearch", f"{node.url}/other", config=configs["ann"])
    assert status == 2
    assert "you lack the right" in err
    assert node.ask("/other/_doc/1")["_source"] == {"is": "not ours"}
