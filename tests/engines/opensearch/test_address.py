"""Addresses of archives on a cluster, and what answers of one are taken for."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from newsarchive.engines.opensearch import answers
from newsarchive.engines.opensearch.address import Address, is_loopback, node_url
from newsarchive.model.errors import ArchiveError, ClusterError

READ = {
    "https://search.example.org:9200/news": "https://search.example.org:9200/news",
    "HTTPS://Search.Example.org/news/": "https://search.example.org:443/news",
    "http://localhost/news-2": "http://localhost:80/news-2",
    "http://[::1]:9200/news": "http://[::1]:9200/news",
    "https://[2001:DB8::7]/news": "https://[2001:db8::7]:443/news",
    "https://bücher.example:9200/zeitung": "https://xn--bcher-kva.example:9200/zeitung",
    "news.db": None,
    "/srv/https:/news": None,
    r"c:\news.db": None,
}
"""A text → the address that it is; None if it is a path."""
REFUSED = {
    "https://h:9200": "it names no archive: write it like https://",
    "https://h:9200/": "it names no archive",
    "ftp://h/news": "ftp:// leads to no cluster, but https:// does",
    "https://h/a/b": "a host and one name",
    "https://h/News": '"News" can be no name on a cluster',
    "https://h/_news": "can be no name",
    "https://h/a*": "can be no name",
    "https://h/a,b": "can be no name",
    "https://h/..": "can be no name",
    f"https://h/{'n' * 256}": "can be no name",
    "https://h/news?pretty": "nothing goes behind the name",
    "https://h/news#": "nothing goes behind the name",
    "https:///news": "its host or its port cannot be so",
    "https://h:99999/news": "its host or its port cannot be so",
    "https://h:0/news": "its host or its port cannot be so",
    "https://[::1/news": "its host or its port cannot be so",
    "https://-h/news": "its host or its port cannot be so",
    "https://h\n/news": "there are blanks or control characters in it",
    "https://h /news": "there are blanks or control characters in it",
}
"""What cannot be an address → why."""


def test_an_address_is_read_into_one_form() -> None:
    found = {text: Address.parse(text) for text in READ}
    assert {text: one and str(one) for text, one in found.items()} == READ
    one = found["http://[::1]:9200/news"]
    assert one == Address("http://[::1]:9200", "news") == pickle.loads(pickle.dumps(one))


def test_a_mistake_in_an_address_is_named() -> None:
    wrong = {}
    for text, reason in REFUSED.items():
        with pytest.raises(ArchiveError) as caught:
            Address.parse(text)
        if reason not in str(caught.value) or not str(caught.value).startswith(text):
            wrong[text] = str(caught.value)
    assert wrong == {}


@pytest.mark.parametrize(
    "text", ["https://ann:hush@h/news", "https://hush@h/news", "ftp://a:hush@h"]
)
def test_a_password_in_an_address_is_refused_and_not_shown(text: str) -> None:
    for read in (Address.parse, node_url):
        with pytest.raises(ArchiveError, match="no user name and no password") as caught:
            read(text)
        assert "hush" not in str(caught.value)


def test_a_node_is_a_host_and_a_port() -> None:
    assert node_url("https://H:9200/") == "https://h:9200"
    for text in ("https://h:9200/news", "h:9200", ""):
        with pytest.raises(ArchiveError):
            node_url(text)


def test_this_machine_is_known() -> None:
    here = ["http://localhost:80", "http://127.0.0.1:9200", "http://127.1.2.3:1", "http://[::1]:80"]
    there = ["http://127.evil.example:80", "http://localhost.example:80", "http://10.0.0.1:80"]
    assert [url for url in [*here, *there] if is_loopback(url)] == here


FOUND: dict[str, Any] = {
    "hits": {"hits": [{"_id": "1.1", "_score": 1.5}], "total": {"value": 3.0}},
    "text": "x", "truth": True, "large": 2**63, "larger": 10**400, "half": 0.5,
}  # fmt: skip


def test_values_of_an_answer_have_types() -> None:
    assert answers.hits_of(FOUND)[0]["_id"] == "1.1"
    assert answers.number_at(FOUND, "hits", "total", "value") == 3
    assert answers.measure_at(FOUND, "hits", "hits", 0, "_score") == 1.5
    assert answers.text_at(FOUND, "text") == "x"
    assert answers.list_at(FOUND, "hits", "hits") == answers.hits_of(FOUND)


def test_an_answer_of_another_form_is_an_error_that_names_the_place() -> None:
    for read, path, reason in (
        (answers.number_at, ["truth"], "truth is not a number"),
        (answers.number_at, ["half"], "half is not a whole number"),
        (answers.number_at, ["large"], "large is not a whole number"),
        (answers.measure_at, ["larger"], "larger is not a number"),
        (answers.text_at, ["hits"], "hits is not a text"),
        (answers.object_at, ["hits", "hits", 7], "hits.hits.7 is not an object"),
        (answers.object_at, ["text", "x"], "text.x is not an object"),
        (answers.list_at, ["none"], "none is not a list"),
    ):
        with pytest.raises(ClusterError, match=reason):
            read(FOUND, *path)
    shapes: list[object] = [None, [], 1, {"hits": None}, {"hits": {"hits": [None]}}]
    for bad in shapes:
        with pytest.raises(ClusterError):
            answers.hits_of(bad)
