"""Nodes for tests. All share one, except tests that kill: these have three of their own.

Every test here has the markers `cluster` and `surroundings`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.nodes import Nodes, has_java

_GIVEN = os.environ.get("NEWSARCHIVE_TEST_OPENSEARCH", "")
"""The address of a cluster that runs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("cluster")
            item.add_marker("surroundings")


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """The address of a node. Each test uses names of its own there, and removes them."""
    if _GIVEN:
        yield _GIVEN.rstrip("/")
        return
    with _started(1) as nodes:
        yield nodes.url


@pytest.fixture(scope="session")
def _own_nodes() -> Iterator[Nodes]:
    with _started(3) as nodes:
        yield nodes


@pytest.fixture
def three_nodes(_own_nodes: Nodes) -> Iterator[Nodes]:
    """Three nodes, which a test may kill."""
    yield _own_nodes
    _own_nodes.restore()


def _started(count: int) -> Nodes:
    if not has_java():
        pytest.skip("Java is not installed")
    return Nodes(count, quick=True)
