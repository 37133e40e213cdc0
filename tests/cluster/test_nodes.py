"""Nodes that are killed and come back; nothing of an archive yet."""

from __future__ import annotations

from newsarchive.engines.opensearch.cluster import Cluster
from tests.cluster.nodes import Nodes


def test_a_node_answers(cluster_url: str) -> None:
    assert Cluster(cluster_url).ask("GET", "/")["version"]["number"].startswith("2.")


def test_a_killed_node_comes_back(three_nodes: Nodes) -> None:
    three_nodes.kill(2)
    three_nodes.wait()
    three_nodes.start(2)
    assert Cluster(three_nodes.urls[2]).ask("GET", "/_cluster/health")["number_of_nodes"] == 3
