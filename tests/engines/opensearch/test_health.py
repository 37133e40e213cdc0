"""Questions for the health of an index, of which the answer may come too early."""

from __future__ import annotations

import pytest

from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.model.errors import ClusterError
from tests.engines.opensearch.fake import Fake, answer

pytestmark = pytest.mark.surroundings


def test_what_has_not_come_in_time_is_an_answer_and_other_lateness_an_error() -> None:
    """OpenSearch gives `_cluster/health` the status 408 where the time is up."""
    pytest.importorskip("opensearchpy")
    late = {"status": "yellow", "timed_out": True}
    with Fake(answer(late, 408), answer({"timed_out": False}, 408)) as server:
        cluster = Cluster(server.url, wait=0)
        assert cluster.ask("GET", "/_cluster/health/news") == late
        with pytest.raises(ClusterError, match="408"):
            cluster.ask("GET", "/_cluster/health/news")
        cluster.close()
