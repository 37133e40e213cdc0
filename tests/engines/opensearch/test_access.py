"""Who we are to a cluster: where it is said, to whom it is sent, and that nobody sees it."""

from __future__ import annotations

import traceback
from base64 import b64encode
from pathlib import Path

import pytest

from newsarchive.engines.opensearch.access import Access, mistake, reached
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.model.errors import ArchiveError, ClusterError
from tests.engines.opensearch.fake import Fake, answer, error, raw

pytestmark = pytest.mark.surroundings

URL = "https://search.example.org:9200"
BASIC = {"authorization": f"Basic {b64encode('änn:hush hush'.encode()).decode()}"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the user's, with nothing in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def file(path: Path, text: str, mode: int = 0o600) -> str:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


def say(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"NEWSARCHIVE_OPENSEARCH_{name}", value)


def test_credentials_are_those_of_the_environment_then_configured_then_of_netrc(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reached(URL).headers(URL) == {}
    file(home / ".netrc", 'machine search.example.org login änn password "hush hush"\n')
    assert reached(URL).headers(URL) == BASIC
    known = [Access((URL,), {"token": "t1"})]
    assert reached(URL, known).headers(URL) == {"authorization": "Bearer t1"}
    say(monkeypatch, URL=f"https://other {URL}/", TOKEN="ApiKey t2")
    assert reached(URL, known).headers(URL) == {"authorization": "ApiKey t2"}
    say(monkeypatch, URL="https://other", TOKEN="t2")
    assert reached(URL, known).headers(URL) == {"authorization": "Bearer t1"}


def test_netrc_is_for_one_host_and_for_its_user_alone(home: Path) -> None:
    file(home / ".netrc", "machine other login a password b\ndefault login a password hush\n")
    assert reached(URL).headers(URL) == {}
    assert reached("https://default:443").headers("https://default:443") == {}
    both = Access((URL, "https://other:443"), {"ca": "/ca.pem"})
    assert both.headers(URL) == {}
    assert both.headers("https://other:443") == {"authorization": "Basic YTpi"}
    file(home / ".netrc", "machine search.example.org login a password hush", 0o640)
    with pytest.raises(ClusterError, match="netrc is not used: others can read it") as caught:
        reached(URL).headers(URL)
    file(home / ".netrc", "machine search.example.org\nlogin a hush hush")
    with pytest.raises(ClusterError, match=r"netrc is not used: line \d makes no sense") as caught:
        reached(URL).headers(URL)
    assert "hush" not in "".join(traceback.format_exception(caught.value))


def test_the_environment_says_which_cluster_it_means(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, USER="ann", PASSWORD="hush")
    with pytest.raises(ClusterError, match=r"set \$NEWSARCHIVE_OPENSEARCH_URL"):
        reached(URL)
    say(monkeypatch, URL="https://ann:hush@search.example.org")
    with pytest.raises(ArchiveError, match="no user name and no password") as caught:
        reached(URL)
    assert "hush" not in str(caught.value)
    say(monkeypatch, URL=URL, TOKEN="t", PASSWD="hush")
    with pytest.raises(ClusterError, match="OPENSEARCH_PASSWD means nothing; there are"):
        reached(URL)
    monkeypatch.delenv("NEWSARCHIVE_OPENSEARCH_PASSWD")
    with pytest.raises(ClusterError, match="a token or a user with a password, not both"):
        reached(URL)


def test_a_secret_in_a_file_is_read_when_it_is_needed(home: Path) -> None:
    def access(**said: str) -> Access:
        return Access((URL,), {name.replace("_", "-"): value for name, value in said.items()})

    one = access(user="änn", password_file=file(home / "p", "hush hush\n"))
    assert one.headers(URL) == BASIC
    assert access(token_file=file(home / "t", "t\r\n")).headers(URL) == {
        "authorization": "Bearer t"
    }
    for path, reason in (
        (file(home / "open", "hush", 0o644), "others can read it; chmod o-r"),
        (file(home / "writable", "hush", 0o620), "others can write to it"),
        (file(home / "two", "hush\nhush"), "takes a token on one line"),
        (file(home / "empty", ""), "it is empty"),
        (str(home / "none"), "no such file"),
    ):
        with pytest.raises(ClusterError, match=reason) as caught:
            access(token_file=path).headers(URL)
        assert path in str(caught.value)
        assert "hush" not in "".join(traceback.format_exception(caught.value))


MISTAKES: dict[str, dict[str, str]] = {
    "": {"user": "a", "password": "b", "ca": "/c", "certificate": "/d", "key": "/e"},
    "takes user and password together": {"user": "a"},
    "takes token or token-file, not both": {"token": "t", "token-file": "/t"},
    "takes a token or a user with a password, not both": {
        "token": "t", "user": "a", "password": "b"
    },
    "takes a key with its certificate only": {"key": "/k"},
    "takes a user without a colon in it": {"user": "a:b", "password": "c"},
    "takes a password on one line, of characters that can be typed": {
        "user": "a", "password": "\n"
    },
    "takes a token on one line, of characters that can be typed": {"token": "t\r\nx-evil: 1"},
}  # fmt: skip


def test_what_makes_no_sense_is_named() -> None:
    assert [mistake(said) for said in MISTAKES.values()] == list(MISTAKES)


def test_nothing_is_sent_in_the_clear_but_to_this_machine(home: Path) -> None:
    far = "http://search.example.org:9200"
    access = Access((far, "http://[::1]:9200"), {"token": "t"})
    assert access.headers("http://[::1]:9200") == {"authorization": "Bearer t"}
    with pytest.raises(ClusterError, match=r"nothing was sent to .*; write https://"):
        access.headers(far)
    file(home / ".netrc", "machine search.example.org login a password b")
    assert reached(far).headers(far) == {}


def test_credentials_are_sent_to_their_nodes_and_shown_to_nobody(home: Path) -> None:
    answers = (
        answer({}),
        error(401, "security_exception"),
        raw(302, b"", location="http://127.0.0.1/"),
    )
    with Fake(*answers) as server:
        access = Access((server.url,), {"user": "ann", "password": "hush"})
        cluster = Cluster(server.url, [access])
        cluster.ask("GET", "/news/_doc/1")
        assert server.asked[0].headers["authorization"] == "Basic YW5uOmh1c2g="
        for _ in range(2):
            with pytest.raises(ClusterError) as caught:
                cluster.ask("GET", "/news/_doc/1")
            told = "".join(traceback.format_exception(caught.value)) + repr(access)
            assert not {"hush", "ann", "YW5uOmh1c2g="} & set(told.replace("'", " ").split())
            assert "hush" not in told
    with Fake(answer({})) as server:
        Cluster(server.url, [access]).ask("GET", "/news/_doc/1")
        assert "authorization" not in server.asked[0].headers


def test_a_proxy_in_the_environment_sees_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Fake(answer({})) as server, Fake(answer({})) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        Cluster(server.url).ask("GET", "/news/_doc/1")
        assert (len(server.asked), proxy.asked) == (1, [])
